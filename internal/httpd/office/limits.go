package office

import (
	"context"
	"net/http"
	"strconv"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

func (d door) showLimits(w http.ResponseWriter, r *http.Request) error {
	typed, err := d.limitsNow(r.Context())
	if err != nil {
		return err
	}
	return d.limitsPage(w, r, http.StatusOK, view.Limits{Typed: typed})
}

// limitsNow are the limits as they take effect now.
func (d door) limitsNow(ctx context.Context) (map[string]string, error) {
	reopen, err := sla.ReopenDays(ctx, d.DB)
	if err != nil {
		return nil, err
	}
	l, r := d.Limits(ctx), d.Rates(ctx)
	return map[string]string{
		"reopen": strconv.Itoa(reopen), "files": strconv.Itoa(l.Files), "megabytes": strconv.FormatInt(max(1, l.FileBytes>>20), 10),
		"asks_address": strconv.Itoa(r.AskAddress.Limit), "asks_network": strconv.Itoa(r.AskNetwork.Limit), "links_address": strconv.Itoa(r.LinkAddress.Limit),
	}, nil
}

func (d door) limitsPage(w http.ResponseWriter, r *http.Request, status int, p view.Limits) (err error) {
	if p.Frame, err = d.frame(w, r, "settings-limits", words(r, "limits.title")); err != nil {
		return err
	}
	p.Frame.Side.Current = "settings"
	p.Largest = d.LargestFile()
	if p.Changes, err = d.changesOf(r.Context(), "setting"); err != nil {
		return err
	}
	return d.Render(w, r, status, view.LimitsPage(p))
}

// saveLimits keeps the limits, all or none. One that nobody changed stays what it was: perhaps nobody has ever set it.
func (d door) saveLimits(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	was, err := d.limitsNow(r.Context())
	if err != nil {
		return err
	}
	typed, inputs := map[string]string{}, []httpd.Input{}
	for _, name := range view.LimitFields {
		typed[name] = form.Text(name)
		inputs = append(inputs, httpd.Input{Name: name, Label: view.LimitName(r.Context(), name)})
	}
	to := httpd.Desk(r.Context()).Caps
	for name, figure := range map[string]**int{
		"files": &to.MostFiles, "megabytes": &to.FileMegabytes, "asks_address": &to.AsksPerAddress, "asks_network": &to.AsksPerNetwork, "links_address": &to.LinksPerAddress,
	} {
		if typed[name] != was[name] {
			*figure = figureOf(typed[name])
		}
	}
	err = d.changeTo(w, r, view.LimitsPath, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		caps := people.SetCaps(ctx, tx, httpd.Actor(ctx), to, d.LargestFile())
		if caps != nil && !fault.Is(caps, fault.KindInvalid) {
			return ui.Note{}, caps
		}
		days := sla.SetReopenDays(ctx, tx, httpd.Actor(ctx), *figureOf(typed["reopen"]))
		if days != nil && !fault.Is(days, fault.KindInvalid) {
			return ui.Note{}, days
		}
		return ui.Note{Text: words(r, "limits.saved")}, fault.Join(append(fault.Of(days), fault.Of(caps)...)...)
	})
	if fault.Is(err, fault.KindInvalid) {
		return d.limitsPage(w, r, http.StatusUnprocessableEntity, view.Limits{Typed: typed, Problems: httpd.Problems(r.Context(), err, inputs...)})
	}
	return err
}

package office

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

func (d door) showHours(w http.ResponseWriter, r *http.Request) error {
	now, err := sla.HoursNow(r.Context(), d.DB)
	if err != nil {
		return err
	}
	p := view.Hours{Zone: now.Zone, Was: now.Was}
	for day, spans := range now.Week {
		p.Days[day] = sla.SpansText(spans)
	}
	return d.hours(w, r, http.StatusOK, p)
}

func (d door) hours(w http.ResponseWriter, r *http.Request, status int, p view.Hours) (err error) {
	if p.Frame, err = d.frame(w, r, "settings-hours", words(r, "settings.hours.title")); err != nil {
		return err
	}
	p.Frame.Side.Current = "settings"
	p.IsFirstRun = !httpd.Desk(r.Context()).Began(people.StepHours)
	for day, text := range p.Days {
		if spans, err := spansOf(text); err == nil {
			p.Open[day] = spans
		}
	}
	return d.Render(w, r, status, view.HoursPage(p))
}

// saveHours keeps the opening hours, for tickets that come in from now on. In the first run it is that step.
func (d door) saveHours(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	p := view.Hours{Zone: form.Text("zone"), Was: form.ID("was")}
	to := sla.Hours{Zone: p.Zone, Was: p.Was}
	var wrong []*fault.Error
	for day := range p.Days {
		p.Days[day] = form.Text(view.DayField(time.Weekday(day)))
		var f *fault.Error
		if to.Week[day], f = spansOf(p.Days[day]); f != nil {
			wrong = append(wrong, f.On(view.DayField(time.Weekday(day))))
		}
	}
	address := "/office/settings/hours"
	if !httpd.Desk(r.Context()).Began(people.StepHours) {
		address = "/office/start"
	}
	if err = fault.Join(wrong...); err == nil {
		err = d.changeTo(w, r, address, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
			if err := sla.ChangeHours(ctx, tx, httpd.Actor(ctx), to); err != nil {
				return ui.Note{}, err
			}
			return ui.Note{Text: words(r, "settings.hours.saved")}, people.Take(ctx, tx, httpd.Actor(ctx), people.StepHours)
		})
	}
	return d.again(err, func(status int) error {
		p.Problems = httpd.Problems(r.Context(), err, days(r.Context())...)
		return d.hours(w, r, status, p)
	})
}

// days are the fields of the week, for the summary of what is wrong.
func days(ctx context.Context) []httpd.Input {
	all := []httpd.Input{{Name: "zone", Label: i18n.T(ctx, "signin.welcome.zone")}}
	for day := time.Sunday; day <= time.Saturday; day++ {
		all = append(all, httpd.Input{Name: view.DayField(day), Label: view.DayName(i18n.From(ctx), day)})
	}
	return all
}

// longestDay is how long what is typed for one day may be.
const longestDay = 120

// spansOf reads a day's hours: "09:00–12:00, 13:00–17:00"; nothing is closed. The last may end after midnight: "22:00–06:00".
func spansOf(text string) ([]calendar.Span, *fault.Error) {
	wrong := fault.Invalid("settings.fault.day")
	if len(text) > longestDay {
		return nil, wrong
	}
	var all []calendar.Span
	for part := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		part = strings.NewReplacer(".", ":", "—", "–", "-", "–").Replace(part)
		from, to, found := strings.Cut(part, "–")
		begin, err1 := minuteOf(from)
		end, err2 := minuteOf(to)
		if !found || err1 != nil || err2 != nil || end == begin || begin == 24*60 || !follows(all, begin) {
			return nil, wrong
		}
		all = append(all, calendar.Span{From: begin, To: end})
	}
	return all, nil
}

// follows reports whether a minute comes after hours that end on their own day.
func follows(before []calendar.Span, minute int) bool {
	last := len(before) - 1
	return last < 0 || before[last].From < before[last].To && before[last].To <= minute
}

// minuteOf reads a time of day, "9", "09:00" or "24:00".
func minuteOf(text string) (int, error) {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, ":") {
		text += ":00"
	}
	var hour, minute int
	if n, err := fmt.Sscanf(text+" ", "%d:%d ", &hour, &minute); n != 2 || err != nil || len(text) > 5 {
		return 0, fmt.Errorf("%q is no time of day", text)
	}
	if hour < 0 || minute < 0 || minute > 59 || hour*60+minute > 24*60 {
		return 0, fmt.Errorf("%q is no time of day", text)
	}
	return hour*60 + minute, nil
}

package office

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

func (d door) createPolicy(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	return d.takePolicy(w, r, 0, form)
}

func (d door) savePolicy(w http.ResponseWriter, r *http.Request) error {
	id, form, err := d.policyForm(w, r)
	if err != nil {
		return err
	}
	return d.takePolicy(w, r, id, form)
}

// takePolicy takes a policy's form in its two steps: first it shows what the rules would do, then it saves them.
func (d door) takePolicy(w http.ResponseWriter, r *http.Request, id sla.PolicyID, form httpd.Form) error {
	ctx := r.Context()
	typed, draft, wrong := readPolicy(ctx, form)
	if form.Has("more") || form.Has("back") {
		typed.Blank++
		return d.policyPage(w, r, http.StatusOK, id, func(p *view.PolicyPage) { p.Form = typed })
	}
	err := allWrong(wrong, sla.Check(ctx, d.DB, httpd.Actor(ctx), id, draft))
	switch {
	case err != nil:
	case !form.Has("apply"):
		return d.previewPage(w, r, id, typed, draft)
	default:
		err = d.keepPolicy(w, r, id, draft, form.Text("apply") == "open")
	}
	return d.again(err, func(status int) error {
		typed.Problems = httpd.Problems(ctx, err, policyInputs(ctx)...)
		return d.policyPage(w, r, status, id, func(p *view.PolicyPage) { p.Form = typed })
	})
}

// allWrong joins what could not be read with what the rules say: of a field that could not be read, they need say nothing.
func allWrong(wrong []*fault.Error, err error) error {
	faults := fault.Of(err)
	if err != nil && (len(faults) == 0 || faults[0].Kind != fault.KindInvalid) {
		return err
	}
	for _, f := range faults {
		if !slices.ContainsFunc(wrong, func(w *fault.Error) bool { return w.Field == f.Field }) {
			wrong = append(wrong, f)
		}
	}
	return fault.Join(wrong...)
}

// keepPolicy saves a policy, and begins to serve open tickets under it where that was asked.
func (d door) keepPolicy(w http.ResponseWriter, r *http.Request, id sla.PolicyID, draft sla.Draft, openToo bool) error {
	to, done := view.PoliciesPath, words(r, "policies.done.saved")
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		by, of := httpd.Actor(ctx), id
		if id == 0 {
			of, err = sla.Add(ctx, tx, by, draft)
		} else {
			_, err = sla.Change(ctx, tx, by, id, draft)
		}
		if err != nil || !openToo {
			return err
		}
		act, n, err := ticket.BeginRules(ctx, tx, by, of)
		if n > 0 {
			to, done = "/desk/acts/"+strconv.FormatInt(int64(act), 10), words(r, "policies.done.applying")
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := d.Toast(w, ui.Note{Text: done}); err != nil {
		return err
	}
	httpd.Redirect(w, r, to)
	return nil
}

// previewPage draws what a policy would do to open tickets.
func (d door) previewPage(w http.ResponseWriter, r *http.Request, id sla.PolicyID, typed view.PolicyForm, draft sla.Draft) error {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	p := view.PreviewPage{Form: typed}
	preview, err := ticket.PreviewRules(ctx, d.DB, by, id, draft)
	if err != nil {
		return err
	}
	p.Preview = preview
	all, err := sla.Policies(ctx, d.DB, by)
	if err != nil {
		return err
	}
	choices, err := d.choices(ctx)
	if err != nil {
		return err
	}
	staff, err := people.Staff(ctx, d.DB)
	if err != nil {
		return err
	}
	for i, one := range all {
		if one.ID == id {
			p.Policy, p.Lines = &all[i], view.Lines(ctx, one, draft, choices, staff)
		}
	}
	if p.Frame, err = d.policyFrame(w, r, words(r, "policies.preview.title")); err != nil {
		return err
	}
	return d.Render(w, r, http.StatusOK, view.ShowPreview(p))
}

// conditionsOf gathers the lines of a form into conditions, each subject once and in the order of a form.
func conditionsOf(lines []string) sla.Conditions {
	var all sla.Conditions
	for _, line := range lines {
		s, value, _ := strings.Cut(line, ":")
		at := -1
		for i := range all {
			if all[i].Subject == sla.Subject(s) {
				at = i
			}
		}
		if at < 0 {
			all, at = append(all, sla.Condition{Subject: sla.Subject(s)}), len(all)
		}
		all[at].Values = append(all[at].Values, value)
	}
	return all
}

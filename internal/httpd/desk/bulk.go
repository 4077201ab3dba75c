package desk

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// chosenOf reads which tickets were chosen, from the list or from the page on which the act was said.
func chosenOf(values func(name string) []string) view.Chosen {
	first := func(name string) string {
		if all := values(name); len(all) > 0 {
			return all[0]
		}
		return ""
	}
	c := view.Chosen{Back: first("back")}
	if q, err := url.ParseQuery(first("list")); err == nil {
		c.List = view.ListOf(q).Query()
	}
	if c.Back == "" {
		c.Back = "/desk"
	}
	c.Back = httpd.SafeNext(c.Back)
	ticked := values("ticket")
	for _, all := range values("all") {
		switch all {
		case view.AllOfList:
			c.IsAll = true
		case view.AllOfPage:
			ticked = append(ticked, strings.Split(first("page"), ",")...)
		}
	}
	if c.IsAll {
		return c
	}
	seen := map[int64]bool{}
	for _, one := range ticked {
		n, err := strconv.ParseInt(strings.TrimSpace(one), 10, 64)
		if err == nil && n > 0 && !seen[n] {
			seen[n] = true
			c.Numbers = append(c.Numbers, n)
		}
	}
	return c
}

// showBulkForm asks what is to be done to the tickets that were chosen.
func (d door) showBulkForm(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	form := view.BulkForm{Chosen: chosenOf(func(name string) []string { return q[name] }), Verb: ticket.BulkVerb(q.Get("act"))}
	status := http.StatusOK
	if len(form.Chosen.Numbers) == 0 && !form.Chosen.IsAll {
		status = http.StatusUnprocessableEntity
	}
	return d.bulkForm(w, r, status, form)
}

// bulkForm draws the page on which an act over many tickets is said. An act that is none is to be chosen.
func (d door) bulkForm(w http.ResponseWriter, r *http.Request, status int, form view.BulkForm) error {
	ctx := r.Context()
	if form.Verb == ticket.BulkTake || !isBulkVerb(form.Verb) {
		form.Verb = ""
	}
	list := d.bulkList(form.Chosen)
	frame, shell, known, err := d.frameOf(w, r, &list, "bulk")
	if err != nil {
		return err
	}
	form.Me, form.ListName, form.Most = httpd.Me(ctx).ID, list.Name(ctx), d.Settings.Limits.Text
	form.About = view.Abouts{Topics: shell.Topics, Tags: known.tags, Desk: httpd.Desk(ctx).Locale}
	if form.Named, err = ticket.NamesOf(ctx, d.DB, httpd.Actor(ctx), form.Chosen.Numbers, view.BulkNames+1); err != nil {
		return err
	}
	if form.Verb == ticket.BulkAssign {
		if form.Staff, err = people.Staff(ctx, d.DB); err != nil {
			return err
		}
	}
	if form.Verb == ticket.BulkTeam {
		if form.Teams, err = people.Teams(ctx, d.DB); err != nil {
			return err
		}
	}
	frame.Title, frame.Flow = view.BulkTitle(ctx, form.Verb), true
	form.Frame, form.Key = frame, httpd.NewFormKey()
	return d.Render(w, r, status, view.BulkFormPage(form))
}

// bulkList is the list in which tickets were chosen.
func (d door) bulkList(c view.Chosen) view.List {
	q, err := url.ParseQuery(c.List)
	if err != nil { // it was written by Query; the whole queue is still a list
		q = nil
	}
	return view.ListOf(q)
}

func isBulkVerb(v ticket.BulkVerb) bool {
	for _, one := range ticket.BulkVerbs {
		if one == v {
			return true
		}
	}
	return false
}

// createBulk does one act over many tickets: at once where somebody can wait for it, else as a job whose page says how far it is.
func (d door) createBulk(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	chosen := chosenOf(form.All)
	b := ticket.Bulk{Verb: ticket.BulkVerb(form.Text("act")), Target: form.Text("target"), Words: form.Text("words"), Numbers: chosen.Numbers, Key: form.Text("key")}
	if chosen.IsAll {
		f, err := d.bulkFilter(r, chosen)
		if err != nil {
			return err
		}
		b.Numbers, b.All = nil, &f
	}
	var id ticket.BulkID
	var n int
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		id, n, err = ticket.BeginBulk(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, b)
		return err
	})
	if fault.Is(err, fault.KindInvalid) {
		page := view.BulkForm{Chosen: chosen, Verb: b.Verb, Target: b.Target, Words: b.Words}
		for _, one := range httpd.Problems(r.Context(), err) {
			page.Problems = append(page.Problems, view.Problem{Field: one.Field, Message: one.Message})
		}
		return d.bulkForm(w, r, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	return d.bulkDone(w, r, id, n, chosen.Back)
}

// bulkFilter is every ticket of the list in which somebody chose, as the list's page reads it.
func (d door) bulkFilter(r *http.Request, c view.Chosen) (ticket.Filter, error) {
	list := d.bulkList(c)
	batch := &pgx.Batch{}
	shell := d.AskShell(batch, r)
	if err := d.Read(r.Context(), batch); err != nil {
		return ticket.Filter{}, err
	}
	if list.Saved != 0 {
		v, isThere := shell.ViewOf(list.Saved)
		if !isThere {
			return ticket.Filter{}, fault.NotFound()
		}
		list = list.Of(v)
	}
	if list.IsShort() || list.IsHistory() { // these have no pages, or nothing to do; the page offers it for neither
		return ticket.Filter{}, fault.NotFound()
	}
	return list.Filter(shell.Standpoint(r)), nil
}

// bulkDone does an act that is written down, and shows what came of it: where everything was done, on the page that it began on.
func (d door) bulkDone(w http.ResponseWriter, r *http.Request, id ticket.BulkID, n int, back string) error {
	if n <= ticket.AtOnce {
		if err := d.stepBulk(r.Context(), id); err != nil {
			return err
		}
	}
	act, _, err := ticket.GetBulk(r.Context(), d.DB, httpd.Actor(r.Context()), id, 0)
	if err != nil {
		return err
	}
	switch {
	case act.IsUnderWay(), act.Refused+act.Missing+act.Stayed > 0:
		httpd.Redirect(w, r, view.BulkAddress(id))
		return nil
	case act.UndoAt != nil:
		return d.done(w, r, back, ui.Note{Text: words(r, "bulk.tally.back", i18n.Blanks{Count: act.Back})})
	case act.Done == 0:
		return d.done(w, r, back, ui.Note{Text: words(r, "bulk.tally.same", i18n.Blanks{Count: act.Same})})
	}
	return d.done(w, r, back, ui.Note{Text: words(r, "bulk.tally.done", i18n.Blanks{Count: act.Done}), Bulk: int64(id), Life: 20})
}

// stepBulk gives every ticket of an act its turn. Should this process be killed meanwhile, a worker goes on.
func (d door) stepBulk(ctx context.Context, id ticket.BulkID) error {
	for {
		var step ticket.Step
		err := d.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) (err error) {
			step, err = ticket.StepBulk(ctx, tx, people.System, id)
			return err
		})
		if err != nil {
			return err
		}
		if step.Broke != nil {
			d.Log.Error("an act over many tickets failed for one of them", "act", id, "number", step.Number, "err", step.Broke)
		}
		if !step.More {
			return nil
		}
	}
}

func bulkID(r *http.Request) (ticket.BulkID, error) {
	id, err := httpd.PathID(r, "act")
	return ticket.BulkID(id), err
}

// showBulk shows what came of an act for each ticket, and how far it is.
func (d door) showBulk(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := bulkID(r)
	if err != nil {
		return err
	}
	after, err := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	if err != nil || after < 0 {
		after = 0 // what is no place is the beginning
	}
	act, rows, err := ticket.GetBulk(ctx, d.DB, httpd.Actor(ctx), id, after)
	if err != nil {
		return err
	}
	page := view.BulkResult{Act: act, First: after == 0, Here: view.BulkAddress(id)}
	if len(rows) > ticket.BulkPage {
		rows = rows[:ticket.BulkPage]
		page.Older = page.Here + "?after=" + strconv.FormatInt(rows[len(rows)-1].Place, 10)
	}
	if after != 0 {
		page.Here += "?after=" + strconv.FormatInt(after, 10)
	}
	for _, one := range rows {
		line := view.BulkLine{BulkRow: one}
		key, who := one.Why, one.Who
		if one.UndoneWhy != "" {
			key, who = one.UndoneWhy, one.UndoneWho
		}
		if key != "" {
			line.Why = httpd.Message(i18n.From(ctx), &fault.Error{Key: key, Name: who}, httpd.Now(ctx))
		}
		page.Rows = append(page.Rows, line)
	}
	frame, _, err := d.frame(w, r, nil, "bulk")
	if err != nil {
		return err
	}
	frame.Title, frame.Flow = page.What(ctx), true
	page.Frame = frame
	return d.Render(w, r, http.StatusOK, view.BulkResultPage(page))
}

// undoBulk sets every ticket of an act back.
func (d door) undoBulk(w http.ResponseWriter, r *http.Request) error {
	id, err := bulkID(r)
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	var n int
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		n, err = ticket.UndoBulk(ctx, tx, httpd.Actor(ctx), id)
		return err
	})
	if err != nil {
		return err
	}
	return d.bulkDone(w, r, id, n, view.BulkAddress(id))
}

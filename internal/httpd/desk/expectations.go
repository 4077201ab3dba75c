package desk

import (
	"net/http"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/expect"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	view "github.com/kepthq/kept/web/desk"
)

// showExpectation shows what the record says of a promise that is being typed, and what speaks against its time.
func (d door) showExpectation(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	found, customer, err := d.ticketAndCustomer(r)
	if err != nil {
		return err
	}
	t := view.Ticket{Me: httpd.Me(ctx), Now: httpd.Now(ctx), List: listOf(r), Zone: zoneOf(r, customer), Mode: view.Promise}
	t.Whole.Ticket, t.About.Desk = found, httpd.Desk(ctx).Locale
	if t.Whole.Terms, err = sla.Terms(ctx, d.DB, found.PolicyVersionID, found.Priority); err != nil {
		return err
	}
	q := r.URL.Query()
	typed := view.Draft{What: q.Get("what"), Day: q.Get("day"), Time: q.Get("time"), Until: q.Get("until"), Owner: q.Get("owner")}
	asked := q.Get(view.ComposerField)
	switch asked {
	case view.Reply:
		t.Mode, t.Reply = view.Reply, typed
	case view.Move, view.CallLog:
		whole, err := ticket.Get(ctx, d.DB, by, found.Number)
		if err != nil {
			return err
		}
		t.Whole = whole
		t.Open, t.OpenID = asked, promise.ID(idOf(q.Get("of")))
		t.Entry = view.Entry{Day: typed.Day, Time: typed.Time}
		t.Call = view.Called{Next: q.Get("next"), Day: typed.Day, From: typed.Time, Until: typed.Until, Who: typed.Owner}
	default:
		t.Promise = typed
	}
	batch := &pgx.Batch{}
	expect.Ask(batch, by, matter(&t), nil, &t.Ground)
	people.AskSeers(batch, found.TeamID, &t.Staff)
	people.AskTeams(batch, &t.Teams)
	topic.AskList(batch, &t.About.Topics)
	if err := d.Read(ctx, batch); err != nil {
		return err
	}
	for _, team := range t.Teams {
		if team.ID == found.TeamID {
			t.Whole.TeamName = team.Name
		}
	}
	if err := d.weigh(r, &t); err != nil {
		return err
	}
	if t.Open != "" {
		return d.Render(w, r, http.StatusOK, view.FormWeighing(t, t.Open, t.OpenID))
	}
	return d.Render(w, r, http.StatusOK, view.Weighing(t, t.Mode))
}

// weighAgain draws the page with what was typed and what speaks against it, for those without script; a better time that was pressed
// stands in it then. Nothing is sent.
func (d door) weighAgain(w http.ResponseWriter, r *http.Request) error {
	t, err := d.ticket(r)
	if err != nil {
		return err
	}
	form, wrong := d.ReadForm(w, r)
	if wrong != nil && !form.Has(view.ComposerField) { // broken off before it said which form it is
		return wrong
	}
	draft := draftOf(form)
	if form.Text(view.ComposerField) == view.Reply {
		back, gone := ticket.FilesAgain(r.Context(), d.DB, httpd.Actor(r.Context()), t.ID, form.All("kept"))
		if gone != nil && len(fault.Of(gone)) == 0 {
			return gone
		}
		draft.Kept = back
		if wrong == nil {
			wrong = gone
		}
	}
	if taken := strings.Fields(form.Text(view.TakeField)); len(taken) > 1 {
		draft.Day, draft.Time = taken[0], taken[1]
		if len(taken) > 2 {
			draft.Until = taken[2]
		}
	}
	with := func(v *view.Ticket) {
		if act := form.Text(view.ComposerField); act == view.Move || act == view.CallLog {
			v.Open, v.OpenID = act, promise.ID(form.ID("of"))
			v.Entry, v.Call = view.Entry{Day: draft.Day, Time: draft.Time, Text: form.Text("reason")}, calledOf(form)
			v.Call.Day, v.Call.From, v.Call.Until = draft.Day, draft.Time, draft.Until
			return
		}
		if form.Text(view.ComposerField) == view.Reply {
			v.Mode, v.Reply = view.Reply, draft
			return
		}
		v.Mode, v.Promise = view.Promise, draft
	}
	if wrong != nil {
		return d.refuse(w, r, t.Number, wrong, with)
	}
	return d.page(w, r, t.Number, http.StatusOK, with)
}

// matter is the ticket as the record asks about it.
func matter(t *view.Ticket) expect.Matter {
	m := expect.Matter{Team: t.Whole.TeamID, Priority: t.Whole.Priority, Terms: t.Whole.Terms, Now: t.Now}
	if t.Whole.TopicID != nil {
		m.Topic = int64(*t.Whole.TopicID)
	}
	return m
}

// weigh says of both composers that can promise something what the record shows. The days of the reader were read with the page; those of
// somebody else are read when they are named.
func (d door) weigh(r *http.Request, t *view.Ticket) error {
	ctx := r.Context()
	drafts := []*view.Draft{&t.Reply, &t.Promise}
	inForm := formProposal(t)
	var others []people.ID
	for _, p := range []*expect.Proposal{proposal(t, t.Reply), proposal(t, t.Promise), inForm} {
		if p != nil && p.Owner != 0 && !slices.Contains(others, p.Owner) && !t.Ground.Knows(p.Owner) {
			others = append(others, p.Owner)
		}
	}
	if len(others) > 0 {
		batch := &pgx.Batch{}
		expect.AskBusy(batch, httpd.Actor(ctx), others, t.Now, &t.Ground)
		if err := d.Read(ctx, batch); err != nil {
			return err
		}
	}
	shut, err := sla.ShutDays(ctx, d.DB, t.Whole.PolicyVersionID)
	if err != nil {
		return err
	}
	for _, draft := range drafts {
		draft.Weighed = nil
		if p := proposal(t, *draft); p != nil {
			weighed := t.Ground.Weigh(matter(t), *p, shut)
			draft.Weighed = &weighed
		}
	}
	if inForm != nil {
		weighed := t.Ground.Weigh(matter(t), *inForm, shut)
		t.Weighed = &weighed
	}
	return nil
}

// formProposal is what the form that is open is about to promise: the new time of a promise that is moved, or what follows a call. Nil
// while nothing is typed that can be read.
func formProposal(t *view.Ticket) *expect.Proposal {
	called := view.Draft{What: view.ACall, Day: t.Call.Day, Time: t.Call.From, Until: t.Call.Until, Owner: t.Call.Who}
	switch t.Open {
	case view.CallLog:
		if called.What = t.Call.Next; called.What != view.ACall && called.What != view.AVisit {
			return nil
		}
		return proposal(t, called)
	case view.Move:
		old := t.Whole.Promise(t.OpenID)
		if old == nil {
			return nil
		}
		typed := view.Draft{What: "words", Day: t.Entry.Day, Time: t.Entry.Time, Owner: "p" + digits(old.Owner.Person)}
		if !old.Opens.IsZero() {
			typed = called
		}
		p := proposal(t, typed)
		if p == nil {
			return nil
		}
		next := p.InPlaceOf(old, t.Whole.Book())
		return &next
	default:
		return nil
	}
}

// proposal is what a composer is about to promise; nil while it promises nothing that can be read.
func proposal(t *view.Ticket, v view.Draft) *expect.Proposal {
	if !v.Promises() {
		return nil
	}
	due, wrong := wall(v.Day, v.Time, t.Zone)
	if wrong != nil {
		return nil
	}
	p := expect.Proposal{Kind: v.Offered(), Due: due}
	if p.Kind.IsAppointment() {
		until, wrong := wall(v.Day, v.Until, t.Zone)
		if wrong != nil || !until.After(due) {
			return nil
		}
		p.Opens, p.Due = due, until
	}
	if o, wrong := owner(v.Owner); wrong == nil {
		p.Owner = people.ID(o.Person)
	}
	if !p.Due.After(t.Now) {
		return nil // it is refused, and says so at its field
	}
	return &p
}

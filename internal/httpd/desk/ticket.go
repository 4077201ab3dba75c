package desk

import (
	"net/http"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/expect"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/presence"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	view "github.com/kepthq/kept/web/desk"
)

func (d door) showTicket(w http.ResponseWriter, r *http.Request) error {
	number, err := httpd.PathID(r, "number")
	if err != nil {
		return err
	}
	if isVisiting(r) {
		return d.errand(w, r, http.StatusOK, number, view.Stops{})
	}
	return d.page(w, r, number, http.StatusOK, asked(r))
}

// asked opens what the address asks for: a composer, an act's form, a commitment to be kept.
func asked(r *http.Request) func(*view.Ticket) {
	q := r.URL.Query()
	return func(t *view.Ticket) {
		switch mode := q.Get("mode"); mode {
		case view.Note, view.Promise:
			t.Mode = mode
		}
		switch act := q.Get("open"); act {
		case view.Move, view.Withdraw, view.Owner, view.Team, view.Priority, view.Solve, view.AskUp, view.Sorry, view.Aside, view.TakeOver,
			view.Await, view.Hold, view.Look, view.Dismiss, view.Topic, view.Facts, view.Spam, view.Understanding, view.Plan, view.CallLog, view.Attend:
			t.Open, t.OpenID = act, promise.ID(idOf(q.Get("of")))
		}
		if id := promise.ID(idOf(q.Get("keeps"))); id != 0 && t.Whole.Book().Standing(id) != nil {
			t.Reply.Keeps = []promise.ID{id}
		}
		*t = t.Answering(ticket.QuestionID(idOf(q.Get("answer"))))
	}
}

// page draws a ticket as it stands now, with what with adds to it. It is read in two round trips, of which the first finds
// the ticket and the frame around it, and the second everything on it.
func (d door) page(w http.ResponseWriter, r *http.Request, number int64, status int, with func(*view.Ticket)) error {
	ctx := r.Context()
	t := view.Ticket{Me: httpd.Me(ctx), Now: httpd.Now(ctx), Limits: d.Limits(ctx), Mode: view.Reply, List: listOf(r)}
	var found *ticket.Ticket
	batch := &pgx.Batch{}
	if r.Method == http.MethodGet && !httpd.IsByItself(r) { // somebody opens the page, and no script looks for news
		notify.AskRead(batch, httpd.Actor(ctx), number)
	}
	shell, known := d.AskShell(batch, r), askLeading(batch, t.List)
	ticket.AskNumbered(batch, httpd.Actor(ctx), number, &found)
	people.AskSkills(batch, &t.Asked.Skills)
	people.AskTeams(batch, &t.Teams)
	if err := d.Read(ctx, batch); err != nil {
		return err
	}
	if found == nil {
		return fault.NotFound()
	}
	known.lead(r, shell, &t.List)
	t.About.Topics, t.About.Tags, t.About.Desk = shell.Topics, known.tags, httpd.Desk(ctx).Locale
	if err := d.fill(r, shell, *found, &t); err != nil {
		return err
	}
	frame := d.FrameOf(w, r, "ticket", shell)
	place(&frame, t.List)
	frame.Title = t.Whole.Subject + " · #" + digits(number)
	frame.Followed = d.Followed(ctx, streamOf(number))
	t.Frame = frame
	with(&t)
	if err := d.weigh(r, &t); err != nil {
		return err
	}
	return d.Render(w, r, status, view.TicketPage(t))
}

// fill reads everything on a ticket, with the numbers of the saved views.
func (d door) fill(r *http.Request, shell *httpd.Shell, found ticket.Ticket, t *view.Ticket) error {
	ctx := r.Context()
	by, id := httpd.Actor(ctx), int64(found.ID)
	batch := &pgx.Batch{}
	shell.AskCounts(batch, r)
	whole, err := ticket.AskWhole(ctx, d.DB, batch, by, found)
	if err != nil {
		return err
	}
	ticket.AskRecord(batch, by, found, &t.Record)
	people.AskCard(batch, by, found.RequesterID, &t.Card)
	people.AskSeers(batch, found.TeamID, &t.Staff)
	outbox.AskFates(batch, id, &t.Mails)
	ticket.AskSpamCall(batch, by, found, &t.Spam)
	presence.AskOthers(batch, by, id, &t.Others)
	if found.TopicID != nil {
		topic.AskAsked(batch, shell.Topics.Path(*found.TopicID), &t.About.Asked)
	}
	t.Whole.Ticket, t.Whole.Terms = found, whole.Terms
	expect.Ask(batch, by, matter(t), []people.ID{t.Me.ID}, &t.Ground)
	if err := d.Read(ctx, batch); err != nil {
		return err
	}
	t.Whole, t.Zone = *whole, zoneOf(r, whole.Requester)
	t.Asked.By = whole.Terms.Hours().Add(t.Now, whole.Terms.AnswerWithin)
	if next := whole.Next(); next != nil {
		t.Share = promise.Share(next, whole.Terms, t.Now)
	}
	if whole.Terms.Update > 0 {
		t.ByRules = whole.Terms.Hours().Add(t.Now, whole.Terms.Update)
	}
	fresh(t)
	return nil
}

// fresh fills the composers as they are when nobody has typed: of the commitments the one due first is taken to be
// kept by the next message (rule 13), if it is due within the day.
func fresh(t *view.Ticket) {
	soon := t.Now.Add(2 * time.Hour).In(t.Zone).Truncate(30 * time.Minute)
	blank := func() view.Draft {
		return view.Draft{
			Key: httpd.NewFormKey(), Seen: t.Whole.LastMessage(), What: "update", Time: soon.Format("15:04"),
			Day: soon.Format(time.DateOnly), Owner: "p" + digits(int64(t.Me.ID)),
		}
	}
	t.Reply, t.Note, t.Promise = blank(), blank(), blank()
	t.Reply.Day, t.Promise.What = view.ByRules, "words"
	t.Promise.Until = soon.Add(30 * time.Minute).Format("15:04")
	for _, p := range t.Whole.Book().Pending() {
		if p.Kind == promise.Commitment {
			t.Reply.Keeps = []promise.ID{p.ID}
			break
		}
	}
}

// refuse draws the page again for a form that was not taken: the ticket as it stands now, with what was typed, and
// what was wrong. Errors that have a page of their own are returned.
func (d door) refuse(w http.ResponseWriter, r *http.Request, number int64, err error, with func(*view.Ticket)) error {
	faults := fault.Of(err)
	if len(faults) == 0 {
		return err
	}
	kind := faults[0].Kind
	if !slices.Contains([]fault.Kind{fault.KindInvalid, fault.KindConflict, fault.KindTooLarge}, kind) {
		return err
	}
	l := i18n.From(r.Context())
	return d.page(w, r, number, int(kind), func(t *view.Ticket) {
		with(t)
		for _, f := range faults {
			message := httpd.Message(l, f, t.Now)
			if f.Kind == fault.KindConflict {
				t.Clash = message
				continue
			}
			t.Problems = append(t.Problems, view.Problem{Field: f.Field, Message: message})
		}
	})
}

// listOf is the list that the reader came from, as the page's address carries it.
func listOf(r *http.Request) view.List {
	q, err := parseQuery(r.URL.Query().Get("list"))
	if err != nil { // somebody wrote the address by hand; the whole queue is the way back
		return view.List{}
	}
	return view.ListOf(q)
}

// address is the page of a ticket, with the way back.
func address(r *http.Request, number int64) string {
	return view.TicketAddress(number, listOf(r))
}

func (d door) showFile(w http.ResponseWriter, r *http.Request) error {
	if isVisiting(r) {
		return d.showVisitedFile(w, r)
	}
	t, err := d.ticket(r)
	if err != nil {
		return err
	}
	id, err := httpd.PathID(r, "file")
	if err != nil {
		return err
	}
	a, err := ticket.FileFor(r.Context(), d.DB, httpd.Actor(r.Context()), t.ID, id)
	if err != nil {
		return err
	}
	return d.ServeFile(w, r, a)
}

package gallery

import (
	"context"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
)

// what Maja was about to send.
const draft = "Hi Hanna, Oskar is at the cabinet now. The fault is a broken connector."

// opened draws a ticket for Maja; with changes what the page is about.
func opened(s *story, with func(ctx context.Context, t *view.Ticket)) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		t := view.Ticket{
			Whole: s.Whole, Staff: staff(), Me: maja, Now: now(), Zone: zone(), Limits: ticket.DefaultLimits(), Mode: view.Reply,
			Teams: []people.Team{{ID: firstLine, Name: "First line", Icon: "users"}, {ID: technical, Name: "Technical", Icon: "wrench"}, {ID: business, Name: "Business", Icon: "org"}},
			Record: ticket.Record{
				Kept: 7, Ended: 8, Last: []promise.State{promise.Kept, promise.Kept, promise.Broken, promise.Kept},
				Earlier: []ticket.Past{{Number: 4410, Subject: "A second card terminal", Status: promise.Closed, Locale: "en", OpenedAt: at(2, 10, 0)}},
			},
			ByRules: s.Terms.Calendar.Add(now(), s.Terms.Update),
		}
		if next := s.Next(); next != nil {
			t.Share = promise.Share(next, s.Terms, now())
		}
		t.Reply, t.Note, t.Promise = blank("reply", s), blank("note", s), blank("promise", s)
		t.Reply.Day, t.Promise.What = view.ByRules, "words"
		t.Frame = frame(s.Subject, "ticket")
		t.Frame.Side = side("open")
		if with != nil {
			with(ctx, &t)
		}
		return view.TicketPage(t)
	})
}

func blank(key string, s *story) view.Draft {
	return view.Draft{Key: key, Seen: s.LastMessage(), What: "update", Time: "16:00", Day: "2026-03-17", Owner: "p10"}
}

// mails are what became of the mails that carry the staff's answers.
func mails(t *view.Ticket, state outbox.State) []outbox.Fate {
	var all []outbox.Fate
	for _, m := range t.Whole.Messages {
		if m.ByStaff && !m.IsNote() {
			id := int64(m.ID)
			all = append(all, outbox.Fate{MessageID: &id, State: state, At: m.CreatedAt})
		}
	}
	return all
}

func ticketStates() []State {
	none := func(context.Context, *view.Ticket) {}
	var states []State
	for _, s := range []struct {
		name  string
		story *story
		with  func(context.Context, *view.Ticket)
	}{
		{"ticket", promised(), func(_ context.Context, t *view.Ticket) {
			t.Reply.Keeps, t.Mails = []promise.ID{2}, mails(t, outbox.Sent)
		}},
		{"ticket-mail-lost", promised(), func(_ context.Context, t *view.Ticket) {
			lost := outbox.Fate{State: outbox.Uncertain, IsAutomatic: true, At: t.Whole.OpenedAt}
			t.Mails = append(mails(t, outbox.Failed), lost)
		}},
		{"ticket-nobodys", waiting(), none},
		{"ticket-late", late(), none},
		{"ticket-late-again", lateAgain(), none},
		{"ticket-solved", solved(), none},
		{"ticket-closed", confirmed(), none},
		{"ticket-silent", silent(), none},
		{"ticket-long-words", wordy(), none},
		{"ticket-redacted", promised(), redacted},
		{"ticket-note", promised(), func(_ context.Context, t *view.Ticket) { t.Mode, t.Note.Body = view.Note, majaNotes }},
		{"ticket-promise", promised(), func(_ context.Context, t *view.Ticket) {
			t.Mode, t.Promise.Words = view.Promise, "We send a new router"
		}},
		{"ticket-promised-with-reply", promised(), func(_ context.Context, t *view.Ticket) {
			t.Reply.Body, t.Reply.Day, t.Reply.What, t.Reply.Words = draft, "2026-03-17", "words", "We tell you when it is mended"
		}},
		{"ticket-moved-on", promised(), func(ctx context.Context, t *view.Ticket) {
			t.Clash, t.Reply.Body = i18n.T(ctx, "fault.moved_on"), draft
		}},
		{"ticket-refused", promised(), func(ctx context.Context, t *view.Ticket) {
			t.Problems = []view.Problem{
				{Field: "body", Message: i18n.T(ctx, "fault.required")},
				{Field: "due", Message: i18n.T(ctx, "fault.time_passed", i18n.Blanks{When: i18n.From(ctx).At(now(), now())})},
			}
			t.Reply.Day, t.Reply.Time, t.Reply.Again = "2026-03-17", "09:00", true
		}},
		{"ticket-move", promised(), func(_ context.Context, t *view.Ticket) { t.Open, t.OpenID = view.Move, 2 }},
		{"ticket-withdraw", promised(), func(_ context.Context, t *view.Ticket) { t.Open, t.OpenID = view.Withdraw, 2 }},
		{"ticket-hand-over", promised(), func(_ context.Context, t *view.Ticket) { t.Open = view.Owner }},
		{"ticket-team", promised(), func(_ context.Context, t *view.Ticket) { t.Open = view.Team }},
		{"ticket-priority", promised(), func(_ context.Context, t *view.Ticket) { t.Open = view.Priority }},
		{"ticket-solve", promised(), func(_ context.Context, t *view.Ticket) { t.Open = view.Solve }},
	} {
		states = append(states, State{Name: s.name, Room: Desk, Page: opened(s.story, s.with)})
	}
	return states
}

package gallery

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

const hannaThanks = "Thanks Maja, see you Thursday."

// resting lets the solution rest since somebody else has the turn.
func resting(s *story, left time.Duration) *story {
	s.rests(at(17, 14, 10), at(19, 16, 0), left)
	return s
}

// lastTurn waits for Hanna, and the next message is the third.
func lastTurn() *story {
	s := yourTurn()
	s.followsUp(at(17, 10, 31), at(26, 10, 31), "")
	return s
}

// stuckTurn waits for Hanna, and the message to her has not left: there is no mail server.
func stuckTurn() *story {
	s := yourTurn()
	p := s.Next()
	p.Posted = at(17, 10, 31)
	return s
}

// thanked needs no reply.
func thanked() *story {
	s := yourTurn()
	s.wrote(at(17, 14, 10), hannaThanks)
	before := promise.Awaiting
	s.Status, s.WaitingFor, s.WaitingSince, s.EndedStatus = promise.Open, "", nil, &before
	s.Promises[len(s.Promises)-1].State = promise.Lapsed
	s.promises(promise.Promise{Kind: promise.NextReply, MadeAt: at(17, 14, 10), Due: at(18, 8, 10)})
	return s
}

// leavingNow has a reply in its undo time, with a file and a promise.
func leavingNow(by people.Person) *story {
	s := promised()
	s.Leaving = &ticket.Leaving{Author: by.ID, PublicAt: now().Add(8 * time.Second), Draft: ticket.Draft{
		Body: draft, Files: []ticket.Upload{{Name: "cabinet.jpg", Kind: "image/jpeg", Size: 240_000, Blob: "aa"}},
	}}
	return s
}

func looking() *story {
	s := held()
	s.promises(promise.Promise{Kind: promise.CheckBack, MadeBy: int64(maja.ID), MadeAt: at(17, 10, 40), Due: at(17, 16, 0), Told: time.Time{}})
	return s
}

func turnStates() []State {
	none := func(context.Context, *view.Ticket) {}
	wrong := func(ctx context.Context, t *view.Ticket, field string) {
		t.Problems = append(t.Problems, view.Problem{Field: field, Message: i18n.T(ctx, "fault.required")})
	}
	var states []State
	for _, s := range []struct {
		name  string
		story *story
		with  func(context.Context, *view.Ticket)
	}{
		{"ticket-your-turn-rests", resting(yourTurn(), 24*time.Hour), none},
		{"ticket-your-turn-last", resting(lastTurn(), 90*time.Minute), func(_ context.Context, t *view.Ticket) { t.Whole.WaitingFor = "" }},
		{"ticket-follow-up-stuck", stuckTurn(), func(_ context.Context, t *view.Ticket) {
			t.Me, t.Mails = ingrid, []outbox.Fate{{State: outbox.Held, IsAutomatic: true, At: at(17, 10, 31)}}
		}},
		{"ticket-follow-up-posted", stuckTurn(), none},
		{"ticket-follow-up-refused", yourTurn(), func(ctx context.Context, t *view.Ticket) {
			t.Open, t.OpenID, t.Entry.Text = view.Reword, t.Whole.Next().ID, "x"
			t.Problems = []view.Problem{{Field: "words", Message: i18n.T(ctx, "fault.not_text")}}
		}},
		{"ticket-on-hold-rests", resting(held(), 24*time.Hour), none},
		{"ticket-look", looking(), none},
		{"ticket-look-again", promised(), func(_ context.Context, t *view.Ticket) { t.Open = view.Look }},
		{"ticket-look-refused", promised(), func(ctx context.Context, t *view.Ticket) {
			t.Open, t.Entry = view.Look, view.Entry{Day: "2026-03-17", Time: "09:00"}
			t.Problems = []view.Problem{{Field: "due", Message: i18n.T(ctx, "fault.time_passed", i18n.Blanks{When: i18n.From(ctx).At(now(), now())})}}
		}},
		{"ticket-await", held(), func(_ context.Context, t *view.Ticket) { t.Open = view.Await }},
		{"ticket-await-unanswered", thanked(), func(_ context.Context, t *view.Ticket) { t.Open = view.Await }},
		{"ticket-hold", promised(), func(_ context.Context, t *view.Ticket) { t.Open = view.Hold }},
		{"ticket-thanks", thanked(), none},
		{"ticket-dismiss", thanked(), func(ctx context.Context, t *view.Ticket) {
			t.Open = view.Dismiss
			wrong(ctx, t, "reason")
		}},
		{"ticket-leaving", leavingNow(maja), func(ctx context.Context, t *view.Ticket) {
			t.Frame.Note = &ui.Note{Text: i18n.T(ctx, "turn.done.leaves", i18n.Blanks{Count: 8}), Undo: t.Whole.Number, Life: 8}
		}},
		{"ticket-leaving-other", leavingNow(jonas), none},
		{"ticket-undone", promised(), func(_ context.Context, t *view.Ticket) {
			t.Reply.Body, t.Reply.Then, t.Reply.For = draft, "pending", waitsForPhoto
			t.Reply.Kept = []ticket.Upload{{Name: "cabinet.jpg", Kind: "image/jpeg", Size: 240_000, Blob: "aa"}}
		}},
		{"ticket-reply-look", promised(), func(_ context.Context, t *view.Ticket) {
			t.Reply.Body, t.Reply.What, t.Reply.Day, t.Reply.Time = draft, view.LookAgain, "2026-03-19", ""
		}},
	} {
		states = append(states, State{Name: s.name, Room: Desk, Page: opened(s.story, s.with)})
	}
	return states
}

package ticket_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// hidden is a ticket of a private team whose members are Jonas and Lena, its supervisor. Monday at 10:00.
type hidden struct {
	*cast.Stage
	Lena people.Person
	team people.TeamID
	id   ticket.ID
}

func behind(t *testing.T) hidden {
	t.Helper()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	h := hidden{Stage: s, Lena: s.Hires(people.Supervisor, "Lena Falk")}
	h.team = s.Private("Bills", s.Jonas, h.Lena)
	h.id = s.Asks(s.Hanna, "A wrong bill")
	s.Goes(h.id, h.team)
	return h
}

func (h hidden) outsiders() []people.Person { return []people.Person{h.Maja, h.Ingrid} }

func (h hidden) insiders() []people.Person { return []people.Person{h.Jonas, h.Lena, h.Karin} }

// changes are the verbs of the staff, each on the hidden ticket.
func (h hidden) changes(q ticket.QuestionID, p promise.ID) map[string]func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
	seen := h.Whole(h.id).LastMessage()
	draft := ticket.Draft{Key: cast.Key(), Body: "We look.", Seen: seen}
	day := h.Time("Tue 10 Nov 12:00")
	return map[string]func(ctx context.Context, tx *pg.Tx, by people.Actor) error{
		"take": func(ctx context.Context, tx *pg.Tx, by people.Actor) error { return ticket.Take(ctx, tx, by, h.id) },
		"assign": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.Assign(ctx, tx, by, h.id, ticket.Handing{})
		},
		"takeover": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.TakeOver(ctx, tx, by, h.Limits, h.id, ticket.Taking{Reason: "Ill."})
		},
		"team": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.SetTeam(ctx, tx, by, h.id, h.Team)
		},
		"priority": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.SetPriority(ctx, tx, by, h.id, "high")
		},
		"reply": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			_, err := ticket.Reply(ctx, tx, by, h.Limits, h.id, draft)
			return err
		},
		"note": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			_, err := ticket.Note(ctx, tx, by, h.Limits, h.id, draft)
			return err
		},
		"promise": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			_, err := ticket.Promise(ctx, tx, by, h.Limits, h.id, ticket.Commitment{Words: "A new bill", Due: day})
			return err
		},
		"move": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.Move(ctx, tx, by, h.Limits, h.id, p, ticket.Moving{Due: day, Reason: "Ill."})
		},
		"withdraw": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.Withdraw(ctx, tx, by, h.Limits, h.id, p, ticket.Withdrawal{Words: "No.", Seen: seen})
		},
		"solve":  func(ctx context.Context, tx *pg.Tx, by people.Actor) error { return ticket.Solve(ctx, tx, by, h.id) },
		"reopen": func(ctx context.Context, tx *pg.Tx, by people.Actor) error { return ticket.Reopen(ctx, tx, by, h.id) },
		"wait": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.SetWaiting(ctx, tx, by, h.Limits, h.id, ticket.Wait{Status: promise.OnHold})
		},
		"dismiss": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.NoReplyNeeded(ctx, tx, by, h.Limits, h.id, ticket.NoReply{Reason: "Thanks.", Seen: seen})
		},
		"look": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			_, err := ticket.LookAgain(ctx, tx, by, h.id, ticket.Look{At: day})
			return err
		},
		"ask": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			_, err := ticket.AskUp(ctx, tx, by, h.Limits, h.id, ticket.Asking{Body: "May I?"})
			return err
		},
		"tell": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.TellMore(ctx, tx, by, h.Limits, q, "So.")
		},
		"take back": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.WithdrawQuestion(ctx, tx, by, q)
		},
		"take up": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.TakeQuestion(ctx, tx, by, q)
		},
		"answer": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.AnswerQuestion(ctx, tx, by, h.Limits, q, "Yes.")
		},
		"ask back": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.AskBack(ctx, tx, by, h.Limits, q, "Who?")
		},
		"pass on": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.PassOn(ctx, tx, by, h.Limits, q, ticket.Passing{To: h.Karin.ID, Words: "You."})
		},
		"apologise": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.Apologise(ctx, tx, by, h.Limits, h.id, "")
		},
		"set aside": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.SetAside(ctx, tx, by, h.Limits, h.id, "No.")
		},
		"reword": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.RewordFollowUp(ctx, tx, by, h.Limits, h.id, p, "Well?")
		},
		"send": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.SendFollowUp(ctx, tx, by, h.id, p)
		},
		"skip": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.SkipFollowUp(ctx, tx, by, h.id, p)
		},
		"undo": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			_, err := ticket.Undo(ctx, tx, by, h.id)
			return err
		},
		"has question": func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return ticket.HasQuestion(ctx, tx, by, h.id, q)
		},
	}
}

func TestPrivate_ticket_is_not_there_for_whoever_is_not_in_its_team(t *testing.T) {
	t.Parallel()
	h := behind(t)
	h.Takes(h.Jonas, h.id)
	p := h.Promises(h.Jonas, h.id, "A new bill", "Mon 9 Nov 16:00")
	q := h.AsksUp(h.Jonas, h.id, "May I?")
	before := h.Whole(h.id)
	for _, by := range h.outsiders() {
		for name, change := range h.changes(q, p) {
			err := h.Try(func(ctx context.Context, tx *pg.Tx) error { return change(ctx, tx, by.Acting()) })
			require.Equal(t, fault.NotFound(), err, "%s as %s", name, by.Name)
		}
	}
	require.Equal(t, before.Events, h.Whole(h.id).Events)
	for name, change := range h.changes(q, p) {
		for _, by := range h.insiders() {
			err := h.Try(func(ctx context.Context, tx *pg.Tx) error {
				if err := change(ctx, tx, by.Acting()); err != nil {
					return err
				}
				return errTakenBack
			})
			isAgents := slices.Contains([]string{"takeover", "take up", "answer", "ask back", "pass on", "set aside"}, name)
			if isAgents && by.Role == people.Agent || name == "send" || name == "skip" || name == "reword" {
				continue // refused for another reason
			}
			require.NotEqual(t, fault.NotFound(), err, "%s as %s", name, by.Name)
		}
	}
}

func TestPrivate_tickets_mail_is_nothing_to_others(t *testing.T) {
	t.Parallel()
	h := behind(t)
	mail := single[int64](t, h.Stage, `update outbox set state = 'failed' where ticket_id = $1 returning id`, h.id)
	err := h.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.RetryMail(ctx, tx, h.Ingrid.Acting(), outbox.ID(mail))
	})
	require.Equal(t, fault.NotFound(), err)
	h.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.RetryMail(ctx, tx, h.Lena.Acting(), outbox.ID(mail))
	})
	err = h.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.RetryMail(ctx, tx, h.Ingrid.Acting(), outbox.ID(mail))
	})
	require.Equal(t, fault.NotFound(), err, "that it is on its way is nothing to her either")
}

func TestPrivate_team_gives_its_tickets_to_its_own(t *testing.T) {
	t.Parallel()
	h := behind(t)
	give := func(by, to people.Person) error {
		was := h.Ticket(h.id).AssigneeID
		return h.Try(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.Assign(ctx, tx, by.Acting(), h.id, ticket.Handing{To: &to.ID, Was: was})
		})
	}
	for _, to := range h.outsiders() {
		require.Equal(t, "sight.fault.owner", fault.Of(give(h.Jonas, to))[0].Key)
	}
	for _, to := range h.insiders() {
		require.NoError(t, give(h.Lena, to))
	}
	promised := func(o promise.Owner) error {
		return h.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Promise(ctx, tx, h.Jonas.Acting(), h.Limits, h.id, ticket.Commitment{Words: "A bill", Due: h.Time("Tue 10 Nov 12:00"), Owner: o})
			return err
		})
	}
	for _, o := range []promise.Owner{{Person: int64(h.Maja.ID)}, {Person: int64(h.Oskar.ID)}, {Team: int64(h.Team)}} {
		require.Equal(t, "sight.fault.owner", fault.Of(promised(o))[0].Key)
	}
	require.NoError(t, promised(promise.Owner{Team: int64(h.team)}))
	require.NoError(t, promised(promise.Owner{Person: int64(h.Lena.ID)}))
	who := func(team people.TeamID) (names []string) {
		all, err := people.Seers(t.Context(), h.DB, team)
		require.NoError(t, err)
		for _, p := range all {
			names = append(names, p.Name)
		}
		return names
	}
	require.Equal(t, []string{h.Jonas.Name, h.Karin.Name, h.Lena.Name}, who(h.team))
	require.Contains(t, who(h.Team), h.Oskar.Name)
}

func TestPrivate_tickets_questions_are_asked_of_who_sees_it(t *testing.T) {
	t.Parallel()
	h := behind(t)
	q := h.AsksUp(h.Jonas, h.id, "May I?")
	require.Equal(t, []string{"asked Lena Falk"}, told(t, h.Stage))
	pass := func(to people.Person) error {
		return h.Try(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.PassOn(ctx, tx, h.Lena.Acting(), h.Limits, q, ticket.Passing{To: to.ID, Words: "You."})
		})
	}
	require.Equal(t, "fault.pass_to", fault.Of(pass(h.Ingrid))[0].Key)
	require.NoError(t, pass(h.Karin))
	all, err := ticket.OpenQuestions(t.Context(), h.DB, h.Ingrid.Acting())
	require.NoError(t, err)
	require.Empty(t, all)
	_, err = ticket.GetQuestion(t.Context(), h.DB, h.Ingrid.Acting(), q)
	require.Equal(t, fault.NotFound(), err)
}

func TestPrivate_tickets_broken_promise_is_told_to_who_sees_it_and_else_to_the_admins(t *testing.T) {
	t.Parallel()
	h := behind(t)
	h.Until("Mon 9 Nov 14:30")
	h.Ledger(h.id, promise.FirstReply, "broken Mon 9 Nov 14:00, owed", "pending Mon 9 Nov 16:00")
	require.Zero(t, single[int](t, h.Stage, `select count(*)::int from notices where person_id = any($1)`, []people.ID{h.Ingrid.ID, h.Maja.ID}))
	h.Notices(h.id, h.Lena, "warned first_reply Mon 9 Nov 13:00", "handed_up 1 first_reply Mon 9 Nov 14:00")

	alone := behind(t)
	_, err := alone.DB.Pool().Exec(t.Context(), `delete from team_members where team_id = $1`, alone.team)
	require.NoError(t, err)
	alone.Until("Mon 9 Nov 14:30")
	alone.Notices(alone.id, alone.Karin, "warned first_reply Mon 9 Nov 13:00", "handed_up 1 first_reply Mon 9 Nov 14:00")
	require.Equal(t, alone.Karin.ID, single[people.ID](t, alone.Stage, `select max(person_id) from notices having min(person_id) = max(person_id)`))
}

func TestSetTeam_to_a_private_one_takes_the_ticket_from_who_does_not_see_it(t *testing.T) {
	t.Parallel()
	h := behind(t)
	id := h.Asks(h.Mette, "Another bill")
	h.Takes(h.Maja, id)
	h.Promises(h.Maja, id, "A new bill", "Mon 9 Nov 16:00")
	h.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Promise(ctx, tx, h.Maja.Acting(), h.Limits, id, ticket.Commitment{Words: "A call", Due: h.Time("Mon 9 Nov 16:30"), Owner: promise.Owner{Team: int64(h.Team)}})
		return err
	})
	h.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetTeam(ctx, tx, h.Maja.Acting(), id, h.team)
	})
	_, err := ticket.ByNumber(t.Context(), h.DB, h.Maja.Acting(), h.Ticket(id).Number)
	require.Equal(t, fault.NotFound(), err)
	require.Nil(t, h.Ticket(id).AssigneeID)
	require.NotEmpty(t, h.Events(id, event.TicketReleased))
	for _, p := range h.Whole(id).Book().Pending() {
		require.Equal(t, promise.Owner{Team: int64(h.team)}, p.Owner, string(p.Kind))
	}

	of := h.Asks(h.Piotr, "A third bill")
	h.Takes(h.Jonas, of)
	h.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetTeam(ctx, tx, h.Maja.Acting(), of, h.team)
	})
	require.Equal(t, h.Jonas.ID, *h.Ticket(of).AssigneeID, "he sees it")
}

func TestHandBack_gives_to_the_team_what_its_owner_does_not_see_any_more(t *testing.T) {
	t.Parallel()
	h := behind(t)
	h.Takes(h.Jonas, h.id)
	h.Promises(h.Jonas, h.id, "A new bill", "Mon 9 Nov 16:00")
	back := func() (n int) {
		h.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
			n, err = ticket.HandBack(ctx, tx, people.System, 10)
			return err
		})
		return n
	}
	require.Zero(t, back())
	_, err := h.DB.Pool().Exec(t.Context(), `delete from team_members where person_id = $1 and team_id = $2`, h.Jonas.ID, h.team)
	require.NoError(t, err)
	require.Equal(t, 1, back())
	require.Zero(t, back())
	require.Nil(t, h.Ticket(h.id).AssigneeID)
	for _, p := range h.Whole(h.id).Book().Pending() {
		require.Equal(t, promise.Owner{Team: int64(h.team)}, p.Owner, string(p.Kind))
	}
	require.Equal(t, fault.NotFound(), h.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.HandBack(ctx, tx, h.Ingrid.Acting(), 10)
		return err
	}))
	bad, err := ticket.Check(t.Context(), h.DB)
	require.NoError(t, err)
	require.Empty(t, bad)
}

func TestReply_in_its_undo_time_becomes_public_though_its_writer_lost_sight(t *testing.T) {
	t.Parallel()
	h := behind(t)
	sent := h.Sends(h.Jonas, h.id, "Here is your bill.", cast.Undoable(10*time.Second))
	_, err := h.DB.Pool().Exec(t.Context(), `delete from team_members where person_id = $1 and team_id = $2`, h.Jonas.ID, h.team)
	require.NoError(t, err)
	h.Stop(sent.PublicAt.Add(time.Second))
	h.Sweep()
	w := h.Whole(h.id)
	require.Equal(t, "Here is your bill.", w.Messages[len(w.Messages)-1].Body)
	require.Nil(t, w.AssigneeID, "nobody owns what they do not see")
}

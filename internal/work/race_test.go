package work_test

import (
	"context"
	crand "crypto/rand"
	randv2 "math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/crash"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// soaking reports whether the long sizes are to run, as `make soak` does: KEPT_SOAK=1.
func soaking() bool { return os.Getenv("KEPT_SOAK") != "" }

// inSoak is the first in a soak and the second in `make test`.
func inSoak[T any](long, short T) T {
	if soaking() {
		return long
	}
	return short
}

// TestWorkers_that_race_and_are_killed_do_everything_exactly_once lets four processes act on all that time does to many
// tickets: warnings, breaks, escalations, apologies, follow-ups, reminders and closings, with their mails. The rules that
// all of them are served under change the moment before, so that the same processes apply them while time passes. All the
// while one of them is killed with -9, and another started.
func TestWorkers_that_race_and_are_killed_do_everything_exactly_once(t *testing.T) {
	t.Parallel()
	n := inSoak(10_000, 240)
	relay := newRelay(t)
	d := newDesk(t)
	chief, admin := d.hire(people.Supervisor, "Jonas Berg"), d.hire(people.Admin, "Karin Holm")
	d.exec(`insert into clock (stopped_at) values ('2026-11-10 09:00Z')`)
	var unanswered, awaiting, held, solved []ticket.ID
	unanswered = d.asked(n / 3)
	held = d.asked(n / 12)
	awaiting = d.asked(n / 3)
	solved = d.asked(n - 2*(n/3) - n/12)
	d.answered(awaiting, ticket.Draft{Body: "Is the lamp still red?", Then: promise.Awaiting, For: "an answer"})
	d.answered(held, ticket.Draft{Body: "The part is on its way.", Then: promise.OnHold, For: "the part", Look: &ticket.Look{At: time.Date(2026, time.November, 11, 9, 0, 0, 0, time.UTC)}})
	d.answered(solved, ticket.Draft{Body: "It was a cable.", Then: promise.Solved})
	booked := d.booked(held, time.Date(2026, time.November, 12, 8, 30, 0, 0, time.UTC))
	d.exec(`analyze`)

	// In a soak somebody is killed every second; in `make test` twice in most steps, since what the killed were at waits until it
	// is taken from them.
	rough, calm := inSoak(1_000_000, 2), inSoak(1_000_000, 0)
	crew := d.crew(relay, 4, inSoak(time.Second, 300*time.Millisecond))
	crew.until("2026-11-10 09:00:01Z", calm, "the receipts and answers have left")
	d.serves(admin, func(r *sla.Rules) { r.FirstReply[2] = 220 * time.Minute })
	crew.until("2026-11-10 12:00:01Z", rough, "the first replies are warned of, under one set of rules or the other")
	d.counts(len(unanswered), `select count(distinct ticket_id) from events where kind = 'promise.warned'`)
	d.counts(len(unanswered), `select count(*) from promises where state = 'pending' and kind = 'first_reply' and due_at in ('2026-11-10 12:40Z', '2026-11-10 13:00Z')`)
	d.serves(admin, func(r *sla.Rules) { r.FirstReply[2], r.Recovery = 250*time.Minute, 3*time.Hour })
	crew.until("2026-11-10 12:40:01Z", rough, "the first replies that still had the old rules are broken")
	d.serves(admin, func(r *sla.Rules) { r.Update[2], r.CountsAlways = 6*time.Hour, true })
	crew.until("2026-11-10 13:10:01Z", rough, "the first replies are broken")
	early := one[int](d, `select count(*) from apologies where state = 'sent'`) // for what broke under the old rules
	require.LessOrEqual(t, early, ticket.BrakeCount)
	d.counts(len(unanswered), `select count(*) from promises where state = 'broken' and kind = 'first_reply'`)
	// Who was warned is warned again only of a later time whose warning was still ahead when the rules moved it.
	d.counts(0, `select count(*) from promises p join promises o on o.successor_id = p.id and o.warned_at is not null
		where p.kind = 'first_reply' and p.warned_at <> o.warned_at and (p.due_at <= o.due_at or p.warn_at <= p.made_at)`)
	d.counts(len(unanswered), `select count(*) from events where kind = 'ticket.handed_up'`)
	d.counts(len(unanswered), `select count(*) from escalations where level = 1`)
	d.counts(len(unanswered), `select count(*) from notices where kind = 'handed_up'`)
	d.serves(admin, func(r *sla.Rules) { r.Resolution[2] = 60 * time.Hour })
	crew.until("2026-11-10 13:26Z", rough, "the brake holds")
	sent := min(early+ticket.BrakeCount, len(unanswered))
	d.counts(sent, `select count(*) from apologies where state = 'sent'`)
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		released, err := ticket.ReleaseApologies(ctx, tx, chief.Acting(), ticket.DefaultLimits(), nil)
		require.Equal(t, len(unanswered)-sent, released)
		return err
	})
	d.serves(admin, func(r *sla.Rules) { r.HoldPauses = true })
	crew.until("2026-11-10 13:30Z", calm, "all apologies have left")
	d.counts(len(unanswered), `select count(*) from apologies where state = 'sent'`)
	d.answered(unanswered, ticket.Draft{Body: "Sorry. It works again.", Then: promise.Solved})
	d.serves(admin, func(r *sla.Rules) { r.Update[2] = 8 * time.Hour })
	crew.until("2026-11-11 08:45Z", rough, "somebody is reminded of what is on hold, and customers of their call")
	d.counts(len(held), `select count(*) from events where kind = 'promise.came_up'`)
	d.counts(len(booked), `select count(*) from events where kind = 'promise.reminded'`)
	d.counts(len(held), `select count(*) from notices where kind = 'came_up'`)
	d.rang(held, booked)
	d.answered(held, ticket.Draft{Body: "The part is in.", Then: promise.Solved})
	d.serves(admin, func(r *sla.Rules) { r.Resolution[2] = 50 * time.Hour })
	crew.until("2026-11-12 09:30Z", rough, "the first follow-ups have left")
	d.serves(admin, func(r *sla.Rules) { r.NextReply[2] = 3 * time.Hour })
	crew.until("2026-11-15 09:30Z", rough, "what was solved is closed")
	crew.until("2026-11-15 10:00Z", calm, "the second follow-ups have left")
	d.serves(admin, func(r *sla.Rules) { r.Recovery = 2 * time.Hour })
	crew.until("2026-11-20 10:30Z", rough, "the third follow-ups have left, and solve")
	d.counts(len(awaiting), `select count(*) from tickets where status = 'solved'`)
	crew.until("2026-11-26 10:30Z", rough, "what was silent is closed")
	crew.stop()

	d.counts(3*len(awaiting), `select count(*) from outbox where kind = 'follow_up'`)
	d.counts(len(booked), `select count(*) from outbox where kind = 'reminder'`)
	d.counts(n, `select count(*) from tickets where status = 'closed'`)
	d.counts(n, `select count(*) from events where kind = 'ticket.closed'`)
	d.counts(0, `select count(*) from bulk_tickets where outcome <> 'done' and outcome <> 'same'`)
	d.counts(0, `select count(*) from bulk_acts where finished_at is null`)
	d.exactlyOnce()
	relay.exactlyOnce(d)
	t.Logf("%d tickets, %d mails, %d kills, %d mails uncertain", n, len(relay.all()), crew.kills, d.mails("uncertain"))
	require.GreaterOrEqual(t, crew.kills, inSoak(60, 8))
}

// hire adds a colleague to the team.
func (d *desk) hire(role people.Role, name string) (who people.Person) {
	d.t.Helper()
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		id, err := people.Add(ctx, tx, people.Newcomer{Role: role, Name: name, Address: strings.ToLower(strings.Fields(name)[0]) + "@nordby.example", Locale: "en"})
		if err != nil {
			return err
		}
		teams, err := people.Teams(ctx, tx)
		if err != nil {
			return err
		}
		if err := people.Join(ctx, tx, teams[0].ID, id); err != nil {
			return err
		}
		who, err = people.Get(ctx, tx, id)
		return err
	})
	return who
}

// serves gives the desk's policy other rules, for the open tickets too: a job begins to apply them.
func (d *desk) serves(by people.Person, change func(*sla.Rules)) {
	d.t.Helper()
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		all, err := sla.Policies(ctx, tx, by.Acting())
		if err != nil {
			return err
		}
		draft := all[0].Draft()
		draft.Why = "There are more of us now."
		change(&draft.Rules)
		if _, err := sla.Change(ctx, tx, by.Acting(), all[0].ID, draft); err != nil {
			return err
		}
		_, _, err = ticket.BeginRules(ctx, tx, by.Acting(), all[0].ID)
		return err
	})
}

// asked are n tickets of Hanna's.
func (d *desk) asked(n int) (ids []ticket.ID) {
	d.t.Helper()
	for len(ids) < n {
		var some []ticket.ID
		d.do(func(ctx context.Context, tx *pg.Tx) error {
			some = some[:0]
			for range min(100, n-len(ids)) {
				id, err := d.question(ctx, tx)
				if err != nil {
					return err
				}
				some = append(some, id)
			}
			return nil
		})
		ids = append(ids, some...)
	}
	return ids
}

// answered lets Maja answer tickets.
func (d *desk) answered(ids []ticket.ID, draft ticket.Draft) {
	d.t.Helper()
	for _, id := range ids {
		draft.Key, draft.Seen = crand.Text(), one[ticket.MessageID](d, `select max(id) from messages where ticket_id = $1`, id)
		d.do(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Reply(ctx, tx, d.maja.Acting(), ticket.DefaultLimits(), id, draft)
			return err
		})
	}
}

// booked lets Maja promise the customer of each ticket a call.
func (d *desk) booked(ids []ticket.ID, opens time.Time) (calls []promise.ID) {
	d.t.Helper()
	for _, id := range ids {
		var call promise.ID
		d.do(func(ctx context.Context, tx *pg.Tx) (err error) {
			call, err = ticket.Appoint(ctx, tx, d.maja.Acting(), ticket.DefaultLimits(), id, ticket.Appointment{Kind: promise.Callback, Opens: opens, Closes: opens.Add(30 * time.Minute)})
			return err
		})
		calls = append(calls, call)
	}
	return calls
}

// rang lets Maja keep these calls, one a ticket.
func (d *desk) rang(ids []ticket.ID, calls []promise.ID) {
	d.t.Helper()
	for i, id := range ids {
		g := ticket.CallLog{Key: crand.Text(), Outcome: promise.Reached, Keeps: []promise.ID{calls[i]}, Words: "The part comes today."}
		d.do(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.LogCall(ctx, tx, d.maja.Acting(), ticket.DefaultLimits(), id, g)
		})
	}
}

func (d *desk) counts(n int, q string) {
	d.t.Helper()
	require.Equal(d.t, n, one[int](d, q), q)
}

// crew are processes of workers, of which now and then one is killed.
type crew struct {
	*desk
	relay *relay
	pace  time.Duration // between two kills
	all   []*exec.Cmd
	kills int
}

func (d *desk) crew(relay *relay, n int, pace time.Duration) *crew {
	d.t.Helper()
	c := &crew{desk: d, relay: relay, pace: pace}
	for range n {
		c.all = append(c.all, c.begin())
	}
	d.t.Cleanup(c.stop)
	return c
}

// begin starts a process.
func (c *crew) begin() *exec.Cmd {
	c.t.Helper()
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), childDatabase+"="+c.url, childRelay+"="+c.relay.url, crash.Variable+"=")
	process.Stderr = os.Stderr
	_, err := process.StdinPipe() // it works until its input ends
	require.NoError(c.t, err)
	require.NoError(c.t, process.Start())
	return process
}

// kill kills one at random, and starts another.
func (c *crew) kill() {
	c.t.Helper()
	i := randv2.IntN(len(c.all))
	end(c.all[i])
	c.kills++
	c.all[i] = c.begin()
}

// rescue has the job queue look at once for jobs whose worker is gone: a new leader does that first. Else a leader that was
// killed leads for another 15 s, and one that lives looks every 30 s.
func (c *crew) rescue() {
	c.t.Helper()
	c.exec(`delete from river_leader where exists (select from river_job where state = 'running' and attempted_at < clock_timestamp() - $1::interval)`, childRescue)
}

// end kills a process and waits until it is gone.
func end(process *exec.Cmd) {
	_ = process.Process.Kill() // it may have ended by itself
	_ = process.Wait()         // it was killed
}

func (c *crew) stop() {
	for _, process := range c.all {
		end(process)
	}
	c.all = nil
}

// until moves the clock and waits until time has done what it does and every mail has come to its end. As long as the work
// goes on, one process is killed now and then: the first one when it has begun, and so many at most.
func (c *crew) until(at string, kills int, what string) {
	c.t.Helper()
	const left = `select (select count(*) from promises where open and breaks_at < kept_now()) +
		(select count(*) from promises where open and warned_at is null and warn_at <= kept_now()) +
		(select count(*) from promises where state = 'pending' and reminded_at is null and remind_at <= kept_now() and opens_at > kept_now()) +
		(select count(*) from apologies where state = 'waiting' and leave_at <= kept_now()) +
		(select count(*) from notices where mail_id is null and read_at is null and mail_at <= kept_now()) +
		(select count(*) from outbox where state = 'queued') +
		(select count(*) from bulk_tickets where outcome is null) + (select count(*) from bulk_acts where finished_at is null)`
	// On a busy machine a letter may not be sent within a job's time, and is tried again some seconds later: time then goes on
	// so far.
	const retry = `update clock set stopped_at = (select min(next_try_at) from outbox where state = 'queued')
		where stopped_at < (select min(next_try_at) from outbox where state = 'queued')`
	c.exec(`update clock set stopped_at = $1::text::timestamptz`, at)
	last := one[int](c.desk, left)
	deadline := time.After(inSoak(10*time.Minute, 5*time.Minute))
	var next <-chan time.Time
	rescued := time.Now()
	for {
		if time.Since(rescued) > 3*time.Second {
			c.rescue()
			rescued = time.Now()
		}
		c.exec(retry)
		switch now := one[int](c.desk, left); {
		case now == 0 && c.mails("sending") == 0:
			return
		case now > 0 && now < last && next == nil && kills > 0:
			c.kill()
			next, last, kills = time.After(c.pace), now, kills-1
		}
		select {
		case <-deadline:
			why := one[string](c.desk, `select coalesce(string_agg(concat_ws(' ', kind, state, next_try_at, claimed_at, error), e'\n'), 'no mail waits')
				from (select * from outbox where state in ('queued', 'sending') limit 5) left_over`)
			require.Fail(c.t, "it is not so: "+what, why)
		case <-next:
			next = nil
		case <-time.After(20 * time.Millisecond):
		}
	}
}

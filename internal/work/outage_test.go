package work_test

import (
	"bytes"
	"context"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// clock stops the desk's clock at an instant of UTC.
func (d *desk) clock(at string) {
	d.t.Helper()
	d.exec(`insert into clock (stopped_at) values ($1::text::timestamptz) on conflict (id) do update set stopped_at = excluded.stopped_at`, at)
}

// idle waits until no mail is to be tried now, and nothing is due.
func (d *desk) idle(what string) {
	d.t.Helper()
	d.patiently(what, func() bool {
		const q = `select (select count(*) from outbox where state = 'sending' or state = 'queued' and (next_try_at is null or next_try_at <= kept_now())) +
			(select count(*) from promises where open and (breaks_at < kept_now() or warned_at is null and warn_at <= kept_now())) +
			(select count(*) from apologies where state = 'waiting' and leave_at <= kept_now())`
		return one[int](d, q) == 0
	})
}

// key is the Message-ID of a letter, as the outbox has it.
func (p post) key() string {
	m, err := netmail.ReadMessage(bytes.NewReader(p.raw))
	if err != nil {
		return ""
	}
	return strings.Trim(m.Header.Get("Message-ID"), "<>")
}

func TestDeliver_waits_out_an_hour_without_a_mail_server(t *testing.T) {
	t.Parallel()
	d, server := newDesk(t), newRelay(t)
	n := inSoak(5000, 60)
	d.clock("2026-11-10 09:00Z")
	server.set(func(r *relay) { r.shut = true })
	ids := d.asked(n)
	d.answered(ids[:n/2], ticket.Draft{Body: "Is the lamp red?", Then: promise.Awaiting})
	all := n + n/2
	d.start(options(&log{}, server.sender(t)))
	for minute := 0; minute < 60; minute += 5 {
		d.idle("every mail was tried")
		d.counts(all, `select count(*) from outbox where state = 'queued' and error <> '' and next_try_at > kept_now() and next_try_at <= kept_now() + interval '5 minutes'`)
		d.exec(`update clock set stopped_at = stopped_at + interval '5 minutes'`)
	}
	d.idle("every mail was tried")
	require.Empty(t, server.all())
	require.LessOrEqual(t, one[int](d, `select max(tries) from outbox`), 13, "at most once in five minutes")

	server.set(func(r *relay) { r.shut = false })
	d.exec(`update clock set stopped_at = stopped_at + interval '5 minutes'`)
	d.idle("the outbox has drained")
	d.counts(all, `select count(*) from outbox where state = 'sent'`)
	server.exactlyOnce(d)
	require.Len(t, server.all(), all, "nobody's mail came twice: the letters were surely not taken")
}

func TestDeliver_loses_nothing_in_a_bad_hour_and_shows_what_is_uncertain(t *testing.T) {
	t.Parallel()
	d, server := newDesk(t), newRelay(t)
	d.clock("2026-11-10 09:00Z")
	ids := d.asked(inSoak(1000, 60))
	d.answered(ids[:len(ids)/2], ticket.Draft{Body: "Is the lamp red?", Then: promise.Awaiting})
	h := &badHour{heard: map[string]int{}}
	server.set(func(r *relay) { r.judge = h.judge })
	d.start(options(&log{}, server.sender(t)))
	for range 8 {
		d.idle("every mail was tried")
		d.exec(`update clock set stopped_at = stopped_at + interval '5 minutes'`)
	}
	d.idle("every mail was tried")

	server.exactlyOnce(d)
	lost := h.dropped()
	require.Positive(t, lost)
	d.counts(lost, `select count(*) from outbox where state = 'uncertain' and is_automatic`)
	d.counts(0, `select count(*) from outbox where not is_automatic and state <> 'sent'`)
	d.counts(len(ids)/2, `select count(*) from outbox where not is_automatic`)
	var shown int
	items, err := outbox.List(t.Context(), d, people.System, outbox.Uncertain, time.Time{}, 0, 10_000)
	require.NoError(t, err)
	for _, i := range items {
		if i.State == outbox.Uncertain {
			why, _ := i.Reason()
			require.Equal(t, outbox.CutOff, why)
			shown++
		}
	}
	require.Equal(t, lost, shown)
}

// badHour is a mail server that greylists every fifth letter twice, takes every fifth and drops the line before it says so, drops
// the line of every fifth without taking it, and lets every fifth wait.
type badHour struct {
	mu    sync.Mutex
	kind  map[string]int
	heard map[string]int
	lost  int // automatic letters whose line was dropped
}

func (h *badHour) judge(p post) (bool, error) {
	h.mu.Lock()
	key := p.key()
	if h.kind == nil {
		h.kind = map[string]int{}
	}
	if _, known := h.kind[key]; !known {
		h.kind[key] = len(h.kind) % 5
	}
	h.heard[key]++
	kind, again := h.kind[key], h.heard[key] > 1
	automatic := bytes.Contains(p.raw, []byte("Auto-Submitted: auto-"))
	if (kind == 1 || kind == 2) && !again && automatic {
		h.lost++
	}
	grey := kind == 0 && h.heard[key] <= 2
	h.mu.Unlock()
	switch {
	case grey:
		return false, &smtp.SMTPError{Code: 451, Message: "greylisted: come again"}
	case kind == 1 && !again:
		return true, errLost
	case kind == 2 && !again:
		return false, errLost
	case kind == 3:
		<-time.After(100 * time.Millisecond)
	}
	return true, nil
}

func (h *badHour) dropped() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lost
}

func TestDeliver_of_two_customers_one_of_whom_is_refused_reaches_the_other(t *testing.T) {
	t.Parallel()
	d, server := newDesk(t), newRelay(t)
	d.clock("2026-11-10 09:00Z")
	server.set(func(r *relay) { r.refuse = "goran@example.se" })
	hanna := d.ask()
	goran := d.askAs("Göran Ek", "goran@example.se")
	d.answered([]ticket.ID{hanna, goran}, ticket.Draft{Body: "Is the lamp red?"})
	d.start(options(&log{}, server.sender(t)))
	d.idle("every mail was tried")
	d.counts(2, `select count(*) from outbox where state = 'sent'`)
	d.counts(2, `select count(*) from outbox where state = 'failed' and error like '%550%' and tries = 1`)
	require.Equal(t, 2, one[int](d, `select count(*) from outbox where ticket_id = $1 and state = 'failed'`, goran))
	require.Equal(t, 1, one[int](d, `select count(*) from promises where ticket_id = $1 and kind = 'first_reply' and state = 'pending'`, goran),
		"the answer that did not reach him is promised again")
	require.Equal(t, 0, one[int](d, `select count(*) from promises where ticket_id = $1 and kind = 'first_reply' and state = 'pending'`, hanna))
	for _, p := range server.all() {
		require.Equal(t, "hanna@cafe.example", p.to)
	}
}

// History 35, with workers and a mail server: held mail is not silence.
func TestHistory_35_Held_mail_is_not_silence_end_to_end(t *testing.T) {
	t.Parallel()
	d, server := newDeskAt(t, pgtest.NewURL(t), sla.OfficeHours("Europe/Copenhagen")), newRelay(t)
	d.clock("2026-11-02 09:00Z") // Monday 10:00 in Copenhagen
	id := d.ask()
	d.answered([]ticket.ID{id}, ticket.Draft{Body: "Is the lamp red?", Then: promise.Awaiting, For: "an answer"})
	d.start(options(&log{}, server.sender(t)))
	d.idle("the receipt and the question have left")
	require.Equal(t, "follow_up pending 2026-11-04 09:00", d.story(id))

	server.set(func(r *relay) { r.shut = true })
	d.clock("2026-11-04 09:00:01Z") // what is due is acted on past its instant
	d.idle("the first follow-up was tried")
	require.Equal(t, "follow_up superseded 2026-11-04 09:00, check_back pending 2026-11-05 09:00", d.story(id))
	d.counts(1, `select count(*) from tickets where status = 'pending'`)

	server.set(func(r *relay) { r.shut = false })
	d.clock("2026-11-05 08:30Z")
	d.idle("it has left")
	require.Equal(t, "follow_up superseded 2026-11-04 09:00, check_back lapsed 2026-11-05 09:00, follow_up pending 2026-11-10 08:30", d.story(id))

	d.clock("2026-11-10 08:30:01Z")
	d.idle("the second has left")
	d.counts(2, `select count(*) from outbox where kind = 'follow_up' and state = 'sent'`)
	d.exactlyOnce()
	server.exactlyOnce(d)
}

// Their question is answered, or the turn is theirs anew: what waited in the house says nothing of that.
func TestFollowUp_that_waited_in_the_house_leaves_no_more_when_the_customer_has_written(t *testing.T) {
	t.Parallel()
	d, server := newDeskAt(t, pgtest.NewURL(t), sla.OfficeHours("Europe/Copenhagen")), newRelay(t)
	d.clock("2026-11-02 09:00Z")
	open, anew := d.ask(), d.ask()
	awaits := ticket.Draft{Body: "Is the lamp red?", Then: promise.Awaiting, For: "an answer"}
	d.answered([]ticket.ID{open, anew}, awaits)
	d.start(options(&log{}, server.sender(t)))
	d.idle("the receipts and the questions have left")
	server.set(func(r *relay) { r.shut = true })
	d.clock("2026-11-04 09:00:01Z")
	d.idle("the first follow-ups were tried")
	d.counts(2, `select count(*) from promises where kind = 'follow_up' and state = 'superseded'`)

	d.clock("2026-11-04 13:00Z")
	d.idle("they were tried again")
	for _, id := range []ticket.ID{open, anew} {
		customer, err := people.Get(t.Context(), d.DB, one[people.ID](d, `select requester_id from tickets where id = $1`, id))
		require.NoError(t, err)
		d.do(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Write(ctx, tx, customer.HoldingLink(int64(id)), ticket.DefaultLimits(), id, ticket.Letter{Key: rand(), Body: "It is red."})
			return err
		})
	}
	d.answered([]ticket.ID{anew}, awaits)
	d.idle("nothing is on its way")
	server.set(func(r *relay) { r.shut = false })
	d.clock("2026-11-05 08:30Z")
	d.idle("what is left has left")
	d.counts(0, `select count(*) from outbox where kind = 'follow_up' and state = 'sent'`)
	d.counts(0, `select count(*) from outbox where state in ('queued', 'sending', 'held')`)
	d.exactlyOnce()
	server.exactlyOnce(d)
	found, err := ticket.Check(t.Context(), d.DB)
	require.NoError(t, err)
	require.Empty(t, found)
}

// story tells a ticket's follow-ups and check-backs.
func (d *desk) story(id ticket.ID) string {
	d.t.Helper()
	return one[string](d, `select string_agg(kind || ' ' || state || ' ' || to_char(due_at, 'YYYY-MM-DD HH24:MI'), ', ' order by id)
		from promises where ticket_id = $1 and kind in ('follow_up', 'check_back')`, id)
}

func TestWorkers_that_were_away_for_an_hour_act_on_everything_within_a_minute(t *testing.T) {
	t.Parallel()
	d, server := newDesk(t), newRelay(t)
	n := inSoak(10_000, 300)
	d.clock("2026-11-10 09:00Z")
	late, silent := d.asked(n/2), d.asked(n/2)
	d.answered(silent, ticket.Draft{Body: "It was a cable.", Then: promise.Solved})
	d.exec(`update promises set left_at = kept_now() where kind = 'confirmation'`) // the question had left before the workers did
	d.exec(`delete from river_job`)
	d.exec(`update outbox set state = 'sent', sent_at = kept_now()`)
	d.exec(`analyze`)
	d.clock("2026-11-10 14:00:00Z") // an hour after the first replies were due
	began := time.Now()
	d.start(options(&log{}, server.sender(t)))
	d.idle("everything due was acted on")
	took := time.Since(began)
	t.Logf("%d promises in %s", len(late), took.Round(time.Millisecond))
	require.Less(t, took, time.Minute)

	d.counts(len(late), `select count(*) from promises where kind = 'first_reply' and state = 'broken' and due_at = '2026-11-10 13:00Z' and noticed_at = '2026-11-10 14:00Z'`)
	d.counts(len(late), `select count(*) from events where kind = 'promise.broken' and was_at = '2026-11-10 13:00Z' and at - was_at = interval '1 hour'`)
	d.counts(len(late), `select count(*) from escalations where level = 1`)
	d.counts(ticket.BrakeCount, `select count(*) from apologies where state = 'sent'`)
	d.counts(len(late)-ticket.BrakeCount, `select count(*) from apologies where state = 'held'`)
	d.counts(ticket.BrakeCount, `select count(*) from outbox where kind = 'apology' and state = 'sent'`)
	d.exactlyOnce()

	d.clock("2026-11-14 10:00:00Z") // and an hour after the silence of four days was over
	d.idle("everything due was acted on")
	require.Equal(t, len(silent), one[int](d, `select count(*) from tickets where status = 'closed' and close_reason = 'silent'`))
	d.exactlyOnce()
}

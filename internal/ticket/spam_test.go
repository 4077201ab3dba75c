package ticket_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func calls(s *cast.Stage, by people.Person, id ticket.ID, spam ticket.Spam) error {
	return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.CallSpam(ctx, tx, by.Acting(), id, spam) })
}

func unspams(s *cast.Stage, by people.Person, id ticket.ID) error {
	return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.NotSpam(ctx, tx, by.Acting(), id) })
}

// asksAs lets somebody ask by the public form; the ticket is 0 where it was suspended.
func asksAs(s *cast.Stage, name, address string, with ...func(*ticket.Question)) (id ticket.ID) {
	s.T.Helper()
	q := ticket.Question{Key: cast.Key(), Name: name, Address: address, Subject: "Cheap watches", Body: "Buy.", Locale: "en", From: "203.0.113.7", Network: "203.0.113.0/24"}
	for _, f := range with {
		f(&q)
	}
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.Ask(ctx, tx, people.Actor{}, s.Limits, q)
		return err
	})
	return id
}

func suspended(s *cast.Stage) []ticket.Arrived {
	s.T.Helper()
	all, err := ticket.Suspended(s.T.Context(), s.DB, s.Ingrid.Acting(), 0, 100)
	require.NoError(s.T, err)
	return all
}

func lawful(s *cast.Stage) {
	s.T.Helper()
	violations, err := ticket.Check(s.T.Context(), s.DB)
	require.NoError(s.T, err)
	require.Empty(s.T, violations)
}

func audited(s *cast.Stage, kind audit.Kind) []string {
	return texts(s, `select coalesce(object, '') || ' ' || coalesce(was, '') || coalesce(became, '') from audit where kind = $1 order by id`, kind)
}

func TestHistory_26_Spam(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "Cheap watches")
	s.Promises(s.Maja, id, "the watch is posted", "Wed 2 Dec 12:00")
	s.Promises(s.Maja, id, "a second one is posted", "Tue 10 Nov 12:00")
	s.At("Mon 9 Nov 10:30")
	require.NoError(t, calls(s, s.Maja, id, ticket.Spam{BlockAddress: true}))
	s.Closed(id, promise.Spam)
	w := s.Whole(id)
	for _, p := range w.Promises {
		require.Equal(t, promise.Withdrawn, p.State, p.Kind)
	}
	require.Equal(t, 0, mailsOf(s, id), "nobody is mailed, and what had not left never will")
	require.Len(t, s.Events(id, event.CalledSpam), 1)
	lawful(s)

	s.At("Mon 9 Nov 11:00")
	require.Zero(t, asksAs(s, "Hanna Lund", "Hanna@Bakkehuset.example"), "the sender, blocked, writes again")
	require.Len(t, suspended(s), 1)
	require.Equal(t, ticket.FromBlocked, suspended(s)[0].Cause)

	s.At("Sun 29 Nov 10:30") // day 20, and closed
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.ForgetSuspended(ctx, tx, people.System)
		return err
	})
	require.Len(t, suspended(s), 1, "not lost")
	require.NoError(t, unspams(s, s.Jonas, id))
	w = s.Whole(id)
	require.Equal(t, promise.New, w.Status)
	require.Equal(t, 1, w.Cycle)
	require.Equal(t, s.Time("Mon 30 Nov 13:00"), s.Latest(id, promise.FirstReply).Due, "from now: four hours of the desk's")
	require.Equal(t, promise.Pending, s.Latest(id, promise.Resolution).State)
	agreed := map[string]*promise.Promise{}
	for _, p := range w.Book().Pending() {
		if p.Kind.IsAgreed() {
			agreed[p.Words] = p
		}
	}
	require.Equal(t, s.Time("Wed 2 Dec 12:00"), agreed["the watch is posted"].Due, "at its time")
	require.True(t, agreed["the watch is posted"].WasTold())
	require.Equal(t, s.Time("Mon 30 Nov 11:00"), agreed["a second one is posted"].Due, "the recovery time away")
	require.False(t, agreed["a second one is posted"].WasTold(), "the customer does not know the new time")
	require.Equal(t, 0, mailsOf(s, id))
	require.NotZero(t, asksAs(s, "Hanna Lund", "hanna@bakkehuset.example"), "the block ended with it")
	require.Equal(t, []string{"address hanna@bakkehuset.example"}, audited(s, ticket.AuditBlocked))
	require.Equal(t, []string{"address hanna@bakkehuset.example"}, audited(s, ticket.AuditBlockEnded))
	lawful(s)
}

func mailsOf(s *cast.Stage, id ticket.ID) (n int) {
	s.T.Helper()
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), `select count(*) from outbox where ticket_id = $1 and state in ('held', 'queued')`, id).Scan(&n))
	return n
}

func TestNotSpam_puts_each_status_back(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	for status, prepare := range map[promise.Status]func(id ticket.ID){
		promise.New:      func(ticket.ID) {},
		promise.Open:     func(id ticket.ID) { s.Replies(s.Maja, id, "We look.") },
		promise.Awaiting: func(id ticket.ID) { s.Waits(s.Maja, id, promise.Awaiting, "the colour") },
		promise.OnHold:   func(id ticket.ID) { s.Waits(s.Maja, id, promise.OnHold, "the supplier") },
		promise.Solved:   func(id ticket.ID) { s.Replies(s.Maja, id, "Done.", cast.Solving()) },
	} {
		s.At("Mon 9 Nov 10:00")
		id := s.Asks(s.Hanna, "No internet")
		s.At("Mon 9 Nov 10:10")
		if status == promise.Awaiting || status == promise.OnHold {
			s.Replies(s.Maja, id, "We look.")
		}
		prepare(id)
		before := s.Ticket(id)
		require.Equal(t, status, before.Status)
		s.At("Mon 9 Nov 10:20")
		require.NoError(t, calls(s, s.Maja, id, ticket.Spam{}))
		s.Closed(id, promise.Spam)
		s.At("Tue 10 Nov 10:20")
		require.NoError(t, unspams(s, s.Maja, id))
		after := s.Ticket(id)
		require.Equal(t, status, after.Status)
		require.Equal(t, before.WaitingFor, after.WaitingFor)
		require.Equal(t, before.UnansweredSince, after.UnansweredSince)
		lawful(s)
		require.True(t, fault.Is(unspams(s, s.Maja, id), fault.KindConflict), "once")
	}
}

func TestNotSpam_is_offered_for_30_days(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "Cheap watches")
	require.NoError(t, calls(s, s.Maja, id, ticket.Spam{}))
	require.True(t, fault.Is(calls(s, s.Maja, id, ticket.Spam{}), fault.KindConflict), "it is closed")
	s.Stop(s.Now().Add(ticket.SpamUndo + 1e3))
	require.True(t, fault.Is(unspams(s, s.Maja, id), fault.KindConflict))
}

func TestSpam_is_opened_by_nothing_else(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "Cheap watches")
	require.NoError(t, calls(s, s.Maja, id, ticket.Spam{}))
	for name, act := range map[string]func(ctx context.Context, tx *pg.Tx) error{
		"reopen": func(ctx context.Context, tx *pg.Tx) error { return ticket.Reopen(ctx, tx, s.Maja.Acting(), id) },
		"reply": func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Reply(ctx, tx, s.Maja.Acting(), s.Limits, id, ticket.Draft{Key: cast.Key(), Body: "Hello", Seen: s.Whole(id).LastMessage()})
			return err
		},
		"reply that can be taken back": func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Reply(ctx, tx, s.Maja.Acting(), s.Limits, id, ticket.Draft{Key: cast.Key(), Body: "Hello", Seen: s.Whole(id).LastMessage(), Undo: 10e9})
			return err
		},
		"promise": func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Promise(ctx, tx, s.Maja.Acting(), s.Limits, id, ticket.Commitment{Words: "a watch", Due: s.Time("Wed 11 Nov 12:00")})
			return err
		},
	} {
		require.True(t, fault.Is(s.Try(act), fault.KindConflict), name)
	}
	s.Notes(s.Jonas, id, "They wrote to me too.")
	s.Closed(id, promise.Spam)
	require.NotEmpty(t, s.Events(id, event.NoteWritten))
	lawful(s)
}

func TestSpam_drops_a_reply_in_its_undo_time(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "Cheap watches")
	s.Sends(s.Maja, id, "Which one?", func(d *ticket.Draft) { d.Undo = 60e9 })
	require.NoError(t, calls(s, s.Jonas, id, ticket.Spam{}))
	s.Until("Mon 9 Nov 11:00")
	require.Len(t, s.Whole(id).Messages, 1)
	require.Equal(t, 0, mailsOf(s, id))
}

func TestSpam_keeps_what_its_customer_writes_and_gives_it_back(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "Done.", cast.Solving())
	s.At("Mon 9 Nov 10:10")
	require.NoError(t, calls(s, s.Maja, id, ticket.Spam{}))
	s.At("Mon 9 Nov 10:20")
	letter := ticket.Letter{Key: cast.Key(), Body: "Still nothing."}
	write := func() {
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			on, err := ticket.Write(ctx, tx, s.Holder(id), s.Limits, id, letter)
			require.Equal(t, id, on)
			return err
		})
	}
	write()
	write() // the same form once more
	s.Closed(id, promise.Spam)
	require.Len(t, suspended(s), 1)
	require.Equal(t, ticket.OnSpam, suspended(s)[0].Cause)
	s.At("Mon 9 Nov 12:00")
	require.NoError(t, unspams(s, s.Maja, id))
	w := s.Whole(id)
	require.Equal(t, promise.Open, w.Status, "they had said that it does not work")
	require.Equal(t, "Still nothing.", w.Messages[2].Body)
	require.Equal(t, promise.Pending, s.Latest(id, promise.NextReply).State)
	require.Empty(t, suspended(s))
	write()
	require.Len(t, s.Whole(id).Messages, 3, "the form is still known")
	lawful(s)
}

func TestSuspended_is_recovered_exactly_once_by_two_at_once(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	key := cast.Key()
	file := ticket.Upload{Name: "watch.txt", Kind: "text/plain", Size: 3, Blob: hex64}
	asksHoney := func(q *ticket.Question) {
		q.Key, q.Doubt, q.Files = key, ticket.Honeypot, []ticket.Upload{file}
	}
	require.Zero(t, asksAs(s, "Nils Holm", "nils@holm.example", asksHoney))
	require.Zero(t, asksAs(s, "Nils Holm", "nils@holm.example", asksHoney), "the same form once more")
	require.Empty(t, texts(s, `select name from people where address = 'nils@holm.example'`), "nobody is met by it")
	held := suspended(s)
	require.Len(t, held, 1)
	receipt, err := ticket.ReceiptOf(t.Context(), s.DB, key)
	require.NoError(t, err)
	require.Equal(t, held[0].Number, receipt.Number)
	require.Len(t, receipt.Files, 1)
	inUse, err := ticket.FilesInUse(t.Context(), s.DB, []string{hex64})
	require.NoError(t, err)
	require.Equal(t, []string{hex64}, inUse, "its bytes stay")

	s.At("Tue 10 Nov 11:00")
	errs := make([]error, 4)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			errs[i] = s.Try(func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Recover(ctx, tx, s.Ingrid.Acting(), held[0].ID)
				return err
			})
		})
	}
	all.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else {
			require.True(t, fault.Is(err, fault.KindConflict), err)
		}
	}
	require.Equal(t, 1, done)
	require.Empty(t, suspended(s))
	numbers := texts(s, `select t.id::text from tickets t`)
	require.Len(t, numbers, 1)
	var id ticket.ID
	require.NoError(t, s.DB.QueryRow(t.Context(), `select id from tickets`).Scan(&id))
	w := s.Whole(id)
	require.Equal(t, receipt.Number, w.Number, "the sender knows this number")
	require.Equal(t, promise.New, w.Status)
	require.Equal(t, s.Time("Tue 10 Nov 15:00"), s.Latest(id, promise.FirstReply).Due, "from now")
	require.Equal(t, "watch.txt", w.Messages[0].Files[0].Name)
	require.Equal(t, 1, mailsOf(s, id), "the receipt goes out")
	require.Len(t, s.Events(id, event.Recovered), 1)
	require.Equal(t, id, asksAs(s, "Nils Holm", "nils@holm.example", asksHoney), "the form leads to its ticket now")
	lawful(s)
}

const hex64 = "0000000000000000000000000000000000000000000000000000000000000042"

func TestSuspended_is_removed_by_a_press_or_after_30_days(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	honey := func(q *ticket.Question) { q.Doubt = ticket.NoProof }
	asksAs(s, "A", "a@a.example", honey)
	asksAs(s, "B", "b@b.example", honey)
	first := suspended(s)[1].ID
	discard := func(by people.Person) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.Discard(ctx, tx, by.Acting(), first) })
	}
	require.True(t, fault.Is(discard(s.Maja), fault.KindNotFound), "a supervisor's act")
	require.NoError(t, discard(s.Ingrid))
	require.True(t, fault.Is(discard(s.Ingrid), fault.KindConflict))
	require.Len(t, audited(s, ticket.AuditDiscarded), 1)
	forget := func(by people.Actor) (n int64, err error) {
		err = s.Try(func(ctx context.Context, tx *pg.Tx) error { n, err = ticket.ForgetSuspended(ctx, tx, by); return err })
		return n, err
	}
	_, err := forget(s.Karin.Acting())
	require.True(t, fault.Is(err, fault.KindNotFound), "the worker's own act")
	s.Stop(s.Now().Add(ticket.SpamUndo))
	n, err := forget(people.System)
	require.NoError(t, err)
	require.Zero(t, n)
	s.Stop(s.Now().Add(1e3))
	n, err = forget(people.System)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}

func TestBlocks_keep_out_addresses_domains_and_networks(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	add := func(by people.Person, value string, days int) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.AddBlock(ctx, tx, by.Acting(), s.Limits, ticket.BlockDraft{Value: value, Reason: "rubbish", Days: days})
		})
	}
	require.True(t, fault.Is(add(s.Maja, "a@b.example", 0), fault.KindNotFound), "a supervisor's act")
	for _, value := range []string{"", "watches", "a b@c.example", "0.0.0.0/0", "10.0.0.0/8", "2001::/16", "*@spam.example", "a@b@c.example", "a\x00b", "spam_.example", "::ffff:1.2.3.0/120"} {
		err := add(s.Ingrid, value, 0)
		require.True(t, fault.Is(err, fault.KindInvalid), "%q: %v", value, err)
		require.Equal(t, "value", fault.Of(err)[0].Field)
	}
	require.True(t, fault.Is(add(s.Ingrid, "a@b.example", -1), fault.KindInvalid))
	require.NoError(t, add(s.Ingrid, " One@Spam.example ", 0))
	require.NoError(t, add(s.Ingrid, "@rubbish.example", 7))
	require.NoError(t, add(s.Karin, "198.51.100.0/24", 0))
	require.NoError(t, add(s.Karin, "2001:db8::7", 0))
	require.True(t, fault.Is(add(s.Karin, "one@spam.example", 3), fault.KindConflict), "it stands already")
	from := func(ip string) func(*ticket.Question) { return func(q *ticket.Question) { q.From = ip } }
	for _, c := range []struct {
		address, ip string
		blocked     bool
	}{
		{"one@spam.example", "203.0.113.7", true},
		{"ONE@SPAM.EXAMPLE", "203.0.113.7", true},
		{"two@spam.example", "203.0.113.7", false},
		{"a@rubbish.example", "203.0.113.7", true},
		{"a@mail.rubbish.example", "203.0.113.7", true},
		{"a@notrubbish.example", "203.0.113.7", false},
		{"a@good.example", "198.51.100.200", true},
		{"a@good.example", "::ffff:198.51.100.200", true},
		{"a@good.example", "2001:db8::7", true},
		{"a@good.example", "2001:db8::8", false},
		{"a@good.example", "unknown", false},
		{"a@good.example", "", false},
	} {
		require.Equal(t, c.blocked, asksAs(s, "A", c.address, from(c.ip)) == 0, "%s from %s", c.address, c.ip)
	}
	all, err := ticket.Blocks(t.Context(), s.DB, s.Ingrid.Acting(), s.Now())
	require.NoError(t, err)
	require.Len(t, all, 4)
	s.Stop(s.Time("Mon 16 Nov 10:00"))
	require.NotZero(t, asksAs(s, "A", "a@rubbish.example", from("203.0.113.7")), "its time is over")
	require.NoError(t, add(s.Ingrid, "rubbish.example", 1), "and gives way to a new one")
	end := func(by people.Person) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.EndBlock(ctx, tx, by.Acting(), all[0].ID) })
	}
	require.True(t, fault.Is(end(s.Maja), fault.KindNotFound))
	require.NoError(t, end(s.Ingrid))
	require.True(t, fault.Is(end(s.Ingrid), fault.KindConflict))
	require.Len(t, audited(s, ticket.AuditBlocked), 5)
	require.Len(t, audited(s, ticket.AuditBlockEnded), 1)
}

package ticket_test

import (
	"context"
	"fmt"
	"testing"
	"time"

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

// bird stands wherever a customer's word can stand.
const bird = "Quetzalcoatlus"

// places are the tables in which a word stands anywhere, whatever the column.
func places(s *cast.Stage, word string) (found []string) {
	s.T.Helper()
	const all = `select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`
	for _, table := range texts(s, all) {
		var n int
		q := fmt.Sprintf(`select count(*) from %q r where r::text ilike '%%' || $1 || '%%'`, table)
		require.NoError(s.T, s.DB.QueryRow(context.Background(), q, word).Scan(&n), table)
		if n > 0 {
			found = append(found, table)
		}
	}
	return found
}

func texts(s *cast.Stage, q string, args ...any) (all []string) {
	s.T.Helper()
	rows, err := s.DB.Query(context.Background(), q, args...)
	require.NoError(s.T, err)
	defer rows.Close()
	for rows.Next() {
		var text string
		require.NoError(s.T, rows.Scan(&text))
		all = append(all, text)
	}
	require.NoError(s.T, rows.Err())
	return all
}

// asksInCanary lets a customer who is nothing but one bird ask, with a file.
func asksInCanary(s *cast.Stage) (customer people.ID, id ticket.ID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.Ask(ctx, tx, people.Actor{}, s.Limits, ticket.Question{
			Key: cast.Key(), Name: bird + " Nielsen", Address: bird + "@mail.example", Subject: bird + " is offline", Body: "I am " + bird, Locale: "da",
			Files: []ticket.Upload{{Name: bird + ".txt", Kind: "text/plain", Size: 3, Blob: fmt.Sprintf("%064d", 7)}},
		})
		return err
	})
	return s.Ticket(id).RequesterID, id
}

func erase(s *cast.Stage, by people.Person, customer people.ID, name string) (keys []string, err error) {
	err = s.Try(func(ctx context.Context, tx *pg.Tx) error {
		keys, err = ticket.Erase(ctx, tx, by.Acting(), customer, name)
		return err
	})
	return keys, err
}

func TestErase_leaves_nothing_of_a_canary_person_and_every_number(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	customer, id := asksInCanary(s)
	_, waits := asksInCanary(s)
	s.At("Mon 9 Nov 09:10")
	s.Replies(s.Maja, id, "Dear "+bird, s.Promising("call "+bird, "Tue 10 Nov 10:00"))
	s.Notes(s.Maja, id, bird+" is in a hurry")
	q := s.AsksUp(s.Maja, id, "What does "+bird+" have?")
	s.Answers(s.Ingrid, q, bird+" has fibre")
	s.Waits(s.Maja, id, promise.Awaiting, "the colour of "+bird)
	s.TakesOver(s.Ingrid, id, bird+" is a friend")
	s.Until("Tue 10 Nov 10:05")
	s.Apologises(s.Maja, id, "Sorry, "+bird)
	file := ticket.Upload{Name: "for " + bird + ".txt", Kind: "text/plain", Size: 3, Blob: fmt.Sprintf("%064d", 8)}
	s.Sends(s.Maja, waits, bird+", we look", func(d *ticket.Draft) { d.Undo, d.Files = time.Minute, []ticket.Upload{file} })
	s.TakesBack(s.Maja, waits)
	s.Sends(s.Maja, waits, bird+", we look", func(d *ticket.Draft) { d.Undo = time.Minute })
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		if _, err := tx.Exec(ctx, `insert into signin_requests (address, browser_hash, asked_at) values ($1, 'x', now())`, bird+"@mail.example"); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Kind: "customer.edited", Person: int64(customer), Was: bird, Became: "Nina"})
	})
	require.NotEmpty(t, places(s, bird))
	before := texts(s, numbers)

	_, err := erase(s, s.Karin, customer, bird+" nielsen")
	require.Equal(t, "name", fault.Of(err)[0].Field, "the name is typed as it stands")
	_, err = erase(s, s.Ingrid, customer, bird+" Nielsen")
	require.True(t, fault.Is(err, fault.KindNotFound), "an admin's act")
	keys, err := erase(s, s.Karin, customer, bird+" Nielsen")
	require.NoError(t, err)
	require.Len(t, keys, 2, "the bytes of both tickets' files are the caller's to remove")

	require.Empty(t, places(s, bird))
	require.Equal(t, before, texts(s, numbers))
	s.Closed(id, promise.Erased)
	s.Closed(waits, promise.Erased)
	violations, err := ticket.Check(t.Context(), s.DB)
	require.NoError(t, err)
	require.Empty(t, violations)

	_, err = erase(s, s.Karin, customer, bird+" Nielsen")
	require.True(t, fault.Is(err, fault.KindConflict), "once")
	err = s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.Reopen(ctx, tx, s.Maja.Acting(), id) })
	require.True(t, fault.Is(err, fault.KindConflict), "nothing happens to what was erased")
	again, _ := asksInCanary(s)
	require.NotEqual(t, customer, again, "who writes again is somebody new")
}

// numbers are what reports count: how many there are of everything, and what was kept and broken and when.
const numbers = `
	select 'tickets ' || count(*) from tickets union all
	select 'messages ' || audience || by_staff || count(*) from messages group by audience, by_staff union all
	select kind || ' ' || id || ' ' || state || ' ' || due_at || ' ' || coalesce(ended_at::text, '') from promises where state in ('kept', 'broken')
	order by 1`

func TestErase_two_at_once_do_it_once(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	customer, _ := asksInCanary(s)
	done := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := erase(s, s.Karin, customer, bird+" Nielsen")
			done <- err
		}()
	}
	first, second := <-done, <-done
	if first != nil {
		first, second = second, first
	}
	require.NoError(t, first)
	require.True(t, fault.Is(second, fault.KindConflict))
}

func TestErase_closes_what_time_had_closed_and_nobody_had_noticed(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "It works again.", cast.Solving())
	s.Until("Mon 9 Nov 10:00")
	s.At("Mon 23 Nov 09:00")

	_, err := erase(s, s.Karin, s.Hanna.ID, s.Hanna.Name)
	require.NoError(t, err)

	s.Closed(id, promise.Silent)
	found, err := ticket.Check(t.Context(), s.DB)
	require.NoError(t, err)
	require.Empty(t, found)
}

func TestErase_is_for_customers(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	_, err := erase(s, s.Karin, s.Maja.ID, s.Maja.Name)
	require.True(t, fault.Is(err, fault.KindNotFound))
	_, err = erase(s, s.Karin, 999_999, "Nobody")
	require.True(t, fault.Is(err, fault.KindNotFound))
}

func TestRedact_removes_the_text_for_good_and_keeps_that_it_was_written(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	_, id := asksInCanary(s)
	m := s.Whole(id).Messages[0]
	redact := func(by people.Person, d ticket.Redaction) (keys []string, err error) {
		err = s.Try(func(ctx context.Context, tx *pg.Tx) error {
			keys, err = ticket.Redact(ctx, tx, by.Acting(), s.Limits, id, d)
			return err
		})
		return keys, err
	}
	all := ticket.Redaction{Message: m.ID, Text: true, Files: []int64{m.Files[0].ID}, Reason: "a card's number"}
	for what, d := range map[string]ticket.Redaction{
		"nothing":        {Message: m.ID, Reason: "why"},
		"no reason":      {Message: m.ID, Text: true},
		"another's file": {Message: m.ID, Files: []int64{m.Files[0].ID, 999}, Reason: "why"},
		"no message":     {Message: 999, Text: true, Reason: "why"},
	} {
		_, err := redact(s.Ingrid, d)
		require.NotEmpty(t, fault.Of(err), what)
	}
	_, err := redact(s.Maja, all)
	require.True(t, fault.Is(err, fault.KindNotFound), "a supervisor's act")
	require.Len(t, s.Whole(id).Messages[0].Files, 1, "nothing half done")

	keys, err := redact(s.Ingrid, all)
	require.NoError(t, err)
	require.Equal(t, []string{m.Files[0].Blob}, keys)
	w := s.Whole(id)
	require.Empty(t, w.Messages[0].Body)
	require.Empty(t, w.Messages[0].Files)
	require.Equal(t, s.Now(), *w.Messages[0].RedactedAt)
	require.Len(t, s.Events(id, event.Redacted), 1)
	s.Status(id, promise.New)
	_, err = redact(s.Ingrid, all)
	require.NotEmpty(t, fault.Of(err), "once")
	require.NotContains(t, places(s, "I am "+bird), "messages")
}

func TestRedact_lets_no_file_come_back_that_a_reply_had_before_it_was_taken_back(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	file := ticket.Upload{Name: "card.txt", Kind: "text/plain", Size: 3, Blob: fmt.Sprintf("%064d", 9)}
	with := func(d *ticket.Draft) { d.Undo, d.Files = time.Minute, []ticket.Upload{file} }
	s.Sends(s.Maja, id, "See the file.", with)
	s.TakesBack(s.Maja, id)
	again := func(by people.Person) ([]ticket.Upload, error) {
		return ticket.FilesAgain(t.Context(), s.DB, by.Acting(), id, []string{file.Reference()})
	}
	back, err := again(s.Maja)
	require.NoError(t, err)
	require.Equal(t, []ticket.Upload{file}, back)
	_, err = again(s.Jonas)
	require.True(t, fault.Is(err, fault.KindInvalid), "it was not theirs")

	s.Sends(s.Maja, id, "See the file.", with)
	s.Until("Mon 9 Nov 09:02")
	m := s.Whole(id).Messages[1]
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Redact(ctx, tx, s.Ingrid.Acting(), s.Limits, id, ticket.Redaction{Message: m.ID, Files: []int64{m.Files[0].ID}, Reason: "a card's number"})
		return err
	})
	_, err = again(s.Maja)
	require.True(t, fault.Is(err, fault.KindInvalid))
	require.Empty(t, places(s, "card.txt"))
}

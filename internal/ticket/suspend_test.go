package ticket_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

func recovers(s *cast.Stage, by people.Person, id ticket.SuspendedID) (t ticket.Ticket, err error) {
	err = s.Try(func(ctx context.Context, tx *pg.Tx) error {
		t, err = ticket.Recover(ctx, tx, by.Acting(), id)
		return err
	})
	return t, err
}

func TestSuspended_keeps_its_topic_and_what_was_answered(t *testing.T) {
	t.Parallel()
	s := openedShop(t)
	s.At("Mon 9 Nov 10:00")
	require.Zero(t, asksAs(s.Stage, "Nils Holm", "nils@holm.example", func(q *ticket.Question) {
		q.Doubt, q.Topic = ticket.Honeypot, s.bills
		q.Given = func(input string) string {
			if input == s.amount.Input() {
				return "250"
			}
			return ""
		}
	}))
	made, err := recovers(s.Stage, s.Ingrid, suspended(s.Stage)[0].ID)
	require.NoError(t, err)
	w := s.Whole(made.ID)
	require.Equal(t, s.bills, *w.TopicID)
	require.Equal(t, s.Second, w.TeamID, "its topic's team gets it")
	require.Equal(t, sla.High, w.Priority)
	answer, found := w.About.Answer(s.amount.ID)
	require.True(t, found)
	require.Equal(t, "250", answer.Value)
	require.Equal(t, "Amount", answer.Names[i18n.EN])
	lawful(s.Stage)
}

func TestSuspended_of_a_private_team_is_not_there_for_others(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	sven := s.Hires(people.Supervisor, "Sven Outside")
	id := s.Asks(s.Hanna, "About my contract")
	s.Goes(id, s.Private("Contracts", s.Maja, s.Ingrid))
	require.NoError(t, calls(s, s.Maja, id, ticket.Spam{BlockAddress: true}))
	s.Writes(id, "Hello?")
	held := suspended(s)
	require.Len(t, held, 1)
	for who, sees := range map[*people.Person]int{&s.Ingrid: 1, &s.Karin: 1, &sven: 0} {
		all, err := ticket.Suspended(t.Context(), s.DB, who.Acting(), 0, 100)
		require.NoError(t, err)
		require.Len(t, all, sees, who.Name)
		n, err := ticket.CountSuspended(t.Context(), s.DB, who.Acting())
		require.NoError(t, err)
		require.Equal(t, sees, n, who.Name)
		blocks, err := ticket.Blocks(t.Context(), s.DB, who.Acting(), s.Now())
		require.NoError(t, err)
		require.Len(t, blocks, sees, who.Name)
	}
	_, err := recovers(s, sven, held[0].ID)
	require.True(t, fault.Is(err, fault.KindConflict), "as one that is gone: %v", err)
	err = s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.Discard(ctx, tx, sven.Acting(), held[0].ID) })
	require.True(t, fault.Is(err, fault.KindConflict), "%v", err)
	made, err := recovers(s, s.Ingrid, held[0].ID)
	require.NoError(t, err)
	require.Equal(t, s.Ticket(id).TeamID, made.TeamID, "it stays with the team")
	lawful(s)
}

func TestErase_clears_what_was_kept_back_and_who_was_blocked(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	customer, id := asksInCanary(s)
	s.Replies(s.Maja, id, "We look at it.")
	s.Waits(s.Maja, id, "on_hold", "the colour of "+bird)
	require.NoError(t, calls(s, s.Maja, id, ticket.Spam{BlockAddress: true}))
	file := ticket.Upload{Name: bird + ".txt", Kind: "text/plain", Size: 3, Blob: hex64}
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Write(ctx, tx, s.Holder(id), s.Limits, id, ticket.Letter{Key: cast.Key(), Body: bird + " asks again", Files: []ticket.Upload{file}})
		return err
	})
	require.Zero(t, asksAs(s, bird, strings.ToUpper(bird)+"@mail.example"), "blocked")
	require.Zero(t, asksAs(s, "Nils Holm", "nils@holm.example", func(q *ticket.Question) { q.Doubt = ticket.Honeypot }))
	require.Len(t, suspended(s), 3)
	require.Subset(t, places(s, bird), []string{"suspended", "suspended_files", "blocks", "spam_calls", "audit"})

	keys, err := erase(s, s.Karin, customer, bird+" Nielsen")
	require.NoError(t, err)
	require.Contains(t, keys, hex64)
	require.Empty(t, places(s, bird))
	require.Len(t, suspended(s), 1, "another's stays")
	require.Equal(t, "Nils Holm", suspended(s)[0].Name)
	lawful(s)
}

// TestSuspended_keeps_its_private_team keeps a private team from being removed as long as something waits that others must not see.
func TestSuspended_keeps_its_private_team(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	team := s.Private("Contracts")
	asksAs(s, "A", "a@a.example", func(q *ticket.Question) { q.Doubt = ticket.Honeypot })
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update suspended set team_id = $1`, team)
		return err
	})
	require.Empty(t, suspended(s), "Ingrid is no member")
	remove := func() error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error { return people.RemoveTeam(ctx, tx, s.Karin.Acting(), team) })
	}
	require.Equal(t, "staff.fault.team_kept_back", fault.Of(remove())[0].Key)
	require.Empty(t, suspended(s))
	all, err := ticket.Suspended(t.Context(), s.DB, s.Karin.Acting(), 0, 10)
	require.NoError(t, err)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Discard(ctx, tx, s.Karin.Acting(), all[0].ID)
	})
	require.NoError(t, remove())
}

// TestErase_is_waited_for_by_what_its_customer_sends_meanwhile steps the two: what is kept back while its sender is being erased
// would stay for 30 days.
func TestErase_is_waited_for_by_what_its_customer_sends_meanwhile(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	s.Asks(s.Hanna, "No internet")
	done := make(chan error, 1)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		if _, err := ticket.Erase(ctx, tx, s.Karin.Acting(), s.Hanna.ID, s.Hanna.Name); err != nil {
			return err
		}
		go func() {
			done <- s.DB.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Ask(ctx, tx, s.Hanna.Acting(), s.Limits, ticket.Question{
					Key: cast.Key(), Name: s.Hanna.Name, Address: s.Hanna.Address, Subject: "Again", Body: "Still me.", Locale: "en", Doubt: ticket.Honeypot,
				})
				return err
			})
		}()
		require.Eventually(t, func() bool {
			var waits bool
			err := s.DB.QueryRow(t.Context(), `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')`).Scan(&waits)
			return err == nil && waits
		}, time.Minute, 10*time.Millisecond, "it waits for the erasure")
		return nil
	})
	require.True(t, fault.Is(<-done, fault.KindNotFound))
	var left int
	require.NoError(t, s.DB.QueryRow(t.Context(), `select count(*) from suspended`).Scan(&left))
	require.Zero(t, left)
}

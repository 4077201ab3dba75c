package ticket_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestErase_forgets_all_that_was_joined_into_a_customer(t *testing.T) {
	t.Parallel()
	s, _, _ := laden(t)
	edits(s, s.Goran, func(e *people.Edit) {
		e.Name, e.Notes, e.Phones = "CANARY Åström", "CANARY rings", []string{"+46 99 777 888 999"}
	})
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		asked, err := people.AskAddress(ctx, tx, s.Maja.Acting(), s.Goran.ID, cardSizes, "canary@work.example")
		if err != nil {
			return err
		}
		return outbox.PostAddressWord(ctx, tx, s.Goran.ID, asked.Address)
	})
	_, err := joins(s, s.Hanna, s.Goran)
	require.NoError(t, err)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		_, err := ticket.Erase(ctx, tx, s.Karin.Acting(), s.Hanna.ID, s.Hanna.Name)
		return err
	})
	rows, err := s.DB.Query(t.Context(), `select tablename from pg_tables where schemaname = 'public' order by 1`)
	require.NoError(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	for _, table := range tables {
		var found int
		q := `select count(*) from ` + pgx.Identifier{table}.Sanitize() + ` t where to_jsonb(t)::text ~* 'canary|777 888|brevlada\.example|bakkehuset'`
		require.NoError(t, s.DB.QueryRow(t.Context(), q).Scan(&found))
		require.Zero(t, found, table)
	}
}

func TestJoin_takes_nobody_who_was_erased(t *testing.T) {
	t.Parallel()
	s, hers, his := laden(t)
	_, err := erase(s, s.Karin, s.Hanna.ID, s.Hanna.Name)
	require.NoError(t, err)
	before := allRows(s)
	for _, two := range [][2]people.Person{{s.Hanna, s.Goran}, {s.Goran, s.Hanna}} {
		_, err := joins(s, two[0], two[1])
		require.Equal(t, "erase.fault.gone", fault.Of(err)[0].Key)
	}
	require.Equal(t, before, allRows(s))
	require.Equal(t, s.Hanna.ID, s.Ticket(hers).RequesterID)
	_, err = erase(s, s.Karin, s.Goran.ID, s.Goran.Name)
	require.NoError(t, err, "who lives can still be erased")
	s.Closed(his, promise.Erased)
}

// TestErase_leaves_nothing_to_be_done_on_what_was_closed_before erases somebody whose tickets had been closed for other reasons.
func TestErase_leaves_nothing_to_be_done_on_what_was_closed_before(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	confirmed, spam := s.Asks(s.Hanna, "No internet"), s.Asks(s.Hanna, "Cheap watches")
	s.Replies(s.Maja, confirmed, "Done.", cast.Solving())
	s.Confirms(confirmed)
	require.NoError(t, calls(s, s.Maja, spam, ticket.Spam{}))
	_, err := erase(s, s.Karin, s.Hanna.ID, s.Hanna.Name)
	require.NoError(t, err)
	for _, id := range []ticket.ID{confirmed, spam} {
		before := s.Ticket(id)
		for name, act := range map[string]func(ctx context.Context, tx *pg.Tx) error{
			"reopen":   func(ctx context.Context, tx *pg.Tx) error { return ticket.Reopen(ctx, tx, s.Maja.Acting(), id) },
			"not spam": func(ctx context.Context, tx *pg.Tx) error { return ticket.NotSpam(ctx, tx, s.Maja.Acting(), id) },
			"note": func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Note(ctx, tx, s.Maja.Acting(), s.Limits, id, ticket.Draft{Key: cast.Key(), Body: "Who was it?"})
				return err
			},
			"reply": func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Reply(ctx, tx, s.Maja.Acting(), s.Limits, id, ticket.Draft{Key: cast.Key(), Body: "Hello", Seen: s.Whole(id).LastMessage()})
				return err
			},
			"promise": func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Promise(ctx, tx, s.Maja.Acting(), s.Limits, id, ticket.Commitment{Words: "a call", Due: s.Time("Wed 11 Nov 12:00")})
				return err
			},
		} {
			err := s.Try(act)
			require.Truef(t, fault.Is(err, fault.KindConflict) && fault.Of(err)[0].Key == "erase.fault.ticket", "%s: %v", name, err)
		}
		require.Equal(t, before, s.Ticket(id), "and it counts in reports as it did")
	}
	lawful(s)
}

// A colleague who follows a ticket continues it after it has closed, and is left out or erased later. The ticket that they began stands.
func TestDoctor_knows_a_ticket_that_somebody_began_who_follows_it_no_more(t *testing.T) {
	t.Parallel()
	for _, isErased := range []bool{false, true} {
		s := cast.New(t)
		s.At("Mon 9 Nov 09:00")
		old, his := s.Asks(s.Hanna, "No internet"), s.Asks(s.Goran, "No internet here either")
		require.NoError(t, merges(s, s.Maja, his, old, true))
		s.Replies(s.Maja, old, "The cable is mended.", cast.Solving())
		s.Confirms(old)
		s.Closed(old, promise.Confirmed)
		s.At("Mon 14 Dec 09:00")
		again := s.Writes(his, "It is gone again.") // by his own link, which leads to the one that stays
		require.NotContains(t, []ticket.ID{old, his}, again)
		require.Equal(t, s.Hanna.ID, s.Ticket(again).RequesterID)
		sound(t, s)
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			if isErased {
				_, err := ticket.Erase(ctx, tx, s.Karin.Acting(), s.Goran.ID, s.Goran.Name)
				return err
			}
			for _, id := range []ticket.ID{old, again} {
				if err := ticket.RemoveFollower(ctx, tx, s.Maja.Acting(), id, s.Goran.ID); err != nil {
					return err
				}
			}
			return nil
		})
		sound(t, s)
	}
}

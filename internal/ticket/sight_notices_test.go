package ticket_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

func TestNotices_of_what_somebody_sees_no_more_are_neither_shown_nor_counted_nor_mailed(t *testing.T) {
	t.Parallel()
	h := behind(t)
	other := h.Asks(h.Goran, "No internet")
	for _, id := range []ticket.ID{h.id, other} {
		h.Do(func(ctx context.Context, tx *pg.Tx) error {
			batch := &pgx.Batch{}
			notify.Queue(batch, h.Now(), []people.ID{h.Jonas.ID, h.Lena.ID}, notify.Notice{Kind: notify.Undelivered, Ticket: int64(id)})
			return tx.SendBatch(ctx, batch).Close()
		})
	}
	unread := func() int {
		n, err := notify.Unread(t.Context(), h.DB, h.Jonas.ID)
		require.NoError(t, err)
		return n
	}
	require.Equal(t, 2, unread())
	first := single[int64](t, h.Stage, `select id from notices where person_id = $1 and ticket_id = $2`, h.Jonas.ID, h.id)
	_, err := h.DB.Pool().Exec(t.Context(), `delete from team_members where person_id = $1 and team_id = $2`, h.Jonas.ID, h.team)
	require.NoError(t, err)
	require.Equal(t, 1, unread())
	h.Notices(h.id, h.Jonas)
	require.Equal(t, fault.NotFound(), h.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := notify.Open(ctx, tx, h.Jonas.Acting(), notify.ID(first))
		return err
	}))
	h.Stop(h.Now().Add(time.Hour))
	h.Do(func(ctx context.Context, tx *pg.Tx) error {
		n, err := notify.MailDue(ctx, tx, nil)
		require.Equal(t, 2, n)
		return err
	})
	mailed := single[int](t, h.Stage, `select count(*)::int from notices where person_id = $1 and mail_id is not null`, h.Jonas.ID)
	require.Equal(t, 1, mailed)
	next, err := notify.NextMail(t.Context(), h.DB)
	require.NoError(t, err)
	require.Nil(t, next, "nobody looks at it again and again")

	_, err = h.DB.Pool().Exec(t.Context(), `delete from team_members where person_id = $1 and team_id = $2`, h.Lena.ID, h.team)
	require.NoError(t, err)
	letter := single[int64](t, h.Stage, `select mail_id from notices where person_id = $1 and ticket_id = $2`, h.Lena.ID, h.id)
	h.Do(func(ctx context.Context, tx *pg.Tx) error {
		told, err := notify.Digest(ctx, tx, outbox.ID(letter))
		require.Len(t, told, 1, "the mail that waits forgets it")
		require.Equal(t, h.Ticket(other).Number, *told[0].Number)
		return err
	})
}

// single is what a query of one row and column finds.
func single[T any](t *testing.T, s *cast.Stage, q string, args ...any) (found T) {
	t.Helper()
	require.NoError(t, s.DB.QueryRow(t.Context(), q, args...).Scan(&found))
	return found
}

func TestNote_is_refused_when_sight_was_lost_while_it_waited_for_the_ticket(t *testing.T) {
	t.Parallel()
	h := behind(t)
	ctx := t.Context()
	hold, err := h.DB.Pool().Begin(ctx)
	require.NoError(t, err)
	_, err = hold.Exec(ctx, `select from tickets where id = $1 for update`, h.id)
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() {
		done <- h.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Note(ctx, tx, h.Jonas.Acting(), h.Limits, h.id, ticket.Draft{Key: cast.Key(), Body: "Still here."})
			return err
		})
	}()
	require.Eventually(t, func() bool {
		var waits bool
		err := h.DB.QueryRow(ctx, `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')`).Scan(&waits)
		return err == nil && waits
	}, 20*time.Second, 5*time.Millisecond)
	_, err = h.DB.Pool().Exec(ctx, `delete from team_members where person_id = $1 and team_id = $2`, h.Jonas.ID, h.team)
	require.NoError(t, err)
	require.NoError(t, hold.Commit(ctx))
	require.Equal(t, fault.NotFound(), <-done)
}

package outbox_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// mail is the only mail of a desk whose customer Hanna has asked something.
func mail(t *testing.T) (*cast.Stage, outbox.ID) {
	t.Helper()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	s.Asks(s.Hanna, "No internet")
	return s, one[outbox.ID](s, `select id from outbox`)
}

// one reads one value.
func one[T any](s *cast.Stage, q string, args ...any) (v T) {
	s.T.Helper()
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), q, args...).Scan(&v))
	return v
}

func exec(s *cast.Stage, q string, args ...any) {
	s.T.Helper()
	_, err := s.DB.Pool().Exec(s.T.Context(), q, args...)
	require.NoError(s.T, err)
}

// fails claims a mail and lets the mail server not take it for now. It returns how long the next try is away, 0 when
// there is none.
func fails(s *cast.Stage, id outbox.ID) (wait time.Duration, gaveUp bool) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		m, mine, err := outbox.Claim(ctx, tx, id, "nordby.example", time.Minute)
		if err != nil {
			return err
		}
		require.True(s.T, mine)
		if gaveUp, err = outbox.Again(ctx, tx, m, "mail not taken for now: connect: refused"); err != nil || gaveUp {
			return err
		}
		var next time.Time
		if err := tx.QueryRow(ctx, `select next_try_at from outbox where id = $1`, id).Scan(&next); err != nil {
			return err
		}
		wait = next.Sub(tx.Now)
		return nil
	})
	return wait, gaveUp
}

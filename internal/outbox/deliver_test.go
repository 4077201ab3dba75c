package outbox_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
)

func TestAgain_waits_longer_each_time_up_to_five_minutes_and_gives_up_after_72_hours(t *testing.T) {
	t.Parallel()
	s, id := mail(t)
	began := s.Now()
	for _, want := range []time.Duration{10, 20, 40, 80, 160, 300, 300, 300} {
		wait, gaveUp := fails(s, id)
		require.False(t, gaveUp)
		require.Equal(t, want*time.Second, wait)
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			_, mine, err := outbox.Claim(ctx, tx, id, "nordby.example", time.Minute)
			require.False(t, mine, "its time has not come, whatever job is run for it")
			return err
		})
		s.Stop(s.Now().Add(wait))
	}
	s.Stop(began.Add(72 * time.Hour))
	wait, gaveUp := fails(s, id)
	require.False(t, gaveUp, "72 hours are not over yet")
	require.Equal(t, 5*time.Minute, wait)
	s.Stop(s.Now().Add(wait))
	_, gaveUp = fails(s, id)
	require.True(t, gaveUp)
	require.Equal(t, "failed", one[string](s, `select state from outbox`))
	require.Equal(t, 10, one[int](s, `select tries from outbox`))
	require.True(t, one[bool](s, `select next_try_at is null from outbox`))
}

func TestAgain_counts_tries_and_not_what_a_mail_waited_before_them(t *testing.T) {
	t.Parallel()
	s, id := mail(t)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := outbox.Hold(ctx, tx, id, time.Minute)
		return err
	})
	s.At("Fri 13 Nov 10:00")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		n, err := outbox.LetGo(ctx, tx)
		require.Equal(t, 1, n)
		return err
	})
	wait, gaveUp := fails(s, id)
	require.False(t, gaveUp, "greylisted at the first try")
	require.Equal(t, 10*time.Second, wait)

	t.Log("what is held again after some tries, and let go, begins anew")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := outbox.Hold(ctx, tx, id, time.Minute)
		return err
	})
	s.At("Tue 17 Nov 10:00")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := outbox.LetGo(ctx, tx)
		return err
	})
	_, gaveUp = fails(s, id)
	require.False(t, gaveUp)
	s.At("Fri 20 Nov 10:01")
	_, gaveUp = fails(s, id)
	require.True(t, gaveUp, "72 hours of tries are over")
}

func TestAgain_counts_anew_what_somebody_sends_again(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]struct {
		state outbox.State
		act   func(context.Context, *pg.Tx, outbox.ID) (outbox.Mail, error)
	}{
		"tried again":       {outbox.Failed, outbox.Retry},
		"released":          {outbox.Held, outbox.Release},
		"repeated":          {outbox.Uncertain, outbox.Repeat},
		"sent again":        {outbox.Failed, outbox.SendAgain},
		"sent, though lost": {outbox.Uncertain, outbox.SendAgain},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, id := mail(t)
			_, gaveUp := fails(s, id)
			require.False(t, gaveUp)
			exec(s, `update outbox set state = $2, next_try_at = null where id = $1`, id, again.state)
			s.At("Fri 13 Nov 10:00")
			s.Do(func(ctx context.Context, tx *pg.Tx) error {
				_, err := again.act(ctx, tx, id)
				return err
			})
			_, gaveUp = fails(s, id)
			require.False(t, gaveUp)
		})
	}
}

func TestQueueDue_gives_a_mail_to_the_workers_when_its_next_try_has_come_on_the_desks_clock(t *testing.T) {
	t.Parallel()
	s, id := mail(t)
	wait, _ := fails(s, id)
	left, err := outbox.NextTry(t.Context(), s.DB)
	require.NoError(t, err)
	require.Equal(t, wait, *left)
	due := func() (n int) {
		s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
			n, err = outbox.QueueDue(ctx, tx)
			return err
		})
		return n
	}
	require.Zero(t, due())
	s.Stop(s.Now().Add(wait))
	require.Equal(t, 1, due())
	require.Zero(t, due(), "once")
}

func TestLongestWait_is_that_of_the_oldest_mail_which_is_to_leave_by_itself(t *testing.T) {
	t.Parallel()
	s, id := mail(t)
	s.At("Mon 9 Nov 10:20")
	s.Asks(s.Goran, "Inget internet")
	s.At("Mon 9 Nov 10:30")
	wait, err := outbox.LongestWait(t.Context(), s.DB)
	require.NoError(t, err)
	require.Equal(t, 30*time.Minute, wait)
	exec(s, `update outbox set state = 'failed' where id = $1`, id)
	wait, err = outbox.LongestWait(t.Context(), s.DB)
	require.NoError(t, err)
	require.Equal(t, 10*time.Minute, wait)
	exec(s, `update outbox set state = 'held'`)
	wait, err = outbox.LongestWait(t.Context(), s.DB)
	require.NoError(t, err)
	require.Zero(t, wait)
}

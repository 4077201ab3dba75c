package work_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/crash"
	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/work"
)

// What a child is told by its environment.
const (
	childDatabase = "KEPT_WORK_CHILD"
	childRelay    = "KEPT_WORK_RELAY"
)

// childRescue is how long after a kill the job goes to another: long enough for a job on a busy machine.
const childRescue = 5 * time.Second

// child is a process of workers: it works until it is killed, or until its input ends.
func child(url string) int {
	if err := workOn(url); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func workOn(url string) error {
	db, err := pg.Open(context.Background(), url, pg.Options{MaxConns: 4})
	if err != nil {
		return err
	}
	defer db.Close()
	sender, err := mail.NewSMTP(os.Getenv(childRelay), mail.Options{})
	if err != nil {
		return err
	}
	o := options(&log{}, sender)
	o.JobTimeout, o.RescueAfter, o.FirstRetry = childRescue/2, childRescue, 10*time.Millisecond
	w, err := work.Start(context.Background(), db, o)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return w.Stop(ctx)
}

// spawn starts a child on a desk that ends at a point; end lets it come to its end.
func (d *desk) spawn(relay *relay, point string) (wait, end func() error) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), 2*time.Minute) // one that misses its point is no reason to hang
	d.t.Cleanup(cancel)
	c := exec.CommandContext(ctx, os.Args[0])
	c.Env = append(os.Environ(), childDatabase+"="+d.url, childRelay+"="+relay.url, crash.Variable+"="+point)
	c.Stderr = os.Stderr
	input, err := c.StdinPipe()
	require.NoError(d.t, err)
	require.NoError(d.t, c.Start())
	return c.Wait, func() error { return errors.Join(input.Close(), c.Wait()) }
}

func TestWorkers_killed_around_a_mail_send_no_automatic_one_twice_and_lose_no_reply(t *testing.T) {
	t.Parallel()
	relay := newRelay(t)
	type story struct {
		point string
		reply bool
		*desk
		wait func() error
	}
	var stories []*story
	for _, point := range []string{"outbox.found", "outbox.claimed", "outbox.written", "outbox.sent", "outbox.taken", "outbox.recorded"} {
		for _, reply := range []bool{false, true} {
			s := &story{point: point, reply: reply, desk: newDesk(t)}
			id := s.ask()
			if reply {
				s.exec(`delete from river_job`)
				s.exec(`delete from outbox`)
				s.desk.reply(id, "Hi Hanna, we found it.", false)
			}
			stories = append(stories, s)
		}
	}
	for _, s := range stories {
		s.wait, _ = s.spawn(relay, s.point)
	}
	for _, s := range stories {
		var ended *exec.ExitError
		require.ErrorAs(t, s.wait(), &ended, s.point)
		require.Equal(t, -1, ended.ExitCode(), "%s: it did not end by a signal", s.point)
	}
	for _, s := range stories {
		s.eventually("the queue may rescue its job", func() bool {
			const q = `select count(*) from river_job where state = 'running' and attempted_at > clock_timestamp() - $1::interval`
			return one[int](s.desk, q, childRescue) == 0
		})
		s.exec(`delete from river_leader`)
		_, s.wait = s.spawn(relay, "")
	}
	for _, s := range stories {
		s.eventually(s.point+": the mail comes to its end", func() bool { return s.mails(outbox.Sent)+s.mails(outbox.Uncertain) == 1 })
		require.NoError(t, s.wait())
		key := one[string](s.desk, `select message_key from outbox`)
		copies, state := relay.copies(t, key), one[outbox.State](s.desk, `select state from outbox`)
		t.Logf("%-16s reply %-5v copies %d, %s", s.point, s.reply, copies, state)
		if s.reply {
			require.Equal(t, outbox.Sent, state, s.point)
			require.Contains(t, []int{1, 2}, copies, s.point)
			continue
		}
		require.LessOrEqual(t, copies, 1, s.point)
		if state == outbox.Sent {
			require.Equal(t, 1, copies, s.point)
		}
	}
}

package work_test

import (
	"context"
	crand "crypto/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/embedded"
	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/migrations"
)

// TestWorkers_lose_nothing_that_was_acknowledged_when_the_database_is_restarted ends the database at once (immediate mode) and
// lets it recover, again and again, while customers ask and agents answer, and two workers break promises and send mail.
func TestWorkers_lose_nothing_that_was_acknowledged_when_the_database_is_restarted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if os.Geteuid() == 0 { // the server's own user must be able to pass
		for _, at := range []string{dir, filepath.Dir(dir)} {
			require.NoError(t, os.Chmod(at, 0o711))
		}
	}
	server, err := embedded.Start(t.Context(), embedded.Options{DataDir: dir, Throwaway: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Stop(context.Background())) })
	require.NoError(t, schema.Up(t.Context(), server.URL(), migrations.FS))
	d := newDeskAt(t, server.URL(), sla.OfficeHours("Europe/Copenhagen"))
	relay := newRelay(t)
	d.exec(`insert into clock (stopped_at) values ('2026-11-10 09:00Z')`)
	d.asked(inSoak(1000, 100))
	for range 2 {
		own := *d
		own.DB = d.another()
		o := options(&log{}, relay.sender(t))
		o.JobTimeout, o.RescueAfter, o.FirstRetry = childRescue/2, childRescue, 10*time.Millisecond
		own.start(o)
	}

	load := d.load(3)
	restarts := inSoak(10, 3)
	for i := range restarts {
		done := load.done.Load()
		d.eventually("the load goes on", func() bool { return load.done.Load() > done+20 })
		d.exec(`update clock set stopped_at = stopped_at + interval '3 hours'`)
		pause(t, time.Duration(50+100*(i%4))*time.Millisecond) // the workers are at it
		quit(t, dir)
		began := time.Now()
		d.eventually("the database is back", func() bool {
			var n int
			return d.QueryRow(t.Context(), `select 1`).Scan(&n) == nil
		})
		t.Logf("back after %s", time.Since(began).Round(time.Millisecond))
		require.Less(t, time.Since(began), 10*time.Second)
	}
	asked, replied := load.stop()
	d.Pool().Reset() // some of the test's own connections are still those to a server that is gone
	rescued := time.Now()
	d.exec(`update clock set stopped_at = stopped_at + interval '1 minute'`)
	d.patiently("time has done what it does, and every mail has come to its end", func() bool {
		if time.Since(rescued) > 3*time.Second {
			rescued = time.Now()
			(&crew{desk: d}).rescue()
		}
		return one[int](d, `select (select count(*) from promises where open and breaks_at < kept_now()) + (select count(*) from outbox where state in ('queued', 'sending'))`) == 0
	})
	for _, id := range asked {
		require.Equal(t, 1, one[int](d, `select count(*) from tickets where id = $1`, id), "a ticket that was acknowledged")
	}
	for _, id := range replied {
		require.Equal(t, 1, one[int](d, `select count(*) from messages where id = $1 and by_staff`, id), "a reply that was acknowledged")
	}
	require.Equal(t, len(replied), one[int](d, `select count(*) from messages where by_staff`), "each reply once")
	require.Positive(t, one[int](d, `select count(*) from promises where state = 'broken'`))
	d.exactlyOnce()
	relay.exactlyOnce(d)
	t.Logf("%d restarts, %d tickets, %d replies, %d mails", restarts, len(asked), len(replied), len(relay.all()))
}

// another is a pool of its own to the desk's database.
func (d *desk) another() *pg.DB {
	d.t.Helper()
	db, err := pg.Open(d.t.Context(), d.url, pg.Options{MaxConns: 10})
	require.NoError(d.t, err)
	d.t.Cleanup(db.Close)
	return db
}

// patiently is eventually for much work on a busy machine.
func (d *desk) patiently(what string, is func() bool) {
	d.t.Helper()
	require.Eventually(d.t, is, inSoak(10*time.Minute, time.Minute), 50*time.Millisecond, what)
}

// pause waits: here the moment itself is what is tried.
func pause(t *testing.T, how time.Duration) {
	t.Helper()
	select {
	case <-time.After(how):
	case <-t.Context().Done():
	}
}

// quit ends a database as `pg_ctl stop -m immediate` does; whoever looks after it starts it again.
func quit(t *testing.T, dir string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "postgres", "*", "postmaster.pid"))
	require.NoError(t, err)
	require.Len(t, found, 1)
	raw, err := os.ReadFile(found[0])
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(first)
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(pid, syscall.SIGQUIT))
}

// load are customers who ask, and get an answer from Maja, one after the other. Who is not answered by the product tries
// again with the same form, as a browser does.
type load struct {
	done   atomic.Int64
	ending atomic.Bool
	all    sync.WaitGroup

	mu      sync.Mutex
	asked   []ticket.ID
	replied []ticket.MessageID
}

func (d *desk) load(n int) *load {
	l := &load{}
	for range n {
		l.all.Go(func() {
			for !l.ending.Load() && d.t.Context().Err() == nil {
				d.converse(l)
			}
		})
	}
	d.t.Cleanup(func() { l.stop() })
	return l
}

// converse is one question and one answer, each until it is acknowledged.
func (d *desk) converse(l *load) {
	ctx := d.t.Context()
	question, answer := crand.Text(), crand.Text()
	var id ticket.ID
	d.untilTaken(func() error {
		return d.Do(ctx, func(ctx context.Context, tx *pg.Tx) (err error) {
			id, err = ticket.Ask(ctx, tx, people.Actor{}, ticket.DefaultLimits(), ticket.Question{
				Key: question, Name: "Hanna Berg", Address: "hanna@cafe.example", Subject: "No internet", Body: "The lamp is red.", Locale: "en",
			})
			return err
		})
	})
	var sent ticket.Sent
	d.untilTaken(func() error {
		var seen ticket.MessageID
		if err := d.QueryRow(ctx, `select min(id) from messages where ticket_id = $1`, id).Scan(&seen); err != nil {
			return err
		}
		return d.Do(ctx, func(ctx context.Context, tx *pg.Tx) (err error) {
			sent, err = ticket.Reply(ctx, tx, d.maja.Acting(), ticket.DefaultLimits(), id, ticket.Draft{Key: answer, Body: "We are at it.", Seen: seen})
			return err
		})
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked, l.replied = append(l.asked, id), append(l.replied, sent.Message)
	l.done.Add(1)
}

// untilTaken does something until it is acknowledged.
func (d *desk) untilTaken(do func() error) {
	for d.t.Context().Err() == nil {
		if do() == nil {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// stop lets the load end, and says what it was told to have been done.
func (l *load) stop() ([]ticket.ID, []ticket.MessageID) {
	l.ending.Store(true)
	l.all.Wait()
	return l.asked, l.replied
}

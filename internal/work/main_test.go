package work_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/work"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(childDatabase); url != "" {
		os.Exit(child(url))
	}
	os.Exit(pgtest.Run(m))
}

// desk is a desk in a database of the test's own, on the real clock, open around it.
type desk struct {
	*pg.DB
	t      *testing.T
	url    string
	maja   people.Person
	policy sla.VersionID
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	hours := sla.Hours{Zone: "Europe/Copenhagen"}
	for day := range hours.Week {
		hours.Week[day] = append(hours.Week[day], allDay)
	}
	return newDeskAt(t, pgtest.NewURL(t), hours)
}

// newDeskAt is newDesk in a database that is there, open at other hours.
func newDeskAt(t *testing.T, url string, hours sla.Hours) *desk {
	t.Helper()
	db, err := pg.Open(t.Context(), url, pg.Options{MaxConns: 10})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	d := &desk{DB: db, t: t, url: url}
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		if err := people.SetUp(ctx, tx, people.Desk{
			Name: "Nordby Fiber", AddressLine: "Havnegade 2, Nordby", Phone: "+45 75 55 01 00", Locale: i18n.EN, Zone: "Europe/Copenhagen",
		}); err != nil {
			return err
		}
		team, err := people.AddTeam(ctx, tx, "First line", "inbox")
		if err != nil {
			return err
		}
		if d.policy, err = sla.Install(ctx, tx, hours, sla.DefaultRules()); err != nil {
			return err
		}
		maja, err := people.Add(ctx, tx, people.Newcomer{Role: people.Agent, Name: "Maja Lindqvist", Address: "maja@nordby.example", Locale: i18n.EN})
		if err != nil {
			return err
		}
		if err := people.Join(ctx, tx, team, maja); err != nil {
			return err
		}
		d.maja, err = people.Get(ctx, tx, maja)
		return err
	})
	return d
}

func (d *desk) do(f func(context.Context, *pg.Tx) error) {
	d.t.Helper()
	require.NoError(d.t, d.Do(d.t.Context(), f))
}

func (d *desk) exec(q string, args ...any) {
	d.t.Helper()
	_, err := d.Pool().Exec(d.t.Context(), q, args...)
	require.NoError(d.t, err)
}

// one reads one value.
func one[T any](d *desk, q string, args ...any) T {
	d.t.Helper()
	var v T
	require.NoError(d.t, d.QueryRow(d.t.Context(), q, args...).Scan(&v))
	return v
}

// ask opens a ticket by Hanna.
func (d *desk) ask() (id ticket.ID) {
	d.t.Helper()
	d.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = d.question(ctx, tx)
		return err
	})
	return id
}

// askAs opens a ticket by somebody else.
func (d *desk) askAs(name, address string) (id ticket.ID) {
	d.t.Helper()
	d.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.Ask(ctx, tx, people.Actor{}, ticket.DefaultLimits(), ticket.Question{
			Key: rand(), Name: name, Address: address, Subject: "No internet", Body: "The lamp is red.", Locale: i18n.SV,
		})
		return err
	})
	return id
}

func (d *desk) question(ctx context.Context, tx *pg.Tx) (ticket.ID, error) {
	return ticket.Ask(ctx, tx, people.Actor{}, ticket.DefaultLimits(), ticket.Question{
		Key: rand(), Name: "Hanna Berg", Address: "hanna@cafe.example", Subject: "No internet since last night", Body: "The lamp is red.", Locale: i18n.EN,
	})
}

// reply lets Maja answer a ticket, with or without solving it.
func (d *desk) reply(id ticket.ID, body string, solve bool) {
	d.t.Helper()
	then := promise.Status("")
	if solve {
		then = promise.Solved
	}
	seen := one[int64](d, `select max(id) from messages where ticket_id = $1`, id)
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Reply(ctx, tx, d.maja.Acting(), ticket.DefaultLimits(), id, ticket.Draft{
			Key: rand(), Body: body, Seen: ticket.MessageID(seen), Then: then,
		})
		return err
	})
}

// promise lets Maja make a commitment on a ticket, due so long from now.
func (d *desk) promise(id ticket.ID, in time.Duration) (due time.Time) {
	d.t.Helper()
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		due = tx.Now.Add(in)
		_, err := ticket.Promise(ctx, tx, d.maja.Acting(), ticket.DefaultLimits(), id, ticket.Commitment{Words: "We tell you where the fault is", Due: due})
		return err
	})
	return due
}

// log is what the workers said.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func options(l *log, sender mail.Sender) work.Options {
	return work.Options{
		Sender: sender, From: "help@nordby.example", Domain: "nordby.example",
		BaseURL: &url.URL{Scheme: "https", Host: "help.nordby.example"},
		Log:     slog.New(slog.NewTextHandler(l, nil)), TestOnly: true,
	}
}

// start starts workers that stop with the test.
func (d *desk) start(o work.Options) *work.Workers {
	d.t.Helper()
	w, err := work.Start(d.t.Context(), d.DB, o)
	require.NoError(d.t, err)
	d.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		require.NoError(d.t, w.Stop(ctx))
	})
	return w
}

// eventually waits until something is so.
func (d *desk) eventually(what string, is func() bool) {
	d.t.Helper()
	require.Eventually(d.t, is, 20*time.Second, 5*time.Millisecond, what)
}

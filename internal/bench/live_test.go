package bench

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
	deskdoor "github.com/kepthq/kept/internal/httpd/desk"
	"github.com/kepthq/kept/internal/live"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// BenchmarkLive opens 400 streams of agents who see every ticket, asks for fifty pages a second beside them, and takes the
// time from the beginning of a change until each stream has said that something happened. Streams and pages are served by
// this process, and so is the other end of each stream: what a stream takes of memory is counted with it.
func BenchmarkLive(b *testing.B) {
	db := desk(b)
	ids := ask(b, db, size(300))
	sessions := agents(b, db, 40)
	at, hub := serving(b, db)
	for b.Loop() {
		before := inUse()
		streams := make([]*ear, 400)
		for i := range streams {
			streams[i] = listens(b, at, sessions[i%len(sessions)])
		}
		for hub.Count() < len(streams) {
			runtime.Gosched()
		}
		for _, s := range streams {
			<-s.heard
		}
		b.ReportMetric(float64(inUse()-before)/float64(len(streams))/1024, "KB/stream")
		took := besideLoad(b, db, at, sessions, ids, streams)
		slices.Sort(took)
		b.ReportMetric(milliseconds(took[len(took)/2]), "ms/p50")
		b.ReportMetric(milliseconds(took[len(took)*95/100]), "ms/p95")
		b.ReportMetric(milliseconds(took[len(took)-1]), "ms/worst")
		for _, s := range streams {
			require.NoError(b, s.conn.Close())
		}
	}
	b.ReportMetric(0, "ns/op")
}

// besideLoad makes two changes a second for ten seconds beside fifty pages a second.
func besideLoad(b *testing.B, db *pg.DB, at string, sessions []people.Token, ids []ticket.ID, streams []*ear) (took []time.Duration) {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	var load sync.WaitGroup
	load.Go(func() {
		ticks := time.NewTicker(20 * time.Millisecond)
		defer ticks.Stop()
		for i := 0; ctx.Err() == nil; i++ {
			<-ticks.C
			load.Go(func() { opens(ctx, at, sessions[i%len(sessions)]) })
		}
	})
	by := people.Actor{ID: 1, Role: people.Admin}
	require.NoError(b, db.QueryRow(ctx, `select id from people where role = 'admin'`).Scan(&by.ID))
	for i := range 20 {
		pause := time.NewTimer(500 * time.Millisecond)
		for _, s := range streams {
			s.forget()
		}
		began := time.Now()
		to := sla.High
		if i >= 10 {
			to = sla.Normal
		}
		require.NoError(b, db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
			return ticket.SetPriority(ctx, tx, by, ids[i%10], to)
		}))
		for _, s := range streams {
			took = append(took, (<-s.heard).Sub(began))
		}
		<-pause.C
	}
	cancel()
	load.Wait()
	return took
}

func opens(ctx context.Context, at string, session people.Token) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+at+"/desk", nil)
	if err != nil {
		return
	}
	r.Header.Set("Cookie", "kept_session="+string(session))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return // the end
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close() // nobody reads it
}

// ear is the other end of a stream, as small as can be.
type ear struct {
	conn  net.Conn
	heard chan time.Time // the first since it was forgotten
}

func listens(b *testing.B, at string, session people.Token) *ear {
	b.Helper()
	conn, err := net.Dial("tcp", at)
	require.NoError(b, err)
	e := &ear{conn: conn, heard: make(chan time.Time, 1)}
	_, err = fmt.Fprintf(conn, "GET /desk/live HTTP/1.1\r\nHost: kept\r\nAccept: text/event-stream\r\nCookie: kept_session=%s\r\n\r\n", session)
	require.NoError(b, err)
	go func() {
		lines := bufio.NewReaderSize(conn, 512)
		for {
			line, err := lines.ReadSlice('\n')
			if err != nil {
				return
			}
			if bytes.HasPrefix(line, []byte("data: {")) {
				select {
				case e.heard <- time.Now():
				default:
				}
			}
		}
	}()
	return e
}

func (e *ear) forget() {
	select {
	case <-e.heard:
	default:
	}
}

// inUse is the memory that lives, stacks included.
func inUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

func agents(b *testing.B, db *pg.DB, n int) (all []people.Token) {
	b.Helper()
	require.NoError(b, db.Do(b.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		for i := range n {
			id, err := people.Add(ctx, tx, people.Newcomer{Role: people.Agent, Name: fmt.Sprint("Ear ", i), Address: fmt.Sprintf("ear%d@example.com", i), Locale: "en"})
			if err != nil {
				return err
			}
			session, err := people.SignIn(ctx, tx, id, "")
			if err != nil {
				return err
			}
			all = append(all, session)
		}
		return nil
	}))
	return all
}

func serving(b *testing.B, db *pg.DB) (at string, hub *live.Hub) {
	b.Helper()
	base, err := url.Parse("http://127.0.0.1")
	require.NoError(b, err)
	hub = live.New()
	log := slog.New(slog.DiscardHandler)
	site, err := httpd.New(&httpd.Server{DB: db, Log: log, Live: hub, Settings: httpd.Settings{BaseURL: base, Limits: ticket.DefaultLimits()}}, deskdoor.Routes)
	require.NoError(b, err)
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() { hub.Run(ctx, db, log) })
	server := httpd.Listener(site, log)
	server.RegisterOnShutdown(hub.Close)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	run.Go(func() { _ = server.Serve(listener) })
	b.Cleanup(func() {
		cancel()
		require.NoError(b, server.Shutdown(context.Background()))
		run.Wait()
	})
	return strings.TrimPrefix(listener.Addr().String(), "http://"), hub
}

// BenchmarkTelling takes what it costs a change that it is told of: the same changes with the triggers and without, in turns.
func BenchmarkTelling(b *testing.B) {
	db := desk(b)
	ids := ask(b, db, size(300))
	by := people.Actor{Role: people.Admin}
	require.NoError(b, db.QueryRow(b.Context(), `select id from people where role = 'admin'`).Scan(&by.ID))
	for b.Loop() {
		took := map[string][]time.Duration{}
		for turn := range 6 {
			name, what := "told", "enable"
			if turn%2 == 1 {
				name, what = "untold", "disable"
			}
			_, err := db.Pool().Exec(b.Context(), `alter table events `+what+` trigger events_live`)
			require.NoError(b, err)
			for i := range size(300) {
				began := time.Now()
				require.NoError(b, db.Do(b.Context(), func(ctx context.Context, tx *pg.Tx) error {
					return ticket.SetPriority(ctx, tx, by, ids[i%len(ids)], []sla.Priority{sla.High, sla.Low, sla.Urgent, sla.Normal, sla.High, sla.Low}[turn])
				}))
				took[name] = append(took[name], time.Since(began))
			}
		}
		for name, all := range took {
			slices.Sort(all)
			b.ReportMetric(milliseconds(all[len(all)/2]), "ms/"+name+"-p50")
		}
	}
	b.ReportMetric(0, "ns/op")
}

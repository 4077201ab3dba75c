package httpd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5/middleware"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/live"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/presence"
)

// Following is what a stream tells its page. It holds no request: a stream stands open for hours, and four hundred of
// them should be small.
type Following struct {
	Reader live.Reader
	Whose  string // the session or link that it counts for
	Mark   string // what the page knows already

	// Look finds out anew what the reader may hear of. A fault ends the stream: they may hear nothing any more.
	Look func(ctx context.Context) (live.Reader, error)
	// Tell makes of the news what the page is told, nil for nothing.
	Tell func(ctx context.Context, news live.News, mark string) (*Telling, error)
	// Enter and Leave, where they are set, note that the reader is at a ticket.
	Enter func(ctx context.Context) (presence.ID, error)
	Leave func(ctx context.Context, id presence.ID) error

	id presence.ID
}

// Telling is one message of a stream. It says what to ask for again, and nothing of what it holds.
type Telling struct {
	Mark string `json:"-"` // with which the page comes back after its connection was lost
	News string `json:"news"`
	Page int64  `json:"page,omitempty"` // the number of this page where it says that its reader writes
	Pace int64  `json:"pace"`           // milliseconds between two looks at a list
}

const (
	breath   = 100 * time.Millisecond // between two messages of a stream: what happens meanwhile is one
	beat     = 15 * time.Second       // a page that hears nothing for longer takes its connection for lost
	overdue  = 10 * time.Second       // for which a reader may be slow to read
	lookBack = 2                      // in beats: rights that end by time alone are looked up so often
)

// Streaming answers with a stream of what happens, for as long as the page stands open.
func (s *Server) Streaming(prepare func(r *http.Request) (Following, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f, err := prepare(r)
		if err == nil && s.Live == nil {
			w.WriteHeader(http.StatusNoContent) // a browser does not ask again
			return
		}
		if err == nil && r.Method == http.MethodHead {
			opened(w)
			return
		}
		var stream *live.Stream
		if err == nil {
			f.Mark = markOf(r, f.Mark)
			stream, err = s.Live.Open(f.Reader, f.Whose, f.Mark)
		}
		switch {
		case errors.Is(err, live.ErrTooMany):
			err = fault.TooMany("live.fault.too_many_pages", time.Minute)
		case errors.Is(err, live.ErrClosed):
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.follow(opened(w), r.Context().Done(), stream, f)
	}
}

// markOf is what the page knows: what it heard last before its connection was lost, else what it was drawn with.
func markOf(r *http.Request, drawn string) string {
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		return last
	}
	return drawn
}

// wire is the open answer.
type wire struct {
	w io.Writer
	c *http.ResponseController
}

func opened(w http.ResponseWriter) wire {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no") // a proxy hands on each message when it comes
	return wire{w, http.NewResponseController(w)}
}

// send writes within the time that a slow reader has; without the server's limits, which are for answers that end.
func (l wire) send(text string) error {
	if err := errors.Join(l.c.SetReadDeadline(time.Time{}), l.c.SetWriteDeadline(time.Time{})); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	late := time.AfterFunc(overdue, func() { _ = l.c.SetWriteDeadline(time.Unix(1, 0)) }) // it fails where there is none
	defer late.Stop()
	if _, err := io.WriteString(l.w, text); err != nil {
		return err
	}
	return l.c.Flush()
}

func (l wire) tell(t Telling) error {
	data, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return l.send(fmt.Sprintf("id: %s\ndata: %s\n\n", t.Mark, data))
}

// follow tells the page what happens until it is gone, or this process ends, or the reader may hear nothing any more. An
// error ends it, too: the page comes back, to any process that can answer it.
func (s *Server) follow(l wire, gone <-chan struct{}, stream *live.Stream, f Following) {
	defer stream.Close()
	defer func() { f.left(s) }()
	if err := l.send(fmt.Sprintf("retry: %d\n\n", 1000+rand.IntN(2000))); err != nil {
		return
	}
	ticks := time.NewTicker(beat)
	defer ticks.Stop()
	for n := 1; ; n++ {
		select {
		case <-gone:
			return
		case <-s.Live.Done():
			return
		case <-stream.Wake():
			if !s.passOn(l, stream, &f) {
				return
			}
		case <-ticks.C:
			if l.send("event: beat\ndata:\n\n") != nil || n%lookBack == 0 && !s.mayStay(l, stream, &f) {
				return
			}
		}
		select {
		case <-gone:
			return
		case <-time.After(breath):
		}
	}
}

// passOn tells what was heard. False ends the stream.
func (s *Server) passOn(l wire, stream *live.Stream, f *Following) bool {
	news, mark := stream.Read()
	if news&live.Deaf != 0 {
		return l.tell(Telling{News: "deaf", Pace: s.pace()}) == nil
	}
	if news&(live.Rights|live.All) != 0 {
		if !s.mayStay(l, stream, f) {
			return false
		}
		if news&live.Rights != 0 { // what they see has changed with it
			news = live.All
		}
		f.left(s)
	}
	if f.id == 0 {
		f.at(s, stream)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	t, err := f.Tell(ctx, news, mark)
	if len(fault.Of(err)) > 0 {
		_ = l.tell(Telling{News: "over", Pace: s.pace()}) // the page is told if it is still there
	}
	if err != nil || t == nil {
		return err == nil
	}
	t.Page, t.Pace = int64(f.id), s.pace()
	return l.tell(*t) == nil
}

// mayStay looks up anew what the reader may hear of.
func (s *Server) mayStay(l wire, stream *live.Stream, f *Following) bool {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	reader, err := f.Look(ctx)
	if len(fault.Of(err)) > 0 {
		_ = l.tell(Telling{News: "over", Pace: s.pace()}) // the page is told if it is still there
	}
	if err != nil {
		return false
	}
	stream.See(reader)
	return true
}

func (s *Server) pace() int64 { return s.Live.Pace().Milliseconds() }

// Words are the news as a page reads them.
func Words(news live.News) string {
	if news&live.All != 0 {
		return "all"
	}
	var words []string
	for _, one := range []struct {
		news live.News
		word string
	}{{live.Queue, "queue"}, {live.Ticket, "ticket"}, {live.Bell, "bell"}, {live.Here, "here"}} {
		if news&one.news != 0 {
			words = append(words, one.word)
		}
	}
	return strings.Join(words, " ")
}

// compressed compresses pages. A stream's messages are a few bytes each, and a compressor for each stream would be most of it.
func compressed(next http.Handler) http.Handler {
	smaller := middleware.Compress(5, "text/html")(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept") == "text/event-stream" {
			next.ServeHTTP(w, r)
			return
		}
		smaller.ServeHTTP(w, r)
	})
}

// at notes that the reader is at a ticket; left, that they are not. What cannot be noted is no reason to tell them nothing.
func (f *Following) at(s *Server, stream *live.Stream) {
	if f.Enter == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	id, err := f.Enter(ctx)
	if err != nil {
		if len(fault.Of(err)) == 0 && !pg.Unavailable(err) {
			s.Log.Error("who is at a ticket cannot be noted", "err", err)
		}
		return
	}
	f.id = id
	stream.Stay(id)
}

func (f *Following) left(s *Server) {
	if f.id == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := f.Leave(ctx, f.id); err != nil && !pg.Unavailable(err) {
		s.Log.Error("who has left a ticket cannot be noted", "err", err)
	}
	f.id = 0
}

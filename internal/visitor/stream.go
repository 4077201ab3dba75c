package visitor

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Patience is how long a stream may take to tell what has happened.
const Patience = 20 * time.Second

// News is one message of a stream.
type News struct {
	Mark string `json:"-"`
	News string `json:"news"`
	Page int64  `json:"page"`
	Pace int64  `json:"pace"`
}

// Stream is an open page's ear.
type Stream struct {
	t      testing.TB
	Mark   string    // the last that was heard
	News   chan News // closed when the stream has ended
	Status int
	Raw    func() string // everything that came, to the byte
	cut    context.CancelFunc
	ended  chan struct{}
}

// Listen opens a stream at an address, as whoever cookie says, from a mark on.
func Listen(t testing.TB, address, cookie, mark string) *Stream {
	t.Helper()
	ctx, cut := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	require.NoError(t, err)
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Last-Event-ID", mark)
	r.Header.Set("Cookie", cookie)
	own := &http.Client{Transport: &http.Transport{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	s := &Stream{t: t, Mark: mark, News: make(chan News, 4096), cut: cut, ended: make(chan struct{})}
	answer, err := own.Do(r)
	if err != nil { // nobody is there
		cut()
		close(s.News)
		close(s.ended)
		return s
	}
	s.Status = answer.StatusCode
	raw := &tape{}
	s.Raw = raw.String
	go func() {
		defer close(s.ended)
		defer close(s.News)
		s.read(io.TeeReader(answer.Body, raw))
		_ = answer.Body.Close() // nobody reads on
		own.CloseIdleConnections()
	}()
	t.Cleanup(s.Cut)
	return s
}

func (s *Stream) read(from io.Reader) {
	var one News
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		switch name, value, _ := strings.Cut(lines.Text(), ":"); name {
		case "id":
			one.Mark = strings.TrimSpace(value)
		case "data":
			if json.Unmarshal([]byte(value), &one) == nil {
				s.News <- one
			}
			one = News{}
		}
	}
}

// Cut ends the connection.
func (s *Stream) Cut() {
	s.cut()
	<-s.ended
}

// Hears waits for news with a word in it, and passes over others.
func (s *Stream) Hears(word string) News {
	s.t.Helper()
	deadline := time.After(Patience)
	for {
		select {
		case one, is := <-s.News:
			require.True(s.t, is, "the stream has ended and never said %q", word)
			s.Mark = one.Mark
			if strings.Contains(one.News, word) {
				return one
			}
		case <-deadline:
			require.FailNow(s.t, "the stream never said it", word)
		}
	}
}

// HearsOf does something every second until the stream says a word of it: "all" takes the place of whatever else came at that moment.
func (s *Stream) HearsOf(word string, does func()) {
	s.t.Helper()
	deadline, again := time.After(Patience), time.NewTicker(time.Second)
	defer again.Stop()
	does()
	for {
		select {
		case one, is := <-s.News:
			require.True(s.t, is, "the stream has ended and never said %q", word)
			s.Mark = one.Mark
			if strings.Contains(one.News, word) {
				return
			}
		case <-again.C:
			does()
		case <-deadline:
			require.FailNow(s.t, "the stream never said it", word)
		}
	}
}

// Ends waits for the end of the stream, and returns what it said before.
func (s *Stream) Ends() (said []string) {
	s.t.Helper()
	deadline := time.After(Patience)
	for {
		select {
		case one, is := <-s.News:
			if !is {
				return said
			}
			said = append(said, one.News)
		case <-deadline:
			require.FailNow(s.t, "the stream never ended")
		}
	}
}

package work_test

import (
	"bytes"
	"errors"
	"io"
	stdlog "log"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/mail"
)

// relay is a mail server in this process, with a ledger of what it took.
type relay struct {
	url string

	mu     sync.Mutex
	answer func(n int) (take bool, reply error) // to the n-th letter, from 1; nil: all are taken
	heard  int
	taken  []post
	shut   bool                                // nobody answers
	refuse string                              // an address that is refused for good
	judge  func(post) (take bool, reply error) // asked instead of answer, with the letter
}

// set changes how the relay behaves from now on.
func (r *relay) set(how func(*relay)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	how(r)
}

// post is one letter as the relay took it.
type post struct {
	from string
	to   string
	raw  []byte
}

func (p post) header(t *testing.T, name string) string {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(p.raw))
	require.NoError(t, err)
	return m.Header.Get(name)
}

func newRelay(t *testing.T) *relay {
	t.Helper()
	r := &relay{}
	server := smtp.NewServer(smtp.BackendFunc(r.open))
	server.Domain = "relay.example"
	server.ErrorLog = stdlog.New(io.Discard, "", 0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	r.url = "smtp://" + listener.Addr().String() + "?tls=none"
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		require.NoError(t, server.Close())
		require.NoError(t, <-served)
	})
	return r
}

func (r *relay) open(c *smtp.Conn) (smtp.Session, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shut {
		return nil, errors.Join(errLost, c.Conn().Close())
	}
	return &session{relay: r, conn: c}, nil
}

func (r *relay) sender(t *testing.T) mail.Sender {
	t.Helper()
	s, err := mail.NewSMTP(r.url, mail.Options{})
	require.NoError(t, err)
	return s
}

func (r *relay) answers(f func(n int) (bool, error)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer, r.heard = f, 0
}

func (r *relay) all() []post {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]post(nil), r.taken...)
}

// copies is how often the relay took the letter with a Message-ID.
func (r *relay) copies(t *testing.T, id string) (n int) {
	t.Helper()
	for _, p := range r.all() {
		if p.header(t, "Message-ID") == "<"+id+">" {
			n++
		}
	}
	return n
}

type session struct {
	*relay
	conn *smtp.Conn
	post post
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.post = post{from: from}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.post.to = to
	s.mu.Lock()
	defer s.mu.Unlock()
	if to == s.refuse {
		return &smtp.SMTPError{Code: 550, Message: "no such inbox"}
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.post.raw = raw
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard++
	take, reply := true, error(nil)
	switch {
	case s.judge != nil:
		take, reply = s.judge(s.post)
	case s.answer != nil:
		take, reply = s.answer(s.heard)
	}
	if take {
		s.taken = append(s.taken, s.post)
	}
	if errors.Is(reply, errLost) {
		return errors.Join(reply, s.conn.Conn().Close())
	}
	return reply
}

// errLost is an answer that never reaches the sender.
var errLost = errors.New("the connection is lost")

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// link is the address that a letter's text names.
func (p post) link(t *testing.T) string {
	t.Helper()
	text := strings.ReplaceAll(strings.ReplaceAll(string(p.raw), "=\r\n", ""), "=3D", "=")
	_, rest, found := strings.Cut(text, "https://help.nordby.example/t/")
	require.True(t, found, "no link in %s", text)
	end := strings.IndexFunc(rest, func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz234567", r) })
	return rest[:end]
}

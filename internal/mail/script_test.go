package mail

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// reply is the letter of these tests: fixed in everything, so that it can be compared byte by byte.
func reply() Message {
	return Message{
		From:       Address{"Kept Desk", "desk@kept.example"},
		To:         Address{"Zofia Łęcka", "zofia@customer.example"},
		ReplyTo:    &Address{"", "desk+t1042@kept.example"},
		Subject:    "Din värmepump: vi kommer på torsdag",
		Text:       "Hej Zofia,\n\nvi kommer på torsdag.\n.\n.. och ringer innan\n",
		HTML:       "<p>Hej Zofia,</p>\n<p>vi kommer på torsdag.</p>\n",
		ID:         "0123456789abcdefghijklmnop@kept.example",
		InReplyTo:  "first@customer.example",
		References: []string{"first@customer.example"},
		Language:   "sv",
		Date:       time.Date(2026, 3, 17, 14, 30, 0, 0, time.FixedZone("CET", 3600)),
	}
}

// script is one connection of a server that says exactly what its test wants, and cuts where it wants.
type script struct {
	*net.TCPConn
	r   *bufio.Reader
	log strings.Builder // both sides, as in a transcript
}

// errScript stops a script at its first surprise.
type errScript struct{ error }

func (s *script) must(err error) {
	if err != nil {
		panic(errScript{err})
	}
}

func (s *script) say(lines ...string) {
	for _, l := range lines {
		fmt.Fprintf(&s.log, "S: %s\n", l)
		_, err := s.Write([]byte(l + "\r\n"))
		s.must(err)
	}
}

// hear reads one line and wants it to begin with prefix.
func (s *script) hear(prefix string) string {
	l, err := s.r.ReadString('\n')
	s.must(err)
	l, ended := strings.CutSuffix(l, "\r\n")
	if !ended || !strings.HasPrefix(l, prefix) {
		s.must(fmt.Errorf("heard %q, wanted %q", l, prefix))
	}
	s.log.WriteString(strings.TrimRight("C: "+l, " ") + "\n")
	return l
}

// letter reads a whole letter, its end included.
func (s *script) letter() {
	for s.hear("") != "." {
	}
}

// envelope plays a server that has taken everything up to DATA.
func (s *script) envelope() {
	s.hello()
	s.hear("MAIL FROM:")
	s.say("250 ok")
	s.hear("RCPT TO:")
	s.say("250 ok")
	s.hear("DATA")
}

func (s *script) hello() {
	s.say("220 relay.example ESMTP")
	s.hear("EHLO kept.example")
	s.say("250-relay.example", "250 8BITMIME")
}

// reset cuts the connection as a crash does: what is unread on either side is lost.
func (s *script) reset() {
	s.must(s.SetLinger(0))
	s.must(s.Close())
}

// scripted starts a server that plays one connection, and gives its URL and a function that waits for the end of the
// script and gives the transcript.
func scripted(t *testing.T, play func(s *script)) (url string, transcript func() string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var s script
	done := make(chan error, 1)
	go func() {
		defer listener.Close()
		c, err := listener.Accept()
		if err != nil {
			done <- err
			return
		}
		s.TCPConn, s.r = c.(*net.TCPConn), bufio.NewReader(c)
		defer c.Close()
		defer func() {
			if surprise := recover(); surprise != nil {
				done <- surprise.(errScript)
			}
			close(done)
		}()
		play(&s)
	}()
	t.Cleanup(func() { listener.Close() })
	return "smtp://" + listener.Addr().String() + "?tls=none", func() string {
		t.Helper()
		require.NoError(t, <-done)
		return s.log.String()
	}
}

func open(t *testing.T, url string, options Options) *SMTP {
	t.Helper()
	s, err := NewSMTP(url, options)
	require.NoError(t, err)
	return s
}

// requireOutcome wants err to wrap outcome (nil: the letter was taken) and no other.
func requireOutcome(t *testing.T, outcome, err error) {
	t.Helper()
	if outcome == nil {
		require.NoError(t, err)
		return
	}
	for _, other := range []error{ErrRefused, ErrTemporary, ErrUncertain} {
		require.Equal(t, other == outcome, errors.Is(err, other), "%v is %v", err, other)
	}
}

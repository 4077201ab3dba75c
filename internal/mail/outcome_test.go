package mail

import (
	"context"
	"net"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSend_tells_what_became_of_the_letter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		play    func(s *script)
		outcome error
		says    string
	}{
		"taken": {func(s *script) {
			s.envelope()
			s.say("354 go on")
			s.letter()
			s.say("250 taken")
			s.hear("QUIT")
			s.say("221 bye")
		}, nil, ""},
		"taken with another positive reply": {func(s *script) {
			s.envelope()
			s.say("354 go on")
			s.letter()
			s.say("252 taken, I think")
			s.hear("QUIT")
			s.say("221 bye")
		}, nil, ""},
		"taken with a reply of many lines": {func(s *script) {
			s.envelope()
			s.say("354 go on")
			s.letter()
			s.say("250-taken", "250 queued as 42")
		}, nil, ""},
		"reset after 250 was read": {func(s *script) {
			s.envelope()
			s.say("354 go on")
			s.letter()
			s.say("250 taken")
			s.hear("QUIT")
			s.reset()
		}, nil, ""},
		"no service at the door": {func(s *script) { s.say("554 not today") }, ErrTemporary, "greeting: 554 not today"},
		"421 at the door":        {func(s *script) { s.say("421 too busy") }, ErrTemporary, "greeting: 421 too busy"},
		"cut at the door":        {func(s *script) { s.reset() }, ErrTemporary, ""},
		"no mail server at all":  {func(s *script) { s.say("HTTP/1.1 400 Bad Request") }, ErrTemporary, "greeting"},
		"EHLO and HELO refused": {func(s *script) {
			s.say("220 relay.example")
			s.hear("EHLO")
			s.say("550 who are you")
			s.hear("HELO")
			s.say("550 go away")
		}, ErrTemporary, "hello"},
		"sender refused": {func(s *script) {
			s.hello()
			s.hear("MAIL FROM:<desk@kept.example>")
			s.say("550 5.7.1 not yours")
		}, ErrRefused, "sender: 550 5.7.1 not yours"},
		"sign-in wanted": {func(s *script) {
			s.hello()
			s.hear("MAIL FROM:")
			s.say("530 5.7.0 sign in first")
		}, ErrTemporary, "530"},
		"recipient unknown": {func(s *script) {
			s.hello()
			s.hear("MAIL FROM:")
			s.say("250 ok")
			s.hear("RCPT TO:<zofia@customer.example>")
			s.say("550-5.1.1 no such", "550 5.1.1 user")
		}, ErrRefused, "recipient: 550 5.1.1 no such 5.1.1 user"},
		"recipient greylisted": {func(s *script) {
			s.hello()
			s.hear("MAIL FROM:")
			s.say("250 ok")
			s.hear("RCPT TO:")
			s.say("451 4.7.1 later")
		}, ErrTemporary, "recipient: 451 4.7.1 later"},
		"421 at the recipient": {func(s *script) {
			s.hello()
			s.hear("MAIL FROM:")
			s.say("250 ok")
			s.hear("RCPT TO:")
			s.say("421 shutting down")
		}, ErrTemporary, "421"},
		"DATA refused": {func(s *script) {
			s.envelope()
			s.say("554 no valid recipients")
		}, ErrRefused, "data: 554"},
		"cut before DATA": {func(s *script) {
			s.hello()
			s.hear("MAIL FROM:")
			s.say("250 ok")
			s.hear("RCPT TO:")
			s.reset()
		}, ErrTemporary, "recipient"},
		"cut instead of 354": {func(s *script) {
			s.envelope()
			s.reset()
		}, ErrTemporary, "data"},
		"content refused": {func(s *script) {
			s.envelope()
			s.say("354 go on")
			s.letter()
			s.say("554 5.7.1 spam")
		}, ErrRefused, "content: 554 5.7.1 spam"},
		"content not taken for now": {func(s *script) {
			s.envelope()
			s.say("354 go on")
			s.letter()
			s.say("452 4.3.1 disk full")
		}, ErrTemporary, "content: 452 4.3.1 disk full"},
		"reset after the end": {func(s *script) {
			s.envelope()
			s.say("354 go on")
			s.letter()
			s.reset()
		}, ErrUncertain, "content"},
		"closed after the end": {func(s *script) {
			s.envelope()
			s.say("354 go on")
			s.letter()
		}, ErrUncertain, "content: EOF"},
		"closed within the reply to the end": {func(s *script) {
			s.envelope()
			s.say("354 go on")
			s.letter()
			s.say("250-taken, or")
		}, ErrUncertain, "content"},
		"nonsense in reply to the end": {func(s *script) {
			s.envelope()
			s.say("354 go on")
			s.letter()
			s.say("hello?")
		}, ErrUncertain, "content"},
		"closed while the end is on its way": {func(s *script) {
			s.envelope()
			s.say("354 go on")
			s.hear("")
		}, ErrUncertain, "content"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, transcript := scripted(t, c.play)
			err := open(t, url, Options{Timeout: 5 * time.Second}).Send(t.Context(), reply())
			requireOutcome(t, c.outcome, err)
			if c.outcome != nil {
				require.ErrorContains(t, err, c.says)
			}
			transcript()
		})
	}
}

// huge is a letter of 9 MB: more than socket buffers hold while nobody reads.
func huge() Message {
	m := reply()
	m.HTML, m.Text = "", strings.Repeat(strings.Repeat("x", 70)+"\n", 1<<17)
	return m
}

func TestSend_is_temporary_when_the_end_cannot_have_gone_out(t *testing.T) {
	t.Parallel()
	url, transcript := scripted(t, func(s *script) {
		s.envelope()
		s.say("354 go on")
		s.hear("")
		s.reset()
	})
	requireOutcome(t, ErrTemporary, open(t, url, Options{}).Send(t.Context(), huge()))
	transcript()
}

func TestSend_ends_with_its_context(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		letter  Message
		play    func(s *script)
		outcome error
	}{
		"before the greeting": {reply(), func(*script) {}, ErrTemporary},
		"before DATA":         {reply(), func(s *script) { s.envelope() }, ErrTemporary},
		"within the letter": {huge(), func(s *script) {
			s.envelope()
			s.say("354 go on")
			s.hear("")
		}, ErrTemporary},
		"after the end": {reply(), func(s *script) {
			s.envelope()
			s.say("354 go on")
			s.letter()
		}, ErrUncertain},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			over := make(chan struct{})
			url, transcript := scripted(t, func(s *script) {
				c.play(s)
				cancel()
				<-over
			})
			err := open(t, url, Options{}).Send(ctx, c.letter)
			close(over)
			requireOutcome(t, c.outcome, err)
			require.ErrorIs(t, err, context.Canceled)
			transcript()
		})
	}
}

func TestSend_is_bounded_in_time_by_itself(t *testing.T) {
	t.Parallel()
	over := make(chan struct{})
	url, transcript := scripted(t, func(*script) { <-over })
	err := open(t, url, Options{Timeout: 20 * time.Millisecond}).Send(t.Context(), reply())
	close(over)
	requireOutcome(t, ErrTemporary, err)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	transcript()
}

func TestSend_stays_taken_when_the_context_ends_at_the_good_bye(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	url, transcript := scripted(t, func(s *script) {
		s.envelope()
		s.say("354 go on")
		s.letter()
		s.say("250 taken")
		s.hear("QUIT")
		cancel()
		<-over
	})
	require.NoError(t, open(t, url, Options{}).Send(ctx, reply()))
	close(over)
	transcript()
}

func TestSend_is_temporary_when_nobody_listens(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	url := "smtp://" + listener.Addr().String() + "?tls=none"
	require.NoError(t, listener.Close())
	err = open(t, url, Options{}).Send(t.Context(), reply())
	requireOutcome(t, ErrTemporary, err)
	require.ErrorContains(t, err, "connect")
}

func TestAfterEnd_believes_no_reply_to_an_end_that_did_not_go_out(t *testing.T) {
	t.Parallel()
	require.ErrorIs(t, afterEnd(nil, true), ErrUncertain)
	require.ErrorIs(t, afterEnd(&textproto.Error{Code: 251}, true), ErrTemporary)
	require.ErrorIs(t, afterEnd(&textproto.Error{Code: 552}, true), ErrRefused)
	require.ErrorIs(t, afterEnd(&textproto.Error{Code: 354}, false), ErrUncertain)
}

package mail

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// read parses what compose made of m, as its recipient would.
func read(t *testing.T, m Message) (*netmail.Message, string) {
	t.Helper()
	l, err := compose(m)
	require.NoError(t, err)
	requireWire(t, l.raw)
	msg, err := netmail.ReadMessage(bytes.NewReader(l.raw))
	require.NoError(t, err)
	body, err := io.ReadAll(msg.Body)
	require.NoError(t, err)
	return msg, string(body)
}

// requireWire wants lines that every server takes: CRLF only, at most 998 bytes, no NUL.
func requireWire(t *testing.T, raw []byte) {
	t.Helper()
	rest := strings.ReplaceAll(string(raw), "\r\n", "")
	require.NotContains(t, rest, "\r")
	require.NotContains(t, rest, "\n")
	require.NotContains(t, rest, "\x00")
	for l := range strings.SplitSeq(string(raw), "\r\n") {
		require.LessOrEqual(t, len(l), 998)
	}
}

func decoded(t *testing.T, header string) string {
	t.Helper()
	s, err := new(mime.WordDecoder).DecodeHeader(header)
	require.NoError(t, err)
	return s
}

func plain(t *testing.T, body string) string {
	t.Helper()
	b, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
	require.NoError(t, err)
	return string(b)
}

func TestSend_speaks_as_in_the_transcript(t *testing.T) {
	t.Parallel()
	url, transcript := scripted(t, func(s *script) {
		s.envelope()
		s.say("354 go on")
		s.letter()
		s.say("250 taken")
		s.hear("QUIT")
		s.say("221 bye")
	})
	require.NoError(t, open(t, url, Options{}).Send(t.Context(), reply()))
	want, err := os.ReadFile("testdata/transcript.txt")
	require.NoError(t, err)
	require.Equal(t, string(want), transcript())
}

func TestSend_is_the_same_letter_in_every_attempt(t *testing.T) {
	t.Parallel()
	r := serve(t, false, nil)
	s := open(t, "smtp://"+r.address+"?tls=none", Options{})
	for range 3 {
		require.NoError(t, s.Send(t.Context(), reply()))
	}
	posts := r.all()
	require.Len(t, posts, 3)
	require.Contains(t, string(posts[0].raw), "\r\nMessage-ID: <0123456789abcdefghijklmnop@kept.example>\r\n")
	require.Equal(t, posts[0], posts[1])
	require.Equal(t, posts[0], posts[2])
}

func TestSend_keeps_lines_that_begin_with_a_dot(t *testing.T) {
	t.Parallel()
	r := serve(t, false, nil)
	m := reply()
	m.HTML, m.Text = "", ".\n..\n.one\nQUIT\n"
	require.NoError(t, open(t, "smtp://"+r.address+"?tls=none", Options{}).Send(t.Context(), m))
	msg, err := netmail.ReadMessage(bytes.NewReader(r.only(t).raw))
	require.NoError(t, err)
	body, err := io.ReadAll(msg.Body)
	require.NoError(t, err)
	require.Equal(t, ".\r\n..\r\n.one\r\nQUIT\r\n", plain(t, string(body)))
}

func TestCompose_says_in_the_header_who_what_and_why(t *testing.T) {
	t.Parallel()
	m := reply()
	m.Subject, m.To.Name = "Ραντεβού: «αύριο»", `Åsa "Bo" Öberg, <chef>`
	msg, _ := read(t, m)
	require.Equal(t, m.Subject, decoded(t, msg.Header.Get("Subject")))
	to, err := msg.Header.AddressList("To")
	require.NoError(t, err)
	require.Equal(t, []*netmail.Address{{Name: m.To.Name, Address: m.To.Address}}, to)
	require.Equal(t, "<desk+t1042@kept.example>", msg.Header.Get("Reply-To"))
	require.Equal(t, "<first@customer.example>", msg.Header.Get("In-Reply-To"))
	require.Equal(t, "<first@customer.example>", msg.Header.Get("References"))
	require.Equal(t, "sv", msg.Header.Get("Content-Language"))
	require.Equal(t, "Tue, 17 Mar 2026 14:30:00 +0100", msg.Header.Get("Date"))
	for _, absent := range []string{"X-Mailer", "User-Agent", "Auto-Submitted", "X-Auto-Response-Suppress"} {
		require.NotContains(t, msg.Header, absent)
	}
}

func TestCompose_marks_automatic_letters_so_that_nothing_answers_them(t *testing.T) {
	t.Parallel()
	m := reply()
	m.Automatic = true
	msg, _ := read(t, m)
	require.Equal(t, "auto-generated", msg.Header.Get("Auto-Submitted"))
	require.Equal(t, "All", msg.Header.Get("X-Auto-Response-Suppress"))

	r := serve(t, false, nil)
	require.NoError(t, open(t, "smtp://"+r.address+"?tls=none", Options{}).Send(t.Context(), m))
	require.Empty(t, r.only(t).from)
	require.Equal(t, "zofia@customer.example", r.only(t).to)
}

func TestCompose_lets_no_line_break_into_the_header(t *testing.T) {
	t.Parallel()
	const injection = "Hi\r\nBcc: thief@evil.example\r\n\r\nbody\n\tx\x00\u2028y"
	m := reply()
	m.Subject, m.To.Name, m.From.Name, m.Language = injection, injection, injection, injection
	m.InReplyTo, m.References = injection, []string{injection, "a@b> <c@d", "good@customer.example", ""}
	msg, _ := read(t, m)
	require.Equal(t, "Hi Bcc: thief@evil.example body x y", decoded(t, msg.Header.Get("Subject")))
	require.Equal(t, "<good@customer.example>", msg.Header.Get("References"))
	require.NotContains(t, msg.Header, "Bcc")
	require.NotContains(t, msg.Header, "In-Reply-To")
	from, err := msg.Header.AddressList("From")
	require.NoError(t, err)
	require.Len(t, from, 1)
	require.Equal(t, "desk@kept.example", from[0].Address)
}

func TestCompose_lets_nobody_write_encoded_words_or_reorder_text(t *testing.T) {
	t.Parallel()
	m := reply()
	m.Subject = "a =?utf-8?q?b=0D=0ABcc:_x?= \u202egnp.exe\u2066"
	msg, _ := read(t, m)
	require.Equal(t, "a = ?utf-8?q?b=0D=0ABcc:_x?= gnp.exe", decoded(t, msg.Header.Get("Subject")))
}

func TestCompose_shortens_what_no_header_line_can_bear(t *testing.T) {
	t.Parallel()
	for _, long := range []string{strings.Repeat("x", 5000), strings.Repeat("ż", 5000), strings.Repeat("ab ", 2000)} {
		m := reply()
		m.Subject, m.To.Name = long, long
		msg, _ := read(t, m)
		subject := decoded(t, msg.Header.Get("Subject"))
		require.Equal(t, 250, utf8.RuneCountInString(subject))
		require.True(t, strings.HasSuffix(subject, "…"))
	}
	m := reply()
	m.References = nil
	for range 200 {
		m.References = append(m.References, NewID(strings.Repeat("long.", 20)+"example"))
	}
	msg, _ := read(t, m)
	ids := strings.Fields(msg.Header.Get("References"))
	require.Len(t, ids, 20)
	require.Equal(t, "<"+m.References[0]+">", ids[0])
	require.Equal(t, "<"+m.References[199]+">", ids[19])
	require.Equal(t, "<"+m.References[181]+">", ids[1])
}

func TestCompose_writes_text_and_its_HTML_twin(t *testing.T) {
	t.Parallel()
	m := reply()
	m.Text, m.HTML = "one\r\ntwo\nthree\rfyra å\x00\xff", "<p>ett\ntvå</p>"
	msg, body := read(t, m)
	kind, parameters, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/alternative", kind)
	parts := multipart.NewReader(strings.NewReader(body), parameters["boundary"])
	for _, want := range []struct{ kind, text string }{
		{"text/plain; charset=UTF-8", "one\r\ntwo\r\nthree\r\nfyra å\uFFFD"},
		{"text/html; charset=UTF-8", "<p>ett\r\ntvå</p>"},
	} {
		part, err := parts.NextPart() // decodes quoted-printable
		require.NoError(t, err)
		text, err := io.ReadAll(part)
		require.NoError(t, err)
		require.Equal(t, want.kind, part.Header.Get("Content-Type"))
		require.Equal(t, want.text, string(text))
	}
	_, err = parts.NextPart()
	require.ErrorIs(t, err, io.EOF)

	m.HTML = ""
	msg, body = read(t, m)
	require.Equal(t, "text/plain; charset=UTF-8", msg.Header.Get("Content-Type"))
	require.Equal(t, "one\r\ntwo\r\nthree\r\nfyra å\uFFFD", plain(t, body))
}

func TestCompose_refuses_what_can_never_be_sent(t *testing.T) {
	t.Parallel()
	bad := []string{
		"", "nobody", "a@", "@b", "a@b@c", "a b@c.example", "a@b.example\r\nRCPT TO:<x@y>", "a@b.example\x00",
		"a@b.example, c@d.example", "<a@b.example>", "a@b.example> SIZE=1", "a@-ż.example", "Ada <a@b.example>",
		strings.Repeat("a", 250) + "@b.example", `"a b"@c.example`, "a@b.example (comment)", "group:a@b.example;",
	}
	for _, address := range bad {
		for _, spoil := range []func(*Message){
			func(m *Message) { m.To.Address = address },
			func(m *Message) { m.From.Address = address },
			func(m *Message) { m.ReplyTo = &Address{Address: address} },
		} {
			m := reply()
			spoil(&m)
			_, err := compose(m)
			requireOutcome(t, ErrRefused, err)
			require.NotContains(t, err.Error(), "\n")
		}
	}
	for _, spoil := range []func(*Message){
		func(m *Message) { m.ID = "" },
		func(m *Message) { m.ID = "<a@b>" },
		func(m *Message) { m.ID = "a@b\r\nBcc: x@y" },
		func(m *Message) { m.Text = " \n" },
		func(m *Message) { m.Date = time.Time{} },
	} {
		m := reply()
		spoil(&m)
		_, err := compose(m)
		requireOutcome(t, ErrRefused, err)
	}
}

func FuzzCompose(f *testing.F) {
	f.Add("Hi", "Ada", "ada@customer.example", "text", "a@b")
	f.Add("a\r\nb", "=?utf-8?q?x?=", "żółw@żółw.example", ".\r\n.", "a@b\n<c@d>")
	f.Add("\u202e", `"\`, "a@[127.0.0.1]", "\x00\xff", strings.Repeat("x@", 300))
	f.Fuzz(func(t *testing.T, subject, name, address, text, id string) {
		m := reply()
		m.Subject, m.To, m.Text, m.HTML = subject, Address{name, address}, text, text
		m.InReplyTo, m.References = id, []string{id, id}
		l, err := compose(m)
		if err != nil {
			require.ErrorIs(t, err, ErrRefused)
			return
		}
		requireWire(t, l.raw)
		require.False(t, strings.ContainsAny(l.recipient[1:len(l.recipient)-1], "<> \r\n\x00"), l.recipient)
		msg, err := netmail.ReadMessage(bytes.NewReader(l.raw))
		require.NoError(t, err)
		for name := range msg.Header {
			require.Contains(t, "Subject Date Message-Id Mime-Version From To Reply-To In-Reply-To References "+
				"Content-Language Content-Type Content-Transfer-Encoding", name)
		}
	})
}

func TestNewID_is_new_every_time(t *testing.T) {
	t.Parallel()
	id := NewID("kept.example")
	require.Regexp(t, `^[a-z2-7]{26}@kept\.example$`, id)
	require.True(t, validID(id))
	require.NotEqual(t, id, NewID("kept.example"))
}

func TestCaptured_keeps_letters_and_refuses_like_a_real_server(t *testing.T) {
	t.Parallel()
	var kept []Message
	var sender Sender = NewCaptured(func(_ context.Context, m Message) error {
		kept = append(kept, m)
		return nil
	})
	require.NoError(t, sender.Send(t.Context(), reply()))
	require.Equal(t, []Message{reply()}, kept)

	m := reply()
	m.To.Address = "nobody"
	requireOutcome(t, ErrRefused, sender.Send(t.Context(), m))
	require.Len(t, kept, 1)
}

func TestCaptured_passes_on_why_a_letter_was_not_kept(t *testing.T) {
	t.Parallel()
	full := errors.New("table full")
	err := NewCaptured(func(context.Context, Message) error { return full }).Send(t.Context(), reply())
	requireOutcome(t, ErrTemporary, err)
	require.ErrorIs(t, err, full)

	err = NewCaptured(func(context.Context, Message) error { return ErrUncertain }).Send(t.Context(), reply())
	requireOutcome(t, ErrUncertain, err)
}

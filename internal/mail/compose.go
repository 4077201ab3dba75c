package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"
)

const (
	maxLine       = 250 // characters of a subject or name; far below the 998 bytes of a line (RFC 5322, 2.1.1)
	maxAddress    = 254 // bytes of an address (RFC 5321, erratum 1690)
	maxID         = 250 // bytes of a Message-ID; longer ones cannot be folded
	maxReferences = 20  // of a longer thread the first and the last ones stay
)

// letter is a message ready for the wire. The same Message gives the same bytes in every attempt.
type letter struct {
	sender    string // envelope sender in brackets; "<>" for automatic letters
	recipient string // envelope recipient in brackets
	domain    string // of From, in ASCII: the name that we greet with
	raw       []byte // header and body, lines ending in CRLF
	utf8      bool   // an address has letters beyond ASCII before its @ (RFC 6531)
}

// compose checks m and makes it ready for the wire. Its errors wrap ErrRefused.
func compose(m Message) (letter, error) {
	from, err := clean(m.From)
	if err != nil {
		return letter{}, fmt.Errorf("%w: sender: %w", ErrRefused, err)
	}
	to, err := clean(m.To)
	if err != nil {
		return letter{}, fmt.Errorf("%w: recipient: %w", ErrRefused, err)
	}
	if err := check(m); err != nil {
		return letter{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}

	// The boundary comes from the ID: random to everybody else, and yet the same in every attempt.
	sum := sha256.Sum256([]byte(m.ID))
	boundary := "kept-" + hex.EncodeToString(sum[:16])
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary(boundary))
	msg.FromMailAddress(from)
	msg.ToMailAddress(to)
	if m.ReplyTo != nil {
		replyTo, err := clean(*m.ReplyTo)
		if err != nil {
			return letter{}, fmt.Errorf("%w: reply address: %w", ErrRefused, err)
		}
		msg.ReplyToMailAddress(replyTo)
	}
	msg.Subject(line(m.Subject))
	msg.SetMessageIDWithValue(m.ID)
	msg.SetDateWithValue(m.Date)
	thread(msg, m)
	if m.Language != "" {
		msg.SetGenHeader(gomail.HeaderContentLang, line(m.Language))
	}
	if m.Automatic {
		msg.SetGenHeader("Auto-Submitted", "auto-generated")
		msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	}
	msg.SetBodyString(gomail.TypeTextPlain, lines(m.Text))
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, lines(m.HTML))
	}
	var more []*Event
	if len(m.Events) > 0 { // the first as an alternative: programs that know calendars take it in, and all others show the text
		msg.AddAlternativeString(gomail.ContentType(CalendarKind+"; method="+m.Events[0].Method()), m.Events[0].File())
		more = m.Events[1:]
	}

	var raw bytes.Buffer
	if _, err := msg.WriteTo(&raw); err != nil {
		return letter{}, fmt.Errorf("%w: compose: %w", ErrRefused, err)
	}
	whole, err := hang(raw.Bytes(), boundary, more)
	if err != nil {
		return letter{}, fmt.Errorf("%w: compose: %w", ErrRefused, err)
	}
	l := letter{
		sender:    "<" + from.Address + ">",
		recipient: "<" + to.Address + ">",
		domain:    from.Address[strings.LastIndexByte(from.Address, '@')+1:],
		raw:       whole,
		utf8:      !ascii(from.Address + to.Address),
	}
	if m.ReplyTo != nil {
		l.utf8 = l.utf8 || !ascii(m.ReplyTo.Address)
	}
	if m.Automatic {
		l.sender = "<>"
	}
	return l, nil
}

// check refuses what only our own mistake could have made.
func check(m Message) error {
	switch {
	case !validID(m.ID):
		return errors.New("no valid Message-ID")
	case m.Date.IsZero():
		return errors.New("no date")
	case strings.TrimSpace(m.Text) == "":
		return errors.New("no plain text")
	}
	return nil
}

// thread puts the letter where it belongs among those before it.
func thread(msg *gomail.Msg, m Message) {
	if validID(m.InReplyTo) {
		msg.SetGenHeader(gomail.HeaderInReplyTo, "<"+m.InReplyTo+">")
	}
	var ids []string
	for _, id := range m.References {
		if validID(id) {
			ids = append(ids, "<"+id+">")
		}
	}
	if len(ids) > maxReferences {
		ids = append(ids[:1:1], ids[len(ids)-maxReferences+1:]...)
	}
	if len(ids) > 0 {
		msg.SetGenHeader(gomail.HeaderReferences, strings.Join(ids, " "))
	}
}

// clean makes an address that can stand in a header and in an SMTP command: the name on one line, the domain in ASCII.
func clean(a Address) (*netmail.Address, error) {
	parsed, err := netmail.ParseAddress("<" + a.Address + ">")
	if err != nil || parsed.Address != a.Address || len(a.Address) > maxAddress {
		return nil, fmt.Errorf("%q is not an address", cut(a.Address))
	}
	at := strings.LastIndexByte(a.Address, '@')
	local, domain := a.Address[:at], a.Address[at+1:]
	if !ascii(domain) {
		if domain, err = idna.Lookup.ToASCII(domain); err != nil {
			return nil, fmt.Errorf("%q has no valid domain", cut(a.Address))
		}
	}
	return &netmail.Address{Name: line(a.Name), Address: local + "@" + domain}, nil
}

// line makes one line of s that means in a header what it says: runs of white space and controls become one space,
// marks that reorder text go, and so does what would be read as an encoded word (RFC 2047).
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.ReplaceAll(s, "=?", "= ?")
	return cut(strings.Join(strings.Fields(s), " "))
}

// cut shortens s to what a header line can bear.
func cut(s string) string {
	if utf8.RuneCountInString(s) <= maxLine {
		return s
	}
	return string([]rune(s)[:maxLine-1]) + "…"
}

// lines makes every line of a body end in one LF, which the encoder turns into CRLF, and drops NUL, which servers
// refuse.
func lines(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(s)
}

// validID tells whether id can stand between angle brackets as a Message-ID.
func validID(id string) bool {
	left, right, found := strings.Cut(id, "@")
	return found && left != "" && right != "" && len(id) <= maxID &&
		!strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '<' || r == '>' })
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

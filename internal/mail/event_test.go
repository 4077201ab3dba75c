package mail

import (
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	other "github.com/arran4/golang-ical"
	"github.com/emersion/go-ical"
	"github.com/stretchr/testify/require"
)

// understood is what a program makes of a calendar file.
type understood struct {
	method, uid, sequence, status     string
	start, end                        time.Time
	summary, location, words, address string
}

// byEmersion reads a file with one parser.
func byEmersion(t *testing.T, file string) understood {
	t.Helper()
	c, err := ical.NewDecoder(strings.NewReader(file)).Decode()
	require.NoError(t, err)
	require.Len(t, c.Events(), 1)
	e := c.Events()[0]
	text := func(name string) string {
		if e.Props.Get(name) == nil {
			return ""
		}
		s, err := e.Props.Text(name)
		require.NoError(t, err)
		return s
	}
	start, err := e.DateTimeStart(time.UTC)
	require.NoError(t, err)
	end, err := e.DateTimeEnd(time.UTC)
	require.NoError(t, err)
	u := understood{uid: text(ical.PropUID), status: text(ical.PropStatus), summary: text(ical.PropSummary), location: text(ical.PropLocation), words: text(ical.PropDescription), start: start.UTC(), end: end.UTC()}
	u.sequence, u.method = e.Props.Get(ical.PropSequence).Value, c.Props.Get(ical.PropMethod).Value
	if a := e.Props.Get(ical.PropAttendee); a != nil {
		u.address = a.Value
	}
	return u
}

// byArran reads it with another one, which shares no line with the first.
func byArran(t *testing.T, file string) understood {
	t.Helper()
	c, err := other.ParseCalendar(strings.NewReader(file))
	require.NoError(t, err)
	require.Len(t, c.Events(), 1)
	e := c.Events()[0]
	value := func(name other.ComponentProperty) string {
		if p := e.GetProperty(name); p != nil {
			return p.Value
		}
		return ""
	}
	start, err := e.GetStartAt()
	require.NoError(t, err)
	end, err := e.GetEndAt()
	require.NoError(t, err)
	u := understood{
		uid: e.Id(), sequence: value(other.ComponentPropertySequence), status: value(other.ComponentPropertyStatus), summary: value(other.ComponentPropertySummary),
		location: value(other.ComponentPropertyLocation), words: value(other.ComponentPropertyDescription), address: value(other.ComponentPropertyAttendee), start: start.UTC(), end: end.UTC(),
	}
	for _, p := range c.CalendarProperties {
		if p.IANAToken == "METHOD" {
			u.method = p.Value
		}
	}
	return u
}

func visitOn(t *testing.T, day string) Event {
	t.Helper()
	copenhagen, err := time.LoadLocation("Europe/Copenhagen")
	require.NoError(t, err)
	opens, err := time.ParseInLocation("2006-01-02 15:04", day, copenhagen)
	require.NoError(t, err)
	return Event{
		UID: "appointment-12@kept.example", Sequence: 2, Stamp: opens.AddDate(0, 0, -3), Start: opens, End: opens.Add(2 * time.Hour),
		Summary: "Nordby Fiber kommer til dig; »ring«, hvis det ikke passer", Location: "Havnegade 22,\nNordby; døren i gården \\ til højre — Ξενοδοχείο «Ακτή», τρίτος όροφος, κουδούνι Παπαδοπούλου",
		Description: "Linje 1\r\nLinje 2", URL: "https://kept.example/t/abc?x=1,2;3",
		Organizer: Address{Name: `Nordby "Fiber"; ltd, x:y`, Address: "help@nordby.example"}, Attendee: Address{Name: "Hanna Lund", Address: "hanna@bakkehuset.example"},
	}
}

func TestEvent_says_the_same_to_two_parsers(t *testing.T) {
	t.Parallel()
	for day, utc := range map[string]string{ // around both nights on which the clocks change
		"2026-03-28 10:00": "2026-03-28T09:00:00Z", "2026-03-30 10:00": "2026-03-30T08:00:00Z",
		"2026-10-24 10:00": "2026-10-24T08:00:00Z", "2026-10-26 10:00": "2026-10-26T09:00:00Z", "2026-11-12 10:00": "2026-11-12T09:00:00Z",
	} {
		e := visitOn(t, day)
		for _, e := range []Event{e, cancelled(e), published(e)} {
			file := e.File()
			requireLines(t, file)
			one, two := byEmersion(t, file), byArran(t, file)
			require.Equal(t, one, two, "two programs read the same")
			require.Equal(t, utc, one.start.Format(time.RFC3339))
			require.Equal(t, 2*time.Hour, one.end.Sub(one.start))
			require.Equal(t, e.UID, one.uid)
			require.Equal(t, e.Summary, one.summary)
			require.Equal(t, e.Location, one.location)
			require.Equal(t, "Linje 1\nLinje 2", one.words)
			require.Equal(t, e.Method(), one.method)
			require.Equal(t, file, e.File(), "the same in every attempt")
		}
		require.Equal(t, "CANCELLED", byArran(t, cancelled(e).File()).status)
		require.Equal(t, "CANCEL", byArran(t, cancelled(e).File()).method)
		require.Equal(t, "3", byEmersion(t, cancelled(e).File()).sequence)
		require.Equal(t, "REQUEST", byEmersion(t, e.File()).method)
		require.Equal(t, "mailto:hanna@bakkehuset.example", byEmersion(t, e.File()).address)
		require.Empty(t, byEmersion(t, published(e).File()).address)
		require.Equal(t, "PUBLISH", published(e).Method())
	}
}

func cancelled(e Event) Event {
	e.IsCancelled, e.Sequence = true, e.Sequence+1
	return e
}

func published(e Event) Event {
	e.Attendee = Address{}
	return e
}

// requireLines requires what RFC 5545 wants of lines: CRLF, 75 bytes at most, no character cut in two.
func requireLines(t *testing.T, file string) {
	t.Helper()
	require.True(t, strings.HasSuffix(file, "\r\n"))
	for _, line := range strings.Split(strings.TrimSuffix(file, "\r\n"), "\r\n") {
		require.LessOrEqual(t, len(line), 75, line)
		require.NotContains(t, line, "\n")
		require.Equal(t, strings.ToValidUTF8(line, "?"), line)
	}
}

func TestEvent_lets_nobody_write_a_line_of_its_own(t *testing.T) {
	t.Parallel()
	e := visitOn(t, "2026-11-12 10:00")
	e.Summary, e.Location = "x\r\nATTENDEE:mailto:evil@example.com", "y\nEND:VEVENT\x00\u202e"
	e.Organizer.Name = "z\";CN=\"w\r\nX-EVIL:1"
	file := e.File()
	require.Equal(t, 1, strings.Count(strings.ReplaceAll(file, "\r\n ", ""), "\r\nATTENDEE"))
	require.Equal(t, byEmersion(t, file), byArran(t, file))
	require.NotContains(t, file, "\r\nX-EVIL")
}

func TestCompose_brings_the_event_as_another_way_to_say_the_same(t *testing.T) {
	t.Parallel()
	e := visitOn(t, "2026-11-12 10:00")
	m := Message{
		From: e.Organizer, To: e.Attendee, Subject: "We come", Text: "We come to you.", HTML: "<p>We come to you.</p>", Events: []*Event{&e},
		ID: "abc@kept.example", Date: e.Stamp, Automatic: true,
	}
	l, err := compose(m)
	require.NoError(t, err)
	requireWire(t, l.raw)
	read, err := netmail.ReadMessage(strings.NewReader(string(l.raw)))
	require.NoError(t, err)
	kind, params, err := mime.ParseMediaType(read.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/alternative", kind)
	parts := multipart.NewReader(read.Body, params["boundary"])
	var kinds []string
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		kind, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		require.NoError(t, err)
		kinds = append(kinds, kind)
		if kind != CalendarKind {
			continue
		}
		require.Equal(t, "REQUEST", params["method"])
		require.Equal(t, "utf-8", strings.ToLower(params["charset"]))
		body, err := io.ReadAll(p) // quoted-printable is undone by the reader
		require.NoError(t, err)
		require.Equal(t, e.Summary, byArran(t, string(body)).summary)
		require.Equal(t, e.Location, byEmersion(t, string(body)).location)
	}
	require.Equal(t, []string{"text/plain", "text/html", "text/calendar"}, kinds, "the plainest first")
}

// calendarsOf are the calendar files of a mail, wherever they hang, with the method that their parts name.
func calendarsOf(t *testing.T, kind string, body io.Reader) (files, methods []string) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(kind)
	require.NoError(t, err)
	if kind == CalendarKind {
		require.Equal(t, "utf-8", strings.ToLower(params["charset"]))
		file, err := io.ReadAll(body)
		require.NoError(t, err)
		return []string{string(file)}, []string{params["method"]}
	}
	if !strings.HasPrefix(kind, "multipart/") {
		return nil, nil
	}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			return files, methods
		}
		require.NoError(t, err)
		more, theirs := calendarsOf(t, p.Header.Get("Content-Type"), p)
		files, methods = append(files, more...), append(methods, theirs...)
	}
}

func TestCompose_brings_each_of_several_events_as_a_file_of_its_own(t *testing.T) {
	t.Parallel()
	visit, call, third := cancelled(visitOn(t, "2026-11-12 10:00")), cancelled(visitOn(t, "2026-11-13 14:00")), cancelled(visitOn(t, "2026-11-16 09:00"))
	call.UID, third.UID = "appointment-13@kept.example", "appointment-14@kept.example"
	m := Message{
		From: visit.Organizer, To: visit.Attendee, Subject: "Not needed", Text: "We do not come.", HTML: "<p>We do not come.</p>",
		ID: "abc@kept.example", Date: visit.Stamp, InReplyTo: "first@kept.example",
	}
	for _, events := range [][]*Event{nil, {&visit}, {&visit, &call}, {&visit, &call, &third}} {
		m.Events = events
		l, err := compose(m)
		require.NoError(t, err)
		requireWire(t, l.raw)
		again, err := compose(m)
		require.NoError(t, err)
		require.Equal(t, string(l.raw), string(again.raw), "the same in every attempt")
		read, err := netmail.ReadMessage(strings.NewReader(string(l.raw)))
		require.NoError(t, err)
		require.Equal(t, "Not needed", read.Header.Get("Subject"))
		require.Equal(t, "<first@kept.example>", read.Header.Get("In-Reply-To"))
		files, methods := calendarsOf(t, read.Header.Get("Content-Type"), read.Body)
		require.Len(t, files, len(events))
		for i, e := range events {
			require.Equal(t, "CANCEL", methods[i])
			one, two := byEmersion(t, files[i]), byArran(t, files[i])
			require.Equal(t, one, two, "two programs read the same")
			require.Equal(t, e.UID, one.uid)
			require.Equal(t, "CANCELLED", one.status)
			require.Equal(t, "3", one.sequence)
			require.Equal(t, e.File(), files[i])
		}
	}
}

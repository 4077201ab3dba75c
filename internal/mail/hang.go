package mail

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strconv"
)

// hang hangs further events on a letter whose first one is among its alternatives. Each is a part of its own beside
// them: parts of an alternative all say the same (RFC 2046, 5.1.4), of which a program takes one, and a calendar file
// that takes back is of one event (RFC 5546, 3.2.5). The boundary comes from that of the letter, so that the same
// events give the same bytes, and does not begin like it: some programs look no further than that.
func hang(raw []byte, boundary string, more []*Event) ([]byte, error) {
	if len(more) == 0 {
		return raw, nil
	}
	head, body, isWhole := bytes.Cut(raw, []byte("\r\n\r\n"))
	const kind = "\r\nContent-Type: "
	at := bytes.LastIndex(head, []byte(kind)) // the last line of all: what hangs on a letter comes behind it
	if !isWhole || at < 0 {
		return nil, fmt.Errorf("a letter of %d bytes says of no kind that it is", len(raw))
	}
	whole := bytes.NewBuffer(bytes.Clone(head[:at]))
	w := multipart.NewWriter(whole)
	if err := w.SetBoundary("more-" + boundary); err != nil {
		return nil, err
	}
	whole.WriteString(kind + "multipart/mixed;\r\n boundary=" + w.Boundary() + "\r\n\r\n")
	part, err := w.CreatePart(textproto.MIMEHeader{"Content-Type": {string(head[at+len(kind):])}})
	if err != nil {
		return nil, err
	}
	if _, err := part.Write(body); err != nil {
		return nil, err
	}
	for i, e := range more {
		part, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Type":              {CalendarKind + "; method=" + e.Method() + "; charset=UTF-8"},
			"Content-Transfer-Encoding": {"quoted-printable"},
			"Content-Disposition":       {`attachment; filename="appointment-` + strconv.Itoa(i+2) + `.ics"`},
		})
		if err != nil {
			return nil, err
		}
		file := quotedprintable.NewWriter(part)
		if _, err := file.Write([]byte(e.File())); err != nil {
			return nil, err
		}
		if err := file.Close(); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return whole.Bytes(), err
}

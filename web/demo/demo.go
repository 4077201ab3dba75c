// Package demo draws what only a demo desk shows: the mail that it would have sent. It must never be linked from a
// page of a real desk.
package demo

import (
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/web/layout"
)

const mailbox = "/demo/mail"

// Mailbox is a page of the list of mails, the newest first.
type Mailbox struct {
	Frame layout.Frame
	Mails []outbox.Captured
	First bool  // it begins with the newest of all
	Older int64 // the number of the last one shown, when there are more; else 0
	Now   time.Time
}

// Mail is the page of one mail.
type Mail struct {
	Frame layout.Frame
	outbox.Captured
	Now time.Time
}

// day are the mails of one day of the reader's.
type day struct {
	id    string // of its heading
	name  string
	mails []outbox.Captured
}

// days are the page's mails by day, in their order. The clock of a demo only moves forward, so that the newest mail
// is the latest too.
func (m Mailbox) days(l *i18n.Localizer) []day {
	var all []day
	for _, mail := range m.Mails {
		name := l.Day(mail.SentAt, m.Now)
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, day{id: "day-" + strconv.Itoa(len(all)+1), name: name})
		}
		last := &all[len(all)-1]
		last.mails = append(last.mails, mail)
	}
	return all
}

// newer leads back to the newest page, from which the others are reached one by one.
func (m Mailbox) newer() string {
	if m.First {
		return ""
	}
	return mailbox
}

func (m Mailbox) older() string {
	if m.Older == 0 {
		return ""
	}
	return mailbox + "?before=" + strconv.FormatInt(m.Older, 10)
}

func address(id int64) string { return mailbox + "/" + strconv.FormatInt(id, 10) }

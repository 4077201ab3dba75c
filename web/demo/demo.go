// Package demo draws what only a demo desk shows: the mail that it would have sent. It must never be linked from a
// page of a real desk.
package demo

import (
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/web/layout"
)

// Mailbox is a page of the list of mails, the newest first.
type Mailbox struct {
	Frame layout.Frame
	Mails []outbox.Captured
	Older int64 // the number of the last one shown, when there are more; else 0
	Now   time.Time
}

// Mail is the page of one mail.
type Mail struct {
	Frame layout.Frame
	outbox.Captured
	Now time.Time
}

func address(id int64) string { return "/demo/mail/" + strconv.FormatInt(id, 10) }

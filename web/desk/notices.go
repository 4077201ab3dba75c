package desk

import (
	"time"

	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/web/layout"
)

// NoticesAddress is the page of the reader's notices.
const NoticesAddress = "/desk/notices"

// NoticesBefore is its page with those before one.
func NoticesBefore(id notify.ID) string { return NoticesAddress + "?before=" + number(int64(id)) }

// Notices is the page of what somebody was told, the newest first.
type Notices struct {
	Frame         layout.Frame
	Entries       []notify.Entry
	Unread        int // on all pages
	Now           time.Time
	Newest, Older string // addresses of the first page and the next one, empty where there is none
}

// newest is the newest notice that the page shows: what comes later is not marked as read with it.
func (n Notices) newest() string {
	if len(n.Entries) == 0 {
		return "0"
	}
	return number(int64(n.Entries[0].ID))
}

func noticeID(e notify.Entry) string { return "notice-" + number(int64(e.ID)) }

// readingAddress is where one notice is marked as read.
func readingAddress(e notify.Entry) string {
	return NoticesAddress + "/" + number(int64(e.ID)) + "/readings"
}

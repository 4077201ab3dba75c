package work_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/kepthq/kept/internal/fetch"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

const dates = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//dates//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n" +
	"DTSTART;VALUE=DATE:20000102\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Inventory\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// feed lets the one calendar read an address. One of this machine is refused at its field: it gets there as one does whose name
// leads somewhere else than it did.
func (d *desk) feed(address string) {
	d.t.Helper()
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		all, err := sla.Calendars(ctx, tx, people.System)
		if err != nil {
			return err
		}
		if err := sla.SetFeed(ctx, tx, people.System, all[0].ID, "https://calendar.example/dates.ics", false); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update calendar_feeds set url = $1`, address)
		return err
	})
}

func TestFeeds_are_read_by_one_worker_of_two_and_what_fails_says_why(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var asked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path == "/page" {
			_, _ = io.WriteString(w, "<!doctype html><p>Sign in")
			return
		}
		_, _ = io.WriteString(w, dates)
	}))
	t.Cleanup(s.Close)
	d.feed(s.URL + "/dates.ics")
	o := options(&log{}, nil)
	o.Feeds = fetch.New(fetch.Options{Allows: func(to netip.AddrPort) bool { return to.String() == s.Listener.Addr().String() }})
	d.start(o)
	second := options(&log{}, nil)
	second.Feeds = o.Feeds
	d.start(second)
	d.eventually("its dates close the desk", func() bool {
		return one[int](d, `select count(distinct day) from calendar_exceptions where source = 'feed' and name = 'Inventory' and extract(month from day) = 1`) == 7
	})
	d.eventually("it is read again tomorrow", func() bool {
		return one[bool](d, `select fault = '' and read_at is not null and next_at > kept_now() + interval '23 hours' from calendar_feeds`)
	})
	if n := asked.Load(); n != 1 {
		t.Fatalf("asked %d times", n)
	}
	if n := one[int](d, `select count(*) from policy_versions`); n != 2 {
		t.Fatalf("%d versions", n)
	}
}

func TestFeeds_from_inside_the_house_are_not_read(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		t.Error("it was read")
		_, _ = io.WriteString(w, dates)
	}))
	t.Cleanup(s.Close)
	d.feed(strings.Replace(s.URL, "127.0.0.1", "localhost", 1))
	d.start(options(&log{}, nil))
	d.eventually("it says why", func() bool { return one[string](d, `select fault from calendar_feeds`) == sla.FeedPrivate })
	if n := one[int](d, `select count(*) from calendar_versions`); n != 1 {
		t.Fatalf("%d versions", n)
	}
}

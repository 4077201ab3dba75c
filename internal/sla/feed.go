package sla

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/fetch"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Feed is an address from which the dates of a calendar are read every day.
type Feed struct {
	URL     string
	NextAt  time.Time // when it is read next
	TriedAt *time.Time
	ReadAt  *time.Time // when it could be read last
	Fault   string     // why it could not be read when it was tried last: one of the faults below
	OpenToo *people.ID // who asked that what it changes be for the tickets too that are open; nil: for new ones only
}

// Why an address cannot be read, in words of the program: the page says them in the reader's language.
const (
	FeedAway    = "away"    // no answer, or not in time
	FeedPrivate = "private" // an address inside a house
	FeedAnswer  = "answer"  // an answer that is none
	FeedLarge   = "large"
	FeedNothing = "nothing" // no calendar, or no whole day in it
	FeedClosed  = "closed"  // with its dates the desk would never open
)

const (
	maxURL = 500
	// rereadAfter is how long after a reading the next one comes; where it failed, it is tried again sooner.
	rereadAfter  = 24 * time.Hour
	tryAgain     = time.Hour
	readingTakes = 5 * time.Minute
)

// Host is what of the address may be told to everybody: the rest may be a key.
func (f Feed) Host() string {
	u, err := url.Parse(f.URL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// SetFeed lets the dates of an address close the desk, from its first reading on, which comes within a minute. An empty
// address ends it: its dates go. Setting the same again reads it at once. With openToo what it changes is for the tickets too that
// are open, whenever it does: FeedRead says so.
func SetFeed(ctx context.Context, tx *pg.Tx, by people.Actor, id CalendarID, address string, openToo bool) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	address = strings.TrimSpace(address)
	if scheme, rest, is := strings.Cut(address, "://"); is && strings.EqualFold(scheme, "webcal") {
		address = "https://" + rest
	}
	if f := checkFeed(address); f != nil {
		return f
	}
	was, err := lockCalendar(ctx, tx, by, id)
	if err != nil {
		return err
	}
	before, after := "", Feed{URL: address}.Host()
	if was.Feed != nil {
		before = was.Feed.Host()
	}
	const set = `
		insert into calendar_feeds (calendar_id, url, next_at, for_open_by) values (@id, @url, @now, @by)
		on conflict (calendar_id) do update set url = excluded.url, next_at = excluded.next_at, fault = '', for_open_by = excluded.for_open_by,
			read_at = case when calendar_feeds.url = excluded.url then calendar_feeds.read_at end, tried_at = case when calendar_feeds.url = excluded.url then calendar_feeds.tried_at end`
	if address != "" {
		args := pgx.StrictNamedArgs{"id": id, "url": address, "now": tx.Now, "by": nil}
		if openToo {
			args["by"] = by.ID
		}
		_, err = tx.Exec(ctx, set, args)
	} else {
		_, err = tx.Exec(ctx, `delete from calendar_feeds where calendar_id = $1`, id)
	}
	if err != nil {
		return fmt.Errorf("set the feed of calendar %d: %w", id, err)
	}
	same := was.Feed == nil && address == "" || was.Feed != nil && was.Feed.URL == address
	if same {
		return nil
	}
	if err := audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditFeedChanged, Object: object(id), Was: before, Became: after}); err != nil {
		return err
	}
	if address == "" {
		return change(ctx, tx, by, was, was.with(FeedDay, nil), "")
	}
	return nil
}

// checkFeed refuses what is no address of the web and what says by itself that it leads into a house. Where a name leads is
// seen when it is read, each time.
func checkFeed(address string) *fault.Error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || len(address) > maxURL || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil {
		return fault.Invalid("calendars.fault.url").On("url")
	}
	if fetch.IsInside(u.Hostname()) {
		return fault.Invalid("calendars.feed.private").On("url")
	}
	return nil
}

// DueFeed is a feed whose time has come.
type DueFeed struct {
	ID  CalendarID
	URL string
}

// ClaimFeeds takes some feeds whose time has come. Nobody else takes them until their reading is surely over.
func ClaimFeeds(ctx context.Context, tx *pg.Tx, by people.Actor, limit int) ([]DueFeed, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return nil, err
	}
	const q = `
		update calendar_feeds set next_at = (select kept_now()) + @takes where calendar_id in (
			select calendar_id from calendar_feeds where next_at <= (select kept_now()) order by next_at limit @limit for update skip locked)
		returning calendar_id, url`
	rows, err := tx.Query(ctx, q, pgx.StrictNamedArgs{"takes": readingTakes, "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("take the feeds whose time has come: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (f DueFeed, err error) { return f, row.Scan(&f.ID, &f.URL) })
}

// FeedRead keeps the dates that a feed gave. Only where they are others than before there is a new version; then it says who asked
// that it be for the tickets too that are open, 0 for nobody.
func FeedRead(ctx context.Context, tx *pg.Tx, by people.Actor, f DueFeed, days []Day) (openToo people.ID, err error) {
	was, err := standingFeed(ctx, tx, by, f)
	if err != nil || was.Feed == nil {
		return 0, err
	}
	became := was.with(FeedDay, sourced(days, FeedDay))
	if len(became.Days) > MostDays {
		return 0, feedFailed(ctx, tx, f, FeedLarge)
	}
	if err := became.check(); err != nil {
		return 0, feedFailed(ctx, tx, f, FeedClosed)
	}
	const q = `update calendar_feeds set tried_at = $2, read_at = $2, fault = '', next_at = $3 where calendar_id = $1`
	if _, err := tx.Exec(ctx, q, f.ID, tx.Now, tx.Now.Add(rereadAfter)); err != nil {
		return 0, err
	}
	if was.Feed.OpenToo != nil && len(Compare(was.Edition, became)) > 0 {
		openToo = *was.Feed.OpenToo
	}
	return openToo, change(ctx, tx, by, was, became, "")
}

// FeedFailed notes why a feed could not be read. Its dates of before stay.
func FeedFailed(ctx context.Context, tx *pg.Tx, by people.Actor, f DueFeed, why string) error {
	was, err := standingFeed(ctx, tx, by, f)
	if err != nil || was.Feed == nil {
		return err
	}
	return feedFailed(ctx, tx, f, why)
}

func feedFailed(ctx context.Context, tx *pg.Tx, f DueFeed, why string) error {
	const q = `update calendar_feeds set tried_at = @now, fault = @why, next_at = @next where calendar_id = @id`
	_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{"id": f.ID, "now": tx.Now, "why": why, "next": tx.Now.Add(tryAgain)})
	return err
}

// standingFeed is the calendar of a feed, with none when the feed has become another meanwhile.
func standingFeed(ctx context.Context, tx *pg.Tx, by people.Actor, f DueFeed) (Calendar, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return Calendar{}, err
	}
	was, err := lockCalendar(ctx, tx, by, f.ID)
	if fault.Is(err, fault.KindNotFound) {
		return Calendar{}, nil
	}
	if err == nil && was.Feed != nil && was.Feed.URL != f.URL {
		was.Feed = nil
	}
	return was, err
}

// sameDates are days without those that fall on one date twice: the first stays.
func sameDates(days []Day) []Day {
	slices.SortStableFunc(days, byDate)
	return slices.CompactFunc(days, func(a, b Day) bool { return a.Date == b.Date })
}

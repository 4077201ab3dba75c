package work

import (
	"context"
	"errors"

	"github.com/kepthq/kept/internal/fetch"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// feedsAtOnce is how many feeds one round reads.
const feedsAtOnce = 10

// readFeeds reads the calendars of dates whose time has come. What a process takes nobody else reads meanwhile; one that
// is killed over it leaves it to the next round after a while. Nothing is read inside a change.
func (w *Workers) readFeeds(ctx context.Context) error {
	var due []sla.DueFeed
	err := w.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) (err error) {
		due, err = sla.ClaimFeeds(ctx, tx, people.System, feedsAtOnce)
		return err
	})
	if err != nil {
		return err
	}
	var failed []error
	for _, f := range due {
		failed = append(failed, w.readFeed(ctx, f))
	}
	return errors.Join(failed...)
}

func (w *Workers) readFeed(ctx context.Context, f sla.DueFeed) error {
	content, read := w.options.Feeds.Get(ctx, f.URL)
	return w.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		if read != nil {
			return sla.FeedFailed(ctx, tx, people.System, f, whyUnread(read))
		}
		days, err := sla.ReadDays(content, tx.Now)
		if err != nil {
			return sla.FeedFailed(ctx, tx, people.System, f, whyUnread(err))
		}
		asked, err := sla.FeedRead(ctx, tx, people.System, f, days)
		if err != nil || asked == 0 {
			return err
		}
		return ticket.FollowFeed(ctx, tx, people.System, f.ID, asked)
	})
}

// whyUnread is what the page is told of a feed that could not be read.
func whyUnread(err error) string {
	switch {
	case errors.Is(err, fetch.ErrPrivate):
		return sla.FeedPrivate
	case errors.Is(err, fetch.ErrLarge), errors.Is(err, sla.ErrManyDays):
		return sla.FeedLarge
	case errors.Is(err, fetch.ErrAnswer):
		return sla.FeedAnswer
	case errors.Is(err, sla.ErrNoCalendar), errors.Is(err, sla.ErrNoDays):
		return sla.FeedNothing
	default:
		return sla.FeedAway
	}
}

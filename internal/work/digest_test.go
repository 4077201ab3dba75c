package work_test

import (
	"context"
	"mime"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// tell tells Maja something about a ticket, as long ago as notices wait for others.
func (d *desk) tell(id ticket.ID, kinds ...notify.Kind) {
	d.t.Helper()
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		batch := &pgx.Batch{}
		for _, k := range kinds {
			notify.Queue(batch, tx.Now.Add(-notify.Bundle), []people.ID{d.maja.ID}, notify.Notice{Kind: k, Ticket: int64(id)})
		}
		return tx.SendBatch(ctx, batch).Close()
	})
}

func TestSweep_mails_notices_several_in_one_in_the_readers_language(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	id := d.ask()
	d.exec(`delete from river_job`)
	d.exec(`update outbox set state = 'failed'`) // the receipt, which is not what this is about
	d.exec(`update people set locale = 'sv' where id = $1`, d.maja.ID)
	d.tell(id, notify.CameUp, notify.Broken, notify.Warned)

	d.start(options(&log{}, relay.sender(t)))

	d.eventually("the notices have left", func() bool { return d.mails("sent") == 1 })
	posts := relay.all()
	require.Len(t, posts, 1)
	subject, err := new(mime.WordDecoder).DecodeHeader(posts[0].header(t, "Subject"))
	require.NoError(t, err)
	require.Equal(t, "3 aviseringar, den första: Ett löfte hölls inte (#4701)", subject)
	require.Equal(t, "sv", posts[0].header(t, "Content-Language"))
	require.Equal(t, "auto-generated", posts[0].header(t, "Auto-Submitted"))
	require.Equal(t, 3, one[int](d, `select count(*) from notices where mail_id is not null`))
}

func TestSweep_mails_nothing_when_all_was_read_before_the_letter_left(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	id := d.ask()
	d.exec(`delete from river_job`)
	d.exec(`update outbox set state = 'failed'`)
	d.tell(id, notify.Broken)
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		n, err := notify.MailDue(ctx, tx, nil)
		require.Equal(t, 1, n)
		return err
	})
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		return notify.Read(ctx, tx, d.maja.Acting(), int64(id))
	})
	l := &log{}
	d.start(options(l, relay.sender(t)))
	d.eventually("the letter is no more", func() bool { return one[int](d, `select count(*) from outbox where kind = 'notices'`) == 0 })
	d.eventually("its job is done", func() bool {
		return one[int](d, `select count(*) from river_job where state <> 'completed'`) == 0
	})
	require.Empty(t, relay.all())
	require.NotContains(t, l.String(), "level=ERROR")
}

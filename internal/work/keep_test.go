package work_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/keep"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// TestOld_texts_and_files_are_let_go_of_by_whoever_works lets a closed ticket lie for a year; its file is the only one of the desk.
func TestOld_texts_and_files_are_let_go_of_by_whoever_works(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.exec(`insert into clock (stopped_at) values ('2026-11-10 09:00Z')`)
	files, refs := dayOld(t, "of a ticket")
	var id ticket.ID
	d.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.Ask(ctx, tx, people.Actor{}, ticket.DefaultLimits(), ticket.Question{
			Key: rand(), Name: "Hanna Berg", Address: "hanna@cafe.example", Subject: "No internet", Body: "See the lamp.", Locale: i18n.EN,
			Files: []ticket.Upload{{Name: "lamp.txt", Kind: "text/plain", Size: refs[0].Size, Blob: refs[0].Key}},
		})
		return err
	})
	d.reply(id, "It works now.", true)
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		customer, err := people.Get(ctx, tx, one[people.ID](d, `select requester_id from tickets where id = $1`, id))
		if err != nil {
			return err
		}
		return ticket.Confirm(ctx, tx, customer.HoldingLink(int64(id)), id)
	})
	year := 365
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		return keep.Change(ctx, tx, people.System, map[keep.Kind]*int{keep.Texts: &year})
	})
	d.exec(`update clock set stopped_at = stopped_at + interval '366 days'`)
	l := &log{}
	o := options(l, nil)
	o.Files = files
	d.start(o)
	d.eventually("its texts are gone", func() bool { return one[int](d, `select count(*) from messages where body <> ''`) == 0 })
	d.eventually("its file is gone", func() bool { return !d.has(files, refs[0].Key) })
	require.Equal(t, "1", one[string](d, `select became from audit where kind = 'retention.cleared'`))
	violations, err := ticket.Check(t.Context(), d)
	require.NoError(t, err)
	require.Empty(t, violations)
	require.False(t, strings.Contains(l.String(), "failed"), l.String())
}

package work_test

import (
	"context"
	"mime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
)

func TestDeliver_tells_whose_second_step_was_removed_in_their_own_language(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	d.exec(`update people set locale = 'sv' where id = $1`, d.maja.ID)
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		return outbox.PostFactorLost(ctx, tx, d.maja.ID, "Karin Ek")
	})

	d.start(options(&log{}, relay.sender(t)))

	d.eventually("the letter has left", func() bool { return d.mails("sent") == 1 })
	posts := relay.all()
	require.Len(t, posts, 1)
	subject, err := new(mime.WordDecoder).DecodeHeader(posts[0].header(t, "Subject"))
	require.NoError(t, err)
	require.Contains(t, subject, "Ditt andra steg hos ")
	require.Equal(t, "sv", posts[0].header(t, "Content-Language"))
	require.Equal(t, "auto-generated", posts[0].header(t, "Auto-Submitted"))
}

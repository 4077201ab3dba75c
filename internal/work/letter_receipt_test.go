package work_test

import (
	"context"
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// TestReceipt_carries_no_word_of_a_stranger lets somebody type another person's address, with words of theirs in every field.
func TestReceipt_carries_no_word_of_a_stranger(t *testing.T) {
	t.Parallel()
	const word = "watches.example"
	for _, confirmed := range []bool{false, true} {
		d, relay := newDesk(t), newRelay(t)
		d.do(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Ask(ctx, tx, people.Actor{}, ticket.DefaultLimits(), ticket.Question{
				Key: rand(), Name: word, Address: "victim@cafe.example", Subject: "Buy at " + word, Body: "See https://" + word, Locale: "en",
			})
			return err
		})
		if confirmed {
			d.exec(`update addresses set confirmed_at = kept_now() where address = 'victim@cafe.example'`)
		}
		d.start(options(&log{}, relay.sender(t)))
		d.eventually("the receipt has left", func() bool { return d.mails(outbox.Sent) == 1 })
		raw := string(relay.all()[0].raw)
		text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(raw)))
		require.NoError(t, err)
		require.Equal(t, confirmed, strings.Contains(raw, word) || strings.Contains(string(text), word))
		require.Contains(t, string(text), "/t/", "the link to what was written")
	}
}

package work_test

import (
	"context"
	"fmt"
	"mime"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

func TestLetters_ask_about_an_address_first_the_customer_and_then_its_reader(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	d.ask()
	d.exec(`delete from river_job`)
	d.exec(`update outbox set state = 'failed'`) // the receipt, which is not what this is about
	var customer people.ID
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.QueryRow(ctx, `select min(id) from people where role = 'customer'`).Scan(&customer); err != nil {
			return err
		}
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update people set notes = 'NOTE-CANARY' where id = $1`, customer); err != nil {
			return err
		}
		asked, err := people.AskAddress(ctx, tx, d.maja.Acting(), customer, people.Sizes{Name: 200, Address: 254}, "second@home.example")
		if err != nil {
			return err
		}
		return outbox.PostAddressWord(ctx, tx, customer, asked.Address)
	})

	known := one[string](d, fmt.Sprintf(`select address::text from people where id = %d`, customer))

	d.start(options(&log{}, relay.sender(t)))

	letter := func(n int, to string) people.Token {
		d.eventually("the question has left", func() bool { return d.mails("sent") == n })
		post := relay.all()[n-1]
		require.Contains(t, post.header(t, "To"), to)
		subject, err := new(mime.WordDecoder).DecodeHeader(post.header(t, "Subject"))
		require.NoError(t, err)
		require.Contains(t, subject, "second@home.example")
		said := strings.NewReplacer("=\r\n", "", "=\n", "").Replace(string(post.raw))
		require.NotContains(t, said, "NOTE-CANARY")
		link := regexp.MustCompile(`/addresses/([A-Za-z0-9_-]{43})`).FindStringSubmatch(said)
		require.NotNil(t, link, "the letter has a link")
		return people.Token(link[1])
	}
	word := letter(1, known)
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		l, err := people.AgreeAddress(ctx, tx, word)
		if err != nil {
			return err
		}
		return outbox.PostAddress(ctx, tx, l.Person, l.Address)
	})
	link := letter(2, "second@home.example")
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.ConfirmAddress(ctx, tx, link)
		return err
	})
	require.Equal(t, int64(customer), one[int64](d, `select person_id from addresses where address = 'second@home.example' and confirmed_at is not null`))
}

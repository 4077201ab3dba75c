package people_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

// asked is a link that was mailed to an address, and the browser that it is bound to.
func asked(t *testing.T, db *pg.DB, address string) (link, browser people.Token) {
	t.Helper()
	browser = people.NewToken()
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		id, err := people.AskSignIn(ctx, tx, 254, people.SignInRequest{Address: address, Browser: browser})
		if err != nil {
			return err
		}
		l, err := people.DrawSignIn(ctx, tx, id)
		link = l.Token
		return err
	}))
	return link, browser
}

func TestSignInByLink_pressed_twenty_times_at_once_begins_one_session(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	hanna := hire(t, db, people.Customer, "hanna@kund.example")
	link, browser := asked(t, db, "hanna@kund.example")
	var mu sync.Mutex
	var all sync.WaitGroup
	began, gone := 0, 0
	for range 20 {
		all.Go(func() {
			err := db.Do(context.Background(), func(ctx context.Context, tx *pg.Tx) error {
				_, _, err := people.SignInByLink(ctx, tx, link, browser, people.Visit{Network: "192.0.2.0/24"})
				return err
			})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				began++
			case fault.Is(err, fault.KindGone):
				gone++
			}
		})
	}
	all.Wait()
	require.Equal(t, []int{1, 19}, []int{began, gone})
	var sessions, noted int
	require.NoError(t, db.QueryRow(t.Context(), `select count(*), (select count(*) from audit where kind = 'customer.signed_in_by_link') from sessions where person_id = $1`, hanna).Scan(&sessions, &noted))
	require.Equal(t, []int{1, 1}, []int{sessions, noted})
}

func TestSignInByLink_is_for_customers_and_ends_the_session_before(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	hanna := hire(t, db, people.Customer, "hanna@kund.example")
	link, browser := asked(t, db, "hanna@kund.example")
	var session people.Token
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) (err error) {
		before, err := people.SignIn(ctx, tx, hanna, "")
		if err != nil {
			return err
		}
		session, _, err = people.SignInByLink(ctx, tx, link, browser, people.Visit{Before: before})
		return err
	}))
	arrival, err := people.Arrive(t.Context(), db, session, true)
	require.NoError(t, err)
	require.Equal(t, hanna, arrival.Me.ID)
	// Whoever becomes one of the staff between the mail and the press does not come in by it.
	link, browser = asked(t, db, "hanna@kund.example")
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update people set role = 'agent' where id = $1`, hanna)
		return err
	}))
	err = do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		_, _, err := people.SignInByLink(ctx, tx, link, browser, people.Visit{})
		return err
	})
	require.True(t, fault.Is(err, fault.KindGone))
}

// TestAskSignIn_takes_as_long_for_every_address measures what a stranger could: the whole change, in turns.
func TestAskSignIn_takes_as_long_for_every_address(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	hire(t, db, people.Customer, "hanna@kund.example")
	took := map[string][]time.Duration{}
	for range 60 {
		for _, address := range []string{"hanna@kund.example", "nobody@nowhere.example"} {
			begun := time.Now()
			require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
				_, err := people.AskSignIn(ctx, tx, 254, people.SignInRequest{Address: address, Browser: people.NewToken()})
				return err
			}))
			took[address] = append(took[address], time.Since(begun))
		}
	}
	middle := func(address string) time.Duration {
		slices.Sort(took[address])
		return took[address][len(took[address])/2]
	}
	known, unknown := middle("hanna@kund.example"), middle("nobody@nowhere.example")
	t.Logf("known: middle %v, %v to %v of ten; unknown: middle %v, %v to %v of ten", known, took["hanna@kund.example"][6], took["hanna@kund.example"][53],
		unknown, took["nobody@nowhere.example"][6], took["nobody@nowhere.example"][53])
	require.Less(t, max(known, unknown), 3*min(known, unknown)+time.Millisecond)
}

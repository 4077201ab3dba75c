package ticket_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

var cardSizes = people.Sizes{Name: 200, Address: 254, Line: 200}

// cardOf is a customer's card as Maja sees it.
func cardOf(s *cast.Stage, p people.Person) people.Card {
	s.T.Helper()
	c, err := people.CardOf(s.T.Context(), s.DB, s.Maja.Acting(), p.ID)
	require.NoError(s.T, err)
	return c
}

// edits changes a customer's card.
func edits(s *cast.Stage, p people.Person, change func(*people.Edit)) {
	s.T.Helper()
	c := cardOf(s, p)
	e := people.Edit{Name: c.Name, Locale: c.Locale, Contact: c.Contact, Phones: c.Phones, Notes: c.Notes, Seal: c.Seal()}
	change(&e)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return people.EditCustomer(ctx, tx, s.Maja.Acting(), p.ID, cardSizes, e)
	})
}

func joins(s *cast.Stage, kept, gone people.Person) (id ticket.JoinID, err error) {
	s.T.Helper()
	err = s.DB.Do(s.T.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.JoinCustomers(ctx, tx, s.Maja.Acting(), kept.ID, gone.ID)
		return err
	})
	return id, err
}

func undoes(s *cast.Stage, kept people.Person, id ticket.JoinID) error {
	s.T.Helper()
	return s.DB.Do(s.T.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return ticket.UndoJoin(ctx, tx, s.Maja.Acting(), kept.ID, id)
	})
}

// allRows is all that a join may touch, without what says that it was.
func allRows(s *cast.Stage) map[string]string {
	s.T.Helper()
	found := map[string]string{}
	for _, table := range []string{"people", "addresses", "asked_addresses", "address_links", "phones", "tickets", "promises", "messages", "ticket_links", "followers", "outbox", "companies"} {
		var rows string
		q := `select coalesce(string_agg(to_jsonb(t)::text, e'\n' order by to_jsonb(t)::text), '') from ` + pgx.Identifier{table}.Sanitize() + ` t`
		require.NoError(s.T, s.DB.QueryRow(s.T.Context(), q).Scan(&rows))
		found[table] = rows
	}
	return found
}

// laden is a stage on which Göran has something of every kind, and Hanna something of her own.
func laden(t *testing.T) (s *cast.Stage, hers, his ticket.ID) {
	t.Helper()
	s = cast.New(t)
	s.At("Mon 9 Nov 10:00")
	hers, his = s.Asks(s.Hanna, "No internet"), s.Asks(s.Goran, "Fakturan")
	other := s.Asks(s.Mette, "Regning")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		company, err := people.AddCompany(ctx, tx, s.Maja.Acting(), cardSizes, people.CompanyForm{Name: "Brevlåda AB"})
		if err != nil {
			return err
		}
		if _, err := people.SetGate(ctx, tx, s.Karin.Acting(), company, people.Gate{Domains: "brevlada-ab.example"}); err != nil {
			return err
		}
		if _, err := people.AskAddress(ctx, tx, s.Maja.Acting(), s.Goran.ID, cardSizes, "goran@work.example"); err != nil {
			return err
		}
		if _, err := people.NewAddressLink(ctx, tx, s.Goran.ID, "goran@work.example"); err != nil {
			return err
		}
		if _, err := ticket.NewLink(ctx, tx, his, s.Goran.ID); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into followers (ticket_id, person_id, added_at, confirmed_at, address) values
			($1, $3, kept_now(), kept_now(), 'one@x.example'), ($2, $3, kept_now(), null, 'two@x.example'), ($2, $4, kept_now(), kept_now(), 'three@x.example')`,
			hers, other, s.Goran.ID, s.Hanna.ID)
		return err
	})
	edits(s, s.Goran, func(e *people.Edit) {
		e.Notes, e.Phones, e.Zone = "Rings back at noon.", []string{"+46 70 123 45 67", "08-999 000"}, "Europe/Stockholm"
	})
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return people.SetMembership(ctx, tx, s.Karin.Acting(), s.Goran.ID, cardSizes, people.Membership{Company: "Brevlåda AB", Sees: true, Seal: cardOf(s, s.Goran).Seal()})
	})
	edits(s, s.Hanna, func(e *people.Edit) { e.Notes, e.Phones = "Likes short answers.", []string{"08 999 000"} })
	return s, hers, his
}

func TestJoin_moves_everything_and_undoing_it_puts_everything_back(t *testing.T) {
	t.Parallel()
	s, _, his := laden(t)
	before := allRows(s)
	id, err := joins(s, s.Hanna, s.Goran)
	require.NoError(t, err)

	c := cardOf(s, s.Hanna)
	require.Equal(t, "Brevlåda AB", c.Company)
	require.True(t, c.SeesCompany)
	require.Equal(t, "Likes short answers.\n\nRings back at noon.", c.Notes)
	require.Equal(t, []string{"+46 70 123 45 67", "08 999 000"}, c.Phones, "a number that both have stands once")
	require.Equal(t, s.Hanna.ID, s.Ticket(his).RequesterID)
	gone := cardOf(s, s.Goran)
	require.Equal(t, s.Hanna.ID, *gone.JoinedInto)
	require.Empty(t, gone.Address)
	p, err := people.ByAddress(t.Context(), s.DB, "goran@brevlada.example")
	require.NoError(t, err)
	require.Equal(t, s.Hanna.ID, p.ID)
	s.Until("Mon 9 Nov 10:01") // the mail that waited for him goes to her

	require.NoError(t, undoes(s, s.Hanna, id))
	after := allRows(s)
	for table, rows := range before {
		if table != "outbox" && table != "promises" && table != "tickets" { // what left in between
			require.Equal(t, rows, after[table], table)
		}
	}
	require.Equal(t, s.Goran.ID, s.Ticket(his).RequesterID)
	var mails int
	require.NoError(t, s.DB.QueryRow(t.Context(), `select count(*) from outbox where ticket_id = $1 and person_id <> $2`, his, s.Goran.ID).Scan(&mails))
	require.Zero(t, mails)
	require.Equal(t, fault.KindConflict, fault.Of(undoes(s, s.Hanna, id))[0].Kind, "once is enough")
}

func TestJoin_undone_at_once_leaves_no_trace_but_its_own(t *testing.T) {
	t.Parallel()
	s, _, _ := laden(t)
	before := allRows(s)
	id, err := joins(s, s.Hanna, s.Goran)
	require.NoError(t, err)
	require.NoError(t, undoes(s, s.Hanna, id))
	require.Equal(t, before, allRows(s))
}

func TestJoin_undone_leaves_what_was_written_since_with_whom_it_is_with(t *testing.T) {
	t.Parallel()
	s, _, his := laden(t)
	id, err := joins(s, s.Hanna, s.Goran)
	require.NoError(t, err)
	s.At("Mon 16 Nov 10:00")
	later := s.Asks(s.Goran, "By his old address") // whom the desk takes for Hanna now
	require.Equal(t, s.Hanna.ID, s.Ticket(later).RequesterID)
	edits(s, s.Hanna, func(e *people.Edit) { e.Notes += "\n\nMoved house."; e.Phones = append(e.Phones, "+45 11 22 33") })
	require.NoError(t, undoes(s, s.Hanna, id))
	require.Equal(t, s.Hanna.ID, s.Ticket(later).RequesterID)
	require.Equal(t, s.Goran.ID, s.Ticket(his).RequesterID)
	hanna, goran := cardOf(s, s.Hanna), cardOf(s, s.Goran)
	require.Equal(t, "Likes short answers.\n\nMoved house.", hanna.Notes)
	require.Equal(t, []string{"08 999 000", "+45 11 22 33"}, hanna.Phones)
	require.Equal(t, "Rings back at noon.", goran.Notes)
	require.Equal(t, "goran@brevlada.example", goran.Address)
	require.Empty(t, hanna.Company)
}

func TestJoin_can_be_undone_for_thirty_days(t *testing.T) {
	t.Parallel()
	s, _, _ := laden(t)
	id, err := joins(s, s.Hanna, s.Goran)
	require.NoError(t, err)
	s.Stop(s.Now().Add(ticket.UndoTime + time.Second))
	require.Equal(t, "customer.fault.undo_over", fault.Of(undoes(s, s.Hanna, id))[0].Key)
	s.Stop(s.Now().Add(-2 * time.Second))
	require.NoError(t, undoes(s, s.Hanna, id))
}

func TestJoin_in_a_row_is_undone_from_its_end(t *testing.T) {
	t.Parallel()
	s, _, his := laden(t)
	first, err := joins(s, s.Hanna, s.Goran)
	require.NoError(t, err)
	second, err := joins(s, s.Mette, s.Hanna)
	require.NoError(t, err)
	require.Equal(t, s.Mette.ID, s.Ticket(his).RequesterID)
	require.Equal(t, "customer.fault.joined", fault.Of(undoes(s, s.Hanna, first))[0].Key)
	_, err = joins(s, s.Piotr, s.Goran)
	require.Equal(t, "customer.fault.joined", fault.Of(err)[0].Key, "who is gone is joined no more")
	require.NoError(t, undoes(s, s.Mette, second))
	require.NoError(t, undoes(s, s.Hanna, first))
	require.Equal(t, s.Goran.ID, s.Ticket(his).RequesterID)
}

func TestJoin_refuses_what_is_no_two_customers(t *testing.T) {
	t.Parallel()
	s, _, _ := laden(t)
	_, err := joins(s, s.Hanna, s.Hanna)
	require.Equal(t, "customer.fault.same", fault.Of(err)[0].Key)
	_, err = joins(s, s.Hanna, s.Jonas)
	require.True(t, fault.Is(err, fault.KindNotFound))
	_, err = joins(s, s.Hanna, people.Person{ID: 987654})
	require.True(t, fault.Is(err, fault.KindNotFound))
	for _, by := range []people.Actor{{}, s.Oskar.Acting(), s.Hanna.Acting(), s.Hanna.HoldingLink(1)} {
		err := s.DB.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.JoinCustomers(ctx, tx, by, s.Hanna.ID, s.Goran.ID)
			return err
		})
		require.True(t, fault.Is(err, fault.KindNotFound))
	}
}

func TestJoin_two_ways_at_once_while_they_write_loses_no_ticket(t *testing.T) {
	t.Parallel()
	s, _, _ := laden(t)
	for round := range 8 {
		var all errgroup.Group
		first, second := s.Hanna, s.Goran
		if round%2 == 1 {
			first, second = s.Goran, s.Hanna
		}
		for _, pair := range [][2]people.Person{{first, second}, {second, first}} {
			all.Go(func() error {
				_, err := joins(s, pair[0], pair[1])
				if fault.Is(err, fault.KindConflict) {
					return nil
				}
				return err
			})
		}
		for _, p := range []people.Person{s.Hanna, s.Goran} {
			all.Go(func() error {
				return s.DB.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
					q := ticket.Question{Key: cast.Key(), Name: p.Name, Address: p.Address, Subject: "Once more", Body: "Hello.", Locale: i18n.EN}
					_, err := ticket.Ask(ctx, tx, people.Actor{}, s.Limits, q)
					return err
				})
			})
		}
		require.NoError(t, all.Wait())
		var stray, people int
		const q = `select (select count(*) from tickets t join people p on p.id = t.requester_id where p.joined_into_id is not null),
			(select count(*) from people where id in ($1, $2) and joined_into_id is null)`
		require.NoError(t, s.DB.QueryRow(t.Context(), q, s.Hanna.ID, s.Goran.ID).Scan(&stray, &people))
		require.Zero(t, stray, "a ticket of somebody who is gone")
		require.Equal(t, 1, people)
		var id ticket.JoinID
		var kept int64
		require.NoError(t, s.DB.QueryRow(t.Context(), `select id, kept_id from joins where undone_at is null`).Scan(&id, &kept))
		one := s.Hanna
		if int64(s.Goran.ID) == kept {
			one = s.Goran
		}
		require.NoError(t, undoes(s, one, id))
	}
}

func TestCustomers_hide_what_lies_in_private_teams(t *testing.T) {
	t.Parallel()
	s, hers, his := laden(t)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		for _, id := range []ticket.ID{hers, his} {
			if err := ticket.SetTeam(ctx, tx, s.Karin.Acting(), id, s.Second); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `update teams set is_private = true where id = $1`, s.Second)
		return err
	})
	open := s.Asks(s.Hanna, "A second one")
	names := func(by people.Person, words string) string {
		all, err := people.Customers(t.Context(), s.DB, by.Acting(), people.Search{Words: words, Limit: 50})
		require.NoError(t, err)
		var found []string
		for _, c := range all {
			found = append(found, c.Name)
		}
		return strings.Join(found, ", ")
	}
	require.NotContains(t, names(s.Jonas, ""), "Göran")
	require.Contains(t, names(s.Jonas, ""), "Hanna")
	require.Empty(t, names(s.Jonas, "goran"))
	require.Equal(t, "Göran Åström", names(s.Karin, "goran"))
	_, err := people.CardOf(t.Context(), s.DB, s.Jonas.Acting(), s.Goran.ID)
	require.True(t, fault.Is(err, fault.KindNotFound))
	rows, err := ticket.OfCustomer(t.Context(), s.DB, s.Jonas.Acting(), s.Hanna.ID)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, open, rows[0].ID)
	rows, err = ticket.OfCustomer(t.Context(), s.DB, s.Karin.Acting(), s.Hanna.ID)
	require.NoError(t, err)
	require.Len(t, rows, 2)
	s.Replies(s.Karin, hers, "Done.")
	tally, err := ticket.TallyOf(t.Context(), s.DB, s.Jonas.Acting(), s.Hanna.ID)
	require.NoError(t, err)
	require.Zero(t, tally.Ended(), "what was kept out of sight is not counted")
	tally, err = ticket.TallyOf(t.Context(), s.DB, s.Karin.Acting(), s.Hanna.ID)
	require.NoError(t, err)
	require.Equal(t, 1, tally.Kept)
	_, err = joins(s, s.Hanna, s.Goran)
	require.True(t, fault.Is(err, fault.KindConflict), "who does not see every team joins nobody, whatever is hidden")
}

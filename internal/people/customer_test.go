package people_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

// counter is a desk with one agent, and the customers whom a test adds.
type counter struct {
	*testing.T
	db    *pg.DB
	by    people.Actor
	admin people.Actor
}

func atCounter(t *testing.T) counter {
	t.Helper()
	db := pgtest.DB(t)
	id := hire(t, db, people.Agent, "maja@nordby.example")
	admin := hire(t, db, people.Admin, "karin@nordby.example")
	return counter{t, db, people.Actor{ID: id, Role: people.Agent}, people.Actor{ID: admin, Role: people.Admin}}
}

func (c counter) customer(name, address string) people.ID {
	c.Helper()
	var id people.ID
	require.NoError(c, do(c.T, c.db, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = people.Meet(ctx, tx, people.Newcomer{Role: people.Customer, Name: name, Address: address, Locale: i18n.EN})
		return err
	}))
	return id
}

func (c counter) card(id people.ID) people.Card {
	c.Helper()
	card, err := people.CardOf(c.Context(), c.db, c.by, id)
	require.NoError(c, err)
	return card
}

// ask asks about an address for which an admin answers, where the customer would have to.
func (c counter) ask(id people.ID, address string) (link people.Token, err error) {
	c.Helper()
	err = do(c.T, c.db, func(ctx context.Context, tx *pg.Tx) error {
		asked, err := people.AskAddress(ctx, tx, c.by, id, sizes, address)
		if err != nil {
			return err
		}
		if !asked.Agreed {
			if _, err := people.VouchAddress(ctx, tx, c.admin, id, asked.Address); err != nil {
				return err
			}
		}
		link, err = people.NewAddressLink(ctx, tx, id, asked.Address)
		return err
	})
	return link, err
}

func (c counter) confirm(link people.Token) error {
	c.Helper()
	return do(c.T, c.db, func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.ConfirmAddress(ctx, tx, link)
		return err
	})
}

func (c counter) on(f func(context.Context, *pg.Tx, people.Actor, people.ID, string) error, id people.ID, address string) error {
	c.Helper()
	return do(c.T, c.db, func(ctx context.Context, tx *pg.Tx) error { return f(ctx, tx, c.by, id, address) })
}

// firm is a company as an agent writes it down, with what an admin says of it.
type firm struct {
	Name, Domains, Notes string
	MayReply             bool
}

func (c counter) company(f firm) (id people.CompanyID, joined int, err error) {
	c.Helper()
	err = do(c.T, c.db, func(ctx context.Context, tx *pg.Tx) (err error) {
		if id, err = people.AddCompany(ctx, tx, c.by, sizes, people.CompanyForm{Name: f.Name, Notes: f.Notes}); err != nil {
			return err
		}
		joined, err = people.SetGate(ctx, tx, c.admin, id, people.Gate{Domains: f.Domains, MayReply: f.MayReply})
		return err
	})
	return id, joined, err
}

func keyOf(err error) string {
	if all := fault.Of(err); len(all) > 0 {
		return all[0].Key
	}
	return ""
}

func TestAddress_is_theirs_once_its_reader_says_so(t *testing.T) {
	t.Parallel()
	c := atCounter(t)
	hanna := c.customer("Hanna Lund", "hanna@bakkehuset.example")
	link, err := c.ask(hanna, " Hanna.Lund@Home.example ")
	require.NoError(t, err)
	stranger := c.customer("Somebody", "other@home.example")
	require.NotEqual(t, hanna, stranger)
	require.NoError(t, c.confirm(link))
	require.Equal(t, hanna, c.customer("H. Lund", "hanna.lund@home.example"), "what is asked by it is hers")
	require.Equal(t, "fault.link_gone", keyOf(c.confirm(link)), "once")
	require.Equal(t, "customer.fault.address_theirs", keyOf(why(c.ask(hanna, "HANNA.LUND@home.example"))))

	require.NoError(t, c.on(people.MakeMain, hanna, "hanna.lund@home.example"))
	require.Equal(t, "Hanna.Lund@Home.example", c.card(hanna).Address)
	require.NoError(t, c.on(people.RemoveAddress, hanna, "hanna@bakkehuset.example"))
	require.NotEqual(t, hanna, c.customer("Hanna Lund", "hanna@bakkehuset.example"), "it is nobody's any more")
	require.Equal(t, "customer.fault.address_main", keyOf(c.on(people.RemoveAddress, hanna, "hanna.lund@home.example")))
}

func why[A any](_ A, err error) error { return err }

func TestAddress_links_end(t *testing.T) {
	t.Parallel()
	c := atCounter(t)
	hanna := c.customer("Hanna Lund", "hanna@bakkehuset.example")
	old, err := c.ask(hanna, "old@home.example")
	require.NoError(t, err)
	_, err = c.db.Pool().Exec(t.Context(), `update address_links set created_at = clock_timestamp() - interval '3 days 1 second'`)
	require.NoError(t, err)
	taken, err := c.ask(hanna, "taken@home.example")
	require.NoError(t, err)
	require.NoError(t, c.on(people.RemoveAddress, hanna, "taken@home.example"))
	for name, link := range map[string]people.Token{
		"too old": old, "taken back": taken, "guessed": people.NewToken(), "empty": "", "cut": taken[:20], "longer": taken + "A", "no text": "\x00\xff",
	} {
		require.Equal(t, "fault.link_gone", keyOf(c.confirm(link)), name)
	}
	all, err := people.Addresses(t.Context(), c.db, c.by, hanna)
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.False(t, all[1].IsTheirs)
}

func TestAddress_of_somebody_else_stays_theirs(t *testing.T) {
	t.Parallel()
	c := atCounter(t)
	hanna, mette := c.customer("Hanna Lund", "hanna@bakkehuset.example"), c.customer("Mette", "mette@postkasse.example")
	require.Equal(t, "customer.fault.address_taken", keyOf(why(c.ask(hanna, "METTE@postkasse.example"))))
	require.Equal(t, "customer.fault.address_taken", keyOf(why(c.ask(hanna, "maja@nordby.example"))), "a colleague's")
	first, err := c.ask(hanna, "shared@home.example")
	require.NoError(t, err)
	other, err := c.ask(mette, "shared@home.example")
	require.NoError(t, err)
	require.NoError(t, c.confirm(other))
	require.Equal(t, "customer.fault.address_anothers", keyOf(c.confirm(first)))
	for _, address := range []string{"nobody", "", "a b@c.example", strings.Repeat("a", 300) + "@x.example"} {
		require.Equal(t, fault.KindInvalid, fault.Of(why(c.ask(hanna, address)))[0].Kind, address)
	}
	require.True(t, fault.Is(c.on(people.MakeMain, hanna, "mette@postkasse.example"), fault.KindNotFound))
	require.True(t, fault.Is(c.on(people.RemoveAddress, hanna, "mette@postkasse.example"), fault.KindNotFound))
	for i := range people.MostAddresses {
		_, err = c.ask(hanna, strings.Repeat("x", i+1)+"@many.example")
		if err != nil {
			break
		}
	}
	require.Equal(t, "customer.fault.addresses", keyOf(err))
}

func TestAddress_confirmed_while_it_is_first_written_from_is_one_persons(t *testing.T) {
	t.Parallel()
	c := atCounter(t)
	hanna := c.customer("Hanna Lund", "hanna@bakkehuset.example")
	for i := range 10 {
		address := strings.Repeat("r", i+1) + "@race.example"
		link, err := c.ask(hanna, address)
		if err != nil {
			require.Equal(t, "customer.fault.addresses", keyOf(err))
			break
		}
		var all errgroup.Group
		for range 2 {
			all.Go(func() error {
				err := c.confirm(link)
				if keyOf(err) != "" {
					return nil
				}
				return err
			})
		}
		all.Go(func() error {
			return do(t, c.db, func(ctx context.Context, tx *pg.Tx) error {
				_, err := people.Meet(ctx, tx, people.Newcomer{Role: people.Customer, Name: "New", Address: address, Locale: i18n.EN})
				return err
			})
		})
		require.NoError(t, all.Wait())
		var owners int
		require.NoError(t, c.db.QueryRow(t.Context(), `select count(*) from addresses where address = $1`, address).Scan(&owners))
		require.Equal(t, 1, owners)
	}
}

func TestCompany_gathers_who_has_a_confirmed_address_in_its_domains(t *testing.T) {
	t.Parallel()
	c := atCounter(t)
	hanna, mette := c.customer("Hanna Lund", "hanna@bakkehuset.example"), c.customer("Mette", "mette@cafe.bakkehuset.example")
	link, err := c.ask(hanna, "hanna@bakkehuset.example")
	require.NoError(t, err)
	require.NoError(t, c.confirm(link))
	id, joined, err := c.company(firm{Name: "Bakkehuset", Domains: "@Bakkehuset.example, other.example", Notes: "Two buildings.", MayReply: true})
	require.NoError(t, err)
	require.Equal(t, 1, joined)
	require.Equal(t, "Bakkehuset", c.card(hanna).Company)
	require.False(t, c.card(hanna).SeesCompany, "that is for a person to say")
	require.Nil(t, c.card(mette).CompanyID, "not confirmed, and another domain")

	link, err = c.ask(mette, "mette@other.example")
	require.NoError(t, err)
	require.Nil(t, c.card(mette).CompanyID)
	require.NoError(t, c.confirm(link))
	require.Equal(t, id, *c.card(mette).CompanyID, "by herself")
	require.Equal(t, "Two buildings.", c.card(mette).CompanyNotes)

	require.NoError(t, do(t, c.db, func(ctx context.Context, tx *pg.Tx) error {
		return people.SetSight(ctx, tx, c.admin, id, []people.ID{hanna, mette}, []people.ID{mette, 987654})
	}))
	require.True(t, c.card(mette).SeesCompany)
	require.False(t, c.card(hanna).SeesCompany)
	found, err := people.GetCompany(t.Context(), c.db, c.by, id)
	require.NoError(t, err)
	require.Equal(t, []string{"bakkehuset.example", "other.example"}, found.Domains)
	require.Equal(t, 2, found.Members)
}

func TestCompany_refuses_domains_that_are_nobodys_own(t *testing.T) {
	t.Parallel()
	c := atCounter(t)
	_, _, err := c.company(firm{Name: "First", Domains: "first.example"})
	require.NoError(t, err)
	for domain, key := range map[string]string{
		"gmail.com": "customer.fault.public_hoster", "GMAIL.COM": "customer.fault.public_hoster", "mail.yahoo.com": "customer.fault.public_hoster", "wp.pl": "customer.fault.public_hoster",
		"fine.example otenet.gr": "customer.fault.public_hoster", "first.example": "customer.fault.domain_taken", "FIRST.example": "customer.fault.domain_taken",
		"nodot": "customer.fault.domain", "a@b.example": "customer.fault.domain", "-a.example": "customer.fault.domain", "a..example": "customer.fault.domain",
		"<script>.example": "customer.fault.domain", "a\x00.example": "fault.not_text", strings.Repeat("a", 64) + ".example": "customer.fault.domain",
		strings.Repeat("x.example\ny.example\n", 300): "fault.too_long",
	} {
		_, _, err := c.company(firm{Name: "Second", Domains: domain})
		require.Equal(t, key, keyOf(err), domain)
	}
	_, _, err = c.company(firm{Name: " First ", Domains: ""})
	require.Equal(t, "customer.fault.company_taken", keyOf(err))
	_, _, err = c.company(firm{Name: "Żółw", Domains: "żółw.example"})
	require.NoError(t, err)
}

func TestCustomers_are_found_by_what_people_type(t *testing.T) {
	t.Parallel()
	c := atCounter(t)
	goran, soren, eleni := c.customer("Göran Åström", "ga@brevlada.example"), c.customer("Søren Kjærgaard", "sk@nordby_skole.example"), c.customer("Ελένη Παππάς", "eleni@tachydromeio.example")
	_, _, err := c.company(firm{Name: "Båtklubben Måsen"})
	require.NoError(t, err)
	card := c.card(goran)
	edit := people.Edit{Name: card.Name, Locale: card.Locale, Contact: people.ByPhone, Phones: []string{"+46 (0)70-123 45 67"}, Seal: card.Seal()}
	change := func() error {
		return do(t, c.db, func(ctx context.Context, tx *pg.Tx) error {
			return people.EditCustomer(ctx, tx, c.by, goran, sizes, edit)
		})
	}
	require.NoError(t, change())
	require.NoError(t, do(t, c.db, func(ctx context.Context, tx *pg.Tx) error {
		return people.SetMembership(ctx, tx, c.admin, goran, sizes, people.Membership{Company: "batklubben masen", Seal: c.card(goran).Seal()})
	}))
	require.Equal(t, "Båtklubben Måsen", c.card(goran).Company)
	require.Equal(t, "customer.fault.changed", keyOf(change()), "from a form that somebody was quicker than")
	for words, want := range map[string][]people.ID{
		"goran": {goran}, "ÅSTRÖM": {goran}, "ga@brev": {goran}, "masen": {goran}, "701234": {goran}, "070 123": {goran}, "+46 (0)70": {goran},
		"soren": {soren}, "kjaer": {soren}, "so": {soren}, "y_s": {soren}, "ελενη": {eleni}, "ΠΑΠΠΑΣ": {eleni}, "%%%": nil, "___": nil, `\\\`: nil, "a\x00b": nil,
		strings.Repeat("x", 5000): nil, "": {goran, soren, eleni},
	} {
		found, err := people.Customers(t.Context(), c.db, c.by, people.Search{Words: words, Limit: 10})
		require.NoError(t, err, words)
		var ids []people.ID
		for _, k := range found {
			ids = append(ids, k.ID)
		}
		require.Equal(t, want, ids, words)
	}
	first, err := people.Customers(t.Context(), c.db, c.by, people.Search{Limit: 2})
	require.NoError(t, err)
	rest, err := people.Customers(t.Context(), c.db, c.by, people.Search{After: first[1].ID, Limit: 2})
	require.NoError(t, err)
	require.Len(t, rest, 1)
	require.Equal(t, eleni, rest[0].ID)
	for _, by := range []people.Actor{{}, {ID: goran, Role: people.Customer}, {ID: 1, Role: people.Technician}} {
		_, err := people.Customers(t.Context(), c.db, by, people.Search{Limit: 2})
		require.True(t, fault.Is(err, fault.KindNotFound))
		_, err = people.CardOf(t.Context(), c.db, by, goran)
		require.True(t, fault.Is(err, fault.KindNotFound))
	}
}

func TestCustomer_edited_is_written_into_the_audit_without_notes(t *testing.T) {
	t.Parallel()
	c := atCounter(t)
	hanna := c.customer("Hanna Lund", "hanna@bakkehuset.example")
	edit := people.Edit{Name: "Hanna Bakke", Locale: i18n.DA, Zone: "Europe/Copenhagen", Contact: people.ByPortal, Notes: "CANARY-7", Phones: []string{"+45 11 22 33 44"}, Seal: c.card(hanna).Seal()}
	require.NoError(t, do(t, c.db, func(ctx context.Context, tx *pg.Tx) error {
		return people.EditCustomer(ctx, tx, c.by, hanna, sizes, edit)
	}))
	var entries, secrets int
	const q = `select count(*), count(*) filter (where was || became like '%CANARY%' or was || became like '%11 22%') from audit where person_id = $1 and actor_id = $2 and kind = 'customer.edited'`
	require.NoError(t, c.db.QueryRow(t.Context(), q, hanna, c.by.ID).Scan(&entries, &secrets))
	require.Equal(t, 6, entries)
	require.Zero(t, secrets)
}

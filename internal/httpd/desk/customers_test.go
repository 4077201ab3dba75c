package desk

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
	view "github.com/kepthq/kept/web/desk"
)

func TestCustomers_are_found_and_shown_with_what_was_promised_to_them(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Goran, "Fakturan")
	d.Replies(d.Maja, id, "Vi ser.", d.Promising("We tell you what it costs", "Mon 9 Nov 14:05"))
	v := d.as(d.Maja)
	list := v.Open("/desk/customers").Says("Customers", "Hanna Lund", "Göran Åström", "1 open", "no ticket yet")
	found := list.Form("finder").Fill("q", "goran").Press("Search").Says("Göran Åström").Lacks("Hanna Lund")
	page := found.Click("Göran Åström").Says("Promises to Göran", "Kept: 1 of 1 (100%)", "Open tickets", "Fakturan", "We tell you what it costs", "not confirmed", "goran@brevlada.example")
	require.Equal(t, view.CustomerAddress(d.Goran.ID), page.Address)
	v.Open("/desk/customers?q=nobody-at-all").Says("Nobody was found.")
	v.Open(d.page(id)).Click("Göran Åström").Says("Promises to Göran")
}

func TestCustomer_is_edited_and_the_second_form_is_told(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.AddCompany(ctx, tx, d.Maja.Acting(), people.Sizes{Name: 200, Address: 254}, people.CompanyForm{Name: "Bakkehuset Café", Notes: "COMPANY-NOTE"})
		return err
	})
	address := view.CustomerAddress(d.Hanna.ID)
	maja, jonas := d.as(d.Maja).Open(address+"/profile").Form("customer"), d.as(d.Jonas).Open(address+"/profile").Form("customer")
	saved := maja.Fill("notes", "Rings at noon. NOTE-CANARY").Fill("phones", "+45 70 10 20 30\n75 55 01 00").Choose("contact", "phone").
		Tick("unrated", "yes").Choose("hours", "own").Fill("from", "08:00").Fill("to", "12:30").Fill("zone", "Europe/Athens").Press("Save")
	saved.Says("Hanna Lund")
	saved = d.as(d.Karin).Open(address+"/profile").Form("membership").Fill("company", "bakkehuset cafe").Tick("sees", "yes").Press("Save the company")
	saved.Says("Hanna Lund", "Bakkehuset Café", "Rings at noon.", "COMPANY-NOTE", "+45 70 10 20 30", "75 55 01 00", "Phone", "08:00 to 12:30", "Europe/Athens", "11:00 there now", "Do not ask for ratings", "Hanna may see all of its tickets.")
	jonas.Fill("notes", "Mine").Press("Save").Refuses(http.StatusConflict, "Somebody has changed this customer meanwhile.", "NOTE-CANARY")
	d.as(d.Maja).Open(d.page(id)).Says("NOTE-CANARY", "COMPANY-NOTE", "+45 70 10 20 30")
	form := d.as(d.Maja).Open(address + "/profile").Form("customer")
	form.Fill("name", " ").Fill("zone", "Mars/Base").Fill("phones", "abc").Press("Save").
		Refuses(http.StatusUnprocessableEntity, "Fill this in.", "“abc” is no phone number.", "Choose a time zone from the list.")
	member := d.as(d.Karin).Open(address + "/profile").Form("membership")
	member.Fill("company", "No such").Press("Save the company").Refuses(http.StatusUnprocessableEntity, "There is no company “No such” here.")
	member.Fill("company", "").Press("Save the company").Says("Belongs to no company here.")
	member.Press("Save the company").Refuses(http.StatusConflict, "Somebody has changed this customer meanwhile.")
	d.as(d.Maja).Open(address + "/profile").Lacks("Save the company")
	form.Forge("hours", "own").Forge("from", "25:00").Forge("to", "x").Press("Save").Refuses(http.StatusUnprocessableEntity)
}

func TestAddresses_are_asked_about_made_main_and_removed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.as(d.Maja)
	address := view.CustomerAddress(d.Hanna.ID)
	ask := func() *visitor.Page {
		return v.Open(address).Form("add-address").Fill("address", "hanna@home.example").Press("Ask the customer")
	}
	mails := func(kind string) (n int) {
		const waiting = `select count(*) from outbox where kind = $2 and address = 'hanna@home.example' and person_id = $1 and state = 'queued'`
		require.NoError(t, d.DB.QueryRow(t.Context(), waiting, d.Hanna.ID, kind).Scan(&n))
		return n
	}
	asked := ask()
	asked.Says("hanna@home.example", "asked on 9 November", "at hanna@bakkehuset.example", "no answer yet").Lacks("I answer for it")
	require.Contains(t, asked.Note(), "The customer is asked at the main address.")
	ask()
	require.Equal(t, []int{1, 0}, []int{mails("address_word"), mails("address")}, "one that waits is enough, and nobody is asked at the new one")
	v.Open(address).Form("add-address").Fill("address", "mette@postkasse.example").Press("Ask the customer").
		Refuses(http.StatusUnprocessableEntity, "Somebody else here has this address.")
	v.Open(address).Form("address-1").Press("Remove").Lacks("hanna@home.example")
	require.Zero(t, mails("address_word"), "nobody asks any more")

	ask()
	vouched := d.as(d.Karin).Open(address).Form("address-1").Press("I answer for it: send the link")
	vouched.Says("link sent on 9 November", "not opened yet").Lacks("I answer for it")
	require.Contains(t, vouched.Note(), "A link is on its way to hanna@home.example.")
	require.Equal(t, []int{1, 1}, []int{mails("address"), mails("address_added")}, "the customer is told where they are known")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		link, err := people.NewAddressLink(ctx, tx, d.Hanna.ID, "hanna@home.example")
		if err != nil {
			return err
		}
		_, err = people.ConfirmAddress(ctx, tx, link)
		return err
	})
	v.Open(address).Says("confirmed on 9 November").Form("address-1").Press("Make main").Says("hanna@home.example main")
	old := v.Open(address).Form("address-1")
	old.Forge("address", "hanna@home.example").Press("Remove").Refuses(http.StatusConflict, "This is the main address.")
}

func TestJoin_previews_joins_and_undoes(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Goran, "Fakturan")
	d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	hanna, goran := view.CustomerAddress(d.Hanna.ID), view.CustomerAddress(d.Goran.ID)
	search := v.Open(hanna).Click("Join with another").Form("finder").Fill("q", "åström").Press("Search")
	preview := search.Says("See what moves").Click("Göran Åström")
	preview.Says("What moves from Göran Åström to Hanna Lund", "1 ticket, 1 open", "goran@brevlada.example", "It can be undone for 30 days.", "Keep Göran Åström instead")
	stale := v.Open(hanna + "/join?other=" + text(int64(d.Goran.ID))).Form("join")
	joined := preview.Form("join").Press("Join Göran Åström into Hanna Lund")
	joined.Says("Hanna Lund", "Fakturan", "goran@brevlada.example", "Joined into this customer", "by Maja", "until 9 December")
	require.Contains(t, joined.Note(), "Göran Åström and Hanna Lund are one customer now.")
	require.Equal(t, hanna, v.Open(goran).Address, "who is gone is shown as who they are")
	stale.Press("Join").Refuses(http.StatusConflict, "Göran Åström was joined with another customer meanwhile.")

	undone := v.Open(hanna).Form("undo-1").Press("Undo").Lacks("Fakturan", "Joined into this customer")
	require.Contains(t, undone.Note(), "They are two customers again.")
	v.Open(goran).Says("Fakturan", "goran@brevlada.example")
	require.Equal(t, d.Goran.ID, d.Ticket(id).RequesterID)
	v.Open(hanna + "/join?other=" + text(int64(d.Hanna.ID))).Says("Two customers can turn out to be one person.")
}

func TestCompanies_are_made_searched_and_say_who_sees_all(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.as(d.Maja)
	v.Open("/desk/companies").Says("No company is written down yet.")
	made := v.Open("/desk/companies/new").Form("company").Fill("name", "Bakkehuset").Fill("notes", "Two buildings.").Press("Add the company")
	made.Says("Bakkehuset", "Nobody belongs to it yet.", "is for an admin to say").Lacks("Save who comes in")
	v = d.as(d.Karin)
	form := v.Open(made.Address).Form("gate")
	form.Fill("domains", "gmail.com").Press("Save who comes in").Refuses(http.StatusUnprocessableEntity, "Anybody can have an address at gmail.com")
	form.Fill("domains", "bakkehuset.example").Press("Save who comes in").Says("bakkehuset.example")
	v.Open(view.CustomerAddress(d.Hanna.ID)+"/profile").Form("membership").Fill("company", "Bakkehuset").Press("Save the company").Says("Bakkehuset")
	page := v.Open("/desk/companies?q=bakkehuset.ex").Says("1 customer").Click("Bakkehuset")
	page.Says("Hanna Lund").Form("members").Tick("sees", text(int64(d.Hanna.ID))).Press("Save who sees all")
	v.Open(view.CustomerAddress(d.Hanna.ID)).Says("Hanna may see all of its tickets.")
	page.Form("company").Fill("name", "Bakkehuset Café").Press("Save").Says("Bakkehuset Café")
	v.Open("/desk/companies/new").Form("company").Fill("name", "Bakkehuset Café").Press("Add the company").
		Refuses(http.StatusUnprocessableEntity, "There is a company of this name already.")
	v.Open("/desk/companies?q=nothing").Says("No such company was found.")
}

func TestCustomers_of_private_teams_are_not_there_for_others(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Goran, "SECRET-SUBJECT")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := ticket.SetTeam(ctx, tx, d.Karin.Acting(), id, d.Second); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `update teams set is_private = true where id = $1`, d.Second)
		return err
	})
	address := view.CustomerAddress(d.Goran.ID)
	d.as(d.Karin).Open(address).Says("SECRET-SUBJECT")
	v := d.as(d.Jonas)
	v.Open("/desk/customers").Lacks("Göran")
	v.Open("/desk/customers?q=goran").Says("Nobody was found.")
	for _, path := range []string{address, address + "/profile", address + "/join", view.CustomerAddress(d.Hanna.ID) + "/join?other=" + text(int64(d.Goran.ID))} {
		v.Open(path).Refuses(http.StatusNotFound)
	}
	d.Asks(d.Goran, "Seen by all")
	v.Open(address).Says("Seen by all").Lacks("SECRET-SUBJECT")
}

func TestCustomer_who_was_joined_into_a_hidden_one_is_not_there(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Goran, "SECRET-SUBJECT")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.JoinCustomers(ctx, tx, d.Karin.Acting(), d.Goran.ID, d.Hanna.ID)
		return err
	})
	gone := view.CustomerAddress(d.Hanna.ID)
	require.Equal(t, view.CustomerAddress(d.Goran.ID), d.as(d.Maja).Open(gone).Address)
	d.Goes(id, d.Private("Bills", d.Jonas))
	v := d.as(d.Maja)
	for _, path := range []string{"", "/profile", "/join"} {
		require.Equal(t, v.Open("/desk/customers/999999"+path).Body, v.Open(gone+path).Refuses(http.StatusNotFound).Body, "nothing tells who it is")
	}
	require.Equal(t, view.CustomerAddress(d.Goran.ID), d.as(d.Jonas).Open(gone).Address)
}

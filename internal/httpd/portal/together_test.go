package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/visitor"
)

// asksColleague lets a ticket's requester ask an address to see it, and returns the link that is mailed.
func (d desk) asksColleague(v *visitor.Visitor, number int64, address string) string {
	d.T.Helper()
	v.Open(fmt.Sprint("/my/tickets/", number)).Form("colleague-form").Fill("address", address).Press("Ask them by mail").Says(address, "sees nothing yet")
	return d.leaves(address)[0].link(d.T)
}

func post(v *visitor.Visitor, path string, form url.Values) *visitor.Page {
	return v.Send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func TestColleague_sees_a_ticket_once_they_have_said_yes(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "Secret subject")
	number := d.Whole(id).Number
	hanna, peter := d.signedIn(d.Hanna), d.visitor()
	link := d.asksColleague(hanna, number, "peter.holm@elsewhere.example")
	mail := d.leaves("peter.holm@elsewhere.example")[0]
	require.Contains(t, mail.Subject, "Hanna Lund")
	require.NotContains(t, mail.Text+mail.Subject, "Secret subject", "nothing of the ticket goes to an address that nobody has confirmed")
	d.Replies(d.Maja, id, "Before Peter said yes.")
	require.Len(t, d.leaves("peter.holm@elsewhere.example"), 1, "and no answer either")
	d.visitor().Open(link).Says("Hanna Lund would like you to see a ticket").Lacks("Secret subject", "Before Peter")

	page := peter.Open(link).Form("follow").Fill("name", "").Press("Yes, show me").Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	page = page.Form("follow").Fill("name", "Peter Holm").Press("Yes, show me")
	page.Says("Secret subject", "Before Peter said yes.", "from Hanna Lund", "Hanna Lund wrote").Lacks("You wrote")
	peter.Open(link).Refuses(http.StatusGone, "does not work any more")
	page.Form("write").Fill("body", "I am at the router now.").Press("Send").Says("I am at the router now.", "You wrote")
	hanna.Open(fmt.Sprint("/my/tickets/", number)).Says("Peter Holm wrote", "I am at the router now.", "Peter Holm")
	last := d.Whole(id).Messages[len(d.Whole(id).Messages)-1]
	require.Equal(t, "Peter Holm", last.AuthorName)

	d.Replies(d.Maja, id, "Thank you, Peter.")
	answers := d.leaves("peter.holm@elsewhere.example")
	require.Contains(t, answers[0].Text, "Thank you, Peter.")
	peter.Open(answers[0].link(t)).Says("Thank you, Peter.")
	require.Contains(t, d.leaves(d.Hanna.Address)[0].Text, "Thank you, Peter.")
	require.NotEqual(t, answers[0].link(t), d.leaves(d.Hanna.Address)[0].link(t), "each has a link of their own")
}

func TestColleague_who_was_removed_sees_nothing_from_the_next_request_on(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	number := d.Whole(id).Number
	hanna, peter := d.signedIn(d.Hanna), d.visitor()
	link := d.asksColleague(hanna, number, "peter@elsewhere.example")
	peter.Open(link).Form("follow").Fill("name", "Peter Holm").Press("Yes, show me")
	d.Replies(d.Maja, id, "For both.")
	own := d.leaves("peter@elsewhere.example")[0].link(t)
	var person people.ID
	require.NoError(t, d.DB.QueryRow(t.Context(), `select person_id from addresses where address = 'peter@elsewhere.example'`).Scan(&person))
	signed := d.visitor()
	signed.Open(d.asksToSignIn(signed, "peter@elsewhere.example")).Form("use").Press("Sign in now").Says("No internet", "from Hanna Lund")

	d.Replies(d.Maja, id, "On its way while he is removed.")
	hanna.Open(fmt.Sprint("/my/tickets/", number)).Says("Peter Holm")
	post(hanna, fmt.Sprint("/my/tickets/", number, "/followers/", person, "/removals"), nil).Says("No internet").Lacks("Peter Holm")
	peter.Open(own).Refuses(http.StatusNotFound, "This link does not open a ticket")
	signed.Open(fmt.Sprint("/my/tickets/", number)).Refuses(http.StatusNotFound)
	signed.Open("/my/tickets").Lacks("No internet")
	before := d.count("messages")
	post(peter, own+"/messages", url.Values{"key": {cast.Key()}, "body": {"Still here?"}}).Refuses(http.StatusNotFound)
	require.Equal(t, before, d.count("messages"))
	for _, mail := range d.leaves("peter@elsewhere.example") {
		require.NotContains(t, mail.Text, "On its way while he is removed.")
	}
	d.Replies(d.Maja, id, "Only for Hanna.")
	require.NotContains(t, d.leaves("peter@elsewhere.example")[0].Text, "Only for Hanna.")
}

func TestColleague_leaves_by_their_own_link(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	hanna, peter := d.signedIn(d.Hanna), d.visitor()
	page := peter.Open(d.asksColleague(hanna, d.Whole(id).Number, "peter@elsewhere.example")).Form("follow").Fill("name", "Peter").Press("Yes, show me")
	require.False(t, page.HasForm("colleague-form"), "who follows a ticket adds nobody")
	var person people.ID
	require.NoError(t, d.DB.QueryRow(t.Context(), `select person_id from followers`).Scan(&person))
	d.Replies(d.Maja, id, "Hello.")
	link := d.leaves("peter@elsewhere.example")[0].link(t)
	post(peter, fmt.Sprint(link, "/followers/", d.Hanna.ID, "/removals"), nil).Refuses(http.StatusNotFound)
	post(peter, fmt.Sprint(link, "/followers/", person, "/removals"), nil).Says("How can we help you?")
	peter.Open(link).Refuses(http.StatusNotFound)
	require.Zero(t, d.count("followers"))
}

func TestColleague_is_added_by_the_requester_signed_in_only(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	number := d.Whole(id).Number
	byLink := d.visitor()
	require.False(t, byLink.Open(d.link(id)).HasForm("colleague-form"), "a forwarded link goes no further by itself")
	post(byLink, d.link(id)+"/followers", url.Values{"address": {"x@nowhere.example"}}).Refuses(http.StatusNotFound)
	hanna := d.signedIn(d.Hanna)
	path := fmt.Sprint("/my/tickets/", number)
	for address, says := range map[string]string{
		"": "Fill this in.", "nobody": "Write a mail address", d.Hanna.Address: "sees it already", strings.Repeat("x", 250) + "@a.example": "At most",
	} {
		hanna.Open(path).Form("colleague-form").Fill("address", address).Press("Ask them by mail").Refuses(http.StatusUnprocessableEntity, says)
	}
	require.Zero(t, d.count("followers"))
	for i := range 20 {
		d.exec(`with p as (insert into people (role, name, address, locale, created_at) values ('customer', 'Many', $1, 'en', kept_now()) returning id, address),
			a as (insert into addresses (address, person_id, added_at) select address, id, kept_now() from p)
			insert into followers (ticket_id, person_id, added_at, address) select $2, id, kept_now(), address from p`, fmt.Sprintf("many%d@elsewhere.example", i), id)
	}
	hanna.Open(path).Form("colleague-form").Fill("address", "one@toomany.example").Press("Ask them by mail").Refuses(http.StatusUnprocessableEntity, "At most 20")
}

func TestColleague_address_says_nothing_about_who_has_it(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	path := fmt.Sprint("/my/tickets/", d.Whole(id).Number)
	hanna := d.signedIn(d.Hanna)
	for _, address := range []string{d.Goran.Address, d.Maja.Address, "nobody@nowhere.example"} {
		hanna.Open(path).Form("colleague-form").Fill("address", address).Press("Ask them by mail").Says(address, "sees nothing yet").Lacks("Göran", "Maja Lindqvist")
	}
	require.Contains(t, d.leaves(d.Maja.Address)[0].link(t), "/desk/tickets/", "who works here sees it at the desk")
	d.visitor().Open(d.leaves(d.Goran.Address)[0].link(t)).Says("Hanna Lund").Form("follow")
	d.exec(`update followers set drawn_at = drawn_at - interval '14 days 1 second' where drawn_at is not null`)
	d.visitor().Open(d.leaves(d.Goran.Address)[0].link(t)).Refuses(http.StatusGone)
}

func TestLink_of_a_ticket_whose_requester_changed_opens_it_no_more(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	link, v := d.link(id), d.visitor()
	v.Open(link).Says("No internet")
	d.exec(`update tickets set requester_id = $1 where id = $2`, d.Goran.ID, id)
	v.Open(link).Refuses(http.StatusNotFound, "This link does not open a ticket").Lacks("No internet")
	post(v, link+"/messages", url.Values{"key": {cast.Key()}, "body": {"Mine?"}}).Refuses(http.StatusNotFound)
	d.signedIn(d.Goran).Open("/my/tickets").Says("No internet")
	d.signedIn(d.Hanna).Open("/my/tickets").Lacks("No internet")
}

func TestCompany_lets_see_and_where_it_says_so_write(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	path := fmt.Sprint("/my/tickets/", d.Whole(id).Number)
	d.exec(`with c as (insert into companies (name, created_at) values ('Bakkehuset', kept_now()) returning id), m as (insert into company_domains (domain, company_id) select 'bakkehuset.example', id from c)
		update people set company_id = (select id from c) where id = $1`, d.Goran.ID)
	goran := d.signedIn(d.Goran)
	goran.Open(path).Refuses(http.StatusNotFound)
	d.signedIn(d.Hanna) // whose address is of the company's domain: she joins it
	require.Equal(t, 2, d.rows(`select count(*) from people where company_id is not null`))
	goran.Open(path).Refuses(http.StatusNotFound)
	d.exec(`update people set sees_company = true where id = $1`, d.Goran.ID)
	goran.Open("/my/tickets").Says("No internet", "från Hanna Lund")
	goran.Open("/my/tickets?whose=mine").Lacks("No internet")
	page := goran.Open(path).Says("No internet", "Du kan läsa med.")
	require.False(t, page.HasForm("write") || page.HasForm("answer") || page.HasForm("colleague-form"))
	letter := url.Values{"key": {cast.Key()}, "body": {"From the office."}, "works": {"yes"}}
	post(goran, path+"/messages", letter).Refuses(http.StatusNotFound)
	post(goran, path+"/answers", letter).Refuses(http.StatusNotFound)
	d.exec(`update companies set may_reply = true`)
	goran.Open(path).Form("write").Fill("body", "From the office.").Press("Skicka").Says("Du skrev", "From the office.")
	d.exec(`update people set sees_company = false where id = $1`, d.Goran.ID)
	goran.Open(path).Refuses(http.StatusNotFound)
}

func TestAsking_while_signed_in_types_neither_name_nor_address(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.signedIn(d.Hanna)
	page := v.Open("/my/tickets").Says("You have not asked us anything yet").Click("Ask us").Says("You ask as Hanna Lund")
	form := page.Form("question").Fill("subject", "No internet").Fill("body", "Since eleven.")
	form.Forge("email", d.Goran.Address).Forge("name", "Somebody else").Press("Send").Says("hanna@bakkehuset.example")
	require.Equal(t, d.Hanna.ID, d.Ticket(d.only()).RequesterID)
	v.Open("/my/tickets").Says("No internet")
}

func TestProfile_keeps_what_is_said_and_ends_sessions(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v, elsewhere := d.signedIn(d.Hanna), d.signedIn(d.Hanna)
	v.Open("/my/profile").Says("hanna@bakkehuset.example", "we write to you here").
		Form("profile").Fill("name", "Hanna Lund-Holm").Choose("locale", "da").Choose("zone", "Europe/Athens").Press("Save").Says("Mine oplysninger")
	hanna, err := people.Get(t.Context(), d.DB, d.Hanna.ID)
	require.NoError(t, err)
	require.Equal(t, "Hanna Lund-Holm", hanna.Name)
	require.Equal(t, "Europe/Athens", *hanna.Zone)
	form := url.Values{"name": {""}, "locale": {"tlh"}, "zone": {"../../etc/passwd"}}
	post(v, "/my/profile", form).Refuses(http.StatusUnprocessableEntity)
	elsewhere.Open("/my/profile").Form("password-form").Fill("password", "hanna1").Press("Gem adgangskoden").Refuses(http.StatusUnprocessableEntity)
	elsewhere.Open("/my/profile").Form("password-form").Fill("password", "καλημέρα καφενείο").Press("Gem adgangskoden").Says("Du har en.")
	v.Open("/my/profile").Says("Sign in")
	// By the password she comes in again, and what is guessed at does not.
	again := d.visitor()
	in := func(address, password string) *visitor.Page {
		return again.Open("/signin").Form("password-form").Fill("email", address).Fill("password", password).Press("Sign in")
	}
	in(d.Hanna.Address, "καλημέρα καφενείο!").Refuses(http.StatusUnprocessableEntity, "is not right")
	in("nobody@nowhere.example", "καλημέρα καφενείο").Refuses(http.StatusUnprocessableEntity, "is not right")
	in(d.Hanna.Address, "καλημέρα καφενείο").Says("Mine sager")
	page := again.Open("/my/profile").Form("password-form").Fill("password", "another sentence here").Fill("old", "wrong").Press("Gem adgangskoden")
	page.Refuses(http.StatusUnprocessableEntity, "Det er ikke din adgangskode")
	again.Open("/my/profile").Form("others").Press("Afslut alle andre").Says("denne browser")
	elsewhere.Open("/my/profile").Says("Sign in")
	require.Equal(t, 1, d.rows(`select count(*) from sessions where person_id = $1`, d.Hanna.ID))
	require.Positive(t, d.rows(`select count(*) from audit where person_id = $1 and kind = 'customer.password_set'`, d.Hanna.ID))
}

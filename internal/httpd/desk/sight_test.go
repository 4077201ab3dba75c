package desk

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	view "github.com/kepthq/kept/web/desk"
)

func TestTeam_that_is_private_takes_a_ticket_out_of_its_givers_sight(t *testing.T) {
	t.Parallel()
	d := opened(t)
	team := d.Private("Bills <b>", d.Jonas)
	id, other := d.Asks(d.Hanna, "A wrong bill"), d.Asks(d.Goran, "No internet")
	v := d.as(d.Maja)
	p := v.Open(d.page(id)+"?list=view%3Dunassigned").Form("act-team-form").Choose("team", text(int64(team))).Press("Give it to the team")
	require.Equal(t, http.StatusOK, p.Status)
	require.Contains(t, p.Note(), "is with Bills <b> now. Only that team sees its tickets, so you do not see it any more.")
	p.Says("No internet").Lacks("A wrong bill")
	v.Open(d.page(id)).Refuses(http.StatusNotFound)
	require.Equal(t, v.Open("/desk/tickets/999999").Body, v.Open(d.page(id)).Body, "as if it had never been there")
	v.Open(d.page(other)).Says("No internet")
	d.as(d.Jonas).Open(d.page(id)).Says("A wrong bill")
	d.as(d.Karin).Open(d.page(id)).Says("A wrong bill")
}

func TestTicket_of_a_private_team_is_offered_to_who_sees_it(t *testing.T) {
	t.Parallel()
	d := opened(t)
	lena := d.Hires(people.Supervisor, "Lena Falk")
	team := d.Private("Bills", d.Jonas, lena)
	id := d.Asks(d.Hanna, "A wrong bill")
	everybody := d.as(d.Jonas).Open(d.page(id)).At("act-owner-form")
	require.Contains(t, everybody, "Maja Lindqvist")
	d.Goes(id, team)
	page := d.as(d.Jonas).Open(d.page(id))
	for _, name := range []string{"Maja Lindqvist", "Ingrid Aaberg", "Oskar Strand"} {
		require.NotContains(t, page.Text(), name)
	}
	for _, name := range []string{"Jonas Berg", "Lena Falk", "Karin Sjöström"} {
		require.Contains(t, page.At("act-owner-form"), name)
	}
	page.Form("act-owner-form").Forge("owner", text(int64(d.Maja.ID))).Press("Hand over").Refuses(http.StatusUnprocessableEntity, "Only the team sees this ticket, and Maja Lindqvist is not in it.")
}

func TestDesk_counts_and_names_no_private_team_to_others(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "A wrong bill")
	d.Asks(d.Goran, "No internet")
	d.Goes(id, d.Private("Bills", d.Jonas))
	for _, address := range []string{"/desk", "/desk?view=unassigned", "/desk?view=late", "/desk?view=stuck", "/desk?view=handed&level=1", "/desk/notices"} {
		page := d.as(d.Maja).Open(address)
		require.NotContains(t, page.Body, "Bills", address)
		require.NotContains(t, page.Body, "A wrong bill", address)
	}
	require.Contains(t, d.as(d.Maja).Open("/desk").Title(), "(1)")
	require.Contains(t, d.as(d.Jonas).Open("/desk").Title(), "(2)")
	require.Contains(t, d.as(d.Jonas).Open("/desk").Body, "Bills")
}

func TestCompany_whose_people_nobody_else_sees_is_named_to_nobody_else(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "A wrong bill")
	d.Asks(d.Goran, "No internet")
	v := d.as(d.Karin)
	for _, name := range []string{"Bakkehuset", "Fiskehallen"} {
		v.Open("/desk/companies/new").Form("company").Fill("name", name).Press("Add the company")
	}
	v.Open(view.CustomerAddress(d.Hanna.ID)+"/profile").Form("membership").Fill("company", "Bakkehuset").Press("Save the company")
	company := d.as(d.Maja).Open("/desk/companies").Says("Bakkehuset", "Fiskehallen").Click("Bakkehuset").Address
	d.Goes(id, d.Private("Bills", d.Jonas))

	maja := d.as(d.Maja)
	for _, address := range []string{"/desk", "/desk/companies?q=bakke", "/desk/search?q=bakkehuset", view.CustomerAddress(d.Goran.ID) + "/profile"} {
		require.NotContains(t, maja.Open(address).Lacks("wrong bill").At("main"), "Bakkehuset", address)
	}
	maja.Open("/desk/companies").Says("Fiskehallen").Lacks("Bakkehuset")
	maja.Open(company).Refuses(http.StatusNotFound)
	for _, p := range []people.Person{d.Jonas, d.Karin} {
		d.as(p).Open("/desk/companies").Says("Bakkehuset", "Fiskehallen")
		d.as(p).Open(company).Says("Hanna Lund")
	}
}

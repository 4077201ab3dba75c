package desk

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNext_hands_out_a_ticket_and_says_so_when_nothing_waits(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.as(d.Maja)
	v.Open("/desk").Form("next").Press("Next ticket").Says("Nothing is waiting for you", "Every ticket that needs somebody has an owner")
	id := d.Asks(d.Hanna, "No internet")
	page := v.Open("/desk/next").Says("A ticket is waiting again").Form("next").Press("Next ticket").Says("No internet", "took the ticket as the next one")
	require.Equal(t, "Ticket #"+text(d.Ticket(id).Number)+" is yours now.", page.Note())
	require.Equal(t, d.Maja.ID, *d.Ticket(id).AssigneeID)
	d.as(d.Jonas).Open("/desk").Form("next").Press("Next ticket").Says("Nothing is waiting for you")
}

func TestReturn_gives_a_ticket_back_with_a_reason(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	require.False(t, d.as(d.Maja).Open(d.page(id)).HasForm("act-back-form"), "nobody's ticket is not hers to give")
	d.Takes(d.Maja, id)
	require.False(t, d.as(d.Jonas).Open(d.page(id)).HasForm("act-back-form"))
	stale := d.as(d.Maja).Open(d.page(id)).Form("act-back-form").Fill("reason", "Late")
	form := d.as(d.Maja).Open(d.page(id)).Form("act-back-form")
	back := form.Fill("reason", strings.Repeat("x", 201)).Press("Give it back").Refuses(http.StatusUnprocessableEntity, "At most 200")
	list := back.Form("act-back-form").Fill("reason", "Needs <b>fiber</b>").Press("Give it back")
	require.Contains(t, list.Note(), "is the team’s again")
	require.Nil(t, d.Ticket(id).AssigneeID)
	d.as(d.Jonas).Open(d.page(id)).Says("gave the ticket back to the team: “Needs <b>fiber</b>”")
	stale.Press("Give it back").Refuses(http.StatusConflict)
	d.as(d.Maja).Open("/desk").Form("next").Press("Next ticket").Says("Nothing is waiting for you")
}

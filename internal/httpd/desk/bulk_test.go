package desk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/visitor"
	view "github.com/kepthq/kept/web/desk"
)

func TestBulk_is_chosen_in_the_queue_said_on_a_page_and_undone_from_the_list(t *testing.T) {
	t.Parallel()
	d := opened(t)
	a, b := d.Asks(d.Goran, "Fakturan"), d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	list := v.Open("/desk").Says("All on this page")
	list.Form("bulk").Press("More…").Refuses(http.StatusUnprocessableEntity, "No ticket is chosen").Click("Back to the list").Says("Fakturan")
	said := list.Form("bulk").Tick("ticket", text(d.Ticket(a).Number)).Press("Priority").Says("For 1 chosen ticket")
	done := said.Form("bulk-form").Choose("target", string(sla.High)).Press("Priority").Says("Fakturan", "No internet")
	require.Contains(t, done.Note(), "1 ticket is changed.")
	require.Equal(t, sla.High, d.Ticket(a).Priority)
	require.Equal(t, sla.Normal, d.Ticket(b).Priority)
	done.Form("undo-bulk").Press("Undo")
	require.Equal(t, sla.Normal, d.Ticket(a).Priority)

	taken := v.Open("/desk").Form("bulk").Tick("all", "page").Press("Take")
	require.Contains(t, taken.Note(), "2 tickets are changed.")
	require.Equal(t, d.Maja.ID, *d.Ticket(b).AssigneeID)
	again := v.Open("/desk").Form("bulk").Tick("all", "page").Press("More…").Form("bulk-verbs").Press("Take")
	require.Contains(t, again.Note(), "2 tickets were like that already.")
	words := v.Open("/desk").Form("bulk").Tick("all", "page").Press("Solve").Form("bulk-form").Fill("words", "It works again.").Press("Solve")
	require.Contains(t, words.Note(), "2 tickets are changed.")
	d.Status(b, promise.Solved)
}

// post sends a form that nobody drew.
func post(v *visitor.Visitor, fields url.Values) *visitor.Page {
	v.T.Helper()
	return v.Send(http.MethodPost, "/desk/acts", "application/x-www-form-urlencoded", strings.NewReader(fields.Encode()))
}

func TestBulk_with_hostile_fields_is_refused_in_words_and_never_breaks(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Goran, "Fakturan")
	number := text(d.Ticket(id).Number)
	v := d.as(d.Maja)
	long := url.Values{"act": {"take"}, "ticket": {"-1", "0", "1e3", "99999999999999999999", "x\x00"}, "list": {"%zz"}, "back": {"https://elsewhere.example/"}}
	post(v, long).Refuses(http.StatusUnprocessableEntity, "No ticket is chosen")
	post(v, url.Values{"act": {"erase"}, "ticket": {number}}).Refuses(http.StatusUnprocessableEntity)
	post(v, url.Values{"act": {"priority"}, "target": {"x\x00"}, "ticket": {number}}).Refuses(http.StatusUnprocessableEntity)
	post(v, url.Values{"act": {"take"}, "all": {"list"}, "list": {"view=987654"}}).Refuses(http.StatusNotFound)
	v.Open("/desk/acts/new?act=%00&ticket=x&all=y&list=%25zz&back=//elsewhere.example").Refuses(http.StatusUnprocessableEntity, "No ticket is chosen")
	v.Open("/desk/acts/987654").Refuses(http.StatusNotFound)
	require.Nil(t, d.Ticket(id).AssigneeID)
	foreign := post(v, url.Values{"act": {"take"}, "ticket": {number, "987654"}})
	foreign.Says("1 ticket is changed.", "1 ticket is not there.", "#987654", "This ticket is not there.", "Fakturan")
	require.Equal(t, d.Maja.ID, *d.Ticket(id).AssigneeID)
	d.as(d.Jonas).Open(foreign.Address).Refuses(http.StatusNotFound)
}

func TestBulk_names_the_chosen_tickets_that_the_reader_sees_and_counts_the_rest(t *testing.T) {
	t.Parallel()
	d := opened(t)
	hidden := d.Asks(d.Hanna, "A wrong bill")
	address := "/desk/acts/new?act=priority&ticket=" + strings.TrimPrefix(d.page(hidden), "/desk/tickets/")
	d.Goes(hidden, d.Private("Bills", d.Jonas))
	for range view.BulkNames + 2 {
		address += "&ticket=" + strings.TrimPrefix(d.page(d.Asks(d.Goran, "No internet")), "/desk/tickets/")
	}
	p := d.as(d.Maja).Open(address).Says("For 11 chosen tickets", "and 3 more").Lacks("A wrong bill")
	require.Equal(t, view.BulkNames, strings.Count(p.At("main"), "No internet"))
	d.as(d.Jonas).Open(address).Says("A wrong bill", "and 3 more")
}

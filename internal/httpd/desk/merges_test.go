package desk

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/promise"
)

func TestMerge_is_previewed_done_and_undone(t *testing.T) {
	t.Parallel()
	d := opened(t)
	a := d.Asks(d.Hanna, "No internet")
	d.Until("Mon 9 Nov 11:00")
	b := d.Asks(d.Hanna, "Still no internet in the shop")
	into := strconv.FormatInt(d.Ticket(b).Number, 10)
	v := d.as(d.Maja)
	v.Open(d.page(a)).Says("Merge")
	found := v.Open(d.page(a) + "/merge")
	found.Says("Other open tickets of Hanna Lund", "Still no internet in the shop")
	v.Open(d.page(a) + "/merge?q=shop").Says("Still no internet in the shop")
	v.Open(d.page(a) + "/merge?q=zzz").Says("No open ticket found")
	v.Open(d.page(a) + "/merge?q=%23" + into).Says("Still no internet in the shop")
	preview := v.Open(d.page(a) + "/merge?into=" + into)
	preview.Says("Closes", "Stays", "1 message that nobody has answered goes along", "comes along").Lacks("belong to two customers")

	stays := preview.Form("merge").Press("Merge into ticket " + into)
	require.Contains(t, stays.Note(), "is merged into this one")
	stays.Says("Its promises and unanswered messages came along", "Undo the merging")
	require.Equal(t, promise.Closed, d.Ticket(a).Status)
	require.Len(t, d.Whole(b).Messages, 2)

	gone := v.Open(d.page(a))
	gone.Says("Maja merged this into ticket "+into, "It goes on there.").Lacks("Reopen")
	back := gone.Form("unmerge-form").Press("Undo the merging")
	require.Contains(t, back.Note(), "a ticket of its own again")
	require.Equal(t, promise.New, d.Ticket(a).Status)
	gone.Form("unmerge-form").Press("Undo the merging").Refuses(http.StatusConflict, "not merged any more")
}

func TestMerge_into_another_customers_ticket_warns_first(t *testing.T) {
	t.Parallel()
	d := opened(t)
	a, b := d.Asks(d.Hanna, "No internet"), d.Asks(d.Goran, "No internet here")
	into := strconv.FormatInt(d.Ticket(b).Number, 10)
	v := d.as(d.Maja)
	page := v.Open(d.page(a) + "/merge?into=" + into)
	page.Says("These tickets belong to two customers")
	page.Form("merge").Press("Merge into ticket "+into).Refuses(http.StatusUnprocessableEntity, "Say that the two customers may read")
	require.NotEqual(t, promise.Closed, d.Ticket(a).Status)
	page.Form("merge").Tick("other", "yes").Press("Merge into ticket " + into)
	require.Equal(t, promise.Closed, d.Ticket(a).Status)
	require.Len(t, d.Whole(b).Followers, 1)
}

func TestMerge_says_what_cannot_be_merged(t *testing.T) {
	t.Parallel()
	d := opened(t)
	a, b := d.Asks(d.Hanna, "No internet"), d.Asks(d.Hanna, "Still none")
	v := d.as(d.Maja)
	v.Open(d.page(a) + "/merge?into=" + strconv.FormatInt(d.Ticket(a).Number, 10)).Says("This is the ticket itself")
	v.Open(d.page(a) + "/merge?into=999999").Says("There is no such ticket")
	preview := v.Open(d.page(a) + "/merge?into=" + strconv.FormatInt(d.Ticket(b).Number, 10))
	d.Replies(d.Maja, b, "Done.")
	d.Solves(d.Maja, b)
	d.Confirms(b)
	preview.Form("merge").Press("Merge into").Refuses(http.StatusUnprocessableEntity, "That ticket is closed")
	v.Open(d.page(b) + "/merge").Says("This ticket is closed: it cannot be merged.")
}

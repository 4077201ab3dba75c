package desk

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
)

func TestFollower_is_added_and_removed_by_an_agent_and_both_are_history(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	page := v.Open(d.page(id)).Says("Also see this", "Nobody beside the customer.")
	page.Form("follow-form").Fill("address", "nobody").Press("Ask them by mail").Refuses(http.StatusUnprocessableEntity, "Write a mail address")
	page.Form("follow-form").Fill("address", d.Hanna.Address).Press("Ask them by mail").Refuses(http.StatusUnprocessableEntity, "sees it already")
	page = page.Form("follow-form").Fill("address", "peter@elsewhere.example").Press("Ask them by mail")
	page.Says("peter@elsewhere.example", "has not said yes yet", "Maja asked peter@elsewhere.example to see this")
	require.Len(t, d.Whole(id).Followers, 1)
	follower := d.Whole(id).Followers[0]
	seen, err := ticket.Seen(t.Context(), d.DB, d.Holder(id), id)
	require.NoError(t, err)
	require.Empty(t, seen.Followers[0].Name, "what an address belongs to is not told to customers")
	for _, e := range seen.Events {
		require.NotEqual(t, event.FollowerAdded, e.Kind)
	}
	v.Send(http.MethodPost, d.page(id)+"/followers/"+text(int64(follower.PersonID))+"/removals", "application/x-www-form-urlencoded", http.NoBody).
		Says("Nobody beside the customer.", "Maja removed peter@elsewhere.example")
	var changes int
	const q = `select count(*) from audit where actor_id = $1 and person_id = $2 and kind in ('follower.added', 'follower.removed')`
	require.NoError(t, d.DB.QueryRow(t.Context(), q, d.Maja.ID, follower.PersonID).Scan(&changes))
	require.Equal(t, 2, changes)
}

func TestDesk_is_closed_to_customers_who_are_signed_in(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Hanna)
	for _, path := range []string{"/desk", d.page(id), "/desk/profile", "/desk/notices"} {
		v.Open(path).Refuses(http.StatusNotFound).Lacks("No internet") // led to the sign-in page, which stands behind another door
	}
	for _, path := range []string{d.page(id) + "/notes", d.page(id) + "/followers", "/desk/profile"} {
		v.Send(http.MethodPost, path, "application/x-www-form-urlencoded", http.NoBody).Refuses(http.StatusNotFound)
	}
	require.Len(t, d.Whole(id).Messages, 1)
	require.Equal(t, people.Customer, d.Hanna.Role)
}

package desk

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

func TestViews_are_saved_from_a_list_opened_changed_moved_removed_and_brought_back(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Goran, "Fakturan")
	d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	require.False(t, v.Open("/desk").HasForm("view"), "the whole queue needs no name")
	saved := v.Open("/desk?language=sv&sort=newest").Form("view").Fill("name", "  In  Swedish ").Press("Save the view")
	saved.Says("In Swedish", "Fakturan", "Newest").Lacks("No internet")
	require.Contains(t, saved.Note(), "The view “In Swedish” is saved.")
	require.Contains(t, saved.Title(), "In Swedish (1)")
	v.Open("/desk?language=en").Form("view").Fill("name", "English").Press("Save the view").Says("No internet")
	wider := v.Open("/desk").Click("In Swedish").Click("Remove the filter Language").Says("Fakturan", "No internet")
	require.Contains(t, wider.Form("refilter").Press("Save in “In Swedish”").Says("No internet").Note(), "In Swedish")
	list := v.Open("/desk/views").Says("Your views", "In Swedish", "English", "Only its owner")
	require.Less(t, strings.Index(list.Text(), "In Swedish"), strings.Index(list.Text(), "English"))
	views, err := ticket.Views(t.Context(), d.DB, d.Maja.Acting())
	require.NoError(t, err)
	id := text(int64(views[0].ID))
	moved := list.Form("move-" + id).Press("")
	require.Greater(t, strings.Index(moved.Text(), "In Swedish"), strings.Index(moved.Text(), "English"))
	v.Open("/desk/views/"+id).Form("view").Fill("name", "ENGLISH").Press("Save the view").Refuses(http.StatusUnprocessableEntity, "has this name")
	v.Open("/desk/views/"+id).Form("view").Fill("name", " ").Press("Save the view").Refuses(http.StatusUnprocessableEntity)
	v.Open("/desk/views/"+id).Form("view").Fill("name", strings.Repeat("x", ticket.LongestView+1)).Press("Save the view").Refuses(http.StatusUnprocessableEntity)
	v.Open("/desk/views/"+id).Form("view").Fill("name", "All by age").Press("Save the view").Says("All by age").Lacks("In Swedish")
	removed := v.Open("/desk/views").Form("remove-" + id).Press("")
	require.Contains(t, removed.Note(), "The view “All by age” is removed.")
	removed.Lacks("All by age")
	v.Open("/desk?view=" + id).Refuses(http.StatusNotFound)
	removed.Form("undo-view").Press("Undo").Says("All by age")
}

func TestViews_that_are_shared_are_there_for_those_they_are_shared_with_and_give_nobody_sight_of_a_ticket(t *testing.T) {
	t.Parallel()
	d := opened(t)
	bills := d.Private("Bills", d.Jonas)
	d.Asks(d.Hanna, "Everybody sees this")
	hidden := d.Asks(d.Goran, "A private bill")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetTeam(ctx, tx, d.Jonas.Acting(), hidden, bills)
	})
	jonas := d.as(d.Jonas)
	save := func(name, shared string) string {
		jonas.Open("/desk?priority=normal").Form("view").Fill("name", name).Choose("shared", shared).Press("Save the view").Says(name, "A private bill")
		views, err := ticket.Views(t.Context(), d.DB, d.Jonas.Acting())
		require.NoError(t, err)
		return text(int64(views[len(views)-1].ID))
	}
	own, all, team := save("Mine alone", "me"), save("For all", "all"), save("For bills", text(int64(bills)))
	maja := d.as(d.Maja)
	maja.Open("/desk?view="+all).Says("For all", "Everybody sees this", "1 ticket").Lacks("A private bill")
	body := maja.Open("/desk").Body
	require.Contains(t, body, "For all")
	require.NotContains(t, body, "Mine alone")
	require.NotContains(t, body, "For bills")
	for _, id := range []string{own, team} {
		maja.Open("/desk?view=" + id).Refuses(http.StatusNotFound)
	}
	for _, id := range []string{own, team, all} {
		maja.Open("/desk/views/" + id).Refuses(http.StatusNotFound)
	}
	ingrid := d.as(d.Ingrid) // a supervisor, who does not see the private team
	ingrid.Open("/desk/views/" + team).Refuses(http.StatusNotFound)
	ingrid.Open("/desk/views/" + own).Refuses(http.StatusNotFound)
	ingrid.Open("/desk/views/"+all).Form("view").Fill("name", "For all of us").Press("Save the view").Says("For all of us")
	d.as(d.Karin).Open("/desk/views/" + team).Says("For bills") // an admin
	maja.Open("/desk?priority=normal").Form("view").Fill("name", "x").Forge("shared", text(int64(bills))).Press("Save the view").Refuses(http.StatusUnprocessableEntity)
	maja.Open("/desk?priority=normal").Form("view").Fill("name", "x").Forge("shared", "nonsense").Press("Save the view").Refuses(http.StatusUnprocessableEntity)
}

func TestViews_changed_by_two_at_once_tell_the_second(t *testing.T) {
	t.Parallel()
	d := opened(t)
	var id ticket.ViewID
	d.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.SaveView(ctx, tx, d.Jonas.Acting(), ticket.ViewDraft{Name: "Ours", Query: "language=sv", IsShared: true})
		return err
	})
	at := "/desk/views/" + text(int64(id))
	jonas, ingrid := d.as(d.Jonas).Open(at).Form("view"), d.as(d.Ingrid).Open(at).Form("view")
	jonas.Fill("name", "Everybody’s").Press("Save the view").Says("Everybody’s")
	ingrid.Fill("name", "The team’s").Press("Save the view").Refuses(http.StatusConflict, "Somebody changed this view meanwhile.", "Everybody’s")
}

func TestViews_have_room_for_so_many_and_no_more(t *testing.T) {
	t.Parallel()
	d := opened(t)
	save := func(by people.Person, i int, shared bool) error {
		return d.DB.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.SaveView(ctx, tx, by.Acting(), ticket.ViewDraft{Name: fmt.Sprintf("View %d", i), IsShared: shared})
			return err
		})
	}
	for i := range ticket.MostOwnViews {
		require.NoError(t, save(d.Maja, i, i < ticket.MostSharedViews-1))
	}
	require.ErrorContains(t, save(d.Maja, 99, false), "views_many")
	require.NoError(t, save(d.Jonas, 1, true))
	require.ErrorContains(t, save(d.Jonas, 2, true), "views_shared")
	require.NoError(t, save(d.Jonas, 2, false))
	d.as(d.Jonas).Open("/desk?text=x").Form("view").Fill("name", "One more").Choose("shared", "all").Press("Save the view").Refuses(http.StatusUnprocessableEntity, "share 20 views already")
}

func TestDensity_is_kept_with_the_person(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	page := v.Open("/desk?sort=newest").Form("density").Press("").Says("No internet", "Newest")
	require.Contains(t, page.Body, `data-density="compact"`)
	require.Contains(t, d.as(d.Maja).Open("/desk").Body, `data-density="compact"`)
	require.NotContains(t, d.as(d.Jonas).Open("/desk").Body, `data-density="compact"`)
	require.NotContains(t, page.Form("density").Press("").Body, `data-density="compact"`)
}

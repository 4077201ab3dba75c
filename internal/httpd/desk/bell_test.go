package desk

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/pg"
)

func TestWays_are_chosen_in_a_table_and_reset(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.as(d.Maja)
	page := v.Open("/desk/profile/notices").Says("nobody can switch that off", "A colleague mentions you in a note").Lacks("A question was not answered in time")
	saved := page.Form("ways").Untick("app", "assigned").Untick("mail", "broken").Tick("browser", "mentioned").Press("Save")
	require.Contains(t, saved.Note(), "Saved.")
	of := func(k notify.Kind) notify.Ways {
		all, err := notify.Choices(t.Context(), d.DB, d.Maja.Acting())
		require.NoError(t, err)
		for _, c := range all {
			if c.Kind == k {
				return c.Ways
			}
		}
		return notify.Ways{}
	}
	require.Equal(t, notify.Ways{Mail: true}, of(notify.Assigned))
	require.Equal(t, notify.Ways{App: true}, of(notify.Broken), "late always stands in the app")
	require.Equal(t, notify.Ways{App: true, Mail: true, Browser: true}, of(notify.Mentioned))
	require.Equal(t, notify.Asked.Suggested(), of(notify.Asked), "what the page does not show stays as it is")
	require.Equal(t, notify.NotAnswered.Suggested(), of(notify.NotAnswered))
	reset := saved.Form("ways-reset").Press("Reset to what Kept suggests")
	require.Contains(t, reset.Note(), "as Kept suggests")
	require.Equal(t, notify.Assigned.Suggested(), of(notify.Assigned))
	d.as(d.Ingrid).Open("/desk/profile/notices").Says("A question was not answered in time")
}

func TestNote_says_whom_it_tells_and_its_page_marks_them(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	done := d.as(d.Maja).Open(d.page(id)).Form("note-form").Fill("body", "@"+d.Ingrid.Name+", please look.").Press("note")
	require.Contains(t, done.Note(), d.Ingrid.Name)
	require.Contains(t, done.Body, `<mark class="call">@`+d.Ingrid.Name+`</mark>`)
	theirs := d.as(d.Ingrid).Open("/desk/notices").Says(d.Maja.Name + " mentions you in a note")
	require.Contains(t, theirs.Body, d.page(id)+"#m")
	offered := d.as(d.Maja).Open(d.page(id) + "/colleagues").Says(d.Ingrid.Name)
	require.NotContains(t, offered.Body, d.Hanna.Name)
}

func TestWatch_is_begun_and_ended_on_the_ticket_and_the_browser_asks_for_what_is_new(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	page := v.Open(d.page(id)).Form("watch").Press("Follow this ticket")
	require.Contains(t, page.Note(), "You follow this ticket now.")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return notify.Choose(ctx, tx, d.Maja.Acting(), []notify.Choice{{Kind: notify.Noted, Ways: notify.Ways{App: true, Browser: true}}})
	})
	require.Contains(t, v.Open("/desk").Body, `id="bell"`, "script learns where to ask")
	d.as(d.Ingrid).Open(d.page(id)).Form("note-form").Fill("body", "A secret of ours.").Press("note")
	fresh := v.Open("/desk/notices/fresh?after=0").Says(d.Ingrid.Name+" has written a note", "No internet")
	require.NotContains(t, fresh.Body, "secret", "nothing of what was written")
	require.NotContains(t, d.as(d.Ingrid).Open("/desk/notices/fresh?after=0").Body, "<li", "another's")
	v.Open(d.page(id)).Form("unwatch").Press("Stop following").Says("Nobody yet.")
	d.as(d.Jonas).Open("/desk/notices/fresh?after=nonsense").Lacks("No internet")
	require.Equal(t, http.StatusOK, fresh.Status)
}

package desk

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestShort_lists_are_what_stands_behind_the_supervisors_numbers(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.At("Mon 9 Nov 09:00")
	late := d.Asks(d.Goran, "Fakturan")
	kept := d.Asks(d.Mette, "Regning")
	d.At("Mon 9 Nov 11:00")
	near := d.Asks(d.Hanna, "No internet")
	d.Takes(d.Jonas, kept)
	d.Replies(d.Jonas, kept, "Vi ser på det.")
	d.Takes(d.Jonas, near)
	d.Until("Mon 9 Nov 13:10")
	jonas := text(int64(d.Jonas.ID))
	v := d.as(d.Maja)
	v.Open("/desk?view=late").Says("Late", "Fakturan").Lacks("No internet", "Regning")
	v.Open("/desk?view=risk").Says("May be late today", "No internet").Lacks("Fakturan")
	v.Open("/desk?view=near&owner="+jonas).Says("Jonas Berg: due in the next two hours", "No internet").Lacks("Fakturan", "Regning")
	v.Open("/desk?view=kept&owner="+jonas).Says("Jonas Berg: kept today", "Regning").Lacks("Fakturan", "No internet")
	v.Open("/desk?owner="+jonas).Says("Jonas Berg: open tickets", "Regning", "No internet").Lacks("Fakturan")
	v.Open("/desk?view=sorry").Says("Broken, no apology yet", "Fakturan").Lacks("No internet", "Regning")
	v.Open("/desk?owner=" + text(int64(d.Hanna.ID))).Refuses(http.StatusNotFound)
	v.Open("/desk?owner=999999").Refuses(http.StatusNotFound)

	_, err := d.DB.Pool().Exec(t.Context(), `delete from escalations`)
	require.NoError(t, err)
	v.Open("/desk?view=handed&level=2").Says("Nothing")
	_, err = d.DB.Pool().Exec(t.Context(), `insert into escalations (ticket_id, promise_id, level, opened_at, told_at)
		select ticket_id, id, 2, ended_at, ended_at from promises where state = 'broken' and ticket_id = $1`, late)
	require.NoError(t, err)
	v.Open("/desk?view=handed&level=2").Says("Handed up, level 2", "Fakturan").Lacks("No internet")
	v.Open("/desk?view=handed&level=1").Lacks("Fakturan")
}

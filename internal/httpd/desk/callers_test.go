package desk

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/promise"
)

func TestCaller_is_found_by_name_and_filed_with_what_was_promised(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Hanna, "An older one")
	v := d.as(d.Maja)
	v.Open("/desk/callers?q=hanna").Says(d.Hanna.Name, d.Hanna.Address)
	v.Open("/desk/callers?q=zzz").Says("Somebody new").Lacks(d.Hanna.Name)
	form := v.Open("/desk/tickets/new?q=hanna").Form("caller")
	require.Equal(t, text(int64(d.Hanna.ID)), form.Value("customer"), "who was found is chosen")
	wrong := form.Fill("words", "The lamp is red.").Press("File the ticket").Refuses(http.StatusUnprocessableEntity)
	require.Contains(t, wrong.Text(), "What is it about?: Fill this in.")
	require.Contains(t, wrong.Text(), d.Hanna.Name)
	back := wrong.Form("caller")
	require.Equal(t, "The lamp is red.", back.Value("words"))
	filed := back.Fill("subject", "The lamp is red").Choose("next", "call").Choose("day", "2026-11-09").Fill("time", "13:00").Fill("until", "13:30").Press("File the ticket")
	require.Contains(t, filed.Note(), "is filed.")
	filed.Says("The lamp is red", "13:00")
	back.Press("File the ticket")
	var tickets int
	require.NoError(t, d.DB.QueryRow(t.Context(), `select count(*) from tickets where requester_id = $1`, d.Hanna.ID).Scan(&tickets))
	require.Equal(t, 2, tickets, "pressed twice it is filed once")
}

func TestCaller_who_is_new_is_met(t *testing.T) {
	t.Parallel()
	d := opened(t)
	form := d.as(d.Maja).Open("/desk/tickets/new").Form("caller").Choose("customer", "0").Fill("subject", "Can I get fibre?").Fill("words", "She lives at Kirkevej 3.")
	form.Press("File the ticket").Refuses(http.StatusUnprocessableEntity)
	form.Fill("name", "Astrid Holm").Fill("address", "astrid@holm.example").Fill("phone", "at her mother's").Press("File the ticket").Refuses(http.StatusUnprocessableEntity)
	filed := form.Fill("name", "Astrid Holm").Fill("address", "astrid@holm.example").Fill("phone", "+45 70 10 20 30").Choose("language", "da").Choose("next", "words").Fill("promise", "We tell you the price").
		Choose("day", "2026-11-09").Fill("time", "15:00").Press("File the ticket")
	filed.Says("Astrid Holm", "We tell you the price", "+45 70 10 20 30", ", by phone").Lacks(", web form")
	var locale, status string
	const q = `select p.locale, t.status from tickets t join people p on p.id = t.requester_id where p.name = 'Astrid Holm'`
	require.NoError(t, d.DB.QueryRow(t.Context(), q).Scan(&locale, &status))
	require.Equal(t, []string{"da", string(promise.Open)}, []string{locale, status})
	form.Forge("key", cast.Key()).Fill("address", "no address").Press("File the ticket").Refuses(http.StatusUnprocessableEntity)
}

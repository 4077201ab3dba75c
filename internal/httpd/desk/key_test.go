package desk

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/promise"
)

// sentBefore is what a form says that was sent before with something else in it.
const sentBefore = "You have sent this form before, with something else in it."

func TestCaller_corrected_after_it_was_filed_is_told_so_and_can_be_pressed_again(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Hanna, "An older one")
	form := d.as(d.Maja).Open("/desk/tickets/new?q=hanna").Form("caller").Fill("subject", "The lamp is red").Fill("words", "Since noon.").
		Choose("next", "visit").Choose("day", "2026-11-10").Fill("time", "10:00").Fill("until", "15:00").Fill("place", "Havnegade 22")
	require.Contains(t, form.Press("File the ticket").Note(), "is filed.")
	used := form.Value("key")
	refused := form.Fill("time", "14:00").Press("File the ticket").Refuses(http.StatusConflict, sentBefore)
	again := refused.Form("caller")
	require.Equal(t, "14:00", again.Value("time"), "what was typed comes back")
	require.NotEqual(t, used, again.Value("key"))
	again.Choose("next", "none").Press("File the ticket").Says("The lamp is red")
	var tickets int
	require.NoError(t, d.DB.QueryRow(t.Context(), `select count(*) from tickets where requester_id = $1`, d.Hanna.ID).Scan(&tickets))
	require.Equal(t, 3, tickets)
}

func TestCall_corrected_after_it_was_written_down_is_told_so_and_can_be_pressed_again(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	form := d.as(d.Maja).Open(d.page(id)).Form("act-call-form").Fill("words", "She is glad.").
		Choose("next", "call").Choose("day", "2026-11-10").Fill("time", "10:00").Fill("until", "10:30")
	form.Press("Write it down").Says("She is glad.")
	refused := form.Fill("time", "10:10").Press("Write it down").Refuses(http.StatusConflict, sentBefore)
	again := refused.Form("act-call-" + text(int64(d.Latest(id, promise.Callback).ID)) + "-form")
	require.Equal(t, []string{"She is glad.", "10:10"}, []string{again.Value("words"), again.Value("time")}, "what was typed comes back")
	again.Press("Write it down")
	require.Equal(t, d.Time("Tue 10 Nov 10:10"), d.Latest(id, promise.Callback).Opens.UTC())
}

func TestDay_whose_key_is_used_up_draws_another_one(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	agrees := func(at string) string {
		call := d.Window(promise.Callback, at, 30*time.Minute)
		call.Owner = promise.Owner{Person: int64(d.Oskar.ID)}
		return "rung-" + text(int64(d.Agrees(d.Maja, id, call)))
	}
	first, second := agrees("Mon 9 Nov 10:30"), agrees("Mon 9 Nov 11:00")
	key := cast.Key()
	day := d.as(d.Oskar).Open("/desk/day")
	day.Form(first).Forge("key", key).Press("Reached Hanna")
	refused := day.Form(second).Forge("key", key).Press("Reached Hanna").Refuses(http.StatusConflict, sentBefore)
	again := refused.Form(second)
	require.NotEqual(t, key, again.Value("key"))
	again.Press("Reached Hanna")
	require.Equal(t, promise.Kept, d.Latest(id, promise.Callback).State)
}

func TestForms_whose_key_is_none_of_ours_come_back_with_one(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	for _, f := range []struct{ form, field, press string }{{"act-call-form", "words", "Write it down"}, {"reply-form", "body", "Send"}} {
		sent := d.as(d.Maja).Open(d.page(id)).Form(f.form).Forge("key", "no key").Fill(f.field, "We look.")
		again := sent.Press(f.press).Refuses(http.StatusUnprocessableEntity, "We look.").Form(f.form)
		require.NotEqual(t, "no key", again.Value("key"), f.form)
		again.Press(f.press).Says("We look.")
	}
}

package desk

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSpam_is_called_from_the_tickets_menu_and_undone(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "Cheap watches")
	v := d.as(d.Maja)
	page := v.Open(d.page(id) + "?open=spam")
	page.Says("Is this spam?", "Hanna gets no mail.", "Block hanna@bakkehuset.example", "Block everybody at bakkehuset.example")
	called := page.Form("act-spam-form").Tick("address", "yes").Press("Yes, it is spam")
	require.Contains(t, called.Note(), "It is called spam. Nobody was told.")
	called.Says("Maja called this spam", "It can be undone until", "Spam, said Maja").Lacks("Reopen", "first reply taken back")
	require.True(t, d.Ticket(id).IsClosed())
	var blocked int
	require.NoError(t, d.DB.QueryRow(t.Context(), `select count(*) from blocks`).Scan(&blocked))
	require.Equal(t, 1, blocked)

	called.Lacks("Your reply to Hanna")
	before := page.Form("reply-form") // of a page that had stood open
	refused := before.Fill("body", "Which watch?").Press("Send")
	refused.Refuses(http.StatusConflict, "This was called spam. Say first that it is not.", "Which watch?")

	back := v.Open(d.page(id)).Form("not-spam-form").Press("It is not spam")
	require.Contains(t, back.Note(), "It stands as it stood, with new promises.")
	back.Says("Not spam, said Maja")
	require.False(t, d.Ticket(id).IsClosed())
	page.Form("act-spam-form").Press("Yes, it is spam")
	again := called.Form("not-spam-form")
	again.Press("It is not spam")
	again.Press("It is not spam").Refuses(http.StatusConflict, "This is not called spam any more.")
}

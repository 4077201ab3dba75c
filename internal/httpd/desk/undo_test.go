package desk

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/promise"
)

func tenSeconds(s *httpd.Settings) { s.Undo = 10 * time.Second }

func TestUndo_puts_the_reply_back_into_the_composer(t *testing.T) {
	t.Parallel()
	d := opened(t, tenSeconds)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	sent := v.Open(d.page(id)).Form("reply-form").Fill("body", "We found it.").Attach("files", "map one.png", []byte("\x89PNG\r\n\x1a\nmap")).
		Choose("what", "words").Fill("words", "Oskar changes the box").Choose("day", "2026-11-10").Fill("time", "11:15").
		Choose("owner", "p"+text(int64(d.Oskar.ID))).Choose("then", "pending").Fill("for", "the key").Press("Send")
	sent.Says("We found it.", "leaves 10:00:10", "map one.png")
	require.Contains(t, sent.Note(), "It leaves in 10 s.")
	require.Contains(t, sent.Note(), "Undo")
	require.Len(t, d.Whole(id).Messages, 1, "nothing has happened yet")

	back := sent.Form("undo-form").Press("Undo")
	require.Contains(t, back.Note(), "Nothing was sent. Your reply is in the field again.")
	form := back.Form("reply-form")
	for name, value := range map[string]string{
		"body": "We found it.", "what": "words", "words": "Oskar changes the box", "day": "2026-11-10", "time": "11:15",
		"owner": "p" + text(int64(d.Oskar.ID)), "then": "pending", "for": "the key",
	} {
		require.Equal(t, value, form.Value(name), name)
	}
	require.Contains(t, form.Value("kept"), "map one.png")
	require.Nil(t, d.Whole(id).Leaving)
	require.Len(t, d.Mails(id), 1, "only the receipt")

	form.Press("Send")
	d.Until("Mon 9 Nov 10:01")
	whole := d.Whole(id)
	require.Len(t, whole.Messages, 2)
	require.Equal(t, "map one.png", whole.Messages[1].Files[0].Name)
	require.Equal(t, "image/png", whole.Messages[1].Files[0].Kind)
	require.Equal(t, promise.Awaiting, whole.Status)
	require.Equal(t, "\x89PNG\r\n\x1a\nmap", v.Open(d.page(id)).Click("map one.png").Body)
}

func TestUndo_puts_a_look_back_too_and_files_can_be_left_out(t *testing.T) {
	t.Parallel()
	d := opened(t, tenSeconds)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	form := v.Open(d.page(id)).Form("reply-form").Fill("body", "Quiet.").Attach("files", "a.txt", []byte("a")).Choose("then", "on_hold").Fill("from", "the owner").
		Choose("what", "look").Choose("day", "2026-11-11").Fill("time", "")
	again := form.Press("Send").Form("undo-form").Press("Undo").Form("reply-form")
	require.Equal(t, []string{"look", "2026-11-11", "", "the owner"}, []string{again.Value("what"), again.Value("day"), again.Value("time"), again.Value("from")})
	second := again.Fill("time", "15:00").Untick("kept", again.Value("kept")).Press("Send").Form("undo-form").Press("Undo").Form("reply-form")
	require.Equal(t, "15:00", second.Value("time"))
	require.Empty(t, second.Value("kept"))
}

func TestUndo_refuses_files_that_are_not_here(t *testing.T) {
	t.Parallel()
	d := opened(t, tenSeconds)
	id := d.Asks(d.Hanna, "No internet")
	form := d.as(d.Maja).Open(d.page(id)).Form("reply-form").Fill("body", "See the file.")
	for _, named := range []string{"", "x", "../../etc/passwd passwd", strings.Repeat("a", 64) + " a.txt"} {
		form.Forge("kept", named).Press("Send").Refuses(http.StatusUnprocessableEntity, "A file of this reply is not here any more.")
	}
	require.Nil(t, d.Whole(id).Leaving)
}

func TestUndo_gives_back_only_files_of_the_writers_own_reply_on_that_ticket(t *testing.T) {
	t.Parallel()
	d := opened(t, tenSeconds)
	id, other := d.Asks(d.Hanna, "No internet"), d.Asks(d.Goran, "Fakturan")
	maja := d.as(d.Maja)
	undone := maja.Open(d.page(id)).Form("reply-form").Fill("body", "See the map.").Attach("files", "map.txt", []byte("the map")).
		Press("Send").Form("undo-form").Press("Undo").Form("reply-form")
	file := undone.Value("kept")
	require.Contains(t, file, " map.txt")
	maja.Open(d.page(other)).Form("reply-form").Fill("body", "See the plan.").Attach("files", "plan.txt", []byte("the plan")).Press("Send")
	d.Until("Mon 9 Nov 10:01")
	sent := d.Whole(other).Messages[1].Files[0]

	const gone = "A file of this reply is not here any more."
	forged := maja.Open(d.page(other)).Form("reply-form").Fill("body", "Look.").Forge("kept", file).Press("Send").Refuses(http.StatusUnprocessableEntity, gone)
	require.Empty(t, forged.Form("reply-form").Value("kept"), "another ticket's file")
	d.as(d.Jonas).Open(d.page(id)).Form("reply-form").Fill("body", "Look.").Forge("kept", file).Press("Send").Refuses(http.StatusUnprocessableEntity, gone)
	maja.Open(d.page(other)).Form("reply-form").Fill("body", "Look.").Forge("kept", sent.Blob+" plan.txt").Press("Send").Refuses(http.StatusUnprocessableEntity, gone)
	undone.Forge("kept", file+".exe").Press("Send").Refuses(http.StatusUnprocessableEntity, gone)
	require.Nil(t, d.Whole(id).Leaving)

	again := undone.Forge("kept", file).Fill("body", " ").Press("Send").Refuses(http.StatusUnprocessableEntity, "map.txt", "7 B").Form("reply-form")
	require.Equal(t, file, again.Value("kept"), "a form that comes back has it still")
	again.Fill("body", "See the map.").Press("Send").Form("undo-form").Press("Undo").Form("reply-form").Press("Send")
	d.Until("Mon 9 Nov 10:02")
	require.Equal(t, "map.txt", d.Whole(id).Messages[1].Files[0].Name)
}

func TestUndo_is_the_writers_and_others_see_who_is_sending(t *testing.T) {
	t.Parallel()
	d := opened(t, tenSeconds)
	id := d.Asks(d.Hanna, "No internet")
	d.as(d.Maja).Open(d.page(id)).Form("reply-form").Fill("body", "We found it.").Press("Send")
	jonas := d.as(d.Jonas)
	page := jonas.Open(d.page(id)).Says("We found it.", "leaves 10:00:10", "Maja is sending Hanna a reply. It leaves 10:00:10")
	require.False(t, page.HasForm("undo-form"))
	const kind = "application/x-www-form-urlencoded"
	jonas.Send(http.MethodPost, d.page(id)+"/undone", kind, strings.NewReader("")).Refuses(http.StatusForbidden)
	require.NotNil(t, d.Whole(id).Leaving)
	page.Form("reply-form").Fill("body", "Me too.").Press("Send").Refuses(http.StatusConflict, "Maja Lindqvist has just sent a reply", "Me too.")
	require.Equal(t, "We found it.", d.Whole(id).Leaving.Draft.Body)
}

func TestUndo_is_too_late_when_the_reply_has_left(t *testing.T) {
	t.Parallel()
	d := opened(t, tenSeconds)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	form := v.Open(d.page(id)).Form("reply-form").Fill("body", "We found it.")
	sent := form.Press("Send").Says("leaves 10:00:10")
	form.Press("Send").Says("leaves 10:00:10")
	d.Until("Mon 9 Nov 10:01")
	sent.Form("undo-form").Press("Undo").Refuses(http.StatusConflict, "It has left already.", "We found it.")
	require.Len(t, d.Whole(id).Messages, 2, "sent twice is sent once")
	require.Empty(t, d.Events(id, event.ReplyTakenBack))
	v.Send(http.MethodPost, "/desk/tickets/999999/undone", "application/x-www-form-urlencoded", strings.NewReader("")).Refuses(http.StatusNotFound)
}

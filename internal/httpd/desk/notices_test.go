package desk

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// tell tells somebody something at the story's instant.
func (d desk) tell(to people.Person, n notify.Notice) {
	d.T.Helper()
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		batch := &pgx.Batch{}
		notify.Queue(batch, d.Now(), []people.ID{to.ID}, n)
		return tx.SendBatch(ctx, batch).Close()
	})
}

// unread is how many notices somebody has not read.
func (d desk) unread(p people.Person) int {
	d.T.Helper()
	n, err := notify.Unread(d.T.Context(), d.DB, p.ID)
	require.NoError(d.T, err)
	return n
}

func TestNotices_are_counted_at_the_bell_and_read_by_opening_the_ticket(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	first := int64(d.Latest(id, promise.FirstReply).ID)
	v := d.as(d.Maja)
	v.Open("/desk/notices").Says("Nothing waits for you").Lacks("unread")
	require.NotContains(t, v.Open("/desk").Body, `class="count news"`)

	d.tell(d.Maja, notify.Notice{Kind: notify.Warned, Ticket: int64(id), Promise: &first})
	d.tell(d.Maja, notify.Notice{Kind: notify.Assigned, Ticket: int64(id), Actor: &d.Ingrid.ID})
	d.tell(d.Jonas, notify.Notice{Kind: notify.Broken, Ticket: int64(id), Promise: &first})
	require.Equal(t, 2, strings.Count(v.Open("/desk").Body, `<span class="count news">2<span class="sr"> unread</span>`), "in the sidebar and in the phone's bar")
	page := v.Open("/desk/notices").Says("2 unread", "Ingrid Aaberg has handed a ticket over to you", "New", "A promise is due soon", "Promised: a reply by today 14:00").
		Lacks("was not kept")
	require.Equal(t, d.page(id), page.Click("#"+text(d.Ticket(id).Number)+" No internet").Address)

	require.Zero(t, d.unread(d.Maja))
	require.Equal(t, 1, d.unread(d.Jonas), "what is another's stays theirs")
	v.Open("/desk/notices").Says("A promise is due soon").Lacks("unread", "New", "Mark all")
}

func TestNotices_are_all_read_with_one_press_but_not_what_came_since(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.tell(d.Maja, notify.Notice{Kind: notify.Undelivered, Ticket: int64(id)})
	shown := d.as(d.Maja).Open("/desk/notices").Form("all")
	d.tell(d.Maja, notify.Notice{Kind: notify.CameUp, Ticket: int64(id)})
	after := shown.Press("Mark all as read").Says("1 unread")
	require.Contains(t, after.Note(), "All are marked as read.")
	require.Equal(t, 1, d.unread(d.Maja))
}

func TestNotices_without_a_ticket_are_read_with_a_press_and_lead_to_the_office(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.tell(d.Ingrid, notify.Notice{Kind: notify.ApologiesHeld})
	d.as(d.Ingrid).Open("/desk/notices").Says("Many apologies wait", "See them")
	var id int64
	require.NoError(t, d.DB.QueryRow(t.Context(), `select id from notices`).Scan(&id))
	address := "/desk/notices/" + text(id) + "/readings"

	d.as(d.Maja).Send(http.MethodPost, address, "application/x-www-form-urlencoded", strings.NewReader("")).Refuses(http.StatusNotFound)
	require.Equal(t, 1, d.unread(d.Ingrid))
	there := d.as(d.Ingrid).Send(http.MethodPost, address, "application/x-www-form-urlencoded", strings.NewReader(""))
	require.Equal(t, "/office", there.Address)
	require.Zero(t, d.unread(d.Ingrid))
}

func TestNotices_turn_pages(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.tell(d.Maja, notify.Notice{Kind: notify.Undelivered, Ticket: int64(id)})
	for range noticePage {
		d.tell(d.Maja, notify.Notice{Kind: notify.CameUp, Ticket: int64(id)})
	}
	first := d.as(d.Maja).Open("/desk/notices").Lacks("did not reach")
	last := first.Click("Older").Says("A reply did not reach the customer").Lacks("time to look again")
	last.Click("Newer").Says("time to look again")
}

func TestProfile_keeps_when_notices_come_by_mail(t *testing.T) {
	t.Parallel()
	d := opened(t)
	form := d.as(d.Maja).Open("/desk/profile").Form("settings")
	require.Equal(t, "hours", form.Value("mail"))
	require.Equal(t, "desk", form.Value("hours"))
	saved := form.Choose("mail", "always").Choose("hours", "own").Fill("from", "7.30").Fill("to", "24:00").Untick("days", "1").Tick("days", "6").Press("Save")
	require.Contains(t, saved.Note(), "Your settings are saved.")
	reach, err := people.ReachOf(t.Context(), d.DB, d.Maja.ID)
	require.NoError(t, err)
	require.Equal(t, people.AtOnce, reach.Mail)
	days := []time.Weekday{time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}
	require.Equal(t, people.Hours{From: 7*60 + 30, To: 24 * 60, Days: days}, *reach.Own)
	again := saved.Form("settings")
	require.Equal(t, "07:30", again.Value("from"))
	require.Equal(t, "own", again.Value("hours"))

	refused := again.Fill("from", "noon").Fill("to", "7").Choose("mail", "never").Press("Save").Refuses(http.StatusUnprocessableEntity, "Write a time like 17:00")
	require.Equal(t, "noon", refused.Form("settings").Value("from"))
	again.Fill("from", "16:00").Fill("to", "16:00").Press("Save").Refuses(http.StatusUnprocessableEntity, "The beginning and the end must not be the same. An end before the beginning is the next morning")
	again.Forge("hours", "mars").Press("Save").Refuses(http.StatusUnprocessableEntity, "Choose the desk’s hours or your own.")
	again.Forge("mail", "pigeon").Press("Save").Refuses(http.StatusUnprocessableEntity, "Choose one of the three.")
	kept, err := people.ReachOf(t.Context(), d.DB, d.Maja.ID)
	require.NoError(t, err)
	require.Equal(t, reach, kept, "a refusal changes nothing")
}

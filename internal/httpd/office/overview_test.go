package office

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/office"
)

func TestOverview_is_not_there_for_whom_nobody_reports_to(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.as(o.Maja).Open("/office").Refuses(http.StatusNotFound)
	o.as(o.Karin).Open("/office").Says("Nothing is late.")
}

func TestOverview_says_that_nothing_asks_for_a_supervisor(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.as(o.Ingrid).Open("/office").Says("Monday 9 November", "Nothing is late. Nothing is at risk, and nobody waits for an apology.",
		"Maja Lindqvist", "Jonas Berg", "Has room", "Everyone who was let down has been told so.", "Nobody waits for an answer.",
		"Nothing stands with anybody above its owner.").Lacks("Apologies held back", "Ingrid Aaberg Has room")
}

func TestOverview_counts_what_is_late_and_what_may_be_in_whole_sentences(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 09:00")
	late := o.Asks(o.Goran, "Fakturan") // 13:00
	o.At("Mon 9 Nov 11:00")
	soon := o.Asks(o.Hanna, "No internet") // 15:00
	o.Takes(o.Jonas, soon)
	o.Until("Mon 9 Nov 13:10")
	v := o.as(o.Ingrid)
	p := v.Open("/office").Says("One promise is late. One more may be late before 17:00. One customer waits for an apology.",
		"Needs you now", "13:00", "10 min late", "Fakturan", "First reply to Göran Åström.", "New time: today 15:00", "Nobody has taken it.", "First line, no one yet",
		"May be late before 17:00", "No internet", "1 h 50 min", "Jonas Berg")
	require.Contains(t, p.Body, `data-state="late"`)
	for _, opens := range []string{`href="/desk?view=late"`, `href="/desk?view=risk"`, `href="/desk?view=sorry"`, "/desk?owner=" + number(int64(o.Jonas.ID))} {
		require.Contains(t, p.Body, opens)
	}
	o.Until("Mon 9 Nov 15:10")
	v.Open("/office").Says("2 promises are late. 2 customers wait for an apology.").Lacks("more may be late")
	o.Until("Mon 9 Nov 19:00")
	v.Open("/office").Says("May be late today")
	require.NotZero(t, late)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func TestOverview_speaks_the_readers_language_with_its_plurals(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 09:00")
	says := map[i18n.Locale][2]string{
		i18n.SV: {"Ett löfte är sent.", "5 löften är sena."}, i18n.DA: {"Ét løfte er forsinket.", "5 løfter er forsinket."},
		i18n.PL: {"Jedna obietnica jest po czasie.", "5 obietnic jest po czasie."}, i18n.EL: {"Μία υπόσχεση αργεί.", "5 υποσχέσεις αργούν."},
	}
	speaks := func(l i18n.Locale) {
		o.Do(func(ctx context.Context, tx *pg.Tx) error { return people.SetLocale(ctx, tx, o.Ingrid.ID, l) })
	}
	o.Asks(o.Goran, "Fakturan")
	o.Until("Mon 9 Nov 13:10")
	for l, words := range says {
		speaks(l)
		o.as(o.Ingrid).Open("/office").Says(words[0])
	}
	o.At("Tue 10 Nov 09:00")
	for i := range 4 {
		o.Asks(o.Hanna, "Ticket "+strconv.Itoa(i))
	}
	o.Until("Tue 10 Nov 13:01")
	for l, words := range says {
		speaks(l)
		o.as(o.Ingrid).Open("/office").Says(words[1])
	}
	speaks(i18n.PL)
	o.At("Wed 11 Nov 09:00")
	o.as(o.Ingrid).Open("/office").Says("5 obietnic jest po czasie.")
}

func TestOverview_shows_everybodys_day(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 09:00")
	done, mine := o.Asks(o.Hanna, "No internet"), o.Asks(o.Goran, "Fakturan")
	o.Replies(o.Maja, done, "We look.", o.Promising("We tell you where the fault is", "Mon 9 Nov 11:30"))
	o.Takes(o.Jonas, mine)
	o.Until("Mon 9 Nov 10:00")
	loads, err := ticket.Loads(t.Context(), o.DB, o.Ingrid.Acting(), o.Time("Mon 9 Nov 08:00"), o.Time("Mon 9 Nov 18:00"), o.Time("Mon 9 Nov 12:00"))
	require.NoError(t, err)
	day := map[people.ID]ticket.Load{}
	for _, l := range loads {
		day[l.ID] = l
	}
	require.Len(t, loads, 5, "all who work here")
	require.Equal(t, []int{1, 1}, []int{day[o.Maja.ID].Open, day[o.Maja.ID].Next})
	require.Equal(t, []int{1, 0}, []int{day[o.Jonas.ID].Open, day[o.Jonas.ID].Next})
	require.Len(t, day[o.Jonas.ID].Points, 1, "the first reply is due at 13:00")
	require.Zero(t, day[o.Karin.ID].Open)
	_, err = ticket.Loads(t.Context(), o.DB, o.Maja.Acting(), o.Now(), o.Now(), o.Now())
	require.True(t, fault.Is(err, fault.KindNotFound))

	o.as(o.Ingrid).Open("/office").Says("Maja Lindqvist 1 in the next 2 hours", "Jonas Berg Has room")
}

func TestOverview_gives_a_ticket_to_whoever_has_room_and_tells_who_comes_second(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 09:00")
	busy := o.Asks(o.Mette, "Regning")
	o.Replies(o.Jonas, busy, "Vi ser på det.", o.Promising("Vi ringer", "Mon 9 Nov 14:30"))
	id := o.Asks(o.Goran, "Fakturan")
	o.Until("Mon 9 Nov 13:10")
	give := view.FormID(view.FormGive, o.Ticket(id).Number)
	first, second := o.as(o.Ingrid).Open("/office").Form(give+"-at-once"), o.as(o.Karin).Open("/office").Form(give+"-form")
	given := first.Press("Give to Maja")
	require.Contains(t, given.Note(), "is with Maja Lindqvist now.")
	require.Equal(t, o.Maja.ID, *o.Ticket(id).AssigneeID)
	second.Choose("owner", number(int64(o.Jonas.ID))).Press("Give it").Refuses(http.StatusConflict, "Maja Lindqvist has this ticket now.", "Needs you now")
	require.Equal(t, o.Maja.ID, *o.Ticket(id).AssigneeID)

	again := o.as(o.Ingrid).Open("/office").Form(give + "-form")
	again.Forge("owner", "nobody").Press("Give it").Refuses(http.StatusUnprocessableEntity, "Who takes it from here?")
	again.Choose("owner", number(int64(o.Jonas.ID))).Press("Give it").Says("Fakturan", "Jonas Berg")
	require.Equal(t, o.Jonas.ID, *o.Ticket(id).AssigneeID)
}

func TestOverview_lists_whom_nobody_has_told_that_we_are_sorry(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 09:00")
	goran, hanna := o.Asks(o.Goran, "Fakturan"), o.Asks(o.Hanna, "No internet")
	o.Until("Mon 9 Nov 13:10")
	o.Replies(o.Maja, hanna, "It works again.")
	v := o.as(o.Ingrid)
	v.Open("/office").Says("One customer waits for an apology.", "Oldest: 10 min ago", "Göran Åström was promised an answer by today 13:00. It has not come.",
		"The apology leaves by itself today 13:15.", "New time: today 15:00.", "senast i dag 13:00", "Send to Göran").Lacks("Hanna Lund was promised") // her reply owned up to it
	o.exec(`update promises set apologised_at = null where ticket_id = $1`, hanna)
	v.Open("/office").Says("2 customers wait for an apology.", "Hanna Lund was promised an answer by today 13:00. It came today 13:10.")
	o.sorry(goran, "drafted")
	page := v.Open("/office").Says("The apology waits for somebody to send it.")
	require.Less(t, strings.Index(page.Body, "sorry-"+number(o.Ticket(goran).Number)), strings.Index(page.Body, "sorry-"+number(o.Ticket(hanna).Number)), "drafts first")
	o.exec(`update promises set apologised_at = due_at where state = 'broken' and ticket_id = $1`, hanna)
	v.Open("/office").Says("One customer waits for an apology.").Lacks("Hanna Lund was promised")
}

func TestOverview_names_the_window_of_a_visit_that_nobody_came_to(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 09:00")
	id := o.Asks(o.Hanna, "No internet")
	o.Replies(o.Maja, id, "Oskar comes by.")
	o.AgreesVisit(o.Maja, id, "Tue 10 Nov 10:00", 2*time.Hour)
	o.Until("Tue 10 Nov 13:01")
	o.as(o.Ingrid).Open("/office").Says("Hanna Lund was promised a visit today 10:00–12:00. Nobody has come yet.")
}

func TestOverview_shows_what_the_brake_holds(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 09:00")
	goran, eleni := o.Asks(o.Goran, "Fakturan"), o.Asks(o.Eleni, "Δίκτυο")
	o.Until("Mon 9 Nov 13:10")
	o.sorry(goran, "held")
	o.sorry(eleni, "held")
	p := o.as(o.Ingrid).Open("/office").Says("Apologies held back 2", "2 apologies wait for you.", "Göran Åström", "13:00", "Send all 2", "Send none of them",
		"Your sentence, Svenska", "Your sentence, Ελληνικά", "Everyone who was let down has been told so.")
	p.Lacks("Your sentence, Polski")
}

func TestOverview_says_how_the_worker_is_and_what_it_tries_again(t *testing.T) {
	t.Parallel()
	o := opened(t)
	v := o.as(o.Ingrid)
	v.Open("/office").Says("No worker is running: nobody keeps time.", "What falls due is noticed at once.")
	o.exec(`insert into workers (name, beat_at) values ('one', clock_timestamp()), ('two', clock_timestamp() - interval '2 hours')`)
	v.Open("/office").Says("It keeps time. Its last sign: under 1 min ago.")
	o.exec(`update workers set beat_at = clock_timestamp() - interval '2 hours'`)
	id := o.Asks(o.Hanna, "No internet")
	o.stuck(o.Hanna, outbox.Queued, "421 later")
	o.Stop(o.Whole(id).Next().Due.Add(10 * time.Minute))
	v.Open("/office").Says("Nobody keeps time: no sign for 2 h.", "has not been noticed yet.",
		"Mail about #"+number(o.Ticket(id).Number), "2 tries so far.", "421 later")
}

func TestOverview_shows_what_failed_and_is_tried_again(t *testing.T) {
	t.Parallel()
	o := opened(t)
	id := o.Asks(o.Hanna, "No internet")
	v := o.as(o.Ingrid)
	v.Open("/office").Lacks("cannot be acted on", "tried again")
	o.exec(`insert into stuck_tickets values ($1, 3, 'unknown time zone', 'one', clock_timestamp(), clock_timestamp() + interval '150 seconds')`, id)
	o.exec(`update river_job set state = 'retryable', scheduled_at = clock_timestamp() - interval '1 second'`)
	p := v.Open("/office").Says("No internet #"+number(o.Ticket(id).Number), "What falls due on this ticket cannot be acted on.", "3 tries so far. The next one in 2 min.", "unknown time zone",
		"1 job failed and is tried again. The next one is about to come.")
	require.Contains(t, p.Body, "/desk/tickets/"+number(o.Ticket(id).Number))
	require.NotContains(t, p.Body, "view=stuck", "all of them stand here")
	for range mostAgain {
		o.exec(`insert into stuck_tickets values ($1, 1, 'out of memory', 'one', clock_timestamp(), clock_timestamp())`, o.Asks(o.Goran, "Fakturan"))
	}
	require.Contains(t, v.Open("/office").Says("1 more").Body, `href="/desk?view=stuck"`)
}

func TestOverview_counts_what_was_handed_up_level_by_level(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 09:00")
	o.Asks(o.Goran, "Fakturan")
	o.Until("Mon 9 Nov 13:10")
	o.exec(`delete from escalations`)
	o.exec(`insert into escalations (ticket_id, promise_id, level, opened_at, told_at) select ticket_id, id, 2, ended_at, ended_at from promises where state = 'broken'`)
	p := o.as(o.Ingrid).Open("/office").Says("With all supervisors 1 ticket").Lacks("With the admins")
	require.Contains(t, p.Body, `/desk?level=2&amp;view=handed`)
}

func TestTaking_over_asks_for_a_reason_and_makes_the_supervisor_the_owner(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 09:00")
	id := o.Asks(o.Goran, "Fakturan")
	o.Takes(o.Jonas, id)
	o.Until("Mon 9 Nov 13:10")
	form := o.as(o.Ingrid).Open("/office").Form(view.FormID(view.FormTake, o.Ticket(id).Number) + "-form")
	form.Fill("reason", " ").Press("Take over").Refuses(http.StatusUnprocessableEntity, "Make this ticket yours?", "Fill this in.")
	require.Equal(t, o.Jonas.ID, *o.Ticket(id).AssigneeID)
	form.Fill("reason", "Jonas is ill.").Press("Take over").Says("Ingrid Aaberg")
	require.Equal(t, o.Ingrid.ID, *o.Ticket(id).AssigneeID)
	form.Press("Take over").Refuses(http.StatusConflict)
}

func TestSorry_is_sent_once_in_a_persons_words(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 09:00")
	id := o.Asks(o.Goran, "Fakturan")
	o.Until("Mon 9 Nov 13:10")
	v := o.as(o.Ingrid)
	page := v.Open("/office").Says("One customer waits for an apology.", "The apology leaves by itself today 13:15.")
	form := page.Form(view.FormID(view.FormSay, o.Ticket(id).Number)+"-form").Fill("words", "Förlåt, vi glömde dig.")
	sent := form.Press("Send to Göran")
	require.Equal(t, "Göran gets the apology by mail.", sent.Note())
	sent.Says("Everyone who was let down has been told so.")
	form.Press("Send to Göran").Refuses(http.StatusConflict)
	var words string
	require.NoError(t, o.DB.QueryRow(t.Context(), `select words from apologies where ticket_id = $1 and state = 'sent'`, id).Scan(&words))
	require.Equal(t, "Förlåt, vi glömde dig.", words)
}

func TestSorry_for_a_visit_names_its_window(t *testing.T) {
	t.Parallel()
	o := opened(t)
	id := o.Asks(o.Hanna, "No internet")
	o.Replies(o.Maja, id, "Oskar comes by.")
	o.AgreesVisit(o.Maja, id, "Tue 10 Nov 10:00", 2*time.Hour)
	o.Until("Tue 10 Nov 13:01")
	o.as(o.Ingrid).Open("/office").Says("We promised to come to you today 10:00–12:00, and we did not keep that. We are sorry.")
}

func TestSorry_is_not_needed_with_a_reason(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 09:00")
	id := o.Asks(o.Goran, "Fakturan")
	o.Until("Mon 9 Nov 13:10")
	form := o.as(o.Ingrid).Open("/office").Form(view.FormID(view.FormAside, o.Ticket(id).Number) + "-form")
	form.Press("Send no apology").Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	form.Fill("reason", "We spoke on the phone.").Press("Send no apology").Says("Everyone who was let down has been told so.")
	form.Press("Send no apology").Refuses(http.StatusConflict)
}

func TestBrake_is_let_go_once_in_words_of_each_language(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 09:00")
	goran, eleni := o.Asks(o.Goran, "Fakturan"), o.Asks(o.Eleni, "Δίκτυο")
	o.Until("Mon 9 Nov 13:10")
	o.exec(`update apologies set state = 'held' where ended_at is null`)
	v, second := o.as(o.Ingrid), o.as(o.Karin).Open("/office").Form(view.FormUnsaid+"-form")
	form := v.Open("/office").Form(view.FormBrake + "-form")
	done := form.Fill("words_sv", "Vårt nät låg nere.").Press("Send all 2 now")
	require.Equal(t, "2 apologies are on their way.", done.Note())
	done.Lacks("Apologies held back")
	second.Press("Drop all 2").Refuses(http.StatusConflict)
	words := func(id ticket.ID) (w string) {
		require.NoError(t, o.DB.QueryRow(t.Context(), `select words from apologies where ticket_id = $1`, id).Scan(&w))
		return w
	}
	require.Equal(t, []string{"Vårt nät låg nere.", ""}, []string{words(goran), words(eleni)})
}

func TestBrake_can_drop_everything(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 09:00")
	o.Asks(o.Goran, "Fakturan")
	o.Until("Mon 9 Nov 13:10")
	o.exec(`update apologies set state = 'held' where ended_at is null`)
	done := o.as(o.Karin).Open("/office").Form(view.FormUnsaid + "-form").Press("Drop it")
	require.Equal(t, "One apology is dropped.", done.Note())
	done.Says("Göran Åström was promised an answer").Lacks("Apologies held back")
}

// sorry lets an apology stand in a state.
func (o office) sorry(id ticket.ID, state string) {
	o.T.Helper()
	o.exec(`delete from apologies where ticket_id = $1`, id)
	o.exec(`insert into apologies (ticket_id, state, leave_at, made_at) values ($1, $2, kept_now(), kept_now())`, id, state)
}

func (o office) exec(q string, args ...any) {
	o.T.Helper()
	_, err := o.DB.Pool().Exec(o.T.Context(), q, args...)
	require.NoError(o.T, err)
}

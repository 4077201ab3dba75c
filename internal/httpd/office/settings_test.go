package office

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/visitor"
)

func (o office) desk() people.Desk {
	o.T.Helper()
	d, err := people.TheDesk(o.T.Context(), o.DB)
	require.NoError(o.T, err)
	return d
}

func TestSettings_hold_at_once_and_say_who_changed_them(t *testing.T) {
	t.Parallel()
	o := opened(t)
	page := o.as(o.Karin).Open("/office/settings").Says("Nobody has changed anything yet.")
	if !strings.Contains(page.Body, `value="Nordby Fiber"`) {
		t.Fatal("the form does not begin with what holds")
	}
	form := page.Form("settings").Fill("company", "Nordby  Bredbånd").Fill("brand", "#0B5F78").Fill("undo", "25")
	p := form.Press("Save settings")
	require.Equal(t, "Saved. It holds from now on.", p.Note())
	d := o.desk()
	require.Equal(t, "Nordby Bredbånd", d.Name)
	require.Equal(t, "#0b5f78", d.Brand)
	require.Equal(t, 25, *d.UndoSeconds)
	require.Nil(t, d.LinkDays, "what nobody touched stays as the program was started")
	p.Says("Nordby Bredbånd", "Name of your company", o.Karin.Name, "Seconds to take a reply back")
	o.as(o.Karin).Open("/office/audit?kind=desk").Says(o.Karin.Name+" changed what stands about this desk.", "Nordby Fiber")
}

func TestSettings_refuse_what_does_not_fit_at_its_field_and_keep_what_was_typed(t *testing.T) {
	t.Parallel()
	o := opened(t)
	before := o.desk()
	p := o.as(o.Karin).Open("/office/settings").Form("settings").Fill("company", " ").Fill("brand", "blue").Fill("undo", "61").Fill("links", "soon").Press("Save settings")
	p.Refuses(http.StatusUnprocessableEntity, "Write a colour as #0b5f78, or leave it empty.", "Write a number of seconds from 0 to 60.", "Write a number of days from 1 to 3650.")
	require.Contains(t, p.Body, `value="blue"`)
	require.Equal(t, before, o.desk())
	body := "company=x&zone=Local&locale=xx&languages=xx&languages=en&undo=10&links=90"
	require.Equal(t, http.StatusUnprocessableEntity, o.as(o.Karin).Send(http.MethodPost, "/office/settings", "application/x-www-form-urlencoded", strings.NewReader(body)).Status)
	require.Equal(t, before, o.desk())
}

func TestSettings_name_the_sender_until_it_is_emptied_again(t *testing.T) {
	t.Parallel()
	o := opened(t)
	save := func(sender string) *visitor.Page {
		return o.as(o.Karin).Open("/office/settings").Form("settings").Fill("sender", sender).Press("Save settings")
	}
	require.Empty(t, o.desk().Sender)
	save("help@nordby.example")
	require.Empty(t, o.desk().Sender, "what nobody touched stays as the program was started")
	save(" post@nordby.example ").Says("Address that mail comes from", "post@nordby.example", o.Karin.Name)
	require.Equal(t, "post@nordby.example", o.desk().Sender)
	save("post at nordby").Refuses(http.StatusUnprocessableEntity, "Address that mail comes from")
	require.Equal(t, "post@nordby.example", o.desk().Sender)
	require.Contains(t, save("").Body, `value="help@nordby.example"`, "what holds stands in the form")
	require.Empty(t, o.desk().Sender)
}

func TestSettings_are_for_admins_alone(t *testing.T) {
	t.Parallel()
	o := opened(t)
	for _, path := range []string{"/office/settings", "/office/settings/hours", "/office/start"} {
		o.as(o.Ingrid).Open(path).Refuses(http.StatusNotFound)
		require.Equal(t, http.StatusNotFound, o.as(o.Ingrid).Send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader("step=hours&company=x")).Status, path)
	}
}

func TestHours_hold_for_new_tickets_and_leave_open_ones_their_rules(t *testing.T) {
	t.Parallel()
	o := opened(t)
	old := o.Ticket(o.Asks(o.Hanna, "No internet"))
	form := o.as(o.Karin).Open("/office/settings/hours").Form("hours")
	form.Fill("day1", "8-12, 13:00–24:00").Fill("day2", "").Press("Save the hours")
	now, err := sla.HoursNow(t.Context(), o.DB)
	require.NoError(t, err)
	require.Equal(t, "08:00–12:00, 13:00–24:00", sla.SpansText(now.Week[1]))
	require.Empty(t, now.Week[2])
	require.Equal(t, "09:00–17:00", sla.SpansText(now.Week[3]))
	require.Equal(t, old.PolicyVersionID, o.Ticket(old.ID).PolicyVersionID)
	fresh := o.Ticket(o.Asks(o.Goran, "Inget internet"))
	require.NotEqual(t, old.PolicyVersionID, fresh.PolicyVersionID)
	var kept int
	require.NoError(t, o.DB.QueryRow(t.Context(), `select count(*) from policy_targets where policy_version_id = $1`, fresh.PolicyVersionID).Scan(&kept))
	require.Equal(t, 16, kept, "everything else of the rules stays")
	o.as(o.Karin).Open("/office/audit").Says(o.Karin.Name+" changed a calendar.", "Calendar “Opening hours”", "Mon 08:00–12:00, 13:00–24:00")
}

func TestHours_refuse_a_form_that_was_filled_before_somebody_else_changed_them(t *testing.T) {
	t.Parallel()
	o := opened(t)
	_, calendar := o.calendar()
	stale := o.as(o.Karin).Open("/office/settings/hours").Form("hours").Fill("day5", "09:00–15:00")
	o.as(o.Karin).Open(calendar).Form("calendar-form").Fill("day1", "09:00–12:00, 13:00–17:00").Press("Save the calendar")

	p := stale.Press("Save the hours")
	p.Refuses(http.StatusConflict, "Somebody else has changed this calendar meanwhile.")
	require.Contains(t, p.Body, `value="09:00–15:00"`, "what was typed stands there")
	p.Form("hours").Press("Save the hours").Refuses(http.StatusConflict)
	now, err := sla.HoursNow(t.Context(), o.DB)
	require.NoError(t, err)
	require.Equal(t, "09:00–12:00, 13:00–17:00", sla.SpansText(now.Week[1]), "the break stays")
	require.Equal(t, "09:00–17:00", sla.SpansText(now.Week[5]))

	o.as(o.Karin).Open("/office/settings/hours").Form("hours").Fill("day5", "09:00–15:00").Press("Save the hours")
	now, err = sla.HoursNow(t.Context(), o.DB)
	require.NoError(t, err)
	require.Equal(t, "09:00–12:00, 13:00–17:00", sla.SpansText(now.Week[1]))
	require.Equal(t, "09:00–15:00", sla.SpansText(now.Week[5]))
}

func TestHours_refuse_what_cannot_be_read_and_a_desk_that_never_opens(t *testing.T) {
	t.Parallel()
	o := opened(t)
	for _, wrong := range []string{"nine to five", "17:00–17:00", "09:00–25:00", "09:00–12:00, 11:00–13:00", "09:60–12:00", "\x00", strings.Repeat("9", 500), "09:00"} {
		o.as(o.Karin).Open("/office/settings/hours").Form("hours").Fill("day1", wrong).Press("Save the hours").
			Refuses(http.StatusUnprocessableEntity, "Write hours as 09:00–17:00, in their order, or nothing.")
	}
	form := o.as(o.Karin).Open("/office/settings/hours").Form("hours")
	for _, day := range []string{"day1", "day2", "day3", "day4", "day5"} {
		form.Fill(day, "")
	}
	form.Press("Save the hours").Refuses(http.StatusUnprocessableEntity, "Open on at least one day")
	o.as(o.Karin).Open("/office/settings/hours").Form("hours").Fill("day1", "17:00–09:00").Press("Save the hours").
		Refuses(http.StatusUnprocessableEntity, "Are the two times the wrong way round?")
	o.as(o.Karin).Open("/office/settings/hours").Form("hours").Fill("day5", "18:00–02:00").Press("Save the hours")
}

func TestStart_leads_step_by_step_and_can_be_left_at_any_time(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.as(o.Karin).Open("/office").Says("Getting started", "0 of 4 steps are behind you.")
	o.as(o.Ingrid).Open("/office").Lacks("Getting started")
	o.as(o.Karin).Open("/office/start").Click("Look at the hours").Form("hours").Press("Save the hours").Says("Getting started", "Done or skipped.")
	send := func(body string) int {
		return o.as(o.Karin).Send(http.MethodPost, "/office/start", "application/x-www-form-urlencoded", strings.NewReader(body)).Status
	}
	require.Equal(t, http.StatusUnprocessableEntity, send("step=team&team="))
	require.Equal(t, http.StatusUnprocessableEntity, send("step=team&team=Technical"), "another team has that name")
	require.Equal(t, http.StatusNotFound, send("step=nonsense"))
	send("step=team&team=Reception")
	require.Equal(t, "Reception", func() string {
		teams, err := people.Teams(t.Context(), o.DB)
		require.NoError(t, err)
		return teams[0].Name
	}())
	send("step=people&skip=yes")
	send("step=people&skip=yes")
	o.as(o.Karin).Open("/office").Says("3 of 4 steps are behind you.")
	send("step=mail")
	o.as(o.Karin).Open("/office/start").Says("Everything is set up.")
	o.as(o.Karin).Open("/office").Lacks("Getting started")
	require.Len(t, o.desk().Steps, 4)
}

func TestSettings_say_when_customers_are_reminded_also_of_what_is_agreed_already(t *testing.T) {
	t.Parallel()
	o := opened(t)
	id := o.Asks(o.Hanna, "No internet")
	o.Replies(o.Maja, id, "Oskar comes by.")
	remindAt := func() string {
		if at := o.Latest(id, promise.Visit).RemindAt; !at.IsZero() {
			return at.UTC().Format("2006-01-02 15:04")
		}
		return "never"
	}
	save := func(hours string) *visitor.Page {
		return o.as(o.Karin).Open("/office/settings").Form("settings").Fill("remind", hours).Press("Save settings")
	}
	o.AgreesVisit(o.Maja, id, "Fri 13 Nov 10:00", time.Hour)
	require.Equal(t, "2026-11-12 09:00", remindAt(), "the day before, as long as nobody says otherwise")
	save("48").Says("Hours before an appointment", o.Karin.Name)
	require.Equal(t, "2026-11-11 09:00", remindAt())
	save("30")
	require.Equal(t, "2026-11-12 03:00", remindAt())
	save("336")
	require.Equal(t, "2026-11-12 03:00", remindAt(), "what would have come already keeps its time")
	save("0").Says("nobody is reminded")
	require.Equal(t, "never", remindAt())
	o.MovesWindow(o.Maja, id, o.Latest(id, promise.Visit).ID, "Mon 16 Nov 10:00", time.Hour)
	require.Equal(t, "never", remindAt(), "nor of what is agreed since")
	save("2")
	require.Equal(t, "2026-11-16 07:00", remindAt())
	o.Until("Mon 16 Nov 08:01")
	reminded := o.Latest(id, promise.Visit).Reminded
	require.False(t, reminded.IsZero())
	save("1")
	require.Equal(t, "2026-11-16 07:00", remindAt(), "who was reminded is not reminded again")
	o.as(o.Karin).Open("/office/audit?kind=setting").Says("Hours before an appointment", "nobody is reminded")

	for _, hours := range []string{"-1", "337", "soon", "1.5", "", "99999999999999999999", "2'); drop table desk; --"} {
		save(hours).Refuses(http.StatusUnprocessableEntity, "Write a number of hours from 0 to 336.")
	}
	require.Equal(t, 1, o.desk().RemindHours)
	o.as(o.Ingrid).Send(http.MethodPost, "/office/settings", "application/x-www-form-urlencoded", strings.NewReader("remind=0")).Refuses(http.StatusNotFound)
	require.Equal(t, 1, o.desk().RemindHours)
}

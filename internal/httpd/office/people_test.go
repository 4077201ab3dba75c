package office

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// member is somebody as the people's page has them.
func (o office) member(id people.ID) people.Member {
	o.T.Helper()
	m, err := people.GetMember(o.T.Context(), o.DB, o.Karin.Acting(), id)
	require.NoError(o.T, err)
	return m
}

func TestPeople_are_listed_by_role_and_team_for_admins_only(t *testing.T) {
	t.Parallel()
	o := opened(t)
	v := o.as(o.Karin)
	p := v.Open("/office/people")
	p.Says(o.Maja.Name, o.Ingrid.Name, o.Oskar.Name)
	p = v.Open("/office/people?role=technician")
	p.Says(o.Oskar.Name)
	p.Lacks(o.Maja.Name)
	v.Open("/office/people?role=technician&team=" + fmt.Sprint(o.Second)).Says("Nobody like that.")
	v.Open("/office/people?left=yes").Says("Nobody has left.")
	for _, other := range []people.Person{o.Maja, o.Ingrid} {
		for _, address := range []string{"/office/people", "/office/people/invite", "/office/teams", fmt.Sprintf("/office/people/%d", o.Karin.ID)} {
			require.Equal(t, http.StatusNotFound, o.as(other).Open(address).Status, "%s at %s", other.Name, address)
		}
	}
}

func TestInvite_posts_a_letter_with_a_link_and_it_can_be_sent_again_and_withdrawn(t *testing.T) {
	t.Parallel()
	o := opened(t)
	v := o.as(o.Karin)
	form := v.Open("/office/people/invite").Form("invite")
	p := form.Fill("email", "freja@nordby.example").Choose("role", "supervisor").Choose("locale", "da").Press("Send the invitation")
	p.Says("Invited", "freja@nordby.example", "The mail has not left yet.")
	require.Contains(t, p.Note(), "The invitation to freja@nordby.example is on its way.")
	var id string
	require.NoError(t, o.DB.QueryRow(t.Context(), `select id::text from staff_invitations`).Scan(&id))
	letters := func() (n int) {
		require.NoError(t, o.DB.QueryRow(t.Context(), `select count(*) from outbox where kind = 'invitation' and state = 'queued' and person_id is null`).Scan(&n))
		return n
	}
	require.Equal(t, 1, letters())
	require.Contains(t, v.Open("/office/people").Form("again-"+id).Press("Send again").Note(), "The invitation is on its way again.")
	require.Equal(t, 1, letters(), "a letter that waits is not sent twice")
	form = v.Open("/office/people/invite").Form("invite")
	form.Fill("email", "freja@nordby.example").Press("Send the invitation").Refuses(http.StatusUnprocessableEntity, "This address is invited already.")
	require.Contains(t, v.Open("/office/people").Form("withdraw-"+id).Press("Withdraw").Note(), "The invitation is withdrawn.")
	v.Open("/office/people").Lacks("freja@nordby.example")
}

func TestRights_are_changed_and_are_lost_on_the_next_request(t *testing.T) {
	t.Parallel()
	o := opened(t)
	ingrid := o.as(o.Ingrid)
	require.Equal(t, http.StatusOK, ingrid.Open("/office").Status)
	form := o.as(o.Karin).Open(fmt.Sprintf("/office/people/%d", o.Ingrid.ID)).Form("rights-form")
	form.Choose("role", "agent").Fill("skill", "Routers").Press("Save").Says("Routers")
	require.Equal(t, http.StatusNotFound, ingrid.Open("/office").Status)
	m := o.member(o.Ingrid.ID)
	require.Equal(t, people.Agent, m.Role)
	require.Equal(t, []people.TeamID{o.Team}, m.Teams)
	require.Len(t, m.Skills, 1)
}

func TestRights_of_oneself_have_no_role_to_choose_and_a_forged_one_is_refused(t *testing.T) {
	t.Parallel()
	o := opened(t)
	v := o.as(o.Karin)
	address := fmt.Sprintf("/office/people/%d", o.Karin.ID)
	p := v.Open(address)
	p.Says("Only another admin can change your role.")
	p.Lacks("See what would happen")
	p.Form("rights-form").Forge("role", "agent").Press("Save").Refuses(http.StatusForbidden)
	a := v.Send(http.MethodPost, address+"/departures", "application/x-www-form-urlencoded", strings.NewReader(""))
	require.Equal(t, http.StatusConflict, a.Status)
	require.Equal(t, people.Admin, o.member(o.Karin.ID).Role)
}

func TestLeaving_says_plainly_what_happens_then_does_it_and_can_be_undone(t *testing.T) {
	t.Parallel()
	o := opened(t)
	id := o.Asks(o.Hanna, "No internet")
	o.Replies(o.Maja, id, "I ring you.", o.Promising("Maja rings you", "Tue 10 Nov 10:30"))
	maja, v := o.as(o.Maja), o.as(o.Karin)
	address := fmt.Sprintf("/office/people/%d", o.Maja.ID)
	p := v.Open(address + "/leave")
	p.Says("1 ticket has no owner any more", "1 of these was agreed with a customer")
	require.True(t, o.member(o.Maja.ID).IsActive, "nothing has happened yet")
	p.Form("departure").Press("Yes").Says("works here no more", "Bring Maja back")
	require.Nil(t, o.Ticket(id).AssigneeID)
	require.Equal(t, http.StatusNotFound, maja.Open("/desk").Status, "signed out; the door is not on this stage")
	require.Contains(t, v.Open(address).Form("return").Press("Bring Maja back").Note(), "Maja works here again.")
	require.True(t, o.member(o.Maja.ID).IsActive)
	require.Nil(t, o.Ticket(id).AssigneeID)
}

func TestTechnician_owns_no_tickets(t *testing.T) {
	t.Parallel()
	o := opened(t)
	id := o.Asks(o.Hanna, "No internet")
	o.Takes(o.Maja, id)
	form := o.as(o.Karin).Open(fmt.Sprintf("/office/people/%d", o.Maja.ID)).Form("rights-form")
	form.Choose("role", "technician").Press("Save").Says(o.Maja.Name)
	require.Nil(t, o.Ticket(id).AssigneeID)
	a, err := people.Arrive(t.Context(), o.DB, "", true)
	require.NoError(t, err)
	require.Nil(t, a.Me)
}

func TestTeams_are_made_changed_ordered_and_removed(t *testing.T) {
	t.Parallel()
	o := opened(t)
	v := o.as(o.Karin)
	form := v.Open("/office/teams").Form("team")
	form.Fill("name", "Complaints").Choose("icon", "chat").Choose("private", "yes").Press("Add the team").Says("Complaints", "private")
	var team people.TeamID
	require.NoError(t, o.DB.QueryRow(t.Context(), `select id from teams where name = 'Complaints'`).Scan(&team))
	address := fmt.Sprintf("/office/teams/%d", team)
	v.Open(address).Form("team").Fill("name", "Technical").Press("Save the team").Refuses(http.StatusUnprocessableEntity, "Another team has this name.")
	v.Open(address).Form("team").Fill("name", "Praise").Tick("members", fmt.Sprint(o.Maja.ID)).Press("Save the team").Says("Praise", "1 member")
	require.Contains(t, o.member(o.Maja.ID).Teams, team)
	for field, typed := range map[string][]string{"limit": {"0", "-3", "501", "x", "1e3"}, "hours": {"0", "501", "½"}} {
		for _, wrong := range typed {
			back := v.Open(address).Form("team").Fill(field, wrong).Press("Save the team").Refuses(http.StatusUnprocessableEntity, "Write a number from 1 to 500.")
			require.Equal(t, wrong, back.Form("team").Value(field))
		}
	}
	v.Open(address).Form("team").Forge("deals", "lottery").Press("Save the team").Refuses(http.StatusUnprocessableEntity)
	v.Open(address).Form("team").Choose("deals", "turns").Fill("limit", "12").Fill("hours", "4").Press("Save the team").Says("Praise")
	sheet, err := people.OneTeam(t.Context(), o.DB, o.Karin.Acting(), team)
	require.NoError(t, err)
	require.Equal(t, people.Dealing{Deals: people.InTurns, DealLimit: 12, ReturnHours: 4}, sheet.Dealing)
	require.Equal(t, "12", v.Open(address).Form("team").Value("limit"))
	v.Open(address).Lacks("Remove it")
	v.Send(http.MethodPost, address+"/moves", "application/x-www-form-urlencoded", strings.NewReader("to=up"))
	teams, err := people.Teams(t.Context(), o.DB)
	require.NoError(t, err)
	require.Equal(t, team, teams[1].ID)
	gone := v.Send(http.MethodPost, address+"/removals", "application/x-www-form-urlencoded", strings.NewReader(""))
	require.Equal(t, http.StatusConflict, gone.Status)
	gone.Refuses(http.StatusConflict, "still has members")
	used := v.Send(http.MethodPost, fmt.Sprintf("/office/teams/%d/removals", o.Team), "application/x-www-form-urlencoded", strings.NewReader(""))
	require.Equal(t, http.StatusConflict, used.Status)
}

// TestStale_forms_give_no_rights_back opens a form for one thing, and lets another admin take a right away before it is sent.
func TestStale_forms_give_no_rights_back(t *testing.T) {
	t.Parallel()
	o := opened(t)
	const stale = "Somebody has changed this meanwhile."
	v, other := o.as(o.Karin), o.as(o.Karin)
	team, maja, jonas := fmt.Sprintf("/office/teams/%d", o.Team), fmt.Sprint(o.Maja.ID), fmt.Sprint(o.Jonas.ID)

	form := v.Open(team).Form("team").Fill("limit", "7")
	other.Open(team).Form("team").Choose("private", "yes").Untick("members", maja).Press("Save the team").Says("private")
	p := form.Press("Save the team").Refuses(http.StatusConflict, stale)
	require.Equal(t, "yes", p.Form("team").Value("private"), "the page shows what stands now")
	sheet, err := people.OneTeam(t.Context(), o.DB, o.Karin.Acting(), o.Team)
	require.NoError(t, err)
	require.True(t, sheet.IsPrivate)
	require.Zero(t, sheet.DealLimit, "nothing is half saved")
	require.NotContains(t, o.member(o.Maja.ID).Teams, o.Team)
	p.Form("team").Fill("limit", "x").Press("Save the team").Refuses(http.StatusUnprocessableEntity).
		Form("team").Fill("limit", "7").Press("Save the team").Says("private")

	form = v.Open(team).Form("team").Fill("limit", "x").Press("Save the team").Refuses(http.StatusUnprocessableEntity).Form("team")
	other.Open("/office/people/"+jonas).Form("rights-form").Untick("teams", fmt.Sprint(o.Team)).Press("Save")
	form.Fill("limit", "8").Press("Save the team").Refuses(http.StatusConflict, stale)
	require.NotContains(t, o.member(o.Jonas.ID).Teams, o.Team, "a form that came back is as old as it was")

	ingrid := fmt.Sprintf("/office/people/%d", o.Ingrid.ID)
	form = v.Open(ingrid).Form("rights-form").Fill("skill", "Routers")
	other.Open(ingrid).Form("rights-form").Choose("role", "agent").Untick("teams", fmt.Sprint(o.Team)).Press("Save")
	p = form.Press("Save").Refuses(http.StatusConflict, stale)
	require.Equal(t, "agent", p.Form("rights-form").Value("role"))
	m := o.member(o.Ingrid.ID)
	require.Equal(t, people.Agent, m.Role)
	require.Empty(t, m.Teams)
	require.Empty(t, m.Skills)
	p.Form("rights-form").Fill("skill", "Routers").Press("Save").Says("Routers")
}

func TestSessions_of_somebody_are_seen_and_ended_by_an_admin(t *testing.T) {
	t.Parallel()
	o := opened(t)
	maja := o.as(o.Maja)
	o.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.SignInFrom(ctx, tx, o.Maja.ID, "", people.Whence{Browser: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", Network: "192.0.2.0/24"})
		return err
	})
	p := o.as(o.Karin).Open(fmt.Sprintf("/office/people/%d", o.Maja.ID))
	p.Says("Firefox on Linux", "192.0.2.0/24", "Sign Maja out everywhere")
	o.as(o.Karin).Send(http.MethodPost, fmt.Sprintf("/office/people/%d/sessions/ends", o.Maja.ID), "application/x-www-form-urlencoded", strings.NewReader("session=all"))
	require.Equal(t, http.StatusNotFound, maja.Open("/desk").Status)
	mine, err := people.Sessions(t.Context(), o.DB, o.Karin.Acting(), o.Maja.ID, "")
	require.NoError(t, err)
	require.Empty(t, mine)
}

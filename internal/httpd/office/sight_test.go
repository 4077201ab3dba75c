package office

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/office"
)

// behind is a late ticket of a private team, whose supervisor is Lena, beside one that everybody sees.
func behind(t *testing.T) (o office, lena people.Person, hidden, shared ticket.ID) {
	t.Helper()
	o = opened(t)
	o.At("Mon 9 Nov 09:00")
	lena = o.Hires(people.Supervisor, "Lena Falk")
	hidden, shared = o.Asks(o.Goran, "Fakturan"), o.Asks(o.Eleni, "Δίκτυο")
	o.Goes(hidden, o.Private("Bills", o.Jonas, lena))
	o.AsksUp(o.Jonas, hidden, "May I credit it?")
	o.Until("Mon 9 Nov 13:10")
	return o, lena, hidden, shared
}

func TestOffice_knows_nothing_of_a_private_team_that_its_reader_is_not_in(t *testing.T) {
	t.Parallel()
	o, lena, hidden, _ := behind(t)
	o.exec(`update outbox set state = 'failed', sent_at = null, error = 'no such box at postkasse'`)
	o.exec(`insert into stuck_tickets (ticket_id, tries, error, worker, failed_at, next_try_at) values ($1, 1, 'it is stuck', 'w', now(), now())`, hidden)
	for _, address := range []string{"/office", "/office/mail?state=failed", "/office/questions"} {
		page := o.as(o.Ingrid).Open(address)
		for _, of := range []string{"Fakturan", "Göran", "Bills", "it is stuck", "credit"} {
			require.NotContains(t, page.Body, of, address)
		}
		o.as(lena).Open(address)
	}
	o.as(lena).Open("/office").Says("Fakturan", "Göran Åström was promised an answer", "May I credit it?", "it is stuck")
	o.as(o.Karin).Open("/office/mail?state=failed").Says("Fakturan")
	q := o.Whole(hidden).Questions[0].ID
	v := o.as(o.Ingrid)
	missing := v.Open("/office/questions/99999").Refuses(http.StatusNotFound)
	require.Equal(t, missing.Body, v.Open("/office/questions/"+strconv.FormatInt(int64(q), 10)).Refuses(http.StatusNotFound).Body)
}

func TestOffice_gives_a_private_teams_ticket_to_its_own_only(t *testing.T) {
	t.Parallel()
	o, _, hidden, shared := behind(t)
	page := o.as(o.Karin).Open("/office")
	options := func(id ticket.ID) string { return page.At(view.FormID(view.FormGive, o.Ticket(id).Number)) }
	require.Contains(t, options(shared), "Maja Lindqvist")
	require.NotContains(t, options(hidden), "Maja Lindqvist")
	require.NotContains(t, options(hidden), "Ingrid Aaberg")
	require.Contains(t, options(hidden), "Lena Falk")
	questions := o.as(o.Karin).Open("/office/questions")
	require.Contains(t, questions.Text(), "Lena Falk")
	require.NotContains(t, questions.Text(), "Ingrid Aaberg", "nobody passes it on to her")
}

func TestBrake_is_let_go_for_what_the_supervisor_sees(t *testing.T) {
	t.Parallel()
	o, lena, hidden, shared := behind(t)
	o.sorry(hidden, "held")
	o.sorry(shared, "held")
	page := o.as(o.Ingrid).Open("/office").Says("1 apology waits for you.").Lacks("Svenska")
	require.Equal(t, "1 apology is on its way.", page.Form(view.FormBrake+"-form").Press("Send it now").Note())
	state := func(id ticket.ID) (s string) {
		require.NoError(t, o.DB.QueryRow(t.Context(), `select state from apologies where ticket_id = $1`, id).Scan(&s))
		return s
	}
	require.Equal(t, []string{"held", "sent"}, []string{state(hidden), state(shared)})
	form := strings.NewReader(url.Values{}.Encode())
	o.as(o.Ingrid).Send(http.MethodPost, "/office/apologies/drops", "application/x-www-form-urlencoded", form).Refuses(http.StatusConflict)
	require.Equal(t, "held", state(hidden))
	require.Equal(t, "One apology is dropped.", o.as(lena).Open("/office").Form(view.FormUnsaid+"-form").Press("Drop it").Note())
}

func TestMail_of_a_private_team_stays_when_it_is_ticked_beside_others(t *testing.T) {
	t.Parallel()
	o, _, hidden, shared := behind(t)
	mail := func(id ticket.ID) (m outbox.ID) {
		require.NoError(t, o.DB.QueryRow(t.Context(), `select min(id) from outbox where ticket_id = $1`, id).Scan(&m))
		return m
	}
	o.exec(`update outbox set state = 'failed', sent_at = null`)
	both := url.Values{"state": {"failed"}, "mail": {strconv.FormatInt(int64(mail(hidden)), 10), strconv.FormatInt(int64(mail(shared)), 10)}}
	o.as(o.Ingrid).Send(http.MethodPost, "/office/mail/retries", "application/x-www-form-urlencoded", strings.NewReader(both.Encode()))
	require.Equal(t, outbox.Failed, o.state(mail(hidden)))
	require.Equal(t, outbox.Queued, o.state(mail(shared)))
}

func TestTickets_go_back_to_a_private_team_with_who_leaves_it(t *testing.T) {
	t.Parallel()
	o, lena, hidden, _ := behind(t)
	o.Takes(o.Jonas, hidden)
	team := strconv.FormatInt(int64(o.Ticket(hidden).TeamID), 10)
	form := o.as(o.Karin).Open("/office/teams/" + team).Form("team")
	form.Untick("members", strconv.FormatInt(int64(o.Jonas.ID), 10)).Press("Save the team").Says("Bills", "1 member")
	require.True(t, o.member(lena.ID).IsIn(o.Ticket(hidden).TeamID))
	require.Nil(t, o.Ticket(hidden).AssigneeID)
}

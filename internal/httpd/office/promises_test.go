package office

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/promise"
)

const promisesPath = "/office/promises"

func TestPromises_are_searched_by_the_address(t *testing.T) {
	t.Parallel()
	o := opened(t)
	kept, late := o.Asks(o.Hanna, "The bill"), o.Asks(o.Goran, "The line")
	o.Promises(o.Maja, kept, "the bill is corrected", "Mon 9 Nov 15:00")
	o.Replies(o.Maja, kept, "It is.", cast.Keeping(o.Latest(kept, promise.Commitment).ID))
	o.Promises(o.Jonas, late, "the line is mended", "Mon 9 Nov 11:00")
	o.Sees(late)
	o.Until("Mon 9 Nov 11:05")
	v := o.as(o.Ingrid)
	v.Open("/office").Click("All promises").Says("Promises kept", "First line", "the bill is corrected", "the line is mended", "66% (2 of 3)")
	page := v.Open(promisesPath).Form("filter").Choose("state", "owed").Press("Show")
	page.Says("the line is mended", "late, still owed", "nobody has said sorry").Lacks("the bill is corrected")
	page.Form("filter").Choose("kind", "visit").Press("Show").Says("No promise fits that")
	v.Open(promisesPath + "?owner=" + fmt.Sprint(o.Jonas.ID) + "&from=2026-11-09&to=2026-11-09").Says("the line is mended").Lacks("the bill is corrected")
}

func TestPromises_show_the_windows_of_visits_on_the_page_and_in_the_table(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.At("Mon 9 Nov 10:00")
	id := o.Asks(o.Hanna, "No internet")
	o.AgreesVisit(o.Maja, id, "Thu 12 Nov 10:00", 2*time.Hour)
	o.as(o.Ingrid).Open(promisesPath+"?kind=visit").Says("No internet", "Thu 10:00", "–12:00", "to come")
	form := url.Values{"kind": {"visit"}}
	lines := o.taken(o.as(o.Ingrid).Send(http.MethodPost, promisesPath+"/exports", "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).Body)
	require.Len(t, lines, 2)
	for head, want := range map[string]time.Time{"Window opens (UTC)": o.Time("Thu 12 Nov 10:00"), "Due (UTC)": o.Time("Thu 12 Nov 12:00")} {
		require.Equal(t, want.UTC().Format(time.DateTime), lines[1][slices.Index(lines[0], head)], head)
	}
}

func TestPromises_hostile_addresses_are_refused_or_lead_to_a_sensible_page(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.Asks(o.Hanna, "The bill")
	v := o.as(o.Ingrid)
	for _, q := range []string{
		"before=x", "before=1", "before=9999999999999999999999.1", "before=-5.2", "before=1.-1", "before=1.9999999999999999999", "before=%00", "nothing=here",
		"unsorry=%00&later=%FF", "before=253402214400000001.1",
	} {
		require.Equal(t, http.StatusOK, v.Open(promisesPath+"?"+q).Status, q)
	}
	for _, q := range []string{
		"kind=x", "kind=%00", "state=%FF", "owner=x", "owner=-1", "owner=99999999999999999999", "team=1e3", "from=yesterday", "to=2026-02-30", "from=2026-11-10&to=2026-11-09",
		"from=0000-00-00", "owner=1'%20or%201=1", "from=2026-11-09%00",
	} {
		page := v.Open(promisesPath + "?" + q)
		require.Equal(t, http.StatusUnprocessableEntity, page.Status, q)
		require.True(t, page.HasForm("filter"), q)
	}
	v.Open(promisesPath + "?owner=987654").Says("No promise fits that")
}

func TestPromises_are_taken_away_as_a_table_without_formulas(t *testing.T) {
	t.Parallel()
	o := opened(t)
	for i, subject := range []string{"=1+1", "+45 70", "-2", "@home", "\tindented", "fine"} {
		o.Asks(o.Hanna, subject)
		if i == 0 {
			o.Promises(o.Maja, 1, "=HYPERLINK(\"https://elsewhere.example\")", "Mon 9 Nov 15:00")
		}
	}
	lines := o.taken(o.as(o.Ingrid).Send(http.MethodPost, promisesPath+"/exports", "application/x-www-form-urlencoded", strings.NewReader("")).Body)
	require.Len(t, lines, 1+12+1, "a head, two promises of each ticket, and what Maja said")
	for _, line := range lines[1:] {
		for _, cell := range line {
			require.False(t, strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r"), cell)
		}
	}
	form := url.Values{"kind": {"commitment"}}
	lines = o.taken(o.as(o.Ingrid).Send(http.MethodPost, promisesPath+"/exports", "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).Body)
	require.Len(t, lines, 2)
	require.Equal(t, "'=1+1", lines[1][1])
	require.Equal(t, `'=HYPERLINK("https://elsewhere.example")`, lines[1][3])
	o.as(o.Karin).Open("/office/audit").Says("downloaded promises as a table")
	for bad, words := range map[string]string{"kind=x&to=2026-11-10": "Does it work again? Choose one from the list.", "owner=-1&to=2026-11-10": "Oskar Strand Choose one from the list.", "from=yesterday&to=2026-11-10": "Due from Write a day as 2026-03-17."} {
		refused := o.as(o.Ingrid).Send(http.MethodPost, promisesPath+"/exports", "application/x-www-form-urlencoded", strings.NewReader(bad))
		refused.Refuses(http.StatusUnprocessableEntity, "Promises kept", words)
		require.Equal(t, "2026-11-10", refused.Form("filter").Value("to"), "the filter stands as it was")
	}
}

func TestPromises_table_has_all_of_them_however_many(t *testing.T) {
	t.Parallel()
	o := opened(t)
	id := o.Asks(o.Hanna, "The bill")
	const many = `
		insert into promises (ticket_id, cycle, kind, state, due_at, breaks_at, owner_team_id, made_at, started_at, ended_at, policy_version_id)
		select $1, 1, 'update', 'lapsed', kept_now() - n / 3 * interval '1 minute', kept_now(), 1, kept_now(), kept_now(), kept_now(), $2 from generate_series(1, 2500) n`
	_, err := o.DB.Pool().Exec(t.Context(), many, id, o.Policy)
	require.NoError(t, err)
	v := o.as(o.Karin)
	lines := o.taken(v.Send(http.MethodPost, promisesPath+"/exports", "application/x-www-form-urlencoded", strings.NewReader("")).Body)
	require.Len(t, lines, 1+2500+2)
	v.Open(promisesPath).Click("Older").Says("Update")
}

func (o office) taken(body string) [][]string {
	o.T.Helper()
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	require.NoError(o.T, err)
	return lines
}

package office

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

const limitsPage = "/office/settings/limits"

func TestLimits_hold_at_once_and_say_who_changed_them(t *testing.T) {
	t.Parallel()
	o := opened(t)
	old := o.Ticket(o.Asks(o.Hanna, "No internet"))
	form := o.as(o.Karin).Open("/office/settings").Click("Limits").Says("Nobody has changed anything yet.").Form("limits")
	p := form.Fill("reopen", "30").Fill("files", "3").Fill("asks_address", "7").Press("Save the limits")
	require.Equal(t, "Saved. The limits hold from now on.", p.Note())
	p.Says(o.Karin.Name, "Days for which a closed ticket opens again", "Files of one message")
	d := o.desk()
	require.Equal(t, 3, *d.MostFiles)
	require.Equal(t, 7, *d.AsksPerAddress)
	require.Nil(t, d.FileMegabytes, "what nobody touched stays as the program was started")
	days, err := sla.ReopenDays(t.Context(), o.DB)
	require.NoError(t, err)
	require.Equal(t, 30, days)
	require.Equal(t, old.PolicyVersionID, o.Ticket(old.ID).PolicyVersionID, "tickets keep the rules that they came under")
	require.NotEqual(t, old.PolicyVersionID, o.Ticket(o.Asks(o.Goran, "Inget internet")).PolicyVersionID)
	hours, err := sla.HoursNow(t.Context(), o.DB)
	require.NoError(t, err)
	require.Equal(t, "09:00–17:00", sla.SpansText(hours.Week[3]), "everything else of the rules stays")
	o.as(o.Karin).Open("/office/audit?kind=setting").Says(o.Karin.Name+" changed a setting.", "Files of one message")
}

func TestLimits_refuse_at_the_field_all_or_none(t *testing.T) {
	t.Parallel()
	o := opened(t)
	before := o.desk()
	for _, wrong := range []string{"", "-1", "soon", "1e3", "99999999999999999999", strings.Repeat("9", 3000)} {
		p := o.as(o.Karin).Open(limitsPage).Form("limits").Fill("asks_network", wrong).Fill("reopen", "366").Fill("files", "2").Press("Save the limits")
		p.Refuses(http.StatusUnprocessableEntity, "Write a number from 1 to 10,000.", "Write a number from 0 to 365.")
		require.Contains(t, p.Body, `value="366"`)
	}
	o.as(o.Karin).Open(limitsPage).Form("limits").Fill("asks_network", "30").Fill("reopen", "366").Press("Save the limits").Refuses(http.StatusUnprocessableEntity)
	require.Equal(t, before, o.desk())
	days, err := sla.ReopenDays(t.Context(), o.DB)
	require.NoError(t, err)
	require.Equal(t, 14, days)
}

func TestLimits_are_for_admins_alone(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.as(o.Ingrid).Open(limitsPage).Refuses(http.StatusNotFound)
	require.Equal(t, http.StatusNotFound, o.as(o.Ingrid).Send(http.MethodPost, limitsPage, "application/x-www-form-urlencoded", strings.NewReader("reopen=1")).Status)
	n := 3
	for _, f := range []func(context.Context, *pg.Tx) error{
		func(ctx context.Context, tx *pg.Tx) error {
			return people.SetCaps(ctx, tx, o.Ingrid.Acting(), people.Caps{MostFiles: &n}, 50)
		},
		func(ctx context.Context, tx *pg.Tx) error { return sla.SetReopenDays(ctx, tx, o.Ingrid.Acting(), 3) },
	} {
		require.Error(t, o.Try(f))
	}
	require.Nil(t, o.desk().MostFiles)
}

func TestHours_keep_the_names_of_closed_days(t *testing.T) {
	t.Parallel()
	o := opened(t)
	_, err := o.DB.Pool().Exec(t.Context(), `insert into calendar_exceptions (calendar_version_id, day, name) select max(id), '2027-05-17', 'A feast' from calendar_versions`)
	require.NoError(t, err)
	hours, err := sla.HoursNow(t.Context(), o.DB)
	require.NoError(t, err)
	hours.Week[1] = nil
	o.Do(func(ctx context.Context, tx *pg.Tx) error { return sla.ChangeHours(ctx, tx, o.Karin.Acting(), hours) })
	var name string
	require.NoError(t, o.DB.QueryRow(t.Context(), `select name from calendar_exceptions where day = '2027-05-17' and calendar_version_id = (select max(id) from calendar_versions)`).Scan(&name))
	require.Equal(t, "A feast", name)
}

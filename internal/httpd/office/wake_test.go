package office

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// mailed lets the worker look at the notices that wait, and says how many letters it posted.
func (o office) mailed() (n int) {
	o.T.Helper()
	terms, err := sla.Terms(o.T.Context(), o.DB, o.Policy, sla.Normal)
	require.NoError(o.T, err)
	o.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		n, err = notify.MailDue(ctx, tx, terms.Calendar)
		return err
	})
	return n
}

// waits lets a notice to somebody wait for Monday, told on Friday evening when they are not there.
func (o office) waits(who people.Person) {
	o.T.Helper()
	o.At("Fri 13 Nov 17:30")
	id := o.Asks(o.Hanna, "No internet")
	_, err := o.DB.Pool().Exec(o.T.Context(), `update notices set mail_at = null where person_id <> $1`, who.ID)
	require.NoError(o.T, err)
	_, err = o.DB.Pool().Exec(o.T.Context(), `insert into notices (person_id, kind, ticket_id, at, mail_at) values ($1, 'broken', $2, kept_now(), kept_now())`, who.ID, id)
	require.NoError(o.T, err)
	require.Zero(o.T, o.mailed())
	o.At("Fri 13 Nov 18:00")
	require.Zero(o.T, o.mailed(), "it waits for Monday")
}

func TestWhoever_is_put_on_duty_is_mailed_at_once_what_waited_for_their_hours(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.waits(o.Ingrid)
	form := o.as(o.Karin).Open("/office/duty").Form("duty-form").Choose("person", digits(int64(o.Ingrid.ID))).Choose("how", "through").
		Fill("from", "2026-11-13").Fill("until", "2026-11-14").Fill("end", "08:00")
	form.Fill("begin", "20:00").Press("Put on the roster")
	require.Zero(t, o.mailed(), "not before it begins")
	o.At("Fri 13 Nov 20:00")
	require.Equal(t, 1, o.mailed())

	t.Log("and on a duty that runs, now")
	o = opened(t)
	o.waits(o.Ingrid)
	o.as(o.Karin).Open("/office/duty").Form("duty-form").Choose("person", digits(int64(o.Ingrid.ID))).Choose("how", "through").
		Fill("from", "2026-11-13").Fill("until", "2026-11-14").Fill("begin", "18:00").Fill("end", "08:00").Press("Put on the roster")
	require.Equal(t, 1, o.mailed())
}

func TestWhoever_has_other_hours_is_mailed_what_waited_for_those_before(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.waits(o.Ingrid)
	o.as(o.Karin).Open(fmt.Sprintf("/office/people/%d", o.Ingrid.ID)).Form("hours-form").Choose("hours", "own").
		Fill("from", "16:00").Fill("to", "23:00").Press("Save the hours")
	require.Equal(t, 1, o.mailed())
}

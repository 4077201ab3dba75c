package office

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

func TestHours_of_duty_of_others_are_an_admins_to_set(t *testing.T) {
	t.Parallel()
	o := opened(t)
	hours := func(id people.ID) *people.Hours {
		reach, err := people.ReachOf(t.Context(), o.DB, id)
		require.NoError(t, err)
		require.Equal(t, people.InHours, reach.Mail, "how they are told is theirs to say")
		return reach.Own
	}
	v := o.as(o.Karin)
	v.Open("/office/duty").Says("admins set everybody’s", "The desk’s opening hours")
	page := v.Open(fmt.Sprintf("/office/people/%d", o.Ingrid.ID)).Says("Hours of duty of Ingrid")
	form := page.Form("hours-form").Choose("hours", "own").Fill("from", "22:00").Fill("to", "06:00")
	for _, day := range []string{"1", "2", "3", "4"} {
		form.Untick("days", day)
	}
	require.Equal(t, "Saved the hours of Ingrid.", form.Press("Save the hours").Note())
	night := &people.Hours{From: 22 * 60, To: 6 * 60, Days: []time.Weekday{time.Friday}}
	require.Equal(t, night, hours(o.Ingrid.ID))
	v.Open("/office/duty").Says("Friday: 22:00–")
	o.as(o.Karin).Open("/office/audit").Says(o.Karin.Name+" set the hours of duty of "+o.Ingrid.Name, "The desk’s opening hours", "Friday: 22:00–")

	t.Log("twice is once")
	v.Open(fmt.Sprintf("/office/people/%d", o.Ingrid.ID)).Form("hours-form").Press("Save the hours")
	var told int
	require.NoError(t, o.DB.QueryRow(t.Context(), `select count(*) from audit where kind = 'person.hours_set'`).Scan(&told))
	require.Equal(t, 1, told)

	t.Log("what cannot be is said at its field, and what was typed stays")
	refused := v.Open(fmt.Sprintf("/office/people/%d", o.Ingrid.ID)).Form("hours-form").Fill("from", "25:00").Fill("to", "soon").Untick("days", "5").Press("Save the hours").
		Refuses(http.StatusUnprocessableEntity, "Write a time like 17:00, at most 24:00.", "Choose at least one day.")
	require.Contains(t, refused.Body, `value="25:00"`)
	for _, body := range []string{"", "hours=x", "hours=own", "hours=own&from=08:00&to=08:00&days=1", "hours=own&from=08:00&to=16:00&days=7", "hours=own&from=08:00&to=16:00&days=-1", "hours=own&from=%00&to=%ff&days=1"} {
		o.as(o.Karin).Send(http.MethodPost, fmt.Sprintf("/office/people/%d/hours", o.Ingrid.ID), "application/x-www-form-urlencoded", strings.NewReader(body)).Refuses(http.StatusUnprocessableEntity)
	}
	require.Equal(t, night, hours(o.Ingrid.ID))
	v.Open(fmt.Sprintf("/office/people/%d", o.Ingrid.ID)).Form("hours-form").Choose("hours", "desk").Press("Save the hours")
	require.Nil(t, hours(o.Ingrid.ID))

	t.Log("to nobody else it is there, in the room too")
	for _, by := range []people.Person{o.Ingrid, o.Maja} {
		require.Equal(t, http.StatusNotFound, o.as(by).Send(http.MethodPost, fmt.Sprintf("/office/people/%d/hours", o.Karin.ID), "application/x-www-form-urlencoded", strings.NewReader("hours=desk")).Status)
		err := o.DB.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
			return people.SetHours(ctx, tx, by.Acting(), o.Maja.ID, night)
		})
		require.True(t, fault.Is(err, fault.KindNotFound))
	}
	o.as(o.Ingrid).Open("/office/duty").Lacks("/office/people/")
	err := o.DB.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return people.SetHours(ctx, tx, o.Karin.Acting(), o.Hanna.ID, night)
	})
	require.True(t, fault.Is(err, fault.KindNotFound), "a customer has none")
}

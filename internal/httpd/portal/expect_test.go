package portal

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/expect"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// recorded lets Maja answer as many questions as the record needs, all of a Monday's nine o'clock, at a time of that week.
func (d desk) recorded(answered string) {
	d.T.Helper()
	d.At("Mon 2 Nov 09:00")
	all := make([]ticket.ID, 0, expect.Enough)
	for range expect.Enough {
		all = append(all, d.Asks(d.Goran, "An earlier question"))
	}
	d.Until(answered)
	for _, id := range all {
		d.Replies(d.Maja, id, "It works again.")
	}
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := expect.Gather(ctx, tx, people.System)
		return err
	})
}

func TestAsking_says_by_when_most_such_questions_are_answered(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.recorded("Mon 2 Nov 10:30")
	d.At("Mon 9 Nov 10:00")
	v := d.visitor()
	v.Open("/").Says("If you write now, we answer you by today 14:00.", "Most such questions are answered by today 11:30.")
	form := v.Open("/tickets/new").Says("If you send this now, we answer you by today 14:00.", "Most such questions are answered by today 11:30.")
	form.Form("question").Fill("subject", "No internet").Press("Send").Refuses(http.StatusUnprocessableEntity, "Most such questions are answered by today 11:30.")
	d.At("Fri 13 Nov 16:30")
	v.Open("/tickets/new").Says("Most such questions are answered by Monday 10:00.")
	filled(v).Press("Send").Says("We answer you by Monday 12:30.").Lacks("Most such questions")
	require.Equal(t, d.Time("Mon 16 Nov 12:30"), d.Latest(d.newest(), promise.FirstReply).Due.UTC(), "what is promised is the rules', whatever the record shows")
}

func TestAsking_owns_up_to_having_been_slower(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.recorded("Tue 3 Nov 12:00")
	d.At("Mon 9 Nov 10:00")
	d.visitor().Open("/tickets/new").Says("we answer you by today 14:00.", "Lately it has taken longer: going by that, most are answered by tomorrow 13:00.").Lacks("Most such questions")
}

func TestAsking_says_nothing_of_a_record_that_is_too_short(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := expect.Gather(ctx, tx, people.System)
		return err
	})
	d.visitor().Open("/tickets/new").Says("we answer you by").Lacks("Most such questions", "Lately")
}

// newest is the ticket that was opened last.
func (d desk) newest() (id ticket.ID) {
	d.T.Helper()
	require.NoError(d.T, d.DB.QueryRow(d.T.Context(), `select max(id) from tickets`).Scan(&id))
	return id
}

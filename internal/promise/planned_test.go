package promise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/promise"
)

// planned are the steps and days of the messages that are still to come.
func planned(b *promise.Book) (steps []int, days []string) {
	for _, p := range b.Planned() {
		steps, days = append(steps, p.Step), append(days, p.Due.Format("Mon 2 Jan 15:04"))
	}
	return steps, days
}

func TestPlanned_are_the_messages_to_a_silent_customer_that_are_to_come(t *testing.T) {
	t.Parallel()
	l := asked(t)
	l.book.Terms.FollowUpDays = [3]int{2, 5, 10}
	require.Empty(t, l.book.Planned(), "it is our turn")
	l.book.Answer(promise.Answer{Then: promise.Awaiting})
	l.number()
	steps, days := planned(l.book)
	require.Equal(t, []int{1, 2, 3}, steps)
	require.Equal(t, []string{"Wed 7 Oct 08:00", "Sat 10 Oct 08:00", "Thu 15 Oct 08:00"}, days)

	first := l.book.Following()
	l.book.Now = l.book.Now.Add(3 * time.Hour)
	l.book.SendFollowUp(first)
	steps, _ = planned(l.book)
	require.Equal(t, []int{2, 3}, steps, "its mail is on its way")
	l.book.MailLeft(first.ID)
	l.number()
	l.book.SkipFollowUp(l.book.Following())
	l.number()
	steps, days = planned(l.book)
	require.Equal(t, []int{3}, steps)
	require.Equal(t, []string{"Thu 15 Oct 08:00"}, days)
	require.Equal(t, l.book.Following().Due.Format("Mon 2 Jan 15:04"), days[0])
}

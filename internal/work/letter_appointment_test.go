package work

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// booked is a letter about a visit of a ticket on which a visit was moved once and then taken back by a message.
func booked(t *testing.T, k outbox.Kind, p promise.ID) (*letter, outbox.Mail) {
	t.Helper()
	zone := "Europe/Athens"
	w := ticket.Whole{
		Ticket: ticket.Ticket{Number: 4812, Status: promise.Open, Locale: i18n.EN}, Requester: people.Person{Zone: &zone},
		Promises: []*promise.Promise{
			{ID: 2, Kind: promise.Visit, State: promise.Superseded, Opens: at(40), Due: at(42), Place: "Havnegade 22", Bring: "the long ladder", Told: noon, Successor: 3},
			{ID: 3, Kind: promise.Visit, State: promise.Pending, Opens: at(64), Due: at(66), Place: "Havnegade 22", Bring: "the long ladder", Told: noon, First: 2, Sequence: 1},
			{ID: 4, Kind: promise.Callback, State: promise.Pending, Due: at(3), Told: noon},
		},
	}
	l := &letter{ticket: w, customer: w.Requester, now: noon, desk: people.Desk{Name: "Nordby Fiber", Zone: "UTC"}}
	l.promise = w.Promise(p)
	return l, outbox.Mail{Kind: k, CreatedAt: noon}
}

// eventOf is the one appointment that a letter brings, nil if it brings none.
func (l *letter) eventOf(t *testing.T, m outbox.Mail) *mail.Event {
	t.Helper()
	all := l.eventsOf(t, m)
	require.LessOrEqual(t, len(all), 1)
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

func (l *letter) eventsOf(t *testing.T, m outbox.Mail) []*mail.Event {
	t.Helper()
	base, err := url.Parse("https://kept.example:8443/desk")
	require.NoError(t, err)
	return l.events(m, mail.Address{Address: "help@nordby.example"}, mail.Address{Address: "hanna@bakkehuset.example"}, base, "https://kept.example/t/x")
}

func TestLetter_of_an_appointment_brings_it_under_one_number_for_ever(t *testing.T) {
	t.Parallel()
	first := func() *mail.Event { l, m := booked(t, outbox.Promised, 2); return l.eventOf(t, m) }()
	require.Equal(t, "appointment-2@kept.example", first.UID)
	require.Zero(t, first.Sequence)
	require.Equal(t, "Nordby Fiber comes to you", first.Summary)
	require.Equal(t, "Havnegade 22", first.Location)
	require.NotContains(t, first.File(), "ladder", "what is brought along is the staff's own")
	for _, k := range []outbox.Kind{outbox.Moved, outbox.Reminder} {
		l, m := booked(t, k, 3)
		e := l.eventOf(t, m)
		require.Equal(t, first.UID, e.UID)
		require.Equal(t, 1, e.Sequence)
		require.True(t, e.Start.Equal(at(64)))
		require.True(t, e.End.Equal(at(66)))
		require.False(t, e.IsCancelled)
	}
}

func TestLetter_that_takes_an_appointment_back_cancels_it(t *testing.T) {
	t.Parallel()
	l, m := booked(t, outbox.Reply, 4)
	l.message = &ticket.Message{CreatedAt: noon.Add(time.Hour)}
	require.Nil(t, l.eventOf(t, m), "an answer about something else")
	visit := l.ticket.Promises[1]
	visit.State, visit.Ended = promise.Withdrawn, noon.Add(time.Hour)
	e := l.eventOf(t, m)
	require.True(t, e.IsCancelled)
	require.Equal(t, "CANCEL", e.Method())
	require.Equal(t, "appointment-2@kept.example", e.UID)
	require.Equal(t, 2, e.Sequence, "higher than any that left before")
	l.message.CreatedAt = noon.Add(2 * time.Hour)
	require.Nil(t, l.eventOf(t, m), "the next answer says no more of it")
}

func TestLetter_that_takes_two_appointments_back_cancels_each(t *testing.T) {
	t.Parallel()
	l, m := booked(t, outbox.Reply, 4)
	l.message = &ticket.Message{CreatedAt: noon.Add(time.Hour)}
	l.ticket.Promises = append(l.ticket.Promises,
		&promise.Promise{ID: 5, Kind: promise.Callback, State: promise.Pending, Opens: at(20), Due: at(21), Told: noon},
		&promise.Promise{ID: 6, Kind: promise.Commitment, State: promise.Pending, Due: at(22), Told: noon},
		&promise.Promise{ID: 7, Kind: promise.Callback, State: promise.Pending, Opens: at(30), Due: at(31), Told: noon})
	for _, p := range l.ticket.Promises[1:5] { // the last one stands
		p.State, p.Ended = promise.Withdrawn, noon.Add(time.Hour)
	}
	all := l.eventsOf(t, m)
	require.Len(t, all, 2, "of the call that had no beginning and of the commitment no calendar knows")
	require.Equal(t, "appointment-2@kept.example", all[0].UID)
	require.Equal(t, "appointment-5@kept.example", all[1].UID)
	for _, e := range all {
		require.Equal(t, "CANCEL", e.Method())
	}
}

func TestLetter_of_anything_else_has_no_calendar(t *testing.T) {
	t.Parallel()
	l, m := booked(t, outbox.Promised, 4)
	require.Nil(t, l.eventOf(t, m), "only the end of the call was named")
	l, m = booked(t, outbox.Apology, 3)
	require.Nil(t, l.eventOf(t, m))
}

func TestReminder_is_needless_once_its_appointment_is_over_or_elsewhere(t *testing.T) {
	t.Parallel()
	l, m := booked(t, outbox.Reminder, 3)
	require.False(t, l.isNeedless(m))
	l.now = at(64)
	require.True(t, l.isNeedless(m), "the window has opened")
	l, m = booked(t, outbox.Reminder, 2)
	require.True(t, l.isNeedless(m), "it was moved")
	m.Kind = outbox.Promised
	require.False(t, l.isNeedless(m), "any other letter leaves")
}

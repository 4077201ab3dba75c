package work

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/mail"
)

var noon = time.Date(2026, time.November, 9, 12, 0, 0, 0, time.UTC) // a Monday

func at(hours int) time.Time { return noon.Add(time.Duration(hours) * time.Hour) }

// always is open day and night.
func always(t *testing.T) *calendar.Calendar {
	t.Helper()
	var week calendar.Week
	for day := range week {
		week[day] = []calendar.Span{{From: 0, To: 24 * 60}}
	}
	c, err := calendar.New("UTC", week, nil)
	require.NoError(t, err)
	return c
}

// broke is a ticket whose answer is owed through two recoveries, and whose news came late.
func broke(t *testing.T) *letter {
	t.Helper()
	maja := people.Person{ID: 7, Name: "Maja Lindqvist"}
	w := ticket.Whole{
		Ticket: ticket.Ticket{Number: 4812, Status: promise.Open, AssigneeID: &maja.ID},
		People: []people.Person{maja, {ID: 8, Name: "Oskar Ekström"}}, Terms: promise.Terms{Calendar: always(t), ConfirmationDays: 4},
		Promises: []*promise.Promise{
			{ID: 1, Kind: promise.NextReply, State: promise.Broken, Due: at(-5)},
			{ID: 2, Kind: promise.Update, State: promise.Broken, Due: at(-6), Delivered: at(-4)},
			{ID: 3, Kind: promise.NextReply, State: promise.Broken, Due: at(-2), Recovers: 1},
			{ID: 4, Kind: promise.NextReply, State: promise.Pending, Due: at(3), Recovers: 3, Owner: promise.Owner{Person: 8}},
			{ID: 5, Kind: promise.CheckBack, State: promise.Pending, Due: at(1)},
		},
		Apologies: []ticket.Apology{
			{ID: 40, State: "sent", Words: "another day", Promises: []promise.ID{2}},
			{ID: 41, State: "sent", Words: "I am to blame.", Promises: []promise.ID{1, 2, 99}},
		},
	}
	return &letter{ticket: w, now: noon}
}

func TestApology_names_what_broke_and_what_holds_now(t *testing.T) {
	t.Parallel()
	id := int64(41)
	got := broke(t).facts(outbox.Mail{Kind: outbox.Apology, ApologyID: &id})
	require.Equal(t, []view.Vow{
		{Kind: promise.Update, Due: at(-6), Came: at(-4)},
		{Kind: promise.NextReply, Due: at(-5), Next: &view.Vow{Kind: promise.NextReply, Due: at(3), IsLate: true}},
	}, got.Names)
	require.Equal(t, view.Vow{Kind: promise.NextReply, Due: at(3), IsLate: true}, got.Vow)
	require.Equal(t, "Oskar Ekström", got.Guard, "who has the new promise")
	require.Equal(t, "I am to blame.", got.Body)
}

func TestApology_for_a_visit_names_its_window_and_the_new_one(t *testing.T) {
	t.Parallel()
	id := int64(42)
	l := broke(t)
	l.ticket.Promises = append(l.ticket.Promises,
		&promise.Promise{ID: 20, Kind: promise.Visit, State: promise.Broken, Opens: at(-2), Due: at(0)},
		&promise.Promise{ID: 21, Kind: promise.Callback, State: promise.Kept, Due: at(1), Recovers: 20},
		&promise.Promise{ID: 22, Kind: promise.Visit, State: promise.Pending, Opens: at(26), Due: at(28), Place: "Havnegade 22", Recovers: 20, Owner: promise.Owner{Person: 8}})
	l.ticket.Apologies = []ticket.Apology{{ID: id, State: "sent", Promises: []promise.ID{20}}}
	facts := l.facts(outbox.Mail{Kind: outbox.Apology, ApologyID: &id})
	facts.Guard = ""
	w, err := view.Write(i18n.For(i18n.EN, time.UTC), facts)
	require.NoError(t, err)
	require.Equal(t, "We are late, and sorry. New time: tomorrow 14:00–16:00", w.Subject)
	require.Contains(t, w.Text, "We promised to come to you today 10:00–12:00, and we did not keep that. We are sorry. We come to you tomorrow 14:00–16:00.")
	require.Contains(t, w.Text, "Who comes: Oskar")
	require.Contains(t, w.Text, "Where: Havnegade 22")
}

func TestApology_for_what_has_come_since_promises_no_new_time(t *testing.T) {
	t.Parallel()
	id := int64(40)
	l := broke(t)
	got := l.facts(outbox.Mail{Kind: outbox.Apology, ApologyID: &id})
	require.Equal(t, []view.Vow{{Kind: promise.Update, Due: at(-6), Came: at(-4)}}, got.Names)
	require.Zero(t, got.Vow)
	require.Equal(t, "Maja Lindqvist", got.Guard)
	l.ticket.AssigneeID = nil
	require.Empty(t, l.facts(outbox.Mail{Kind: outbox.Apology, ApologyID: &id}).Guard, "the team")
	require.Empty(t, l.facts(outbox.Mail{Kind: outbox.Apology}).Names)
}

func TestFollowUp_says_what_we_wait_for_and_the_third_when_it_closes(t *testing.T) {
	t.Parallel()
	l := broke(t)
	l.ticket.Status, l.ticket.WaitingFor = promise.Awaiting, "a photo of the lamps"
	l.promise = &promise.Promise{Kind: promise.FollowUp, Step: 2, Words: "Did it help?", Due: at(5)}
	got := l.facts(outbox.Mail{Kind: outbox.FollowUp})
	require.Equal(t, 2, got.Step)
	require.Equal(t, "Did it help?", got.Body)
	require.Equal(t, "a photo of the lamps", got.WaitsFor)
	require.Zero(t, got.Vow, "a follow-up states no time of its own")

	l.promise.Step, l.ticket.Status = 3, promise.OnHold
	got = l.facts(outbox.Mail{Kind: outbox.FollowUp})
	require.Empty(t, got.WaitsFor, "whom we wait for is the staff's own")
	require.Equal(t, view.Vow{Kind: promise.Confirmation, Due: at(4 * 24)}, got.Vow, "counted from now, while nothing is pending")
	l.ticket.Promises = append(l.ticket.Promises, &promise.Promise{ID: 6, Kind: promise.Confirmation, State: promise.Pending, Due: at(90)})
	require.Equal(t, at(90), l.facts(outbox.Mail{Kind: outbox.FollowUp}).Vow.Due)
}

func TestReply_carries_the_times_that_it_came_late_for(t *testing.T) {
	t.Parallel()
	l := broke(t)
	l.message = &ticket.Message{ByStaff: true, AuthorName: "Maja Lindqvist", Body: "Here I am.", LateFor: []time.Time{at(-5)}}
	require.Equal(t, []time.Time{at(-5)}, l.facts(outbox.Mail{Kind: outbox.Reply}).LateFor)
}

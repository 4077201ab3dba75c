package desk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestTidy_tells_once_what_one_moment_says_twice(t *testing.T) {
	t.Parallel()
	ten := time.Date(2026, 3, 17, 10, 0, 0, 0, time.UTC)
	one, two, three := int64(1), int64(2), int64(3)
	w := ticket.Whole{
		Promises: []*promise.Promise{{ID: 1, Kind: promise.FirstReply}, {ID: 2, Kind: promise.Commitment, Successor: 3}, {ID: 3, Kind: promise.Commitment}, {ID: 4, Kind: promise.FollowUp}},
	}
	add := func(minute int, kind event.Kind, p *int64, became string) {
		w.Events = append(w.Events, event.Event{Number: len(w.Events) + 1, At: ten.Add(time.Duration(minute) * time.Minute), Kind: kind, PromiseID: p, Became: became})
	}
	followUp := int64(4)
	add(0, event.PromiseMade, &one, "")
	add(0, event.PromiseTold, &one, "") // made at once
	add(1, event.PromiseTold, &two, "") // stays: nothing beside it names the time
	add(2, event.PromiseMoved, &two, "")
	add(2, event.PromiseTold, &three, "") // moving tells it
	add(3, event.HandedUp, &one, "1")
	add(3, event.HandedUp, &two, "1") // at once
	add(3, event.HandedUp, &three, "2")
	add(4, event.HandedUp, &one, "1") // stays: another moment
	add(5, event.PromisePosted, &followUp, "")
	add(6, event.PromiseKept, &followUp, "") // says that it was sent
	add(7, event.PromiseLapsed, &one, "")    // stays: alone
	add(8, event.PromiseLapsed, &one, "")
	add(8, event.AwaitsCustomer, nil, "a photo") // is why
	add(9, event.CustomerWrote, nil, "")
	add(9, event.TicketOpened, nil, "") // the message opens it
	add(9, event.PromiseLapsed, &followUp, "")
	add(10, event.TicketOpened, nil, "") // stays: by a person

	add(11, event.PromiseMovedByRule, &one, "")
	was, same := ten, ten.Add(20*time.Second)
	w.Events[len(w.Events)-1].WasAt, w.Events[len(w.Events)-1].BecameAt = &was, &same // no page tells the seconds
	add(12, event.PromiseMovedByRule, &one, "")
	later := ten.Add(time.Minute)
	w.Events[len(w.Events)-1].WasAt, w.Events[len(w.Events)-1].BecameAt = &was, &later // stays

	var kept []int
	for _, h := range tidy(w) {
		kept = append(kept, h.Number)
		require.Equal(t, h.Number == 1, h.known, "only the first was known from the start")
	}
	require.Equal(t, []int{1, 3, 4, 6, 8, 9, 11, 12, 14, 15, 18, 20}, kept)
}

func TestEndedAt_gives_each_end_of_an_apology_its_own(t *testing.T) {
	t.Parallel()
	ended := time.Date(2026, 3, 17, 10, 0, 0, 0, time.UTC)
	page := Ticket{Whole: ticket.Whole{Apologies: []ticket.Apology{
		{ID: 1, State: "dropped", EndedAt: &ended, Words: "by phone"}, {ID: 2, State: "sent", EndedAt: &ended}, {ID: 3, State: "waiting"},
	}}}
	all := page.ended()
	require.Nil(t, endedAt(&all, event.Event{Kind: event.Apologised}), "the one that ended first was dropped")
	require.Nil(t, endedAt(&all, event.Event{Kind: event.PromiseKept}))
	require.EqualValues(t, 1, endedAt(&all, event.Event{Kind: event.ApologyDropped}).ID)
	require.EqualValues(t, 2, endedAt(&all, event.Event{Kind: event.Apologised}).ID)
	require.Nil(t, endedAt(&all, event.Event{Kind: event.Apologised}), "nothing is left")
}

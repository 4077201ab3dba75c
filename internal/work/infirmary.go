package work

import (
	"sync"
	"time"

	"github.com/kepthq/kept/internal/ticket"
)

const (
	firstRest   = 2 * time.Second // after a ticket's first failure, doubled with each
	longestRest = 5 * time.Minute
)

// infirmary keeps the tickets that failed from the others: each rests alone, longer with every failure, and
// meanwhile fills nobody's list.
type infirmary struct {
	wake func() // called when a rest is over

	mu     sync.Mutex
	tries  map[ticket.ID]int // failures in a row, also of those that are tried again now
	beds   map[ticket.ID]*time.Timer
	closed bool
}

func newInfirmary(wake func()) *infirmary {
	return &infirmary{wake: wake, tries: map[ticket.ID]int{}, beds: map[ticket.ID]*time.Timer{}}
}

// patients are the tickets that rest.
func (i *infirmary) patients() []ticket.ID {
	i.mu.Lock()
	defer i.mu.Unlock()
	ids := make([]ticket.ID, 0, len(i.beds))
	for id := range i.beds {
		ids = append(ids, id)
	}
	return ids
}

// admit lets a ticket rest that has failed. It returns how often it failed in a row, and how long it rests.
func (i *infirmary) admit(id ticket.ID) (int, time.Duration) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.tries[id]++
	rest := longestRest
	if n := i.tries[id]; n < 9 {
		rest = min(longestRest, firstRest<<(n-1))
	}
	if !i.closed {
		i.beds[id] = time.AfterFunc(rest, func() {
			i.mu.Lock()
			delete(i.beds, id)
			i.mu.Unlock()
			i.wake()
		})
	}
	return i.tries[id], rest
}

// discharge forgets the failures of a ticket that has been acted on. It returns whether there were any.
func (i *infirmary) discharge(id ticket.ID) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	_, failed := i.tries[id]
	delete(i.tries, id)
	return failed
}

// close ends every rest.
func (i *infirmary) close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.closed = true
	for id, timer := range i.beds {
		timer.Stop()
		delete(i.beds, id)
	}
}

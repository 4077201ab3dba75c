package simulate

import (
	"container/heap"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// act is something that somebody does, with luck of its own.
type act func(ctx context.Context, r *rand.Rand) error

type planned struct {
	at     time.Time
	number uint64
	act    act
}

// agenda is what everybody means to do, the earliest first.
type agenda struct {
	mu   sync.Mutex
	all  soonest
	last uint64
}

type soonest []planned

func (s soonest) Len() int { return len(s) }
func (s soonest) Less(i, j int) bool {
	if s[i].at.Equal(s[j].at) {
		return s[i].number < s[j].number
	}
	return s[i].at.Before(s[j].at)
}
func (s soonest) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s *soonest) Push(x any)   { *s = append(*s, x.(planned)) }
func (s *soonest) Pop() any {
	last := len(*s) - 1
	x := (*s)[last]
	*s = (*s)[:last]
	return x
}

func (a *agenda) add(at time.Time, f act) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last++
	heap.Push(&a.all, planned{at, a.last, f})
}

// first is when the next act is planned, zero if none is.
func (a *agenda) first() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.all) == 0 {
		return time.Time{}
	}
	return a.all[0].at
}

// until takes out what is planned up to an instant.
func (a *agenda) until(now time.Time) []planned {
	a.mu.Lock()
	defer a.mu.Unlock()
	var due []planned
	for len(a.all) > 0 && !a.all[0].at.After(now) {
		due = append(due, heap.Pop(&a.all).(planned))
	}
	return due
}

// tally is how often what happened.
type tally struct {
	mu sync.Mutex
	of map[string]int
}

func (t *tally) add(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[string]int{}
	}
	t.of[what]++
}

func (t *tally) String() string {
	var all []string
	for _, what := range slices.Sorted(maps.Keys(t.of)) {
		all = append(all, fmt.Sprintf("%s %d", what, t.of[what]))
	}
	return strings.Join(all, ", ")
}

// saw requires that what must have happened in a year did.
func (t *tally) saw(tb testing.TB, all ...string) {
	for _, what := range all {
		require.NotZero(tb, t.of[what], "nobody %s in a year", what)
	}
}

package expect

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/promise"
)

func TestFigures_are_the_shortest_times_within_which_so_many_were_kept(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 7))
	for range 200 {
		took := make([]int32, Enough+random.IntN(200))
		for i := range took {
			took[i] = int32(random.IntN(50))
		}
		f := figuresOf(slices.Clone(took))
		require.Equal(t, len(took), f.Cases)
		for percent, within := range map[int]time.Duration{50: f.P50, 80: f.P80, 90: f.P90} {
			kept, before := 0, 0
			for _, seconds := range took {
				if d := time.Duration(seconds) * time.Second; d <= within {
					kept++
					if d < within {
						before++
					}
				}
			}
			require.GreaterOrEqual(t, kept*100, percent*len(took))
			require.Less(t, before*100, percent*len(took), "a shorter time would do")
		}
	}
}

func TestRecord_says_nothing_of_fewer_than_twenty_cases(t *testing.T) {
	t.Parallel()
	r := record{}
	for i := range Enough - 1 {
		r.add(happened{Kind: promise.Visit, Team: 1, Priority: "normal", Took: time.Duration(i) * time.Hour})
	}
	require.Empty(t, r.figures())
	r.add(happened{Kind: promise.Visit, Team: 1, Priority: "normal", Took: 100 * time.Hour})
	require.Equal(t, Figures{Cases: Enough, P50: 9 * time.Hour, P80: 15 * time.Hour, P90: 17 * time.Hour}, r.figures()[group{Kind: promise.Visit}])
}

func TestRecord_tells_of_a_private_team_in_no_other_sum(t *testing.T) {
	t.Parallel()
	r := record{}
	for range Enough {
		r.add(happened{Kind: promise.Visit, Team: 1, IsHidden: true, Priority: "high", Took: time.Hour})
	}
	all := r.figures()
	require.Contains(t, all, group{Kind: promise.Visit, Team: 1})
	require.NotContains(t, all, group{Kind: promise.Visit})
}

func TestChoose_takes_the_narrowest_group_that_is_known(t *testing.T) {
	t.Parallel()
	topics := []int64{22, 2} // slow wifi, below internet
	desk := Known{Kind: promise.Commitment}
	team := Known{Kind: promise.Commitment, Team: 1}
	urgent := Known{Kind: promise.Commitment, Team: 1, Priority: "urgent"}
	monday := Known{Kind: promise.Commitment, Team: 1, Priority: "urgent", HasWeekday: true}
	above := Known{Kind: promise.Commitment, Team: 1, Priority: "urgent", Topic: 2}
	itself := Known{Kind: promise.Commitment, Team: 1, Priority: "urgent", Topic: 22}
	itselfMonday := Known{Kind: promise.Commitment, Team: 1, Priority: "urgent", Topic: 22, HasWeekday: true}
	order := []Known{desk, team, urgent, monday, above, itself, itselfMonday}
	other := Known{Kind: promise.Visit, Team: 1, Priority: "urgent", Topic: 22, HasWeekday: true}
	for i := range order {
		known := append(slices.Clone(order[:i+1]), other)
		for range 5 {
			rand.Shuffle(len(known), func(a, b int) { known[a], known[b] = known[b], known[a] })
			require.Equal(t, order[i], *Choose(known, promise.Commitment, topics))
		}
	}
	require.Nil(t, Choose([]Known{other}, promise.Commitment, topics))
}

func TestHappened_counts_in_every_group_that_it_belongs_to(t *testing.T) {
	t.Parallel()
	h := happened{Kind: promise.Update, Team: 3, Topics: []int64{22, 2}, Priority: "low", Weekday: time.Sunday}
	require.Equal(t, []group{
		{promise.Update, 3, 22, "low", 1},
		{promise.Update, 3, 22, "low", 0},
		{promise.Update, 3, 2, "low", 1},
		{promise.Update, 3, 2, "low", 0},
		{promise.Update, 3, 0, "low", 1},
		{promise.Update, 3, 0, "low", 0},
		{promise.Update, 3, 0, "", 0},
		{promise.Update, 0, 0, "", 0},
	}, h.groups())
}

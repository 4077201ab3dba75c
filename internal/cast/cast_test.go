package cast_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/promise"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func TestStage_tells_a_story(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Fri 6 Nov 16:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Pending(id, "first_reply Mon 9 Nov 12:00", "resolution Fri 13 Nov 16:00")

	s.Until("Mon 9 Nov 12:30")
	s.Ledger(id, promise.FirstReply, "broken Mon 9 Nov 12:00, owed", "pending Mon 9 Nov 14:00")
	s.LateSince(id, "Mon 9 Nov 12:00")

	s.Replies(s.Maja, id, "The router is on its way.", cast.Solving())
	s.Status(id, promise.Solved)
	s.NotLate(id)

	s.Confirms(id)
	s.Closed(id, promise.Confirmed)
	s.Pending(id)
	require.Len(t, s.Mails(id), 3, "the receipt, the apology and the answer")
}

func TestShow_hides_what_a_worker_is_late_and_nothing_more(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	require.Equal(t, "Mon 9 Nov 12:00", s.Show(s.Time("Mon 9 Nov 12:00:00.000001")))
	require.Equal(t, "Mon 9 Nov 11:59:59.999999", s.Show(s.Time("Mon 9 Nov 11:59:59.999999")))
}

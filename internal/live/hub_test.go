package live_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/live"
	"github.com/kepthq/kept/internal/people"
)

func listening(t *testing.T) *live.Hub {
	t.Helper()
	h := live.New()
	h.Stand()
	return h
}

func open(t *testing.T, h *live.Hub, r live.Reader, mark string) *live.Stream {
	t.Helper()
	s, err := h.Open(r, strconv.Itoa(int(r.Person)), mark)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

func news(s *live.Stream) live.News {
	n, _ := s.Read()
	return n
}

func TestHub_tells_each_reader_only_of_what_they_may_see(t *testing.T) {
	t.Parallel()
	h := listening(t)
	for _, c := range []struct {
		line string
		want live.News
	}{
		{"t 7 1", live.Queue | live.Ticket},
		{"t 8 1", live.Queue},
		{"t 8 2", 0},
		{"t 7 2", 0},
		{"t 8 1 2", live.Queue},
		{"t 7 2 1", live.Queue | live.Ticket},
		{"h 7 1 9", live.Here},
		{"h 7 1 3", 0},
		{"h 7 2 9", 0},
		{"h 8 1 9", 0},
		{"b 3", live.Bell},
		{"b 4", 0},
		{"r 3", live.Rights},
		{"r 4", 0},
		{"r 0", live.Rights},
		{"a", live.All},
		{"", live.All},
		{"x 1", live.All},
		{"t one 2", live.All},
		{"t 1 2 3 4", live.All},
	} {
		s := open(t, h, live.Reader{Person: 3, Teams: []people.TeamID{1}, Ticket: 7}, h.Mark())
		h.Hear(c.line)
		require.Equal(t, c.want, news(s), c.line)
		s.Close()
	}
	for line, want := range map[string]live.News{"t 7 1": live.Ticket, "t 8 1": 0, "h 7 1 9": 0, "b 3": 0, "r 3": live.Rights, "a": live.All} {
		s := open(t, h, live.Reader{Person: 3, Ticket: 7, IsCustomer: true}, h.Mark())
		h.Hear(line)
		require.Equal(t, want, news(s), line)
		s.Close()
	}
}

func TestHub_goes_on_from_a_mark_and_says_when_it_cannot(t *testing.T) {
	t.Parallel()
	h := listening(t)
	reader := live.Reader{Person: 3, Teams: []people.TeamID{1}, Ticket: 7}
	mark := h.Mark()
	require.Zero(t, news(open(t, h, reader, mark)), "nothing was missed")
	h.Hear("t 8 1")
	require.Equal(t, live.Queue, news(open(t, h, reader, mark)))
	for range 5000 {
		h.Hear("t 8 2")
	}
	require.Equal(t, live.All, news(open(t, h, reader, mark)), "that is too long ago")
	require.Equal(t, live.All, news(open(t, h, reader, "")))
	require.Equal(t, live.All, news(open(t, h, reader, "nonsense")))
	other := listening(t)
	require.Equal(t, live.All, news(open(t, other, reader, h.Mark())), "another process")

	mark = h.Mark()
	s := open(t, h, reader, mark)
	require.Zero(t, news(s))
	h.Fall()
	require.Equal(t, live.Deaf, news(s))
	h.Stand()
	require.Equal(t, live.All, news(s), "what was said meanwhile is lost")
	require.Equal(t, live.All, news(open(t, h, reader, mark)))
}

// TestHub_waits_for_nobody: a stream that never reads is no matter to the one beside it, and misses nothing.
func TestHub_waits_for_nobody(t *testing.T) {
	t.Parallel()
	h := listening(t)
	slow := open(t, h, live.Reader{Person: 1, Teams: []people.TeamID{1}}, h.Mark())
	quick := open(t, h, live.Reader{Person: 2, Teams: []people.TeamID{1}, Ticket: 5}, h.Mark())
	<-quick.Wake()
	for range 20_000 {
		h.Hear("t 5 1")
		<-quick.Wake()
		require.Equal(t, live.Queue|live.Ticket, news(quick))
	}
	require.Equal(t, live.All, news(slow))
	require.Zero(t, news(slow))
}

func TestHub_lets_one_session_have_so_many_streams_and_none_when_it_ends(t *testing.T) {
	t.Parallel()
	h := listening(t)
	var all []*live.Stream
	for range live.MostOfOne {
		s, err := h.Open(live.Reader{}, "one", "")
		require.NoError(t, err)
		all = append(all, s)
	}
	_, err := h.Open(live.Reader{}, "one", "")
	require.ErrorIs(t, err, live.ErrTooMany)
	open(t, h, live.Reader{Person: 2}, "")
	all[0].Close()
	all[0].Close()
	_, err = h.Open(live.Reader{}, "one", "")
	require.NoError(t, err)
	h.Close()
	h.Close()
	<-h.Done()
	_, err = h.Open(live.Reader{}, "two", "")
	require.ErrorIs(t, err, live.ErrClosed)
}

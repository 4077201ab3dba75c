package httpd_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
)

// counted lets two through a quarter of an hour, by network.
func counted(s *httpd.Server, r chi.Router) {
	rate := people.Rate{Name: "test", Limit: 2, Window: 15 * time.Minute}
	r.Get("/", s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if err := s.Throttle(r, rate, httpd.Network(r)); err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, templ.Raw(httpd.Network(r)))
	}))
	r.Get("/free", s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if err := s.Throttle(r, people.Rate{Name: "free"}, httpd.Network(r)); err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, templ.Raw("free"))
	}))
}

func TestThrottle_lets_so_many_through_and_then_says_when(t *testing.T) {
	t.Parallel()
	db := furnished(t)
	st, other := build(t, db, counted), build(t, db, counted)
	require.Equal(t, "127.0.0.0/24", st.get(t, "/").body)
	require.Equal(t, http.StatusOK, other.get(t, "/").StatusCode)
	a := st.get(t, "/")
	require.Equal(t, http.StatusTooManyRequests, a.StatusCode, "two processes count together")
	require.Equal(t, "900", a.Header.Get("Retry-After"))
	for range 5 {
		require.Equal(t, http.StatusOK, st.get(t, "/free").StatusCode, "a rate without a limit")
	}
}

func TestThrottle_lets_no_more_through_when_all_come_at_once(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), counted)
	statuses := make([]int, 20)
	var all sync.WaitGroup
	for i := range statuses {
		all.Go(func() { statuses[i] = st.get(t, "/").StatusCode })
	}
	all.Wait()
	through := slices.DeleteFunc(statuses, func(status int) bool { return status == http.StatusTooManyRequests })
	require.Equal(t, []int{http.StatusOK, http.StatusOK}, through)
}

func TestNetwork_believes_only_proxies_that_are_trusted(t *testing.T) {
	t.Parallel()
	db := furnished(t)
	alone := build(t, db, counted)
	require.Equal(t, "127.0.0.0/24", alone.get(t, "/", "X-Forwarded-For", "203.0.113.9", "X-Real-Ip", "203.0.113.9").body)
	trusting := func(s *httpd.Server) { s.Settings.TrustedProxies = []string{"127.0.0.0/8", "10.0.0.0/8"} }
	for forwarded, want := range map[string]string{
		"203.0.113.9":                "203.0.113.0/24",
		"198.51.100.7, 203.0.113.77": "203.0.113.0/24",
		"203.0.113.9, 10.1.2.3":      "203.0.113.0/24",
		"2001:db8:1:2:3:4:5:6":       "2001:db8:1:2::/64",
		"::ffff:203.0.113.9":         "203.0.113.0/24",
		"nonsense":                   "127.0.0.0/24",
	} {
		behind := build(t, furnished(t), counted, trusting)
		require.Equal(t, want, behind.get(t, "/", "X-Forwarded-For", forwarded).body, forwarded)
	}
}

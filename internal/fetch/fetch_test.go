package fetch_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/fetch"
)

func TestIsPublic_leaves_out_every_house(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
		"::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "fec0::1", "2001:db8::1", "fe80::1%eth0",
	} {
		require.False(t, fetch.IsPublic(netip.MustParseAddr(in)), in)
	}
	for _, out := range []string{"1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"} {
		require.True(t, fetch.IsPublic(netip.MustParseAddr(out)), out)
	}
}

// served answers on this machine, where nobody but a test may read.
func served(t *testing.T, answer http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	return s
}

func TestGet_reads_nothing_inside_the_house(t *testing.T) {
	t.Parallel()
	asked := false
	s := served(t, func(http.ResponseWriter, *http.Request) { asked = true })
	for _, address := range []string{s.URL, strings.Replace(s.URL, "127.0.0.1", "localhost", 1), strings.Replace(s.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1), strings.Replace(s.URL, "127.0.0.1", "2130706433", 1)} {
		_, err := fetch.New(fetch.Options{}).Get(t.Context(), address)
		require.Error(t, err, address)
	}
	_, err := fetch.New(fetch.Options{}).Get(t.Context(), s.URL)
	require.ErrorIs(t, err, fetch.ErrPrivate)
	require.False(t, asked)
}

// only lets a reader connect to some servers of a test.
func only(servers ...*httptest.Server) func(netip.AddrPort) bool {
	return func(to netip.AddrPort) bool {
		for _, s := range servers {
			if s.Listener.Addr().String() == to.String() {
				return true
			}
		}
		return false
	}
}

func TestGet_follows_no_redirect_into_the_house(t *testing.T) {
	t.Parallel()
	asked := false
	secret := served(t, func(http.ResponseWriter, *http.Request) { asked = true })
	var public *httptest.Server
	public = served(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/inside":
			http.Redirect(w, r, secret.URL, http.StatusFound)
		case "/round":
			http.Redirect(w, r, public.URL+"/round", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/once":
			http.Redirect(w, r, public.URL+"/", http.StatusFound)
		default:
			_, _ = io.WriteString(w, "here it is")
		}
	})
	r := fetch.New(fetch.Options{Allows: only(public)})
	_, err := r.Get(t.Context(), public.URL+"/inside")
	require.ErrorIs(t, err, fetch.ErrPrivate)
	require.False(t, asked)
	_, err = r.Get(t.Context(), public.URL+"/round")
	require.ErrorIs(t, err, fetch.ErrAnswer)
	_, err = r.Get(t.Context(), public.URL+"/file")
	require.ErrorIs(t, err, fetch.ErrAnswer)
	got, err := r.Get(t.Context(), public.URL+"/once")
	require.NoError(t, err)
	require.Equal(t, "here it is", string(got))
}

func TestGet_reads_little_and_not_for_long(t *testing.T) {
	t.Parallel()
	ends := make(chan struct{})
	s := served(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/large":
			w.Header().Set("Content-Length", "52428800")
		case "/packed": // 50 MB of nothing in 50 kB
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for range 50 {
				if _, err := z.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
			_ = z.Close()
		case "/slow":
			w.WriteHeader(http.StatusOK)
			w.(http.Flusher).Flush()
			<-ends
		case "/gone":
			http.NotFound(w, r)
		}
	})
	t.Cleanup(func() { close(ends) })
	r := fetch.New(fetch.Options{Allows: only(s), Most: 1 << 20})
	_, err := r.Get(t.Context(), s.URL+"/large")
	require.ErrorIs(t, err, fetch.ErrLarge)
	_, err = r.Get(t.Context(), s.URL+"/packed")
	require.ErrorIs(t, err, fetch.ErrLarge)
	_, err = r.Get(t.Context(), s.URL+"/gone")
	require.ErrorIs(t, err, fetch.ErrAnswer)
	short := fetch.New(fetch.Options{Allows: only(s), Timeout: 50 * time.Millisecond})
	_, err = short.Get(t.Context(), s.URL+"/slow")
	require.ErrorIs(t, err, fetch.ErrAway)
	_, err = r.Get(t.Context(), "http://127.0.0.1:1/")
	require.ErrorIs(t, err, fetch.ErrPrivate)
	_, err = r.Get(t.Context(), "::nothing")
	require.ErrorIs(t, err, fetch.ErrAnswer)
}

func TestIsInside_sees_what_a_host_says_by_itself(t *testing.T) {
	t.Parallel()
	for _, host := range []string{
		"127.0.0.1", "127.0.0.1.", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1%eth0", "fd00::1",
		"::ffff:127.0.0.1", "localhost", "LocalHost", "localhost.", "printer.localhost", "localhost.localdomain", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "99999999999999999999",
	} {
		require.True(t, fetch.IsInside(host), host)
	}
	for _, host := range []string{"1.1.1.1", "2606:4700:4700::1111", "dates.example", "10.dates.example", "3com.example", "xn--p1ai", "localhosting.example"} {
		require.False(t, fetch.IsInside(host), host)
	}
}

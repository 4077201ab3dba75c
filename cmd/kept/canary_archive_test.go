package main

import (
	"archive/zip"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCanary_is_in_nothing_that_a_customer_takes_away opens the archive of everything that is kept about a customer, once
// every field of the staff's own is filled.
func TestCanary_is_in_nothing_that_a_customer_takes_away(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	for _, s := range append(w.within(), w.told()...) {
		s.do()
	}
	w.Sweep()
	a := w.send(t, call{method: http.MethodPost, path: "/my/exports", session: w.own(), form: url.Values{}, onReal: true})
	require.Equal(t, http.StatusOK, a.StatusCode)
	require.Equal(t, "application/zip", a.Header.Get("Content-Type"))
	archive, err := zip.NewReader(strings.NewReader(a.body), int64(len(a.body)))
	require.NoError(t, err)
	var all strings.Builder
	for _, f := range archive.File {
		r, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, r.Close())
		all.WriteString(f.Name + "\n" + string(content) + "\n")
	}
	require.Contains(t, all.String(), w.Hanna.Name)
	require.Contains(t, all.String(), w.Ticket(w.id).Subject)
	for _, our := range ours {
		require.NotContains(t, strings.ToLower(all.String()), our)
	}
}

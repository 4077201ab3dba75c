package bench

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/httpd/door"
	"github.com/kepthq/kept/internal/httpd/portal"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// BenchmarkDoors takes the time of what a stranger can do at each door where people sign in, with an address that somebody has
// and with one that nobody has, in an order drawn by lot: who measures the answer must not find out which.
func BenchmarkDoors(b *testing.B) {
	db := desk(b)
	known := inhabited(b, db)
	h := doors(b, db)
	for _, d := range []struct {
		name, path string
		known      []string
	}{
		{"staff", "/login", known["staff"]},
		{"staff-without-password", "/login", known["bare staff"]},
		{"customer", "/signin/passwords", known["customers"]},
		{"customer-without-password", "/signin/passwords", known["bare customers"]},
		{"forgotten", "/login/forgotten", known["staff"]},
		{"link", "/signin/links", known["customers"]},
	} {
		b.Run(d.name, func(b *testing.B) {
			for b.Loop() {
				took := map[bool][]time.Duration{}
				samples := size(800)
				for i := range samples {
					isKnown := i%2 == 0
					address := fmt.Sprintf("nobody%d@example.com", rand.IntN(1_000_000))
					if rand.IntN(2) == 0 { // which of the two comes first
						isKnown = !isKnown
					}
					if isKnown {
						address = d.known[rand.IntN(len(d.known))]
					}
					form := url.Values{"email": {address}, "password": {"a guess of somebody's"}}
					r := httptest.NewRequest(http.MethodPost, "https://kept.example"+d.path, strings.NewReader(form.Encode()))
					r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
					r.Header.Set("Sec-Fetch-Site", "same-origin")
					w := httptest.NewRecorder()
					begin := time.Now()
					h.ServeHTTP(w, r)
					spent := time.Since(begin)
					require.Contains(b, []int{http.StatusSeeOther, http.StatusUnprocessableEntity}, w.Code)
					if i >= samples/10 { // the first warm up
						took[isKnown] = append(took[isKnown], spent)
					}
				}
				for who, all := range map[string][]time.Duration{"known": took[true], "unknown": took[false]} {
					slices.Sort(all)
					require.Greater(b, len(all), size(300))
					b.ReportMetric(milliseconds(all[len(all)/2]), "ms/"+who+"-p50")
					b.ReportMetric(milliseconds(all[len(all)*9/10]), "ms/"+who+"-p90")
					b.ReportMetric(float64(len(all)), who)
				}
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// inhabited adds two hundred customers; half of them, and half of the staff, have a password.
func inhabited(b *testing.B, db *pg.DB) map[string][]string {
	b.Helper()
	hash, err := people.HashPassword(b.Context(), "a password of somebody's")
	require.NoError(b, err)
	found := map[string][]string{}
	require.NoError(b, db.Do(b.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		for i := range 200 {
			n := people.Newcomer{Role: people.Customer, Name: "Customer", Address: fmt.Sprintf("person%d@example.com", i), Locale: i18n.EN}
			who := "bare customers"
			if i%2 == 0 {
				n.Password, who = hash, "customers"
			}
			if _, err := people.Add(ctx, tx, n); err != nil {
				return err
			}
			found[who] = append(found[who], n.Address)
		}
		if _, err := tx.Exec(ctx, `update addresses set confirmed_at = kept_now()`); err != nil {
			return err
		}
		staff, err := people.Staff(ctx, tx)
		if err != nil {
			return err
		}
		for i, p := range staff {
			if i%2 == 0 {
				found["bare staff"] = append(found["bare staff"], p.Address)
				continue
			}
			if err := people.SetPassword(ctx, tx, p.ID, hash, ""); err != nil {
				return err
			}
			found["staff"] = append(found["staff"], p.Address)
		}
		return nil
	}))
	return found
}

// doors are the pages of signing in, without limits of tries.
func doors(b *testing.B, db *pg.DB) http.Handler {
	b.Helper()
	blobs, err := blob.Open(b.TempDir())
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, blobs.Close()) })
	base, err := url.Parse("https://kept.example")
	require.NoError(b, err)
	s := &httpd.Server{
		DB: db, Blobs: blobs, Log: slog.New(slog.DiscardHandler),
		Settings: httpd.Settings{BaseURL: base, Limits: ticket.DefaultLimits(), Secure: true},
	}
	h, err := httpd.New(s, door.Routes, portal.Routes)
	require.NoError(b, err)
	return h
}

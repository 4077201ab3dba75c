package browser

import (
	"context"
	"log/slog"
	"net"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/httpd/demo"
	"github.com/kepthq/kept/internal/httpd/desk"
	"github.com/kepthq/kept/internal/httpd/door"
	"github.com/kepthq/kept/internal/httpd/portal"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/ticket"
)

// product is the whole of Kept in this process: pages, database, worker, and mail that is kept instead of sent.
type product struct {
	base string // its address
	db   *pg.DB
}

// serve starts the product on a port of its own, and ends it with the test.
func serve(t testing.TB, settings httpd.Settings) *product {
	t.Helper()
	db := pgtest.DB(t)
	blobs, err := blob.Open(t.TempDir())
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &product{base: "http://" + listener.Addr().String(), db: db}
	settings.BaseURL, err = url.Parse(p.base)
	require.NoError(t, err)
	require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return people.SetUp(ctx, tx, people.Desk{Name: "Nordby Fiber", Locale: i18n.EN, Zone: "Europe/Copenhagen", IsDemo: settings.Demo})
	}))
	settings.Limits = ticket.DefaultLimits()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	handler, err := httpd.New(&httpd.Server{DB: db, Blobs: blobs, Settings: settings, Log: log}, portal.Routes, door.Routes, desk.Routes, demo.Routes)
	require.NoError(t, err)
	server := httpd.Listener(handler, log)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		require.NoError(t, server.Shutdown(context.Background()))
		<-ended
	})
	return p
}

package browser

import (
	"context"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/demo"
	"github.com/kepthq/kept/internal/httpd"
	demodoor "github.com/kepthq/kept/internal/httpd/demo"
	"github.com/kepthq/kept/internal/httpd/desk"
	"github.com/kepthq/kept/internal/httpd/door"
	"github.com/kepthq/kept/internal/httpd/office"
	"github.com/kepthq/kept/internal/httpd/portal"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/seal"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/work"
)

// product is the whole of Kept in this process: pages, database, worker, and mail that is kept instead of sent.
type product struct {
	t     testing.TB
	base  string // its address
	db    *pg.DB
	blobs *blob.Disk
	work  work.Options
}

// serve starts the pages on a port of their own, with an empty database, and ends them with the test. At most two
// tests are at work at a time.
func serve(t testing.TB, settings httpd.Settings, changes ...func(*httpd.Server)) *product {
	t.Helper()
	takeSeat(t)
	return serveFrom(t, pgtest.DB(t), filesIn(t, t.TempDir()), settings, changes...)
}

// takeSeat waits until there is room for one more test.
func takeSeat(t testing.TB) {
	t.Helper()
	if chromium.err != nil {
		t.Fatal(chromium.err)
	}
	chromium.seats <- struct{}{}
	t.Cleanup(func() { <-chromium.seats })
}

// filesIn are the attachments of a folder.
func filesIn(t testing.TB, dir string) *blob.Disk {
	t.Helper()
	blobs, err := blob.Open(dir)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, blobs.Close()) })
	return blobs
}

func serveFrom(t testing.TB, db *pg.DB, blobs *blob.Disk, settings httpd.Settings, changes ...func(*httpd.Server)) *product {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &product{t: t, base: "http://" + listener.Addr().String(), db: db, blobs: blobs}
	settings.BaseURL, err = url.Parse(p.base)
	require.NoError(t, err)
	settings.Limits, settings.Rates = ticket.DefaultLimits(), httpd.DefaultRates()
	p.work = mailsOf(t, settings.BaseURL)
	log := p.work.Log
	kept := &httpd.Server{DB: db, Blobs: blobs, Settings: settings, Log: log, Seal: seal.Random()}
	for _, change := range changes {
		change(kept)
	}
	handler, err := httpd.New(kept, portal.Routes, door.Routes, desk.Routes, office.Routes, demodoor.Routes)
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

// furnish sets a desk up, with nobody at it.
func (p *product) furnish() {
	p.t.Helper()
	p.change(func(ctx context.Context, tx *pg.Tx) error {
		return people.SetUp(ctx, tx, people.Desk{Name: "Nordby Fiber", Locale: i18n.EN, Zone: "Europe/Copenhagen", IsDemo: true})
	})
}

// furnished is a product with a desk in it, for looking at the gallery.
func furnished(t testing.TB) *product {
	t.Helper()
	p := serve(t, httpd.Settings{Demo: true})
	p.furnish()
	return p
}

// nordbys is the demo's desk as it was loaded, for each test's own copy of it.
var nordbys pgtest.Mould

// mouldBase stands in the addresses of mails that the mould's desk has sent, in place of a server's.
const mouldBase = "http://nordby.example"

// nordby is the demo's desk on its working afternoon, with the worker at work.
func nordby(t testing.TB, changes ...func(*httpd.Server)) *product {
	t.Helper()
	takeSeat(t)
	mould, dir := filepath.Join(chromium.dir, "nordby"), filepath.Join(t.TempDir(), "blobs")
	db := nordbys.Copy(t, func(t testing.TB, db *pg.DB) { loadNordby(t, db, mould) })
	require.NoError(t, os.CopyFS(dir, os.DirFS(mould)))
	p := serveFrom(t, db, filesIn(t, dir), httpd.Settings{Demo: true, HasMail: true}, changes...)
	_, err := db.Pool().Exec(t.Context(), `update sent_mails set text = replace(text, $1, $2), html = replace(html, $1, $2)`, mouldBase, p.base)
	require.NoError(t, err)
	p.works()
	return p
}

// loadNordby loads the demo's desk, as `kept serve --demo` does.
func loadNordby(t testing.TB, db *pg.DB, dir string) {
	t.Helper()
	password, err := people.HashPassword(t.Context(), demo.Password)
	require.NoError(t, err)
	base, err := url.Parse(mouldBase)
	require.NoError(t, err)
	blobs := filesIn(t, dir)
	mails := mailsOf(t, base)
	require.NoError(t, demo.Load(t.Context(), demo.Stage{
		DB: db, Files: blobs, Password: password,
		Deliver: func(ctx context.Context, tx *pg.Tx, id outbox.ID) error { return work.CaptureNow(ctx, tx, id, mails) },
	}))
}

// mailsOf are the worker's settings of a desk at an address.
func mailsOf(t testing.TB, base *url.URL) work.Options {
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	return work.Options{From: "help@nordby.example", Domain: "nordby.example", BaseURL: base, Log: log, TestOnly: true}
}

// works starts the worker.
func (p *product) works() {
	p.t.Helper()
	p.work.Sender = work.Capture(p.db)
	workers, err := work.Start(p.t.Context(), p.db, p.work)
	require.NoError(p.t, err)
	p.t.Cleanup(func() { require.NoError(p.t, workers.Stop(context.Background())) })
}

func (p *product) change(f func(ctx context.Context, tx *pg.Tx) error) {
	p.t.Helper()
	require.NoError(p.t, p.db.Do(p.t.Context(), f))
}

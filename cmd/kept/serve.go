package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/config"
	"github.com/kepthq/kept/internal/demo"
	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	demodoor "github.com/kepthq/kept/internal/httpd/demo"
	"github.com/kepthq/kept/internal/httpd/desk"
	"github.com/kepthq/kept/internal/httpd/door"
	"github.com/kepthq/kept/internal/httpd/office"
	"github.com/kepthq/kept/internal/httpd/portal"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/live"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/internal/seal"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/work"
	"github.com/kepthq/kept/migrations"
)

type serveCommand struct{ config.Serve }

// drain is how long an ending server lets requests and jobs come to their end.
const drain = 25 * time.Second

// Run serves until it is told to stop.
func (c serveCommand) Run(ctx context.Context) error {
	if err := c.Check(); err != nil {
		return err
	}
	if err := checkMail(c.Mail); err != nil {
		return err
	}
	if err := i18n.Check(); err != nil {
		return err
	}
	if c.Demo && !c.OnLoopback() {
		return errors.New("a demo is for this machine only: it listens on 127.0.0.1 or [::1], not on " + c.Addr)
	}
	log := c.Logger()
	// The address is taken first: a second start on it fails before it touches anything.
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Addr, err)
	}
	defer closeListener(listener, log)
	d, err := findDatabase(ctx, c.Common, log)
	if err != nil {
		return err
	}
	defer d.close(log)
	if err := d.migrate(ctx, log); err != nil {
		return err
	}
	db, err := pg.Open(ctx, d.url, pg.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	files, err := openFiles(c.Common)
	if err != nil {
		return err
	}
	defer func() {
		if err := files.Close(); err != nil {
			log.Error("the file directory did not close", "err", err)
		}
	}()
	box, err := c.Box(c.DataDir())
	if err != nil {
		return err
	}
	if err := factor.CheckKeys(ctx, db, box); err != nil {
		return err
	}
	isDemo, err := c.prepareDesk(ctx, db, d.owner, files, log)
	if err != nil {
		return err
	}
	return c.serve(ctx, listener, db, house{files: files, box: box}, isDemo, log)
}

// fileDir is where attachments' bytes lie.
func fileDir(c config.Common) string { return filepath.Join(c.DataDir(), "files") }

func openFiles(c config.Common) (*blob.Disk, error) {
	dir := fileDir(c)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	return blob.Open(dir)
}

// prepareDesk fills an empty database with the demo desk when that was asked for, prints the link of the first-run
// page while nobody works here, and says whether this desk is a demo, as its database remembers.
func (c serveCommand) prepareDesk(ctx context.Context, db *pg.DB, owner string, files *blob.Disk, log *slog.Logger) (bool, error) {
	desk, err := people.TheDesk(ctx, db)
	switch {
	case err == nil && desk.IsDemo && !c.OnLoopback():
		return false, errors.New("this database holds the demo desk, which is for this machine only: listen on 127.0.0.1 or [::1]")
	case err == nil && c.Demo && !desk.IsDemo:
		return false, errors.New("this database holds a real desk: --demo fills an empty database only")
	case err == nil && desk.IsDemo:
		return true, nil
	case err != nil && !fault.Is(err, fault.KindNotFound):
		return false, err
	case err != nil && c.Demo:
		base, err := c.Base()
		if err != nil {
			return false, err
		}
		return true, orLoaded(ctx, db, loadDemoAs(ctx, owner, files, base, log))
	}
	return false, c.invite(ctx, db, log)
}

// orLoaded forgives that the demo desk could not be loaded when another process, started at the same time, has done it.
func orLoaded(ctx context.Context, db *pg.DB, err error) error {
	if !errors.Is(err, demo.ErrNotEmpty) {
		return err
	}
	if desk, missing := people.TheDesk(ctx, db); missing != nil || !desk.IsDemo {
		return err
	}
	return nil
}

// invite prints the one-time link of the first-run page while nobody works here.
func (c serveCommand) invite(ctx context.Context, db *pg.DB, log *slog.Logger) error {
	needed, err := people.NeedsFounding(ctx, db)
	if err != nil || !needed {
		return err
	}
	base, err := c.Base()
	if err != nil {
		return err
	}
	var token people.Token
	err = db.Do(ctx, func(ctx context.Context, tx *pg.Tx) (err error) {
		token, err = people.Invite(ctx, tx, people.System)
		return err
	})
	if err != nil {
		return err
	}
	log.Info("nobody works here yet: this link opens once and makes the first admin", "link", base.JoinPath("welcome", string(token)).String())
	return nil
}

// house is what lies outside of the database.
type house struct {
	files *blob.Disk
	box   *seal.Box
}

// serve answers requests and works until ctx ends, and then lets both come to their end.
func (c serveCommand) serve(ctx context.Context, listener net.Listener, db *pg.DB, h house, isDemo bool, log *slog.Logger) error {
	base, err := c.Base()
	if err != nil {
		return err
	}
	sender, err := newSender(c.Mail, db, isDemo)
	if err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	hub := live.New()
	handler, err := c.handler(db, h, base, isDemo, sender != nil, hub, registry, log)
	if err != nil {
		return err
	}
	if c.MetricsAddr != "" {
		stop, err := serveMetrics(c.MetricsAddr, registry, log)
		if err != nil {
			return err
		}
		defer stop()
	}
	stopWork := func(context.Context) error { return nil }
	if !c.NoWorker {
		workers, err := work.Start(ctx, db, work.Options{Sender: sender, From: fromAddress(c.Mail, isDemo), Domain: c.Domain(), BaseURL: base, Files: h.files, Log: log})
		if err != nil {
			return err
		}
		stopWork = workers.Stop
	}
	server := httpd.Listener(handler, log)
	server.RegisterOnShutdown(hub.Close)
	defer inBackground(ctx, func(ctx context.Context) { hub.Run(ctx, db, log) })()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	c.greet(base.String(), isDemo, log)
	select {
	case err = <-failed:
		err = fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
		log.Info("stopping")
	}
	finish(drain, server, stopWork, log)
	return err
}

// inBackground runs f until it is told to end, and waits for that.
func inBackground(ctx context.Context, f func(ctx context.Context)) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	var one sync.WaitGroup
	one.Go(func() { f(ctx) })
	return func() {
		cancel()
		one.Wait()
	}
}

// finish lets requests and jobs come to their end at the same time, both within grace: one after the other, a slow
// upload and a slow mail server would outlast the patience of an init system, which then kills.
func finish(grace time.Duration, server *http.Server, stopWork func(context.Context) error, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	var both sync.WaitGroup
	both.Go(func() {
		if err := stopWork(ctx); err != nil {
			log.Warn("work was cut off; it is done again at the next start", "err", err)
		}
	})
	both.Go(func() {
		if err := server.Shutdown(ctx); err != nil {
			log.Warn("requests were cut off", "err", errors.Join(err, server.Close()))
		}
	})
	both.Wait()
}

func (c serveCommand) handler(db *pg.DB, h house, base *url.URL, isDemo, hasMail bool, hub *live.Hub, registry *prometheus.Registry, log *slog.Logger) (http.Handler, error) {
	expected, err := schema.Expected(migrations.FS)
	if err != nil {
		return nil, err
	}
	metrics, err := httpd.NewMetrics(registry, time.Now)
	if err != nil {
		return nil, err
	}
	if err := registry.Register(httpd.NewGauges(db, log)); err != nil {
		return nil, err
	}
	return httpd.New(&httpd.Server{
		DB: db, Blobs: h.files, Log: log, Schema: expected, Metrics: metrics, Seal: h.box, SignOn: c.Provider(base), Live: hub,
		Settings: httpd.Settings{
			BaseURL: base, Limits: c.limits(), Rates: c.rates(), Burst: c.Burst, Undo: c.Undo, LinkLife: time.Duration(c.LinkDays) * 24 * time.Hour, Secure: base.Scheme == "https",
			Demo: isDemo, HasMail: hasMail, MailFrom: fromAddress(c.Mail, isDemo), TrustedProxies: c.Proxies,
		},
	}, doors...)
}

// greet says where the product is, and how to enter a demo.
func (c serveCommand) greet(base string, isDemo bool, log *slog.Logger) {
	log.Info("serving", "address", base, "version", versionText())
	if isDemo {
		printSignIns(base)
	}
}

// closeListener closes a listener that the server may have closed already.
func closeListener(l net.Listener, log *slog.Logger) {
	if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		log.Warn("the listener did not close", "err", err)
	}
}

// doors are the ways in over HTTP, in the order in which a reader meets them.
var doors = []httpd.Door{portal.Routes, door.Routes, desk.Routes, office.Routes, demodoor.Routes}

func (c serveCommand) limits() ticket.Limits {
	l := c.Limits
	return ticket.Limits{
		Name: l.Name, Address: l.Address, Subject: l.Subject, Text: l.Text,
		Files: l.Files, FileBytes: l.FileBytes, RequestBytes: l.RequestBytes,
	}
}

func (c serveCommand) rates() httpd.Rates {
	r := httpd.DefaultRates()
	r.AskAddress.Limit, r.AskNetwork.Limit = c.AskPerAddress, c.AskPerNetwork
	r.PostNetwork.Limit = c.PostPerNetwork
	r.SignInAccount.Limit, r.SignInNetwork.Limit, r.Proof.Limit = c.SignInPerAccount, c.SignInPerNetwork, c.ProofPerPerson
	r.LinkAddress.Limit, r.LinkNetwork.Limit, r.FollowPerson.Limit = c.LinksPerAddress, c.LinksPerNetwork, c.FollowPerPerson
	r.ExportPerson.Limit = c.ExportsPerPerson
	r.ForgotAddress.Limit, r.ForgotNetwork.Limit = c.ForgotPerAddress, c.ForgotPerNetwork
	return r
}

// serveMetrics serves /metrics on an address of its own.
func serveMetrics(addr string, registry *prometheus.Registry, log *slog.Logger) (stop func(), err error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for metrics on %s: %w", addr, err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	server := httpd.Listener(mux, log)
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the metrics are not served any more", "err", err)
		}
	}()
	return func() {
		if err := server.Close(); err != nil {
			log.Warn("the metrics' server did not close", "err", err)
		}
	}, nil
}

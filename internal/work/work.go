// Package work is the way in for time and for jobs: the sweep that acts on every promise whose time has come, the
// delivery of letters, and what recurs. Each process that works has all of it; any number of them may run at once, and
// each may be killed at any moment. It must never decide what a promise or a mail becomes: that is the rooms'
// business.
package work

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/fetch"
	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// Options are the settings of a process's workers.
type Options struct {
	Sender  mail.Sender   // nil: there is no mail server, and mails are held
	From    string        // the address that customers get mail from
	Domain  string        // ends every Message-ID
	BaseURL *url.URL      // begins every link in a mail
	Files   *blob.Disk    // where attachments' bytes lie; nil: they are not this process's to tidy
	Feeds   *fetch.Reader // what calendars of dates are read by; nil: from public addresses alone
	Log     *slog.Logger

	AtOnce      int           // tickets that the sweep acts on at a time; 0: 4
	JobTimeout  time.Duration // for one letter; 0: 45 s
	RescueAfter time.Duration // after which a job whose worker is gone goes to another; at least twice JobTimeout; 0: 2 min
	FirstRetry  time.Duration // before the second try of a job that failed, doubled up to 5 min; 0: 10 s
	TestOnly    bool          // the job queue starts without the waits that spread the load of many processes
}

func (o Options) withDefaults() (Options, error) {
	if o.BaseURL == nil {
		return o, errors.New("links in mails need the base URL")
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Feeds == nil {
		o.Feeds = fetch.New(fetch.Options{Most: sla.MaxFile})
	}
	if o.AtOnce <= 0 {
		o.AtOnce = 4
	}
	if o.JobTimeout <= 0 {
		o.JobTimeout = 45 * time.Second
	}
	if o.FirstRetry <= 0 {
		o.FirstRetry = 10 * time.Second
	}
	if o.RescueAfter <= 0 {
		o.RescueAfter = 2 * time.Minute
	}
	if o.RescueAfter < 2*o.JobTimeout {
		return o, fmt.Errorf("a job of up to %s may not be given to another worker after %s", o.JobTimeout, o.RescueAfter)
	}
	return o, nil
}

// Workers are one process's workers while they run.
type Workers struct {
	db      *pg.DB
	options Options
	name    string // of this process, among all that work
	jobs    *river.Client[pgx.Tx]
	sweep   *sweep
	beaten  int64 // moves of the sweep at the last beat
	silent  int   // beats since it moved last
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// Start starts the workers. They run until Stop, whatever becomes of ctx, and wait by themselves for a database
// that is away.
func Start(ctx context.Context, db *pg.DB, o Options) (*Workers, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	w := &Workers{db: db, options: o, name: newName()}
	w.sweep = newSweep(db, w.name, o)
	if w.jobs, err = newJobs(db, o, w.sweep.wake); err != nil {
		return nil, err
	}
	if o.Sender != nil {
		if err := w.letGo(ctx); err != nil && !pg.Unavailable(err) { // otherwise the recurring one does it
			return nil, err
		}
	}
	// The job queue's own context never ends: ending it would cut off running jobs.
	if err := w.jobs.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, fmt.Errorf("start the job queue: %w", err)
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	w.cancel = cancel
	w.running.Go(func() { w.sweep.run(run) })
	w.running.Go(func() { w.sweep.listen(run) })
	for _, r := range w.recurring() {
		w.running.Go(func() { w.recur(run, r) })
	}
	return w, nil
}

// Stop lets what is being done come to its end and starts nothing new. It returns when all is done, or, with an error, when
// ctx ends before that; what was under way is then left as if the process had been killed, and done by another.
func (w *Workers) Stop(ctx context.Context) error {
	w.cancel()
	done := make(chan struct{})
	go func() {
		w.running.Wait()
		close(done)
	}()
	err := w.jobs.Stop(ctx)
	select {
	case <-done:
	case <-ctx.Done():
		return errors.Join(err, fmt.Errorf("stop the sweep: %w", ctx.Err()))
	}
	if err != nil {
		return fmt.Errorf("stop the job queue: %w", err)
	}
	if err := w.leave(ctx); err != nil && !pg.Unavailable(err) {
		return err
	}
	return nil
}

// Count is what a process's sweep has done since it started.
type Count struct {
	Acted   int64 // tickets on which time was let pass
	Skipped int64 // tickets that somebody else was at, and that were tried again
	Failed  int64 // tickets that could not be acted on, and that are tried again later
}

// Count says what this process's sweep has done.
func (w *Workers) Count() Count { return w.sweep.count() }

// recurring is one thing that every process does again and again. All of them may be done twice, or by two
// at once.
type recurring struct {
	name  string
	every time.Duration
	do    func(context.Context) error
}

// recurring is the one list of what recurs.
func (w *Workers) recurring() []recurring {
	all := []recurring{
		{"beat", 10 * time.Second, w.beat},
		{"forget the dead", time.Hour, w.forget},
		{"forget who is well", time.Minute, w.sweep.mend},
		{"forget what was suspended", time.Hour, w.forgetSuspended},
		{"give back what its owner does not see", time.Minute, w.sweep.giveBack},
		{"give what falls due to whoever is there", time.Minute, w.sweep.mindAbsences},
		{"deal tickets to those at work", dealEvery, w.sweep.deal},
		{"take back what nobody has touched", time.Minute, w.sweep.takeBack},
		{"go on with acts over many tickets", time.Minute, w.goOn},
		{"forget acts over many tickets", time.Hour, w.forgetBulk},
		{"write down the audit's head", time.Hour, w.writeHead},
		{"let go of what was kept long enough", time.Hour, w.letGoOfOld},
		{"find what no customer has read", time.Hour, w.findUnread},
		{"read calendars of dates", time.Minute, w.readFeeds},
		{"gather what can be expected", time.Minute, w.gather},
	}
	if w.options.Files != nil {
		all = append(all, recurring{"remove stray files", time.Hour, w.removeStray})
	}
	if w.options.Sender != nil {
		all = append(all, recurring{"let go of held mail", time.Minute, w.letGo})
	}
	return all
}

// recur does r now and then every so often. While the database is away it is silent: the sweep tells of that.
func (w *Workers) recur(ctx context.Context, r recurring) {
	ticker := time.NewTicker(r.every)
	defer ticker.Stop()
	for {
		if err := r.do(ctx); err != nil && !pg.Unavailable(err) && ctx.Err() == nil {
			w.options.Log.Error("a recurring job failed", "job", r.name, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// letGo queues the mails that another process held because it knew no mail server.
func (w *Workers) letGo(ctx context.Context) error {
	return w.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		n, err := outbox.LetGo(ctx, tx)
		if n > 0 {
			w.options.Log.Info("held mails leave now", "mails", n)
		}
		return err
	})
}

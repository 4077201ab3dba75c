package httpd

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// Gauges measure the desk when they are asked: mails in the outbox, the sweep's lag and pulse, the pool. What
// cannot be read is left out of the answer, and said in the log.
type Gauges struct {
	db  *pg.DB
	log *slog.Logger

	mails, wait, lag, pulse          *prometheus.Desc
	acquired, idle, most, waited, ok *prometheus.Desc
}

// NewGauges are the measures of a database.
func NewGauges(db *pg.DB, log *slog.Logger) *Gauges {
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	return &Gauges{
		db: db, log: log,
		mails:    describe("kept_outbox_mails", "Mails in the outbox, by state.", "state"),
		wait:     describe("kept_outbox_oldest_wait_seconds", "How long the oldest mail waits, in the desk's time, that is to leave by itself."),
		lag:      describe("kept_sweep_lag_seconds", "How late the oldest promise is whose time has come and on which nobody has acted."),
		pulse:    describe("kept_sweep_heartbeat_age_seconds", "Time since the liveliest worker's last round."),
		acquired: describe("kept_pool_connections_used", "Connections to the database that are in use."),
		idle:     describe("kept_pool_connections_idle", "Connections to the database that are idle."),
		most:     describe("kept_pool_connections_most", "Connections to the database at most."),
		waited:   describe("kept_pool_waits_total", "How often a connection had to be waited for."),
		ok:       describe("kept_database_up", "1 when the database answered this scrape, else 0."),
	}
}

// Describe names the measures.
func (g *Gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{g.mails, g.wait, g.lag, g.pulse, g.acquired, g.idle, g.most, g.waited, g.ok} {
		to <- d
	}
}

// Collect measures. It gives up after two seconds.
func (g *Gauges) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	pool := g.db.Pool().Stat()
	gauge(g.acquired, float64(pool.AcquiredConns()))
	gauge(g.idle, float64(pool.IdleConns()))
	gauge(g.most, float64(pool.MaxConns()))
	to <- prometheus.MustNewConstMetric(g.waited, prometheus.CounterValue, float64(pool.EmptyAcquireCount()))
	mails, pulse, err := g.read(ctx)
	if err != nil {
		g.log.Warn("the desk cannot be measured", "err", err)
		gauge(g.ok, 0)
		return
	}
	gauge(g.ok, 1)
	for _, m := range mails {
		gauge(g.mails, float64(m.Count), m.State)
	}
	if pulse != nil {
		gauge(g.pulse, *pulse)
	}
	wait, err := outbox.LongestWait(ctx, g.db)
	if err != nil {
		g.log.Warn("the longest wait of a mail is unknown", "err", err)
		return
	}
	gauge(g.wait, wait.Seconds())
	lag, err := ticket.Lag(ctx, g.db)
	if err != nil {
		g.log.Warn("the sweep's lag is unknown", "err", err)
		return
	}
	gauge(g.lag, lag.Seconds())
}

type mailCount struct {
	State string
	Count int64
}

// read counts mails and takes the sweep's pulse in one round trip. States without a mail count 0.
func (g *Gauges) read(ctx context.Context) (mails []mailCount, pulse *float64, err error) {
	const count = `
		select s.state, count(o.id) from unnest(array['held', 'queued', 'sending', 'sent', 'uncertain', 'failed']) s (state)
		left join outbox o on o.state = s.state group by s.state`
	const beat = `select extract(epoch from clock_timestamp() - max(beat_at))::float8 from workers`
	batch := &pgx.Batch{}
	batch.Queue(count).Query(func(rows pgx.Rows) (err error) {
		mails, err = pgx.CollectRows(rows, pgx.RowToStructByPos[mailCount])
		return err
	})
	batch.Queue(beat).QueryRow(func(row pgx.Row) error { return row.Scan(&pulse) })
	err = g.db.SendBatch(ctx, batch).Close()
	return mails, pulse, err
}

package httpd_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func readiness(t *testing.T, a answer) map[string]any {
	t.Helper()
	require.Equal(t, "application/json", a.Header.Get("Content-Type"))
	var said map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &said))
	return said
}

func TestReady_names_the_sweeps_pulse_and_lag(t *testing.T) {
	t.Parallel()
	db := furnished(t)
	st := build(t, db, faulty)
	a := st.get(t, "/readyz")
	require.Equal(t, http.StatusOK, a.StatusCode)
	said := readiness(t, a)
	require.Equal(t, true, said["ready"])
	require.Nil(t, said["sweep_heartbeat_age_seconds"], "no worker has run")
	require.Zero(t, said["sweep_lag_seconds"])
	do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `insert into workers (name, beat_at) values ('old', clock_timestamp() - interval '1 hour'), ('young', clock_timestamp() - interval '90 seconds')`)
		return err
	})
	a = st.get(t, "/readyz")
	require.Equal(t, http.StatusOK, a.StatusCode, "a stopped clock does not make the desk unreachable")
	require.InDelta(t, 90, readiness(t, a)["sweep_heartbeat_age_seconds"], 30)
}

func TestReady_fails_with_an_older_schema_or_a_broken_migration(t *testing.T) {
	t.Parallel()
	db := furnished(t)
	st := build(t, db, faulty, func(s *httpd.Server) { s.Schema++ })
	a := st.get(t, "/readyz")
	require.Equal(t, http.StatusServiceUnavailable, a.StatusCode)
	require.Equal(t, "older than this program", readiness(t, a)["schema"])
	do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update schema_migrations set dirty = true`)
		return err
	})
	require.Equal(t, "a migration was broken off", readiness(t, st.get(t, "/readyz"))["schema"])
	require.Equal(t, "ok\n", st.get(t, "/healthz").body)
}

func TestReady_fails_when_files_cannot_be_stored(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), faulty)
	require.NoError(t, st.s.Blobs.Close())
	a := st.get(t, "/readyz")
	require.Equal(t, http.StatusServiceUnavailable, a.StatusCode)
	require.Equal(t, "not writable", readiness(t, a)["files"])
}

func TestPages_say_that_the_database_is_away_and_work_again_when_it_is_back(t *testing.T) {
	t.Parallel()
	way := pgtest.Wire(t, pgtest.DB(t))
	do(t, way.DB, func(ctx context.Context, tx *pg.Tx) error {
		return people.SetUp(ctx, tx, people.Desk{Name: "Nordby Fiber", Locale: i18n.SV, Zone: "Europe/Stockholm"})
	})
	st := build(t, way.DB, faulty)
	require.Equal(t, http.StatusOK, st.get(t, "/fine").StatusCode)

	way.Cut()
	for range 3 {
		a := st.get(t, "/fine", "Accept-Language", "pl")
		require.Equal(t, http.StatusServiceUnavailable, a.StatusCode)
		require.Equal(t, "5", a.Header.Get("Retry-After"))
		require.Contains(t, a.body, i18n.For(i18n.PL, nil).T("problem.away.title"))
	}
	require.Equal(t, http.StatusServiceUnavailable, st.send(t, http.MethodPost, "/fine", "").StatusCode)
	require.Equal(t, http.StatusServiceUnavailable, st.get(t, "/readyz").StatusCode)
	require.Equal(t, http.StatusOK, st.get(t, "/healthz").StatusCode)
	require.Equal(t, http.StatusNotFound, st.get(t, "/nowhere").StatusCode, "pages of problems need no database")

	way.Mend()
	require.Eventually(t, func() bool { return st.get(t, "/fine").StatusCode == http.StatusOK }, 10*time.Second, 20*time.Millisecond)
	require.Equal(t, http.StatusOK, st.get(t, "/readyz").StatusCode)
}

func TestPages_do_not_wait_for_a_database_that_says_nothing(t *testing.T) {
	t.Parallel()
	way := pgtest.Wire(t, pgtest.DB(t))
	do(t, way.DB, func(ctx context.Context, tx *pg.Tx) error {
		return people.SetUp(ctx, tx, people.Desk{Name: "Nordby Fiber", Locale: i18n.SV, Zone: "Europe/Stockholm"})
	})
	st := build(t, way.DB, faulty)
	require.Equal(t, http.StatusOK, st.get(t, "/fine").StatusCode)
	way.Block()
	began := time.Now()
	silent := st.get(t, "/fine")
	waited := time.Since(began)
	way.Mend()
	require.Equal(t, http.StatusServiceUnavailable, silent.StatusCode)
	require.Equal(t, "5", silent.Header.Get("Retry-After"))
	require.Less(t, waited, 5*time.Second)
	require.Eventually(t, func() bool { return st.get(t, "/fine").StatusCode == http.StatusOK }, 10*time.Second, 20*time.Millisecond)
}

func TestPages_wait_friendly_until_the_desk_is_set_up(t *testing.T) {
	t.Parallel()
	st := build(t, pgtest.DB(t), faulty)
	a := st.get(t, "/fine", "Accept-Language", "da")
	require.Equal(t, http.StatusServiceUnavailable, a.StatusCode)
	require.Empty(t, a.Header.Get("Retry-After"), "nobody knows how long it takes")
	require.Contains(t, a.body, i18n.For(i18n.DA, nil).T("problem.not_set_up.title"))
	require.Equal(t, http.StatusOK, st.get(t, "/healthz").StatusCode)
	require.Equal(t, http.StatusOK, st.get(t, "/readyz").StatusCode)
	require.Empty(t, st.logs.lines())
}

func TestMetrics_count_requests_by_route_and_never_by_address(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewPedanticRegistry()
	metrics, err := httpd.NewMetrics(registry, time.Now)
	require.NoError(t, err)
	db := furnished(t)
	st := build(t, db, faulty, func(s *httpd.Server) { s.Metrics = metrics })
	require.NoError(t, registry.Register(httpd.NewGauges(db, st.s.Log)))
	st.get(t, "/fine?secret=1")
	st.get(t, "/fine")
	st.get(t, "/a-secret-link")
	st.get(t, "/missing")
	st.send(t, "INVENTED", "/fine", "")
	families, err := registry.Gather()
	require.NoError(t, err)
	values := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			name := f.GetName()
			for _, l := range m.GetLabel() {
				name += " " + l.GetValue()
				require.NotContains(t, l.GetValue(), "secret")
			}
			values[name] = m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	require.Equal(t, 2.0, values["kept_http_requests_total GET /fine 200"])
	require.Equal(t, 1.0, values["kept_http_requests_total GET /missing 404"])
	require.Equal(t, 1.0, values["kept_database_up"])
	require.Contains(t, values, "kept_outbox_mails held")
	require.Contains(t, values, "kept_outbox_mails failed")
	require.Contains(t, values, "kept_outbox_mails uncertain")
	require.Contains(t, values, "kept_outbox_oldest_wait_seconds")
	require.Contains(t, values, "kept_sweep_lag_seconds")
	require.Equal(t, 8.0, values["kept_pool_connections_most"])
}

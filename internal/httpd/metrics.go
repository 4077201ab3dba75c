package httpd

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
)

// Metrics counts requests. Their addresses are never labels, only routes: an address may hold a secret.
type Metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	clock    func() time.Time
}

// NewMetrics counts into a registry. The clock times requests, and is time.Now in a program.
func NewMetrics(to prometheus.Registerer, clock func() time.Time) (*Metrics, error) {
	m := &Metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kept_http_requests_total", Help: "Requests answered, by route and status.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kept_http_request_duration_seconds", Help: "Time from the request's head to the end of its answer.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route"}),
		clock: clock,
	}
	for _, c := range []prometheus.Collector{m.requests, m.seconds} {
		if err := to.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// count counts a request when it has been answered; a nil Metrics counts nothing.
func (m *Metrics) count(next http.Handler) http.Handler {
	if m == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := m.clock()
		answered := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			route := "none"
			if c := chi.RouteContext(r.Context()); c != nil && c.RoutePattern() != "" {
				route = c.RoutePattern()
			}
			m.requests.WithLabelValues(method(r.Method), route, strconv.Itoa(max(answered.Status(), http.StatusOK))).Inc()
			m.seconds.WithLabelValues(route).Observe(m.clock().Sub(began).Seconds())
		}()
		next.ServeHTTP(answered, r)
	})
}

// method is a verb as a label: what somebody invents must not grow the metrics.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return m
	}
	return "other"
}

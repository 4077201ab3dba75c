package httpd

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/httprate"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
)

// Rates are how often something may be tried; all are settings.
type Rates struct {
	AskAddress, AskNetwork       people.Rate // questions by the public form, by mail address and by network
	PostNetwork                  people.Rate // forms of any kind that customers send, by network, before they are read
	SignInAccount, SignInNetwork people.Rate
}

// DefaultRates are the settings unless somebody sets others.
func DefaultRates() Rates {
	return Rates{
		AskAddress:    people.Rate{Name: "ask_address", Limit: 5, Window: time.Hour},
		AskNetwork:    people.Rate{Name: "ask_network", Limit: 20, Window: time.Hour},
		PostNetwork:   people.Rate{Name: "post_network", Limit: 120, Window: time.Hour},
		SignInAccount: people.Rate{Name: "signin_account", Limit: 10, Window: 15 * time.Minute},
		SignInNetwork: people.Rate{Name: "signin_network", Limit: 50, Window: 15 * time.Minute},
	}
}

// Throttle notes one try by a key, such as a mail address or Network(r), and is a fault (429) when there were too
// many. A rate without a limit lets everything pass.
func (s *Server) Throttle(r *http.Request, rate people.Rate, key string) error {
	if rate.Limit <= 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	var failed error
	limiter := httprate.NewRateLimiter(rate.Limit, rate.Window,
		httprate.WithLimitCounter(people.CountTries(ctx, s.DB, rate)),
		httprate.WithErrorHandler(func(_ http.ResponseWriter, _ *http.Request, err error) { failed = err }),
		httprate.WithResponseHeaders(httprate.ResponseHeaders{}),
	)
	if !limiter.OnLimit(nil, r, strings.ToLower(strings.TrimSpace(key))) {
		return nil
	}
	if failed != nil {
		return failed
	}
	return fault.TooMany("fault.too_often", rate.Window)
}

package httpd

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/httprate"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Rates are how often something may be tried; all are settings.
type Rates struct {
	AskAddress, AskNetwork       people.Rate // questions by the public form, by mail address and by network
	BurstNetwork                 people.Rate // likewise, while very many come at once: what is more is kept back, and not refused
	PostNetwork                  people.Rate // forms of any kind that customers send, by network, before they are read
	SignInAccount, SignInNetwork people.Rate
	Proof                        people.Rate // of second steps and of proofs within a session, by person
	LinkAddress, LinkNetwork     people.Rate // sign-in links that are mailed, by mail address and by network
	FollowPerson                 people.Rate // colleagues who are asked to see a ticket, by who asks
	ExportPerson                 people.Rate // archives of everything that is kept about somebody, by whose it is
	ForgotAddress, ForgotNetwork people.Rate // wishes for a new password, by the address that is typed and by network
}

// DefaultRates are the settings unless somebody sets others.
func DefaultRates() Rates {
	return Rates{
		AskAddress:    people.Rate{Name: "ask_address", Limit: 5, Window: time.Hour},
		AskNetwork:    people.Rate{Name: "ask_network", Limit: 20, Window: time.Hour},
		BurstNetwork:  people.Rate{Name: "burst_network", Limit: 5, Window: time.Minute},
		PostNetwork:   people.Rate{Name: "post_network", Limit: 120, Window: time.Hour},
		SignInAccount: people.Rate{Name: "signin_account", Limit: 10, Window: 15 * time.Minute},
		SignInNetwork: people.Rate{Name: "signin_network", Limit: 50, Window: 15 * time.Minute},
		Proof:         people.Rate{Name: "proof", Limit: 10, Window: 15 * time.Minute},
		LinkAddress:   people.Rate{Name: "link_address", Limit: 5, Window: time.Hour},
		LinkNetwork:   people.Rate{Name: "link_network", Limit: 20, Window: time.Hour},
		FollowPerson:  people.Rate{Name: "follow_person", Limit: 20, Window: time.Hour},
		ExportPerson:  people.Rate{Name: "export_person", Limit: 5, Window: time.Hour},
		ForgotAddress: people.Rate{Name: "forgot_address", Limit: 3, Window: time.Hour},
		ForgotNetwork: people.Rate{Name: "forgot_network", Limit: 20, Window: time.Hour},
	}
}

// Throttle notes one try by a key, such as a mail address or Network(r), and is a fault (429) when there were too
// many. A rate without a limit lets everything pass.
func (s *Server) Throttle(r *http.Request, rate people.Rate, key string) error {
	_, err := s.Count(r, rate, key)
	return err
}

// Count is Throttle for what may turn out to be no try: the caller takes it back then.
func (s *Server) Count(r *http.Request, rate people.Rate, key string) (try people.Try, err error) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	err = s.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		try, err = count(r, rate, key, people.CountTries(ctx, tx, rate).Quickly())
		return err
	})
	return try, err
}

// CountIn is Throttle within the change that is tried: it counts if and only if that commits, and whoever tries with
// the same key at the same time waits for its end.
func CountIn(ctx context.Context, tx *pg.Tx, r *http.Request, rate people.Rate, key string) error {
	_, err := count(r, rate, key, people.CountTries(ctx, tx, rate))
	return err
}

func count(r *http.Request, rate people.Rate, key string, tries *people.Tries) (people.Try, error) {
	if rate.Limit <= 0 {
		return people.Try{}, nil
	}
	var failed error
	limiter := httprate.NewRateLimiter(rate.Limit, rate.Window,
		httprate.WithLimitCounter(tries),
		httprate.WithErrorHandler(func(_ http.ResponseWriter, _ *http.Request, err error) { failed = err }),
		httprate.WithResponseHeaders(httprate.ResponseHeaders{}),
	)
	if !limiter.OnLimit(nil, r, strings.ToLower(strings.TrimSpace(key))) {
		return tries.Last(), nil
	}
	if failed != nil {
		return people.Try{}, failed
	}
	return people.Try{}, fault.TooMany("fault.too_often", rate.Window)
}

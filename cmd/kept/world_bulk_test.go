package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

const bulkRoute = "/desk/acts"

func isAboutBulk(route string) bool { return strings.HasPrefix(route, bulkRoute) }

// makeBulk lets Maja take a ticket in an act over many, which is done and can be undone.
func (s *site) makeBulk() (id ticket.BulkID) {
	s.T.Helper()
	number := s.Ticket(s.Asks(s.Hanna, "One of many")).Number
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, _, err = ticket.BeginBulk(ctx, tx, s.Maja.Acting(), s.Limits, ticket.Bulk{Verb: ticket.BulkTake, Numbers: []int64{number}})
		return err
	})
	for more := true; more; {
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			step, err := ticket.StepBulk(ctx, tx, people.System, id)
			more = step.More
			return err
		})
	}
	return id
}

// bulkAddress fills a route's address with what a row names.
func bulkAddress(id ticket.BulkID, r row) string {
	act := fmt.Sprint(id)
	switch r.object {
	case "nonsense":
		act = nonsense
	case "unknown act":
		act = nowhere
	}
	address := strings.ReplaceAll(r.route, "{act}", act)
	if strings.HasSuffix(r.route, "/new") {
		address += "?act=solve&ticket=1042"
	}
	return address
}

// bulkFields are the fields of a form about acts over many tickets; nil: of none of these.
func bulkFields(route string) url.Values {
	switch route {
	case bulkRoute:
		return url.Values{"act": {"priority"}, "target": {"high"}, "ticket": {"1001", "987654"}, "key": {cast.Key()}}
	case bulkRoute + "/{act}/undone":
		return url.Values{}
	}
	return nil
}

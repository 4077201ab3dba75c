package main

import (
	"slices"
	"testing"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/seal"
)

// stocked is how many tickets of a desk are ready to be attacked: nearly as many as the forms dealt to one use up.
const stocked = 120

// stock is a desk with tickets that are ready: to make each of them anew, for each form that is taken, was most of the time of the
// tests that need thousands. Every test gets the same, and none sees what another has done.
var stock struct {
	pgtest.Mould
	site *site
}

// openedWithStock is opened, with tickets that are ready.
func openedWithStock(t *testing.T) *site {
	t.Helper()
	db := stock.Copy(t, func(t testing.TB, db *pg.DB) {
		s := &site{Stage: cast.NewIn(t, db), logs: &ledger{}, files: filesOf(t), box: seal.Random()}
		s.begin()
		for range stocked {
			s.ready = append(s.ready, s.make(s.Hanna, true))
		}
		stock.site = s
	})
	first := stock.site
	s := &site{
		Stage: first.In(t, db), logs: &ledger{}, files: filesOf(t), box: first.box, twin: first.twin, ready: slices.Clone(first.ready),
	}
	s.lamps, s.price = s.upload("lamps.txt", "blinking"), s.upload("price.txt", "12 a month")
	s.demo, s.real = s.handler(s.DB, true), s.handler(s.DB, false)
	return s
}

// next is a ticket of Hanna's that nothing has been done to.
func (s *site) next() things {
	s.T.Helper()
	if len(s.ready) == 0 {
		return s.make(s.Hanna, true)
	}
	x := s.ready[0]
	s.ready = s.ready[1:]
	return x
}

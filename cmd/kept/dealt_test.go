package main

import (
	"fmt"
	"testing"
)

// dealt runs a test on each of so many desks, opened for it, with its share of the routes in the order of posts: they are attacked beside each
// other, and none of the desks grows so large that reading all of it takes long.
func dealt(t *testing.T, routes []string, desks int, open func(*testing.T) *site, test func(t *testing.T, s *site, routes []string)) {
	t.Helper()
	all := make([][]string, desks)
	for i, route := range routes {
		all[i%desks] = append(all[i%desks], route)
	}
	for i, share := range all {
		t.Run(fmt.Sprintf("desk %d", i+1), func(t *testing.T) {
			t.Parallel()
			s := open(t)
			test(t, s, share)
			s.healthy(t)
		})
	}
}

package main

import (
	"fmt"
	"testing"
)

// shares are how many desks the routes' forms are dealt out to, so that they are attacked beside each other and none of the desks
// grows so large that reading all of it takes long.
const shares = 6

// dealt runs a test on each of so many desks, with its share of the routes in the order of posts.
func dealt(t *testing.T, routes []string, test func(t *testing.T, s *site, routes []string)) {
	t.Helper()
	all := make([][]string, shares)
	for i, route := range routes {
		all[i%shares] = append(all[i%shares], route)
	}
	for i, share := range all {
		t.Run(fmt.Sprintf("desk %d", i+1), func(t *testing.T) {
			t.Parallel()
			s := opened(t)
			test(t, s, share)
			s.healthy(t)
		})
	}
}

package main

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestForms_of_second_factors_take_hostile_input_or_refuse_it puts every hostile value into every field of the forms that
// prove somebody, or set up what does, as somebody who has a second factor.
func TestForms_of_second_factors_take_hostile_input_or_refuse_it(t *testing.T) {
	t.Parallel()
	s := opened(t)
	others := s.make(s.Goran, true)
	s.hasFactor(s.Karin.ID)
	for _, route := range posts(t) {
		if !isProof(route) {
			continue
		}
		wellFormed := proofFields(route)
		wellFormed.Set("code", "123456")
		for _, field := range slices.Sorted(maps.Keys(wellFormed)) {
			values := hostile(others, true)
			values["too long"] = strings.Repeat("å", 201)
			admin := s.signedIn(s.Karin.ID)
			for what, value := range values {
				form := proofFields(route)
				form.Set(field, value)
				a := s.send(t, call{method: http.MethodPost, path: s.proofAddress(route, "unknown person"), form: form, session: admin})
				said := fmt.Sprintf("%s with %s in %s", route, what, field)
				require.Contains(t, []int{200, 303, 400, 404, 409, 410, 413, 422}, a.StatusCode, said)
				require.NotContains(t, a.Header.Get("Location"), "evil.example", said)
				require.NotContains(t, a.body, "<script>alert", said)
			}
		}
	}
	s.healthy(t)
}

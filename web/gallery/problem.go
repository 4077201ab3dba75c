package gallery

import view "github.com/kepthq/kept/web/problem"

// problemStates are the pages of what went wrong.
func problemStates() []State {
	var states []State
	for _, p := range []struct {
		name    string
		problem view.Problem
	}{
		{"problem-400", view.Problem{Kind: view.Unreadable, Code: "400"}},
		{"problem-401", view.Problem{Kind: view.SignIn, Code: "401"}},
		{"problem-405", view.Problem{Kind: view.Method, Code: "405"}},
		{"problem-422", view.Problem{Kind: view.Invalid, Code: "422"}},
		{"problem-404", view.Problem{Kind: view.NotFound, Code: "404"}},
		{"problem-403", view.Problem{Kind: view.Forbidden, Code: "403"}},
		{"problem-409", view.Problem{Kind: view.Conflict, Code: "409", Messages: []string{"Jonas Berg"}}},
		{"problem-410", view.Problem{Kind: view.Gone, Code: "410"}},
		{"problem-413", view.Problem{Kind: view.TooLarge, Code: "413"}},
		{"problem-429", view.Problem{Kind: view.TooMany, Code: "429"}},
		{"problem-500", view.Problem{Kind: view.Failed, Code: "500 K7QX2MPA4D"}},
		{"problem-503", view.Problem{Kind: view.Away, Code: "503 K7QX2MPA4D"}},
		{"problem-full", view.Problem{Kind: view.Full, Code: "503 K7QX2MPA4D"}},
		{"problem-not-set-up", view.Problem{Kind: view.NotSetUp}},
	} {
		states = append(states, State{Name: p.name, Room: Problem, Page: view.Page(p.problem)})
	}
	return states
}

package demo

import (
	"slices"

	"github.com/kepthq/kept/internal/promise"
)

// Window is an appointment: somebody rings, or comes, between two times.
type Window struct {
	Kind         promise.Kind
	Words        string // in the customer's language
	Opens        Moment
	Closes       Moment
	Owner        Key
	Place, Bring string
}

// agreed are the appointments on stories: Emil comes to Jens tomorrow, and rings before he leaves.
var agreed = []struct {
	subject string
	act     Act
}{
	{"Kabel skåret over af havegraver", Act{At: Today("12:57"), Who: Maja, Do: Appoint, Window: &Window{
		Kind: promise.Visit, Words: "Emil måler op, hvor det nye kabel skal ligge", Opens: Day(1, "10:00"), Closes: Day(1, "12:00"), Owner: Emil,
		Place: "Klitvej 31, ved hoveddøren", Bring: "The detector and the flags. A dog is in the garden.",
	}}},
	{"Kabel skåret over af havegraver", Act{At: Today("12:58"), Who: Maja, Do: Appoint, Window: &Window{
		Kind: promise.Callback, Words: "Emil ringer, før han kører", Opens: Day(1, "09:00"), Closes: Day(1, "09:30"), Owner: Emil,
	}}},
}

// withWindows puts these acts at the end of their stories.
func withWindows(stories []Story) []Story {
	for i := range stories {
		for _, a := range agreed {
			if a.subject == stories[i].Subject {
				stories[i].Acts = append(slices.Clip(stories[i].Acts), a.act)
			}
		}
	}
	return stories
}

package demo

import "slices"

// outlined are acts on what stands above some stories' conversations: after which act of the story each is done.
var outlined = []struct {
	subject string
	after   int
	act     Act
}{
	{"Fibre to the barn on Klitvej", 5, Act{At: Day(-2, "10:27"), Who: Maja, Do: Understand, Text: "The barn needs a line of its own, thirty metres from the house. Nobody knows whose the road in between is, and nobody may dig under it without a permit."}},
	{"Fibre to the barn on Klitvej", 5, Act{At: Day(-2, "10:28"), Who: Maja, Do: Plan, Text: "1. The municipality says yes to digging under the road.\n2. We dig and lay the fibre, about two days.\n3. Emil connects the barn and shows that it works."}},
	{"Fibre to the barn on Klitvej", 5, Act{At: Day(-2, "11:05"), Do: Agree}},
	{"Kamera på molen mister billedet", 6, Act{At: Day(-1, "11:02"), Who: Nikos, Do: Plan, Text: "Samlingen kommer fra Esbjerg. Vi siger, hvilken dag Emil sætter den i, og holder øje med kameraet i den næste regn."}},
}

// withOutlines puts these acts into their stories.
func withOutlines(stories []Story) []Story {
	for i := range stories {
		var acts []Act
		for n, act := range stories[i].Acts {
			acts = append(acts, act)
			for _, o := range outlined {
				if o.subject == stories[i].Subject && o.after == n+1 {
					acts = append(acts, o.act)
				}
			}
		}
		stories[i].Acts = slices.Clip(acts)
	}
	return stories
}

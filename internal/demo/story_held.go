package demo

import (
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// heldStories wait for others than the customer; one was handed over on its way.
func heldStories() []Story {
	return []Story{
		{
			Customer: "weber", Team: FieldVisits, Locale: i18n.EN, Subject: "Fibre to the barn on Klitvej",
			Acts: []Act{
				{At: Day(-2, "09:10"), Do: Ask, Text: "We are turning the barn next to our holiday house into a studio, and it will need a line of its own. It is thirty metres from the house, with a road in between that belongs to nobody we can find.\n\nBest wishes\nKatrin Weber"},
				{At: Day(-2, "09:11"), Who: Ingrid, Do: Sort},
				{At: Day(-2, "09:14"), Who: Ingrid, Do: SetPriority, Priority: sla.Low},
				{At: Day(-2, "09:40"), Who: Maja, Do: Assign, To: Maja},
				{
					At: Day(-2, "10:25"), Who: Maja, Do: Reply, Then: promise.OnHold, For: "the municipality’s permit to dig under the road",
					Text:    "Hello Katrin,\n\nthe road belongs to the municipality; I found it in their register. I have asked for the permit to dig under it, in your name and with our drawing, so there is nothing you need to sign.\n\nThey usually take some days. I write to you {day +1} by 12:00, whatever they have said by then.",
					Promise: &Promise{Words: "We tell you what the municipality says", Due: Day(1, "12:00"), Owner: Maja},
				},
				{At: Today("10:02"), Who: Maja, Do: LookAgain, Due: Day(1, "10:00")},
			},
		},
		{
			Customer: "birthe", Team: Technical, Locale: i18n.DA, Subject: "Kamera på molen mister billedet",
			Acts: []Act{
				{At: Day(-1, "08:25"), Do: Ask, Text: "Kameraet på molen mister billedet, hver gang det regner, og det er jo mest dér, man gerne vil se, hvad der sker. Er det kablet eller kameraet?\n\nBirthe Lauridsen, Nordby Havn"},
				{At: Day(-1, "08:26"), Who: Ingrid, Do: Sort},
				{At: Day(-1, "08:50"), Who: Maja, Do: Assign, To: Maja},
				{At: Day(-1, "08:57"), Who: Maja, Do: Note, Text: "Signal drops to nothing in rain. That is a splice, not a camera. Nikos knows the cable out there, I give it to him."},
				{At: Day(-1, "08:58"), Who: Maja, Do: Assign, To: Nikos},
				{
					At: Day(-1, "10:55"), Who: Nikos, Do: Reply, Then: promise.OnHold, For: "den nye samling til kablet på molen",
					Text:    "Hej Birthe,\n\ndet er kablet. Samlingen yderst på molen er utæt, så den trækker vand, når det regner. Kameraet fejler ikke noget.\n\nVi har bestilt en samling, der tåler saltvand. Den kommer fra Esbjerg, og jeg skriver {day +1} senest kl. 15.00, hvilken dag Emil sætter den i.",
					Promise: &Promise{Words: "Vi fortæller, hvilken dag samlingen bliver skiftet", Due: Day(1, "15:00"), Owner: Nikos},
				},
			},
		},
		{
			Customer: "per", Team: Technical, Locale: i18n.SV, Subject: "Elen till masten",
			Acts: []Act{
				{At: Day(-1, "13:08"), Do: Ask, Text: "Hej! Vår elektriker undrar hur mycket ström er utrustning på masten drar, så att han kan dra rätt kabel. Han pratar bara med er, inte med oss.\n\nPer Nyberg, kansliet"},
				{At: Day(-1, "13:09"), Who: Ingrid, Do: Sort},
				{At: Day(-1, "13:33"), Who: Nikos, Do: Assign, To: Nikos},
				{
					At: Day(-1, "15:40"), Who: Nikos, Do: Reply, Then: promise.OnHold, For: "elektrikerns besked om kabeln",
					Text:    "Hej Per,\n\njag har pratat med elektrikern. Vår utrustning drar inte mer än en glödlampa, men på åtta meters höjd vill han räkna på kabeln själv. Han hör av sig till mig.\n\nNi får veta {day +2} senast klockan 16:00 vad han kommit fram till.",
					Promise: &Promise{Words: "Vi berättar vad elektrikern har kommit fram till", Due: Day(2, "16:00"), Owner: Nikos},
				},
			},
		},
	}
}

package demo

import (
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/sla"
)

// lateStories are the tickets that are late at the anchor by minutes: a reply by 12 minutes, a first reply that nobody owns by 5,
// and a commitment of Maja's by 33. Each has its recovery to come.
func lateStories() []Story {
	return []Story{
		{
			Customer: "goran", Team: Billing, Locale: i18n.SV, Subject: "Fakturan visar två månader",
			Acts: []Act{
				{
					At: LastNight("20:14"), Do: Ask,
					Text:  "Hej! Jag bytte abonnemang förra månaden, men fakturan tar med både det gamla och det nya. Det blir 698 kronor i stället för 349. Ska det verkligen vara så? Jag bifogar det jag kunde kopiera ur fakturan.\n\nGöran Åström",
					Files: []File{textFile("faktura.txt", "Nordby Fiber\nFaktura till Göran Åström\n\nFiber 100, en månad        349,00\nFiber 250, en månad        349,00\n---------------------------------\nAtt betala                 698,00\nBetalningssätt: autogiro\n")},
				},
				{At: Today("08:02"), Who: Ingrid, Do: Sort},
				{At: Today("08:32"), Who: Jonas, Do: Assign, To: Jonas},
				{
					At: Today("08:50"), Who: Jonas, Do: Reply,
					Text:    "Hej Göran,\n\nnej, det ska det inte. Det gamla abonnemanget skulle ha slutat samma dag som det nya började, och du ska bara betala för det ena. Felet är vårt.\n\nJag rättar fakturan och skickar en ny till dig, senast i dag 17:30. Den gamla kan du kasta.",
					Promise: &Promise{Words: "Vi skickar en rättad faktura", Due: Today("17:30"), Owner: Jonas},
				},
				{At: Today("10:06"), Do: Write, Text: "Tack för snabbt svar. En sak bara: jag har autogiro, och banken säger att 698 kronor dras i övermorgon. Hinner ni stoppa det, eller får jag tillbaka mellanskillnaden efteråt? Det är lite tunt på kontot den här veckan."},
				{At: Today("11:21"), Who: Jonas, Do: Note, Text: "Autogirot måste stoppas hos banken, inte hos oss. Jag har ringt dem och väntar på att de ringer tillbaka. Svara inte att det är stoppat förrän vi vet."},
			},
		},
		{
			Customer: "nowak", Team: Technical, Locale: i18n.EN, Subject: "Router keeps restarting after the update",
			Acts: []Act{
				{At: Today("12:10"), Do: Ask, Text: "It goes dark every ten minutes or so. I work from home and my calls drop each time. It began after the update last night; before that it ran for a year without a blink. I have moved it, unplugged everything else and apologised to my manager twice."},
				{At: Today("12:11"), Who: Ingrid, Do: Sort},
				{At: Today("12:13"), Who: Ingrid, Do: SetPriority, Priority: sla.High},
				{At: Today("12:39"), Who: Zofia, Do: AskUp, Skill: Routers, Text: "Can a customer with the old NB5 router get the new firmware, or must we swap it? Aleksandra’s keeps restarting."},
				{At: Today("13:02"), Do: Write, Text: "It has just done it again, in the middle of a job interview. Luckily I was the one asking the questions."},
				{At: Today("13:21"), Who: Ingrid, Do: Note, Text: "Third router of this make since the update. Whoever takes it: ask for the number on the label first, it tells us which update it got."},
			},
		},
		{
			Customer: "lone", Team: FirstLine, Locale: i18n.DA, Subject: "TV-boksen går i stå hver aften",
			Acts: []Act{
				{At: Today("08:20"), Do: Ask, Text: "Hej Nordby Fiber. Vores TV-boks fryser hver aften omkring nyhederne, og så skal stikket ud, før den vågner igen. Internettet fejler ikke noget. Min mand siger, at den er træt. Det er jeg også efterhånden.\n\nVenlig hilsen\nLone Thygesen"},
				{At: Today("08:45"), Who: Maja, Do: Assign, To: Maja},
				{
					At: Today("09:33"), Who: Maja, Do: Reply,
					Text:    "Hej Lone,\n\nen boks bør ikke være træt efter to år, så det kigger vi på. Den skriver selv ned, hvad der sker, når den fryser, og Nikos læser det igennem nu. Du behøver ikke gøre noget imens.\n\nSenest i dag kl. 13.45 fortæller jeg dig, om boksen skal skiftes, eller om vi kan rette fejlen herfra.",
					Promise: &Promise{Words: "Vi fortæller dig, om boksen skal skiftes", Due: Today("13:45"), Owner: Maja},
				},
				{At: Today("11:05"), Who: Nikos, Do: Note, Text: "The box runs out of memory when the news channel starts. That is the old software, a new box cures it. Let me check that we have one on the shelf before you promise it."},
				{At: Today("13:06"), Who: Maja, Do: Note, Text: "Stock says two boxes, the shelf says none. Karin is looking in the van."},
			},
		},
	}
}

package demo

import "github.com/kepthq/kept/internal/i18n"

// closedStories were closed in the days before the anchor, by the customer's own word.
func closedStories() []Story {
	return []Story{
		{
			Customer: "hanna", Team: FirstLine, Locale: i18n.EN, Subject: "Router for the new kitchen",
			Acts: []Act{
				{At: Day(-6, "09:10"), Do: Ask, Text: "We have a new kitchen and the Wi-Fi stops at the fridge. The orders come up on a tablet in there, so now somebody runs. Do you have a stronger router, and do I have to understand it? I make coffee, not cables.\n\nHanna, Bakkehuset"},
				{At: Day(-6, "09:25"), Who: Maja, Do: Assign, To: Maja},
				{
					At: Day(-6, "10:00"), Who: Maja, Do: Reply,
					Text:    "Hi Hanna,\n\nyes, and no. We have a newer router that reaches twice as far, and it comes set up: you move two plugs from the old one to the new one, in the same order.\n\nIt costs nothing on your plan. I post it {day -5} by 15:00 and tell you when it is on its way.",
					Promise: &Promise{Words: "The new router is posted", Due: Day(-5, "15:00"), Owner: Maja},
				},
				{
					At: Day(-5, "13:30"), Who: Maja, Do: Reply, Keeps: true,
					Text:    "Hi Hanna,\n\nthe router left us at noon and should be with you {day -4}. There is a card in the box with the two plugs drawn on it.\n\nBy 12:00 {day -3} I look from here whether it is up, and write to you either way.",
					Promise: &Promise{Words: "We check that the new router is up", Due: Day(-3, "12:00"), Owner: Maja},
				},
				{At: Day(-3, "10:15"), Who: Maja, Do: Solve, Keeps: true, Text: "Good morning Hanna,\n\nyour new router has been up since last night and I can see the tablet in the kitchen. It looks well. Put the old router in the box and the box in any post office, the label is inside."},
				{At: Day(-2, "09:05"), Do: Works},
			},
		},
		{
			Customer: "elsa", Team: FirstLine, Locale: i18n.SV, Subject: "Kommer inte in på Mina sidor",
			Acts: []Act{
				{At: Day(-4, "13:15"), Do: Ask, Text: "Hej! Jag kommer inte in på Mina sidor. Jag har provat med katten, gatan och årtalet, och nu säger den att jag har provat för många gånger.\n\nElsa Lindgren"},
				{At: Day(-4, "13:30"), Who: Freja, Do: Assign, To: Freja},
				{At: Day(-4, "13:50"), Who: Freja, Do: Solve, Text: "Hej Elsa,\n\njag har låst upp kontot och skickat en länk till din mejladress. Den gäller till i kväll, och där väljer du ett nytt lösenord.\n\nEtt råd på vägen: ta varken katten, gatan eller årtalet."},
				{At: Day(-4, "14:20"), Do: Works},
			},
		},
		{
			Customer: "soren", Team: FirstLine, Locale: i18n.DA, Subject: "Stik i musiklokalet virker ikke",
			Acts: []Act{
				{At: Day(-5, "08:40"), Do: Ask, Text: "Godmorgen. Stikket i musiklokalet virker ikke, og skolekoret skal øve med en dirigent på skærm kl. 15. Uden billede er han svær at følge.\n\nSøren Kjærgaard, Nordby Skole"},
				{At: Day(-5, "08:55"), Who: Maja, Do: Assign, To: Maja},
				{
					At: Day(-5, "09:30"), Who: Maja, Do: Reply,
					Text:    "Hej Søren,\n\nstikket er slået fra hos os, sikkert efter ombygningen. Jeg tænder for det nu, men det skal først have plads på den rigtige linje.\n\nDet virker senest {day -5} kl. 14.30, så koret kan øve. Jeg skriver, når jeg har set det virke.",
					Promise: &Promise{Words: "Stikket i musiklokalet virker", Due: Day(-5, "14:30"), Owner: Maja},
				},
				{At: Day(-5, "14:05"), Who: Maja, Do: Reply, Keeps: true, Text: "Hej Søren,\n\nnu er der liv i stikket, og forbindelsen er hurtig nok til både dirigent og kor. Prøv det gerne før kl. 15, og skriv til mig, hvis noget driller, så svarer jeg inden for en time."},
				{At: Day(-5, "15:45"), Do: ThatsAll},
			},
		},
		{
			Customer: "dimitris", Team: Technical, Locale: i18n.EL, Subject: "Το τερματικό καρτών δεν συνδέεται",
			Acts: []Act{
				{At: Day(-5, "12:05"), Do: Ask, Text: "Καλησπέρα, το τερματικό για τις κάρτες δεν συνδέεται από το πρωί. Απόψε έχουμε τραπέζι για τριάντα άτομα και κανείς δεν κρατάει πια μετρητά. Βοήθεια!\n\nΔημήτρης, Taverna Mylos"},
				{At: Day(-5, "12:06"), Who: Ingrid, Do: Sort},
				{At: Day(-5, "12:15"), Who: Nikos, Do: Assign, To: Nikos},
				{At: Day(-5, "13:00"), Who: Nikos, Do: Solve, Text: "Καλησπέρα σας κύριε Δημήτρη,\n\nτο τερματικό είχε κρατήσει μια παλιά διεύθυνση. Του έδωσα καινούργια από εδώ. Κλείστε το, μετρήστε ως το είκοσι και ανοίξτε το ξανά.\n\nΑν δεν συνδεθεί, πατήστε «Όχι ακόμη» και θα το δούμε αμέσως μαζί."},
				{At: Day(-4, "09:30"), Do: NotYet, Text: "Χθες δούλεψε μια χαρά ως τα μεσάνυχτα, σήμερα πάλι τίποτα. Οι τριάντα πλήρωσαν όλοι, να είστε καλά."},
				{
					At: Day(-4, "11:00"), Who: Nikos, Do: Reply,
					Text:    "Καλημέρα σας,\n\nχαίρομαι για το τραπέζι. Βλέπω ότι το τερματικό χάνει τη διεύθυνσή του κάθε πρωί, άρα χρειάζεται μία δική του, μόνιμη.\n\nΘα τη φτιάξω {day -4} έως τις 16:00, πριν ανοίξετε, και θα σας γράψω μόλις τελειώσω.",
					Promise: &Promise{Words: "Δίνουμε στο τερματικό μόνιμη διεύθυνση", Due: Day(-4, "16:00"), Owner: Nikos},
				},
				{At: Day(-4, "15:10"), Who: Nikos, Do: Solve, Keeps: true, Text: "Καλησπέρα σας,\n\nτο τερματικό έχει πια δική του διεύθυνση και το είδα να συνδέεται δύο φορές στη σειρά. Δεν χρειάζεται να κάνετε τίποτα."},
				{At: Day(-3, "17:20"), Do: Works},
			},
		},
		{
			Customer: "priya", Team: Billing, Locale: i18n.EN, Subject: "Please cancel the second router",
			Acts: []Act{
				{At: Day(-4, "08:50"), Do: Ask, Text: "Hi, I ordered a second router on Sunday evening, then drank a cup of tea and understood that I do not need it. Can you cancel the order?"},
				{At: Day(-4, "08:51"), Who: Ingrid, Do: Sort},
				{At: Day(-4, "09:20"), Who: Jonas, Do: Assign, To: Jonas},
				{
					At: Day(-4, "09:45"), Who: Jonas, Do: Reply,
					Text:    "Hi Priya,\n\ntea is a good adviser. The order has already gone to the warehouse, so I cannot promise to catch it before the parcel leaves. If I do not, you send it back for free.\n\nI tell you which of the two it is {day -4} by 16:00.",
					Promise: &Promise{Words: "We tell you whether the parcel was stopped", Due: Day(-4, "16:00"), Owner: Jonas},
				},
				{At: Day(-4, "10:30"), Do: Write, Text: "Oh, no need. The shop page just told me that the order is cancelled, and my money is back already. Thank you for chasing it, and sorry for the running about."},
				{At: Day(-4, "10:55"), Who: Jonas, Do: Withdraw, Text: "Hi Priya,\n\nthen the warehouse was quicker than I was: there is no parcel left to stop, and nothing is on its way to you. I leave the ticket open today in case one turns up after all. Enjoy the tea."},
				{At: Day(-4, "12:15"), Do: ThatsAll},
			},
		},
	}
}

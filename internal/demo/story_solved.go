package demo

import "github.com/kepthq/kept/internal/i18n"

// solvedStories are solved and wait for the customer to say that it works: five since this morning, one since the day before.
func solvedStories() []Story {
	return []Story{
		{
			Customer: "marsh", Team: FirstLine, Locale: i18n.EN, Subject: "The young man with the ladder",
			Acts: []Act{
				{At: Today("08:40"), Do: Ask, Text: "I only wish to say that the young man who came with the ladder was a delight. He fixed the cable, refused cake, then accepted cake, and told me which button not to press. Could you let him know? And may I now press the button if I am careful?\n\nDorothy Marsh"},
				{At: Today("08:58"), Who: Freja, Do: Assign, To: Freja},
				{At: Today("09:15"), Who: Freja, Do: Solve, Text: "Dear Dorothy,\n\nthe young man is Emil, and he has read your message twice. He says the cake was the best part of his week.\n\nAs for the button: it puts the router back to how it left the factory, so please leave it alone, even carefully. If anybody ever does press it, write to us and we set it up again from here the same day."},
			},
		},
		{
			Customer: "goran", Team: Billing, Locale: i18n.SV, Subject: "Ny e-postadress för fakturor",
			Acts: []Act{
				{At: Day(-1, "09:40"), Do: Ask, Text: "Hej, jag har bytt e-postadress, den gamla fylldes mest av reklam för solceller. Kan fakturorna gå till den här adressen från och med nu? /Göran Åström"},
				{At: Day(-1, "09:41"), Who: Ingrid, Do: Sort},
				{At: Day(-1, "10:10"), Who: Jonas, Do: Assign, To: Jonas},
				{
					At: Day(-1, "11:05"), Who: Jonas, Do: Reply,
					Text:    "Hej Göran,\n\ndet ordnar jag. Nästa faktura är redan på väg in i systemet, så jag gör bytet när den har gått ut, annars hamnar den mellan stolarna.\n\nDen nya adressen gäller {day 0} senast klockan 10:00, och jag skriver när det är klart.",
					Promise: &Promise{Words: "Fakturorna går till din nya e-postadress", Due: Today("10:00"), Owner: Jonas},
				},
				{At: Today("09:12"), Who: Jonas, Do: Solve, Keeps: true, Text: "Hej Göran,\n\nnu går alla fakturor till den nya adressen, och den gamla är borttagen. Jag skickade ett prov dit för en stund sedan. Har det inte kommit fram, titta i skräpposten, och svara annars här så tittar jag igen samma dag."},
			},
		},
		{
			Customer: "tomasz", Team: FirstLine, Locale: i18n.PL, Subject: "Zniknął kanał sportowy",
			Acts: []Act{
				{At: Day(-1, "12:10"), Do: Ask, Text: "Dzień dobry, po przeprowadzce zniknął mi kanał sportowy. Reszta jest. W sobotę mecz, a ja mam w domu czterech kolegów i jedną kanapę.\n\nTomasz Zieliński"},
				{At: Day(-1, "12:31"), Who: Zofia, Do: Assign, To: Zofia},
				{
					At: Day(-1, "13:25"), Who: Zofia, Do: Reply,
					Text:    "Dzień dobry,\n\nprzy przeprowadzce pakiet sportowy został na starym adresie, to nasze niedopatrzenie. Przepinam go na Havnegade.\n\nKanał wróci najpóźniej {day 0} o 10:30 i napiszę do Ciebie, gdy tylko się pojawi.",
					Promise: &Promise{Words: "Kanał sportowy wraca na Twój telewizor", Due: Today("10:30"), Owner: Zofia},
				},
				{At: Today("10:05"), Who: Zofia, Do: Solve, Keeps: true, Text: "Dzień dobry,\n\nkanał sportowy jest z powrotem, pod tym samym numerem co wcześniej. Jeśli go nie widać, wyłącz dekoder na minutę i włącz ponownie.\n\nZa dni bez kanału nic nie zapłacisz, odjęłam je od następnej faktury. Na kanapę niestety nie mamy wpływu."},
			},
		},
		{
			Customer: "mads", Team: FirstLine, Locale: i18n.DA, Subject: "Lamperne blinker orange",
			Acts: []Act{
				{
					At: Day(-1, "10:30"), Do: Ask,
					Text:  "Hej. Alle lamper blinker orange, og nettet kommer og går. Det ligner et lille diskotek. Min datter synes, det er flot, men hun skal heller ikke på møde kl. 9.\n\nMads Frandsen",
					Files: []File{lampsFile("diskotek.png", Orange, Orange, Orange, Orange)},
				},
				{At: Day(-1, "10:50"), Who: Maja, Do: Assign, To: Maja},
				{
					At: Day(-1, "12:00"), Who: Maja, Do: Reply,
					Text:    "Hej Mads,\n\nnår alle lamper blinker orange, er routeren i gang med en opdatering, som den ikke bliver færdig med. Det kan vi rette herfra, men det tager et par timer, hvor nettet er væk, så vi gør det i nat.\n\nJeg skriver {day 0} senest kl. 10.00 og fortæller, om det lykkedes.",
					Promise: &Promise{Words: "Vi fortæller, om opdateringen lykkedes", Due: Today("10:00"), Owner: Maja},
				},
				{At: Today("10:24"), Who: Maja, Do: Solve, Keeps: true, Text: "Hej Mads,\n\njeg lovede dig svar kl. 10.00 og er 24 minutter for sent på den. Undskyld.\n\nOpdateringen lykkedes kl. 03.12, og din router har været stabil siden. Lamperne skal nu lyse grønt uden at blinke. Hvis diskoteket åbner igen, så tryk »Nej, ikke endnu«, og jeg kigger på det samme dag."},
			},
		},
		{
			Customer: "katerina", Team: FirstLine, Locale: i18n.EL, Subject: "Αλλαγή ονόματος στο Wi-Fi",
			Acts: []Act{
				{At: Day(-1, "11:10"), Do: Ask, Text: "Γεια σας! Το δίκτυό μου λέγεται «NB7-4F21» και δεν το θυμάται κανείς. Μπορώ να το ονομάσω αλλιώς χωρίς να χαλάσω κάτι; Φοβάμαι μήπως κλειδωθώ απ' έξω.\n\nΚατερίνα Αλεξίου"},
				{At: Day(-1, "11:30"), Who: Nikos, Do: Assign, To: Nikos},
				{
					At: Day(-1, "12:30"), Who: Nikos, Do: Reply,
					Text:    "Γεια σας κυρία Κατερίνα,\n\nβεβαίως και μπορείτε. Επειδή έχετε και εκτυπωτή στο ίδιο δίκτυο, σας ετοιμάζω οδηγίες ακριβώς για το δικό σας ρούτερ, ώστε να μη χρειαστεί να συνδέσετε τίποτα από την αρχή.\n\nΘα τις έχετε {day 0} έως τις 11:00.",
					Promise: &Promise{Words: "Σας στέλνουμε οδηγίες για το δικό σας ρούτερ", Due: Today("11:00"), Owner: Nikos},
				},
				{
					At: Today("10:48"), Who: Nikos, Do: Solve, Keeps: true,
					Text:  "Καλημέρα σας,\n\nσας στέλνω τις οδηγίες σε τέσσερα βήματα. Αν κρατήσετε τον ίδιο κωδικό, ο εκτυπωτής θα βρει μόνος του το νέο όνομα.\n\nΔεν υπάρχει τρόπος να κλειδωθείτε απ' έξω: με το καλώδιο μπαίνετε πάντα. Αν κάτι δεν πάει καλά, γράψτε μας και θα απαντήσουμε την ίδια μέρα.",
					Files: []File{textFile("odigies.txt", "Αλλαγή ονόματος Wi-Fi\n\n1. Ανοίξτε τη σελίδα 192.168.1.1 στον υπολογιστή.\n2. Γράψτε τον κωδικό που είναι στην κάρτα κάτω από το ρούτερ.\n3. Στο «Ασύρματο δίκτυο» γράψτε το νέο όνομα.\n4. Πατήστε «Αποθήκευση» και περιμένετε ένα λεπτό.\n")},
				},
			},
		},
		{
			Customer: "ellis", Team: Billing, Locale: i18n.EN, Subject: "The invoice by post, please",
			Acts: []Act{
				{At: Day(-1, "09:20"), Do: Ask, Text: "My invoice now comes by e-mail and I keep losing it among the messages from my sister. Could it come in an envelope again? I do not mind paying for the stamp.\n\nMargaret Ellis"},
				{At: Day(-1, "09:21"), Who: Ingrid, Do: Sort},
				{At: Day(-1, "10:00"), Who: Jonas, Do: Assign, To: Jonas},
				{At: Day(-1, "11:40"), Who: Jonas, Do: Solve, Text: "Dear Margaret,\n\nof course. From the next one on, your invoice comes in an envelope to Strandvej 4, and the stamp is on us.\n\nThe one you have lost is already paid, so you need not look for it. Greetings to your sister."},
			},
		},
	}
}

package demo

import (
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/sla"
)

// hourStories are the tickets whose promise is due within the hour after the anchor.
func hourStories() []Story {
	return []Story{
		{
			Customer: "hanna", Team: FirstLine, Locale: i18n.EN, Subject: "No internet since last night",
			Acts: []Act{
				{
					At: Today("11:58"), Do: Ask,
					Text:  "Hello, we have had no internet since about eleven last night. I have turned the router off and on three times. One lamp is red and the others are dark. We are a café and cannot take card payments, so please hurry.",
					Files: []File{lampsFile("router-lamps.png", Red, Dark, Dark, Dark, Dark)},
				},
				{At: Today("11:59"), Who: Ingrid, Do: SetPriority, Priority: sla.Urgent},
				{At: Today("12:03"), Who: Maja, Do: Assign, To: Maja},
				{
					At: Today("12:31"), Who: Maja, Do: Reply,
					Text:    "Hi Hanna,\n\nI am sorry you are offline on a working day. A red lamp with the others dark means that no signal reaches your router, so it is not something you did.\n\nI am checking the line to your street now. I will tell you where the fault is by 14:30 today, whatever we find.",
					Promise: &Promise{Words: "We tell you where the fault is", Due: Today("14:30"), Owner: Maja},
				},
				{At: Today("13:40"), Do: Write, Text: "Still nothing here. The card terminal is down too, and we open again at four. Is someone coming?"},
				{At: Today("13:52"), Who: Nikos, Do: Note, Text: "@Maja, there is water in the splice box, cabinet 14 on Havnegade. Same fault as the harbour office. Oskar has the lid off, the new box arrives about 15:00, 40 minutes to fit. Keep a visit in mind as a safety net until her lamp is green."},
				{At: Today("13:53"), Who: Nikos, Do: Watch},
			},
		},
		{
			Customer: "eleni", Team: Technical, Locale: i18n.EL, Subject: "Δεν έχω σύνδεση στο διαμέρισμα",
			Acts: []Act{
				{
					At: Today("10:37"), Do: Ask,
					Text:  "Καλημέρα σας, από το πρωί το φωτάκι στο ρούτερ αναβοσβήνει κόκκινο και δεν έχω καθόλου ίντερνετ. Το έβγαλα από την πρίζα, περίμενα δέκα λεπτά όπως λέει το χαρτί, τίποτα. Το βράδυ μιλάω με τα εγγόνια μου στην Αθήνα και δεν θέλω να ανησυχήσουν. Σας στέλνω φωτογραφία.\n\nΕλένη Παπαδοπούλου",
					Files: []File{lampsFile("fotaki.png", Green, Red, Dark, Dark)},
				},
				{At: Today("10:38"), Who: Ingrid, Do: Sort},
				{At: Today("13:55"), Who: Nikos, Do: Assign, To: Nikos},
				{At: Today("13:56"), Who: Nikos, Do: Note, Text: "Δεν είναι στο κουτί της Havnegade, μένει στην άλλη πλευρά. Μετράω τη γραμμή της τώρα. Θα της απαντήσω εγώ στα ελληνικά."},
			},
		},
		{
			Customer: "tomasz", Team: Billing, Locale: i18n.PL, Subject: "Faktura za przeprowadzkę",
			Acts: []Act{
				{At: LastNight("21:35"), Do: Ask, Text: "Dzień dobry, dwa tygodnie temu przeprowadziłem się na Havnegade 12 i zabrałem internet ze sobą. Wszystko działa, ale na fakturze są dwie pozycje, których nie rozumiem: „przeniesienie łącza” i „uruchomienie”. Czy to nie jest to samo?\n\nPozdrawiam\nTomasz Zieliński"},
				{At: Today("08:01"), Who: Ingrid, Do: Sort},
				{At: Today("08:12"), Who: Zofia, Do: Assign, To: Zofia},
				{At: Today("08:25"), Who: Zofia, Do: Reply, Text: "Dzień dobry,\n\nto nie to samo, ale nazwy rzeczywiście są mylące. „Przeniesienie łącza” to praca technika w szafce na ulicy, a „uruchomienie” to opłata za nowe łącze. Przy przeprowadzce uruchomienie powinno być bezpłatne.\n\nSprawdzam teraz, skąd wzięło się na fakturze, i napiszę do Ciebie dzisiaj do 16:00. Jeśli masz jeszcze jakieś pytania, odpisz na tę wiadomość."},
				{At: Today("10:45"), Do: Write, Text: "Dziękuję za odpowiedź. Czy opłata za przeniesienie łącza dotyczy także drugiego gniazdka w sypialni? Technik przykręcił je przy okazji i powiedział, że to „od firmy”. Wolałbym wiedzieć, zanim się ucieszę."},
				{At: Today("11:31"), Who: Zofia, Do: Note, Text: "Emil pamięta to gniazdko: gratis, 5 minut roboty. Uruchomienie do wycofania, Jonas musi to zatwierdzić."},
			},
		},
		{
			Customer: "soren", Team: FirstLine, Locale: i18n.DA, Subject: "Langsomt Wi-Fi i den nye bygning",
			Acts: []Act{
				{
					At: Today("09:05"), Do: Ask,
					Text:  "Godmorgen. Vi er flyttet ind i den nye bygning med 7. til 9. klasse, og Wi-Fi er så langsomt, at eleverne er begyndt at læse i bøger. I den gamle bygning går det fint. Vi har prøver i næste uge, og de ligger på nettet. Jeg har målt i den gamle bygning og i fire lokaler i den nye.\n\nSøren Kjærgaard, Nordby Skole",
					Files: []File{barsFile("maaling.png", 92, 18, 11, 14, 9)},
				},
				{At: Today("09:10"), Who: Ingrid, Do: SetPriority, Priority: sla.High},
				{At: Today("09:16"), Who: Maja, Do: Assign, To: Maja},
				{
					At: Today("10:21"), Who: Maja, Do: Reply,
					Text:    "Hej Søren,\n\ntak for målingerne, de hjælper meget. Forbindelsen ind til skolen er hurtig nok, så det er noget mellem skabet i den nye bygning og lokalerne.\n\nJeg vil gerne se på skabet sammen med dig over telefonen. Det tager et kvarter, og du skal bruge nøglen til skabet. Jeg ringer til dig senest i dag kl. 15.00. Skriv, hvis det passer dårligt.",
					Promise: &Promise{Words: "Maja ringer til dig om skabet", Due: Today("15:00"), Owner: Maja},
				},
				{At: Today("13:30"), Do: Write, Text: "Fint, ring til mig kl. 15, så står jeg ved skabet med nøglen. Pedellen har fundet en rulle tegninger fra håndværkerne. Den er to meter lang."},
				{At: Today("13:45"), Who: Nikos, Do: Note, Text: "Ask him to read the labels on the ports, left to right. I think the builders plugged the whole floor into the slow one."},
				{At: Today("14:01"), Who: Freja, Do: AskUp, Skill: Sites, Text: "Who may open the roof cabinet at Nordby Skole without the caretaker?"},
			},
		},
		{
			Customer: "ellis", Team: FirstLine, Locale: i18n.EN, Subject: "How do I change my password?",
			Acts: []Act{
				{At: Today("11:15"), Do: Ask, Text: "I wrote the old one on the fridge and now the fridge is new. The men took the old one away on Saturday, password and all. The computer remembers it but my granddaughter's telephone does not, and she is here for a week. Is it difficult to make a new one?\n\nMargaret Ellis, Strandvej 4"},
				{At: Today("11:41"), Who: Freja, Do: Assign, To: Freja},
				{At: Today("11:42"), Who: Freja, Do: Note, Text: "She has the white router, so the password is on a card under it. I write her three steps, no pictures needed, after lunch."},
			},
		},
	}
}

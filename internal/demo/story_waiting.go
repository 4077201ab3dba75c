package demo

import (
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// waitingStories wait for the customer: nobody has been written to twice yet in the first and the fourth, once in the second
// and the fifth, twice in the third. The next message of the first three leaves within a day and an hour of the anchor on
// whatever weekday it is; the desk is open on Saturdays, so some of them leave within the hour.
func waitingStories() []Story {
	return []Story{
		{
			Customer: "marsh", Team: FirstLine, Locale: i18n.EN, Subject: "The telephone in the hall hums",
			Acts: []Act{
				{At: Day(-1, "14:20"), Do: Ask, Text: "The telephone in the hall has begun to hum. It does not ring and hum, it only hums, and always the same note. My late husband would have known which one. Is it the telephone, or is it you?\n\nDorothy Marsh"},
				{At: Day(-1, "14:40"), Who: Freja, Do: Assign, To: Freja},
				{
					At: Day(-1, "15:05"), Who: Freja, Do: Reply, Then: promise.Awaiting, For: "what you hear from the bedroom telephone in the hall",
					Text: "Dear Dorothy,\n\na hum that never changes mostly comes from the small power supply of the telephone, and not from the line. One test tells us: plug the telephone from the bedroom into the socket in the hall and listen for a minute.\n\nIf that one hums too, it is our line, and we come and look at it. Write to me what you hear. The note is optional.",
				},
			},
		},
		{
			Customer: "elsa", Team: FirstLine, Locale: i18n.SV, Subject: "Skrivaren hittar inte nätet",
			Acts: []Act{
				{At: Day(-4, "13:40"), Do: Ask, Text: "Hej igen! Sedan jag bytte namn på mitt Wi-Fi hittar skrivaren inte hem. Den blinkar blått och suckar när jag trycker på knappen. Vad gör jag?\n\nElsa Lindgren"},
				{At: Day(-4, "14:05"), Who: Freja, Do: Assign, To: Freja},
				{
					At: Day(-4, "14:50"), Who: Freja, Do: Reply, Then: promise.Awaiting, For: "skrivarens märke och modell",
					Text: "Hej Elsa,\n\nskrivaren letar efter det gamla namnet och behöver få höra det nya. Hur man talar om det för den skiljer sig från märke till märke.\n\nSkriv till mig vad som står på framsidan, så får du en beskrivning i tre steg samma dag.",
				},
			},
		},
		{
			Customer: "lone", Team: FirstLine, Locale: i18n.DA, Subject: "Fjernbetjeningen svarer ikke",
			Acts: []Act{
				{At: Day(-8, "12:30"), Do: Ask, Text: "Hej. Fjernbetjeningen til TV-boksen svarer kun, når man står lige foran fjernsynet, og så kan man jo lige så godt trykke på knappen. Skal vi have en ny?\n\nLone Thygesen"},
				{At: Day(-8, "12:55"), Who: Maja, Do: Assign, To: Maja},
				{
					At: Day(-8, "14:40"), Who: Maja, Do: Reply, Then: promise.Awaiting, For: "om nye batterier hjalp",
					Text: "Hej Lone,\n\ndet lyder som batterierne. Boksen hører stadig fjernbetjeningen, bare ikke på ret lang afstand. Sæt to nye i, og prøv fra sofaen.\n\nSkriv til mig, hvordan det gik. Virker den stadig kun tæt på, så sender vi en ny samme dag, uden at det koster noget.",
				},
			},
		},
		{
			Customer: "ewa", Team: Technical, Locale: i18n.PL, Subject: "Wi-Fi w poczekalni dla pacjentów",
			Acts: []Act{
				{At: Today("09:02"), Do: Ask, Text: "Dzień dobry, pacjenci pytają w poczekalni o Wi-Fi, a ja nie chcę im podawać naszego hasła. Czy da się zrobić osobną sieć? I żeby nie dało się na niej oglądać filmów z dźwiękiem.\n\nEwa Dąbrowska, Klinika Dąbrowska"},
				{At: Today("09:03"), Who: Ingrid, Do: Sort},
				{At: Today("09:18"), Who: Zofia, Do: Assign, To: Zofia},
				{
					At: Today("09:55"), Who: Zofia, Do: Reply, Then: promise.Awaiting, For: "nazwa sieci dla pacjentów",
					Text: "Dzień dobry,\n\nda się, i to bez wizyty technika. Będzie to osobna sieć, bez dostępu do komputerów kliniki, a po zamknięciu sama się wyłączy. Filmy możemy spowolnić, dźwięku niestety nie.\n\nProszę tylko wybrać nazwę, którą zobaczą pacjenci. Gdy ją poznam, sieć zacznie działać jeszcze tego samego dnia.",
				},
			},
		},
		{
			Customer: "giorgos", Team: Technical, Locale: i18n.EL, Subject: "Το τηλέφωνο χτυπάει μόνο μία φορά",
			Acts: []Act{
				{At: Day(-3, "09:35"), Do: Ask, Text: "Καλημέρα, το σταθερό χτυπάει μία φορά και μετά σωπαίνει. Ώσπου να σηκωθώ από την πολυθρόνα, έχει κλείσει. Ο ανιψιός λέει να αλλάξω πολυθρόνα.\n\nΓιώργος Νικολαΐδης"},
				{At: Day(-3, "09:36"), Who: Ingrid, Do: Sort},
				{At: Day(-3, "10:05"), Who: Nikos, Do: Assign, To: Nikos},
				{
					At: Day(-3, "10:40"), Who: Nikos, Do: Reply, Then: promise.Awaiting, For: "αν το τηλέφωνο χτυπάει κανονικά μετά την επανεκκίνηση",
					Text: "Καλημέρα σας κύριε Γιώργο,\n\nκρατήστε την πολυθρόνα. Στη γραμμή σας ήταν ενεργή η προώθηση μετά το πρώτο κουδούνισμα και την έκλεισα από εδώ.\n\nΒγάλτε το τηλέφωνο από την πρίζα για ένα λεπτό, συνδέστε το ξανά και ζητήστε από κάποιον να σας καλέσει. Γράψτε μου αν τώρα χτυπάει κανονικά.",
				},
			},
		},
		{
			Customer: "anders", Team: FirstLine, Locale: i18n.SV, Subject: "Kvitto på router som gått sönder",
			Acts: []Act{
				{At: Day(-10, "10:20"), Do: Ask, Text: "Hej, åskan tog vår router i förra veckan. Försäkringsbolaget vill ha ett kvitto på den. Har ni det kvar?\n\n/Anders Björk"},
				{At: Day(-10, "10:45"), Who: Freja, Do: Assign, To: Freja},
				{
					At: Day(-10, "11:20"), Who: Freja, Do: Reply, Then: promise.Awaiting, For: "numret på routerns etikett",
					Text: "Hej Anders,\n\nkvittot har vi, men ni har haft två routrar och jag vill inte skicka fel. På etiketten under routern står ett nummer som börjar på NB.\n\nSkriv det till mig, så har du kvittot samma dag. Är etiketten svart av åskan duger en bild på hela routern.",
				},
			},
		},
		{
			Customer: "agnieszka", Team: FirstLine, Locale: i18n.PL, Subject: "Pilot do dekodera po kąpieli",
			Acts: []Act{
				{At: Day(-15, "11:10"), Do: Ask, Text: "Dzień dobry, wnuczka wykąpała pilota razem z kaczką. Kaczka ma się dobrze. Czy można dokupić sam pilot?\n\nAgnieszka Wójcik"},
				{At: Day(-15, "11:30"), Who: Zofia, Do: Assign, To: Zofia},
				{At: Day(-15, "11:32"), Who: Zofia, Do: SetPriority, Priority: sla.Low},
				{
					At: Day(-15, "12:05"), Who: Zofia, Do: Reply, Then: promise.Awaiting, For: "model dekodera",
					Text: "Dzień dobry,\n\nda się, a pierwszy pilot jest na nasz koszt. Są dwa rodzaje, dlatego proszę o nazwę dekodera: jest z przodu, po prawej stronie, pod zegarem.\n\nWyślemy go tego samego dnia, w którym odpiszesz. Pozdrowienia dla kaczki.",
				},
			},
		},
	}
}

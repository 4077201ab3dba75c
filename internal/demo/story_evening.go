package demo

import "github.com/kepthq/kept/internal/i18n"

// eveningStories are tickets that are due later on the anchor's day and have hardly begun; most belong to nobody yet.
func eveningStories() []Story {
	return []Story{
		{
			Customer: "elsa", Team: FirstLine, Locale: i18n.SV, Subject: "Vad betyder orange lampa?",
			Acts: []Act{
				{
					At: Today("12:02"), Do: Ask,
					Text:  "Hej! Den andra lampan från vänster har lyst orange sedan i morse. Förut var den grön. Allt fungerar, men den lyser rakt in i sovrummet och jag undrar om den vill mig något.\n\nHälsningar Elsa Lindgren",
					Files: []File{lampsFile("lampor.png", Green, Orange, Green, Green, Dark)},
				},
			},
		},
		{
			Customer: "agnieszka", Team: Billing, Locale: i18n.PL, Subject: "Zmiana abonamentu na tańszy",
			Acts: []Act{
				{At: Today("13:31"), Do: Ask, Text: "Dzień dobry, syn wyprowadził się na studia i nagle okazało się, że internet, który ledwo nam wystarczał, jest o wiele za szybki. Czy mogę przejść na tańszy abonament od przyszłego miesiąca? I czy router zostaje ten sam?\n\nAgnieszka Wójcik"},
				{At: Today("13:32"), Who: Ingrid, Do: Sort},
			},
		},
		{
			Customer: "katerina", Team: FirstLine, Locale: i18n.EL, Subject: "Το Wi-Fi δεν φτάνει στο μπαλκόνι",
			Acts: []Act{
				{At: Today("12:48"), Do: Ask, Text: "Γεια σας και πάλι, κι ευχαριστώ για τις πρωινές οδηγίες. Μια τελευταία ερώτηση: μέσα στο σπίτι όλα καλά, αλλά στο μπαλκόνι το σήμα χάνεται μόλις κλείσω την πόρτα. Τώρα που άνοιξε ο καιρός δουλεύω έξω. Υπάρχει κάτι απλό που μπορώ να κάνω;\n\nΚατερίνα"},
			},
		},
		{
			Customer: "anders", Team: FirstLine, Locale: i18n.SV, Subject: "Flyttar, kan jag ta med mig fibern?",
			Acts: []Act{
				{At: Today("08:31"), Do: Ask, Text: "Hej, vi flyttar om fem veckor till Tallvägen 7 här i Nordby. Finns det fiber där redan, och kan vi behålla samma abonnemang? Barnen har bara en fråga om det nya huset, och det är den här.\n\n/Anders Björk"},
				{At: Today("09:40"), Who: Freja, Do: Assign, To: Freja},
				{
					At: Today("10:12"), Who: Freja, Do: Reply,
					Text:    "Hej Anders,\n\ndu kan behålla abonnemanget, och själva flytten kostar inget om huset redan har ett uttag. Tallvägen är delvis utbyggd, så jag frågar Oskar som grävde där.\n\nSenast i dag 17:00 berättar jag om nummer 7 har fiber. Hälsa barnen att fem veckor är gott om tid.",
					Promise: &Promise{Words: "Vi berättar om det nya huset har fiber", Due: Today("17:00"), Owner: Freja},
				},
				{At: Today("12:16"), Who: Freja, Do: Note, Text: "Oskar siger: Tallvägen 1–9 har rør frem til skellet, men intet kabel ind i husene. En halv dags arbejde. Han ser på nummer 7, når han kører hjem fra Havnegade."},
			},
		},
	}
}

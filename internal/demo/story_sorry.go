package demo

import "github.com/kepthq/kept/internal/i18n"

// sorryStories had a promise that was broken, an apology that left by itself, and a good end.
func sorryStories() []Story {
	return []Story{
		{
			Customer: "ulla", Team: FirstLine, Locale: i18n.SV, Subject: "Telefonen tyst efter flytten",
			Acts: []Act{
				{At: Day(-2, "14:25"), Do: Ask, Text: "God dag! Jag har flyttat två trappor upp, och telefonen följde med men inte numret. Den ger ifrån sig en ton, men ingen kan nå mig. Det är på sätt och vis vilsamt.\n\nUlla Sjögren"},
				{At: Day(-2, "14:45"), Who: Freja, Do: Assign, To: Freja},
				{
					At: Day(-2, "15:20"), Who: Freja, Do: Reply,
					Text:    "Hej Ulla,\n\nnumret ligger kvar på den gamla lägenheten. Jag flyttar upp det till dig, men det går bara på natten när växeln är ledig.\n\nDin telefon har sitt nummer igen {day -1} senast klockan 11:00, och jag skriver när jag har provringt.",
					Promise: &Promise{Words: "Telefonen får sitt nummer igen", Due: Day(-1, "11:00"), Owner: Freja},
				},
				{At: Day(-1, "11:52"), Who: Freja, Do: Solve, Keeps: true, Text: "Hej Ulla,\n\nnumret kom på plats nu och inte klockan 11:00 som jag hade sagt. Förlåt. Växeln tog inte emot det på natten, och det borde jag ha sett i morse.\n\nJag har provringt och hörde det ringa hos dig. Det vilsamma är alltså över."},
				{At: Day(-1, "16:12"), Do: Works},
			},
		},
		{
			Customer: "eleni", Team: Technical, Locale: i18n.EL, Subject: "Το δεύτερο φωτάκι δεν ανάβει",
			Acts: []Act{
				{At: Day(-3, "11:20"), Do: Ask, Text: "Καλημέρα σας, μου φέρατε καινούργιο ρούτερ και το δεύτερο φωτάκι δεν ανάβει καθόλου. Όλα δουλεύουν, αλλά το παλιό το είχε πράσινο και μου έχει λείψει.\n\nΕλένη Παπαδοπούλου"},
				{At: Day(-3, "11:21"), Who: Ingrid, Do: Sort},
				{At: Day(-3, "11:48"), Who: Maja, Do: Assign, To: Maja},
				{At: Day(-3, "11:50"), Who: Maja, Do: AskUp, Skill: Routers, Text: "New NB7 boxes come with the telephone lamp switched off. Is that on purpose, or may we switch it on for her?"},
				{At: Day(-3, "12:31"), Who: Ingrid, Do: AnswerUp, Text: "Not on purpose. The maker forgot it in the last version. Switch it on, and write down the serial number for me."},
				{At: Day(-3, "12:40"), Who: Maja, Do: Assign, To: Nikos},
				{
					At: Day(-3, "13:05"), Who: Nikos, Do: Reply,
					Text:    "Καλησπέρα σας κυρία Ελένη,\n\nτο δεύτερο φωτάκι είναι για το τηλέφωνο, και στη δική σας συσκευή το έχουν αφήσει σβηστό. Θέλω να δω αν λείπει μόνο το φως ή και η γραμμή του τηλεφώνου.\n\nΘα σας γράψω τι βρήκα {day -2} έως τις 16:00.",
					Promise: &Promise{Words: "Σας λέμε τι φταίει με το φωτάκι", Due: Day(-2, "16:00"), Owner: Nikos},
				},
				{At: Day(-2, "16:38"), Who: Nikos, Do: Solve, Keeps: true, Text: "Καλησπέρα σας κυρία Ελένη,\n\nσας το είχα υποσχεθεί έως τις 16:00 και άργησα. Σας ζητώ συγγνώμη.\n\nΤο φωτάκι το είχε ξεχάσει σβηστό ο κατασκευαστής. Το άναψα από εδώ, και τώρα πρέπει να το βλέπετε πράσινο. Το τηλέφωνό σας δούλευε κανονικά όλο αυτό το διάστημα."},
				{At: Day(-1, "10:08"), Do: Works},
			},
		},
		{
			Customer: "okafor", Team: Billing, Locale: i18n.EN, Subject: "Student price missing on the first bill",
			Acts: []Act{
				{At: Day(-4, "15:05"), Do: Ask, Text: "Hello, the order said student price and the first bill says the other price. I am still a student; my exam results prove it."},
				{At: Day(-4, "15:06"), Who: Ingrid, Do: Sort},
				{At: Day(-4, "15:30"), Who: Jonas, Do: Assign, To: Jonas},
				{
					At: Day(-4, "16:20"), Who: Jonas, Do: Reply,
					Text:    "Hi Daniel,\n\nthe order is right and the bill is wrong. The student price was left out when the bill was made.\n\nYou get a corrected bill {day -3} by 12:00, and until then you pay nothing.",
					Promise: &Promise{Words: "You get a corrected bill", Due: Day(-3, "12:00"), Owner: Jonas},
				},
				{At: Day(-3, "12:26"), Who: Ingrid, Do: TakeOver, Text: "Jonas is at the dentist until two, and the student should not wait for a tooth."},
				{At: Day(-3, "12:58"), Who: Ingrid, Do: Solve, Keeps: true, Text: "Hi Daniel,\n\nyou were promised a corrected bill by 12:00 and did not get it. I am sorry. Jonas is away today, and nobody had taken it over from him.\n\nHere it is now, with the student price from the first day on. It stays that way until you tell us that you have become a professor."},
				{At: Day(-2, "08:35"), Do: Works},
			},
		},
	}
}

package demo

import "github.com/kepthq/kept/internal/i18n"

// levelStories are late for hours: what broke this morning broke again. One stands with all supervisors, one with the
// admins. In the third nothing is late, but it takes a supervisor to say what is right.
func levelStories() []Story {
	return []Story{
		{
			Customer: "marek", Team: Billing, Locale: i18n.PL, Subject: "Podwójna opłata za router",
			Acts: []Act{
				{At: Day(-1, "10:35"), Do: Ask, Text: "Dzień dobry, na fakturze są dwa routery, a w domu stoi jeden. Szukałem drugiego nawet w garażu. Proszę o sprawdzenie, zanim żona też zacznie szukać.\n\nMarek Kowalczyk"},
				{At: Day(-1, "10:36"), Who: Ingrid, Do: Sort},
				{At: Day(-1, "10:58"), Who: Zofia, Do: Assign, To: Zofia},
				{
					At: Day(-1, "11:45"), Who: Zofia, Do: Reply,
					Text:    "Dzień dobry,\n\ngaraż można zostawić w spokoju. Drugi router dawno do nas wrócił, tylko nikt nie zapisał tego w magazynie i system nadal nalicza za niego opłatę.\n\nPoprawiam fakturę i wyślę nową {day 0} do 11:40.",
					Promise: &Promise{Words: "Wysyłamy poprawioną fakturę", Due: Today("11:40"), Owner: Zofia},
				},
				{At: Today("11:04"), Who: Zofia, Do: Note, Text: "Magazyn nie ma śladu zwrotu. Bez niego Jonas nie może wystawić korekty. Dzwonię do nich co kwadrans."},
			},
		},
		{
			Customer: "birgit", Team: FieldVisits, Locale: i18n.DA, Subject: "Ingen har ringet om det nye stik",
			Acts: []Act{
				{At: Day(-1, "12:20"), Do: Ask, Text: "Goddag igen. Jeg bestilte et stik til soveværelset, og der skulle ringe en tekniker og aftale en dag. Telefonen har nu stået klar ved siden af brødristeren i fire dage.\n\nMvh. Birgit Holm"},
				{At: Day(-1, "12:21"), Who: Ingrid, Do: Sort},
				{At: Day(-1, "12:47"), Who: Freja, Do: Assign, To: Freja},
				{
					At: Day(-1, "13:40"), Who: Freja, Do: Reply,
					Text:    "Hej Birgit,\n\ndet er ikke godt nok. Stikket stod på Emils liste, men uden telefonnummer, så han kunne ikke ringe. Nu står det der.\n\nEmil ringer til dig {day 0} senest kl. 09.30 og aftaler en dag, der passer dig.",
					Promise: &Promise{Words: "Emil ringer til dig om en dag", Due: Today("09:30"), Owner: Emil},
				},
				{At: Today("09:52"), Who: Freja, Do: Note, Text: "Emil svarer ikke. Oskar siger, at hans telefon ligger på bunden af havnen siden kl. 8, og at Emil ikke ved, hvem han skulle ringe til."},
			},
		},
		{
			Customer: "villa", Team: Billing, Locale: i18n.EN, Subject: "Thirty-eight hours without internet",
			Acts: []Act{
				{At: Today("10:26"), Do: Ask, Text: "Good morning. A fortnight ago the hotel was offline for 38 hours, which you repaired and never hid from us. We should like to know what we get back. Our guests got a free breakfast, which is 42 eggs.\n\nLouise Brandt, Villa Strand Hotel"},
				{At: Today("10:27"), Who: Ingrid, Do: Sort},
				{At: Today("10:51"), Who: Jonas, Do: Assign, To: Jonas},
				{
					At: Today("11:48"), Who: Jonas, Do: Reply,
					Text:    "Hello Louise,\n\nyou are right to ask. I have the 38 hours here in our own log, from Tuesday evening to Thursday morning, so you need not prove anything.\n\nI want to count them correctly, and tell you the amount {day +1} by 12:00. For the eggs I can only say thank you.",
					Promise: &Promise{Words: "We tell you how much you get back", Due: Day(1, "12:00"), Owner: Jonas},
				},
				{At: Today("13:36"), Who: Jonas, Do: AskUp, Skill: Refunds, Text: "Refund for 38 hours offline: a day or two days? The contract says “per full day”, and she has 42 rooms."},
			},
		},
	}
}

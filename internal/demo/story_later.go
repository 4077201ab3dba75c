package demo

import (
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/sla"
)

// laterStories are the other open tickets with a next promise after the anchor's day.
func laterStories() []Story {
	return []Story{
		{
			Customer: "callum", Team: FirstLine, Locale: i18n.EN, Subject: "A complaint, politely",
			Acts: []Act{
				{At: LastNight("23:05"), Do: Ask, Text: "I should like to complain, but politely, because the people I have spoken to have all been nice. I was told twice that a technician would come, and twice nobody did. I took two mornings off work. I am not angry with anyone in particular. I would just like to know what happened, and whether a third morning would be wasted too.\n\nCallum Reid"},
				{At: Today("11:50"), Who: Freja, Do: Note, Text: "This needs somebody who can look into the visit lists. Ingrid?"},
				{At: Today("12:06"), Who: Ingrid, Do: Assign, To: Ingrid},
				{
					At: Today("12:25"), Who: Ingrid, Do: Reply,
					Text:    "Dear Callum,\n\nyou are right to complain, and this answer is late as well. I am sorry.\n\nBoth visits stood in our list under the old house number, so Emil rang a door where nobody knew you. That is our mistake, and nobody told you. I have corrected the address and taken two months off your bill.\n\nA third morning will not be wasted, because you choose the time and I go through the list myself. I call you {day +1} by 15:00 with the times that Emil has free.",
					Promise: &Promise{Words: "Ingrid calls you with times for the visit", Due: Day(1, "15:00"), Owner: Ingrid},
				},
			},
		},
		{
			Customer: "ewa", Team: Technical, Locale: i18n.PL, Subject: "Telefon w gabinecie milczy",
			Acts: []Act{
				{At: Today("11:25"), Do: Ask, Text: "Dzień dobry, od rana nie dzwoni telefon w gabinecie. Internet działa, ale pacjenci słyszą, że numer jest zajęty. Jest tu spokojnie jak nigdy, tylko że za spokojnie.\n\nEwa Dąbrowska, Klinika Dąbrowska"},
				{At: Today("11:26"), Who: Ingrid, Do: Sort},
				{At: Today("11:30"), Who: Ingrid, Do: SetPriority, Priority: sla.High},
				{At: Today("11:36"), Who: Zofia, Do: Assign, To: Zofia},
				{
					At: Today("12:15"), Who: Zofia, Do: Reply,
					Text:    "Dzień dobry,\n\ntelefon znowu przyjmuje połączenia. Nasza centrala uważała, że ktoś u Ciebie nie odłożył słuchawki, więc przekonałam ją, że jest inaczej. Zadzwoniłam na próbę i odebrała bardzo miła osoba.\n\nChcę mieć pewność, że to nie wróci, dlatego technik wymieni bramkę telefoniczną w gabinecie. Zrobimy to {day +1} do 16:00, między wizytami pacjentów.",
					Promise: &Promise{Words: "Wymieniamy bramkę telefoniczną w gabinecie", Due: Day(1, "16:00"), Owner: Oskar},
				},
				{At: Today("12:21"), Who: Zofia, Do: Note, Text: "Oskar, ring them before you come, they have their break from 13 to 14. The box is in the cupboard under the front desk."},
			},
		},
		{
			Customer: "giorgos", Team: Technical, Locale: i18n.EL, Subject: "Αργό ίντερνετ μετά την αλλαγή ρούτερ",
			Acts: []Act{
				{
					At: Today("12:20"), Do: Ask,
					Text:  "Καλησπέρα, άλλαξα μόνος μου το ρούτερ με ένα καινούργιο που μου χάρισε ο ανιψιός μου και τώρα όλα πάνε πιο αργά από πριν. Ο ανιψιός λέει ότι φταίτε εσείς. Εγώ λέω ότι φταίει ο ανιψιός. Ποιος έχει δίκιο;\n\nΓιώργος Νικολαΐδης",
					Files: []File{barsFile("taxytita.png", 94, 31, 28, 33)},
				},
				{At: Today("12:22"), Who: Ingrid, Do: Sort},
				{At: Today("12:41"), Who: Nikos, Do: Assign, To: Nikos},
				{At: Today("13:07"), Who: Nikos, Do: Reply, Text: "Καλησπέρα σας κύριε Γιώργο,\n\nκανένας από τους δύο. Η γραμμή σας δίνει κανονική ταχύτητα ως την πρίζα, αλλά το καινούργιο ρούτερ βγήκε από το κουτί με ρύθμιση για άλλον πάροχο.\n\nΔοκιμάστε το εξής: στη σελίδα του ρούτερ, στο πεδίο «VLAN», γράψτε 101 και κάντε επανεκκίνηση. Αν δεν τα καταφέρετε, δεν πειράζει. Θα κοιτάξω ξανά τη γραμμή σας {day +1} το πρωί και θα σας γράψω τι βλέπω."},
			},
		},
		{
			Customer: "per", Team: FieldVisits, Locale: i18n.SV, Subject: "Wi-Fi på gästbryggan",
			Acts: []Act{
				{At: Day(-2, "11:15"), Do: Ask, Text: "Hej! Båtklubben vill ha Wi-Fi på gästbryggan till säsongen. Det är 60 meter från klubbhuset och masten är åtta meter hög. Kan ni sätta upp något som tål salt, måsar och tyska seglare?\n\nPer Nyberg, kansliet"},
				{At: Day(-2, "11:16"), Who: Ingrid, Do: Sort},
				{At: Day(-2, "11:40"), Who: Ingrid, Do: SetPriority, Priority: sla.Low},
				{At: Day(-2, "11:55"), Who: Maja, Do: Assign, To: Maja},
				{
					At: Day(-2, "13:40"), Who: Maja, Do: Reply,
					Text:    "Hej Per,\n\nsalt och måsar är vi vana vid, seglarna tar vi på köpet. Oskar behöver se masten innan vi räknar på det.\n\nHan åker förbi bryggan, och ni får ett förslag med pris senast {day +1} klockan 12:00.",
					Promise: &Promise{Words: "Ni får ett förslag med pris för gästbryggan", Due: Day(1, "12:00"), Owner: Maja},
				},
				{At: Today("11:43"), Who: Maja, Do: Note, Text: "Oskar is stuck at the Havnegade cabinet all day and has not been at the jetty. Better to say so today than tomorrow."},
				{At: Today("11:46"), Who: Maja, Do: Move, Due: Day(3, "15:00"), Text: "Oskar lagar ett fel på Havnegade och hinner inte till bryggan före dess. Vi vill inte gissa oss till ett pris."},
			},
		},
		{
			Customer: "weber", Team: FirstLine, Locale: i18n.EN, Subject: "Is the internet on in the holiday house?",
			Acts: []Act{
				{At: Today("11:40"), Do: Ask, Text: "Hello from Hamburg. We come to our house on Klitvej in three weeks and would like to know whether the internet is on, or whether the winter storm took it. There is nobody there to look at the lamps except a family of pheasants.\n\nBest wishes\nKatrin Weber"},
				{At: Today("11:45"), Who: Ingrid, Do: SetPriority, Priority: sla.Low},
			},
		},
		{
			Customer: "kirsten", Team: FirstLine, Locale: i18n.DA, Subject: "Gæstenet til bibliotekets læsesal",
			Acts: []Act{
				{At: Today("13:05"), Do: Ask, Text: "Hej. Vi vil gerne have et gæstenet i læsesalen, hvor folk kan komme på uden at spørge os om koden femten gange om dagen. Det haster ikke. Men vi får så ondt i stemmen af at hviske den.\n\nMange hilsner\nKirsten, Nordby Bibliotek"},
				{At: Today("13:11"), Who: Ingrid, Do: SetPriority, Priority: sla.Low},
			},
		},
		{
			Customer: "ulla", Team: FirstLine, Locale: i18n.SV, Subject: "Har fått två routrar",
			Acts: []Act{
				{At: Today("14:04"), Do: Ask, Text: "God dag! Posten kom med en router till mig i går och en likadan i dag. Jag har bara ett vardagsrum. Ska den ena tillbaka, och vem betalar i så fall portot?\n\nUlla Sjögren"},
			},
		},
		{
			Customer: "ulla", Team: FirstLine, Locale: i18n.SV, Subject: "Två routrar, en gång till",
			Acts: []Act{
				{At: Today("14:07"), Do: Ask, Text: "Jag vet inte om mitt förra meddelande kom fram, så här är det igen, för säkerhets skull. Två routrar, ett vardagsrum. Nu har jag visst gjort samma sak som posten.\n\nUlla Sjögren"},
				{At: Today("14:09"), Who: Freja, Do: Merge, Into: "Har fått två routrar"},
			},
		},
		{
			Customer: "mads", Team: FieldVisits, Locale: i18n.DA, Subject: "Fiberboksen sidder bag det nye køkken",
			Acts: []Act{
				{At: Today("14:12"), Do: Ask, Text: "Hej igen. Vi får nyt køkken, og tømreren vil sætte et højskab præcis der, hvor jeres boks sidder på væggen. Kan den flyttes en meter til venstre, og må jeg selv gøre det? Tømreren siger ja. Tømreren siger ja til alt.\n\nMads Frandsen"},
				{At: Today("14:13"), Who: Ingrid, Do: Sort},
			},
		},
	}
}

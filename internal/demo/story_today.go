package demo

import (
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/sla"
)

// todayStories are tickets that are due later on the anchor's day, those with a conversation behind them.
func todayStories() []Story {
	return []Story{
		{
			Customer: "birthe", Team: Technical, Locale: i18n.DA, Subject: "Ingen forbindelse på havnekontoret",
			Acts: []Act{
				{At: Today("10:52"), Do: Ask, Text: "Vi har ingen forbindelse på havnekontoret, og det har de heller ikke hos skibshandleren eller i fiskehallen. Der er færge kl. 17.10, og passagerlisten ligger på nettet. I går aftes blinkede det bare, nu er alt sort.\n\nBirthe Lauridsen, Nordby Havn"},
				{At: Today("10:53"), Who: Ingrid, Do: Sort},
				{At: Today("10:54"), Who: Ingrid, Do: SetPriority, Priority: sla.Urgent},
				{At: Today("10:56"), Who: Nikos, Do: Assign, To: Nikos},
				{
					At: Today("11:20"), Who: Nikos, Do: Reply,
					Text:    "Hej Birthe,\n\nder er en fejl i gadeskabet på Havnegade. Otte kunder omkring havnen er ramt, så det er ikke noget hos jer. Oskar er på vej ud til skabet nu.\n\nJeg skriver, hvad han finder, senest i dag kl. 13.00.",
					Promise: &Promise{Words: "Vi fortæller, hvad Oskar finder i skabet", Due: Today("13:00"), Owner: Nikos},
				},
				{At: Today("12:42"), Who: Nikos, Do: Note, Text: "Oskar on the phone: water in the splice box, the lid stood ajar. A new box is on its way from Vesterby, here about 15:00, then 40 minutes. He says: promise nobody anything before 15:30."},
				{
					At: Today("12:50"), Who: Nikos, Do: Reply, Keeps: true,
					Text:    "Hej Birthe,\n\nOskar har fundet fejlen: der er kommet vand i den boks, hvor kablerne til havnen samles. Den skal skiftes. Den nye boks er fremme ca. kl. 15, og så tager det omkring 40 minutter.\n\nOskar giver besked om, hvor langt vi er, senest i dag kl. 15.30.",
					Promise: &Promise{Words: "Vi skriver, hvor langt Oskar er med den nye boks", Due: Today("15:30"), Owner: Oskar},
				},
				{At: Today("13:12"), Do: Write, Text: "Tak for klar besked. Kan vi gøre noget med færgen imens? Ellers finder jeg kuglepennen og det gamle ringbind frem."},
				{At: Today("13:16"), Do: AskColleague, With: Colleague{"", "butik@nordbyskibshandel.example"}}, // has not opened the mail yet
				{At: Today("13:35"), Who: Nikos, Do: Reply, Text: "Hej Birthe,\n\nja. Del internettet fra en mobil, så kan computeren hente passagerlisten; det fylder næsten ingenting. Driller det, så ring til os på 75 55 01 00, og vi tager det sammen. Ringbindet er en god plan B.\n\nBeskeden fra Oskar kommer stadig senest i dag kl. 15.30."},
			},
		},
		{
			Customer: "villa", Team: Technical, Locale: i18n.EN, Subject: "Guests lose connection on second floor",
			Acts: []Act{
				{At: Day(-3, "13:00"), Do: Ask, Text: "Good afternoon. For about a week guests on our second floor have lost the wireless connection several times a night. Ground and first floor are fine. We have 42 rooms and two reviews that already mention it, one of them with a photograph of a man holding a laptop out of the window.\n\nLouise Brandt, Villa Strand Hotel"},
				{At: Day(-3, "13:01"), Who: Ingrid, Do: Sort},
				{At: Day(-3, "13:20"), Who: Nikos, Do: Assign, To: Nikos},
				{
					At: Day(-3, "14:10"), Who: Nikos, Do: Reply,
					Text:    "Hello Louise,\n\nI looked at the second floor from here. The wireless box in the middle of the corridor restarts itself at night, when all rooms are in use. It is old enough to be replaced.\n\nEmil brings a new one and fits it. You do not need to be there, he asks at reception. It will be done {day -1} by 17:00, and I write to you when it is.",
					Promise: &Promise{Words: "We replace the wireless box on the second floor", Due: Day(-1, "17:00"), Owner: Emil},
				},
				{At: Day(-3, "14:24"), Do: AskColleague, With: Colleague{"", "night@villastrand.example"}},
				{At: Day(-3, "21:08"), Do: JoinIn, With: Colleague{"Ruben Falk", "night@villastrand.example"}}, // the night porter, as his shift begins
				{
					At: Day(-1, "15:30"), Who: Nikos, Do: Reply, Keeps: true,
					Text:    "Hello Louise,\n\nEmil has fitted the new box on the second floor, and it has been steady since noon. The real test is a night with guests in it.\n\nI look at how the night went and write to you {day 0} by 10:00.",
					Promise: &Promise{Words: "We tell you how the night went", Due: Today("10:00"), Owner: Nikos},
				},
				{At: Today("09:30"), Who: Nikos, Do: Reply, Keeps: true, Text: "Good morning Louise,\n\nthe new box did not restart once last night. I did see some rooms at the far end come and go, so I would like to hear from you: has anybody complained this morning? I keep the ticket open until you say that it is quiet."},
				{
					At: Today("13:20"), Do: Write,
					Text:  "We swapped rooms around and asked everyone at breakfast. Much better, but rooms 208 to 214 still drop at night. The gentleman in 211 says good morning to you.",
					Files: []File{textFile("rooms.txt", "Second floor, asked at breakfast\n\n201-207  fine\n208      dropped twice\n209      asleep, did not notice\n210      dropped\n211      dropped, wrote it down by the minute\n212-214  dropped\n")},
				},
				{At: Today("14:00"), Who: Nikos, Do: SetPriority, Priority: sla.High},
				{At: Today("14:05"), Who: Nikos, Do: Reply, Text: "Hello Louise,\n\nthank you, the list shows it plainly: 208 to 214 hear the first-floor box through the stairwell and keep jumping to it. I am changing both boxes from here so that they stop competing. Nobody needs to enter a room.\n\nThis is done today, by 16:00, before your guests are back. Please greet the gentleman in 211 and thank him for his notes."},
			},
		},
		{
			Customer: "birgit", Team: FirstLine, Locale: i18n.DA, Subject: "Kan jeg få en kopi af kontrakten?",
			Acts: []Act{
				{At: LastNight("19:02"), Do: Ask, Text: "Goddag. Kan jeg få en kopi af min kontrakt? Jeg har ledt i alle skuffer og fundet garantien på en brødrister fra 1994, men ikke kontrakten.\n\nMvh. Birgit Holm"},
				{At: Today("09:31"), Who: Freja, Do: Assign, To: Freja},
				{At: Today("09:48"), Who: Freja, Do: Reply, Text: "Hej Birgit,\n\nja, selvfølgelig. Du har to kontrakter hos os: den første fra dengang, du flyttede ind, og den fra sidste år, da du fik en hurtigere forbindelse. Hvilken af dem skal du bruge? Du kan også få begge.\n\nSvar bare på denne mail, så sender jeg den samme dag. Og pas godt på brødristeren."},
				{At: Today("12:40"), Do: Write, Text: "Tak! Det er den første, tror jeg, fra dengang vi flyttede ind. Min søn skal bruge den til noget med en adresse, og han siger, at det haster. Det siger han altid."},
			},
		},
		{
			Customer: "ahmed", Team: Technical, Locale: i18n.EN, Subject: "Card machine works, till does not",
			Acts: []Act{
				{At: Today("10:15"), Do: Ask, Text: "Since this morning my till cannot reach the lottery and parcel system. The card machine on the same cable is fine. I have eleven people waiting for parcels and one who is sure that he has won. Yusuf, Havnekiosken"},
				{At: Today("10:16"), Who: Ingrid, Do: Sort},
				{At: Today("10:22"), Who: Ingrid, Do: SetPriority, Priority: sla.High},
				{At: Today("10:25"), Who: Maja, Do: Assign, To: Maja},
				{
					At: Today("11:02"), Who: Maja, Do: Reply,
					Text:    "Hi Yusuf,\n\nyour line is fine, and so is your till: the parcel company changed its address overnight and our side still sends you to the old one. Several shops have the same today.\n\nNikos is setting the new address for all of you. I write to you by 16:30 today and tell you whether you can hand out parcels again. Please leave the till switched on until then.",
					Promise: &Promise{Words: "We tell you whether the parcels work again", Due: Today("16:30"), Owner: Maja},
				},
				{At: Today("13:15"), Who: Nikos, Do: Note, Text: "New address is in. It takes two or three hours until every till has noticed. Test with his before you write, the till number is on the parcel slips."},
			},
		},
		{
			Customer: "priya", Team: FirstLine, Locale: i18n.EN, Subject: "Slow Wi-Fi in the loft",
			Acts: []Act{
				{At: LastNight("22:20"), Do: Ask, Text: "Hi, I moved my desk up to the loft and the Wi-Fi up here is a tenth of what it is in the kitchen. Same laptop, same day. Is that the router, the house, or me?"},
				{At: Today("08:41"), Who: Maja, Do: Assign, To: Maja},
				{At: Today("08:55"), Who: Maja, Do: Reply, Text: "Hi Priya,\n\nmost likely the house. Two floors and a chimney are a lot for one router. Before we send you anything, one small test: carry the laptop to the stairs between the floors, run the speed test on our page there and once more in the loft, and send me both.\n\nWhen I have them I answer the same day, with what I would do in your place."},
				{
					At: Today("13:10"), Do: Write,
					Text:  "Done: kitchen, stairs, bedroom, loft, in that order. The cat followed me the whole way and sat on the laptop for the last one, so be kind to that number.",
					Files: []File{barsFile("speed.png", 96, 71, 38, 10)},
				},
			},
		},
	}
}

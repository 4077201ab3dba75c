package demo

import (
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/sla"
)

// tomorrowStories are open tickets with a next promise after the anchor's day, those with a conversation behind them.
func tomorrowStories() []Story {
	return []Story{
		{
			Customer: "dimitris", Team: Technical, Locale: i18n.EL, Subject: "Στατική διεύθυνση IP για τις κάμερες",
			Acts: []Act{
				{At: Day(-1, "09:30"), Do: Ask, Text: "Καλημέρα. Βάλαμε κάμερες στην ταβέρνα και ο τεχνικός τους ζητάει «στατική IP». Μπορείτε να μας δώσετε μία και πόσο κοστίζει; Εγώ ξέρω από χταπόδι, όχι από IP.\n\nΔημήτρης Κωστόπουλος, Taverna Mylos"},
				{At: Day(-1, "09:31"), Who: Ingrid, Do: Sort},
				{At: Day(-1, "09:50"), Who: Nikos, Do: Assign, To: Nikos},
				{
					At: Day(-1, "11:00"), Who: Nikos, Do: Reply,
					Text:    "Καλημέρα σας κύριε Δημήτρη,\n\nναι, μπορούμε. Είναι μια σταθερή διεύθυνση για τη γραμμή σας, ώστε οι κάμερες να σας βρίσκουν και όταν λείπετε. Κοστίζει 49 κορόνες τον μήνα.\n\nΠρώτα θέλω να δω αν οι κάμερές σας τη χρειάζονται πραγματικά, γιατί πολλές δουλεύουν και χωρίς αυτήν. Θα το ελέγξω και θα σας γράψω {day 0} έως τις 11:00.",
					Promise: &Promise{Words: "Σας λέμε αν οι κάμερες χρειάζονται στατική διεύθυνση", Due: Today("11:00"), Owner: Nikos},
				},
				{
					At: Today("10:30"), Who: Nikos, Do: Reply, Keeps: true,
					Text:    "Καλημέρα σας,\n\nτο έλεγξα: οι κάμερές σας τη χρειάζονται, επειδή το καταγραφικό τους είναι παλιό μοντέλο. Την έχω κρατήσει στο όνομά σας.\n\nΘα την ενεργοποιήσω {day +1} έως τις 09:00, πριν ανοίξετε. Η σύνδεση θα κοπεί για δύο λεπτά περίπου και μετά θα σας στείλω τη διεύθυνση για τον τεχνικό σας.",
					Promise: &Promise{Words: "Ενεργοποιούμε τη στατική διεύθυνση και σας τη στέλνουμε", Due: Day(1, "09:00"), Owner: Nikos},
				},
			},
		},
		{
			Customer: "jens", Team: FieldVisits, Locale: i18n.DA, Subject: "Kabel skåret over af havegraver",
			Acts: []Act{
				{At: Today("09:20"), Do: Ask, Text: "Ja, det var mig. Jeg ville bare grave ud til et æbletræ, og så sagde det knas. Nu er der intet internet, og kablet stikker op af jorden som en regnorm. Hvad koster sådan noget?\n\nJens Overgaard, Klitvej 31"},
				{At: Today("09:21"), Who: Ingrid, Do: Sort},
				{At: Today("09:32"), Who: Maja, Do: Assign, To: Maja},
				{
					At: Today("09:58"), Who: Maja, Do: Reply,
					Text:    "Hej Jens,\n\ndet sker for flere, end du tror. Lad kablet ligge, som det ligger, og stil gerne en spand over enden, så der ikke kommer vand i.\n\nEmil kommer og trækker et nyt kabel fra skellet til huset. Det er gjort senest {day +2} kl. 12.00. Et nyt kabel på egen grund koster 950 kr., og det står på næste regning. Er du hjemme fra kl. 10?",
					Promise: &Promise{Words: "Emil trækker et nyt kabel hos dig", Due: Day(2, "12:00"), Owner: Emil},
				},
				{At: Today("10:20"), Do: Write, Text: "Jeg er hjemme hele dagen, jeg har jo ikke noget internet at gå ud efter. Hunden er i haven, så ring lige på først. Spanden er på plads."},
				{At: Today("11:16"), Who: Maja, Do: Reply, Text: "Hej Jens,\n\nEmil har fået besked om hunden og ringer på ved hoveddøren. Vi siger mellem kl. 10 og 12 {day +2}, og bliver han forsinket, ringer han selv til dig. Plant bare æbletræet, når han er kørt."},
				{At: Today("11:19"), Who: Maja, Do: Note, Text: "Emil: drop cable 25 m, dog in the garden, ring the front door. The stub is under a red bucket."},
				{At: Today("11:55"), Do: Write, Text: "Det lyder godt. Tak, så ses vi {day +2}."},
				{At: Today("12:09"), Who: Maja, Do: NoReply, Text: "He only says thank you"},
			},
		},
		{
			Customer: "okafor", Team: Contracts, Locale: i18n.EN, Subject: "Moving in, previous tenant still has the line",
			Acts: []Act{
				{At: Day(-2, "10:20"), Do: Ask, Text: "Hello, I moved into Skolegade 9, second floor, and wanted to order. Your site says that the address already has a customer. It does not, unless he lives in the cupboard. What do I do?"},
				{At: Day(-2, "10:21"), Who: Ingrid, Do: Sort},
				{At: Day(-2, "10:45"), Who: Jonas, Do: Assign, To: Jonas},
				{
					At: Day(-2, "12:00"), Who: Jonas, Do: Reply,
					Text:    "Hi Daniel,\n\nwelcome to Nordby. The person before you moved out without telling us, so the line still carries that name. I may not simply hand it over; I have to ask first.\n\nI am writing to that customer now. Whatever the answer is, I tell you how we continue {day 0} by 12:00.",
					Promise: &Promise{Words: "We tell you whether the line is free", Due: Today("12:00"), Owner: Jonas},
				},
				{
					At: Today("11:32"), Who: Jonas, Do: Reply, Keeps: true,
					Text:    "Hi Daniel,\n\ngood news, the line is free from midnight. I have put your order in, with the student price, and there is nothing to install: the socket in the hall works.\n\nWe connect you {day +1} by 12:00. A router is in the post to you; if it arrives later than the line does, come by Havnegade 2 and borrow one.",
					Promise: &Promise{Words: "We connect your line", Due: Day(1, "12:00"), Owner: Jonas},
				},
			},
		},
		{
			Customer: "linnea", Team: Contracts, Locale: i18n.SV, Subject: "Pausa abonnemanget i stugan",
			Acts: []Act{
				{At: Day(-1, "10:05"), Do: Ask, Text: "Hej, vi är bara i stugan på somrarna. Går det att pausa fibern resten av året, eller måste vi betala för att mössen ska kunna surfa?\n\nVänliga hälsningar\nLinnea Ekström"},
				{At: Day(-1, "10:06"), Who: Ingrid, Do: Sort},
				{At: Day(-1, "10:31"), Who: Ingrid, Do: SetPriority, Priority: sla.Low},
				{At: Day(-1, "10:45"), Who: Maja, Do: Assign, To: Maja},
				{
					At: Day(-1, "13:20"), Who: Maja, Do: Reply,
					Text:    "Hej Linnea,\n\ndet går att pausa upp till åtta månader om året. Under tiden betalar du 39 kronor i månaden, och då ligger linjen klar när ni kommer tillbaka. Mössen får klara sig.\n\nJag frågar Jonas vilken dag din betalningsperiod börjar, så att du inte betalar en dag för mycket. Du får ett förslag av mig senast {day +3} klockan 12:00.",
					Promise: &Promise{Words: "Vi föreslår ett datum för pausen", Due: Day(3, "12:00"), Owner: Maja},
				},
			},
		},
		{
			Customer: "marek", Team: FirstLine, Locale: i18n.PL, Subject: "Internet zwalnia wieczorem",
			Acts: []Act{
				{
					At: LastNight("21:10"), Do: Ask,
					Text:  "Dobry wieczór. W dzień internet działa jak złoto, a między 20 a 22 ledwo idzie film. Zmierzyłem kilka razy, wykres w załączniku. Żona mówi, żeby po prostu iść wcześniej spać, ale to chyba nie jest rozwiązanie techniczne.\n\nMarek Kowalczyk",
					Files: []File{barsFile("pomiary.png", 95, 94, 90, 34, 22, 41)},
				},
				{At: Today("10:50"), Who: Zofia, Do: Assign, To: Zofia},
				{At: Today("11:34"), Who: Zofia, Do: Reply, Text: "Dzień dobry,\n\nbardzo dziękuję za pomiary, dzięki nim widać, że to nie Twój sprzęt. Wieczorem wszyscy z Twojej ulicy korzystają z jednej szafki i robi się w niej ciasno.\n\nNikos sprawdzi dziś wieczorem ruch w tej szafce, a ja napiszę {day +1} rano, co pokazał pomiar i co z tym zrobimy. Do tego czasu nic nie musisz zmieniać, nawet pory snu."},
				{At: Today("11:44"), Who: Zofia, Do: Note, Text: "Nikos, can you watch the Åvej cabinet between 20 and 22 tonight? Third household on that street."},
				{At: Today("11:47"), Who: Zofia, Do: LookAgain, Due: Day(1, "09:15")},
			},
		},
	}
}

package demo

import "github.com/kepthq/kept/internal/i18n"

// olderStories were solved, asked about and closed in silence; in one of them a promise was broken and made good.
func olderStories() []Story {
	return []Story{
		{
			Customer: "hanna", Team: Technical, Locale: i18n.EN, Subject: "Card terminal drops at noon",
			Acts: []Act{
				{At: Day(-9, "12:35"), Do: Ask, Text: "Every day at noon, when the queue is longest, the card terminal loses the connection for a minute or two. It is as if it knew. Hanna"},
				{At: Day(-9, "12:36"), Who: Ingrid, Do: Sort},
				{At: Day(-9, "12:50"), Who: Maja, Do: Assign, To: Maja},
				{
					At: Day(-9, "13:20"), Who: Maja, Do: Reply,
					Text:    "Hi Hanna,\n\nit does know, in a way: at noon everybody in the room is on your Wi-Fi, and the terminal has to wait in line with them. Is the terminal near the router, and does it have a socket for a cable? Tell me, and you hear from me this afternoon by 17:00 what to do.",
					Promise: &Promise{Words: "What to do about the terminal", Due: Day(-9, "17:00"), Owner: Maja},
				},
				{At: Day(-9, "14:10"), Do: Write, Text: "Two metres away, and yes, there is a socket under a rubber flap. I never dared to open it."},
				{At: Day(-9, "16:30"), Who: Maja, Do: Solve, Keeps: true, Text: "Hi Hanna,\n\nopen the flap with a clear conscience. Run any network cable from there to a yellow socket on the router, and the terminal no longer waits for anybody. If you have no cable, come by Havnegade 2 and we give you one.\n\nI have seen it connect by cable just now, so I think you were quicker than my mail."},
			},
		},
		{
			Customer: "agnieszka", Team: FirstLine, Locale: i18n.PL, Subject: "Hasło do Wi-Fi na lodówce",
			Acts: []Act{
				{At: Day(-7, "10:15"), Do: Ask, Text: "Dzień dobry, hasło do Wi-Fi wisiało na lodówce, aż ktoś wpadł na pomysł, żeby lodówkę umyć. Zostało z niego „…4f”. Da się je jakoś odzyskać?\n\nAgnieszka Wójcik"},
				{At: Day(-7, "10:40"), Who: Zofia, Do: Assign, To: Zofia},
				{At: Day(-7, "11:20"), Who: Zofia, Do: Solve, Text: "Dzień dobry,\n\nhasło jest też na małej karcie pod routerem, po lewej stronie. Jeśli karta zginęła, na stronie „Moje konto” wybierz „Pokaż hasło do Wi-Fi”.\n\nGdyby żaden z tych sposobów nie zadziałał, odpisz, a jeszcze tego samego dnia ustawimy nowe hasło razem. Proponuję przykleić je na drzwiach, ich nikt nie myje."},
			},
		},
		{
			Customer: "ahmed", Team: Billing, Locale: i18n.EN, Subject: "Invoice to the new address",
			Acts: []Act{
				{At: Day(-7, "09:05"), Do: Ask, Text: "Hello, the kiosk moved forty metres down the quay and the invoice still goes to the old place. That is a bicycle shop now and the man there has started to open them. Yusuf"},
				{At: Day(-7, "09:06"), Who: Ingrid, Do: Sort},
				{At: Day(-7, "09:30"), Who: Jonas, Do: Assign, To: Jonas},
				{
					At: Day(-7, "10:10"), Who: Jonas, Do: Reply,
					Text:    "Hi Yusuf,\n\nthen it is time that the invoice moves too. I change the address on the contract and on the line, and send the last invoice again to the new place.\n\nAll of it is done today by 14:00, and I write when it is.",
					Promise: &Promise{Words: "Your invoices go to the new address", Due: Day(-7, "14:00"), Owner: Jonas},
				},
				{At: Day(-7, "14:35"), Who: Jonas, Do: Solve, Keeps: true, Text: "Hi Yusuf,\n\nI said 14:00 and it is past half past two, sorry. The address of the line could only be changed by a colleague who was out.\n\nNow everything goes to the new place, and the last invoice is in the post to you again. You may tell the bicycle man that he is free."},
			},
		},
	}
}

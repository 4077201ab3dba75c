package gallery

import (
	"strings"

	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// What Hanna and Maja wrote, as in the design.
const (
	hannaAsks  = "Hello, we have had no internet since about eleven last night. I have turned the router off and on three times. One lamp is red and the others are dark.\n\nWe are a café and cannot take card payments, so please hurry."
	majaSays   = "Hi Hanna, I am sorry you are offline on a working day. A red lamp with the others dark means that no signal reaches your router, so it is not something you did. I am checking the line to your street now.\n\nI will tell you where the fault is by 14:30 today, whatever we find."
	hannaMore  = "Still nothing here. The card terminal is down too, and we open again at four. Is someone coming?"
	majaNotes  = "The cabinet at Havnegade has no light since 23:04. Oskar is on his way, he says 40 minutes."
	majaMends  = "The fault was a broken connector in the cabinet on your street. Oskar changed it at 14:05, and I see your router again. Does it work again for you?"
	whereFault = "We tell you where the fault is"

	waitsForPhoto = "a photo of the lamps on your router, with the cable in the left socket"
)

// waiting is a ticket that nobody has answered yet.
func waiting() *story {
	return asked(hanna, 4812, subject, hannaAsks, at(17, 13, 58), at(17, 16, 30))
}

// promised is Hanna's ticket at 14:18: answered in time, with Maja's promise for 14:30, and a message since.
func promised() *story {
	s := asked(hanna, 4812, subject, hannaAsks, at(17, 11, 58), at(17, 12, 58))
	s.Messages[0].Files = []ticket.Attachment{{ID: 1, MessageID: 1, Name: "router-lamps.jpg", Kind: "image/jpeg", Size: 2_412_000, Blob: "1"}}
	s.taken(maja, at(17, 12, 10))
	s.answered(maja, at(17, 12, 31), majaSays)
	s.promises(promise.Promise{Kind: promise.Commitment, Words: whereFault, MadeBy: int64(maja.ID), MadeAt: at(17, 12, 31), Due: at(17, 14, 30)})
	s.wrote(at(17, 13, 40), hannaMore)
	s.promises(promise.Promise{Kind: promise.NextReply, MadeAt: at(17, 13, 40), Due: at(17, 15, 40), Target: 2 * 60 * 60 * 1e9})
	s.noted(maja, at(17, 14, 2), majaNotes)
	return s
}

// visited is promised with a visit on Thursday beside.
func visited() *story {
	s := promised()
	s.promises(promise.Promise{Kind: promise.Commitment, Words: "Emil visits you, between 10 and 12", MadeBy: int64(maja.ID), MadeAt: at(17, 14, 5), Due: at(19, 12, 0)})
	return s
}

// late is Hanna's ticket when the time that she was told has passed.
func late() *story {
	s := asked(hanna, 4812, subject, hannaAsks, at(17, 9, 58), at(17, 13, 58))
	s.breaks(s.Promises[0], at(17, 13, 58), at(17, 14, 58))
	return s
}

// lateAgain is the same with somebody's name on it.
func lateAgain() *story {
	s := promised()
	s.breaks(s.Promises[1], at(17, 14, 10), at(17, 15, 10))
	s.Promises[1].Due = at(17, 14, 10)
	return s
}

// solved asks Hanna whether it works again.
func solved() *story {
	s := promised()
	s.answered(maja, at(17, 14, 12), majaMends)
	s.solved(maja, at(17, 14, 12), at(19, 14, 12))
	return s
}

func confirmed() *story {
	s := solved()
	s.closed(promise.Confirmed, at(17, 14, 16))
	return s
}

func silent() *story {
	s := asked(hanna, 4790, subject, hannaAsks, at(10, 9, 58), at(10, 13, 58))
	s.taken(maja, at(10, 10, 10))
	s.answered(maja, at(10, 10, 31), majaMends)
	s.solved(maja, at(10, 10, 31), at(12, 10, 31))
	s.closed(promise.Silent, at(12, 10, 31))
	return s
}

// wordy is a ticket whose words are as long as words get.
func wordy() *story {
	long := strings.Repeat("Konstantynopolitańczykowianeczka", 5)
	s := asked(alek, 1_204_812, "Niedziałającywielofunkcyjnyrouterświatłowodowy "+long, long+"\n\nhttps://spoldzielnia-mieszkaniowa.example/"+long+"\n\nProszę o pomoc.", at(17, 11, 58), at(17, 12, 58))
	s.Messages[0].Files = []ticket.Attachment{
		{ID: 1, MessageID: 1, Name: long + ".jpg", Kind: "image/jpeg", Size: 2_412_000, Blob: "1"},
		{ID: 2, MessageID: 1, Name: "faktura-2026-03-nr-00017-kopia-ostateczna-poprawiona.pdf", Kind: "application/pdf", Size: 88_000, Blob: "2"},
	}
	s.taken(zofia, at(17, 12, 10))
	s.answered(zofia, at(17, 12, 31), "Dzień dobry,\n\n"+long)
	s.promises(promise.Promise{Kind: promise.Commitment, Words: "Sprawdzamy " + long, MadeBy: int64(zofia.ID), MadeAt: at(17, 12, 31), Due: at(17, 17, 30)})
	return s
}

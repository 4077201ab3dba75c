package gallery

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
	box "github.com/kepthq/kept/web/demo"
	"github.com/kepthq/kept/web/mail"
)

// letterStates are the demo's mailbox, and each letter as its customer gets it: those are whole documents.
func letterStates() []State {
	var states []State
	for _, l := range letters() {
		states = append(states, State{Name: "letter-" + l.name, Room: Letter, Mail: true, Page: page(func(ctx context.Context) templ.Component {
			return mailed(i18n.From(ctx), l.letter)
		})})
	}
	states = append(states, State{Name: "letter-notices", Room: Letter, Mail: true, Page: page(func(ctx context.Context) templ.Component {
		return told(i18n.From(ctx), toldMaja())
	})})
	return append([]State{
		{Name: "mailbox", Room: Letter, Page: mailbox(true)},
		{Name: "mailbox-empty", Room: Letter, Page: mailbox(false)},
	}, states...)
}

// envelope is a letter with its name in the gallery.
type envelope struct {
	name   string
	letter mail.Letter
}

func letters() []envelope {
	to := func(k outbox.Kind, v mail.Vow) mail.Letter {
		return mail.Letter{
			Kind: k, Company: mail.Company{Name: "Nordby Fiber", AddressLine: "Havnegade 2, Nordby", Phone: "+45 75 55 01 00", Brand: "#0b5f78"},
			Customer: hanna.Name, Number: 4812, Subject: subject, Link: "/demo/gallery/portal-ticket", Vow: v, Now: now(),
		}
	}
	reply := to(outbox.Reply, mail.Vow{Kind: promise.Commitment, Words: "We tell you where the fault is", Due: at(17, 14, 30)})
	reply.Author, reply.Body, reply.Files, reply.Signature = maja.Name, majaSays, 1, "First line, Nordby Fiber\n+45 75 55 01 07"
	moved := to(outbox.Moved, mail.Vow{Kind: promise.Update, Due: at(17, 15, 15)})
	moved.Was, moved.Reason = at(17, 14, 30), "Oskar is still at the cabinet."
	late := to(outbox.Moved, mail.Vow{Kind: promise.Update, Due: at(17, 15, 15), IsLate: true})
	late.Was = at(17, 14, 0)
	solved := to(outbox.Solved, mail.Vow{Kind: promise.Confirmation, Due: at(19, 14, 12)})
	solved.Author, solved.Body = maja.Name, majaMends
	lateReply := reply
	lateReply.LateFor = []time.Time{at(17, 12, 0)}
	lateTwice := reply
	lateTwice.LateFor = []time.Time{at(16, 17, 0), at(17, 12, 0)}
	unconfirmed := to(outbox.Receipt, mail.Vow{Kind: promise.FirstReply, Due: at(17, 15, 30)})
	unconfirmed.Customer, unconfirmed.Subject = "", ""
	return append([]envelope{
		{"receipt-unconfirmed", unconfirmed},
		{"receipt", to(outbox.Receipt, mail.Vow{Kind: promise.FirstReply, Due: at(17, 15, 30)})},
		{"reply", reply},
		{"moved", moved},
		{"reminder-visit", to(outbox.Reminder, mail.Vow{Kind: promise.Visit, Opens: at(18, 10, 0), Due: at(18, 12, 0), Place: "Havnegade 22", Who: oskar.Name})},
		{"reminder-call", to(outbox.Reminder, mail.Vow{Kind: promise.Callback, Opens: at(18, 10, 0), Due: at(18, 10, 30)})},
		{"late", late},
		{"solved", solved},
		{"reply-late", lateReply},
		{"reply-late-twice", lateTwice},
	}, append(followUps(to), apologies(to)...)...)
}

// followUps are the three to a silent customer, and one in an agent's own words.
func followUps(to func(outbox.Kind, mail.Vow) mail.Letter) []envelope {
	first := to(outbox.FollowUp, mail.Vow{})
	first.Step, first.WaitsFor = 1, waitsForPhoto
	second := first
	second.Step, second.WaitsFor = 2, ""
	third := to(outbox.FollowUp, mail.Vow{Kind: promise.Confirmation, Due: at(19, 14, 12)})
	third.Step, third.WaitsFor = 3, waitsForPhoto
	own := second
	own.Body = "Hi Hanna, the café must be busy. Did the new cable help? If not, I send somebody."
	turn := to(outbox.Reply, mail.Vow{})
	turn.Author, turn.Body, turn.YourTurn, turn.WaitsFor = maja.Name, "Hi Hanna, which lamps are on? A photo is enough.", true, first.WaitsFor
	return []envelope{{"your-turn", turn}, {"follow-up-1", first}, {"follow-up-2", second}, {"follow-up-3", third}, {"follow-up-own-words", own}}
}

// apologies are for one time, for several, for what came late, and in a person's own words.
func apologies(to func(outbox.Kind, mail.Vow) mail.Letter) []envelope {
	one := to(outbox.Apology, mail.Vow{Kind: promise.Commitment, Words: whereFault, Due: at(17, 15, 15), IsLate: true})
	one.Names, one.Guard = []mail.Vow{{Kind: promise.Commitment, Words: whereFault, Due: at(17, 14, 0)}}, maja.Name
	several := to(outbox.Apology, mail.Vow{Kind: promise.NextReply, Due: at(17, 15, 15), IsLate: true})
	several.Names = []mail.Vow{
		{Kind: promise.Update, Due: at(16, 17, 0), Came: at(17, 8, 20)},
		{Kind: promise.NextReply, Due: at(17, 12, 0), Next: &several.Vow},
		{Kind: promise.Resolution, Due: at(17, 14, 0), Next: &mail.Vow{Kind: promise.Resolution, Due: at(18, 17, 0)}},
		{Kind: promise.Commitment, Words: "The new router is posted", Due: at(17, 14, 10)},
	}
	came := to(outbox.Apology, mail.Vow{})
	came.Names = []mail.Vow{{Kind: promise.FirstReply, Due: at(17, 12, 58), Came: at(17, 14, 5)}}
	own := one
	own.Body = "Oskar is still in the street cabinet and could not say yet where the fault is. That is no excuse for not telling you in time."
	all := []envelope{{"apology", one}, {"apology-several", several}, {"apology-came-late", came}, {"apology-own-words", own}}
	return append(all, missed(to)...)
}

// missed are apologies for a visit: one that came to another day, one for which a call is to find a time, and one among several.
func missed(to func(outbox.Kind, mail.Vow) mail.Letter) []envelope {
	next := mail.Vow{Kind: promise.Visit, Opens: at(18, 14, 0), Due: at(18, 16, 0), Place: "Havnegade 22", Who: oskar.Name, IsLate: true}
	visit := mail.Vow{Kind: promise.Visit, Opens: at(17, 10, 0), Due: at(17, 12, 0), Next: &next}
	agreed := to(outbox.Apology, next)
	agreed.Names, agreed.Guard = []mail.Vow{visit}, maja.Name
	again := mail.Vow{Kind: promise.Callback, Due: at(17, 15, 0), IsLate: true}
	called := to(outbox.Apology, again)
	visit.Next = &again
	called.Names, called.Guard = []mail.Vow{visit}, maja.Name
	several := called
	several.Names = []mail.Vow{
		{Kind: promise.Callback, Opens: at(16, 14, 0), Due: at(16, 14, 30), Came: at(16, 15, 10)},
		{Kind: promise.Callback, Opens: at(17, 9, 0), Due: at(17, 9, 30)},
		visit,
	}
	return []envelope{{"apology-visit", agreed}, {"apology-visit-call", called}, {"apology-visit-several", several}}
}

// mailed draws a letter.
func mailed(l *i18n.Localizer, letter mail.Letter) templ.Component {
	written, err := mail.Write(l, letter)
	if err != nil {
		return failed(err)
	}
	return templ.Raw(written.HTML)
}

func failed(err error) templ.Component { return templ.Raw("", err) }

func mailbox(full bool) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		m := box.Mailbox{Frame: frame(i18n.T(ctx, "demo.mail.title"), "mail"), Now: now()}
		if full {
			for i, l := range letters() {
				written, err := mail.Write(i18n.From(ctx), l.letter)
				if err != nil {
					return failed(err)
				}
				m.Mails = append(m.Mails, outbox.Captured{
					ID: int64(i + 1), ToName: hanna.Name, ToAddress: hanna.Address, Subject: written.Subject,
					SentAt: at(17, 14-i, 10), Locale: string(i18n.From(ctx).Locale()),
				})
			}
			m.Older = 1
		}
		return box.List(m)
	})
}

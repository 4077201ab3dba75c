package gallery

import (
	"context"

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
	reply.Author, reply.Body, reply.Files = maja.Name, majaSays, 1
	moved := to(outbox.Moved, mail.Vow{Kind: promise.Update, Due: at(17, 15, 15)})
	moved.Was, moved.Reason = at(17, 14, 30), "Oskar is still at the cabinet."
	late := to(outbox.Moved, mail.Vow{Kind: promise.Update, Due: at(17, 15, 15), IsLate: true})
	late.Was = at(17, 14, 0)
	solved := to(outbox.Solved, mail.Vow{Kind: promise.Confirmation, Due: at(19, 14, 12)})
	solved.Author, solved.Body = maja.Name, majaMends
	return []envelope{
		{"receipt", to(outbox.Receipt, mail.Vow{Kind: promise.FirstReply, Due: at(17, 15, 30)})},
		{"reply", reply},
		{"moved", moved},
		{"late", late},
		{"solved", solved},
	}
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

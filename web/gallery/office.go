package gallery

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// asIngrid draws a page as a supervisor sees it.
func asIngrid(draw func(ctx context.Context) templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		ctx = layout.WithViewer(ctx, layout.Viewer{Name: ingrid.Name, Hue: int(ingrid.ID), Initials: ui.Initials(ingrid.Name), Role: string(ingrid.Role)})
		return draw(ctx).Render(ctx, w)
	})
}

// stuck is a mail in a few words.
func stuck(kind outbox.Kind, state outbox.State, to people.Person, number int64, subject, why string, tries int, since time.Time) outbox.Item {
	m := outbox.Item{
		ID: outbox.ID(number), Kind: kind, State: state, Locale: to.Locale, Name: to.Name, Address: to.Address,
		Tries: tries, CreatedAt: since, Error: why, IsAutomatic: kind != outbox.Reply,
	}
	if kind != outbox.Notices {
		m.Number, m.Subject = &number, &subject
	}
	return m
}

func refusedMails() []outbox.Item {
	refused := stuck(outbox.Reply, outbox.Failed, hanna, 4812, subject, "mail refused: recipient: 550 5.1.1 <hanna@bakkehuset.example>: no such mailbox here", 1, at(17, 12, 5))
	refused.UnKept = true
	return []outbox.Item{
		stuck(outbox.Promised, outbox.Failed, eleni, 4815, "Πότε έρχεται ο τεχνικός;", "mail not taken for now: connect: dial tcp 192.0.2.7:587: connect: connection refused", 871, at(14, 12, 0)),
		refused,
		stuck(outbox.Receipt, outbox.Failed, alek, 4809, "Router ciągle się restartuje", "mail refused: content: 554 5.7.1 "+strings.Repeat("Konstantynopolitańczykowianeczka", 6), 1, at(17, 13, 50)),
	}
}

func uncertainMails() []outbox.Item {
	return []outbox.Item{
		stuck(outbox.Receipt, outbox.Uncertain, alek, 4809, "Router ciągle się restartuje", "mail may have been taken: content: EOF", 1, at(17, 9, 50)),
		stuck(outbox.Apology, outbox.Uncertain, hanna, 4812, subject, "a worker ended while it sent this mail", 1, at(17, 13, 2)),
	}
}

func waitingMails() []outbox.Item {
	soon, later := now().Add(5*time.Minute), at(18, 9, 0)
	busy := stuck(outbox.Moved, outbox.Queued, eleni, 4815, "Πότε έρχεται ο τεχνικός;", "mail not taken for now: recipient: 451 4.7.1 greylisted, try again later", 3, at(17, 14, 10))
	busy.NextTryAt = &soon
	locked := stuck(outbox.Reply, outbox.Queued, hanna, 4812, subject, "mail not taken for now: sign in: 535 5.7.8 authentication failed", 40, at(17, 9, 0))
	locked.NextTryAt = &later
	return []outbox.Item{
		locked, busy,
		stuck(outbox.FollowUp, outbox.Queued, alek, 4809, "Router ciągle się restartuje", "", 0, at(17, 14, 18)),
		stuck(outbox.Notices, outbox.Queued, maja, 4999, "", "", 0, at(17, 14, 18)),
	}
}

func sentMails() []outbox.Item {
	left := at(17, 14, 2)
	m := stuck(outbox.Solved, outbox.Sent, hanna, 4812, subject, "", 1, at(17, 14, 1))
	m.SentAt = &left
	return []outbox.Item{m}
}

// mailroom is the page of one state; the counts are the same on all of them.
func mailroom(p view.Mail) templ.Component {
	return asIngrid(func(ctx context.Context) templ.Component {
		p.Now = now()
		if p.Counts == nil {
			p.Counts = map[outbox.State]int{outbox.Failed: 3, outbox.Uncertain: 2, outbox.Held: 1, outbox.Queued: 4, outbox.Sent: 1214}
		}
		if p.Problem != "" {
			p.Problem = i18n.T(ctx, "fault.mail_on_its_way")
		}
		p.Frame = frame(i18n.T(ctx, "office.mail.title"), "mail")
		p.Frame.Side, p.Frame.Flow = side("office"), true
		return view.MailPage(p)
	})
}

func officeStates() []State {
	held := []outbox.Item{stuck(outbox.Receipt, outbox.Held, alek, 4809, "Router ciągle się restartuje", "", 0, at(17, 13, 50))}
	return []State{
		{Name: "office-mail-failed", Room: Office, Page: mailroom(view.Mail{State: outbox.Failed, Items: refusedMails(), First: true, Next: "/office/mail?state=failed&after=9"})},
		{Name: "office-mail-uncertain", Room: Office, Page: mailroom(view.Mail{State: outbox.Uncertain, Items: uncertainMails(), First: true})},
		{Name: "office-mail-held", Room: Office, Page: mailroom(view.Mail{State: outbox.Held, Items: held, First: true})},
		{Name: "office-mail-waiting", Room: Office, Page: mailroom(view.Mail{State: outbox.Queued, Items: waitingMails()})},
		{Name: "office-mail-sent", Room: Office, Page: mailroom(view.Mail{State: outbox.Sent, Items: sentMails(), First: true})},
		{Name: "office-mail-refused", Room: Office, Page: mailroom(view.Mail{State: outbox.Uncertain, Items: uncertainMails()[:1], First: true, Problem: "on its way"})},
		{Name: "office-mail-none-here", Room: Office, Page: mailroom(view.Mail{State: outbox.Sending, First: true})},
		{Name: "office-mail-all-left", Room: Office, Page: mailroom(view.Mail{State: outbox.Failed, First: true, Counts: map[outbox.State]int{outbox.Sent: 43}})},
	}
}

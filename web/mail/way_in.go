package mail

import (
	"context"
	"strings"

	"github.com/kepthq/kept/internal/i18n"
)

// WayIn is a letter with a link that lets somebody of the staff in: an invitation, or a new password.
type WayIn struct {
	Company Company
	Name    string // the recipient's; may be empty
	Inviter string // who invites; empty: it is about a new password
	Link    string
}

// wayInSheet is the letter in words, before it is drawn.
type wayInSheet struct {
	WayIn
	colour, lang, subject, head, body, button, foot string
}

// WriteWayIn writes it in l's language.
func WriteWayIn(l *i18n.Localizer, w WayIn) (Written, error) {
	p := wayInSheet{WayIn: w, colour: readable(w.Company.Brand), lang: string(l.Locale())}
	b := i18n.Blanks{Company: w.Company.Name, Name: w.Inviter}
	if w.Inviter != "" {
		p.subject, p.head, p.body = l.T("staff.mail.invited_subject", b), l.T("staff.mail.invited_head", b), l.T("staff.mail.invited_body", b)
		p.button, p.foot = l.T("staff.mail.invited_button"), l.T("staff.mail.invited_foot", b)
	} else {
		p.subject, p.head, p.body = l.T("staff.mail.password_subject", b), l.T("staff.mail.password_head"), l.T("staff.mail.password_body")
		p.button, p.foot = l.T("staff.mail.password_button"), l.T("staff.mail.password_foot")
	}
	var page strings.Builder
	if err := wayIn(p).Render(i18n.With(context.Background(), l), &page); err != nil {
		return Written{}, err
	}
	text := strings.Join([]string{p.head, p.body, p.button + ":\n" + p.Link, "-- \n" + p.foot}, "\n\n") + "\n"
	return Written{Subject: p.subject, Text: text, HTML: page.String()}, nil
}

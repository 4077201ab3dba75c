package mail

import (
	"context"
	"strings"

	"github.com/kepthq/kept/internal/i18n"
)

// NoteKind says what a letter about somebody's own place is for.
type NoteKind int

// The kinds.
const (
	SignIn         NoteKind = iota // a link to sign in with
	StaffSignIn                    // somebody who works here asked for one: they sign in elsewhere
	Colleague                      // a customer is asked to see somebody's ticket
	StaffColleague                 // so is somebody who works here, and sees it anyhow
)

// Note is a short letter about somebody's own place. Nothing of any ticket stands in it.
type Note struct {
	Kind    NoteKind
	Company Company
	Name    string // the recipient's
	Address string // to which it goes
	By      string // Colleague: who asks
	Link    string
}

// noteSheet is a note in words, before it is drawn.
type noteSheet struct {
	Note
	colour, lang, subject, head, press string
	said                               []string
	foot                               string
}

// longestAsker is how much of somebody's name stands in a mail to a stranger: names are typed by anybody.
const longestAsker = 60

// asker is who asks, without what could be taken for an address or a link.
func (n Note) asker() string {
	runes := []rune(oneLine(strings.NewReplacer("://", " ", "www.", "www ", "@", " ").Replace(clean(n.By))))
	return string(runes[:min(len(runes), longestAsker)])
}

// WriteNote writes it in l's language.
func WriteNote(l *i18n.Localizer, n Note) (Written, error) {
	p := noteSheet{Note: n, colour: readable(n.Company.Brand), lang: string(l.Locale())}
	b := i18n.Blanks{Company: n.Company.Name, Name: n.asker(), Address: n.Address, Count: 10}
	switch n.Kind {
	case SignIn:
		p.subject, p.head, p.press = l.T("own.mail.signin.subject", b), l.T("own.mail.signin.head", b), l.T("own.mail.signin.press")
		p.said, p.foot = []string{l.T("own.mail.signin.how")}, l.T("own.mail.signin.foot", b)
	case StaffSignIn:
		p.subject, p.head, p.press = l.T("own.mail.signin.subject", b), l.T("own.mail.staff.head", b), l.T("own.mail.staff.press")
		p.said, p.foot = []string{l.T("own.mail.staff.how")}, l.T("own.mail.signin.foot", b)
	case Colleague:
		p.subject, p.head, p.press = l.T("own.mail.colleague.subject", b), l.T("own.mail.colleague.head", b), l.T("own.mail.colleague.press")
		p.said, p.foot = []string{l.T("own.mail.colleague.how")}, l.T("own.mail.colleague.foot", b)
	case StaffColleague:
		p.subject, p.head, p.press = l.T("own.mail.colleague.subject", b), l.T("own.mail.colleague.head", b), l.T("own.mail.here.press")
		p.said, p.foot = []string{l.T("own.mail.here.how")}, l.T("own.mail.colleague.foot", b)
	}
	var page strings.Builder
	if err := note(p).Render(i18n.With(context.Background(), l), &page); err != nil {
		return Written{}, err
	}
	return Written{Subject: p.subject, Text: p.text(), HTML: page.String()}, nil
}

// text is the letter as plain text.
func (p noteSheet) text() string {
	blocks := append([]string{p.head}, p.said...)
	blocks = append(blocks, p.press+":\n"+p.Link, "-- \n"+p.foot+"\n"+p.companyLine())
	return strings.Join(blocks, "\n\n") + "\n"
}

func (p noteSheet) companyLine() string {
	return sheet{letter: Letter{Company: p.Company}}.companyLine()
}

package mail

import (
	"strings"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/ui"
)

// apology says what was promised, that we did not keep it, sorry once, who has it now, and the new time. A person's own
// words stand instead of the ready sentence; the new time is always the one that holds when the letter leaves.
func apology(l *i18n.Localizer, p *sheet, v vow) {
	p.glyph, p.subject = late, l.T("mail.apology.subject")
	said, items := ready(l, p.letter)
	p.hint = said
	if len(p.said) > 0 {
		p.hint = start(p.letter.Body)
	} else {
		p.head, p.before = []i18n.Part{{Text: said}}, items
	}
	if p.letter.hasNewTime() {
		p.subject = l.T("mail.moved.late", i18n.Blanks{When: p.letter.Vow.at(l, p.letter.Now)})
		if p.letter.callsForVisit() {
			p.subject = l.T("kinds.mail.sorry.call", i18n.Blanks{When: l.Within(p.letter.Vow.Opens, p.letter.Vow.Due, p.letter.Now)})
		}
		if len(p.head) > 0 {
			p.head = append(p.head, i18n.Part{Text: " "})
		}
		p.head = append(p.head, v.head...)
	}
	if len(p.head) == 0 {
		p.head = []i18n.Part{{Text: p.subject}}
	}
	if guard := guardLine(l, p.letter); guard != "" {
		p.after = append(p.after, guard)
	}
}

// ReadyApology is the ready sentence of an apology as plain text: what was promised, that we did not keep it, and sorry.
// The new time is not in it, for the letter says that one by itself, as it stands when it leaves.
func ReadyApology(l *i18n.Localizer, letter Letter) string {
	said, items := ready(l, letter)
	return strings.Join(append([]string{said}, items...), "\n")
}

// hasNewTime reports whether the letter promises the customer a time.
func (letter Letter) hasNewTime() bool {
	switch letter.Vow.Kind {
	case "", promise.Confirmation, promise.FollowUp, promise.CheckBack:
		return false
	}
	return !letter.Vow.Due.IsZero()
}

// callsForVisit reports whether the new time is that of a call that is to find one for a visit: it is not the visit's.
func (letter Letter) callsForVisit() bool {
	if letter.Vow.Kind != promise.Callback {
		return false
	}
	for _, name := range letter.Names {
		if name.Kind == promise.Visit && name.Next != nil && name.Next.Kind == promise.Callback {
			return true
		}
	}
	return false
}

// guardLine says who has it now, as long as something is still to come.
func guardLine(l *i18n.Localizer, letter Letter) string {
	owed := letter.hasNewTime()
	for _, name := range letter.Names {
		owed = owed || name.Came.IsZero()
	}
	switch name := firstName(letter.Guard); {
	case !owed:
		return ""
	case name != "":
		return l.T("mail.apology.guard", i18n.Blanks{Name: name})
	default:
		return l.T("mail.apology.team")
	}
}

// ready is what was not kept and that we are sorry: of one promise in a sentence, of several in a line each.
func ready(l *i18n.Localizer, letter Letter) (said string, items []string) {
	if len(letter.Names) == 1 {
		return broken(l, letter, letter.Names[0]) + " " + l.T("mail.apology.sorry"), nil
	}
	for _, name := range letter.Names {
		items = append(items, item(l, letter, name))
	}
	return l.T("mail.apology.several"), items
}

// broken is a sentence of one promise that we did not keep in time.
func broken(l *i18n.Localizer, letter Letter, name Vow) string {
	b := i18n.Blanks{When: l.Within(name.Opens, name.Due, letter.Now), Words: ownWords(l, name)}
	if !name.Came.IsZero() {
		b.Then = l.At(name.Came, letter.Now)
		return came(l, name, b)
	}
	switch {
	case name.Kind == promise.Callback:
		return l.T("kinds.mail.broken.call", b)
	case name.Kind == promise.Visit:
		return l.T("kinds.mail.broken.visit", b)
	case name.Kind.IsReply():
		return l.T("mail.apology.reply", b)
	case name.Kind == promise.Resolution:
		return l.T("mail.apology.solve", b)
	case b.Words != "":
		return l.T("mail.apology.words", b)
	default:
		return l.T("mail.apology.news", b)
	}
}

// came is the same of one that has been kept since.
func came(l *i18n.Localizer, name Vow, b i18n.Blanks) string {
	switch {
	case name.Kind == promise.Callback:
		return l.T("kinds.mail.came.call", b)
	case name.Kind == promise.Visit:
		return l.T("kinds.mail.came.visit", b)
	case name.Kind.IsReply():
		return l.T("mail.apology.reply_came", b)
	case name.Kind == promise.Resolution:
		return l.T("mail.apology.solve_came", b)
	case b.Words != "":
		return l.T("mail.apology.words_came", b)
	default:
		return l.T("mail.apology.news_came", b)
	}
}

// item is one of several promises on a line: what, by when, and where it stands now.
func item(l *i18n.Localizer, letter Letter, name Vow) string {
	b := i18n.Blanks{When: l.Within(name.Opens, name.Due, letter.Now), Words: ownWords(l, name)}
	switch {
	case !name.Came.IsZero():
		b.Then = l.At(name.Came, letter.Now)
	case name.Next != nil:
		b.Then = l.Within(name.Next.Opens, name.Next.Due, letter.Now)
	}
	if name.Kind.IsAppointment() {
		return missed(l, name, b)
	}
	var what string
	switch {
	case name.Kind.IsReply():
		what = l.T("mail.apology.item.reply", b)
	case name.Kind == promise.Resolution:
		what = l.T("mail.apology.item.solve", b)
	case b.Words != "":
		what = l.T("mail.apology.item.words", b)
	default:
		what = l.T("mail.apology.item.news", b)
	}
	switch {
	case !name.Came.IsZero():
		return l.T("mail.apology.item.came", i18n.Blanks{What: what, Then: b.Then})
	case name.Next != nil:
		return l.T("mail.apology.item.now", i18n.Blanks{What: what, Then: b.Then})
	default:
		return l.T("mail.apology.item.owed", i18n.Blanks{What: what})
	}
}

// missed is the same of a visit or a call: whether we came or called after all, or when we do. What makes a visit good can be a call
// first, that agrees a new time for it.
func missed(l *i18n.Localizer, name Vow, b i18n.Blanks) string {
	next := promise.Kind("")
	if name.Next != nil {
		next = name.Next.Kind
	}
	isVisit, hasCome := name.Kind == promise.Visit, !name.Came.IsZero()
	switch {
	case isVisit && hasCome:
		return l.T("kinds.mail.missed.visit_came", b)
	case isVisit && next == promise.Visit:
		return l.T("kinds.mail.missed.visit_now", b)
	case isVisit && next == promise.Callback:
		return l.T("kinds.mail.missed.visit_call", b)
	case isVisit:
		return l.T("kinds.mail.missed.visit", b)
	case hasCome:
		return l.T("kinds.mail.missed.call_came", b)
	case next == promise.Callback:
		return l.T("kinds.mail.missed.call_now", b)
	default:
		return l.T("kinds.mail.missed.call", b)
	}
}

// ownWords are what somebody promised in words of their own, without the full stop.
func ownWords(l *i18n.Localizer, name Vow) string {
	return strings.TrimRight(oneLine(ui.Clause(l, name.Kind, name.Words)), ". ")
}

func oneLine(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

package mail

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/ui"
)

// sheet is a letter in words, before it is drawn: HTML and text say the same because both are made of it.
type sheet struct {
	letter  Letter
	colour  string // the brand's, readable on white and under white
	subject string
	hint    string // what mail programs show behind the subject
	glyph   glyph
	head    []i18n.Part // the sentence that matters; what is marked is the time
	before  []string    // whole sentences under the head
	said    [][]string  // the person's text
	after   []string    // whole sentences under it
	buttons []button
	lang    string
}

// glyph is the sign beside the head.
type glyph int

const (
	ring glyph = iota // a promise
	late              // one that makes good what was not kept
	stop              // solved
)

type button struct {
	label  string
	quiet  bool   // drawn as a frame
	answer string // what the page is to have chosen when it opens; the pressing happens there
}

// The answers that a link in a mail may carry. The page offers what was pressed, and changes nothing by itself.
const (
	works = "?answer=works#answer"
	help  = "?answer=help#answer"
)

// plan puts a letter into words.
func plan(l *i18n.Localizer, letter Letter) sheet {
	if letter.Redacted {
		letter.Body = l.T("redact.mail")
	}
	p := sheet{letter: letter, colour: readable(letter.Company.Brand), lang: string(l.Locale()), said: paragraphs(letter.Body)}
	v := letter.vow(l)
	p.buttons = []button{{label: l.T("mail.button.see")}}
	switch letter.Kind {
	case outbox.Receipt:
		if letter.Customer == "" {
			plainReceipt(l, &p, v)
			break
		}
		p.subject, p.head = v.subject, append([]i18n.Part{{Text: l.T("mail.receipt.hello", i18n.Blanks{Name: firstName(letter.Customer)}) + " "}}, v.head...)
		p.hint = l.T("mail.receipt.person")
		p.said = nil
		p.before = []string{l.T("mail.receipt.wrote", i18n.Blanks{Subject: letter.Subject}), l.T("mail.page")}
	case outbox.Reply:
		p.subject, p.head = cmp.Or(v.answered, v.subject), v.head
		p.hint = start(letter.Body)
		if letter.YourTurn {
			yourTurn(l, &p)
		}
	case outbox.Promised:
		p.subject, p.head = v.subject, v.head
		p.hint, p.before = l.T("mail.page"), []string{l.T("mail.page")}
	case outbox.Moved:
		moved(l, &p, v)
	case outbox.Delayed:
		delayed(l, &p)
	case outbox.Reminder:
		reminder(l, &p)
	case outbox.Solved:
		solved(l, &p, v)
	case outbox.FollowUp:
		followUp(l, &p)
	case outbox.Apology:
		apology(l, &p, v)
	}
	if late := cameLate(l, letter); late != "" {
		p.before = append(p.before, late)
	}
	p.after = append(p.after, visitLines(l, letter)...)
	if p.glyph == ring && letter.Vow.IsLate {
		p.glyph = late
	}
	if letter.Files > 0 {
		p.after = append(p.after, l.T("mail.files", i18n.Blanks{Count: letter.Files}))
	}
	return p
}

// plainReceipt is the receipt to an address that nobody has shown to be theirs: not a word in it is a stranger's, so that
// nobody can have us write to others for them.
func plainReceipt(l *i18n.Localizer, p *sheet, v vow) {
	p.subject, p.head = v.subject, append([]i18n.Part{{Text: l.T("spam.mail.hello") + " "}}, v.head...)
	p.hint = l.T("mail.receipt.person")
	p.said = nil
	p.before = []string{l.T("spam.mail.yours"), l.T("mail.page")}
}

// yourTurn says that the customer has the move, and for what we wait.
func yourTurn(l *i18n.Localizer, p *sheet) {
	p.subject, p.head = l.T("mail.turn.subject", i18n.Blanks{Name: firstName(p.letter.Author)}), l.Parts("mail.turn.head")
	if what := oneLine(p.letter.WaitsFor); what != "" {
		p.after = append(p.after, l.T("mail.follow.waits", i18n.Blanks{What: what}))
	}
}

// moved tells a new time with the old one and the reason.
func moved(l *i18n.Localizer, p *sheet, v vow) {
	b := i18n.Blanks{When: p.letter.Vow.at(l, p.letter.Now)}
	p.subject, p.head = l.T("mail.moved.subject", b), v.head
	if p.letter.Vow.IsLate {
		p.subject = l.T("mail.moved.late", b)
		p.before = append(p.before, l.T("mail.moved.sorry"))
	}
	p.hint = l.T("mail.moved.was", i18n.Blanks{Was: l.At(p.letter.Was, p.letter.Now)})
	p.before = append(p.before, p.hint)
	if p.letter.Reason != "" {
		p.before = append(p.before, l.T("mail.moved.reason", i18n.Blanks{Reason: clean(p.letter.Reason)}))
	}
}

// solved asks whether it works again. Both answers lead to the page: what opens links in mails must not be able
// to answer.
func solved(l *i18n.Localizer, p *sheet, v vow) {
	p.glyph = stop
	p.subject, p.head = l.T("mail.solved.subject"), l.Parts("mail.solved.head")
	p.hint = l.T("mail.solved.press")
	if len(p.said) > 0 {
		p.hint = start(p.letter.Body)
	}
	switch p.letter.Vow.Kind {
	case promise.Confirmation:
		p.after = append(p.after, l.T("mail.solved.silence", i18n.Blanks{When: l.By(p.letter.Vow.Due, p.letter.Now)}))
	case "":
	default:
		p.after = append(p.after, v.sentence)
	}
	p.buttons = []button{{label: l.T("mail.button.yes"), answer: works}, {label: l.T("mail.button.no"), quiet: true, answer: help}}
}

// cameLate are the first lines of a message that came later than promised: which times, and that we are sorry.
func cameLate(l *i18n.Localizer, letter Letter) string {
	if len(letter.LateFor) == 0 {
		return ""
	}
	return l.T("promise.came_late", i18n.Blanks{When: l.AllBy(letter.LateFor, letter.Now), Count: len(letter.LateFor)})
}

// vow is a promise in words.
type vow struct {
	head     []i18n.Part
	sentence string // the head without marks
	subject  string // without a message
	answered string // with a message
}

// vow words the promise that a letter states. What is said is what the customer gets: an answer, news, a solution, or what
// somebody has promised in words of their own.
func (letter Letter) vow(l *i18n.Localizer) vow {
	b := i18n.Blanks{Name: firstName(letter.Author), Words: strings.TrimRight(clean(ui.Clause(l, letter.Vow.Kind, letter.Vow.Words)), ". ")}
	if !letter.Vow.Due.IsZero() {
		b.When = l.Within(letter.Vow.Opens, letter.Vow.Due, letter.Now)
	}
	var v vow
	answered := letter.Author != ""
	switch {
	case letter.Vow.Kind == "" || letter.Vow.Kind == promise.Confirmation:
		v.head = l.Parts("mail.vow.none")
		v.subject = l.T("mail.subject.none", i18n.Blanks{Number: strconv.FormatInt(letter.Number, 10)})
		if answered {
			v.answered = l.T("mail.answered.none", b)
		}
	case letter.Vow.Kind.IsReply():
		v.head, v.subject = l.Parts("mail.vow.reply", b), l.T("mail.subject.reply", b)
		if answered {
			v.answered = l.T("mail.answered.reply", b)
		}
	case letter.Vow.Kind == promise.Resolution:
		v.head, v.subject = l.Parts("mail.vow.solve", b), l.T("mail.subject.solve", b)
		if answered {
			v.answered = l.T("mail.answered.solve", b)
		}
	case b.Words != "":
		v.head, v.subject = l.Parts("mail.vow.words", b), l.T("mail.subject.words", b)
		if answered {
			v.answered = l.T("mail.answered.words", b)
		}
	default:
		v.head, v.subject = l.Parts("mail.vow.news", b), l.T("mail.subject.news", b)
		if answered {
			v.answered = l.T("mail.answered.news", b)
		}
	}
	v.sentence = plain(v.head)
	return v
}

func plain(parts []i18n.Part) string {
	var text strings.Builder
	for _, p := range parts {
		text.WriteString(p.Text)
	}
	return text.String()
}

// start is the beginning of a text, on one line.
func start(text string) string {
	const longest = 120
	runes := []rune(strings.Join(strings.Fields(clean(text)), " "))
	if len(runes) <= longest {
		return string(runes)
	}
	return string(runes[:longest-1]) + "…"
}

// ticketLine names the ticket in the footer.
func (p sheet) ticketLine(l *i18n.Localizer) string {
	if p.letter.Subject == "" {
		return l.T("mail.subject.none", i18n.Blanks{Number: strconv.FormatInt(p.letter.Number, 10)})
	}
	return l.T("mail.footer.ticket", i18n.Blanks{Number: strconv.FormatInt(p.letter.Number, 10), Subject: p.letter.Subject})
}

// companyLine is who writes, and where they are.
func (p sheet) companyLine() string {
	line := p.letter.Company.Name
	for _, more := range []string{p.letter.Company.AddressLine, p.letter.Company.Phone} {
		if more != "" {
			line += ", " + more
		}
	}
	return line
}

// signed is who has written the message: their name, and what they want to stand under it.
func (p sheet) signed() []string {
	if len(p.said) == 0 || p.letter.Author == "" {
		return nil
	}
	signed := []string{p.letter.Author}
	if text := strings.TrimSpace(clean(p.letter.Signature)); text != "" {
		signed = append(signed, strings.Split(text, "\n")...)
	}
	return signed
}

// text is the letter as plain text.
func (p sheet) text(l *i18n.Localizer) string {
	blocks := []string{plain(p.head)}
	if len(p.before) > 0 {
		blocks = append(blocks, strings.Join(p.before, "\n"))
	}
	for _, lines := range p.said {
		blocks = append(blocks, strings.Join(lines, "\n"))
	}
	if signed := p.signed(); len(signed) > 0 {
		blocks = append(blocks, strings.Join(signed, "\n"))
	}
	if len(p.after) > 0 {
		blocks = append(blocks, strings.Join(p.after, "\n"))
	}
	for _, b := range p.buttons {
		blocks = append(blocks, b.label+":\n"+p.letter.Link+b.answer)
	}
	blocks = append(blocks, "-- \n"+l.T("mail.footer.answer")+"\n"+p.ticketLine(l)+"\n"+p.companyLine())
	return strings.Join(blocks, "\n\n") + "\n"
}

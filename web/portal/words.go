package portal

import (
	"context"
	"html"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

// inWords draws the own words of a promise, which are in the ticket's language and not in the page's.
func inWords(lang string) ui.Mark {
	return ui.Around("words", func(words string) templ.Component {
		return templ.Raw(`<span lang="` + html.EscapeString(lang) + `">` + html.EscapeString(ui.Clean(words)) + `</span>`)
	})
}

// wordsOf draws the words of a promise: of an appointment they are the page's own.
func (o Opened) wordsOf(p *promise.Promise, l *i18n.Localizer) ui.Mark {
	if p.Kind.IsAppointment() {
		return inWords(string(l.Locale()))
	}
	return inWords(o.lang())
}

// plain leaves the time of a sentence without its marker, where another one has it.
func plain() ui.Mark {
	return ui.Around("when", ui.Words)
}

// isUpdate reports whether a promise is told as one of news: also a commitment without words of its own.
func isUpdate(p *promise.Promise) bool {
	return p.Kind == promise.Update || p.Kind == promise.Commitment && sentence(p.Words) == ""
}

func blanksOf(l *i18n.Localizer, p *promise.Promise, now time.Time) i18n.Blanks {
	return i18n.Blanks{When: ui.Window(l, p, now), Words: sentence(ui.Clause(l, p.Kind, p.Words))}
}

func kept(l *i18n.Localizer, p *promise.Promise, now time.Time) []i18n.Part {
	b := blanksOf(l, p, now)
	switch {
	case p.Kind.IsReply():
		return l.Parts("promise.kept.reply", b)
	case isUpdate(p):
		return l.Parts("promise.kept.update", b)
	case p.Kind == promise.Resolution:
		return l.Parts("promise.kept.resolution", b)
	default:
		return l.Parts("promise.kept.commitment", b)
	}
}

func broken(l *i18n.Localizer, p *promise.Promise, now time.Time) []i18n.Part {
	b := blanksOf(l, p, now)
	switch {
	case p.Kind.IsReply():
		return l.Parts("promise.broken.reply", b)
	case isUpdate(p):
		return l.Parts("promise.broken.update", b)
	case p.Kind == promise.Resolution:
		return l.Parts("promise.broken.resolution", b)
	default:
		return l.Parts("promise.broken.commitment", b)
	}
}

func made(l *i18n.Localizer, p *promise.Promise, now time.Time) []i18n.Part {
	b := blanksOf(l, p, now)
	if isUpdate(p) {
		return l.Parts("promise.made.update", b)
	}
	return l.Parts("promise.made.commitment", b)
}

func withdrawn(l *i18n.Localizer, p *promise.Promise, now time.Time) []i18n.Part {
	b := blanksOf(l, p, now)
	if isUpdate(p) {
		return l.Parts("promise.withdrawn.update", b)
	}
	return l.Parts("promise.withdrawn.commitment", b)
}

// delivered is what came after its time.
func delivered(l *i18n.Localizer, p *promise.Promise, now time.Time) []i18n.Part {
	b := blanksOf(l, p, now)
	switch {
	case p.Kind.IsReply():
		return l.Parts("promise.delivered.reply", b)
	case isUpdate(p):
		return l.Parts("promise.delivered.update", b)
	case p.Kind == promise.Resolution:
		return l.Parts("promise.delivered.resolution", b)
	default:
		return l.Parts("promise.delivered.commitment", b)
	}
}

// cameLate are the first lines of a message that came later than promised; empty for one that did not.
func cameLate(l *i18n.Localizer, m ticket.Message, now time.Time) string {
	if len(m.LateFor) == 0 {
		return ""
	}
	return l.T("promise.came_late", i18n.Blanks{When: l.AllBy(m.LateFor, now), Count: len(m.LateFor)})
}

// moved tells both times.
func moved(l *i18n.Localizer, h Happening, now time.Time) []i18n.Part {
	b := i18n.Blanks{Was: l.At(h.Promise.Due, now), When: l.At(valueOf(h.Event.BecameAt), now), Words: sentence(ui.Clause(l, h.Promise.Kind, h.Promise.Words))}
	if !h.Promise.Opens.IsZero() {
		b.Was = l.Within(h.Promise.Opens, h.Promise.Due, now)
	}
	if h.Became != nil && !h.Became.Opens.IsZero() && h.Became.Due.Equal(valueOf(h.Event.BecameAt)) {
		b.When = l.Within(h.Became.Opens, h.Became.Due, now)
	}
	if b.Words == "" {
		return l.Parts("promise.moved.target", b)
	}
	return l.Parts("promise.moved.commitment", b)
}

// sorry is the apology: the clock when the time was today, else the day too.
func sorry(l *i18n.Localizer, was, now time.Time) []i18n.Part {
	if y, m, d := was.In(l.Zone()).Date(); sameDate(now.In(l.Zone()), y, m, d) {
		return l.Parts("promise.customer.late_today", i18n.Blanks{Was: l.Clock(was)})
	}
	return l.Parts("promise.customer.late", i18n.Blanks{Was: l.At(was, now)})
}

func sameDate(t time.Time, year int, month time.Month, day int) bool {
	y, m, d := t.Date()
	return y == year && m == month && d == day
}

// asks reports whether the page asks if it works again: until that has been answered.
func (o Opened) asks() bool { return !o.IsClosed() && o.FinishedAs == nil }

// isOpen reports whether the customer waits for us.
func (o Opened) isOpen() bool {
	return o.Status == promise.New || o.Status == promise.Open || o.Status == promise.OnHold
}

// isYours reports whether we wait for the customer.
func (o Opened) isYours() bool { return o.Status == promise.Awaiting }

// waitsFor is what we ask of the customer, in the staff's words. For whom else we wait is the staff's own.
func (o Opened) waitsFor() string {
	if !o.isYours() {
		return ""
	}
	return strings.TrimSpace(o.WaitingFor)
}

// isPressed reports whether the question stands first, since a mail's link leads to it.
func (o Opened) isPressed() bool { return o.asks() && o.Pressed != "" }

// answer is what the question has chosen already: what came back, or what a mail's link asked for.
func (o Opened) answer() string {
	no := "no"
	if o.isYours() {
		no = "help"
	}
	switch {
	case o.Answer.Works == "no" || o.Answer.Works == "help":
		return no
	case o.Answer.Works != "":
		return o.Answer.Works
	case o.Pressed == PressedWorks:
		return "yes"
	case o.Pressed == PressedHelp:
		return no
	}
	return ""
}

// share is how much of the card's promise is used, 100 for what is done.
func (o Opened) share(v Vow) int {
	if v.Situation != Promised || v.Promise == nil {
		return 100
	}
	return promise.Share(v.Promise, o.Terms, o.Now)
}

// answeredBy is when the customer is answered at the latest if they write now.
func (o Opened) answeredBy() time.Time {
	for _, p := range o.Book().Pending() {
		if p.Kind.IsReply() {
			return p.Due
		}
	}
	return o.Terms.Hours().Add(o.Now, o.Terms.NextReply)
}

// writing says what writing does to a ticket that is closed.
func (o Opened) writing(l *i18n.Localizer) string {
	switch {
	case !o.IsClosed():
		return ""
	case o.Now.Sub(*o.ClosedAt) > o.Terms.ReopenAfter:
		return l.T("portal.write.starts")
	default:
		return l.T("portal.write.reopens")
	}
}

func upload(ctx context.Context, max ticket.Limits, problems []ui.Problem) ui.Upload {
	return ui.Upload{
		Name: "files", Label: i18n.T(ctx, "portal.files"), Press: i18n.T(ctx, "portal.files.press"), Error: wrong(problems, "files"),
		Files: max.Files, Bytes: max.FileBytes, Total: max.RequestBytes, Again: len(problems) > 0, Optional: true,
	}
}

// compact makes a field for files a button, for below a text.
func compact(u ui.Upload) ui.Upload {
	u.Compact, u.Press = true, u.Label
	return u
}

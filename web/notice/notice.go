// Package notice puts what somebody of the staff is told into words, the same in the app and in a mail. It must never ask
// a database or a clock.
package notice

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/ui"
)

// Office is where a notice leads that is no ticket's.
const Office = "/office"

// Address is what a notice is about: its ticket, and of that the message; else the office.
func Address(e notify.Entry) string {
	if e.Number == nil {
		return Office
	}
	address := "/desk/tickets/" + strconv.FormatInt(*e.Number, 10)
	if e.Message != nil {
		address += "#m" + strconv.FormatInt(*e.Message, 10)
	}
	return address
}

// About names the ticket; empty for a notice that is no ticket's.
func About(e notify.Entry) string {
	if e.Number == nil {
		return ""
	}
	return "#" + strconv.FormatInt(*e.Number, 10) + " " + ui.Clean(e.Subject)
}

// Title is what happened.
func Title(l *i18n.Localizer, e notify.Entry) string {
	by := i18n.Blanks{Name: cmp.Or(ui.Clean(e.Actor), "Kept")}
	switch e.Kind {
	case notify.HandedUp:
		if e.Due != nil && e.Due.After(e.At) { // it has not been broken: whoever had it has left
			return l.T("notice.needs_an_owner")
		}
		return l.T("notice.handed_up")
	case notify.Broken:
		return l.T("notice.broken")
	case notify.NotAnswered:
		return l.T("notice.not_answered")
	case notify.ApologiesHeld:
		return l.T("notice.apologies_held")
	case notify.Undelivered:
		return l.T("notice.undelivered")
	case notify.ApologyDrafted:
		return l.T("notice.apology_drafted")
	case notify.Warned:
		return l.T("notice.warned")
	case notify.NobodyHome:
		return l.T("notice.nobody_home")
	case notify.CameUp:
		return l.T("notice.came_up")
	case notify.Assigned:
		if e.Actor == "" {
			return l.T("notice.assigned_by_rule")
		}
		return l.T("notice.assigned", by)
	case notify.TakenOver:
		return l.T("notice.taken_over", by)
	case notify.HasIt:
		return l.T("live.notice.has_it", by)
	default:
		return said(l, e.Kind, by)
	}
}

// said is Title for what colleagues and customers say on tickets.
func said(l *i18n.Localizer, k notify.Kind, by i18n.Blanks) string {
	switch k {
	case notify.Mentioned:
		return l.T("bell.notice.mentioned", by)
	case notify.Wrote:
		return l.T("bell.notice.wrote", by)
	case notify.Reopened:
		return l.T("bell.notice.reopened", by)
	case notify.Solved:
		return l.T("bell.notice.solved", by)
	case notify.Replied:
		return l.T("bell.notice.replied", by)
	case notify.Noted:
		return l.T("bell.notice.noted", by)
	default:
		return question(l, k, by)
	}
}

// question is Title for what happens to questions.
func question(l *i18n.Localizer, k notify.Kind, by i18n.Blanks) string {
	switch k {
	case notify.Asked:
		return l.T("notice.asked", by)
	case notify.AskedBack:
		return l.T("notice.asked_back", by)
	case notify.Answered:
		return l.T("notice.answered", by)
	case notify.ToldMore:
		return l.T("notice.told_more", by)
	case notify.Passed:
		return l.T("notice.passed", by)
	default:
		return l.T("notice.happened") // a kind of a newer program, which writes while this one still runs
	}
}

// Detail is what was promised, or what was asked; empty where there is neither.
func Detail(l *i18n.Localizer, e notify.Entry, now time.Time) string {
	switch {
	case e.Question != "":
		return ui.Clean(e.Question)
	case e.PromiseKind == nil || e.Due == nil:
		return ""
	}
	b := i18n.Blanks{When: l.By(*e.Due, now), Words: strings.TrimRight(ui.Clean(e.PromiseWords), ". ")}
	switch *e.PromiseKind {
	case promise.Callback:
		b.Words = l.T("kinds.verb.call")
	case promise.Visit:
		b.Words = l.T("kinds.verb.visit")
	}
	switch {
	case e.PromiseKind.IsReply():
		return l.T("notice.vow.reply", b)
	case *e.PromiseKind == promise.Resolution:
		return l.T("notice.vow.solve", b)
	case *e.PromiseKind == promise.CheckBack:
		return l.T("notice.vow.look", b)
	case *e.PromiseKind == promise.FollowUp:
		return l.T("notice.vow.follow_up", b)
	case b.Words != "":
		return l.T("notice.vow.words", b)
	default:
		return l.T("notice.vow.news", b)
	}
}

package desk

import (
	"context"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/ui"
)

// writing is one composer: which, and what stands in it.
type writing struct {
	mode  string
	draft Draft
}

func (w writing) form() string { return w.mode + "-form" }

func (w writing) id(field string) string { return w.mode + "-" + field }

func (t Ticket) writings() []writing {
	all := []writing{{Reply, t.Reply}, {Note, t.Note}, {Promise, t.Promise}}
	return slices.DeleteFunc(all, func(w writing) bool { return !t.mayWrite(w.mode) })
}

// mayWrite reports whether a composer stands on the page. On what was merged or called spam only the team is written to; but what
// somebody had written for the customer when that happened is theirs to copy.
func (t Ticket) mayWrite(mode string) bool {
	if !t.isSpam() && !t.isMerged() || mode == Note {
		return true
	}
	return t.Mode == mode && (t.Reply.Body != "" || t.Promise.Words != "")
}

// mode is which composer is in sight.
func (t Ticket) mode() string {
	if !t.mayWrite(t.Mode) {
		return Note
	}
	return t.Mode
}

// writing is the composer of that name.
func (t Ticket) writing(mode string) writing {
	if mode == Promise {
		return writing{Promise, t.Promise}
	}
	return writing{Reply, t.Reply}
}

// address is where a composer's form goes. It alone decides who may read what is sent: a note has a form of its own,
// and no field of it can make it public.
func (w writing) address() string {
	switch w.mode {
	case Note:
		return "/notes"
	case Promise:
		return "/promises"
	default:
		return "/replies"
	}
}

// modes are the tabs of the composer.
func (t Ticket) modes(ctx context.Context) []ui.Option {
	is := func(mode, label, icon, key, focus string) ui.Option {
		return ui.Option{Value: mode, Label: label, Icon: icon, Key: key, Focus: focus, Chosen: t.mode() == mode}
	}
	all := []ui.Option{
		is(Reply, i18n.T(ctx, "desk.compose.reply"), "reply", "r", "reply-body"),
		is(Note, i18n.T(ctx, "desk.compose.note"), "lock", "n", "note-body"),
		is(Promise, i18n.T(ctx, "desk.compose.promise"), "promise", "p", "promise-words"),
	}
	return slices.DeleteFunc(all, func(o ui.Option) bool { return !t.mayWrite(o.Value) })
}

func (t Ticket) whats(ctx context.Context, chosen string) []ui.Option {
	return []ui.Option{
		{Value: "update", Label: i18n.T(ctx, "desk.compose.update"), Chosen: chosen != "words"},
		{Value: "words", Label: i18n.T(ctx, "desk.compose.own_words"), Chosen: chosen == "words"},
	}
}

// replyWhats are the same for a reply, which may promise nothing: somebody of us looks again.
func (t Ticket) replyWhats(ctx context.Context, chosen string) []ui.Option {
	all := t.whats(ctx, chosen)
	all[0].Chosen = chosen != "words" && chosen != LookAgain
	return append(all, ui.Option{Value: LookAgain, Label: i18n.T(ctx, "turn.compose.look"), Chosen: chosen == LookAgain})
}

// whenDays are the days of a composer. With a reply nothing needs to be promised: the policy's update follows.
func (t Ticket) whenDays(ctx context.Context, w writing) []ui.Option {
	days := t.days(ctx, w.draft.Day)
	if w.mode != Reply {
		return days
	}
	l := i18n.From(ctx)
	rules := ui.Option{Value: ByRules, Label: l.T("desk.compose.no_rules"), Chosen: w.draft.Day == "" || w.draft.Day == ByRules}
	if !t.ByRules.IsZero() {
		rules.Label = l.T("desk.compose.by_rules", i18n.Blanks{When: l.At(t.ByRules, t.Now)})
	}
	return append([]ui.Option{rules}, days...)
}

func (w writing) keeps(p *promise.Promise) bool     { return slices.Contains(w.draft.Keeps, p.ID) }
func (w writing) withdraws(p *promise.Promise) bool { return slices.Contains(w.draft.Withdraws, p.ID) }

func (w writing) seen() string { return strconv.FormatInt(int64(w.draft.Seen), 10) }

// modeAddress is the page with a composer chosen, for those without script.
func (t Ticket) modeAddress(mode string) templ.SafeURL {
	address := string(t.path(""))
	mark := "?"
	if t.List.Query() != "" {
		mark = "&"
	}
	return templ.SafeURL(address + mark + "mode=" + mode + "#composer")
}

package office

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Mail is the page of the mail on its way out: the mails that stand in one state.
type Mail struct {
	Frame   layout.Frame
	State   outbox.State
	Counts  map[outbox.State]int // of those that left: today's
	Items   []outbox.Item
	First   bool   // whether it begins at the first
	Next    string // the address of the next page; empty on the last
	Problem string // why what was pressed just now was not done
	Now     time.Time
}

// MailAddress is the list of a state, behind a mail; 0 begins at the first. Without a state it is that of the first
// which has a mail.
func MailAddress(s outbox.State, after outbox.ID) string {
	if s == "" {
		return "/office/mail"
	}
	address := "/office/mail?state=" + string(s)
	if after != 0 {
		address += "&after=" + number(int64(after))
	}
	return address
}

// needing is how many mails go nowhere unless somebody does something.
func (p Mail) needing() int { return p.Counts[outbox.Failed] + p.Counts[outbox.Uncertain] }

// allLeft reports whether nothing waits anywhere.
func (p Mail) allLeft() bool {
	for _, s := range outbox.States {
		if s != outbox.Sent && p.Counts[s] > 0 {
			return false
		}
	}
	return true
}

func (p Mail) nothing(ctx context.Context) ui.Nothing {
	if p.allLeft() {
		return ui.Nothing{State: ui.Kept, Title: i18n.T(ctx, "office.mail.all_left"), Text: i18n.T(ctx, "office.mail.all_left_text")}
	}
	return ui.Nothing{State: ui.Upcoming, Title: i18n.T(ctx, "office.mail.none"), Text: i18n.T(ctx, "office.mail.none_text")}
}

func (p Mail) tabs(ctx context.Context) []ui.Tab {
	var all []ui.Tab
	for _, s := range outbox.States {
		all = append(all, ui.Tab{Label: stateName(ctx, s), Href: MailAddress(s, 0), Count: p.Counts[s], Counted: true, Current: s == p.State})
	}
	return all
}

// stateName is where mails stand, in a word or two.
func stateName(ctx context.Context, s outbox.State) string {
	switch s {
	case outbox.Held:
		return i18n.T(ctx, "office.mail.held")
	case outbox.Queued:
		return i18n.T(ctx, "office.mail.queued")
	case outbox.Sending:
		return i18n.T(ctx, "office.mail.sending")
	case outbox.Uncertain:
		return i18n.T(ctx, "office.mail.uncertain")
	case outbox.Failed:
		return i18n.T(ctx, "office.mail.failed")
	default:
		return i18n.T(ctx, "office.mail.sent")
	}
}

// act is something to do about a mail.
type act struct {
	label, action string
}

// acts are what can be done about the mails of a state.
func acts(ctx context.Context, s outbox.State) []act {
	switch s {
	case outbox.Failed, outbox.Queued:
		return []act{{i18n.T(ctx, "office.mail.retry"), "/office/mail/retries"}}
	case outbox.Held:
		return []act{{i18n.T(ctx, "office.mail.release"), "/office/mail/releases"}}
	case outbox.Uncertain:
		return []act{
			{i18n.T(ctx, "office.mail.arrived"), "/office/mail/arrivals"},
			{i18n.T(ctx, "office.mail.repeat"), "/office/mail/repeats"},
		}
	default:
		return nil
	}
}

// actsOn are what can be done about one mail: what leaves by itself this moment needs nobody.
func (p Mail) actsOn(ctx context.Context, m outbox.Item) []act {
	if m.State == outbox.Queued && m.NextTryAt == nil {
		return nil
	}
	return acts(ctx, p.State)
}

// whose is a mail's name for those who do not see where its button stands.
func whose(ctx context.Context, m outbox.Item) string {
	return desk.LetterName(ctx, m.Kind) + ", " + ui.Clean(m.Name)
}

// margin is the time beside a mail: when it left, else since when it waits, with how long that is.
func (p Mail) margin(ctx context.Context, m outbox.Item) (at time.Time, stamp, span string) {
	l := i18n.From(ctx)
	if m.SentAt != nil {
		return *m.SentAt, l.Lead(*m.SentAt, p.Now), ""
	}
	return m.CreatedAt, l.Lead(m.CreatedAt, p.Now), l.T("office.mail.since", i18n.Blanks{Span: l.Span(p.Now.Sub(m.CreatedAt))})
}

// tries says how often a mail was tried, and when it is tried next.
func (p Mail) tries(ctx context.Context, m outbox.Item) []string {
	l := i18n.From(ctx)
	var all []string
	if m.Tries > 0 {
		all = append(all, l.T("office.mail.tries", i18n.Blanks{Count: m.Tries}))
	}
	if m.NextTryAt != nil {
		all = append(all, l.T("office.mail.next", i18n.Blanks{Time: l.Lead(*m.NextTryAt, p.Now), When: l.Left(*m.NextTryAt, p.Now)}))
	}
	return all
}

// warnings are what somebody must know before they press.
func warnings(ctx context.Context, m outbox.Item) []string {
	var all []string
	if m.GaveUp() {
		all = append(all, i18n.T(ctx, "office.mail.gave_up"))
	}
	if m.UnKept {
		all = append(all, i18n.T(ctx, "office.mail.un_kept"))
	}
	if m.State == outbox.Uncertain {
		all = append(all, i18n.T(ctx, "office.mail.twice"))
	}
	return all
}

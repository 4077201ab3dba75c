package desk

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// LostPath is the supervisors' page of what fell between two chairs.
const LostPath = "/desk/lost"

// LostPage is what fell between two chairs, each with the one act that mends it.
type LostPage struct {
	Frame       layout.Frame
	Lost        ticket.Lost
	Now         time.Time
	Administers bool // whether the reader says who works in which team
	Clash       string
}

func lostAct(kind string, id int64, act string) string {
	return LostPath + "/" + kind + "/" + strconv.FormatInt(id, 10) + "/" + act
}

// lostID is the id of the form of an act: mails and jobs are numbered apart.
func lostID(action string) string {
	return strings.ReplaceAll(strings.TrimPrefix(action, LostPath+"/"), "/", "-")
}

// whose says whose a promise is, and why it is lost.
func (p LostPage) whose(ctx context.Context, o ticket.LostPromise) string {
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: ui.Clean(o.OwnerName), What: noun(ctx, o.Kind, o.Words)}
	switch {
	case o.IsGone:
		return l.T("lost.promise.gone", b)
	case o.IsTeams:
		return l.T("lost.promise.teams", b)
	default:
		return l.T("lost.promise.away", b)
	}
}

// isToCall reports whether a mail will not arrive however often it is sent: its customer must be called.
func isToCall(m outbox.Item) bool {
	why, _ := m.Reason()
	return m.Number != nil && m.State == outbox.Failed && (why == outbox.NoSuchInbox || why == outbox.Refusal)
}

// mailSaid says to whom a mail did not get, and why.
func mailSaid(ctx context.Context, m outbox.Item) string {
	why, _ := m.Reason()
	return i18n.T(ctx, "lost.mail.to", i18n.Blanks{What: LetterName(ctx, m.Kind), Name: ui.Clean(m.Name), Address: ui.Clean(m.Address)}) + " " + MailReason(ctx, why)
}

// jobName is what a worker was to do.
func jobName(ctx context.Context, kind string) string {
	switch kind {
	case outbox.Deliver{}.Kind():
		return i18n.T(ctx, "lost.job.mail")
	case ticket.GoOn{}.Kind():
		return i18n.T(ctx, "lost.job.bulk")
	default:
		return i18n.T(ctx, "lost.job.unknown", i18n.Blanks{Name: kind})
	}
}

package office

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

// PromisesHeads are the first line of the table that somebody takes away.
func PromisesHeads(l *i18n.Localizer) []string {
	return []string{
		l.T("promises.sheet.ticket"), l.T("promises.sheet.subject"), l.T("promises.filter.kind"), l.T("promises.sheet.words"), l.T("promises.filter.state"),
		l.T("promises.filter.team"), l.T("promises.filter.owner"), l.T("promises.sheet.made"), l.T("promises.sheet.opens"), l.T("promises.sheet.due"), l.T("promises.sheet.ended"),
		l.T("promises.sheet.delivered"), l.T("promises.sheet.moved"), l.T("promises.sheet.sorry"), l.T("promises.sheet.undelivered"), l.T("promises.sheet.elsewhere"),
	}
}

// PromisesCells are a promise's line in it; times are UTC.
func PromisesCells(ctx context.Context, f ticket.Found) []string {
	owner, elsewhere := "", ""
	if f.Elsewhere != nil {
		elsewhere = number(*f.Elsewhere)
	}
	if f.OwnerName != nil {
		owner = *f.OwnerName
	}
	return []string{
		number(f.Number), ui.Clean(f.Subject), promiseKind(ctx, f.Kind), ui.Clean(f.Words), stateWord(ctx, f.State), ui.Clean(f.TeamName), ui.Clean(owner),
		stamp(&f.MadeAt), stamp(f.Opens), stamp(&f.Due), stamp(f.EndedAt), stamp(f.DeliveredAt), stamp(f.MovedTo), stamp(f.ApologisedAt), stamp(f.FailedAt), elsewhere,
	}
}

func stamp(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.UTC().Format("2006-01-02 15:04:05")
}

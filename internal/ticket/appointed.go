package ticket

import (
	"context"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Appointed finds a visit or a call with a window that stands on a ticket, as its reader may see both. It is asked for by the number of
// the one that was agreed first: that stays, however often it is moved. Not found: none such stands any more, or it is not theirs.
func Appointed(ctx context.Context, r pg.Reader, by people.Actor, id ID, first promise.ID) (Whole, *promise.Promise, error) {
	whole, err := Seen(ctx, r, by, id)
	if err != nil {
		return Whole{}, nil, err
	}
	for _, p := range whole.Promises {
		if p.FirstID() == first && p.State == promise.Pending && p.Kind.IsAppointment() && !p.Opens.IsZero() {
			return whole, p, nil
		}
	}
	return Whole{}, nil, fault.NotFound()
}

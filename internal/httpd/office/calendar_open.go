package office

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// forOpen is the answer to "for which tickets?" that means the open ones too.
const forOpen = "open"

// openUnder is how many tickets that are open were promised by a calendar.
func (d door) openUnder(ctx context.Context, id sla.CalendarID) (n int, err error) {
	all, err := sla.Policies(ctx, d.DB, httpd.Actor(ctx))
	for _, p := range all {
		if p.Calendar == int64(id) {
			n += p.Open
		}
	}
	return n, err
}

// kept is what is said of a change of a calendar that was made, and where the page leads then.
type kept struct {
	done    string
	openToo bool // the open tickets follow
}

// keepCalendar changes a calendar, and begins to serve open tickets by it where that was asked. Each policy's tickets follow by an act of
// their own: where there is one, it is shown; where there are several, they stand on the calendar's page.
func (d door) keepCalendar(w http.ResponseWriter, r *http.Request, id sla.CalendarID, k kept, change func(ctx context.Context, tx *pg.Tx) error) error {
	var begun []ticket.Following
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		begun = nil
		if err = tx.ReadClock(ctx); err != nil {
			return err
		}
		if err = change(ctx, tx); err == nil && k.openToo {
			begun, err = ticket.FollowCalendar(ctx, tx, httpd.Actor(ctx), id)
		}
		return err
	})
	if err != nil {
		return err
	}
	begun = slices.DeleteFunc(begun, func(f ticket.Following) bool { return f.Total == 0 })
	follow := 0
	for _, one := range begun {
		follow += one.Total
	}
	to, done := view.CalendarPath(id, ""), k.done
	if len(begun) == 1 {
		to = "/desk/acts/" + strconv.FormatInt(int64(begun[0].ID), 10)
	}
	if follow > 0 {
		done = i18n.T(r.Context(), "calendars.done.applying", i18n.Blanks{Count: follow})
	}
	if err := d.Toast(w, ui.Note{Text: done}); err != nil {
		return err
	}
	httpd.Redirect(w, r, to)
	return nil
}

package office

import (
	"context"
	"net/http"
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

// keepCalendar changes a calendar, and begins to serve open tickets by it where that was asked.
func (d door) keepCalendar(w http.ResponseWriter, r *http.Request, id sla.CalendarID, openToo bool, change func(ctx context.Context, tx *pg.Tx) error) error {
	var act ticket.BulkID
	var follow int
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		act, follow = 0, 0
		if err = tx.ReadClock(ctx); err != nil {
			return err
		}
		if err = change(ctx, tx); err == nil && openToo {
			act, follow, err = applyCalendar(ctx, tx, id)
		}
		return err
	})
	if err != nil {
		return err
	}
	to, done := view.CalendarPath(id, ""), words(r, "settings.hours.saved")
	if follow > 0 {
		to, done = "/desk/acts/"+strconv.FormatInt(int64(act), 10), i18n.T(r.Context(), "calendars.done.applying", i18n.Blanks{Count: follow})
	}
	if err := d.Toast(w, ui.Note{Text: done}); err != nil {
		return err
	}
	httpd.Redirect(w, r, to)
	return nil
}

// applyCalendar begins to serve the open tickets of every policy that counts by a calendar, and says how many they are.
// Each policy has an act of its own, which can be set back by itself; the largest is the one to look at.
func applyCalendar(ctx context.Context, tx *pg.Tx, id sla.CalendarID) (largest ticket.BulkID, all int, err error) {
	by := httpd.Actor(ctx)
	policies, err := sla.Policies(ctx, tx, by)
	if err != nil {
		return 0, 0, err
	}
	most := 0
	for _, p := range policies {
		if p.Calendar != int64(id) {
			continue
		}
		act, n, err := ticket.BeginRules(ctx, tx, by, p.ID)
		if err != nil {
			return 0, 0, err
		}
		if all += n; n > most {
			largest, most = act, n
		}
	}
	return largest, all, nil
}

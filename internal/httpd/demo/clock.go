package demo

import (
	"context"
	"net/http"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// steps are how far the clock moves by one press.
var steps = map[string]time.Duration{"15m": 15 * time.Minute, "1h": time.Hour, "24h": 24 * time.Hour}

// moveClock moves the desk's time forward, and goes back to the page on which that was pressed.
func (d door) moveClock(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadForm(w, r)
	if err != nil {
		return err
	}
	step, known := steps[form.Text("forward")]
	if !known {
		return fault.NotFound()
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error { return people.MoveClock(ctx, tx, step) })
	if err != nil {
		return err
	}
	httpd.Redirect(w, r, httpd.SafeNext(form.Text("back")))
	return nil
}

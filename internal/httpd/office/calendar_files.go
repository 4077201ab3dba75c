package office

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// takeFile lets the dates of a calendar file close the desk.
func (d door) takeFile(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "calendar")
	if err != nil {
		return err
	}
	content, chosen, err := d.ReadFileWith(w, r, "file", sla.MaxFile, "for")
	if fault.Is(err, fault.KindTooLarge) && fault.Of(err)[0].Field == "file" { // the file, not some other form
		err = fault.Invalid("calendars.fault.large").On("file")
	}
	if err == nil {
		err = d.keepCalendar(w, r, sla.CalendarID(id), kept{words(r, "settings.hours.saved"), chosen == forOpen}, func(ctx context.Context, tx *pg.Tx) error {
			days, err := sla.ReadDays(content, tx.Now)
			if err != nil {
				return fileFault(err, content)
			}
			return sla.TakeFile(ctx, tx, httpd.Actor(ctx), sla.CalendarID(id), days)
		})
	}
	return d.saidAgain(w, r, err, "")
}

// fileFault says what is wrong with a file: who has chosen a calendar's that broke on its way is not told to choose one.
func fileFault(err error, content []byte) error {
	switch {
	case len(content) == 0:
		return fault.Invalid("calendars.fault.no_file").On("file")
	case errors.Is(err, sla.ErrNoCalendar) && bytes.HasPrefix(bytes.TrimPrefix(content, []byte("\ufeff")), []byte("BEGIN:VCALENDAR")):
		return fault.Invalid("calendars.fault.damaged").On("file")
	case errors.Is(err, sla.ErrManyDays):
		return fault.Invalid("calendars.fault.large").On("file")
	case errors.Is(err, sla.ErrNoDays):
		return fault.Invalid("calendars.fault.no_days").On("file")
	case errors.Is(err, sla.ErrNoCalendar):
		return fault.Invalid("calendars.fault.no_calendar").On("file")
	default:
		return err
	}
}

// setFeed lets the dates of an address close the desk, reads it again, or ends it.
func (d door) setFeed(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "calendar")
	if err != nil {
		return err
	}
	sent, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	openToo := sent.Text("for") == forOpen
	k := kept{done: words(r, "calendars.done.feed")} // the open tickets follow what is read, whenever that changes something
	if sent.Text("url") == "" {
		k = kept{words(r, "calendars.done.feed_ended"), openToo}
	}
	err = d.keepCalendar(w, r, sla.CalendarID(id), k, func(ctx context.Context, tx *pg.Tx) error {
		return sla.SetFeed(ctx, tx, httpd.Actor(ctx), sla.CalendarID(id), sent.Text("url"), openToo)
	})
	return d.saidAgain(w, r, err, sent.Text("url"))
}

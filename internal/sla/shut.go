package sla

import (
	"context"
	"fmt"
	"slices"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/pg"
)

// ShutDay is why a desk is closed all day on a date on which its week has hours.
type ShutDay struct {
	Date    calendar.Date
	Name    string            // what somebody here called the day, or a file; may be empty
	Holiday *calendar.Holiday // a public one; nil: none
}

// ShutDays reads on which dates the calendar of a version closes the desk: by its own dates, else by the law.
func ShutDays(ctx context.Context, r pg.Reader, id VersionID) (func(calendar.Date) (ShutDay, bool), error) {
	v, err := r.Memo(id, func() (any, error) { return readVersion(ctx, r, id) })
	if err != nil {
		return nil, fmt.Errorf("read version %d of the promise rules: %w", id, err)
	}
	return v.(*version).shutOn, nil
}

func (v *version) shutOn(date calendar.Date) (ShutDay, bool) {
	if len(v.Calendar.OpenOn(date)) > 0 {
		return ShutDay{}, false
	}
	at := slices.IndexFunc(v.days, func(d Day) bool { return d.Date == date && len(d.Open) == 0 })
	day := ShutDay{Date: date}
	if at >= 0 {
		day.Name = v.days[at].Name
	}
	for _, h := range calendar.Holidays(v.region, date.Year) {
		if h.Date == date {
			day.Holiday = &h
			break
		}
	}
	return day, at >= 0 || day.Holiday != nil
}

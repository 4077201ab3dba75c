package office

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/ui"
)

// openSaid is a calendar as the audit keeps it, "Europe/Copenhagen; Mon 09:00–17:00; DK; 2026-12-24", with its weekdays, holidays
// and dates in the reader's words. What is none of these is shown as it stands there.
func openSaid(ctx context.Context, text string) string {
	parts := strings.Split(text, "; ")
	for i, part := range parts {
		first, rest, _ := strings.Cut(part, " ")
		if name := weekdayKept(ctx, first); name != "" {
			parts[i] = name + " " + rest
		} else if day, err := time.Parse(time.DateOnly, first); err == nil {
			parts[i] = dateWords(ctx, calendar.DateOf(day)) + " " + hoursWords(ctx, rest)
		} else if slices.Contains(calendar.Regions, calendar.Region(part)) {
			parts[i] = i18n.T(ctx, "calendars.with_holidays", i18n.Blanks{Name: regionName(ctx, calendar.Region(part))})
		}
	}
	return ui.Clean(strings.Join(parts, "; "))
}

// weekdayKept is the short name of the day that the audit keeps as its first three English letters; empty: it is none.
func weekdayKept(ctx context.Context, letters string) string {
	for _, day := range week {
		if day.String()[:3] == letters {
			sunday := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
			return i18n.For(i18n.From(ctx).Locale(), time.UTC).ShortWeekday(sunday.AddDate(0, 0, int(day)))
		}
	}
	return ""
}

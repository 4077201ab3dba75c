package demo

import (
	"fmt"
	"time"

	"github.com/kepthq/kept/internal/i18n"
)

// dayNames is how one language names a day in the middle of a sentence. The weekdays begin with Sunday.
type dayNames struct {
	yesterday, today, tomorrow string
	next                       [7]string // a weekday to come: "on Thursday"
	last                       [7]string // a weekday gone by
}

// dayWords names the date of day as somebody does who writes on the date of at.
func dayWords(l i18n.Locale, at, day time.Time) (string, error) {
	names, err := namesOf(l)
	if err != nil {
		return "", err
	}
	away := dates(at, day)
	switch {
	case away == 0:
		return names.today, nil
	case away == 1:
		return names.tomorrow, nil
	case away == -1:
		return names.yesterday, nil
	case away > 1 && away <= 6:
		return names.next[day.Weekday()], nil
	case away < -1 && away >= -6:
		return names.last[day.Weekday()], nil
	default:
		return "", fmt.Errorf("a day %d days away has no word", away)
	}
}

// dates counts the calendar dates from a to b.
func dates(a, b time.Time) int {
	return int(midnightUTC(b).Sub(midnightUTC(a)) / (24 * time.Hour))
}

func midnightUTC(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func namesOf(l i18n.Locale) (dayNames, error) {
	switch l {
	case i18n.EN:
		on := [7]string{"on Sunday", "on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday"}
		return dayNames{"yesterday", "today", "tomorrow", on, on}, nil
	case i18n.SV:
		return dayNames{
			"i går", "i dag", "i morgon",
			[7]string{"på söndag", "på måndag", "på tisdag", "på onsdag", "på torsdag", "på fredag", "på lördag"},
			[7]string{"i söndags", "i måndags", "i tisdags", "i onsdags", "i torsdags", "i fredags", "i lördags"},
		}, nil
	case i18n.DA:
		return dayNames{
			"i går", "i dag", "i morgen",
			[7]string{"på søndag", "på mandag", "på tirsdag", "på onsdag", "på torsdag", "på fredag", "på lørdag"},
			[7]string{"i søndags", "i mandags", "i tirsdags", "i onsdags", "i torsdags", "i fredags", "i lørdags"},
		}, nil
	case i18n.PL:
		in := [7]string{"w niedzielę", "w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę"}
		return dayNames{"wczoraj", "dzisiaj", "jutro", in, in}, nil
	case i18n.EL:
		the := [7]string{"την Κυριακή", "τη Δευτέρα", "την Τρίτη", "την Τετάρτη", "την Πέμπτη", "την Παρασκευή", "το Σάββατο"}
		return dayNames{"χθες", "σήμερα", "αύριο", the, the}, nil
	default:
		return dayNames{}, fmt.Errorf("no days in the language %q", l)
	}
}

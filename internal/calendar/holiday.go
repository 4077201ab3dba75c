package calendar

import (
	"cmp"
	"slices"
	"time"
)

// Region is where public holidays are kept: a country by ISO 3166-1, or a part of one by ISO 3166-2 where its parts keep
// different days. "" is nowhere.
type Region string

// The regions whose holidays are known: the countries of the five languages.
const (
	Nowhere         Region = ""
	EnglandWales    Region = "GB-EAW"
	Scotland        Region = "GB-SCT"
	NorthernIreland Region = "GB-NIR"
	Ireland         Region = "IE"
	Sweden          Region = "SE"
	Denmark         Region = "DK"
	Poland          Region = "PL"
	Greece          Region = "GR"
	Cyprus          Region = "CY"
)

// Regions are all of them, as a form lists them.
var Regions = []Region{EnglandWales, Scotland, NorthernIreland, Ireland, Sweden, Denmark, Poland, Greece, Cyprus}

// Valid reports whether the holidays of r are known; those of Nowhere are, since it has none.
func (r Region) Valid() bool { return r == Nowhere || slices.Contains(Regions, r) }

// Feast names a holiday in no language.
type Feast string

// Holiday is a public holiday on the date on which it is kept in a year. Moved says that it stands there instead of, or
// beside, its own date.
type Holiday struct {
	Date  Date
	Feast Feast
	Moved bool
}

// The years whose holidays are counted with. Before them nobody kept promises with this program; a law that somebody will
// pass in decades is not known.
const (
	FirstHolidayYear = 2015
	LastHolidayYear  = 2075
)

// Holidays are those of a region in a year, in order. Where two fall on one date, both are listed.
func Holidays(r Region, year int) []Holiday {
	y := &yearOf{year: year}
	switch r {
	case EnglandWales, Scotland, NorthernIreland:
		y.britain(r)
	case Ireland:
		y.ireland()
	case Sweden:
		y.sweden()
	case Denmark:
		y.denmark()
	case Poland:
		y.poland()
	case Greece:
		y.greece()
	case Cyprus:
		y.cyprus()
	}
	slices.SortStableFunc(y.kept, func(a, b Holiday) int { return cmp.Compare(a.Date.day(), b.Date.day()) })
	return y.kept
}

// WithHolidays adds the holidays of a region, closed all day, to the exceptions of a calendar, for all years that are
// counted with. A date that has an exception keeps it: what a desk says of a day goes before the law.
func WithHolidays(r Region, own []Exception) []Exception {
	taken := make(map[Date]bool, len(own))
	for _, e := range own {
		taken[e.Date] = true
	}
	all := slices.Clone(own)
	if r == Nowhere {
		return all
	}
	for year := FirstHolidayYear; year <= LastHolidayYear; year++ {
		for _, h := range Holidays(r, year) {
			if !taken[h.Date] {
				taken[h.Date] = true
				all = append(all, Exception{Date: h.Date})
			}
		}
	}
	return all
}

// yearOf collects the holidays of a year.
type yearOf struct {
	year int
	kept []Holiday
}

func (y *yearOf) on(f Feast, month time.Month, d int) {
	y.kept = append(y.kept, Holiday{Date: Date{y.year, month, d}, Feast: f})
}

// after is so many days after a Sunday of Easter.
func (y *yearOf) after(f Feast, easter Date, days int) {
	y.kept = append(y.kept, Holiday{Date: (easter.day() + day(days)).date(), Feast: f})
}

// weekday is the first of a weekday from a date on.
func (y *yearOf) weekday(f Feast, w time.Weekday, month time.Month, d int) {
	first := Date{y.year, month, d}.day()
	y.kept = append(y.kept, Holiday{Date: (first + day((w-first.weekday()+7)%7)).date(), Feast: f})
}

// moved is a day that a proclamation or a minister set, once.
func (y *yearOf) moved(f Feast, year int, month time.Month, d int) {
	if y.year == year {
		y.kept = append(y.kept, Holiday{Date: Date{year, month, d}, Feast: f, Moved: true})
	}
}

// observe gives each of some feasts that fall on a weekend the next weekday that none of them has, beside its own date.
func (y *yearOf) observe(feasts ...Feast) {
	taken := map[day]bool{}
	var weekend []Holiday
	for _, h := range y.kept {
		if slices.Contains(feasts, h.Feast) && !h.Moved {
			taken[h.Date.day()] = true
			if isWeekend(h.Date.day()) {
				weekend = append(weekend, h)
			}
		}
	}
	for _, h := range weekend {
		d := h.Date.day()
		for isWeekend(d) || taken[d] {
			d++
		}
		taken[d] = true
		y.kept = append(y.kept, Holiday{Date: d.date(), Feast: h.Feast, Moved: true})
	}
}

func isWeekend(d day) bool { return d.weekday() == time.Saturday || d.weekday() == time.Sunday }

// Easter is the Sunday of Easter of the western churches (the anonymous Gregorian algorithm, as in Meeus, Astronomical
// Algorithms, chapter 8).
func Easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}

// OrthodoxEaster is that of the eastern churches: reckoned in the Julian calendar (Meeus, chapter 8), said in ours, which
// is 13 days ahead from 1900 to 2099.
func OrthodoxEaster(year int) Date {
	d := (19*(year%19) + 15) % 30
	e := (2*(year%4) + 4*(year%7) - d + 34) % 7
	n := d + e + 114
	ahead := year/100 - year/400 - 2
	return (Date{year, time.Month(n / 31), n%31 + 1}.day() + day(ahead)).date()
}

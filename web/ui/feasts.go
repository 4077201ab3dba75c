package ui

import (
	"context"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
)

// feasts are the keys of what each holiday is called.
var feasts = map[calendar.Feast]string{
	calendar.NewYear:         "calendars.feast.new_year",
	calendar.SecondJanuary:   "calendars.feast.second_january",
	calendar.Epiphany:        "calendars.feast.epiphany",
	calendar.Brigid:          "calendars.feast.brigid",
	calendar.Patrick:         "calendars.feast.patrick",
	calendar.CleanMonday:     "calendars.feast.clean_monday",
	calendar.Annunciation:    "calendars.feast.annunciation",
	calendar.CyprusNational:  "calendars.feast.cyprus_national",
	calendar.MaundyThursday:  "calendars.feast.maundy_thursday",
	calendar.GoodFriday:      "calendars.feast.good_friday",
	calendar.EasterSunday:    "calendars.feast.easter_sunday",
	calendar.EasterMonday:    "calendars.feast.easter_monday",
	calendar.PrayerDay:       "calendars.feast.prayer_day",
	calendar.Labour:          "calendars.feast.labour",
	calendar.EarlyMay:        "calendars.feast.early_may",
	calendar.Constitution:    "calendars.feast.constitution",
	calendar.Ascension:       "calendars.feast.ascension",
	calendar.WhitSunday:      "calendars.feast.whit_sunday",
	calendar.WhitMonday:      "calendars.feast.whit_monday",
	calendar.CorpusChristi:   "calendars.feast.corpus_christi",
	calendar.SpringBank:      "calendars.feast.spring_bank",
	calendar.JuneHoliday:     "calendars.feast.june_holiday",
	calendar.SwedenNational:  "calendars.feast.sweden_national",
	calendar.MidsummerEve:    "calendars.feast.midsummer_eve",
	calendar.Midsummer:       "calendars.feast.midsummer",
	calendar.Boyne:           "calendars.feast.boyne",
	calendar.AugustHoliday:   "calendars.feast.august_holiday",
	calendar.Assumption:      "calendars.feast.assumption",
	calendar.SummerBank:      "calendars.feast.summer_bank",
	calendar.CyprusFreedom:   "calendars.feast.cyprus_independence",
	calendar.OctoberHoliday:  "calendars.feast.october_holiday",
	calendar.Ochi:            "calendars.feast.ochi",
	calendar.AllSaints:       "calendars.feast.all_saints",
	calendar.PolandFreedom:   "calendars.feast.poland_independence",
	calendar.Andrew:          "calendars.feast.andrew",
	calendar.ChristmasEve:    "calendars.feast.christmas_eve",
	calendar.Christmas:       "calendars.feast.christmas",
	calendar.SecondChristmas: "calendars.feast.second_christmas",
	calendar.NewYearsEve:     "calendars.feast.new_years_eve",
	calendar.OnceOnly:        "calendars.feast.once_only",
}

// FeastWords is what a holiday is called, and that it stands there instead of its own date.
func FeastWords(ctx context.Context, h calendar.Holiday) string {
	key, known := feasts[h.Feast]
	if !known {
		return ""
	}
	name := i18n.T(ctx, key)
	if h.Moved && h.Feast != calendar.OnceOnly {
		return i18n.T(ctx, "calendars.feast.moved", i18n.Blanks{Name: name})
	}
	return name
}

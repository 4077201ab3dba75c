package calendar

import "time"

// The feasts, by what they are and not by where they are kept.
const (
	NewYear         Feast = "new_year"
	SecondJanuary   Feast = "second_january"
	Epiphany        Feast = "epiphany"
	Brigid          Feast = "brigid"
	Patrick         Feast = "patrick"
	CleanMonday     Feast = "clean_monday"
	Annunciation    Feast = "annunciation" // and the Greek national day
	CyprusNational  Feast = "cyprus_national"
	MaundyThursday  Feast = "maundy_thursday"
	GoodFriday      Feast = "good_friday"
	EasterSunday    Feast = "easter_sunday"
	EasterMonday    Feast = "easter_monday"
	PrayerDay       Feast = "prayer_day"
	Labour          Feast = "labour"
	EarlyMay        Feast = "early_may"
	Constitution    Feast = "constitution" // of Poland, 3 May
	Ascension       Feast = "ascension"
	WhitSunday      Feast = "whit_sunday"
	WhitMonday      Feast = "whit_monday"
	CorpusChristi   Feast = "corpus_christi"
	SpringBank      Feast = "spring_bank"
	JuneHoliday     Feast = "june_holiday"
	SwedenNational  Feast = "sweden_national"
	MidsummerEve    Feast = "midsummer_eve"
	Midsummer       Feast = "midsummer"
	Boyne           Feast = "boyne"
	AugustHoliday   Feast = "august_holiday"
	Assumption      Feast = "assumption"
	SummerBank      Feast = "summer_bank"
	CyprusFreedom   Feast = "cyprus_independence"
	OctoberHoliday  Feast = "october_holiday"
	Ochi            Feast = "ochi"
	AllSaints       Feast = "all_saints"
	PolandFreedom   Feast = "poland_independence"
	Andrew          Feast = "andrew"
	ChristmasEve    Feast = "christmas_eve"
	Christmas       Feast = "christmas"
	SecondChristmas Feast = "second_christmas"
	NewYearsEve     Feast = "new_years_eve"
	OnceOnly        Feast = "once_only" // a day that was given once
)

// britain are the bank holidays of the United Kingdom: Banking and Financial Dealings Act 1971, schedule 1, with the
// royal proclamations; the dates are those of https://www.gov.uk/bank-holidays. Next to a substitute day the feast's own
// date stays a holiday too: a desk that is open on Saturdays is not open at Christmas.
func (y *yearOf) britain(r Region) {
	easter := Easter(y.year)
	y.on(NewYear, time.January, 1)
	if r == Scotland {
		y.on(SecondJanuary, time.January, 2)
	}
	y.observe(NewYear, SecondJanuary)
	y.after(GoodFriday, easter, -2)
	if r != Scotland {
		y.after(EasterMonday, easter, 1)
	}
	if y.year != 2020 { // 75 years after the war in Europe it was held on that Friday
		y.weekday(EarlyMay, time.Monday, time.May, 1)
	}
	y.moved(EarlyMay, 2020, time.May, 8)
	if y.year != 2022 {
		y.weekday(SpringBank, time.Monday, time.May, 25)
	}
	y.moved(SpringBank, 2022, time.June, 2)
	y.moved(OnceOnly, 2022, time.June, 3)       // Platinum Jubilee
	y.moved(OnceOnly, 2022, time.September, 19) // funeral of Queen Elizabeth II
	y.moved(OnceOnly, 2023, time.May, 8)        // coronation of King Charles III
	if r == Scotland {
		y.weekday(SummerBank, time.Monday, time.August, 1)
		y.on(Andrew, time.November, 30)
		y.observe(Andrew)
	} else {
		y.weekday(SummerBank, time.Monday, time.August, 25)
	}
	if r == NorthernIreland {
		y.on(Patrick, time.March, 17)
		y.on(Boyne, time.July, 12)
		y.observe(Patrick)
		y.observe(Boyne)
	}
	y.on(Christmas, time.December, 25)
	y.on(SecondChristmas, time.December, 26)
	y.observe(Christmas, SecondChristmas)
}

// ireland are the public holidays of the Organisation of Working Time Act 1997, second schedule, as amended
// (https://www.citizensinformation.ie). Good Friday is none. One on a weekend is not moved: the law gives another day off.
func (y *yearOf) ireland() {
	y.on(NewYear, time.January, 1)
	if first := (Date{y.year, time.February, 1}).day(); y.year >= 2023 {
		if first.weekday() == time.Friday {
			y.on(Brigid, time.February, 1)
		} else {
			y.weekday(Brigid, time.Monday, time.February, 1)
		}
	}
	y.on(Patrick, time.March, 17)
	y.moved(OnceOnly, 2022, time.March, 18) // in memory of those who died in the pandemic
	y.after(EasterMonday, Easter(y.year), 1)
	y.weekday(EarlyMay, time.Monday, time.May, 1)
	y.weekday(JuneHoliday, time.Monday, time.June, 1)
	y.weekday(AugustHoliday, time.Monday, time.August, 1)
	y.weekday(OctoberHoliday, time.Monday, time.October, 25)
	y.on(Christmas, time.December, 25)
	y.on(SecondChristmas, time.December, 26)
}

// sweden are the days of lag (1989:253) om allmänna helgdagar, with the three eves that semesterlagen (1977:480), 3 a §,
// treats as Sundays and on which no office is open.
func (y *yearOf) sweden() {
	easter := Easter(y.year)
	y.on(NewYear, time.January, 1)
	y.on(Epiphany, time.January, 6)
	y.after(GoodFriday, easter, -2)
	y.after(EasterSunday, easter, 0)
	y.after(EasterMonday, easter, 1)
	y.on(Labour, time.May, 1)
	y.after(Ascension, easter, 39)
	y.after(WhitSunday, easter, 49)
	y.on(SwedenNational, time.June, 6)
	y.weekday(MidsummerEve, time.Friday, time.June, 19)
	y.weekday(Midsummer, time.Saturday, time.June, 20)
	y.weekday(AllSaints, time.Saturday, time.October, 31)
	y.on(ChristmasEve, time.December, 24)
	y.on(Christmas, time.December, 25)
	y.on(SecondChristmas, time.December, 26)
	y.on(NewYearsEve, time.December, 31)
}

// denmark are the helligdage of the folkekirke, which the law on closing hours and all agreements follow. Store bededag is
// none since 2024 (lov nr. 214 af 7. marts 2023).
func (y *yearOf) denmark() {
	easter := Easter(y.year)
	y.on(NewYear, time.January, 1)
	y.after(MaundyThursday, easter, -3)
	y.after(GoodFriday, easter, -2)
	y.after(EasterSunday, easter, 0)
	y.after(EasterMonday, easter, 1)
	if y.year < 2024 {
		y.after(PrayerDay, easter, 26)
	}
	y.after(Ascension, easter, 39)
	y.after(WhitSunday, easter, 49)
	y.after(WhitMonday, easter, 50)
	y.on(Christmas, time.December, 25)
	y.on(SecondChristmas, time.December, 26)
}

// poland are the days of ustawa z dnia 18 stycznia 1951 r. o dniach wolnych od pracy; Christmas Eve is one since 2025
// (Dz.U. 2024 poz. 1965).
func (y *yearOf) poland() {
	easter := Easter(y.year)
	y.on(NewYear, time.January, 1)
	y.on(Epiphany, time.January, 6)
	y.after(EasterSunday, easter, 0)
	y.after(EasterMonday, easter, 1)
	y.on(Labour, time.May, 1)
	y.on(Constitution, time.May, 3)
	y.after(WhitSunday, easter, 49)
	y.after(CorpusChristi, easter, 60)
	y.on(Assumption, time.August, 15)
	y.on(AllSaints, time.November, 1)
	y.on(PolandFreedom, time.November, 11)
	y.moved(OnceOnly, 2018, time.November, 12) // a hundred years of independence
	if y.year >= 2025 {
		y.on(ChristmasEve, time.December, 24)
	}
	y.on(Christmas, time.December, 25)
	y.on(SecondChristmas, time.December, 26)
}

// orthodox are the days that Greece and Cyprus both keep.
func (y *yearOf) orthodox() {
	easter := OrthodoxEaster(y.year)
	y.on(NewYear, time.January, 1)
	y.on(Epiphany, time.January, 6)
	y.after(CleanMonday, easter, -48)
	y.on(Annunciation, time.March, 25)
	y.after(GoodFriday, easter, -2)
	y.after(EasterSunday, easter, 0)
	y.after(EasterMonday, easter, 1)
	y.on(Labour, time.May, 1)
	y.after(WhitMonday, easter, 50)
	y.on(Assumption, time.August, 15)
	y.on(Ochi, time.October, 28)
	y.on(Christmas, time.December, 25)
	y.on(SecondChristmas, time.December, 26)
}

// greece are the holidays of νόμος 4808/2021, άρθρο 60, with those of the public services and the banks: Clean Monday,
// Good Friday and the Monday of the Holy Spirit. Where the first of May falls into Holy Week, on Easter or on a Sunday a
// minister moves it year by year; the years of which that is known stand here, and its own date stays a holiday.
func (y *yearOf) greece() {
	y.orthodox()
	y.moved(Labour, 2021, time.May, 4)
	y.moved(Labour, 2022, time.May, 2)
	y.moved(Labour, 2024, time.May, 7)
}

// cyprus are the public holidays of the Republic (https://www.gov.cy; Ministry of Finance, Δημόσιες Αργίες).
func (y *yearOf) cyprus() {
	y.orthodox()
	y.on(CyprusNational, time.April, 1)
	y.on(CyprusFreedom, time.October, 1)
}

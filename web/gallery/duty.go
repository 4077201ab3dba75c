package gallery

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	office "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// dutyWeek is a week of the roster: nights of one, two together for some hours, and times at which nobody is there.
func dutyWeek() office.DutyPage {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		panic(err) // the zones are in the binary
	}
	bo := people.Lead{
		ID: 31, Name: "Bo Konstantinopolitańczykowianeczkowski", Role: people.Supervisor,
		Own: &people.Hours{From: 22 * 60, To: 6 * 60, Days: []time.Weekday{time.Friday, time.Saturday}},
	}
	p := office.DutyPage{
		Now: at(17, 14, 18), Zone: zone, Monday: time.Date(2026, time.March, 16, 0, 0, 0, 0, zone), Me: ingrid.ID,
		Staff: []people.Lead{bo, {ID: ingrid.ID, Name: ingrid.Name, Role: people.Supervisor}, {ID: karin.ID, Name: karin.Name, Role: people.Admin}},
		Form:  office.DutyForm{From: "2026-03-17", Until: "2026-03-18", Begin: "17:00", End: "08:00"},
	}
	cover := func(day, hour, untilDay, untilHour int, by people.Answers, who ...people.ID) {
		p.Covers = append(p.Covers, people.Cover{
			From: time.Date(2026, time.March, day, hour, 0, 0, 0, zone), To: time.Date(2026, time.March, untilDay, untilHour, 0, 0, 0, zone), Who: who, By: by,
		})
	}
	cover(16, 0, 16, 9, people.ByAdmins, karin.ID)
	cover(16, 9, 16, 17, people.ByHours, bo.ID, ingrid.ID)
	cover(16, 17, 17, 8, people.ByRoster, ingrid.ID)
	cover(17, 8, 17, 12, people.ByRoster, ingrid.ID, bo.ID)
	cover(17, 12, 19, 8, people.ByRoster, bo.ID)
	cover(19, 8, 20, 17, people.ByRoster, karin.ID)
	cover(20, 17, 20, 22, people.ByAdmins, karin.ID)
	cover(20, 22, 23, 0, people.ByRoster, ingrid.ID)
	duty := func(id int, who people.Lead, day, hour, untilDay, untilHour, following int, idle bool) {
		p.Duties = append(p.Duties, people.Duty{
			ID: people.DutyID(id), PersonID: who.ID, Name: who.Name, Following: following, IsIdle: idle,
			FromAt: time.Date(2026, time.March, day, hour, 0, 0, 0, zone), ToAt: time.Date(2026, time.March, untilDay, untilHour, 0, 0, 0, zone),
		})
	}
	duty(1, p.Staff[1], 16, 17, 17, 12, 0, false)
	duty(2, bo, 17, 8, 19, 8, 11, false)
	duty(3, p.Staff[2], 19, 8, 20, 17, 0, false)
	duty(4, people.Lead{ID: 32, Name: "Astrid Holm"}, 20, 17, 20, 22, 1, true)
	duty(5, p.Staff[1], 20, 22, 23, 8, 25, false)
	p.Here = p.Covers[4]
	return p
}

func dutyStates() []State {
	draw := func(with func(context.Context, *office.DutyPage)) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			title := func(ctx context.Context) string { return i18n.T(ctx, "duty.title") }
			return asKarin(title, func(f layout.Frame) templ.Component {
				f.Side = side("office")
				p := dutyWeek()
				p.Frame = f
				with(ctx, &p)
				return office.ShowDuty(p)
			})
		})
	}
	return []State{
		{Name: "duty", Room: Office, Page: draw(func(context.Context, *office.DutyPage) {})},
		{Name: "duty-none", Room: Office, Page: draw(func(_ context.Context, p *office.DutyPage) {
			p.Duties = nil
			p.Covers = []people.Cover{{From: p.Monday, To: p.Monday.AddDate(0, 0, 7), Who: []people.ID{ingrid.ID}, By: people.ByHours}}
			p.Staff, p.Here = p.Staff[1:], people.Cover{Who: []people.ID{ingrid.ID}, By: people.ByHours} // no end is in sight
		})},
		{Name: "duty-refused", Room: Office, Page: draw(func(ctx context.Context, p *office.DutyPage) {
			p.Here = p.Covers[6]
			p.Clash = i18n.T(ctx, "duty.fault.over")
			p.Form = office.DutyForm{From: "2026-03-17", Until: "2026-03-10", Begin: "noon", End: "08:00", How: office.DutyDaily, Weeks: "3", Times: "99", Problems: []ui.Problem{
				{Field: "begin", Label: i18n.T(ctx, "duty.form.begin"), Message: i18n.T(ctx, "duty.fault.clock")},
				{Field: "until", Label: i18n.T(ctx, "duty.form.until"), Message: i18n.T(ctx, "duty.fault.forward")},
				{Field: "times", Label: i18n.T(ctx, "duty.form.times"), Message: i18n.T(ctx, "duty.fault.times", i18n.Blanks{Limit: "52"})},
			}}
		})},
	}
}

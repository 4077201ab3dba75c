package demo

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// contracted are the companies to whom more is promised than to everybody.
var contracted = []string{"Bakkehuset Café", "Villa Strand Hotel", "Nordby Skole"}

// setRules adds the rules for companies with a contract, and the hours by which they count. They come after the stories, and for
// new questions only, so the stories keep the rules that they were played under.
func (c cast) setRules(ctx context.Context, tx *pg.Tx) error {
	week := calendar.Week{}
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []calendar.Span{{From: 7 * 60, To: 22 * 60}}
	}
	week[time.Saturday] = []calendar.Span{{From: 8 * 60, To: 18 * 60}}
	long := sla.CalendarDraft{Name: "Contracts", Zone: Zone, Week: week, Region: calendar.Denmark, Reason: "The contracts promise evenings too."}
	hours, err := sla.AddCalendar(ctx, tx, c.staff[Karin], long)
	if err != nil {
		return fmt.Errorf("add the calendar of the contracts: %w", err)
	}
	var companies []int64
	if err := tx.QueryRow(ctx, `select array_agg(id order by id) from companies where name = any($1)`, contracted).Scan(&companies); err != nil {
		return fmt.Errorf("look for the companies with a contract: %w", err)
	}
	values := make([]string, len(companies))
	for i, id := range companies {
		values[i] = strconv.FormatInt(id, 10)
	}
	rules := sla.DefaultRules()
	rules.Answer = [4]time.Duration{time.Hour, time.Hour, 2 * time.Hour, 2 * time.Hour}
	for _, targets := range []*[4]time.Duration{&rules.FirstReply, &rules.NextReply, &rules.Update, &rules.Resolution} {
		for i := range targets {
			targets[i] /= 2
		}
	}
	_, err = sla.Add(ctx, tx, c.staff[Karin], sla.Draft{
		Name: "Companies with a contract", Conditions: sla.Conditions{{Subject: sla.ByCompany, Values: values}}, Calendar: int64(hours), Rules: rules,
		Why: "Half the time that everybody has, as the contracts say.",
	})
	if err != nil {
		return fmt.Errorf("add the rules of the contracts: %w", err)
	}
	return nil
}

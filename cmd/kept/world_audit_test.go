package main

import (
	"context"
	"net/url"
	"strconv"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// exports is where the audit is taken away as a table.
const exports = "/office/audit/exports"

// promisesExports is where promises are taken away as a table.
const promisesExports = "/office/promises/exports"

// keepRoute is where it is said how long what is kept.
const keepRoute = "/office/settings/retention"

// limitsRoute is where the limits are set.
const limitsRoute = "/office/settings/limits"

// unset makes what an admin's form sets as it was before anybody set it, so that the form has something to change.
func (s *site) unset(route string) {
	s.T.Helper()
	switch route {
	case "/office/settings/hours":
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			now, err := sla.HoursNow(ctx, tx)
			if err != nil {
				return err
			}
			hours := sla.OfficeHours(cast.Zone)
			hours.Was = now.Was
			return sla.ChangeHours(ctx, tx, people.System, hours)
		})
	case limitsRoute:
		_, err := s.DB.Pool().Exec(s.T.Context(), `update desk set most_files = null, file_megabytes = null, asks_per_address = null, asks_per_network = null, links_per_address = null`)
		require.NoError(s.T, err)
	case "/desk/profile/notices", "/desk/profile/notices/resets":
		_, err := s.DB.Pool().Exec(s.T.Context(), `delete from notice_choices`)
		require.NoError(s.T, err)
	case keepRoute:
		_, err := s.DB.Pool().Exec(s.T.Context(), `delete from retention`)
		require.NoError(s.T, err)
	case "/office/settings", "/office/start":
		_, err := s.DB.Pool().Exec(s.T.Context(), `update desk set name = 'Nordby', address_line = '', phone = '', brand = '',
			languages = '{en,sv,da,pl,el}', undo_seconds = null, link_days = null, remind_hours = 24, sender = null, steps = '{}'`)
		require.NoError(s.T, err)
		_, err = s.DB.Pool().Exec(s.T.Context(), `update teams set name = 'First line' where name = 'Reception'`)
		require.NoError(s.T, err)
	}
}

// adminFields are the forms of the audit, the settings and the first run.
func (s *site) adminFields(route string) url.Values {
	s.T.Helper()
	switch route {
	case "/office/settings":
		return url.Values{
			"company": {"Nordby Fiber"}, "line": {"Havnegade 4"}, "phone": {"+45 70 10 20 30"}, "brand": {"#0b5f78"}, "locale": {"en"},
			"languages": {"en", "da"}, "zone": {"Europe/Copenhagen"}, "undo": {"20"}, "links": {"30"}, "remind": {"48"}, "sender": {"post@nordby.example"},
		}
	case "/office/settings/hours":
		now, err := sla.HoursNow(s.T.Context(), s.DB)
		require.NoError(s.T, err)
		fields := url.Values{"zone": {"Europe/Copenhagen"}, "day2": {"09:00–12:00, 13:00–17:00"}, "was": {strconv.FormatInt(now.Was, 10)}}
		for _, day := range []string{"day1", "day3", "day4", "day5"} {
			fields.Set(day, "09:00–17:00")
		}
		return fields
	case limitsRoute:
		return url.Values{"reopen": {"14"}, "files": {"9"}, "megabytes": {"24"}, "asks_address": {"9999"}, "asks_network": {"9998"}, "links_address": {"9997"}}
	case keepRoute:
		return url.Values{"texts": {"730"}, "files": {"365"}, "customers": {"30"}, "notices": {"90"}, "mails": {""}, "ways_in": {"3650"}}
	case "/office/start":
		return url.Values{"step": {"team"}, "team": {"Reception"}}
	default:
		return url.Values{"who": {"Karin"}, "about": {""}, "kind": {"person"}, "from": {"2026-11-01"}, "to": {"2026-11-30"}}
	}
}

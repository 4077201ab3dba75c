package main

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

const (
	rulesRoute = "/office/policies"
	ruleRoute  = rulesRoute + "/{policy}"
)

// promiseRules are two policies that no ticket has, and the place at which the second is looked at.
type promiseRules struct {
	first, second sla.PolicyID
	version       sla.VersionID
	place         int
	calendar      int64
}

func isAboutRules(route string) bool { return strings.HasPrefix(route, rulesRoute) }

// makeRules makes them anew, in the place of all but the one that catches every ticket.
func (s *site) makeRules() (p promiseRules) {
	s.T.Helper()
	_, err := s.DB.Pool().Exec(s.T.Context(), `update policies set ended_at = kept_now() where not is_rest and ended_at is null`)
	require.NoError(s.T, err)
	by := s.Karin.Acting()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		all, err := sla.Policies(ctx, tx, by)
		if err != nil {
			return err
		}
		d := all[len(all)-1].Draft()
		p.calendar, d.Was = d.Calendar, 0
		for name, id := range map[string]*sla.PolicyID{"first": &p.first, "second": &p.second} {
			channel := map[string]string{"first": "phone", "second": "mail"}[name]
			d.Name, d.Conditions = name, sla.Conditions{{Subject: sla.ByChannel, Values: []string{channel}}}
			if *id, err = sla.Add(ctx, tx, by, d); err != nil {
				return err
			}
		}
		all, err = sla.Policies(ctx, tx, by)
		for _, one := range all {
			if one.ID == p.second {
				p.version, p.place = one.Version, one.Position
			}
		}
		return err
	})
	return p
}

// address fills a route's address with what a row names.
func (p promiseRules) address(r row) string {
	id := fmt.Sprint(p.second)
	switch r.object {
	case "nonsense":
		id = nonsense
	case "unknown policy":
		id = nowhere
	}
	return strings.ReplaceAll(r.route, "{policy}", id)
}

// ruleFields are the fields of a form about policies; nil: of none of these.
func ruleFields(route string, p promiseRules) url.Values {
	was := fmt.Sprint(p.version)
	switch route {
	case ruleRoute + "/places":
		to := "up"
		if p.second < p.first {
			to = "down"
		}
		return url.Values{"to": {to}, "was": {strconv.Itoa(p.place)}}
	case ruleRoute + "/endings":
		return url.Values{"was": {was}}
	case rulesRoute:
		was = ""
	case ruleRoute:
	default:
		return nil
	}
	f := url.Values{
		"name": {"Made " + cast.Key()}, "why": {"We are more now."}, "was": {was}, "condition": {"channel:mail", "language:pl"}, "clock": {"open"},
		"calendar": {fmt.Sprint(p.calendar)}, "warn_left": {"25"}, "warn_before": {"30 min"}, "recovery": {"2 h"}, "apologies": {"automatic"},
		"apology_after": {"15 min"}, "confirmation": {"4"}, "quiet": {"5"}, "follow_up_1": {"2"}, "follow_up_2": {"5"}, "follow_up_3": {"10"},
		"level_1": {"team_supervisors"}, "level_2": {"all_supervisors"}, "level_3": {"admins"}, "apply": {"new"},
	}
	if route == rulesRoute {
		f["condition"] = []string{"language:el", "priority:low"}
	}
	for column := range sla.TargetsOf(&sla.Rules{}) {
		for _, priority := range sla.Priorities {
			f.Set(sla.TargetField(column, priority), "4 h")
		}
	}
	return f
}

package search

import (
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
)

// sieve is what must hold of the tickets k of a query, as SQL and what it is asked with.
type sieve struct {
	sql  string
	args pgx.StrictNamedArgs
}

// The conditions of the operators. @v is the list of values: as they are, or as patterns of names; @me the reader, @day an
// instant.
const (
	byStatus   = `k.status = any(@v::text[])`
	byPriority = `k.priority = any(@v::text[])`
	byLanguage = `k.locale = any(@v::text[])`
	byOwner    = `(k.assignee_id = @me and 'me' = any(@v::text[]) or k.assignee_id is null and 'none' = any(@v::text[])
		or k.assignee_id = any(array(select o.id from people o where o.role <> 'customer' and ' ' || search_plain(o.name) like any(@p::text[]))))`
	byTeam  = `k.team_id = any(array(select o.id from teams o where ' ' || search_plain(o.name) like any(@p::text[])))`
	byTag   = `k.id in (select tt.ticket_id from ticket_tags tt join tags o on o.id = tt.tag_id where search_plain(o.name::text) = any(@v::text[]))`
	byTopic = `k.topic_id = any(array(
		with recursive o as (select t.id from topics t where exists (select from jsonb_each_text(t.names) n where ' ' || search_plain(n.value) like any(@p::text[]))
			union select t.id from topics t join o on t.parent_id = o.id) select id from o))`
	byCompany = `k.requester_id in (select o.id from people o join companies c on c.id = o.company_id where ' ' || search_plain(c.name) like any(@p::text[]))`
	byFrom    = `k.requester_id in (select o.id from people o where o.role = 'customer' and ' ' || search_plain(o.name) like any(@p::text[])
		union select a.person_id from addresses a where ' ' || search_plain(a.address::text) like any(@p::text[]))`
	byBefore = `k.opened_at < @day::timestamptz`
	byAfter  = `k.opened_at >= @day::timestamptz`
	byFile   = `exists (select from messages m join attachments a on a.message_id = m.id where m.ticket_id = k.id)`
	byLate   = `k.live and k.owed_since is not null`
)

var conditions = map[string]string{
	"status": byStatus, "owner": byOwner, "team": byTeam, "tag": byTag, "topic": byTopic, "priority": byPriority, "company": byCompany,
	"language": byLanguage, "from": byFrom, "before": byBefore, "after": byAfter, "has": byFile, "is": byLate,
}

// codes are the values that the database knows by another name.
var codes = map[string]string{"waiting": "pending", "hold": "on_hold"}

// sieve is what the conditions of a query ask. Days are those of a zone.
func (q Query) sieve(by people.Actor, zone *time.Location) sieve {
	s := sieve{args: pgx.StrictNamedArgs{}}
	for _, operator := range Operators {
		for _, not := range []bool{false, true} {
			var values []string
			for _, c := range q.Conditions {
				if c.Operator == operator && c.Not == not {
					values = append(values, c.Value)
				}
			}
			if len(values) > 0 {
				s.add(operator, not, values, by, zone)
			}
		}
	}
	return s
}

func (s *sieve) add(operator string, not bool, values []string, by people.Actor, zone *time.Location) {
	name := operator
	sql := conditions[operator]
	if not {
		name = "not_" + operator
	}
	if strings.Contains(sql, "@v::") {
		s.args[name+"_v"] = coded(values)
	}
	if strings.Contains(sql, "@p::") {
		patterns := make([]string, len(values))
		for i, v := range values {
			patterns[i] = "% " + escaped(v) + "%"
		}
		s.args[name+"_p"] = patterns
	}
	if strings.Contains(sql, "@day::") {
		s.args[name+"_day"] = dayOf(values, operator == "before", zone)
	}
	if strings.Contains(sql, "@me") {
		s.args["me"] = by.ID
	}
	sql = strings.NewReplacer("@v::", "@"+name+"_v::", "@p::", "@"+name+"_p::", "@day::", "@"+name+"_day::").Replace(sql)
	if not {
		sql = "not coalesce((" + sql + "), false)"
	}
	s.sql += "\n\t\t\tand (" + sql + ")"
}

func coded(values []string) []string {
	all := slices.Clone(values)
	for i, v := range all {
		if code, found := codes[v]; found {
			all[i] = code
		}
	}
	return all
}

// dayOf is when a day begins: of several the one that leaves most.
func dayOf(values []string, last bool, zone *time.Location) time.Time {
	slices.Sort(values)
	text := values[0]
	if last {
		text = values[len(values)-1]
	}
	day, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		panic("a day that Parse let through: " + text)
	}
	return day
}

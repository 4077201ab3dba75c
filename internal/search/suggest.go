package search

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// mostOffered is how many ways to go on are offered while somebody types.
const mostOffered = 8

// Suggestion is how what somebody types may go on.
type Suggestion struct {
	Text     string // the whole line, then
	Operator string
	Value    string // "": the operator alone, its value is still to be said
}

// Suggest says how a line may go on: with an operator, or with a value of the one at its end. It names no team that by
// does not see.
func Suggest(ctx context.Context, r pg.Reader, by people.Actor, typed string, l i18n.Locale) ([]Suggestion, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	line, cut := clean(typed)
	if cut {
		return nil, nil
	}
	all := pieces(line)
	last := ""
	if len(all) > 0 && !strings.HasSuffix(typed, " ") {
		last, all = all[len(all)-1], all[:len(all)-1]
	}
	rest, not := strings.CutPrefix(last, "-")
	before := strings.Join(append(all, ""), " ")
	if not {
		before += "-"
	}
	name, begun, found := strings.Cut(rest, ":")
	name = strings.ToLower(name)
	if !found {
		return operators(before, name), nil
	}
	if !slices.Contains(Operators, name) {
		return nil, nil
	}
	values, err := valuesOf(ctx, r, by, name, strings.Join(words(begun), " "), l)
	if err != nil {
		return nil, err
	}
	var out []Suggestion
	for _, v := range values {
		text := v
		if strings.ContainsAny(v, ` "`) {
			text = `"` + strings.ReplaceAll(v, `"`, "") + `"`
		}
		out = append(out, Suggestion{Text: before + name + ":" + text, Operator: name, Value: v})
	}
	return out, nil
}

func operators(before, begun string) []Suggestion {
	var out []Suggestion
	for _, o := range Operators {
		if strings.HasPrefix(o, begun) && (begun != "" || before == "") {
			out = append(out, Suggestion{Text: before + o + ":", Operator: o})
		}
	}
	return out
}

// valuesOf are the values of an operator that begin as was typed.
func valuesOf(ctx context.Context, r pg.Reader, by people.Actor, operator, begun string, l i18n.Locale) ([]string, error) {
	const owners = `select name from people o where o.role <> 'customer' and o.is_active and ' ' || search_plain(o.name) like @like order by o.name, o.id limit @limit`
	const teams = `select name from teams o where o.id in (select v from visible_teams(@me) v) and ' ' || search_plain(o.name) like @like order by o.position, o.id limit @limit`
	const tags = `select name::text from tags o where o.removed_at is null and ' ' || search_plain(o.name::text) like @like order by o.name limit @limit`
	const topics = `select name from (select coalesce(names ->> @locale, (select v from jsonb_each_text(names) as n (k, v) order by k limit 1)) as name from topics where archived_at is null) o
		where ' ' || search_plain(name) like @like order by name limit @limit`
	const companies = `select c.name from companies c where ' ' || search_plain(c.name) like @like and ` + people.CompanyInSight + ` order by c.name limit @limit`
	args := pgx.StrictNamedArgs{"like": "% " + escaped(begun) + "%", "limit": mostOffered}
	var q string
	out := []string{}
	switch operator {
	case "owner":
		q = owners
		for _, v := range []string{"me", "none"} {
			if strings.HasPrefix(v, begun) {
				out = append(out, v)
			}
		}
	case "team":
		q, args["me"] = teams, by.ID
	case "tag":
		q = tags
	case "topic":
		q, args["locale"] = topics, l
	case "company":
		q, args["me"] = companies, by.ID
	default:
		for _, v := range choices[operator] {
			if strings.HasPrefix(v, begun) {
				out = append(out, v)
			}
		}
		return out, nil
	}
	rows, err := r.Query(ctx, q, args)
	if err != nil {
		return nil, err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return append(out, names...), err
}

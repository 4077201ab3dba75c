package audit

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// named is what has a name now, by the noun that objects of entries begin with, as in "team 4". A topic is called as in the
// reader's language, else the desk's, else any; who was erased has no name.
const (
	namedCalendars = `select id, name from calendars where id = any (@ids)`
	namedCompanies = `select id, name from companies where id = any (@ids)`
	namedCustomers = `select id, name from people where id = any (@ids) and erased_at is null`
	namedPolicies  = `select id, name from policies where id = any (@ids)`
	namedTags      = `select id, name::text from tags where id = any (@ids)`
	namedTeams     = `select id, name from teams where id = any (@ids)`
	namedTopics    = `
		select id, coalesce(names ->> @language, names ->> (select locale from desk), (select value from jsonb_each_text(names) order by key limit 1))
		from topics where id = any (@ids)`
)

func namesOf(noun string) string {
	switch noun {
	case "calendar":
		return namedCalendars
	case "company":
		return namedCompanies
	case "customer":
		return namedCustomers
	case "policy":
		return namedPolicies
	case "tag":
		return namedTags
	case "team":
		return namedTeams
	case "topic":
		return namedTopics
	}
	return ""
}

// numbered is an object that is told by a noun and a number: "team 4", "company 2 domains".
func (r Record) numbered() (noun string, id int64) {
	words := strings.Fields(r.Object)
	if len(words) < 2 {
		return "", 0
	}
	id, err := strconv.ParseInt(words[1], 10, 64)
	if err != nil || namesOf(words[0]) == "" {
		return "", 0
	}
	return words[0], id
}

// NameObjects fills in what the objects of entries are called now, by one query for each noun among them, all sent at once. What is
// gone keeps its number. language is the reader's.
func NameObjects(ctx context.Context, r pg.Reader, records []Record, language string) error {
	ids := map[string][]int64{}
	for _, rec := range records {
		if noun, id := rec.numbered(); noun != "" && !slices.Contains(ids[noun], id) {
			ids[noun] = append(ids[noun], id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	names := map[string]map[int64]string{}
	batch := &pgx.Batch{}
	for noun, some := range ids {
		names[noun] = map[int64]string{}
		batch.Queue(namesOf(noun), pgx.NamedArgs{"ids": some, "language": language}).Query(func(rows pgx.Rows) error {
			var id int64
			var name string
			_, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error {
				names[noun][id] = name
				return nil
			})
			return err
		})
	}
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("name what the audit is about: %w", err)
	}
	for i := range records {
		if noun, id := records[i].numbered(); noun != "" {
			records[i].Called = names[noun][id]
		}
	}
	return nil
}

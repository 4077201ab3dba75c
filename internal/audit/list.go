package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Record is an entry as it stands, with the names that the people in it have now.
type Record struct {
	ID        int64
	At        time.Time
	ActorID   *int64 // nil: Kept itself, or the machine's operator
	Actor     string
	Kind      Kind
	PersonID  *int64
	Person    string
	Object    string
	Was       string
	Became    string
	Network   string
	IsEmptied bool   // its texts are gone, since the person was erased
	Called    string `db:"-"` // what the object is called now, where NameObjects has found it
}

// Filter chooses entries. Every empty field lets all pass.
type Filter struct {
	Who    string    // part of the name, or the whole address, of the person who did it
	About  string    // the same of the person whom it is about
	Group  string    // what stands before the dot of the kind, such as "team"
	From   time.Time // the first instant
	Until  time.Time // the first instant that is too late
	Before int64     // only entries older than this one: the page behind it
}

// List reads entries, newest first.
func List(ctx context.Context, r pg.Reader, f Filter, limit int) ([]Record, error) {
	const q = `
		select a.id, a.at, a.actor_id, coalesce(by.name, '') as actor, a.kind, a.person_id, coalesce(p.name, '') as person,
			a.object, a.was, a.became, a.network, a.salt is null as is_emptied
		from audit a left join people by on by.id = a.actor_id left join people p on p.id = a.person_id
		where (@before::bigint = 0 or a.id < @before) and (@group::text = '' or a.kind like @begins)
			and (@from::timestamptz is null or a.at >= @from) and (@until::timestamptz is null or a.at < @until)
			and (@who::text = '' or a.actor_id in (select id from people where name ilike @who_like union select person_id from addresses where address = @who::citext))
			and (@about::text = '' or a.person_id in (select id from people where name ilike @about_like union select person_id from addresses where address = @about::citext))
		order by a.id desc limit @limit`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{
		"before": f.Before, "group": f.Group, "begins": part(f.Group) + ".%", "from": given(f.From), "until": given(f.Until),
		"who": f.Who, "who_like": "%" + part(f.Who) + "%", "about": f.About, "about_like": "%" + part(f.About) + "%", "limit": limit,
	})
	if err != nil {
		return nil, fmt.Errorf("list the audit: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Record])
}

// part is a text that matches nothing but itself in a pattern.
func part(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

func given(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

// Group is what a kind is about: what stands before its dot.
func (k Kind) Group() string {
	group, _, _ := strings.Cut(string(k), ".")
	return group
}

// Groups are what the entries are about so far, in the order of their letters.
func Groups(ctx context.Context, r pg.Reader) ([]string, error) {
	// Each step of the recursion finds the next group by the index: there are a dozen, whatever the audit's length.
	const q = `
		with recursive found as (
			(select kind from audit order by kind using ~<~ limit 1)
			union all
			select (select a.kind from audit a where a.kind ~>=~ (split_part(f.kind, '.', 1) || '/') order by a.kind using ~<~ limit 1)
			from found f where f.kind is not null
		)
		select split_part(kind, '.', 1) as name from found where kind is not null group by 1 order by 1`
	rows, err := r.Query(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("list what the audit is about: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// Latest are the newest entries of some groups, newest first.
func Latest(ctx context.Context, r pg.Reader, limit int, groups ...string) ([]Record, error) {
	var all []Record
	for _, g := range groups {
		some, err := List(ctx, r, Filter{Group: g}, limit)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b Record) int { return cmp.Compare(b.ID, a.ID) })
	return all[:min(limit, len(all))], nil
}

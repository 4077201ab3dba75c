package search

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// ErrSlow is that a search took longer than a page may.
var ErrSlow = errors.New("the search took too long")

// How long the database may look. Of rare words all texts that have them are gone through, of common ones the newest texts
// until enough have them; where that was the wrong way, for the words never stand together, the other is taken.
const (
	leash   = "200ms"
	longest = "2500ms"
)

// The newest that match, by whichever way the database thinks is the shorter: t are the texts, k the tickets.
const (
	poolColumns = `select t.ticket_id, t.at, t.part, t.words from search_texts t join tickets k on k.id = t.ticket_id where ` + people.InSight
	poolBare    = `select t.ticket_id, t.at, t.part, t.words from search_texts t where ` + people.InSight
	poolWords   = ` and t.words @@ @query::tsquery`
	poolAfter   = ` and (t.at, t.ticket_id) < (@at::timestamptz, @id::bigint)`
	poolNewest  = ` order by t.at desc, t.ticket_id desc, t.part desc limit @pool`
)

// allOf is how many tickets are looked at in the way that does not trust the statistics.
const allOf = ` limit 5000`

// hitColumns need a ticket t.
const hitColumns = `t.id, t.number, t.subject, t.status, t.priority, t.locale, tm.name as team_name, o.name as assignee_name, c.name as requester_name,
	coalesce(co.name, '') as company, t.live and t.owed_since is not null as is_late`

const hitJoins = ` join teams tm on tm.id = t.team_id join people c on c.id = t.requester_id left join companies co on co.id = c.company_id
	left join people o on o.id = t.assignee_id`

// shown puts the pool in order, and reads what is shown of a page of it: the texts of no other ticket.
const shown = `
	), ranked as (
		select p.ticket_id, max(p.at) as at, max(case when @query::text = '' then 1 else ts_rank('{0.15, 0.3, 0.7, 1.0}', p.words, @query::tsquery)
			+ case when @exact::text = '' then 0 else ts_rank('{0.15, 0.3, 0.7, 1.0}', p.words, @exact::tsquery) end end
			/ (1 + greatest(0, extract(epoch from (select kept_now()) - p.at)) / 5184000)) as score
		from pool p group by p.ticket_id
	), page as (
		select * from ranked order by score desc, at desc, ticket_id desc limit @size offset @skip
	)
	select ` + hitColumns + `, g.at, coalesce(m.texts, '{}') as texts, coalesce(m.notes, '{}') as notes, coalesce(f.names, '{}') as files,
		(select count(*) from pool)::int as pooled, (select count(*) from ranked)::int as found, l.at as last_at, l.ticket_id as last_id
	from page g join tickets t on t.id = g.ticket_id` + hitJoins + `
	cross join (select at, ticket_id from pool order by at, ticket_id limit 1) l
	left join lateral (
		select array_agg(left(n.body, 4000) order by n.id desc) as texts, array_agg(n.audience = 'internal' order by n.id desc) as notes
		from (
			(select id, audience, body from messages where ticket_id = t.id and body <> '' order by id desc limit @texts)
			union all (select -1, 'public', body from outlines where ticket_id = t.id and body <> '' order by id desc limit @texts)) n) m on true
	left join lateral (
		select array_agg(a.name order by a.id desc) as names from messages n join attachments a on a.message_id = n.id where n.ticket_id = t.id and @words::boolean) f on true
	where ` + people.InSight + `
	order by g.score desc, g.at desc, g.ticket_id desc`

// mostTexts is how many messages of a ticket are looked at for its excerpt, the newest first.
const mostTexts = 20

// row is a Hit with the texts from which its excerpt is taken, and what is known of its pool.
type row struct {
	Hit
	Texts         []string
	Notes         []bool // which of them are notes
	Files         []string
	Pooled, Found int
	LastAt        time.Time
	LastID        ticket.ID
}

// Search is one that is under way. Its words are asked for in a batch with what else its page reads first, and what is found
// in the next one.
type Search struct {
	by     people.Actor
	query  Query
	from   Cursor
	zone   *time.Location
	senses []sense // what its words can mean here
	out    Results
}

// Ask asks in a batch, behind what else is in it, what the words of a query can mean. Days are those of a zone.
func Ask(batch *pgx.Batch, by people.Actor, q Query, from Cursor, zone *time.Location) *Search {
	s := &Search{by: by, query: q, from: from, zone: zone}
	if by.Can(people.ReadDesk, 0) && len(q.Terms) > 0 {
		askSenses(batch, q, false, &s.senses)
	}
	return s
}

// Find looks for what was asked for, of what its reader sees, in one round trip with what beside asks for; only what is not
// found at once takes more. When it takes too long it is ErrSlow, and nothing of beside was read.
func (s *Search) Find(ctx context.Context, r pg.Reader, beside func(*pgx.Batch)) (Results, error) {
	if err := s.by.May(people.ReadDesk, 0); err != nil {
		return Results{}, err
	}
	if s.query.IsEmpty() {
		batch := &pgx.Batch{}
		if beside(batch); batch.Len() == 0 {
			return Results{}, nil
		}
		return Results{}, r.SendBatch(ctx, batch).Close()
	}
	isFirst := s.from.At.IsZero() && s.from.Skip == 0
	var numbered []Hit
	err := s.look(ctx, r, func(batch *pgx.Batch) {
		beside(batch)
		if !isFirst {
			return
		}
		askKnown(batch, s.by, s.query, &s.out.People, &s.out.Companies)
		if s.query.Number != 0 {
			askNumbers(batch, s.by, []int64{s.query.Number}, &numbered)
		}
	})
	if len(numbered) > 0 {
		s.out.Number = &numbered[0]
	}
	if err == nil && len(s.out.Hits) == 0 && s.out.Number == nil && !s.out.Guessed && s.from.At.IsZero() && len(s.query.Terms) > 0 {
		batch := &pgx.Batch{}
		askSenses(batch, s.query, true, &s.senses)
		if err = r.SendBatch(ctx, batch).Close(); err == nil {
			err = s.look(ctx, r, func(*pgx.Batch) {})
		}
	}
	if err != nil {
		return Results{}, slow(err)
	}
	// That somebody wrote a word that looks like it is told only to who sees it.
	s.out.Guessed = s.out.Guessed && len(s.out.Hits) > 0
	return s.out, nil
}

// Find is a search by itself.
func Find(ctx context.Context, r pg.Reader, by people.Actor, q Query, from Cursor, zone *time.Location) (Results, error) {
	batch := &pgx.Batch{}
	s := Ask(batch, by, q, from, zone)
	if batch.Len() > 0 {
		if err := r.SendBatch(ctx, batch).Close(); err != nil {
			return Results{}, slow(err)
		}
	}
	return s.Find(ctx, r, func(*pgx.Batch) {})
}

// look reads a page of what has the words' senses, and what beside asks for.
func (s *Search) look(ctx context.Context, r pg.Reader, beside func(*pgx.Batch)) error {
	m := meant{}
	if len(s.query.Terms) > 0 {
		m = together(s.query, s.senses)
	}
	sieve := s.query.sieve(s.by, s.zone)
	wait := leash
	if m.isRare {
		wait = longest
	}
	read := func() (rows []row, err error) {
		batch := &pgx.Batch{}
		beside(batch)
		askPool(batch, s.by, m, sieve, s.from, wait, &rows)
		return rows, r.SendBatch(ctx, batch).Close()
	}
	rows, err := read()
	if isLate(err) && wait == leash {
		wait = longest
		rows, err = read()
	}
	if err != nil {
		return err
	}
	s.out.found(rows, m, s.from)
	return nil
}

// askPool asks for a page; with the longest time it goes through all that match.
func askPool(batch *pgx.Batch, by people.Actor, m meant, s sieve, from Cursor, wait string, rows *[]row) {
	var sql strings.Builder
	args := pgx.StrictNamedArgs{"reader": by.Reader(), "query": m.query, "exact": m.exact, "words": m.query != "", "texts": mostTexts, "pool": pool, "size": PageSize, "skip": from.Skip}
	maps.Copy(args, s.args)
	if wait == longest {
		sql.WriteString(`with t as materialized (`)
	} else {
		sql.WriteString(`with pool as materialized (`)
	}
	if s.sql == "" {
		sql.WriteString(poolBare)
	} else {
		sql.WriteString(poolColumns)
	}
	if m.query != "" {
		sql.WriteString(poolWords)
	}
	if !from.At.IsZero() {
		sql.WriteString(poolAfter)
		args["at"], args["id"] = from.At, from.ID
	}
	sql.WriteString(s.sql)
	if wait == longest {
		sql.WriteString(allOf + `), pool as materialized (select * from t`)
	}
	sql.WriteString(poolNewest)
	sql.WriteString(shown)
	scan := "on"
	if wait == longest {
		scan = "off" // what is known of rare words is too little: by a guess it might read the whole table
	}
	batch.Queue(limits, wait, scan)
	batch.Queue(sql.String(), args).Query(func(found pgx.Rows) (err error) {
		*rows, err = pgx.CollectRows(found, pgx.RowToStructByName[row])
		return err
	})
}

// found takes what the rows say, and where the next page begins.
func (out *Results) found(rows []row, m meant, from Cursor) {
	out.Marks, out.Guessed = m.marks, m.guessed
	for _, r := range rows {
		out.Hits = append(out.Hits, r.found(m.marks))
	}
	if len(rows) == 0 {
		return
	}
	last := rows[0]
	out.Total, out.Full = last.Found, last.Pooled == pool || !from.At.IsZero()
	switch {
	case from.Skip+len(rows) < last.Found:
		out.Next = &Cursor{At: from.At, ID: from.ID, Skip: from.Skip + len(rows)}
	case last.Pooled == pool:
		out.Next = &Cursor{At: last.LastAt, ID: last.LastID}
	}
}

// found is the hit with the newest text in which something was found, else the newest, and with the files whose names were.
func (r row) found(m Marks) Hit {
	hit, at := r.Hit, slices.IndexFunc(r.Texts, m.in)
	if at < 0 && len(r.Texts) > 0 {
		at = 0
	}
	if at >= 0 {
		hit.Text, hit.IsNote = r.Texts[at], r.Notes[at]
	}
	for _, name := range r.Files {
		if m.in(name) && len(hit.Files) < 3 {
			hit.Files = append(hit.Files, name)
		}
	}
	return hit
}

// askNumbers asks for the tickets with some numbers, in the order of these.
func askNumbers(batch *pgx.Batch, by people.Actor, numbers []int64, hits *[]Hit) {
	const q = `select ` + hitColumns + `, t.opened_at as at
		from tickets t` + hitJoins + ` where t.number = any(@numbers::bigint[]) and ` + people.InSight + ` order by array_position(@numbers, t.number)`
	batch.Queue(q, pgx.StrictNamedArgs{"numbers": numbers, "reader": by.Reader()}).Query(func(rows pgx.Rows) (err error) {
		*hits, err = pgx.CollectRows(rows, pgx.RowToStructByName[Hit])
		return err
	})
}

// isLate reports whether the database was told to end.
func isLate(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "57014"
}

func slow(err error) error {
	if isLate(err) {
		return ErrSlow
	}
	return err
}

package search

import (
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
)

// meant is what the words of a query can mean: which of the desk's words and stems.
type meant struct {
	query   string // for the database
	exact   string // without what was only alike
	marks   Marks
	guessed bool
	isRare  bool // few texts have these words: all of them are gone through, and not the newest
}

// sense is one word that a term can mean.
type sense struct {
	Term  int
	How   string // self, part, kin or alike
	Word  string
	Stems string
	Share float64 // of all texts, in which the term stands; 0: too few to be known
	Texts float64 // how many there are, about
}

// limits are the settings of one reading: nothing of it may last long, and the database must look at what is asked for, not
// at what is asked for on the whole.
const limits = `select set_config('statement_timeout', $1, true), set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', $2, true), set_config('pg_trgm.similarity_threshold', '0.25', true)`

// askSenses asks what words there are: of each term the stems, the words that it begins, and those that are other forms of it in
// Polish. Words that look like it are asked for when there are none of these, or when guess says so.
func askSenses(batch *pgx.Batch, q Query, guess bool, senses *[]sense) {
	const find = `
		with q as (select t.*, case when t.is_exact then search_phrase(t.word) else search_stems(t.word) end::text as stems
			from unnest(@words::text[], @kin::text[], @exact::boolean[]) with ordinality as t (word, kin, is_exact, term)),
		senses as materialized (
		select (q.term - 1)::int as term, 'self' as how, q.word, q.stems from q
		union all
		select (q.term - 1)::int, 'part', b.word, search_stems(b.word)::text from q cross join lateral (
			select w.word from (select distinct word from search_words where word ~>=~ q.word and word ~<~ (q.word || chr(1114111)) limit 400) w
			where w.word <> q.word order by length(w.word), w.word limit 20) b
			where not q.is_exact and length(q.word) >= 3
		union all
		select (q.term - 1)::int, 'kin', k.word, '' from q cross join lateral (
			select distinct word from search_words where word ~>=~ q.kin and word ~<~ (q.kin || chr(1114111)) and length(word) <= length(q.kin) + 6 limit 300) k
			where not q.is_exact and length(q.kin) >= 3
		union all
		select (q.term - 1)::int, 'alike', a.word, search_stems(a.word)::text from q cross join lateral (
			(select word from search_words where word % q.word order by similarity(word, q.word) desc, word limit 30)
			union (select word from search_words where word like '%' || q.word || '%' limit 20)) a
			where not q.is_exact and length(q.word) >= 4 and q.word !~ '^[0-9]+$'
				and (@guess::boolean or not exists (select from search_words b where b.word ~>=~ q.word and b.word ~<~ (q.word || chr(1114111))))
		), shares as (
			select l.term, sum(c.share) as share from
				(select distinct s.term, unnest(string_to_array(coalesce(nullif(s.stems, ''), s.word), '''')) as lexeme from senses s) l
				join (select unnest(p.most_common_elems::text::text[]) as lexeme, unnest(p.most_common_elem_freqs) as share from pg_stats p
					where p.schemaname = current_schema() and p.tablename = 'search_texts' and p.attname = 'words') c on c.lexeme = l.lexeme
			group by l.term)
		select s.*, coalesce(f.share, 0)::float8 as share, (select greatest(reltuples, 0)::float8 from pg_class where oid = 'search_texts'::regclass) as texts
		from senses s left join shares f on f.term = s.term`
	var asked, kin []string
	var exact []bool
	for _, t := range q.Terms {
		asked, exact = append(asked, strings.Join(t.Words, " ")), append(exact, t.IsExact || len(t.Words) > 1 || t.Not)
		kin = append(kin, polishStem(t.Words[0]))
	}
	batch.Queue(limits, "1000ms", "on")
	batch.Queue(find, pgx.StrictNamedArgs{"words": asked, "kin": kin, "exact": exact, "guess": guess}).Query(func(rows pgx.Rows) (err error) {
		*senses, err = pgx.CollectRows(rows, pgx.RowToStructByName[sense])
		return err
	})
}

// together makes of the senses of each term one question.
func together(q Query, senses []sense) meant {
	var m meant
	var all, exact []string
	share, texts := 1.0, 0.0
	for i, t := range q.Terms {
		var can, self []string
		part := 1.0
		for _, s := range senses {
			if s.Term != i || !t.fits(s) {
				continue
			}
			stems := s.Stems
			if s.How == "kin" {
				stems = "'" + s.Word + "'" // letters and digits, as the database's own parser gave them
			}
			if stems == "" {
				continue
			}
			if s.How != "alike" {
				self = append(self, "("+stems+")")
			}
			m.guessed = m.guessed || s.How == "alike"
			can = append(can, "("+stems+")")
			if !t.Not {
				m.mark(t, s)
				part, texts = s.Share, s.Texts
			}
		}
		share *= min(part, 1)
		if len(can) == 0 {
			continue
		}
		no := ""
		if t.Not {
			no = "!"
		}
		all = append(all, no+"("+strings.Join(can, " | ")+")")
		if len(self) > 0 {
			exact = append(exact, no+"("+strings.Join(self, " | ")+")")
		}
	}
	// The newest are gone through until the pool is full, about pool/share of them; or all that match, share*texts.
	m.isRare = len(q.Terms) > 0 && share*share*texts < pool
	m.query, m.exact = strings.Join(all, " & "), strings.Join(exact, " & ")
	slices.Sort(m.marks.begin)
	m.marks.begin = slices.Compact(m.marks.begin)
	return m
}

// fits reports whether a word of the desk's is one that the term can mean.
func (t Term) fits(s sense) bool {
	switch s.How {
	case "kin":
		return s.Word != t.Words[0] && polishStem(s.Word) == polishStem(t.Words[0]) && len(words(s.Word)) == 1
	case "alike":
		return s.Word != t.Words[0] && (strings.Contains(s.Word, t.Words[0]) || isSlip(t.Words[0], s.Word))
	default:
		return true
	}
}

// mark adds to what is marked in texts.
func (m *meant) mark(t Term, s sense) {
	if s.How == "self" {
		m.marks.begin = append(m.marks.begin, t.Words...)
	} else {
		m.marks.begin = append(m.marks.begin, s.Word)
	}
	for i, lexeme := range strings.Split(s.Stems, "'") { // 'a' | 'b' <-> 'c': every second is one
		if i%2 == 1 && len(lexeme) >= 3 {
			m.marks.begin = append(m.marks.begin, lexeme)
		}
	}
}

// mostKnown is how many customers and companies are shown above the tickets.
const mostKnown = 5

// askKnown asks for customers and companies by all that was typed, when it is nothing but words.
func askKnown(batch *pgx.Batch, by people.Actor, q Query, persons *[]Person, companies *[]Company) {
	like := q.name()
	if like == "" {
		return
	}
	// Each arm is bounded before it is asked who sees them: a frequent first name must not take long.
	const folk = `
		select p.id, p.name, coalesce(p.address::text, '') as address, coalesce(c.name, '') as company, p.locale from (
			(select id from people where role = 'customer' and joined_into_id is null and plain_name like '%' || @like || '%' limit 100)
			union (select person_id from addresses where address::text ilike '%' || @address || '%' limit 100)) f
		join people p on p.id = f.id left join companies c on c.id = p.company_id
		where p.role = 'customer' and p.joined_into_id is null and p.erased_at is null and ` + people.CustomerInSight + `
		order by p.plain_name collate "C", p.id limit @limit`
	const firms = `
		select c.id, c.name from (select * from companies where plain(name) like '%' || @like || '%' limit 100) c
		where ` + people.CompanyInSight + `
		order by plain(c.name) collate "C", c.id limit @limit`
	batch.Queue(limits, "1000ms", "on")
	batch.Queue(folk, pgx.StrictNamedArgs{"like": like, "address": escaped(q.address()), "me": by.ID, "limit": mostKnown}).Query(func(rows pgx.Rows) (err error) {
		*persons, err = pgx.CollectRows(rows, pgx.RowToStructByName[Person])
		return err
	})
	batch.Queue(firms, pgx.StrictNamedArgs{"like": like, "me": by.ID, "limit": mostKnown}).Query(func(rows pgx.Rows) (err error) {
		*companies, err = pgx.CollectRows(rows, pgx.RowToStructByName[Company])
		return err
	})
}

// name is what was typed, as the name of somebody; "" when it can be none.
func (q Query) name() string {
	var all []string
	for _, t := range q.Terms {
		if t.Not {
			return ""
		}
		all = append(all, t.Words...)
	}
	name := strings.Join(all, " ")
	if len(q.Conditions) > 0 || len([]rune(name)) < 3 {
		return ""
	}
	return name
}

// address is what was typed, as a mail address; what is in no address when it can be none.
func (q Query) address() string {
	if text := strings.Trim(q.Text, `"`); len(q.Terms) == 1 {
		return text
	}
	return " "
}

// escaped is a text in a pattern in which nothing of it means anything else.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

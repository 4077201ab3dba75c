package people

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
)

// Search says which customers a list shows. The zero Search is all of them.
type Search struct {
	Words   string    // of a name, an address or a company, or a phone number
	Company CompanyID // 0: of any or none
	After   ID        // the customer that the page before ended with; 0 begins at the first
	Limit   int
}

// Known is a customer as a line of the list.
type Known struct {
	ID          ID
	Name        string
	Address     string
	Addresses   int // how many they have
	Company     string
	Locale      i18n.Locale
	SeesCompany bool
	Open        int // tickets that are not closed, of those that the reader sees
	Late        int // of these
	Last        *time.Time
}

const customerColumns = `p.id, p.name, coalesce(p.address::text, '') as address, (select count(*) from addresses a where a.person_id = p.id)::int as addresses,
	coalesce(co.name, '') as company, p.locale, p.sees_company, t.open, t.late, t.last`

// customerJoins count only for the rows of a page.
const customerJoins = ` p
	left join companies co on co.id = p.company_id
	cross join lateral (
		select count(*) filter (where t.live)::int as open, count(*) filter (where t.live and t.owed_since is not null)::int as late, max(t.opened_at) as last
		from tickets t where t.requester_id = p.id and t.team_id = any(array(select v from visible_teams(@me) v))) t
	order by p.plain_name collate "C", p.id`

// isCustomer leaves out who was joined into another, and who was erased.
const isCustomer = ` p.role = 'customer' and p.joined_into_id is null and p.erased_at is null`

// behind is where a page begins, as the indexes by name have it.
const behind = ` and (p.plain_name collate "C", p.id) > (coalesce((select plain_name from people where id = @after), '') collate "C", @after)
	order by p.plain_name collate "C", p.id`

// Customers lists customers by name, those whom the reader sees.
func Customers(ctx context.Context, r pg.Reader, by Actor, s Search) ([]Known, error) {
	if err := by.May(ReadDesk, 0); err != nil {
		return nil, err
	}
	// Whom the reader sees is asked in the order of the list, until the page is full: "offset 0" keeps it out of the inner part.
	const first, rest = `select ` + customerColumns + ` from (select * from (`, ` offset 0) p where ` + seen + ` limit @limit)` + customerJoins
	const everybody = first + `select * from people p where` + isCustomer + behind + rest
	const members = first + `select * from people p where p.company_id = @company and` + isCustomer + behind + rest
	// What begins with one or two letters, in the order of the list.
	const begins = first + `select * from people p
		where p.plain_name collate "C" >= plain(@words) and p.plain_name collate "C" < plain(@words) || chr(1114111) and` + isCustomer + behind + rest
	// Each way of finding has an index of its own; what they have found is few, and is put in order then.
	const found = `with found as materialized (
			select p.id from people p where p.plain_name like '%' || plain(@like) || '%' and` + isCustomer + `
			union select a.person_id from addresses a where a.address::text ilike '%' || @like || '%'
			union select p.id from companies c join people p on p.company_id = c.id where plain(c.name) like '%' || plain(@like) || '%'
			union select f.person_id from phones f where @digits::text <> '' and f.digits like '%' || @digits || '%')
		` + first + `select p.* from people p where p.id in (select id from found) and (@company::bigint = 0 or p.company_id = @company) and` + isCustomer + behind + rest
	args := pgx.StrictNamedArgs{"me": by.ID, "after": s.After, "limit": s.Limit}
	words := tidy(s.Words)
	q := everybody
	switch {
	case utf8.RuneCountInString(words) > 2:
		q, args["like"], args["digits"], args["company"] = found, likely(words), digitsOf(words), s.Company
	case words != "" && s.Company == 0:
		q, args["words"] = begins, words
	case s.Company != 0:
		q, args["company"] = members, s.Company
	}
	rows, err := r.Query(ctx, q, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Known])
}

// tidy is what somebody looks for, as the database can compare it.
func tidy(words string) string {
	words = strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(words, ""), "\x00", "")), " ")
	if r := []rune(words); len(r) > 200 {
		return string(r[:200])
	}
	return words
}

// likely is a text in a pattern in which nothing of it means anything else.
func likely(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// digitsOf is a phone number as its digits are stored; "" when the text is none.
func digitsOf(text string) string {
	var digits strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case !unicode.IsSpace(r) && !strings.ContainsRune("+-()/.", r):
			return ""
		}
	}
	if digits.Len() < 3 {
		return ""
	}
	return digits.String()
}

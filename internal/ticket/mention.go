package ticket

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// MaxMentions is how many colleagues one note may call.
const MaxMentions = 20

// call is somebody whom a text calls, and how.
type call struct {
	people.Called
	words string
}

// Calls are whom of the staff a note on a ticket calls by "@" and their name: who is told, and who is not because they do not see
// the ticket. Who writes is neither.
func Calls(ctx context.Context, r pg.Reader, by people.Actor, id ID, body string) (told, blind []people.Called, err error) {
	if err := by.May(people.Work, int64(id)); err != nil {
		return nil, nil, err
	}
	var team people.TeamID
	const q = `select t.team_id from tickets t where t.id = @id and ` + people.InSight
	if err := r.QueryRow(ctx, q, pgx.StrictNamedArgs{"id": id, "reader": by.Reader()}).Scan(&team); err != nil {
		return nil, nil, pg.Found(err)
	}
	all, err := callsIn(ctx, r, by, team, body)
	for _, one := range all {
		if one.Sees {
			told = append(told, one.Called)
		} else {
			blind = append(blind, one.Called)
		}
	}
	return told, blind, err
}

func callsIn(ctx context.Context, r pg.Reader, by people.Actor, team people.TeamID, body string) ([]call, error) {
	if !strings.Contains(body, "@") {
		return nil, nil
	}
	all, err := people.Callable(ctx, r, team)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(calls(field.Block(body), all), func(one call) bool { return one.ID == by.ID }), nil
}

// calls finds them in a text, each once: by the whole name, the longest first, and by the first name where only one of those who see
// the ticket has it. An "@" within a word is an address.
func calls(body string, all []people.Called) []call {
	names := slices.Clone(all)
	slices.SortStableFunc(names, func(a, b people.Called) int { return len(b.Name) - len(a.Name) })
	var found []call
	add := func(one people.Called, words string) {
		if !slices.ContainsFunc(found, func(f call) bool { return f.ID == one.ID }) {
			found = append(found, call{one, words})
		}
	}
	for at := 0; ; {
		next := strings.IndexByte(body[at:], '@')
		if next < 0 {
			return found
		}
		at += next + 1
		if before, _ := utf8.DecodeLastRuneInString(body[:at-1]); at > 1 && inName(before) {
			continue
		}
		words := ""
		for _, one := range names { // two of the same name are both called
			if w := beginning(body[at:], one.Name); w != "" && len(w) >= len(words) {
				words = w
				add(one, w)
			}
		}
		if words != "" {
			continue
		}
		if one, w := byFirstName(body[at:], all); w != "" {
			add(one, w)
		}
	}
}

func byFirstName(rest string, all []people.Called) (one people.Called, words string) {
	for _, p := range all {
		first, _, _ := strings.Cut(p.Name, " ")
		if w := beginning(rest, first); p.Sees && w != "" {
			if words != "" {
				return people.Called{}, ""
			}
			one, words = p, w
		}
	}
	return one, words
}

// beginning is what of a text is a name with which it begins, however it is written; empty: it begins with another word.
func beginning(text, name string) string {
	end := 0
	for _, want := range name {
		got, size := utf8.DecodeRuneInString(text[end:])
		if unicode.ToLower(got) != unicode.ToLower(want) && !(unicode.IsSpace(got) && unicode.IsSpace(want) && got != '\n') {
			return ""
		}
		end += size
	}
	after, size := utf8.DecodeRuneInString(text[end:])
	if end == 0 || inName(after) {
		return ""
	}
	if further, _ := utf8.DecodeRuneInString(text[end+size:]); after == '-' && inName(further) {
		return ""
	}
	return text[:end]
}

func inName(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_'
}

// mention tells those whom a note calls and who see the ticket, and keeps whom it called.
func (c *change) mention(ctx context.Context, tx *pg.Tx, m MessageID, body string) error {
	all, err := callsIn(ctx, tx, c.by, c.ticket.TeamID, body)
	if err != nil {
		return err
	}
	var told []people.ID
	var words []string
	for _, one := range all {
		if one.Sees {
			told, words = append(told, one.ID), append(words, one.words)
		}
	}
	switch {
	case len(told) > MaxMentions:
		return fault.Invalid("bell.fault.mentions").On("body").Max(MaxMentions)
	case len(told) == 0:
		return nil
	}
	const q = `insert into mentions (message_id, person_id, words) select $1, * from unnest($2::bigint[], $3::text[])`
	if _, err := tx.Exec(ctx, q, m, told, words); err != nil {
		return wrap("keep whom a note calls", err)
	}
	n := notify.Notice{Kind: notify.Mentioned, Ticket: int64(c.ticket.ID), Message: orNil(int64(m)), Actor: c.actor()}
	c.notices = append(c.notices, notify.Told{Notice: n, To: told})
	return nil
}

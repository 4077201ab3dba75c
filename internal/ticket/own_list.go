package ticket

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// OwnState says which of their tickets a customer wants to see.
type OwnState string

// The states.
const (
	OwnAll    OwnState = ""
	OwnTurn   OwnState = "turn"   // it waits for them
	OwnOpen   OwnState = "open"   // not closed
	OwnClosed OwnState = "closed" //
)

// OwnFilter says what a customer's list shows. The zero filter is everything that they see.
type OwnFilter struct {
	State  OwnState
	IsMine bool   // leave out what they see for their company or follow
	Words  string // in the subject or in a public message; a number finds its ticket too
}

// OwnRow is a ticket as a customer's list shows it. Nothing in it changes with what is internal.
type OwnRow struct {
	ID            ID
	Number        int64
	Subject       string
	Status        promise.Status
	Locale        i18n.Locale
	FinishedAs    *promise.Reason
	OpenedAt      time.Time
	ClosedAt      *time.Time
	RequesterID   people.ID
	RequesterName string
	Rank          int // 0: it waits for them, 1: for us, 2: closed

	// What was promised and told, and is due first; zero: nothing is.
	Kind  *promise.Kind
	Words *string
	Opens *time.Time // of an appointment: when its window opens
	Due   *time.Time
	Late  *time.Time // told, broken and still owed: since when
}

// IsTurn reports whether it waits for the customer.
func (r OwnRow) IsTurn() bool { return r.Rank == 0 }

// OwnCursor is where the next page of a customer's list begins: after this rank and ticket.
type OwnCursor struct {
	Rank int
	ID   ID
}

// OwnPageSize is how many rows a page of a customer's list has at most.
const OwnPageSize = 20

// OwnList lists the tickets that a signed-in customer sees: what waits for them first, then what waits for us, then what is
// closed, each the newest first. It returns where the next page begins, nil on the last one.
func OwnList(ctx context.Context, r pg.Reader, by people.Actor, f OwnFilter, from *OwnCursor) ([]OwnRow, *OwnCursor, error) {
	if err := by.May(people.OwnPlace, 0); err != nil {
		return nil, nil, err
	}
	const q = `
		select t.id, t.number, t.subject, t.status, t.locale, t.finished_as, t.opened_at, t.closed_at, t.requester_id, p.name as requester_name, k.rank,
			n.kind, n.words, n.opens_at as opens, n.due_at as due, o.due_at as late
		from visible_to_customer(@me) v (id) join tickets t on t.id = v.id join people p on p.id = t.requester_id
		cross join lateral (select case when t.status = 'pending' or t.status = 'solved' and t.finished_as is null then 0
			when t.status = 'closed' then 2 else 1 end as rank) k
		left join lateral (select kind, words, opens_at, due_at from promises where ticket_id = t.id and open and told_at is not null
			and kind not in ('check_back', 'follow_up', 'confirmation') order by due_at, id limit 1) n on true
		left join lateral (select due_at from promises where (ticket_id = t.id and carried_to_id is null or carried_to_id = t.id) and state = 'broken' and told_at is not null
			and delivered_at is null and released_at is null and kind not in ('check_back', 'follow_up', 'confirmation') order by due_at, id limit 1) o on true
		where (@state = '' or @state = 'turn' and k.rank = 0 or @state = 'open' and k.rank < 2 or @state = 'closed' and k.rank = 2)
			and (not @mine::boolean or t.requester_id = @me)
			and (@words = '' or t.number = @number or translate(lower(t.subject), @accents, @plain) like @words
				or exists (select from messages m where m.ticket_id = t.id and m.audience = 'public' and translate(lower(m.body), @accents, @plain) like @words))
			and (k.rank, -t.id) > (@rank, -@id::bigint)
		order by k.rank, t.id desc limit @limit`
	args := pgx.StrictNamedArgs{
		"me": by.ID, "state": f.State, "mine": f.IsMine, "words": pattern(f.Words), "number": numberIn(f.Words), "rank": -1, "id": 0, "limit": OwnPageSize + 1, "accents": accents, "plain": plain,
	}
	if from != nil {
		args["rank"], args["id"] = from.Rank, from.ID
	}
	rows, err := r.Query(ctx, q, args)
	if err != nil {
		return nil, nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[OwnRow])
	if err != nil || len(all) <= OwnPageSize {
		return all, nil, err
	}
	all = all[:OwnPageSize]
	last := all[OwnPageSize-1]
	return all, &OwnCursor{Rank: last.Rank, ID: last.ID}, nil
}

// longestSearch is how much of what somebody searches for is looked at, in characters.
const longestSearch = 200

// Greeks often leave accents out, and capitals have none: in a search α finds ά, and ς is σ.
const (
	accents = "άέήίόύώϊϋΐΰς"
	plain   = "αεηιουωιυιυσ"
)

// unaccented is a text in lower case without Greek accents.
func unaccented(text string) string {
	from, to := []rune(accents), []rune(plain)
	return strings.Map(func(r rune) rune {
		if i := slices.Index(from, r); i >= 0 {
			return to[i]
		}
		return r
	}, strings.ToLower(text))
}

// pattern is what a text must be like that holds the words as they stand; empty without words.
func pattern(words string) string {
	runes := []rune(unaccented(strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(words, "\x00", ""), "")), " ")))
	if len(runes) == 0 {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(string(runes[:min(len(runes), longestSearch)])) + "%"
}

// numberIn is the ticket's number that was searched for, 0 without one.
func numberIn(words string) int64 {
	n, err := strconv.ParseInt(strings.TrimPrefix(strings.TrimSpace(words), "#"), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

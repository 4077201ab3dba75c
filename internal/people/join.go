package people

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// What the audit says of joining.
const (
	AuditCustomersJoined audit.Kind = "customer.joined"
	AuditJoinUndone      audit.Kind = "customer.join_undone"
)

// Moved is a row that went over from one customer to another.
type Moved struct {
	Kind string // address, asked_address, address_link or phone here; other rooms have theirs
	Key  string
	Was  json.RawMessage // the row itself, where the other had its like; else nil
}

// Legacy is what somebody gave to the customer whom they are joined into.
type Legacy struct {
	Main      string // their main address
	WasActive bool
	Notes     string     // as they were put under the other's
	Company   *CompanyID // nil: the other kept their own, or there is none
	Sight     bool       // that the other may see all of that company's tickets now
	Zone      *string
	IsUnrated bool
	Rows      []Moved
}

// LockBoth locks two customers by ascending number, so that two who join the same two at once wait for each other. It
// reads them as they stand then. Both are there for whoever sees every team's tickets, and for nobody else.
func LockBoth(ctx context.Context, tx *pg.Tx, by Actor, a, b ID) (Card, Card, error) {
	if err := by.May(Work, 0); err != nil {
		return Card{}, Card{}, err
	}
	if err := mayJoin(ctx, tx, by); err != nil {
		return Card{}, Card{}, err
	}
	if a == b {
		return Card{}, Card{}, fault.Invalid("customer.fault.same").On("other")
	}
	rows, err := tx.Query(ctx, `select erased_at is not null from people where id = any($1) and role = 'customer' order by id for update`, []ID{a, b})
	if err != nil {
		return Card{}, Card{}, err
	}
	erased, err := pgx.CollectRows(rows, pgx.RowTo[bool])
	if err != nil {
		return Card{}, Card{}, err
	}
	if slices.Contains(erased, true) { // nobody would find again, or could erase, what went over
		return Card{}, Card{}, fault.Conflict("erase.fault.gone")
	}
	if err := tx.ReadClock(ctx); err != nil {
		return Card{}, Card{}, err
	}
	first, err := CardOf(ctx, tx, by, a)
	if err != nil {
		return Card{}, Card{}, err
	}
	second, err := CardOf(ctx, tx, by, b)
	return first, second, err
}

// HandOver gives what is written down about one customer to another who is the same person, both locked. The one who is
// gone keeps their own card as it was; they are signed out, and have no address any more.
func HandOver(ctx context.Context, tx *pg.Tx, by Actor, gone, kept Card) (Legacy, error) {
	for _, c := range []Card{gone, kept} {
		if c.JoinedInto != nil {
			return Legacy{}, fault.Conflict("customer.fault.joined").By(c.Name)
		}
	}
	l := Legacy{Main: gone.Address, WasActive: gone.IsActive, Notes: gone.Notes, IsUnrated: gone.IsUnrated && !kept.IsUnrated}
	if kept.CompanyID == nil && gone.CompanyID != nil {
		l.Company, l.Sight = gone.CompanyID, gone.SeesCompany
	}
	if kept.Zone == nil {
		l.Zone = gone.Zone
	}
	const leave = `update people set address = null, is_active = false, joined_into_id = $2 where id = $1`
	const give = `
		update people set notes = @notes, company_id = coalesce(company_id, @company), sees_company = sees_company or @sight,
			zone = coalesce(zone, @zone), is_unrated = is_unrated or @unrated where id = @id`
	batch := &pgx.Batch{}
	batch.Queue(leave, gone.ID, kept.ID)
	batch.Queue(give, pgx.StrictNamedArgs{
		"id": kept.ID, "notes": under(kept.Notes, gone.Notes), "company": l.Company, "sight": l.Sight, "zone": l.Zone, "unrated": l.IsUnrated,
	})
	batch.Queue(`delete from sessions where person_id = $1`, gone.ID)
	l.queueRows(batch, gone.ID, kept.ID)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return Legacy{}, fmt.Errorf("hand customer %d over to %d: %w", gone.ID, kept.ID, err)
	}
	if err := tx.Later(ctx, CompanyChanged{kept.ID}); err != nil { // their tickets are another's, who may be of another company
		return Legacy{}, err
	}
	return l, audit.Write(ctx, tx, audit.Entry{
		By: int64(by.ID), Kind: AuditCustomersJoined, Person: int64(kept.ID), Object: customerObject(gone.ID),
	})
}

// under is a text with another one under it.
func under(first, second string) string { return strings.Trim(first+"\n\n"+second, "\n") }

// queueRows moves the rows of one to the other. What the other has already stays where it is.
func (l *Legacy) queueRows(batch *pgx.Batch, gone, kept ID) {
	move := func(kind, q string) {
		batch.Queue(q, gone, kept).Query(func(rows pgx.Rows) error {
			var key string
			_, err := pgx.ForEachRow(rows, []any{&key}, func() error {
				l.Rows = append(l.Rows, Moved{Kind: kind, Key: key})
				return nil
			})
			return err
		})
	}
	move("address", `update addresses set person_id = $2 where person_id = $1 returning address::text`)
	move("asked_address", `update asked_addresses k set person_id = $2 where k.person_id = $1
		and not exists (select from asked_addresses o where o.person_id = $2 and o.address = k.address) returning k.address::text`)
	move("address_link", `update address_links set person_id = $2 where person_id = $1 returning encode(token_hash, 'hex')`)
	move("phone", `update phones f set person_id = $2 where f.person_id = $1
		and not exists (select from phones o where o.person_id = $2 and o.digits = f.digits) returning f.id::text`)
}

// HandBack gives back what was handed over, as far as it is there; what was written since then stays with whom it is with.
func HandBack(ctx context.Context, tx *pg.Tx, by Actor, l Legacy, gone, kept Card) error {
	switch {
	case gone.JoinedInto == nil || *gone.JoinedInto != kept.ID:
		return fault.Conflict("customer.fault.undone")
	case kept.JoinedInto != nil:
		return fault.Conflict("customer.fault.joined").By(kept.Name)
	}
	keys := map[string][]string{}
	for _, row := range l.Rows {
		keys[row.Kind] = append(keys[row.Kind], row.Key)
	}
	batch := &pgx.Batch{}
	batch.Queue(`update addresses set person_id = $1 where person_id = $2 and address = any($3::text[]::citext[])`, gone.ID, kept.ID, keys["address"])
	batch.Queue(`update asked_addresses set person_id = $1 where person_id = $2 and address = any($3::text[]::citext[])`, gone.ID, kept.ID, keys["asked_address"])
	batch.Queue(`update address_links set person_id = $1 where person_id = $2 and encode(token_hash, 'hex') = any($3)`, gone.ID, kept.ID, keys["address_link"])
	batch.Queue(`update phones set person_id = $1 where person_id = $2 and id = any($3::text[]::bigint[])`, gone.ID, kept.ID, keys["phone"])
	const take = `
		update people set notes = @notes, company_id = case when company_id = @company then null else company_id end,
			sees_company = sees_company and company_id is distinct from @company, zone = case when zone = @zone then null else zone end,
			is_unrated = is_unrated and not @unrated where id = @id`
	batch.Queue(take, pgx.StrictNamedArgs{
		"id": kept.ID, "notes": without(kept.Notes, l.Notes), "company": l.Company, "zone": l.Zone, "unrated": l.IsUnrated,
	})
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("hand customer %d back from %d: %w", gone.ID, kept.ID, err)
	}
	if err := tx.Later(ctx, CompanyChanged{kept.ID}, CompanyChanged{gone.ID}); err != nil {
		return err
	}
	if err := settleMain(ctx, tx, kept, kept.Address); err != nil {
		return err
	}
	if err := settleMain(ctx, tx, gone, l.Main); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update people set joined_into_id = null, is_active = $2 where id = $1`, gone.ID, l.WasActive); err != nil {
		return fmt.Errorf("bring customer %d back: %w", gone.ID, err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditJoinUndone, Person: int64(kept.ID), Object: customerObject(gone.ID)})
}

// without is a text without the one that was put under it, if it still stands there as it was.
func without(text, added string) string {
	if added == "" {
		return text
	}
	if text == added {
		return ""
	}
	if before, after, found := strings.Cut(text, "\n\n"+added); found {
		return before + after
	}
	if after, found := strings.CutPrefix(text, added+"\n\n"); found {
		return after
	}
	return text
}

// settleMain gives a customer a main address: the one that they had, if it is theirs or nobody's, else the first confirmed
// of those that are. Who would be left without any must be given one first: a conflict.
func settleMain(ctx context.Context, tx *pg.Tx, c Card, had string) error {
	const again = `insert into addresses (address, person_id, added_at) select $2::text::citext, $1, $3 where $2::text <> '' on conflict (address) do nothing`
	const first = `
		update people p set address = a.address from (
			select address from addresses where person_id = $1 order by address = $2::text::citext desc, confirmed_at is null, added_at, address limit 1) a
		where p.id = $1`
	if _, err := tx.Exec(ctx, again, c.ID, had, tx.Now); err != nil {
		return fmt.Errorf("give customer %d their address: %w", c.ID, err)
	}
	tag, err := tx.Exec(ctx, first, c.ID, had)
	if err != nil {
		return fmt.Errorf("give customer %d a main address: %w", c.ID, err)
	}
	if tag.RowsAffected() == 0 {
		return fault.Conflict("customer.fault.no_address").By(c.Name)
	}
	return nil
}

func customerObject(id ID) string { return "customer " + strconv.FormatInt(int64(id), 10) }

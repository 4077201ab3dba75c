package ticket

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// What is written down about the block list.
const (
	AuditBlocked    audit.Kind = "block.added"
	AuditBlockEnded audit.Kind = "block.ended"
)

// MostBlocks is how many blocks may stand at once.
const MostBlocks = 1000

// The widest networks that may be blocked: what is wider would keep out a whole country.
const (
	widestV4 = 16
	widestV6 = 32
)

// BlockID is a block's number.
type BlockID int64

// BlockKind says what is blocked.
type BlockKind string

// What can be blocked.
const (
	BlockedAddress BlockKind = "address"
	BlockedDomain  BlockKind = "domain"
	BlockedNetwork BlockKind = "network"
)

// Block keeps what somebody sends from becoming a ticket: it is suspended.
type Block struct {
	ID     BlockID
	Kind   BlockKind
	Value  string
	Reason string
	By     string // the name of whoever made it
	MadeAt time.Time
	EndsAt *time.Time // nil: until somebody ends it
	Ticket *int64     // the number of the ticket with which it was called spam
}

// BlockDraft is a block to be made: what is blocked says itself whether it is an address, a domain or a network.
type BlockDraft struct {
	Value  string
	Reason string
	Days   int // 0: until somebody ends it
}

// blockable makes of what was typed what can be compared.
func blockable(typed string, l Limits) (BlockKind, string, *fault.Error) {
	if f := field.Required("value", typed, l.Address); f != nil {
		return "", "", f
	}
	value := strings.ToLower(strings.TrimSpace(typed))
	if strings.ContainsAny(value, "*%") { // who means everybody there writes the domain alone
		return "", "", fault.Invalid("spam.fault.what").On("value")
	}
	if network, ok := networkOf(value); ok {
		if network.Addr().Is4() && network.Bits() < widestV4 || network.Addr().Is6() && network.Bits() < widestV6 {
			return "", "", fault.Invalid("spam.fault.wide").On("value")
		}
		return BlockedNetwork, network.String(), nil
	}
	if local, domain, found := strings.Cut(value, "@"); found && local != "" {
		if field.Address("value", value, l.Address) != nil || !isDomain(domain) {
			return "", "", fault.Invalid("spam.fault.what").On("value")
		}
		return BlockedAddress, value, nil
	}
	if domain := strings.TrimPrefix(value, "@"); isDomain(domain) {
		return BlockedDomain, domain, nil
	}
	return "", "", fault.Invalid("spam.fault.what").On("value")
}

func networkOf(value string) (netip.Prefix, bool) {
	if a, err := netip.ParseAddr(value); err == nil {
		a = a.Unmap().WithZone("")
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	p, err := netip.ParsePrefix(value)
	if err != nil || p.Addr().Is4In6() {
		return netip.Prefix{}, false
	}
	return p.Masked(), true
}

// isDomain reports whether a text can be what follows the @ of an address.
func isDomain(text string) bool {
	// The rules of an address hold for its domain: what they accept behind any name is one.
	return field.Address("", "a@"+text, 255) == nil && !strings.ContainsAny(text, "/_")
}

// AddBlock blocks an address, a domain with all below it, or a network. One whose time is over gives way.
func AddBlock(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, d BlockDraft) error {
	if err := by.May(people.Supervise, 0); err != nil {
		return err
	}
	kind, value, wrong := blockable(d.Value, l)
	faults := []*fault.Error{wrong, field.Required("reason", d.Reason, l.Subject)}
	if d.Days < 0 || d.Days > 3650 {
		faults = append(faults, fault.Invalid("spam.fault.days").On("days"))
	}
	if err := fault.Join(faults...); err != nil {
		return err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	if err := people.Alone(ctx, tx, "blocks"); err != nil { // two who add at once do not pass the limit together
		return err
	}
	var standing int
	if err := tx.QueryRow(ctx, `select count(*) from blocks where ends_at is null or ends_at > $1`, tx.Now).Scan(&standing); err != nil {
		return wrap("count the blocks", err)
	}
	if standing >= MostBlocks {
		return fault.Invalid("spam.fault.limit").On("value").Max(MostBlocks)
	}
	var ends *time.Time
	if d.Days > 0 {
		ends = pointerTo(tx.Now.AddDate(0, 0, d.Days))
	}
	made, err := block(ctx, tx, by, Block{Kind: kind, Value: value, Reason: field.Line(d.Reason), EndsAt: ends}, nil)
	if err == nil && !made {
		return fault.Conflict("spam.fault.blocked")
	}
	return err
}

// block writes a block down, unless the same one stands.
func block(ctx context.Context, tx *pg.Tx, by people.Actor, b Block, t *ID) (made bool, err error) {
	const q = `
		insert into blocks (kind, value, reason, made_by_id, made_at, ends_at, ticket_id) values (@kind, @value, @reason, @by, @now, @ends, @ticket)
		on conflict (kind, value) do update set reason = excluded.reason, made_by_id = excluded.made_by_id, made_at = excluded.made_at,
			ends_at = excluded.ends_at, ticket_id = excluded.ticket_id where blocks.ends_at <= @now
		returning coalesce((select person_id from addresses where address = value::citext), 0)`
	var holder int64 // whose address it is: with them what is written down of it is erased
	err = tx.QueryRow(ctx, q, pgx.StrictNamedArgs{
		"kind": b.Kind, "value": b.Value, "reason": b.Reason, "by": by.ID, "now": tx.Now, "ends": b.EndsAt, "ticket": t,
	}).Scan(&holder)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, wrap("block", err)
	}
	return true, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditBlocked, Person: holder, Object: string(b.Kind), Became: b.Value})
}

// block blocks whoever wrote the ticket that is called spam. What is blocked already stays so.
func (c *change) block(ctx context.Context, tx *pg.Tx, s Spam) error {
	if !s.BlockAddress && !s.BlockDomain {
		return nil
	}
	customer, err := people.Get(ctx, tx, c.ticket.RequesterID)
	if err != nil {
		return err
	}
	address := strings.ToLower(customer.Address)
	reason := "#" + strconv.FormatInt(c.ticket.Number, 10)
	if s.BlockAddress {
		if _, err := block(ctx, tx, c.by, Block{Kind: BlockedAddress, Value: address, Reason: reason}, &c.ticket.ID); err != nil {
			return err
		}
	}
	if s.BlockDomain {
		_, err = block(ctx, tx, c.by, Block{Kind: BlockedDomain, Value: domainOf(address), Reason: reason}, &c.ticket.ID)
	}
	return err
}

func domainOf(address string) string { return address[strings.LastIndex(address, "@")+1:] }

// EndBlock ends a block.
func EndBlock(ctx context.Context, tx *pg.Tx, by people.Actor, id BlockID) error {
	if err := by.May(people.Supervise, 0); err != nil {
		return err
	}
	const q = `
		delete from blocks where id in (select b.id from blocks b left join tickets t on t.id = b.ticket_id where b.id = @id and (t.id is null or ` + people.InSight + `))
		returning kind, value, coalesce((select person_id from addresses where address = value::citext), 0)`
	return endBlocks(ctx, tx, by, q, pgx.StrictNamedArgs{"id": id, "reader": by.Reader()})
}

// endBlocksOf ends what was blocked when a ticket was called spam.
func endBlocksOf(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	const q = `delete from blocks where ticket_id = @ticket returning kind, value, coalesce((select person_id from addresses where address = value::citext), 0)`
	err := endBlocks(ctx, tx, by, q, pgx.StrictNamedArgs{"ticket": id})
	if fault.Is(err, fault.KindConflict) { // none was made, or somebody has ended it
		return nil
	}
	return err
}

func endBlocks(ctx context.Context, tx *pg.Tx, by people.Actor, q string, args pgx.StrictNamedArgs) error {
	rows, err := tx.Query(ctx, q, args)
	if err != nil {
		return err
	}
	ended, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e audit.Entry, err error) {
		e = audit.Entry{By: int64(by.ID), Kind: AuditBlockEnded}
		return e, row.Scan(&e.Object, &e.Was, &e.Person) // whose address it is: with them what is written down of it is erased
	})
	if err != nil {
		return wrap("end a block", err)
	}
	if len(ended) == 0 {
		return fault.Conflict("spam.fault.gone")
	}
	return audit.Write(ctx, tx, ended...)
}

// Blocks are all blocks that stand at now, the newest first. One that was made with a ticket is there for those who see the ticket.
func Blocks(ctx context.Context, r pg.Reader, by people.Actor, now time.Time) ([]Block, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return nil, err
	}
	const q = `
		select b.id, b.kind, b.value, b.reason, p.name as by, b.made_at, b.ends_at, t.number as ticket
		from blocks b join people p on p.id = b.made_by_id left join tickets t on t.id = b.ticket_id
		where (b.ends_at is null or b.ends_at > @now) and (t.id is null or ` + people.InSight + `) order by b.made_at desc, b.id desc limit @most`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"now": now, "most": MostBlocks, "reader": by.Reader()})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Block])
}

// isBlocked reports whether nothing from an address, or from a network, becomes a ticket now.
func isBlocked(ctx context.Context, tx *pg.Tx, address, from string) (bool, error) {
	const q = `
		select exists (select from blocks where (ends_at is null or ends_at > @now) and (
			kind = 'address' and value = @address
			or kind = 'domain' and (value = @domain or right(@domain, length(value) + 1) = '.' || value)
			or kind = 'network' and @from::inet <<= value::cidr))`
	var ip *netip.Addr
	if a, err := netip.ParseAddr(from); err == nil {
		a = a.Unmap().WithZone("")
		ip = &a
	}
	address = strings.ToLower(strings.TrimSpace(address))
	var is bool
	err := tx.QueryRow(ctx, q, pgx.StrictNamedArgs{"now": tx.Now, "address": address, "domain": domainOf(address), "from": ip}).Scan(&is)
	return is, wrap("look at the block list", err)
}

package people

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
)

// InvitationID is an invitation's number.
type InvitationID int64

// Invitee is who is to work here, and as what.
type Invitee struct {
	Name    string // may be empty: they say it themselves
	Address string
	Role    Role
	Teams   []TeamID
	Locale  i18n.Locale
}

// Invitation is one that is open: it was neither used nor withdrawn.
type Invitation struct {
	ID InvitationID
	Invitee
	By        string // who sent it
	ByID      ID
	InvitedAt time.Time // at the desk's clock
	IsLetter  bool      // its letter was written
	IsOver    bool      // none of its links works any more
}

// invitationLasts says which links of invitations still work.
const invitationLasts = `l.created_at > clock_timestamp() - interval '3 days' and i.used_at is null and i.withdrawn_at is null`

const invitationColumns = `i.id, i.name, i.address::text as address, i.role, i.team_ids as teams, i.locale, p.name as by, p.id as by_id,
	kept_now() - (clock_timestamp() - i.invited_at) as invited_at,
	exists (select from staff_links l where l.invitation_id = i.id) as is_letter,
	exists (select from staff_links l where l.invitation_id = i.id)
		and not exists (select from staff_links l where l.invitation_id = i.id and ` + invitationLasts + `) as is_over`

// InviteStaff invites somebody to work here. The caller posts its letter, which makes the link; the link works once, for
// three days.
func InviteStaff(ctx context.Context, tx *pg.Tx, by Actor, s Sizes, n Invitee) (InvitationID, error) {
	if err := by.May(Staffing, 0); err != nil {
		return 0, err
	}
	n.Name, n.Address = field.Line(n.Name), strings.TrimSpace(n.Address)
	if err := n.check(ctx, tx, s); err != nil {
		return 0, err
	}
	if err := Alone(ctx, tx, "address "+strings.ToLower(n.Address)); err != nil {
		return 0, err
	}
	const taken = `select exists (select from addresses a where a.address = $1 and (a.confirmed_at is not null or not exists (select from people p where ` + becomes + `))),
		exists (select from staff_invitations where address = $1 and used_at is null and withdrawn_at is null),
		(select count(*) from staff_invitations where used_at is null and withdrawn_at is null)::int`
	var isTaken, isInvited bool
	var open int
	if err := tx.QueryRow(ctx, taken, n.Address).Scan(&isTaken, &isInvited, &open); err != nil {
		return 0, err
	}
	switch {
	case isTaken:
		return 0, fault.Invalid("fault.address_taken").On("email")
	case isInvited:
		return 0, fault.Invalid("staff.fault.invited_already").On("email")
	case open >= MostInvitations:
		return 0, fault.Invalid("staff.fault.invitations_many").On("email").Max(MostInvitations)
	}
	const q = `insert into staff_invitations (address, name, role, team_ids, locale, invited_by) values (@address, @name, @role, @teams, @locale, @by) returning id`
	var id InvitationID
	err := tx.QueryRow(ctx, q, pgx.StrictNamedArgs{
		"address": n.Address, "name": n.Name, "role": n.Role, "teams": n.Teams, "locale": n.Locale, "by": by.ID,
	}).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("invite somebody: %w", err)
	}
	return id, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditInvited, Object: id.object(), Became: string(n.Role)})
}

func (n *Invitee) check(ctx context.Context, r pg.Reader, s Sizes) error {
	var role, locale, teams *fault.Error
	if !n.Role.Valid() || !n.Role.IsStaff() {
		role = fault.Invalid("staff.fault.role").On("role")
	}
	if !n.Locale.Valid() {
		locale = fault.Invalid("fault.language").On("locale")
	}
	if err := areTeams(ctx, r, n.Teams); err != nil {
		if !errors.As(err, &teams) {
			return err
		}
	}
	if n.Teams == nil {
		n.Teams = []TeamID{}
	}
	return fault.Join(field.Optional("name", n.Name, s.Name), field.Address("email", n.Address, s.Address), role, teams, locale)
}

// Invitations lists the open ones, the newest first.
func Invitations(ctx context.Context, r pg.Reader, by Actor) ([]Invitation, error) {
	if err := by.May(Staffing, 0); err != nil {
		return nil, err
	}
	const q = `select ` + invitationColumns + ` from staff_invitations i join people p on p.id = i.invited_by
		where i.used_at is null and i.withdrawn_at is null order by i.invited_at desc, i.id desc`
	rows, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Invitation])
}

// InviteAgain sends an open invitation once more; the links that were sent before work no longer. The caller posts the
// letter. Pressed twice within five seconds it is sent once.
func InviteAgain(ctx context.Context, tx *pg.Tx, by Actor, id InvitationID) (address string, err error) {
	if err := by.May(Staffing, 0); err != nil {
		return "", err
	}
	const open = `select address::text, clock_timestamp() - invited_at < interval '5 seconds' from staff_invitations
		where id = $1 and used_at is null and withdrawn_at is null for update`
	var isJustSent bool
	if err := tx.QueryRow(ctx, open, id).Scan(&address, &isJustSent); err != nil || isJustSent {
		return address, pg.Found(err)
	}
	if _, err := tx.Exec(ctx, `update staff_invitations set invited_at = clock_timestamp() where id = $1`, id); err != nil {
		return "", fmt.Errorf("send invitation %d again: %w", id, err)
	}
	if _, err := tx.Exec(ctx, `delete from staff_links where invitation_id = $1`, id); err != nil {
		return "", fmt.Errorf("end the links of invitation %d: %w", id, err)
	}
	return address, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditInvitedAgain, Object: id.object()})
}

// WithdrawInvitation takes an open invitation back: its links work no longer.
func WithdrawInvitation(ctx context.Context, tx *pg.Tx, by Actor, id InvitationID) (address string, err error) {
	if err := by.May(Staffing, 0); err != nil {
		return "", err
	}
	const q = `update staff_invitations set withdrawn_at = clock_timestamp() where id = $1 and used_at is null and withdrawn_at is null
		returning address::text`
	if err := tx.QueryRow(ctx, q, id).Scan(&address); err != nil {
		return "", pg.Found(err)
	}
	return address, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditInvitationWithdrawn, Object: id.object()})
}

// withdrawAllBy takes back what somebody has sent who may not invite any more.
func withdrawAllBy(ctx context.Context, tx *pg.Tx, by Actor, inviter ID) error {
	const q = `update staff_invitations set withdrawn_at = clock_timestamp() where invited_by = $1 and used_at is null and withdrawn_at is null
		returning id`
	rows, err := tx.Query(ctx, q, inviter)
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[InvitationID])
	if err != nil {
		return fmt.Errorf("withdraw the invitations of person %d: %w", inviter, err)
	}
	var entries []audit.Entry
	for _, id := range all {
		entries = append(entries, audit.Entry{By: int64(by.ID), Kind: AuditInvitationWithdrawn, Object: id.object()})
	}
	return audit.Write(ctx, tx, entries...)
}

// NewInvitationLink makes the link of an invitation's letter as it is written. Nil: it is open no more, and there is no letter.
func NewInvitationLink(ctx context.Context, tx *pg.Tx, id InvitationID) (Token, *Invitation, error) {
	const q = `select ` + invitationColumns + ` from staff_invitations i join people p on p.id = i.invited_by
		where i.id = $1 and i.used_at is null and i.withdrawn_at is null for update of i`
	rows, err := tx.Query(ctx, q, id)
	if err != nil {
		return "", nil, err
	}
	i, err := perhaps[Invitation](rows)
	if err != nil || i == nil {
		return "", nil, err
	}
	t := NewToken()
	_, err = tx.Exec(ctx, `insert into staff_links (token_hash, invitation_id) values ($1, $2)`, t.hash(), id)
	return t, i, err
}

// InvitationOf is the invitation behind a link; a fault (gone) when it does not work, for whatever reason.
func InvitationOf(ctx context.Context, r pg.Reader, t Token) (Invitation, error) {
	const q = `select ` + invitationColumns + ` from staff_links l join staff_invitations i on i.id = l.invitation_id
		join people p on p.id = i.invited_by where l.token_hash = $1 and ` + invitationLasts
	rows, err := r.Query(ctx, q, t.hash())
	if err != nil {
		return Invitation{}, err
	}
	i, err := perhaps[Invitation](rows)
	if err != nil {
		return Invitation{}, err
	}
	if i == nil {
		return Invitation{}, fault.Gone("fault.link_gone")
	}
	return *i, nil
}

// CheckAcceptance says what is wrong with what an invitee chose, all fields at once.
func (i Invitation) CheckAcceptance(s Sizes, name, password, company string) error {
	return fault.Join(field.Required("name", name, s.Name), CheckPassword("password", password, name, i.Address, company))
}

// becomes says of a person p that they are a customer of whom nothing is known but the address $1: whoever types it into the public
// form makes one. Whoever reads its mail may be somebody else here.
const becomes = `p.address = $1 and p.role = 'customer' and p.is_active and p.erased_at is null and p.joined_into_id is null
	and not exists (select from addresses o where o.person_id = p.id and o.address <> p.address) and not exists (select from people j where j.joined_into_id = p.id)`

// object is how the audit names it: not by the address, which is somebody's to have forgotten.
func (id InvitationID) object() string { return "invitation " + strconv.FormatInt(int64(id), 10) }

// takeOver makes an invitee of the customer who has their address, if there is such a customer: tickets that were asked by it stay
// theirs. What was known of the customer goes, and so do their sessions. 0: there is none.
func takeOver(ctx context.Context, tx *pg.Tx, n Newcomer) (id ID, err error) {
	if err := Alone(ctx, tx, "address "+strings.ToLower(n.Address)); err != nil { // nobody becomes a customer by it meanwhile
		return 0, err
	}
	const find = `select p.id from people p where ` + becomes + ` for update`
	err = tx.QueryRow(ctx, find, n.Address).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look for the customer of an invitee's address: %w", err)
	}
	const turn = `
		update people set role = @role, name = @name, locale = @locale, zone = @zone, password = @password, company_id = null, sees_company = false, notes = '',
			contact = 'mail', works_from = null, works_to = null, works_days = null, is_unrated = false where id = @id`
	batch := &pgx.Batch{}
	batch.Queue(turn, pgx.StrictNamedArgs{"id": id, "role": n.Role, "name": n.Name, "locale": n.Locale, "zone": n.Zone, "password": n.Password})
	batch.Queue(`delete from phones where person_id = $1`, id)
	batch.Queue(`delete from asked_addresses where person_id = $1`, id)
	batch.Queue(`delete from address_links where person_id = $1`, id)
	batch.Queue(`delete from sessions where person_id = $1`, id)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return 0, fmt.Errorf("make an invitee of customer %d: %w", id, err)
	}
	return id, nil
}

// Accept makes one of the staff of whoever holds an invitation's link, once. hash is what HashPassword has made of the password
// that they chose. Their address is confirmed by it: the link was sent there.
func Accept(ctx context.Context, tx *pg.Tx, t Token, name, hash, zone, network string) (ID, Role, error) {
	const use = `update staff_invitations i set used_at = clock_timestamp() from staff_links l
		where l.token_hash = $1 and i.id = l.invitation_id and ` + invitationLasts + `
		returning i.id, i.address::text, i.role, i.team_ids, i.locale`
	var n Newcomer
	var id InvitationID
	var teams []TeamID
	err := tx.QueryRow(ctx, use, t.hash()).Scan(&id, &n.Address, &n.Role, &teams, &n.Locale)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, "", fault.Gone("fault.link_gone")
	}
	if err != nil {
		return 0, "", fmt.Errorf("use an invitation: %w", err)
	}
	n.Name, n.Password, n.Zone = field.Line(name), hash, &zone
	person, err := takeOver(ctx, tx, n)
	if err != nil {
		return 0, "", err
	}
	if person == 0 {
		person, err = Add(ctx, tx, n)
	}
	if c := pg.Constraint(err); c == "people_address_key" || c == "addresses_pkey" {
		return 0, "", fault.Conflict("staff.fault.invitee_known")
	}
	if err != nil {
		return 0, "", fmt.Errorf("add an invitee: %w", err)
	}
	batch := &pgx.Batch{}
	batch.Queue(`update addresses set confirmed_at = $2 where person_id = $1`, person, tx.Now)
	batch.Queue(`insert into team_members (team_id, person_id) select id, $1 from teams where id = any($2)`, person, teams)
	batch.Queue(`delete from staff_links where invitation_id = $1`, id)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return 0, "", fmt.Errorf("let an invitee in: %w", err)
	}
	return person, n.Role, audit.Write(ctx, tx, audit.Entry{
		By: int64(person), Kind: AuditInvitationAccepted, Person: int64(person), Object: id.object(), Became: string(n.Role), Network: network,
	})
}

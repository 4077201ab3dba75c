package people

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
)

// Member is somebody of the staff, as those see them who say who works here.
type Member struct {
	ID          ID
	Role        Role
	Name        string
	Address     string
	Locale      i18n.Locale
	IsActive    bool
	HasPassword bool
	Teams       []TeamID
	Skills      []int64
	SeenAt      *time.Time // when they used a page last; nil: not signed in anywhere
	CreatedAt   time.Time
}

// IsIn reports whether they are a member of a team.
func (m Member) IsIn(team TeamID) bool {
	for _, t := range m.Teams {
		if t == team {
			return true
		}
	}
	return false
}

// Sessions live in real time; what pages show of them is moved to the desk's clock.
const memberColumns = `
	p.id, p.role, p.name, p.address::text as address, p.locale, p.is_active, p.password is not null as has_password, p.created_at,
	array(select m.team_id from team_members m join teams t on t.id = m.team_id where m.person_id = p.id order by t.position, t.id) as teams,
	array(select k.skill_id from person_skills k join skills s on s.id = k.skill_id where k.person_id = p.id order by s.name) as skills,
	(select kept_now() - (clock_timestamp() - max(seen_at)) from sessions where person_id = p.id and ` + alive + `) as seen_at`

// StaffFilter narrows the list of the staff; its zero value lists everybody who works here.
type StaffFilter struct {
	Role Role   // empty: any
	Team TeamID // 0: any
	Left bool   // those who work here no more, in place of those who do
}

// Members lists the staff by name.
func Members(ctx context.Context, r pg.Reader, by Actor, f StaffFilter) ([]Member, error) {
	if err := by.May(Staffing, 0); err != nil {
		return nil, err
	}
	const q = `select ` + memberColumns + ` from people p
		where p.role <> 'customer' and p.is_active <> @left and (@role = '' or p.role = @role)
			and (@team::bigint = 0 or exists (select from team_members where team_id = @team and person_id = p.id))
		order by lower(p.name), p.id`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"left": f.Left, "role": f.Role, "team": f.Team})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Member])
}

// GetMember reads one of the staff.
func GetMember(ctx context.Context, r pg.Reader, by Actor, id ID) (Member, error) {
	if err := by.May(Staffing, 0); err != nil {
		return Member{}, err
	}
	const q = `select ` + memberColumns + ` from people p where p.role <> 'customer' and p.id = $1`
	rows, err := r.Query(ctx, q, id)
	if err != nil {
		return Member{}, err
	}
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Member])
	return m, pg.Found(err)
}

// footing is how somebody of the staff stands, read under a lock.
type footing struct {
	ID       ID
	Name     string
	IsActive bool
	Role     Role
}

// stand is one of the staff, under a lock that all changes of rights share, and whether an active admin would stay
// without them. Everybody is locked, so that of two admins who take each other's rights at once one stays; and who has
// lost the right to do it since the page was opened does nothing.
func stand(ctx context.Context, tx *pg.Tx, by Actor, id ID) (person footing, othersStay bool, err error) {
	const q = `select id, name, is_active, role from people where role <> 'customer' order by id for no key update`
	rows, err := tx.Query(ctx, q)
	if err != nil {
		return footing{}, false, err
	}
	staff, err := pgx.CollectRows(rows, pgx.RowToStructByName[footing])
	if err != nil {
		return footing{}, false, fmt.Errorf("read who works here: %w", err)
	}
	isAdmin := by.IsSystem()
	for _, p := range staff {
		is := p.Role == Admin && p.IsActive
		isAdmin = isAdmin || is && p.ID == by.ID
		if p.ID == id {
			person = p
		} else {
			othersStay = othersStay || is
		}
	}
	if person.ID == 0 || !isAdmin {
		return footing{}, false, fault.NotFound()
	}
	return person, othersStay, nil
}

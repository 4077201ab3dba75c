package people

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/pg"
)

// What the audit says of companies.
const (
	AuditCompanyMade   audit.Kind = "company.made"
	AuditCompanyEdited audit.Kind = "company.edited"
	AuditCompanyJoined audit.Kind = "company.joined"
	AuditCompanySight  audit.Kind = "company.sight_changed"
)

// CompanyID is a company's number.
type CompanyID int64

// Company is one whose people are customers.
type Company struct {
	ID       CompanyID
	Name     string
	Notes    string   // for the staff only
	MayReply bool     // who may see all of the company's tickets may write on them too
	Domains  []string // of mail; who has a confirmed address there joins by themselves
	Members  int      // of those whom the reader sees
}

const companyColumns = `c.id, c.name, c.notes, c.may_reply, array(select domain::text from company_domains where company_id = c.id order by domain) as domains,
	(select count(*) from people p where p.company_id = c.id and p.role = 'customer' and p.joined_into_id is null and ` + seen + `)::int as members`

// GetCompany reads a company that the actor may know of. Staff only.
func GetCompany(ctx context.Context, r pg.Reader, by Actor, id CompanyID) (Company, error) {
	if err := by.May(ReadDesk, 0); err != nil {
		return Company{}, err
	}
	rows, err := r.Query(ctx, `select `+companyColumns+` from companies c where c.id = @id and `+CompanyInSight, pgx.StrictNamedArgs{"id": id, "me": by.ID})
	if err != nil {
		return Company{}, err
	}
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Company])
	return c, pg.Found(err)
}

// Companies lists companies by name, behind one of them: all, or those in whose name or domains the words are.
func Companies(ctx context.Context, r pg.Reader, by Actor, words string, after CompanyID, limit int) ([]Company, error) {
	if err := by.May(ReadDesk, 0); err != nil {
		return nil, err
	}
	const page = `(plain(c.name) collate "C", c.id) > (coalesce((select plain(name) from companies where id = @after), '') collate "C", @after)
		order by plain(c.name) collate "C", c.id limit @limit`
	const all = `select ` + companyColumns + ` from companies c where ` + CompanyInSight + ` and ` + page
	const found = `select ` + companyColumns + ` from companies c where ` + CompanyInSight + ` and (plain(c.name) like '%' || plain(@like) || '%'
		or exists (select from company_domains d where d.company_id = c.id and d.domain::text ilike '%' || @like || '%')) and ` + page
	args := pgx.StrictNamedArgs{"me": by.ID, "after": after, "limit": limit}
	q := all
	if words = tidy(words); words != "" {
		q, args["like"] = found, likely(words)
	}
	rows, err := r.Query(ctx, q, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Company])
}

// CompanyChoice is a company to choose.
type CompanyChoice struct {
	ID   CompanyID
	Name string
}

// CompanyChoices are all companies that the actor may know of, by name: of what is chosen by its number, and read again later, none may be
// missing. Staff only.
func CompanyChoices(ctx context.Context, r pg.Reader, by Actor) ([]CompanyChoice, error) {
	if err := by.May(ReadDesk, 0); err != nil {
		return nil, err
	}
	const q = `select c.id, c.name from companies c where ` + CompanyInSight + ` order by plain(c.name) collate "C", c.id`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"me": by.ID})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[CompanyChoice])
}

// CompanyNames are the first of them, to choose from while typing.
func CompanyNames(ctx context.Context, r pg.Reader, by Actor, limit int) (all []string, err error) {
	batch := &pgx.Batch{}
	AskCompanyNames(batch, by, limit, &all)
	return all, r.SendBatch(ctx, batch).Close()
}

// CompanyForm is a company as somebody of the staff filled it in.
type CompanyForm struct{ Name, Notes string }

// Check says what is wrong with it, all fields at once, but for what only the database knows.
func (f CompanyForm) Check(s Sizes) error {
	return fault.Join(field.Required("name", f.Name, s.Name), field.Optional("notes", f.Notes, MostNotes))
}

// AddCompany writes a company down. Who belongs to it is not everybody's to say: SetGate and SetMembership do.
func AddCompany(ctx context.Context, tx *pg.Tx, by Actor, s Sizes, f CompanyForm) (CompanyID, error) {
	if err := by.May(Work, 0); err != nil {
		return 0, err
	}
	if err := f.Check(s); err != nil {
		return 0, err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return 0, err
	}
	var id CompanyID
	const q = `insert into companies (name, notes, created_at) values ($1, $2, $3) on conflict (name) do nothing returning id`
	err := tx.QueryRow(ctx, q, field.Line(f.Name), field.Block(f.Notes), tx.Now).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) { // there is one of that name
		return 0, fault.Invalid("customer.fault.company_taken").On("name")
	}
	if err != nil {
		return 0, fmt.Errorf("write down a company: %w", err)
	}
	return id, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditCompanyMade, Object: id.object(), Became: field.Line(f.Name)})
}

// EditCompany changes what is written down about a company.
func EditCompany(ctx context.Context, tx *pg.Tx, by Actor, id CompanyID, s Sizes, f CompanyForm) error {
	if err := by.May(Work, 0); err != nil {
		return err
	}
	was, err := lockCompany(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if err := f.Check(s); err != nil {
		return err
	}
	name, notes := field.Line(f.Name), field.Block(f.Notes)
	var isTaken bool
	if err := tx.QueryRow(ctx, `select exists (select from companies where name = $1 and id <> $2)`, name, id).Scan(&isTaken); err != nil {
		return err
	}
	if isTaken {
		return fault.Invalid("customer.fault.company_taken").On("name")
	}
	if _, err := tx.Exec(ctx, `update companies set name = $2, notes = $3 where id = $1`, id, name, notes); err != nil {
		return fmt.Errorf("change company %d: %w", id, err)
	}
	var all []audit.Entry
	if name != was.Name {
		all = append(all, audit.Entry{By: int64(by.ID), Kind: AuditCompanyEdited, Object: id.object() + " name", Was: was.Name, Became: name})
	}
	if notes != was.Notes {
		all = append(all, audit.Entry{By: int64(by.ID), Kind: AuditCompanyEdited, Object: id.object() + " notes"})
	}
	return audit.Write(ctx, tx, all...)
}

// Gate says who comes to a company by themselves, and what those may who see all of its tickets.
type Gate struct {
	Domains  string // with blanks, commas or lines between them
	MayReply bool
}

// SetGate gives a company its mail domains: customers with a confirmed address there who are of none join it, now and later. It says
// how many did now.
func SetGate(ctx context.Context, tx *pg.Tx, by Actor, id CompanyID, g Gate) (int, error) {
	if err := by.May(Share, 0); err != nil {
		return 0, err
	}
	was, err := lockCompany(ctx, tx, by, id)
	if err != nil {
		return 0, err
	}
	joined, err := setDomains(ctx, tx, by, id, was.Domains, g.Domains)
	if err != nil || g.MayReply == was.MayReply {
		return joined, err
	}
	if _, err := tx.Exec(ctx, `update companies set may_reply = $2 where id = $1`, id, g.MayReply); err != nil {
		return 0, fmt.Errorf("say what company %d may: %w", id, err)
	}
	return joined, audit.Write(ctx, tx, audit.Entry{
		By: int64(by.ID), Kind: AuditCompanyEdited, Object: id.object() + " may_reply", Was: strconv.FormatBool(was.MayReply), Became: strconv.FormatBool(g.MayReply),
	})
}

// SetSight says which of some members of a company may see all of its tickets.
func SetSight(ctx context.Context, tx *pg.Tx, by Actor, id CompanyID, of, may []ID) error {
	if err := by.May(Share, 0); err != nil {
		return err
	}
	if _, err := lockCompany(ctx, tx, by, id); err != nil {
		return err
	}
	const q = `
		update people p set sees_company = p.id = any(@may) where p.id = any(@of) and p.company_id = @company and p.role = 'customer' and p.joined_into_id is null
			and p.sees_company <> (p.id = any(@may)) and ` + seen + `
		returning p.id, p.sees_company`
	rows, err := tx.Query(ctx, q, pgx.StrictNamedArgs{"of": of, "may": may, "company": id, "me": by.ID})
	if err != nil {
		return err
	}
	var all []audit.Entry
	var person ID
	var sees bool
	_, err = pgx.ForEachRow(rows, []any{&person, &sees}, func() error {
		all = append(all, audit.Entry{
			By: int64(by.ID), Kind: AuditCompanySight, Person: int64(person), Object: id.object(),
			Was: strconv.FormatBool(!sees), Became: strconv.FormatBool(sees),
		})
		return nil
	})
	if err != nil {
		return fmt.Errorf("say who sees a company's tickets: %w", err)
	}
	return audit.Write(ctx, tx, all...)
}

func lockCompany(ctx context.Context, tx *pg.Tx, by Actor, id CompanyID) (Company, error) {
	if err := tx.QueryRow(ctx, `select id from companies where id = $1 for update`, id).Scan(&id); err != nil {
		return Company{}, pg.Found(err)
	}
	if err := tx.ReadClock(ctx); err != nil {
		return Company{}, err
	}
	return GetCompany(ctx, tx, by, id)
}

func (id CompanyID) object() string { return "company " + strconv.FormatInt(int64(id), 10) }

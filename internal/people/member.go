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

// Membership is whose a customer is, as an admin filled it in.
type Membership struct {
	Company string // its name; "": of none
	Sees    bool   // all of its tickets
	Seal    string // of the card that the form was made of
}

// SetMembership says which company a customer is of. Whoever sees all of a company's tickets reads those of everybody who is of it,
// whichever team they lie with: so only who sees every team's says so.
func SetMembership(ctx context.Context, tx *pg.Tx, by Actor, id ID, s Sizes, m Membership) error {
	if err := by.May(Share, 0); err != nil {
		return err
	}
	was, err := lockCard(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if wrong := field.Optional("company", m.Company, s.Name); wrong != nil {
		return wrong
	}
	m.Company = field.Line(m.Company)
	m.Sees = m.Sees && m.Company != ""
	company, missing, err := companyByName(ctx, tx, m.Company)
	switch {
	case err != nil:
		return err
	case missing != nil:
		return missing
	case m.Seal != was.Seal():
		return fault.Conflict("customer.fault.changed")
	}
	var name string
	const q = `update people set company_id = $2, sees_company = $3 where id = $1 returning coalesce((select name from companies where id = $2), '')`
	if err := tx.QueryRow(ctx, q, id, company, m.Sees).Scan(&name); err != nil {
		return fmt.Errorf("say which company customer %d is of: %w", id, err)
	}
	var all []audit.Entry
	if name != was.Company {
		all = append(all, audit.Entry{By: int64(by.ID), Kind: AuditCustomerEdited, Person: int64(id), Object: "company", Was: was.Company, Became: name})
		if err := tx.Later(ctx, CompanyChanged{id}); err != nil {
			return err
		}
	}
	if m.Sees != was.SeesCompany {
		all = append(all, audit.Entry{
			By: int64(by.ID), Kind: AuditCustomerEdited, Person: int64(id), Object: "sees_company", Was: strconv.FormatBool(was.SeesCompany), Became: strconv.FormatBool(m.Sees),
		})
	}
	return audit.Write(ctx, tx, all...)
}

// companyByName finds the company that somebody has typed; a fault at the field when there is none.
func companyByName(ctx context.Context, tx *pg.Tx, name string) (*CompanyID, *fault.Error, error) {
	if name == "" {
		return nil, nil, nil
	}
	var id CompanyID
	err := tx.QueryRow(ctx, `select id from companies where plain(name) = plain($1) order by name = $1 desc, id limit 1 for key share`, name).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fault.Invalid("customer.fault.no_company").On("company").By(name), nil
	}
	return &id, nil, err
}

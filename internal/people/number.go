package people

import (
	"context"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/pg"
)

// CheckNumber says what is wrong with a phone number that may be empty; the fault stands on the field.
func CheckNumber(at, number string) *fault.Error {
	if number = field.Line(number); number == "" {
		return nil
	}
	if wrong := checkPhone(number); wrong != nil {
		return wrong.On(at)
	}
	return nil
}

// AddNumber writes down one more phone number of a customer: what somebody says who rings. One that is known is not written
// twice, and who has MostPhones keeps those: which of them should go, only their card can say.
func AddNumber(ctx context.Context, tx *pg.Tx, by Actor, id ID, number string) error {
	if err := by.May(Work, 0); err != nil {
		return err
	}
	if number = field.Line(number); number == "" {
		return nil
	}
	const q = `insert into phones (person_id, number) select $1, $2
		where not exists (select from phones where person_id = $1 and number = $2) and (select count(*) from phones where person_id = $1) < $3`
	done, err := tx.Exec(ctx, q, id, number, MostPhones)
	if err != nil || done.RowsAffected() == 0 {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditCustomerEdited, Person: int64(id), Object: "phones"})
}

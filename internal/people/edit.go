package people

import (
	"context"
	"fmt"
	"slices"
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

// AuditCustomerEdited is written for each thing that somebody changed about a customer.
const AuditCustomerEdited audit.Kind = "customer.edited"

// Most of what one customer can have.
const (
	MostPhones    = 5
	MostNumber    = 40 // UTF-16 units of a phone number
	MostAddresses = 10
	MostNotes     = 5000 // UTF-16 units
)

// Edit is a customer's card as somebody of the staff filled it in.
type Edit struct {
	Name      string
	Locale    i18n.Locale
	Zone      string // IANA; "": unknown
	Contact   Contact
	Hours     *Hours   // nil: reached at any time
	Phones    []string // empty lines count for nothing
	Notes     string
	IsUnrated bool
	Seal      string // of the card that the form was made of
}

// Check says what is wrong with it, all fields at once, but for what only the database knows.
func (e Edit) Check(s Sizes) error {
	var locale, zone, contact, phones *fault.Error
	if !e.Locale.Valid() {
		locale = fault.Invalid("fault.language").On("locale")
	}
	if _, err := time.LoadLocation(e.Zone); err != nil || e.Zone == "Local" || strings.ContainsRune(e.Zone, 0) {
		zone = fault.Invalid("customer.fault.zone").On("zone")
	}
	if !e.Contact.Valid() {
		contact = fault.Invalid("customer.fault.contact").On("contact")
	}
	if len(e.Phones) > MostPhones {
		phones = fault.Invalid("customer.fault.phones").On("phones").Max(MostPhones)
	}
	for _, number := range e.Phones {
		if wrong := checkPhone(number); wrong != nil {
			phones = wrong
		}
	}
	hours := fault.Of(Reach{Mail: InHours, Own: e.Hours}.Check())
	return fault.Join(append(hours,
		field.Required("name", e.Name, s.Name), locale, zone, contact, phones,
		field.Optional("notes", e.Notes, MostNotes))...)
}

func checkPhone(number string) *fault.Error {
	if wrong := field.Optional("phones", number, MostNumber); wrong != nil {
		return wrong
	}
	digits := 0
	for _, r := range number {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+-()/. ", r):
			return fault.Invalid("customer.fault.phone").On("phones").By(number)
		}
	}
	if digits < 3 {
		return fault.Invalid("customer.fault.phone").On("phones").By(number)
	}
	return nil
}

// EditCustomer changes a customer's card. Somebody else's change since the form was made is not written over: a conflict.
func EditCustomer(ctx context.Context, tx *pg.Tx, by Actor, id ID, s Sizes, e Edit) error {
	if err := by.May(Work, 0); err != nil {
		return err
	}
	was, err := lockCard(ctx, tx, by, id)
	if err != nil {
		return err
	}
	e = e.clean()
	if err := e.Check(s); err != nil {
		return err
	}
	if e.Seal != was.Seal() {
		return fault.Conflict("customer.fault.changed")
	}
	if err := e.store(ctx, tx, id); err != nil {
		return fmt.Errorf("change customer %d: %w", id, err)
	}
	return audit.Write(ctx, tx, e.changes(was, by)...)
}

func (e Edit) clean() Edit {
	e.Name, e.Notes = field.Line(e.Name), field.Block(e.Notes)
	for i, number := range e.Phones {
		e.Phones[i] = field.Line(number)
	}
	e.Phones = slices.DeleteFunc(e.Phones, func(number string) bool { return number == "" })
	return e
}

func (e Edit) store(ctx context.Context, tx *pg.Tx, id ID) error {
	const q = `
		update people set name = @name, locale = @locale, zone = nullif(@zone, ''), contact = @contact, works_from = @from, works_to = @to, works_days = @days,
			notes = @notes, is_unrated = @unrated where id = @id`
	args := pgx.StrictNamedArgs{
		"id": id, "name": e.Name, "locale": e.Locale, "zone": e.Zone, "contact": e.Contact, "from": nil, "to": nil, "days": nil,
		"notes": e.Notes, "unrated": e.IsUnrated,
	}
	if h := e.Hours; h != nil {
		args["from"], args["to"], args["days"] = h.From, h.To, stored(h.Days)
	}
	batch := &pgx.Batch{}
	batch.Queue(q, args)
	batch.Queue(`delete from phones where person_id = $1 and not number = any($2)`, id, e.Phones)
	const add = `insert into phones (person_id, number) select $1, n.number from unnest($2::text[]) with ordinality n (number, i)
		where not exists (select from phones where person_id = $1 and number = n.number) group by n.number order by min(n.i)`
	batch.Queue(add, id, e.Phones)
	return tx.SendBatch(ctx, batch).Close()
}

// changes are the audit's lines: what was and what became, but for what is to be forgotten with the customer.
func (e Edit) changes(was Card, by Actor) []audit.Entry {
	var all []audit.Entry
	add := func(object, before, after string, shown bool) {
		if before == after {
			return
		}
		one := audit.Entry{By: int64(by.ID), Kind: AuditCustomerEdited, Person: int64(was.ID), Object: object}
		if shown {
			one.Was, one.Became = before, after
		}
		all = append(all, one)
	}
	add("name", was.Name, e.Name, false)
	add("language", string(was.Locale), string(e.Locale), true)
	add("zone", valueOf(was.Zone), e.Zone, true)
	add("contact", string(was.Contact), string(e.Contact), true)
	add("hours", fmt.Sprint(valueOf(was.Hours)), fmt.Sprint(valueOf(e.Hours)), false)
	add("phones", strings.Join(was.Phones, "\n"), strings.Join(e.Phones, "\n"), false)
	add("notes", was.Notes, e.Notes, false)
	add("unrated", strconv.FormatBool(was.IsUnrated), strconv.FormatBool(e.IsUnrated), true)
	return all
}

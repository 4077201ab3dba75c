package ticket

import (
	"context"
	"fmt"
	"time"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// AuditExported is that everything about somebody was given out.
const AuditExported audit.Kind = "person.exported"

// Dossier is everything that is kept about a customer and that they may read: what the staff says among itself is not theirs.
type Dossier struct {
	Name      string       `json:"name"`
	Addresses []string     `json:"addresses"`
	Company   string       `json:"company,omitempty"`
	Language  i18n.Locale  `json:"language"`
	Zone      string       `json:"time_zone,omitempty"`
	Known     time.Time    `json:"known_since"`
	Tickets   []DossierOne `json:"tickets"`
}

// DossierOne is one ticket in it.
type DossierOne struct {
	Number   int64            `json:"number"`
	Subject  string           `json:"subject"`
	Status   promise.Status   `json:"status"`
	Opened   time.Time        `json:"opened_at"`
	Closed   *time.Time       `json:"closed_at,omitempty"`
	Messages []DossierMessage `json:"messages"`
	Promises []DossierPromise `json:"promises"`
}

// DossierMessage is a message to or from them.
type DossierMessage struct {
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Text  string    `json:"text"`
	Files []string  `json:"files,omitempty"` // where each lies in the archive
}

// DossierPromise is what they were promised, and what became of it.
type DossierPromise struct {
	Kind  promise.Kind  `json:"kind"`
	Words string        `json:"words,omitempty"`
	Due   time.Time     `json:"due_at"`
	State promise.State `json:"state"`
}

// Collect gathers a customer's dossier, and the files that go with it by their place in the archive. That it was given
// out stands in the audit. Admins only.
func Collect(ctx context.Context, tx *pg.Tx, by people.Actor, id people.ID) (Dossier, map[string]Attachment, error) {
	if err := by.May(people.Erase, 0); err != nil {
		return Dossier{}, nil, err
	}
	p, err := people.Get(ctx, tx, id)
	if err != nil {
		return Dossier{}, nil, err
	}
	if p.Role != people.Customer {
		return Dossier{}, nil, fault.NotFound()
	}
	d := Dossier{Name: p.Name, Company: p.Company, Language: p.Locale, Zone: valueOr(p.Zone), Known: p.CreatedAt}
	if d.Addresses, err = people.AddressesOf(ctx, tx, id); err != nil {
		return Dossier{}, nil, err
	}
	tickets, err := ticketsOf(ctx, tx, id)
	if err != nil {
		return Dossier{}, nil, err
	}
	files := map[string]Attachment{}
	for _, t := range tickets {
		w, err := Seen(ctx, tx, p.HoldingLink(int64(t)), t)
		if err != nil {
			return Dossier{}, nil, err
		}
		d.Tickets = append(d.Tickets, dossierOf(w, files))
	}
	return d, files, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditExported, Person: int64(id)})
}

// place is where a file lies in an archive: the number keeps two of one name apart.
func (a Attachment) place(ticket int64) string {
	return fmt.Sprintf("files/%d/%d-%s", ticket, a.ID, blob.CleanName(a.Name))
}

func valueOr(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func dossierOf(w Whole, files map[string]Attachment) DossierOne {
	one := DossierOne{
		Number: w.Number, Subject: w.Subject, Status: w.Status, Opened: w.OpenedAt, Closed: w.ClosedAt,
		Messages: []DossierMessage{}, Promises: []DossierPromise{},
	}
	for _, m := range w.Messages {
		said := DossierMessage{By: m.AuthorName, At: m.CreatedAt, Text: m.Body}
		for _, f := range m.Files {
			place := f.place(w.Number)
			files[place] = f
			said.Files = append(said.Files, place)
		}
		one.Messages = append(one.Messages, said)
	}
	for _, p := range w.Promises {
		if p.WasTold() && !p.Kind.IsWorkerKept() {
			one.Promises = append(one.Promises, DossierPromise{Kind: p.Kind, Words: p.Words, Due: p.Due, State: p.State})
		}
	}
	return one
}

// Keeping is how much is kept about a customer.
type Keeping struct {
	Customer        people.Person
	Addresses       []string
	Tickets, Live   int // of all, those that are not closed
	Messages, Files int
	IsErased        bool
}

// KeepingOf counts what is kept about a customer. Admins only.
func KeepingOf(ctx context.Context, r pg.Reader, by people.Actor, id people.ID) (Keeping, error) {
	if err := by.May(people.Erase, 0); err != nil {
		return Keeping{}, err
	}
	var h Keeping
	var err error
	if h.Customer, err = people.Get(ctx, r, id); err != nil {
		return Keeping{}, err
	}
	if h.Customer.Role != people.Customer {
		return Keeping{}, fault.NotFound()
	}
	if h.Addresses, err = people.AddressesOf(ctx, r, id); err != nil {
		return Keeping{}, err
	}
	const q = `
		with t as (select id, live from tickets where requester_id = $1),
			m as (select id from messages where ticket_id in (select id from t) or author_id = $1)
		select (select count(*) from t), (select count(*) from t where live), (select count(*) from m),
			(select count(*) from attachments where message_id in (select id from m)), (select erased_at is not null from people where id = $1)`
	return h, r.QueryRow(ctx, q, id).Scan(&h.Tickets, &h.Live, &h.Messages, &h.Files, &h.IsErased)
}

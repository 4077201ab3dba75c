package ticket

import (
	"context"
	"fmt"
	"strings"
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

// AuditOwnExported is that a customer took away what is kept about them.
const AuditOwnExported audit.Kind = "customer.exported"

// Dossier is everything that is kept about a customer and that they may read: what the staff says among itself is not theirs.
type Dossier struct {
	Name      string           `json:"name"`
	Addresses []DossierAddress `json:"addresses"`
	Phones    []string         `json:"phones,omitempty"`
	Contact   people.Contact   `json:"preferred_contact"`
	Hours     *DossierHours    `json:"reachable,omitempty"` // left out: at any time
	Company   string           `json:"company,omitempty"`
	Language  i18n.Locale      `json:"language"`
	Zone      string           `json:"time_zone,omitempty"`
	Known     time.Time        `json:"known_since"`
	Tickets   []DossierOne     `json:"tickets"`
}

// DossierAddress is one of their mail addresses.
type DossierAddress struct {
	Address   string     `json:"address"`
	IsMain    bool       `json:"main,omitempty"`
	Confirmed *time.Time `json:"confirmed_at,omitempty"`
}

// DossierHours is when they want to be reached, in their own zone.
type DossierHours struct {
	From string   `json:"from"`
	To   string   `json:"to"`
	Days []string `json:"days"`
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

	Understanding []DossierOutline `json:"understanding,omitempty"` // how we understood it, the first first
	Plan          []DossierOutline `json:"plan,omitempty"`
}

// DossierOutline is one writing of what stands above their conversation.
type DossierOutline struct {
	At     time.Time `json:"at"`
	Text   string    `json:"text"`
	Answer *Said     `json:"answer,omitempty"` // theirs
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
	Opens *time.Time    `json:"opens_at,omitempty"` // of a call or a visit: its window closes when it is due
	Due   time.Time     `json:"due_at"`
	Place string        `json:"place,omitempty"`
	State promise.State `json:"state"`
}

// Collect gathers a customer's dossier, and the files that go with it by their place in the archive. That it was given
// out stands in the audit. Admins only.
func Collect(ctx context.Context, tx *pg.Tx, by people.Actor, id people.ID) (Dossier, map[string]Attachment, error) {
	if err := by.May(people.Erase, 0); err != nil {
		return Dossier{}, nil, err
	}
	d, files, err := dossier(ctx, tx, by, id)
	if err != nil {
		return Dossier{}, nil, err
	}
	return d, files, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditExported, Person: int64(id)})
}

// CollectOwn is Collect for a customer who takes away what is kept about themselves: the same, as far as they see it.
func CollectOwn(ctx context.Context, tx *pg.Tx, by people.Actor) (Dossier, map[string]Attachment, error) {
	if err := by.May(people.OwnPlace, 0); err != nil {
		return Dossier{}, nil, err
	}
	d, files, err := dossier(ctx, tx, by, by.ID)
	if err != nil {
		return Dossier{}, nil, err
	}
	return d, files, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditOwnExported, Person: int64(by.ID)})
}

func dossier(ctx context.Context, tx *pg.Tx, by people.Actor, id people.ID) (Dossier, map[string]Attachment, error) {
	p, err := people.DataOf(ctx, tx, by, id)
	if err != nil {
		return Dossier{}, nil, err
	}
	d := Dossier{
		Name: p.Name, Phones: p.Phones, Contact: p.Contact, Hours: hoursOf(p.Hours), Company: p.Company, Language: p.Locale, Zone: valueOr(p.Zone),
		Known: p.CreatedAt, Tickets: []DossierOne{},
	}
	for _, a := range p.Addresses {
		d.Addresses = append(d.Addresses, DossierAddress{Address: a.Address, IsMain: a.IsMain, Confirmed: a.ConfirmedAt})
	}
	tickets, err := ticketsOf(ctx, tx, id)
	if err != nil {
		return Dossier{}, nil, err
	}
	files := map[string]Attachment{}
	for _, t := range tickets {
		reader := p.HoldingLink(int64(t))
		if by.ID == id {
			reader = by
		}
		w, err := Seen(ctx, tx, reader, t)
		if by.ID == id && fault.Is(err, fault.KindNotFound) {
			continue // it is not shown to them in their own place either
		}
		if err != nil {
			return Dossier{}, nil, err
		}
		d.Tickets = append(d.Tickets, dossierOf(w, files))
	}
	return d, files, nil
}

func hoursOf(h *people.Hours) *DossierHours {
	if h == nil {
		return nil
	}
	clock := func(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
	d := &DossierHours{From: clock(h.From), To: clock(h.To)}
	for _, day := range h.Days {
		d.Days = append(d.Days, strings.ToLower(day.String()))
	}
	return d
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
	for _, o := range w.Outlines {
		text := DossierOutline{At: o.At, Text: o.Body, Answer: o.Answer}
		switch {
		case o.Body == "":
		case o.Part == Understanding:
			one.Understanding = append(one.Understanding, text)
		default:
			one.Plan = append(one.Plan, text)
		}
	}
	for _, p := range w.Promises {
		if p.WasTold() && !p.Kind.IsWorkerKept() {
			one.Promises = append(one.Promises, dossierPromise(p))
		}
	}
	return one
}

func dossierPromise(p *promise.Promise) DossierPromise {
	d := DossierPromise{Kind: p.Kind, Words: p.Words, Due: p.Due, Place: p.Place, State: p.State}
	if !p.Opens.IsZero() {
		d.Opens = &p.Opens
	}
	return d
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

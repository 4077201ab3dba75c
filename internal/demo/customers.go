package demo

import (
	"context"
	"fmt"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// sizes are how long what is written about people may be.
var sizes = people.Sizes{Name: 200, Address: 254, Line: 200}

// Company is one whose people write to the desk, with what the desk knows of it.
type Company struct {
	people.CompanyForm
	people.Gate
}

// Companies are those, by name.
func Companies() []Company {
	company := func(name, domains string, mayReply bool, notes string) Company {
		return Company{people.CompanyForm{Name: name, Notes: notes}, people.Gate{Domains: domains, MayReply: mayReply}}
	}
	return []Company{
		company("Bakkehuset Café", "bakkehuset.example", false, "Two buildings, one line each. The till must never be offline: call before any work."),
		company("Villa Strand Hotel", "villastrand.example villastrand-hotel.example", true, "Guests notice every outage. The night porter has keys."),
		company("Nordby Skole", "nordbyskole.example", true, ""),
		company("Nordby Havn", "nordbyhavn.example", false, ""),
		company("Nordby Bibliotek", "nordbybibliotek.example", false, ""),
		company("Klinika Dąbrowska", "dentystka.example", false, "Patients until 18:00 on weekdays; visits before 8."),
	}
}

// known is what the desk knows of a customer beside their tickets.
type known struct {
	email   string
	second  string // an address that they have confirmed too
	contact people.Contact
	zone    string
	hours   *people.Hours
	phones  []string
	notes   string
	sees    bool // all tickets of their company
	unrated bool
}

func acquaintances() []known {
	return []known{
		{
			email: "hanna@bakkehuset.example", second: "cafe@bakkehuset.example", contact: people.ByPhone, zone: Zone, hours: weekdays("07:30", "11:00"),
			phones: []string{"+45 75 55 12 40"}, notes: "Busy over lunch. Likes to hear plainly when it will take longer.", sees: true,
		},
		{email: "reception@villastrand.example", contact: people.ByMail, zone: Zone, phones: []string{"+45 75 55 80 00", "+45 75 55 80 11"}, sees: true},
		{email: "eleni.papadopoulou@tachydromeio.example", contact: people.ByMail, zone: "Europe/Athens", notes: "Summer house in Nordby; the rest of the year in Volos."},
		{email: "dorothy@marsh.example", contact: people.ByPhone, zone: Zone, phones: []string{"+45 75 55 33 21"}, notes: "Hard of hearing: speak slowly, and send what was agreed by mail as well.", unrated: true},
		{email: "sk@nordbyskole.example", contact: people.ByPortal, zone: Zone, sees: true},
		{email: "goran@astrom.example", contact: people.ByMail, phones: []string{"+46 70 123 45 67"}, notes: "Asked by phone about moving his line. May be the Göran Åström who writes from brevlada."},
	}
}

// twins are customers whom the desk knows twice: worth joining.
func twins() []Customer {
	return []Customer{{"goran-again", "Göran Åström", "goran@astrom.example", "", i18n.SV}}
}

// found writes down the companies, before their people come.
func (c cast) found(ctx context.Context, tx *pg.Tx) error {
	for _, f := range Companies() {
		id, err := people.AddCompany(ctx, tx, c.staff[Karin], sizes, f.CompanyForm)
		if err == nil {
			_, err = people.SetGate(ctx, tx, c.staff[Karin], id, f.Gate)
		}
		if err != nil {
			return fmt.Errorf("company %s: %w", f.Name, err)
		}
	}
	return nil
}

// acquaint writes down what is known of customers.
func (c cast) acquaint(ctx context.Context, tx *pg.Tx) error {
	for _, k := range acquaintances() {
		if err := c.learn(ctx, tx, k); err != nil {
			return fmt.Errorf("%s: %w", k.email, err)
		}
	}
	return nil
}

func (c cast) learn(ctx context.Context, tx *pg.Tx, k known) error {
	maja := c.staff[Maja]
	p, err := people.ByAddress(ctx, tx, k.email)
	if err != nil {
		return err
	}
	card, err := people.CardOf(ctx, tx, maja, p.ID)
	if err != nil {
		return err
	}
	edit := people.Edit{
		Name: p.Name, Locale: p.Locale, Zone: k.zone, Contact: k.contact, Hours: k.hours, Phones: k.phones,
		Notes: k.notes, IsUnrated: k.unrated, Seal: card.Seal(),
	}
	if err := people.EditCustomer(ctx, tx, maja, p.ID, sizes, edit); err != nil {
		return err
	}
	if card, err = people.CardOf(ctx, tx, maja, p.ID); err != nil {
		return err
	}
	member := people.Membership{Company: p.Company, Sees: k.sees, Seal: card.Seal()}
	if err := people.SetMembership(ctx, tx, c.staff[Karin], p.ID, sizes, member); err != nil {
		return err
	}
	for _, address := range []string{k.email, k.second} {
		if k.second == "" {
			break
		}
		asked, err := people.AskAddress(ctx, tx, maja, p.ID, sizes, address)
		if err != nil {
			return err
		}
		if !asked.Agreed {
			if _, err := people.VouchAddress(ctx, tx, c.staff[Karin], p.ID, address); err != nil {
				return err
			}
		}
		link, err := people.NewAddressLink(ctx, tx, p.ID, address)
		if err != nil {
			return err
		}
		if _, err := people.ConfirmAddress(ctx, tx, link); err != nil {
			return err
		}
	}
	return nil
}

package desk

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Customer is the page of one customer.
type Customer struct {
	Frame     layout.Frame
	Card      people.Card
	Addresses []people.Address
	Tally     ticket.Tally
	Open      []Row
	Closed    []Row
	Older     ticket.ID // the page of closed tickets behind these begins before it; 0 on the last
	First     bool
	Joins     []ticket.Joined
	Me        people.ID
	Now       time.Time
	Zone      *time.Location // the customer's, nil while it is unknown
	Asked     string         // what stands in the field for a new address
	Problems  []ui.Problem   // of that field
	Clash     string         // why what was pressed was not done
}

func (c Customer) name() string { return ui.Clean(c.Card.Name) }

func (c Customer) first() string { return First(c.Card.Name) }

func (c Customer) path(rest string) string { return CustomerAddress(c.Card.ID) + rest }

func (c Customer) wrong(field string) string { return wrongAt(c.Problems, field) }

// wrongAt is the message at a field.
func wrongAt(problems []ui.Problem, field string) string {
	for _, p := range problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}

// open and closed are the two lists as the queue draws its rows.
func (c Customer) open() Queue {
	return Queue{Me: c.Me, Now: c.Now, Here: c.path("")}
}

func (c Customer) closed() Queue {
	return Queue{Me: c.Me, Now: c.Now, Here: c.path(""), List: List{Statuses: []promise.Status{promise.Closed}}}
}

// older is the address of the next page of closed tickets.
func (c Customer) older() string {
	return c.path("?") + url.Values{"before": {strconv.FormatInt(int64(c.Older), 10)}}.Encode()
}

// tally says how promises to them went: "12 of 14 promises kept, 86 %".
func (c Customer) tally(ctx context.Context) []i18n.Part {
	l := i18n.From(ctx)
	share := c.Tally.Kept * 100 / c.Tally.Ended() // rounded down, towards honesty
	return l.Parts("customer.tally.kept", i18n.Blanks{
		Count: c.Tally.Ended(), Number: l.Number(c.Tally.Kept), Total: l.Number(c.Tally.Ended()), Size: l.Number(share),
	})
}

func contactName(ctx context.Context, c people.Contact) string {
	switch c {
	case people.ByPhone:
		return i18n.T(ctx, "customer.contact.phone")
	case people.ByPortal:
		return i18n.T(ctx, "customer.contact.portal")
	default:
		return i18n.T(ctx, "customer.contact.mail")
	}
}

// hours are when a customer is reached, in their own zone.
func (c Customer) hours(ctx context.Context) string {
	h := c.Card.Hours
	if h == nil {
		return i18n.T(ctx, "customer.hours.any")
	}
	l := i18n.From(ctx)
	var days []string
	for i := range 7 {
		day := time.Date(2026, time.January, 5+i, 12, 0, 0, 0, l.Zone()) // the 5th is a Monday
		for _, d := range h.Days {
			if d == day.Weekday() {
				days = append(days, l.ShortWeekday(day))
			}
		}
	}
	at := func(minutes int) string {
		if minutes == 24*60 {
			return "24:00"
		}
		return l.Clock(time.Date(2026, time.January, 5, minutes/60, minutes%60, 0, 0, l.Zone()))
	}
	return i18n.T(ctx, "customer.hours.own", i18n.Blanks{From: at(h.From), To: at(h.To), Day: strings.Join(days, ", ")})
}

// there is what the clock shows where the customer is.
func (c Customer) there(ctx context.Context) string {
	l := i18n.For(i18n.From(ctx).Locale(), c.Zone)
	return i18n.T(ctx, "customer.zone.now", i18n.Blanks{Clock: l.Clock(c.Now)})
}

// standing says of an address whether it was confirmed.
func (c Customer) standing(ctx context.Context, a people.Address) string {
	l := i18n.From(ctx)
	switch {
	case a.ConfirmedAt != nil:
		return l.T("customer.address.confirmed", i18n.Blanks{Day: l.Date(*a.ConfirmedAt)})
	case a.AskedAt != nil && !a.IsAgreed:
		return l.T("customer.address.wondered", i18n.Blanks{Day: l.Date(*a.AskedAt), Address: ui.Clean(c.Card.Address)})
	case a.AskedAt != nil:
		return l.T("customer.address.asked", i18n.Blanks{Day: l.Date(*a.AskedAt)})
	default:
		return l.T("customer.address.typed")
	}
}

// dialled is a phone number as a telephone takes it.
func dialled(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
}

func zoneName(z *time.Location) string { return strings.ReplaceAll(z.String(), "_", " ") }

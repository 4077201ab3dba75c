// Package cast is the same people, team, rules and clock in every test, so that tests read like stories:
// Hanna asks, Maja answers, and the worker keeps time. It plays through the rooms' own verbs and must
// never write a ticket's rows by itself.
package cast

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// Zone is where the desk stands; every time in a story is local there.
const Zone = "Europe/Copenhagen"

// Year is the year of every date in a story.
const Year = 2026

// Opening is when a story begins unless it says otherwise.
const Opening = "Thu 1 Oct 08:00"

// Stage is a desk in a database of the test's own, with its people, and a clock that stands where the story is.
type Stage struct {
	T      testing.TB
	DB     *pg.DB
	Team   people.TeamID // First line: what comes in by the public form
	Second people.TeamID // Technical
	Policy sla.VersionID
	Limits ticket.Limits

	Maja, Jonas people.Person // agents
	Oskar       people.Person // technician
	Ingrid      people.Person // supervisor
	Karin       people.Person // admin

	// Customers, one in each language: en, sv, da, pl, el.
	Hanna, Goran, Mette, Piotr, Eleni people.Person

	// MailIsDown keeps mail from leaving the house.
	MailIsDown bool

	// Mail, if somebody has set it, is what becomes of a mail in place of its leaving unread.
	Mail func(ctx context.Context, tx *pg.Tx, id outbox.ID) error

	zone *time.Location
	now  time.Time
}

// New sets up the desk of the histories, under the rules that stand at their head.
func New(t testing.TB) *Stage {
	t.Helper()
	return NewUnder(t, sla.DefaultRules(), Hours())
}

// Hours are Monday to Friday, 09:00 to 17:00, in Copenhagen; 25 December is closed.
func Hours() sla.Hours {
	h := sla.OfficeHours(Zone)
	h.Exceptions = []calendar.Exception{{Date: calendar.Date{Year: Year, Month: time.December, Day: 25}}}
	return h
}

// NewUnder sets up the desk under other rules.
func NewUnder(t testing.TB, rules sla.Rules, hours sla.Hours) *Stage {
	t.Helper()
	return newIn(t, pgtest.DB(t), rules, hours)
}

// NewIn is New in an empty database that somebody else looks after.
func NewIn(t testing.TB, db *pg.DB) *Stage {
	t.Helper()
	return newIn(t, db, sla.DefaultRules(), Hours())
}

// In is the same stage, with the same people at the same time, for another test in a copy of its database.
func (s *Stage) In(t testing.TB, db *pg.DB) *Stage {
	t.Helper()
	c := *s
	c.T, c.DB = t, db
	return &c
}

func newIn(t testing.TB, db *pg.DB, rules sla.Rules, hours sla.Hours) *Stage {
	t.Helper()
	zone, err := time.LoadLocation(hours.Zone)
	require.NoError(t, err)
	s := &Stage{T: t, DB: db, Limits: ticket.DefaultLimits(), zone: zone}
	s.At(Opening)
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return s.settle(ctx, tx, rules, hours) })
	return s
}

func (s *Stage) settle(ctx context.Context, tx *pg.Tx, rules sla.Rules, hours sla.Hours) (err error) {
	desk := people.Desk{Name: "Nordby Fiber", AddressLine: "Havnegade 4, Nordby", Phone: "+45 70 10 20 30", Locale: i18n.EN, Zone: hours.Zone}
	if err := people.SetUp(ctx, tx, desk); err != nil {
		return err
	}
	if s.Team, err = people.AddTeam(ctx, tx, "First line", "inbox"); err != nil {
		return err
	}
	if s.Second, err = people.AddTeam(ctx, tx, "Technical", "wrench"); err != nil {
		return err
	}
	if s.Policy, err = sla.Install(ctx, tx, hours, rules); err != nil {
		return err
	}
	for _, p := range s.everybody() {
		id, err := people.Add(ctx, tx, p.Newcomer)
		if err != nil {
			return err
		}
		if *p.as, err = people.Get(ctx, tx, id); err != nil {
			return err
		}
		if p.Role.IsStaff() {
			if err := people.Join(ctx, tx, s.Team, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// part is somebody of the cast, and where the stage keeps them.
type part struct {
	as *people.Person
	people.Newcomer
}

func (s *Stage) everybody() []part {
	staff := func(as *people.Person, role people.Role, name, address string) part {
		return part{as, people.Newcomer{Role: role, Name: name, Address: address, Locale: i18n.EN}}
	}
	customer := func(as *people.Person, name, address string, l i18n.Locale) part {
		return part{as, people.Newcomer{Role: people.Customer, Name: name, Address: address, Locale: l}}
	}
	return []part{
		staff(&s.Maja, people.Agent, "Maja Lindqvist", "maja@nordby.example"),
		staff(&s.Jonas, people.Agent, "Jonas Berg", "jonas@nordby.example"),
		staff(&s.Oskar, people.Technician, "Oskar Strand", "oskar@nordby.example"),
		staff(&s.Ingrid, people.Supervisor, "Ingrid Aaberg", "ingrid@nordby.example"),
		staff(&s.Karin, people.Admin, "Karin Sjöström", "karin@nordby.example"),
		customer(&s.Hanna, "Hanna Lund", "hanna@bakkehuset.example", i18n.EN),
		customer(&s.Goran, "Göran Åström", "goran@brevlada.example", i18n.SV),
		customer(&s.Mette, "Mette Søndergård", "mette@postkasse.example", i18n.DA),
		customer(&s.Piotr, "Piotr Źrebiec", "piotr@skrzynka.example", i18n.PL),
		customer(&s.Eleni, "Ελένη Παππά", "eleni@grammatokivotio.example", i18n.EL),
	}
}

// Key is a form's idempotency key, new at each call.
func Key() string { return rand.Text() }

package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// Stage is what the stories are performed on.
type Stage struct {
	DB       *pg.DB
	Files    *blob.Disk // where attachments' bytes lie
	Password string     // hashed, of everybody on the staff: [Password] as the sign-in stores it

	// Deliver does with one mail of the outbox what the worker would do, into the demo's own mailbox and within the
	// change: the customers' silence counts only from mail that left.
	Deliver func(ctx context.Context, tx *pg.Tx, mail outbox.ID) error
}

// ErrNotEmpty says that somebody is at this desk already, or a ticket stands on it.
var ErrNotEmpty = errors.New("the database is not empty: the demo desk is loaded into an empty one only")

// ErrNotDemo says that this desk is a real one.
var ErrNotDemo = errors.New("this desk is not a demo")

// Empty reports whether nobody has begun to use the database: no desk is set up, nobody is there, no ticket stands.
func Empty(ctx context.Context, r pg.Reader) (bool, error) {
	const q = `select not exists (select from desk) and not exists (select from people) and not exists (select from tickets)`
	var empty bool
	err := r.QueryRow(ctx, q).Scan(&empty)
	return empty, err
}

// Load fills an empty database with the demo desk and performs its stories; then the desk's clock goes on from the
// anchor. It is one change: a load that is cut off leaves an empty database. One that is not empty is [ErrNotEmpty].
func Load(ctx context.Context, s Stage) error {
	err := s.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error { return load(ctx, tx, s) })
	if err != nil {
		return fmt.Errorf("load the demo desk: %w", err)
	}
	// The plans of the schema's checks were made for empty tables.
	if _, err := s.DB.Pool().Exec(ctx, `analyze tickets, promises, messages, events, outbox, people, notices`); err != nil {
		return fmt.Errorf("analyze the demo desk: %w", err)
	}
	return nil
}

func load(ctx context.Context, tx *pg.Tx, s Stage) error {
	// Two loads at once wait for each other here; the second finds the desk of the first.
	if _, err := tx.Exec(ctx, `lock table clock in exclusive mode`); err != nil {
		return err
	}
	empty, err := Empty(ctx, tx)
	if err != nil {
		return err
	}
	if !empty {
		return ErrNotEmpty
	}
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		return err
	}
	anchor, stories := Anchor(tx.Now, zone), Stories()
	script := Script(stories, anchor)
	if err := stop(ctx, tx, Day(-17, "08:00").In(anchor)); err != nil {
		return err
	}
	if err := setUp(ctx, tx); err != nil {
		return fmt.Errorf("set up the desk: %w", err)
	}
	cast, err := hire(ctx, tx, s.Password)
	if err != nil {
		return fmt.Errorf("write down the people: %w", err)
	}
	about, err := cast.nameSubjects(ctx, tx)
	if err != nil {
		return fmt.Errorf("name the topics: %w", err)
	}
	p := &player{about: about, stage: s, anchor: anchor, stories: stories, cast: cast, tickets: map[int]played{}}
	if err := cast.sign(ctx, tx); err != nil {
		return err
	}
	if err := p.play(ctx, tx, script); err != nil {
		return err
	}
	if err := p.keepBack(ctx, tx); err != nil {
		return err
	}
	if err := cast.setRules(ctx, tx); err != nil {
		return err
	}
	if err := cast.invite(ctx, tx); err != nil {
		return err
	}
	if err := cast.look(ctx, tx); err != nil {
		return err
	}
	if err := p.goAway(ctx, tx); err != nil {
		return err
	}
	if err := p.standBy(ctx, tx); err != nil {
		return err
	}
	return start(ctx, tx, anchor)
}

// Clear empties a demo desk. Any other desk is left as it is: [ErrNotDemo]. The bytes of attachments stay where they
// are, each content once, and are found again by the next load.
func Clear(ctx context.Context, db *pg.DB) error {
	return db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		desk, err := people.TheDesk(ctx, tx)
		if fault.Is(err, fault.KindNotFound) || err == nil && !desk.IsDemo {
			return ErrNotDemo
		}
		if err != nil {
			return err
		}
		// Numbers of rows are not given out again: what a process keeps in memory by a number stays true.
		const q = `
			truncate search_words, audit, desk, clock, people, companies, addresses, signin_requests, skills, teams, team_members, sessions, invitations, staff_invitations, password_resets, throttles, calendars, policies, tickets,
				promises, messages, events, outbox, sent_mails, factors, factor_rules, used_states, passkey_challenges, blocks, suspended, river_job, topics, tags, retention cascade`
		if _, err := tx.Exec(ctx, q); err != nil {
			return fmt.Errorf("empty the tables: %w", err)
		}
		_, err = tx.Exec(ctx, `alter sequence ticket_numbers restart`)
		return err
	})
}

// setUp makes the desk with its rules: open Monday to Friday 08:00 to 18:00, on Saturday 09:00 to 14:00.
func setUp(ctx context.Context, tx *pg.Tx) error {
	err := people.SetUp(ctx, tx, people.Desk{
		Name: "Nordby Fiber", AddressLine: "Havnegade 2, Nordby", Phone: "+45 75 55 01 00", Brand: "#0b5f78", Locale: i18n.EN, Zone: Zone, IsDemo: true,
	})
	if err != nil {
		return err
	}
	_, err = sla.Install(ctx, tx, hours(), sla.DefaultRules())
	return err
}

func hours() sla.Hours {
	h := sla.Hours{Zone: Zone}
	for day := time.Monday; day <= time.Friday; day++ {
		h.Week[day] = []calendar.Span{{From: 8 * 60, To: 18 * 60}}
	}
	h.Week[time.Saturday] = []calendar.Span{{From: 9 * 60, To: 14 * 60}}
	return h
}

// cast is who plays: the staff and the teams by their keys.
type cast struct {
	staff  map[Key]people.Actor
	teams  map[Team]people.TeamID
	skills map[string]int64
}

// hire writes down teams, staff and customers. The customers' companies are known to the desk, not typed by them.
func hire(ctx context.Context, tx *pg.Tx, password string) (cast, error) {
	c := cast{staff: map[Key]people.Actor{}, teams: map[Team]people.TeamID{}, skills: map[string]int64{}}
	for _, t := range Teams() {
		id, err := people.AddTeam(ctx, tx, t.Name, t.Icon)
		if err != nil {
			return cast{}, err
		}
		c.teams[Team(t.Name)] = id
	}
	if err := people.KeepPrivate(ctx, tx, c.teams[Contracts]); err != nil {
		return cast{}, err
	}
	inTurns := people.Dealing{Deals: people.InTurns, DealLimit: 12, DealsBySkill: true, ReturnHours: 8}
	if err := people.SetDealing(ctx, tx, c.teams[Billing], inTurns); err != nil {
		return cast{}, err
	}
	for _, name := range Skills() {
		id, err := people.AddSkill(ctx, tx, name)
		if err != nil {
			return cast{}, err
		}
		c.skills[name] = id
	}
	for _, s := range Crew() {
		if err := c.employ(ctx, tx, s, password); err != nil {
			return cast{}, fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	if err := c.found(ctx, tx); err != nil {
		return cast{}, err
	}
	for _, p := range append(Customers(), twins()...) {
		_, err := people.Add(ctx, tx, people.Newcomer{
			Role: people.Customer, Name: p.Name, Address: p.Email, Company: p.Company, Locale: p.Locale,
		})
		if err != nil {
			return cast{}, err
		}
	}
	return c, c.acquaint(ctx, tx)
}

// employ writes down one of the staff, with their teams, their skills and how they are told what happens.
func (c cast) employ(ctx context.Context, tx *pg.Tx, s Staff, password string) error {
	zone := Zone
	id, err := people.Add(ctx, tx, people.Newcomer{
		Role: s.Role, Name: s.Name, Address: s.Email, Locale: s.Locale, Zone: &zone, Password: password,
	})
	if err != nil {
		return err
	}
	c.staff[s.Key] = people.Actor{ID: id, Role: s.Role, Name: s.Name}
	for _, t := range s.Teams {
		if err := people.Join(ctx, tx, c.teams[t], id); err != nil {
			return err
		}
	}
	for _, skill := range s.Skills {
		if err := people.GiveSkill(ctx, tx, id, c.skills[skill]); err != nil {
			return err
		}
	}
	return people.SetReach(ctx, tx, c.staff[s.Key], people.Reach{Mail: s.Mail, Own: s.Works})
}

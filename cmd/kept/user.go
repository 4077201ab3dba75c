package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/kepthq/kept/internal/config"
	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

type userCommand struct {
	Add      userAddCommand      `cmd:"" help:"Add somebody who works here. The password is read from standard input."`
	Password userPasswordCommand `cmd:"" help:"Set somebody's password, read from standard input; their sessions end."`
	Leave    userLeaveCommand    `cmd:"" help:"Somebody works here no more: they cannot sign in, and what they owned is their team's."`
	List     userListCommand     `cmd:"" help:"List the people who work here."`
}

type userAddCommand struct {
	config.Common
	Address string `arg:"" help:"Mail address, which is also the sign-in."`
	Name    string `name:"name" required:"" help:"Full name, as customers read it."`
	Role    string `name:"role" enum:"agent,technician,supervisor,admin" default:"agent" help:"agent, technician, supervisor or admin."`
	Locale  string `name:"language" enum:"en,sv,da,pl,el" default:"en" help:"Language of their pages: en, sv, da, pl or el."`
	Team    string `name:"team" help:"Team that they join; the first one if none is named."`
}

// Run adds a person.
func (c userAddCommand) Run(ctx context.Context) error {
	return withDatabase(ctx, c.Common, func(ctx context.Context, db *pg.DB, _ string) error {
		desk, err := people.TheDesk(ctx, db)
		if fault.Is(err, fault.KindNotFound) {
			return errors.New("this desk is not set up yet: open the link that `kept serve` prints, it makes the first admin")
		}
		if err != nil {
			return err
		}
		n := c.newcomer(desk.Zone)
		if n.Password, err = readPassword(ctx, n.Name, n.Address); err != nil {
			return err
		}
		err = db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error { return c.add(ctx, tx, n) })
		if pg.Constraint(err) == "people_address_key" {
			return fmt.Errorf("%s belongs to somebody already", n.Address)
		}
		if err == nil {
			fmt.Printf("%s is %s now\n", n.Name, n.Role)
		}
		return readable(err)
	})
}

// newcomer is the person whom the command line describes. Names are one line, as in every form.
func (c userAddCommand) newcomer(zone string) people.Newcomer {
	return people.Newcomer{
		Role: people.Role(c.Role), Name: field.Line(c.Name), Address: strings.TrimSpace(c.Address), Locale: i18n.Locale(c.Locale), Zone: &zone,
	}
}

func (c userAddCommand) add(ctx context.Context, tx *pg.Tx, n people.Newcomer) error {
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	limits := ticket.DefaultLimits()
	if err := fault.Join(field.Required("name", n.Name, limits.Name), field.Address("email", n.Address, limits.Address)); err != nil {
		return err
	}
	team, err := c.team(ctx, tx)
	if err != nil {
		return err
	}
	_, err = people.Hire(ctx, tx, people.System, n, team)
	return err
}

func (c userAddCommand) team(ctx context.Context, tx *pg.Tx) (people.TeamID, error) {
	teams, err := people.Teams(ctx, tx)
	if err != nil {
		return 0, err
	}
	for _, t := range teams {
		if c.Team == "" || strings.EqualFold(t.Name, c.Team) {
			return t.ID, nil
		}
	}
	return 0, fmt.Errorf("there is no team %q", c.Team)
}

type userPasswordCommand struct {
	config.Common
	Address string `arg:"" help:"Mail address of the person."`
}

// Run sets a password.
func (c userPasswordCommand) Run(ctx context.Context) error {
	return withDatabase(ctx, c.Common, func(ctx context.Context, db *pg.DB, _ string) error {
		p, err := people.ByAddress(ctx, db, strings.TrimSpace(c.Address))
		if fault.Is(err, fault.KindNotFound) || err == nil && !p.Role.IsStaff() {
			return fmt.Errorf("nobody who works here has the address %s", c.Address)
		}
		if err != nil {
			return err
		}
		hash, err := readPassword(ctx, p.Name, p.Address)
		if err != nil {
			return err
		}
		err = db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
			if err := people.SetPassword(ctx, tx, p.ID, hash, ""); err != nil {
				return err
			}
			return factor.EndAll(ctx, tx, p.ID)
		})
		if err == nil {
			fmt.Printf("%s has a new password, and is signed out everywhere\n", p.Name)
		}
		return err
	})
}

type userLeaveCommand struct {
	config.Common
	Address string `arg:"" help:"Mail address of the person."`
}

// Run ends somebody's work here.
func (c userLeaveCommand) Run(ctx context.Context) error {
	return withDatabase(ctx, c.Common, func(ctx context.Context, db *pg.DB, _ string) error {
		p, err := people.ByAddress(ctx, db, strings.TrimSpace(c.Address))
		if fault.Is(err, fault.KindNotFound) || err == nil && !p.Role.IsStaff() {
			return fmt.Errorf("nobody who works here has the address %s", c.Address)
		}
		if err != nil {
			return err
		}
		err = db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error { return ticket.OwnerLeft(ctx, tx, people.System, p.ID) })
		if err == nil {
			fmt.Printf("%s works here no more; what they owned is their team's\n", p.Name)
		}
		return readable(err)
	})
}

type userListCommand struct{ config.Common }

// Run lists the staff.
func (c userListCommand) Run(ctx context.Context) error {
	return withDatabase(ctx, c.Common, func(ctx context.Context, db *pg.DB, _ string) error {
		staff, err := people.Staff(ctx, db)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		lines := []string{"ADDRESS\tNAME\tROLE\tLANGUAGE"}
		for _, p := range staff {
			lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%s", p.Address, p.Name, p.Role, p.Locale))
		}
		if _, err := fmt.Fprintln(table, strings.Join(lines, "\n")); err != nil {
			return err
		}
		return table.Flush()
	})
}

// readPassword reads one line of standard input, so that no password stands in a list of processes.
func readPassword(ctx context.Context, name, address string) (hash string, err error) {
	if info, err := os.Stdin.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		fmt.Fprint(os.Stderr, "password (it shows while you type): ")
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if err != nil && password == "" {
		return "", errors.New("no password on standard input")
	}
	if f := people.CheckPassword("password", password, name, address); f != nil {
		return "", readable(f)
	}
	return people.HashPassword(ctx, password)
}

// readable says a fault in English words, as a command does.
func readable(err error) error {
	faults := fault.Of(err)
	if len(faults) == 0 {
		return err
	}
	var lines []string
	for _, f := range faults {
		l := i18n.For(i18n.EN, time.UTC)
		lines = append(lines, l.T(f.Key, i18n.Blanks{Name: f.Name, Limit: l.Number(f.Limit), Count: f.Limit}))
	}
	return errors.New(strings.Join(lines, " "))
}

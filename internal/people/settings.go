package people

import (
	"context"
	"regexp"
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

// What is written into the audit when the desk is made, and when a setting of it changes: one entry a field.
const (
	AuditDeskFounded    audit.Kind = "desk.founded"
	AuditDeskChanged    audit.Kind = "desk.changed"
	AuditSettingChanged audit.Kind = "setting.changed"
	AuditTeamNamed      audit.Kind = "team.named"
)

// How long a reply may wait at most before it leaves, a link live, and a reminder come before its appointment.
const (
	LongestUndo     = 60   // seconds
	LongestLinkLife = 3650 // days
	EarliestRemind  = 336  // hours
)

var colour = regexp.MustCompile(`^(#[0-9a-f]{6})?$`)

// Check says what is wrong with a desk's settings, all fields at once.
func (d Desk) Check(s Sizes) error {
	var all []*fault.Error
	wrong := func(is bool, key, on string) {
		if is {
			all = append(all, fault.Invalid(key).On(on))
		}
	}
	_, err := time.LoadLocation(d.Zone)
	wrong(err != nil || d.Zone == "" || d.Zone == "Local", "fault.zone", "zone")
	wrong(!d.Locale.Valid(), "fault.language", "locale")
	wrong(!colour.MatchString(d.Brand), "settings.fault.colour", "brand")
	unknown := slices.ContainsFunc(d.Languages, func(l i18n.Locale) bool { return !l.Valid() })
	wrong(unknown || !slices.Contains(d.Languages, d.Locale), "settings.fault.languages", "languages")
	wrong(d.UndoSeconds != nil && (*d.UndoSeconds < 0 || *d.UndoSeconds > LongestUndo), "settings.fault.undo", "undo")
	wrong(d.LinkDays != nil && (*d.LinkDays < 1 || *d.LinkDays > LongestLinkLife), "settings.fault.links", "links")
	wrong(d.RemindHours < 0 || d.RemindHours > EarliestRemind, "settings.fault.remind", "remind")
	if d.Sender != "" {
		all = append(all, field.Address("sender", d.Sender, s.Address))
	}
	return fault.Join(append(all,
		field.Required("company", d.Name, s.Name),
		field.Optional("line", d.AddressLine, s.Line),
		field.Optional("phone", d.Phone, s.Name),
	)...)
}

// ChangeDesk changes what stands about the desk and its settings. Each field that changes is an entry of the audit.
func ChangeDesk(ctx context.Context, tx *pg.Tx, by Actor, to Desk, s Sizes) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	to.Name, to.AddressLine, to.Phone, to.Brand = field.Line(to.Name), field.Line(to.AddressLine), field.Line(to.Phone), strings.ToLower(field.Line(to.Brand))
	to.Sender = strings.TrimSpace(to.Sender)
	if err := to.Check(s); err != nil {
		return err
	}
	was, err := lockDesk(ctx, tx)
	if err != nil {
		return err
	}
	const q = `update desk set name = @name, address_line = @line, phone = @phone, brand = @brand, locale = @locale, zone = @zone,
		languages = @languages, undo_seconds = @undo, link_days = @links, remind_hours = @remind, sender = nullif(@sender, '')`
	_, err = tx.Exec(ctx, q, pgx.StrictNamedArgs{
		"name": to.Name, "line": to.AddressLine, "phone": to.Phone, "brand": to.Brand, "locale": to.Locale, "zone": to.Zone,
		"languages": to.Languages, "undo": to.UndoSeconds, "links": to.LinkDays, "remind": to.RemindHours, "sender": to.Sender,
	})
	if err != nil {
		return err
	}
	return audit.Write(ctx, tx, changes(by, was, to)...)
}

func lockDesk(ctx context.Context, tx *pg.Tx) (Desk, error) {
	rows, err := tx.Query(ctx, selectDesk+` for update`)
	if err != nil {
		return Desk{}, err
	}
	d, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Desk])
	return d, pg.Found(err)
}

// changes are the entries of a change of the desk; none where nothing is another.
func changes(by Actor, was, to Desk) []audit.Entry {
	var all []audit.Entry
	add := func(kind audit.Kind, what, before, after string) {
		if before != after {
			all = append(all, audit.Entry{By: int64(by.ID), Kind: kind, Object: what, Was: before, Became: after})
		}
	}
	add(AuditDeskChanged, "name", was.Name, to.Name)
	add(AuditDeskChanged, "address", was.AddressLine, to.AddressLine)
	add(AuditDeskChanged, "phone", was.Phone, to.Phone)
	add(AuditDeskChanged, "colour", was.Brand, to.Brand)
	add(AuditDeskChanged, "language", string(was.Locale), string(to.Locale))
	add(AuditDeskChanged, "zone", was.Zone, to.Zone)
	add(AuditSettingChanged, "languages", listed(was.Languages), listed(to.Languages))
	add(AuditSettingChanged, "undo", figure(was.UndoSeconds), figure(to.UndoSeconds))
	add(AuditSettingChanged, "remind", strconv.Itoa(was.RemindHours), strconv.Itoa(to.RemindHours))
	add(AuditSettingChanged, "sender", was.Sender, to.Sender)
	add(AuditSettingChanged, "links", figure(was.LinkDays), figure(to.LinkDays))
	return all
}

func listed(languages []i18n.Locale) string {
	var names []string
	for _, l := range languages {
		names = append(names, l.Name())
	}
	return strings.Join(names, ", ")
}

func figure(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// Step is one of what a new desk's admin is led through.
type Step string

// The steps of the first run behind the first page, in their order.
const (
	StepHours  Step = "hours"
	StepTeam   Step = "team"
	StepPeople Step = "people"
	StepMail   Step = "mail"
)

// Steps are all of them.
var Steps = []Step{StepHours, StepTeam, StepPeople, StepMail}

// Began reports whether a step is behind the desk: done or skipped.
func (d Desk) Began(s Step) bool { return slices.Contains(d.Steps, s) }

// IsStarted reports whether all of them are.
func (d Desk) IsStarted() bool {
	return !slices.ContainsFunc(Steps, func(s Step) bool { return !d.Began(s) })
}

// Take notes that a step is done or was skipped; once is enough.
func Take(ctx context.Context, tx *pg.Tx, by Actor, step Step) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	if !slices.Contains(Steps, step) {
		return fault.NotFound()
	}
	_, err := tx.Exec(ctx, `update desk set steps = array_append(steps, $1) where $1 <> all (steps)`, string(step))
	return err
}

// NameFirstTeam gives the team that takes what comes in by the public form another name.
func NameFirstTeam(ctx context.Context, tx *pg.Tx, by Actor, name string, s Sizes) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	name = field.Line(name)
	if f := field.Required("team", name, s.Name); f != nil {
		return f
	}
	const q = `update teams t set name = $1 from (select id, name from teams order by position, id limit 1 for update) was where t.id = was.id returning was.name`
	var was string
	if err := tx.QueryRow(ctx, q, name).Scan(&was); err != nil {
		if pg.Constraint(err) == "teams_name_key" {
			return fault.Invalid("settings.fault.team_taken").On("team")
		}
		return pg.Found(err)
	}
	if was == name {
		return nil
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditTeamNamed, Was: was, Became: name})
}

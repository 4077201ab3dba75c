package people

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/calendar"
)

// Who else can stand on a level of a policy's ladder: whoever answers for what broke, everybody of the team, and somebody in person.
const (
	TheOwner  = "owner"
	WholeTeam = "team"

	inPerson = "person:"
)

// InPerson is how a ladder names somebody in person.
func InPerson(id ID) string { return inPerson + strconv.FormatInt(int64(id), 10) }

// NamedInPerson is whom a ladder names in person; false: it names nobody.
func NamedInPerson(who string) (ID, bool) {
	digits, found := strings.CutPrefix(who, inPerson)
	id, err := strconv.ParseInt(digits, 10, 64)
	return ID(id), found && err == nil && id > 0
}

// Rung is everybody who stands on a level of the ladder for a team's ticket, each once; where none of them is on duty, the
// admins too.
func (r Roster) Rung(all []string, owner ID, team TeamID, now time.Time, open *calendar.Calendar) []ID {
	var stand Roster
	for _, who := range all {
		stand = append(stand, r.standing(who, owner, team, now, open)...)
	}
	return r.onDuty(r.filter(func(c Colleague) bool {
		return slices.ContainsFunc(stand, func(s Colleague) bool { return s.ID == c.ID })
	}), now, open)
}

// standing is who one name on the ladder stands for.
func (r Roster) standing(who string, owner ID, team TeamID, now time.Time, open *calendar.Calendar) Roster {
	id, named := NamedInPerson(who)
	switch {
	case who == Admins:
		return r.filter(func(c Colleague) bool { return c.Role == Admin })
	case who == OnDuty:
		onDuty, _ := r.duty(now, open)
		return onDuty
	case who == TheOwner && owner != 0:
		return r.filter(func(c Colleague) bool { return c.ID == owner })
	case who == TheOwner, who == WholeTeam:
		return r.filter(func(c Colleague) bool { return c.acts() && slices.Contains(c.Teams, team) })
	case named:
		return r.filter(func(c Colleague) bool { return c.ID == id })
	}
	var found Roster
	if who == TeamSupervisors {
		found = r.filter(func(c Colleague) bool { return c.Role == Supervisor && slices.Contains(c.Teams, team) })
	}
	if len(found) == 0 {
		found = r.filter(func(c Colleague) bool { return c.Role == Supervisor })
	}
	return found
}

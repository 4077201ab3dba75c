package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// folk is whom and what a route of the staff's is about: a colleague with a face, who was signed in; an open invitation with
// its link; a link to a new password of theirs; and a team that nobody is in.
type folk struct {
	person     people.ID
	face       string
	session    people.SessionID
	invitation people.InvitationID
	team       people.TeamID
	join       people.Token
	reset      people.Token
}

// isAboutStaff reports whether a route's address names one of them.
func isAboutStaff(route string) bool {
	return route != ofLostFactor && (strings.HasPrefix(route, "/join/") || strings.HasPrefix(route, "/login/new-password/") || strings.HasPrefix(route, "/desk/people/") ||
		strings.HasPrefix(route, "/office/invitations") || strings.HasPrefix(route, "/office/people") || strings.HasPrefix(route, "/office/teams"))
}

// known is the password of everybody who has one.
const known = "correct horse battery"

// givePasswords lets those sign in by password who have pages.
func (s *site) givePasswords() {
	s.T.Helper()
	hash, err := people.HashPassword(s.T.Context(), known)
	require.NoError(s.T, err)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		for _, p := range []people.Person{s.Maja, s.Ingrid, s.Karin, s.Oskar} {
			if err := people.SetPassword(ctx, tx, p.ID, hash, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// folkOf makes them anew.
func (s *site) folkOf() (f folk) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		for _, q := range []string{ // what was made before makes room
			`update staff_invitations set withdrawn_at = clock_timestamp() where used_at is null and withdrawn_at is null`,
			`update people set is_active = false where name = 'Freja Holm' and is_active`,
			fmt.Sprintf(`delete from team_members where team_id not in (select id from teams where id in (%d, %d) or name = 'Bills')`, s.Team, s.Second), fmt.Sprintf(`delete from teams where id not in (%d, %d) and name <> 'Bills'`, s.Team, s.Second),
		} {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		sizes := people.Sizes{Name: 200, Address: 254, Line: 200}
		n := people.Newcomer{Role: people.Agent, Name: "Freja Holm", Address: cast.Key() + "@nordby.example", Locale: i18n.DA}
		if f.person, err = people.Hire(ctx, tx, people.System, n, s.Team); err != nil {
			return err
		}
		freja := people.Person{ID: f.person, Role: people.Agent}
		if err := people.SetPicture(ctx, tx, freja.Acting(), []byte("a face")); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `select version from pictures where person_id = $1`, f.person).Scan(&f.face); err != nil {
			return err
		}
		if _, err := people.SignIn(ctx, tx, f.person, ""); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `select max(id) from sessions where person_id = $1`, f.person).Scan(&f.session); err != nil {
			return err
		}
		invitee := people.Invitee{Address: cast.Key() + "@nordby.example", Role: people.Agent, Teams: []people.TeamID{s.Team}, Locale: i18n.EN}
		if f.invitation, err = people.InviteStaff(ctx, tx, s.Karin.Acting(), sizes, invitee); err != nil {
			return err
		}
		if f.join, _, err = people.NewInvitationLink(ctx, tx, f.invitation); err != nil {
			return err
		}
		reset, err := people.ForgetPassword(ctx, tx, sizes, n.Address, "192.0.2.0/24")
		if err != nil {
			return err
		}
		if f.reset, _, err = people.NewResetLink(ctx, tx, reset); err != nil {
			return err
		}
		f.team, err = people.MakeTeam(ctx, tx, s.Karin.Acting(), sizes, people.TeamDraft{Name: cast.Key(), Icon: "chat"})
		return err
	})
	return f
}

// fill is a route's address with them in it.
func (f folk) fill(route string) string {
	token := f.join
	if strings.HasPrefix(route, "/login/") {
		token = f.reset
	}
	return strings.NewReplacer("{person}", fmt.Sprint(f.person), "{version}", f.face, "{invitation}", fmt.Sprint(f.invitation),
		"{team}", fmt.Sprint(f.team), "{token}", string(token)).Replace(route)
}

// address fills a route's address with what a row of the table names.
func (f folk) address(t testing.TB, r row) string {
	t.Helper()
	switch r.object {
	case "", "colleague", "invitation", "team", "open link", "face":
	case "forged link":
		f.join, f.reset = forged, forged
	case "unknown colleague":
		f.person = 987654
	case "unknown face":
		f.face = "0"
	case "unknown invitation":
		f.invitation = 987654
	case "unknown team":
		f.team = 987654
	case "nonsense":
		return placeholders.ReplaceAllString(r.route, nonsense)
	default:
		require.Fail(t, "nobody knows what this is", r.object)
	}
	return f.fill(r.route)
}

// staffFields are the fields of a form of the staff's as they would be taken.
func (s *site) staffFields(route string, f folk) (url.Values, bool) {
	switch route {
	case "/login/forgotten":
		return url.Values{"email": {s.Maja.Address}}, true
	case "/login/new-password/{token}":
		return url.Values{"password": {"a horse that answers"}}, true
	case "/join/{token}":
		return url.Values{"name": {"Lone Dahl"}, "password": {"a horse that answers"}}, true
	case "/desk/profile/password":
		return url.Values{"current": {known}, "password": {known}}, true
	case "/desk/profile/sessions/ends":
		return url.Values{"session": {"all"}}, true
	case "/office/people/{person}/sessions/ends":
		return url.Values{"session": {fmt.Sprint(f.session)}}, true
	case "/office/invitations":
		address := cast.Key() + "@nordby.example"
		return url.Values{"email": {address}, "name": {"Lone Dahl"}, "role": {"agent"}, "teams": {fmt.Sprint(s.Team)}, "locale": {"da"}}, true
	case "/office/people/{person}/hours":
		return url.Values{"hours": {"own"}, "from": {"08:00"}, "to": {"16:00"}, "days": {"1", "2"}}, true
	case "/office/people/{person}/rights":
		v := url.Values{"role": {"supervisor"}, "teams": {fmt.Sprint(s.Second)}, "skill": {cast.Key()}}
		if f.person != 0 {
			m, err := people.GetMember(s.T.Context(), s.DB, s.Karin.Acting(), f.person)
			require.NoError(s.T, err)
			v.Set("seal", m.Seal())
		}
		return v, true
	case "/office/teams", "/office/teams/{team}":
		v := url.Values{"name": {cast.Key()}, "icon": {"van"}, "private": {"yes"}}
		if route == "/office/teams/{team}" {
			v["members"], v["deals"], v["limit"], v["hours"] = []string{fmt.Sprint(s.Maja.ID)}, []string{"load"}, []string{"12"}, []string{"4"}
		}
		if route == "/office/teams/{team}" && f.team != 0 {
			sheet, err := people.OneTeam(s.T.Context(), s.DB, s.Karin.Acting(), f.team)
			require.NoError(s.T, err)
			v.Set("seal", sheet.Seal())
		}
		return v, true
	case "/office/teams/{team}/moves":
		return url.Values{"to": {"up"}}, true
	case "/desk/hints/removals":
		return url.Values{"hint": {"next"}, "back": {"/desk"}}, true
	case "/desk/hints/returns", "/desk/search/recent/removals", "/desk/profile/picture", "/desk/profile/picture/removals", "/office/invitations/{invitation}/sendings", "/office/invitations/{invitation}/withdrawals",
		"/office/people/{person}/departures", "/office/people/{person}/returns", "/office/teams/{team}/removals":
		return url.Values{}, true
	}
	return nil, false
}

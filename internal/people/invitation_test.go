package people_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

// withAdmin is a desk with one admin and one team.
func withAdmin(t *testing.T) (db *pg.DB, karin people.Actor, team people.TeamID) {
	t.Helper()
	db = pgtest.DB(t)
	karin = people.Person{ID: hire(t, db, people.Admin, "karin@nordby.example"), Role: people.Admin}.Acting()
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) (err error) {
		team, err = people.AddTeam(ctx, tx, "First line", "inbox")
		return err
	}))
	return db, karin, team
}

func freja(team ...people.TeamID) people.Invitee {
	return people.Invitee{Address: "freja@nordby.example", Role: people.Agent, Teams: team, Locale: i18n.DA}
}

func invited(t *testing.T, db *pg.DB, by people.Actor, n people.Invitee) (id people.InvitationID, link people.Token, err error) {
	t.Helper()
	err = do(t, db, func(ctx context.Context, tx *pg.Tx) (err error) {
		if id, err = people.InviteStaff(ctx, tx, by, sizes, n); err != nil {
			return err
		}
		link, _, err = people.NewInvitationLink(ctx, tx, id)
		return err
	})
	return id, link, err
}

func accept(t *testing.T, db *pg.DB, link people.Token) (id people.ID, err error) {
	t.Helper()
	err = do(t, db, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, _, err = people.Accept(ctx, tx, link, "Freja Holm", "$argon2id$…", "Europe/Copenhagen", "192.0.2.0/24")
		return err
	})
	return id, err
}

// audited are the kinds of what was written down about what somebody did, in order.
func audited(t *testing.T, db *pg.DB) (kinds []string) {
	t.Helper()
	rows, err := db.Query(t.Context(), `select kind from audit order by id`)
	require.NoError(t, err)
	for rows.Next() {
		var k string
		require.NoError(t, rows.Scan(&k))
		kinds = append(kinds, k)
	}
	require.NoError(t, rows.Err())
	return kinds
}

func TestInvitation_lets_somebody_in_once_with_the_role_and_teams_it_says(t *testing.T) {
	t.Parallel()
	db, karin, team := withAdmin(t)
	_, link, err := invited(t, db, karin, freja(team))
	require.NoError(t, err)
	i, err := people.InvitationOf(t.Context(), db, link)
	require.NoError(t, err)
	require.Equal(t, "freja@nordby.example", i.Address)
	var stored string
	require.NoError(t, db.QueryRow(t.Context(), `select string_agg(encode(token_hash, 'escape'), ' ') from staff_links`).Scan(&stored))
	require.NotContains(t, stored, string(link), "only its hash is stored")

	id, err := accept(t, db, link)
	require.NoError(t, err)
	m, err := people.GetMember(t.Context(), db, karin, id)
	require.NoError(t, err)
	require.Equal(t, people.Agent, m.Role)
	require.Equal(t, i18n.DA, m.Locale)
	require.Equal(t, []people.TeamID{team}, m.Teams)
	var confirmed bool
	require.NoError(t, db.QueryRow(t.Context(), `select confirmed_at is not null from addresses where person_id = $1`, id).Scan(&confirmed))
	require.True(t, confirmed, "the link was sent there")

	for _, used := range []people.Token{link, link[:len(link)-1], link + "a", "forged", ""} {
		_, err := accept(t, db, used)
		require.True(t, fault.Is(err, fault.KindGone), "%v", err)
		_, err = people.InvitationOf(t.Context(), db, used)
		require.True(t, fault.Is(err, fault.KindGone))
	}
	require.Equal(t, []string{"invitation.sent", "invitation.accepted"}, audited(t, db))
}

func TestInvitation_used_by_many_at_once_makes_one_person(t *testing.T) {
	t.Parallel()
	db, karin, team := withAdmin(t)
	_, link, err := invited(t, db, karin, freja(team))
	require.NoError(t, err)
	results := make([]error, 8)
	var g errgroup.Group
	for i := range results {
		g.Go(func() error {
			_, results[i] = accept(t, db, link)
			return nil
		})
	}
	require.NoError(t, g.Wait())
	in := 0
	for _, err := range results {
		if err == nil {
			in++
			continue
		}
		require.True(t, fault.Is(err, fault.KindGone), "%v", err)
	}
	require.Equal(t, 1, in)
}

func TestInvitation_ends_after_three_days_when_it_is_sent_again_or_withdrawn_and_with_its_sender(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(ctx context.Context, tx *pg.Tx, karin people.Actor, id people.InvitationID) error{
		"three days": func(ctx context.Context, tx *pg.Tx, _ people.Actor, _ people.InvitationID) error {
			_, err := tx.Exec(ctx, `update staff_links set created_at = clock_timestamp() - interval '3 days 1 second'`)
			return err
		},
		"sent again": func(ctx context.Context, tx *pg.Tx, karin people.Actor, id people.InvitationID) error {
			if _, err := tx.Exec(ctx, `update staff_invitations set invited_at = clock_timestamp() - interval '6 seconds'`); err != nil {
				return err
			}
			_, err := people.InviteAgain(ctx, tx, karin, id)
			return err
		},
		"withdrawn": func(ctx context.Context, tx *pg.Tx, karin people.Actor, id people.InvitationID) error {
			_, err := people.WithdrawInvitation(ctx, tx, karin, id)
			return err
		},
		"its sender has left": func(ctx context.Context, tx *pg.Tx, karin people.Actor, _ people.InvitationID) error {
			if _, err := people.Add(ctx, tx, people.Newcomer{Role: people.Admin, Name: "Lone", Address: "lone@nordby.example", Locale: i18n.EN}); err != nil {
				return err
			}
			_, err := people.Deactivate(ctx, tx, people.System, karin.ID)
			return err
		},
	} {
		db, karin, team := withAdmin(t)
		id, link, err := invited(t, db, karin, freja(team))
		require.NoError(t, err, name)
		require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error { return end(ctx, tx, karin, id) }), name)
		_, err = accept(t, db, link)
		require.True(t, fault.Is(err, fault.KindGone), name)
	}
}

func TestInvitation_is_an_admins_to_send_to_an_address_that_nobody_has(t *testing.T) {
	t.Parallel()
	db, karin, team := withAdmin(t)
	for _, role := range []people.Role{people.Agent, people.Supervisor, people.Technician, people.Customer} {
		_, _, err := invited(t, db, people.Person{ID: karin.ID, Role: role}.Acting(), freja(team))
		require.True(t, fault.Is(err, fault.KindNotFound), "%s", role)
	}
	_, _, err := invited(t, db, karin, freja(team))
	require.NoError(t, err)
	twice, taken, nowhere := freja(team), freja(team), freja(99)
	twice.Address, taken.Address, nowhere.Address = "FREJA@nordby.example", "Karin@nordby.example", "lone@nordby.example"
	for want, n := range map[string]people.Invitee{
		"staff.fault.invited_already on email": twice, "fault.address_taken on email": taken, "fault.team on teams": nowhere,
		"staff.fault.role on role": {Address: "x@nordby.example", Role: people.Customer, Locale: i18n.EN},
	} {
		_, _, err := invited(t, db, karin, n)
		require.EqualError(t, err, want)
	}
}

func TestInvitation_is_blocked_by_nobody_who_types_the_invitees_address(t *testing.T) {
	t.Parallel()
	db, karin, team := withAdmin(t)
	meet := func(address string) (id people.ID) {
		require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) (err error) {
			id, err = people.Meet(ctx, tx, people.Newcomer{Role: people.Customer, Name: "Somebody", Address: address, Locale: i18n.EN})
			return err
		}))
		return id
	}
	before := meet("freja@nordby.example")
	_, link, err := invited(t, db, karin, freja(team))
	require.NoError(t, err, "an address that somebody typed is nobody's yet")
	id, err := accept(t, db, link)
	require.NoError(t, err)
	require.Equal(t, before, id, "what was asked by it is theirs")
	p, err := people.Get(t.Context(), db, id)
	require.NoError(t, err)
	require.Equal(t, []any{people.Agent, "Freja Holm", "freja@nordby.example"}, []any{p.Role, p.Name, p.Address})

	other := freja(team)
	other.Address = "vera@nordby.example"
	_, link, err = invited(t, db, karin, other)
	require.NoError(t, err)
	meet("Vera@nordby.example") // meanwhile
	_, err = accept(t, db, link)
	require.NoError(t, err)
}

func TestInvitation_of_an_address_that_is_a_customers_among_others_says_so(t *testing.T) {
	t.Parallel()
	db, karin, team := withAdmin(t)
	_, link, err := invited(t, db, karin, freja(team))
	require.NoError(t, err)
	known := hire(t, db, people.Customer, "freja@nordby.example")
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `insert into addresses (address, person_id, added_at) values ('freja@home.example', $1, kept_now())`, known)
		return err
	}))
	_, err = accept(t, db, link)
	require.Equal(t, "staff.fault.invitee_known", fault.Of(err)[0].Key)
	_, err = people.InvitationOf(t.Context(), db, link)
	require.NoError(t, err, "it is not used up by that")
}

func TestInvitation_is_named_in_the_audit_by_its_number_alone(t *testing.T) {
	t.Parallel()
	db, karin, team := withAdmin(t)
	_, link, err := invited(t, db, karin, freja(team))
	require.NoError(t, err)
	_, err = accept(t, db, link)
	require.NoError(t, err)
	var named int
	require.NoError(t, db.QueryRow(t.Context(), `select count(*) from audit a where a::text ilike '%freja@%'`).Scan(&named))
	require.Zero(t, named, "an address is somebody's to have forgotten")
}

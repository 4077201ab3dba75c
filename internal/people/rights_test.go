package people_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

func TestSetRole_is_an_admins_and_never_ones_own_and_one_admin_stays(t *testing.T) {
	t.Parallel()
	db, karin, _ := withAdmin(t)
	maja := hire(t, db, people.Agent, "maja@nordby.example")
	set := func(by people.Actor, id people.ID, role people.Role) error {
		return do(t, db, func(ctx context.Context, tx *pg.Tx) error { return people.SetRole(ctx, tx, by, id, role) })
	}
	for _, role := range []people.Role{people.Agent, people.Supervisor, people.Technician, people.Customer} {
		require.True(t, fault.Is(set(people.Person{ID: maja, Role: role}.Acting(), karin.ID, people.Agent), fault.KindNotFound), "%s", role)
	}
	require.True(t, fault.Is(set(people.Person{ID: maja, Role: people.Admin}.Acting(), karin.ID, people.Agent), fault.KindNotFound),
		"who has lost the right since the page was opened has lost it")
	require.EqualError(t, set(karin, maja, people.Customer), "staff.fault.role on role")
	require.Equal(t, "staff.fault.own_role", fault.Of(set(karin, karin.ID, people.Agent))[0].Key)
	require.Equal(t, "fault.last_admin", fault.Of(set(people.System, karin.ID, people.Agent))[0].Key)
	hanna := hire(t, db, people.Customer, "hanna@kund.example")
	require.True(t, fault.Is(set(karin, hanna, people.Agent), fault.KindNotFound), "a customer does not work here")

	require.NoError(t, set(karin, maja, people.Supervisor))
	p, err := people.Get(t.Context(), db, maja)
	require.NoError(t, err)
	require.Equal(t, people.Supervisor, p.Role)
	require.NoError(t, set(karin, maja, people.Supervisor), "twice is once")
	require.Equal(t, []string{"person.role_changed"}, audited(t, db))
}

func TestSetRole_of_two_admins_by_each_other_leaves_one(t *testing.T) {
	t.Parallel()
	db, karin, _ := withAdmin(t)
	lone := people.Person{ID: hire(t, db, people.Admin, "lone@nordby.example"), Role: people.Admin}.Acting()
	var g errgroup.Group
	for _, pair := range [][2]people.Actor{{karin, lone}, {lone, karin}} {
		g.Go(func() error {
			err := do(t, db, func(ctx context.Context, tx *pg.Tx) error {
				return people.SetRole(ctx, tx, pair[0], pair[1].ID, people.Agent)
			})
			if fault.Is(err, fault.KindNotFound) || fault.Is(err, fault.KindConflict) {
				return nil
			}
			return err
		})
	}
	require.NoError(t, g.Wait())
	var admins int
	require.NoError(t, db.QueryRow(t.Context(), `select count(*) from people where role = 'admin' and is_active`).Scan(&admins))
	require.Equal(t, 1, admins)
}

func TestDeactivate_is_undone_by_bringing_back_but_signs_nobody_in_again(t *testing.T) {
	t.Parallel()
	db, karin, team := withAdmin(t)
	maja := hire(t, db, people.Agent, "maja@nordby.example")
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		return people.SetTeams(ctx, tx, karin, maja, []people.TeamID{team})
	}))
	session := signIn(t, db, maja, "")
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.Deactivate(ctx, tx, karin, maja)
		return err
	}))
	require.Nil(t, who(t, db, session))
	left, err := people.Members(t.Context(), db, karin, people.StaffFilter{Left: true})
	require.NoError(t, err)
	require.Len(t, left, 1)
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error { return people.BringBack(ctx, tx, karin, maja) }))
	require.Nil(t, who(t, db, session))
	here, err := people.Members(t.Context(), db, karin, people.StaffFilter{Team: team, Role: people.Agent})
	require.NoError(t, err)
	require.Len(t, here, 1)
	_, err = people.Verify(t.Context(), db, "maja@nordby.example", longEnough)
	require.NoError(t, err, "the password is the old one")
	require.Equal(t, []string{"person.teams_changed", "person.signed_in", "person.left", "person.returned"}, audited(t, db))
	err = do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.Deactivate(ctx, tx, people.Person{ID: karin.ID, Role: people.Agent}.Acting(), maja)
		return err
	})
	require.True(t, fault.Is(err, fault.KindNotFound))
}

func TestSkills_nobody_has_any_more_are_forgotten(t *testing.T) {
	t.Parallel()
	db, karin, _ := withAdmin(t)
	maja := hire(t, db, people.Supervisor, "maja@nordby.example")
	set := func(skills []int64, more string) error {
		return do(t, db, func(ctx context.Context, tx *pg.Tx) error {
			return people.SetSkills(ctx, tx, karin, sizes, maja, skills, more)
		})
	}
	require.NoError(t, set(nil, " Routers  and firmware "))
	all, err := people.Skills(t.Context(), db)
	require.NoError(t, err)
	require.Equal(t, "Routers and firmware", all[0].Name)
	require.EqualError(t, set([]int64{all[0].ID, 99}, ""), "fault.skill on skills")
	require.NoError(t, set(nil, ""))
	all, err = people.Skills(t.Context(), db)
	require.NoError(t, err)
	require.Empty(t, all)
}

func TestTeams_are_added_changed_moved_and_removed_when_empty(t *testing.T) {
	t.Parallel()
	db, karin, first := withAdmin(t)
	maja := hire(t, db, people.Agent, "maja@nordby.example")
	try := func(f func(ctx context.Context, tx *pg.Tx) error) error { return do(t, db, f) }
	var second people.TeamID
	draft := people.TeamDraft{Name: "Complaints", Icon: "chat", IsPrivate: true, Dealing: people.Dealing{Deals: people.ByHand}}
	require.NoError(t, try(func(ctx context.Context, tx *pg.Tx) (err error) {
		second, err = people.MakeTeam(ctx, tx, karin, sizes, draft)
		return err
	}))
	draft.Name = "First line"
	err := try(func(ctx context.Context, tx *pg.Tx) error {
		return people.ChangeTeam(ctx, tx, karin, sizes, second, draft)
	})
	require.EqualError(t, err, "staff.fault.team_name on name")
	require.NoError(t, try(func(ctx context.Context, tx *pg.Tx) error { return people.MoveTeam(ctx, tx, karin, second, true) }))
	require.NoError(t, try(func(ctx context.Context, tx *pg.Tx) error {
		return people.SetMembers(ctx, tx, karin, second, []people.ID{maja})
	}))
	sheets, err := people.TeamSheets(t.Context(), db, karin)
	require.NoError(t, err)
	require.Equal(t, people.TeamSheet{ID: second, Name: "Complaints", Icon: "chat", IsPrivate: true, Dealing: people.Dealing{Deals: people.ByHand}, Members: 1, Staff: []people.ID{maja}}, sheets[0])
	remove := func(id people.TeamID) error {
		return try(func(ctx context.Context, tx *pg.Tx) error { return people.RemoveTeam(ctx, tx, karin, id) })
	}
	require.Equal(t, "staff.fault.team_members", fault.Of(remove(second))[0].Key)
	require.NoError(t, try(func(ctx context.Context, tx *pg.Tx) error { return people.SetMembers(ctx, tx, karin, second, nil) }))
	require.NoError(t, remove(second))
	require.Equal(t, "staff.fault.team_last", fault.Of(remove(first))[0].Key)
	require.Equal(t, []string{"team.added", "team.moved", "person.teams_changed", "person.teams_changed", "team.removed"}, audited(t, db))
	err = try(func(ctx context.Context, tx *pg.Tx) error {
		return people.RemoveTeam(ctx, tx, people.Person{ID: maja, Role: people.Supervisor}.Acting(), first)
	})
	require.True(t, fault.Is(err, fault.KindNotFound))
}

func TestSessions_are_listed_and_ended_by_their_owner_and_by_admins_only(t *testing.T) {
	t.Parallel()
	db, karin, _ := withAdmin(t)
	maja := people.Person{ID: hire(t, db, people.Agent, "maja@nordby.example"), Role: people.Agent}.Acting()
	jonas := people.Person{ID: hire(t, db, people.Agent, "jonas@nordby.example"), Role: people.Agent}.Acting()
	var here people.Token
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) (err error) {
		here, err = people.SignInFrom(ctx, tx, maja.ID, "", people.Whence{Browser: "Firefox\x00\xff", Network: "192.0.2.0/24"})
		return err
	}))
	there := signIn(t, db, maja.ID, "")
	mine, err := people.Sessions(t.Context(), db, maja, maja.ID, here)
	require.NoError(t, err)
	require.Len(t, mine, 2)
	require.True(t, mine[0].IsThis)
	require.Equal(t, "Firefox", mine[0].Browser)
	_, err = people.Sessions(t.Context(), db, jonas, maja.ID, "")
	require.True(t, fault.Is(err, fault.KindNotFound))
	for _, end := range []func(ctx context.Context, tx *pg.Tx) error{
		func(ctx context.Context, tx *pg.Tx) error { return people.EndSessions(ctx, tx, jonas, maja.ID, "") },
		func(ctx context.Context, tx *pg.Tx) error {
			return people.EndSession(ctx, tx, jonas, maja.ID, mine[0].ID)
		},
	} {
		require.True(t, fault.Is(do(t, db, end), fault.KindNotFound))
	}
	own := signIn(t, db, jonas.ID, "")
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		return people.EndSession(ctx, tx, jonas, jonas.ID, mine[0].ID)
	}))
	require.NotNil(t, who(t, db, here), "a session of somebody else's is not theirs to end")
	require.NotNil(t, who(t, db, own))

	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error { return people.EndSessions(ctx, tx, maja, maja.ID, here) }))
	require.NotNil(t, who(t, db, here))
	require.Nil(t, who(t, db, there))
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error { return people.EndSessions(ctx, tx, karin, maja.ID, "") }))
	require.Nil(t, who(t, db, here))
	signIns, err := people.SignIns(t.Context(), db, maja, maja.ID, 10)
	require.NoError(t, err)
	require.Len(t, signIns, 2)
	require.Equal(t, "192.0.2.0/24", signIns[1].Network)
}

func TestDrawPicture_draws_a_small_square_anew_and_refuses_what_is_none(t *testing.T) {
	t.Parallel()
	wide := image.NewRGBA(image.Rect(0, 0, 600, 300))
	for y := range 300 {
		for x := range 600 {
			wide.Set(x, y, color.RGBA{G: 200, A: 255})
		}
	}
	var sent bytes.Buffer
	require.NoError(t, png.Encode(&sent, wide))
	drawn, err := people.DrawPicture(t.Context(), "picture", append(sent.Bytes(), []byte("<script>a secret behind the picture</script>")...))
	require.NoError(t, err)
	got, kind, err := image.Decode(bytes.NewReader(drawn))
	require.NoError(t, err)
	require.Equal(t, "jpeg", kind)
	require.Equal(t, image.Rect(0, 0, 192, 192), got.Bounds())
	require.NotContains(t, string(drawn), "secret")
	require.Less(t, len(drawn), 128<<10)

	bomb := bytes.Clone(sent.Bytes()) // says that it is 60,000 pixels wide and high
	copy(bomb[16:24], []byte{0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60})
	for want, sent := range map[string][]byte{
		"staff.fault.picture_none on picture": nil, "staff.fault.picture on picture": []byte("<svg onload=alert(1)>"),
	} {
		_, err := people.DrawPicture(t.Context(), "picture", sent)
		require.EqualError(t, err, want)
	}
	_, err = people.DrawPicture(t.Context(), "picture", bomb)
	require.True(t, fault.Is(err, fault.KindInvalid), "%v", err)
	_, err = people.DrawPicture(t.Context(), "picture", sent.Bytes()[:200])
	require.True(t, fault.Is(err, fault.KindInvalid), "half a picture")
}

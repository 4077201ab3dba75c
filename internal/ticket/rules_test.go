package ticket_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// everyone is the policy that catches the rest, as it stands.
func everyone(s *cast.Stage) sla.Policy {
	s.T.Helper()
	all, err := sla.Policies(s.T.Context(), s.DB, s.Karin.Acting())
	require.NoError(s.T, err)
	return all[len(all)-1]
}

// rules adds a policy like the one for everyone, with what with changes of it.
func rules(s *cast.Stage, name string, with func(d *sla.Draft)) (id sla.PolicyID) {
	s.T.Helper()
	d := everyone(s).Draft()
	d.Name, d.Was = name, 0
	with(&d)
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = sla.Add(ctx, tx, s.Karin.Acting(), d)
		return err
	})
	return id
}

func asks(s sla.Subject, values ...string) sla.Conditions {
	return sla.Conditions{{Subject: s, Values: values}}
}

func policyOf(s *cast.Stage, id ticket.ID) (name string) {
	s.T.Helper()
	names, err := sla.NamesOf(s.T.Context(), s.DB, s.Ticket(id).PolicyVersionID)
	require.NoError(s.T, err)
	return names[0]
}

func TestRules_a_ticket_gets_the_first_that_fits_and_others_when_it_changes(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	rules(s, "Urgent", func(d *sla.Draft) {
		d.Conditions = asks(sla.ByPriority, "urgent")
		d.Rules.CountsAlways = true
	})
	rules(s, "Technical", func(d *sla.Draft) {
		d.Conditions = asks(sla.ByTeam, strconv.FormatInt(int64(s.Second), 10))
		d.Rules.FirstReply = [4]time.Duration{time.Hour, time.Hour, time.Hour, time.Hour}
	})
	id := s.Asks(s.Hanna, "No internet")
	require.Equal(t, "default", policyOf(s, id))
	require.Equal(t, s.Time("Mon 9 Nov 13:00"), s.Latest(id, promise.FirstReply).Due)

	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetTeam(ctx, tx, s.Maja.Acting(), id, s.Second)
	})
	require.Equal(t, "Technical", policyOf(s, id))
	require.Equal(t, s.Time("Mon 9 Nov 10:00"), s.Latest(id, promise.FirstReply).Due, "an hour from its beginning, which is not sooner than the new target from now")
	require.Len(t, s.Events(id, event.RulesChanged), 1)

	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetPriority(ctx, tx, s.Maja.Acting(), id, sla.Urgent)
	})
	require.Equal(t, "Urgent", policyOf(s, id), "it stands before the team's")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetPriority(ctx, tx, s.Maja.Acting(), id, sla.Low)
	})
	require.Equal(t, "Technical", policyOf(s, id))
	sound(t, s)
}

func TestRules_another_company_is_another_policy_for_what_is_open(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	var company people.CompanyID
	require.NoError(t, s.DB.Pool().QueryRow(t.Context(), `insert into companies (name, created_at) values ('Harbour', kept_now()) returning id`).Scan(&company))
	rules(s, "Harbour", func(d *sla.Draft) { d.Conditions = asks(sla.ByCompany, fmt.Sprint(company)) })
	id := s.Asks(s.Hanna, "No internet")
	_, err := s.DB.Pool().Exec(t.Context(), `update people set company_id = $2 where id = $1`, s.Hanna.ID, company)
	require.NoError(t, err)
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Rematch(ctx, tx, people.System, s.Hanna.ID) })
	require.Equal(t, "Harbour", policyOf(s, id))
	require.Equal(t, "Harbour", policyOf(s, s.Asks(s.Hanna, "And again")), "and for what is new")
	sound(t, s)
}

// halved makes a version for everyone with half the time for a first reply.
func halved(s *cast.Stage) (draft sla.Draft) {
	s.T.Helper()
	draft = everyone(s).Draft()
	for i := range draft.Rules.FirstReply {
		draft.Rules.FirstReply[i] /= 2
	}
	draft.Why = "We are more now."
	return draft
}

func TestRules_new_ones_are_for_new_tickets_until_they_are_applied_and_the_preview_says_what_that_does(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	ids, _ := many(s, 5)
	rest, draft := everyone(s), halved(s)
	p, err := ticket.PreviewRules(t.Context(), s.DB, s.Karin.Acting(), rest.ID, draft)
	require.NoError(t, err)
	require.Equal(t, ticket.Preview{Touched: 5, Sooner: 5}, p)
	require.Equal(t, rest.Version, everyone(s).Version, "looking changes nothing")

	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := sla.Change(ctx, tx, s.Karin.Acting(), rest.ID, draft)
		return err
	})
	require.Equal(t, s.Time("Mon 9 Nov 13:00"), s.Latest(ids[0], promise.FirstReply).Due, "what is open keeps what it has")
	require.Equal(t, s.Time("Mon 9 Nov 11:00"), s.Latest(s.Asks(s.Hanna, "New"), promise.FirstReply).Due)

	act := applies(s, rest.ID)
	steps(s, act, 0)
	done, _ := looks(s, s.Karin, act)
	require.Equal(t, 5, done.Done)
	for _, id := range ids {
		require.Equal(t, s.Time("Mon 9 Nov 11:00"), s.Latest(id, promise.FirstReply).Due)
		require.Len(t, s.Events(id, event.RulesChanged), 1)
	}
	require.Equal(t, act, applies(s, rest.ID), "asked again it is the same act")
	back, _ := undoesAll(s, s.Karin, act)
	require.Equal(t, 5, back.Back)
	require.Equal(t, rest.Version, s.Ticket(ids[0]).PolicyVersionID)

	history, err := sla.History(t.Context(), s.DB, s.Karin.Acting(), rest.ID)
	require.NoError(t, err)
	require.Len(t, history, 2)
	require.Equal(t, "We are more now.", history[0].Why)
	require.Equal(t, s.Karin.ID, *history[0].MadeBy)
	require.Len(t, sla.Differences(history[1], history[0]), 4, "one target for each priority")
	sound(t, s)
}

func applies(s *cast.Stage, policy sla.PolicyID) (act ticket.BulkID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		act, _, err = ticket.BeginRules(ctx, tx, s.Karin.Acting(), policy)
		return err
	})
	return act
}

// TestRules_applied_by_four_at_once_and_killed_at_any_ticket_do_each_once also lets time pass, so that what was promised is
// warned of, breaks and is apologised for while the rules change.
func TestRules_applied_by_four_at_once_and_killed_at_any_ticket_do_each_once(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	ids, _ := many(s, 24)
	s.At("Mon 9 Nov 12:30")
	rest, draft := everyone(s), halved(s)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := sla.Change(ctx, tx, s.Karin.Acting(), rest.ID, draft)
		return err
	})
	act := applies(s, rest.ID)
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for i := 0; ; i++ {
				var step ticket.Step
				killed := fmt.Errorf("killed")
				err := s.DB.Do(context.Background(), func(ctx context.Context, tx *pg.Tx) (err error) {
					if step, err = ticket.StepBulk(ctx, tx, people.System, act); err != nil {
						return err
					}
					if step.More && (i+worker)%3 == 0 {
						return killed // before its commit: the next one does it again
					}
					return nil
				})
				if err != nil && err.Error() != killed.Error() {
					s.T.Error(err)
					return
				}
				if err == nil && !step.More {
					return
				}
			}
		})
	}
	all.Go(func() {
		for range 20 {
			s.SweepOnce()
		}
	})
	all.Wait()
	steps(s, act, 0)
	done, _ := looks(s, s.Karin, act)
	require.Equal(t, 24, done.Done)
	require.False(t, done.IsUnderWay())
	s.At("Mon 9 Nov 17:00")
	s.Sweep()
	for _, id := range ids {
		require.Len(t, s.Events(id, event.RulesChanged), 1, "each ticket has its turn once")
		require.Len(t, s.Events(id, event.PromiseMovedByRule), 2, "and each of its promises")
		require.LessOrEqual(t, len(s.Events(id, event.PromiseBroken)), 2)
	}
	var twice int
	const q = `select count(*) from (select promise_id, kind from events where kind in ('promise.warned', 'promise.broken', 'ticket.apologised', 'promise.reckoned')
		group by ticket_id, promise_id, kind having count(*) > 1) x`
	require.NoError(t, s.DB.Pool().QueryRow(t.Context(), q).Scan(&twice))
	require.Zero(t, twice)
	sound(t, s)
}

func TestRules_that_cannot_be_are_refused_at_the_field(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	narrow := rules(s, "Greek", func(d *sla.Draft) { d.Conditions = asks(sla.ByLanguage, "el") })
	for name, c := range map[string]struct {
		with  func(d *sla.Draft)
		field string
		key   string
	}{
		"a target of nothing":   {func(d *sla.Draft) { d.Rules.FirstReply[0] = 0 }, "first_urgent", "policies.fault.nothing"},
		"a target of ten years": {func(d *sla.Draft) { d.Rules.Resolution[3] = 10 * 365 * 24 * time.Hour }, "resolution_low", "policies.fault.too_long"},
		"no conditions":         {func(d *sla.Draft) { d.Conditions = nil }, "conditions", "policies.fault.no_conditions"},
		"never reached": {func(d *sla.Draft) {
			d.Conditions = append(asks(sla.ByLanguage, "el"), sla.Condition{Subject: sla.ByChannel, Values: []string{"web"}})
		}, "conditions", "policies.fault.unreached"},
		"matches nothing":          {func(d *sla.Draft) { d.Conditions = asks(sla.ByTag, "98765") }, "conditions", "policies.fault.gone"},
		"no calendar":              {func(d *sla.Draft) { d.Calendar = 98765 }, "calendar", "policies.fault.calendar"},
		"nobody is told":           {func(d *sla.Draft) { d.Rules.Ladder[1] = nil }, "level_2", "policies.fault.nobody"},
		"who left is told":         {func(d *sla.Draft) { d.Rules.Ladder[0] = []string{"person:98765"} }, "level_1", "policies.fault.person"},
		"messages out of order":    {func(d *sla.Draft) { d.Rules.FollowUpDays = [3]int{5, 2, 10} }, "follow_up_2", "policies.fault.follow_ups"},
		"a name that others have":  {func(d *sla.Draft) { d.Name = " gReek " }, "name", "policies.fault.name"},
		"a warning when all is up": {func(d *sla.Draft) { d.Rules.WarnPercent = 100 }, "warn_left", "policies.fault.percent"},
	} {
		d := everyone(s).Draft()
		d.Name, d.Was, d.Conditions = "Other", 0, asks(sla.ByLanguage, "pl")
		c.with(&d)
		err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, err := sla.Add(ctx, tx, s.Karin.Acting(), d)
			return err
		})
		faults := fault.Of(err)
		require.NotEmpty(t, faults, name)
		require.Equal(t, [2]string{c.field, c.key}, [2]string{faults[0].Field, faults[0].Key}, name)
	}
	all, err := sla.Policies(t.Context(), s.DB, s.Karin.Acting())
	require.NoError(t, err)
	require.Len(t, all, 2, "nothing is half saved")

	rest := everyone(s)
	d := rest.Draft()
	d.Conditions = asks(sla.ByLanguage, "en")
	err = s.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := sla.Change(ctx, tx, s.Karin.Acting(), rest.ID, d)
		return err
	})
	require.Equal(t, "policies.fault.rest", fault.Of(err)[0].Key, "what catches the rest takes no conditions")
	for id, key := range map[sla.PolicyID]string{rest.ID: "policies.fault.rest_stays", narrow: ""} {
		err = s.Try(func(ctx context.Context, tx *pg.Tx) error {
			for _, p := range all {
				if p.ID == id {
					return sla.End(ctx, tx, s.Karin.Acting(), id, p.Version)
				}
			}
			return nil
		})
		if key != "" {
			require.Equal(t, key, fault.Of(err)[0].Key)
		} else {
			require.NoError(t, err)
		}
	}
}

func TestRules_in_use_are_not_removed_and_say_where(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := rules(s, "English", func(d *sla.Draft) { d.Conditions = asks(sla.ByLanguage, "en", "da", "sv", "pl", "el") })
	of := s.Asks(s.Hanna, "No internet")
	all, err := sla.Policies(t.Context(), s.DB, s.Karin.Acting())
	require.NoError(t, err)
	require.Equal(t, 1, all[0].Open)
	err = s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return sla.End(ctx, tx, s.Karin.Acting(), id, all[0].Version)
	})
	require.Equal(t, "policies.fault.in_use", fault.Of(err)[0].Key)
	used, err := ticket.UnderPolicy(t.Context(), s.DB, s.Karin.Acting(), id, 10)
	require.NoError(t, err)
	require.Equal(t, s.Ticket(of).Number, used[0].Number)
	for _, by := range []people.Person{s.Maja, s.Ingrid, s.Hanna} {
		_, err := sla.Policies(t.Context(), s.DB, by.Acting())
		require.Error(t, err, "only the admins")
	}
}

func TestRules_name_who_is_told_when_a_promise_breaks(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	rest := everyone(s)
	d := rest.Draft()
	d.Rules.Ladder[0] = []string{people.InPerson(s.Jonas.ID)}
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := sla.Change(ctx, tx, s.Karin.Acting(), rest.ID, d)
		return err
	})
	id := s.Asks(s.Hanna, "No internet")
	s.Takes(s.Maja, id)
	s.At("Mon 9 Nov 13:01")
	s.Sweep()
	var told []people.ID
	rows, err := s.DB.Pool().Query(t.Context(), `select person_id from notices where ticket_id = $1 and kind = 'handed_up'`, id)
	require.NoError(t, err)
	for rows.Next() {
		var p people.ID
		require.NoError(t, rows.Scan(&p))
		told = append(told, p)
	}
	require.NoError(t, rows.Err())
	require.Equal(t, []people.ID{s.Jonas.ID}, told)
}

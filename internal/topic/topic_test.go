package topic_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// stage is the cast's desk, with its admin at the settings.
type stage struct{ *cast.Stage }

func (s stage) add(name string, parent topic.ID) (id topic.ID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = topic.Add(ctx, tx, s.Karin.Acting(), draft(name, parent))
		return err
	})
	return id
}

func draft(name string, parent topic.ID) topic.Draft {
	return topic.Draft{Parent: parent, Names: topic.Names{i18n.EN: name}, Icon: "help"}
}

func (s stage) ask(of topic.ID, d topic.FieldDraft) (id topic.FieldID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = topic.AddField(ctx, tx, s.Karin.Acting(), of, d)
		return err
	})
	return id
}

func (s stage) tree() topic.Tree {
	s.T.Helper()
	all, err := topic.List(s.T.Context(), s.DB)
	require.NoError(s.T, err)
	return all
}

// refused is what is said, at which field, to an admin's change.
func (s stage) refused(f func(ctx context.Context, tx *pg.Tx, by people.Actor) error) string {
	s.T.Helper()
	err := s.Try(func(ctx context.Context, tx *pg.Tx) error { return f(ctx, tx, s.Karin.Acting()) })
	wrong := fault.Of(err)
	require.Len(s.T, wrong, 1, "%v", err)
	return wrong[0].Error()
}

func (s stage) audited(kind string) (n int) {
	s.T.Helper()
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), `select count(*) from audit where kind = $1 and actor_id = $2`, kind, s.Karin.ID).Scan(&n))
	return n
}

func TestTree_has_three_levels_and_no_rings(t *testing.T) {
	t.Parallel()
	s := stage{cast.New(t)}
	net := s.add("Internet", 0)
	slow := s.add("Slow", net)
	loft := s.add("In the loft", slow)
	require.Equal(t, "Internet › Slow › In the loft", s.tree().Name(loft, i18n.EL, i18n.EN), "in a language that it has no name in, in the desk's")
	require.Equal(t, []topic.ID{net, slow, loft}, s.tree().Below(net))

	require.Equal(t, "topics.fault.deep on parent", s.refused(func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
		_, err := topic.Add(ctx, tx, by, draft("Under the roof", loft))
		return err
	}))
	require.Equal(t, "topics.fault.parent on parent", s.refused(func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
		return topic.Change(ctx, tx, by, net, draft("Internet", slow))
	}), "below itself")
	other := s.add("Other", 0)
	require.Equal(t, "topics.fault.deep on parent", s.refused(func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
		return topic.Change(ctx, tx, by, net, draft("Internet", other))
	}), "with all that is below it")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return topic.Change(ctx, tx, s.Karin.Acting(), slow, draft("Slow", 0))
	})
	found, _ := s.tree().Find(loft)
	require.Equal(t, 2, found.Level, "what is below goes along")
	require.Equal(t, 1, s.audited("topic.moved"))

	_, err := s.DB.Pool().Exec(t.Context(), `update topics set parent_id = $1, level = 3 where id = $2`, net, other)
	require.Equal(t, "topics_three_levels", pg.Constraint(err), "the database holds it too")
}

func TestTree_says_who_gets_it_and_who_may_know(t *testing.T) {
	t.Parallel()
	s := stage{cast.New(t)}
	net := s.add("Internet", 0)
	slow := s.add("Slow", net)
	require.Nil(t, s.tree().Team(slow))
	require.Equal(t, sla.Normal, s.tree().Priority(slow))
	d := draft("Internet", 0)
	d.Team, d.Priority, d.IsHidden = s.Second, sla.High, true
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return topic.Change(ctx, tx, s.Karin.Acting(), net, d) })
	all := s.tree()
	require.Equal(t, s.Second, *all.Team(slow), "as the nearest above it says")
	require.Equal(t, sla.High, all.Priority(slow))
	require.False(t, all.IsPublic(slow), "what is below a hidden one is hidden")
	require.Empty(t, all.Offered(0))
	require.True(t, all.IsOpen(slow))
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return topic.Archive(ctx, tx, s.Karin.Acting(), net) })
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return topic.Archive(ctx, tx, s.Karin.Acting(), net) })
	require.False(t, s.tree().IsOpen(slow))
	require.Equal(t, 1, s.audited("topic.archived"), "twice is once")
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return topic.Return(ctx, tx, s.Karin.Acting(), net) })
	require.True(t, s.tree().IsOpen(slow))
}

func TestMove_takes_one_step_and_of_two_who_press_one_moves(t *testing.T) {
	t.Parallel()
	s := stage{cast.New(t)}
	first, second := s.add("First", 0), s.add("Second", 0)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return topic.Move(ctx, tx, s.Karin.Acting(), second, topic.Up, 2)
	})
	require.Equal(t, []topic.ID{second, first}, []topic.ID{s.tree()[0].ID, s.tree()[1].ID})
	require.Equal(t, "topics.fault.moved", s.refused(func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
		return topic.Move(ctx, tx, by, second, topic.Up, 2)
	}))
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return topic.Move(ctx, tx, s.Karin.Acting(), second, topic.Up, 1)
	})
	require.Equal(t, 1, s.audited("topic.moved"), "the first goes no higher")
}

func TestTopics_and_tags_are_the_admins(t *testing.T) {
	t.Parallel()
	s := stage{cast.New(t)}
	net := s.add("Internet", 0)
	field := s.ask(net, topic.FieldDraft{Names: topic.Names{i18n.EN: "Lamps"}, Kind: topic.Text, IsShown: true})
	for _, by := range []people.Actor{{}, s.Hanna.Acting(), s.Maja.Acting(), s.Oskar.Acting(), s.Ingrid.Acting()} {
		for what, f := range map[string]func(ctx context.Context, tx *pg.Tx) error{
			"list": func(ctx context.Context, tx *pg.Tx) error { _, err := topic.Manage(ctx, tx, by); return err },
			"add": func(ctx context.Context, tx *pg.Tx) error {
				_, err := topic.Add(ctx, tx, by, draft("TV", 0))
				return err
			},
			"change":  func(ctx context.Context, tx *pg.Tx) error { return topic.Change(ctx, tx, by, net, draft("TV", 0)) },
			"move":    func(ctx context.Context, tx *pg.Tx) error { return topic.Move(ctx, tx, by, net, topic.Up, 1) },
			"archive": func(ctx context.Context, tx *pg.Tx) error { return topic.Archive(ctx, tx, by, net) },
			"return":  func(ctx context.Context, tx *pg.Tx) error { return topic.Return(ctx, tx, by, net) },
			"fields":  func(ctx context.Context, tx *pg.Tx) error { _, err := topic.Fields(ctx, tx, by, net); return err },
			"add a field": func(ctx context.Context, tx *pg.Tx) error {
				_, err := topic.AddField(ctx, tx, by, net, topic.FieldDraft{})
				return err
			},
			"change a field": func(ctx context.Context, tx *pg.Tx) error {
				return topic.ChangeField(ctx, tx, by, net, field, topic.FieldDraft{})
			},
			"move a field": func(ctx context.Context, tx *pg.Tx) error {
				return topic.MoveField(ctx, tx, by, net, field, topic.Up, 1)
			},
			"end a field":    func(ctx context.Context, tx *pg.Tx) error { return topic.ArchiveField(ctx, tx, by, net, field) },
			"return a field": func(ctx context.Context, tx *pg.Tx) error { return topic.ReturnField(ctx, tx, by, net, field) },
			"count tags":     func(ctx context.Context, tx *pg.Tx) error { _, err := topic.CountedTags(ctx, tx, by); return err },
			"add a tag": func(ctx context.Context, tx *pg.Tx) error {
				_, err := topic.AddTag(ctx, tx, by, topic.TagDraft{})
				return err
			},
			"change a tag":   func(ctx context.Context, tx *pg.Tx) error { return topic.ChangeTag(ctx, tx, by, 1, topic.TagDraft{}) },
			"remove a tag":   func(ctx context.Context, tx *pg.Tx) error { return topic.RemoveTag(ctx, tx, by, 1) },
			"preview a join": func(ctx context.Context, tx *pg.Tx) error { _, err := topic.PreviewJoin(ctx, tx, by, 1, 2); return err },
			"join":           func(ctx context.Context, tx *pg.Tx) error { return topic.Join(ctx, tx, by, 1, 2) },
		} {
			require.True(t, fault.Is(s.Try(f), fault.KindNotFound), "%s as %s", what, by.Role)
		}
	}
	require.Len(t, s.tree(), 1)
}

func TestField_takes_what_it_asks_for_and_refuses_the_rest_at_its_input(t *testing.T) {
	t.Parallel()
	options := []topic.Names{{i18n.EN: "Red", i18n.DA: "Rød"}, {i18n.EN: "Green"}}
	for name, c := range map[string]struct {
		kind  topic.Kind
		typed string
		want  string // "!": refused
	}{
		"a line":               {topic.Text, "  two \n words ", "two words"},
		"a line too long":      {topic.Text, strings.Repeat("å", 201), "!"},
		"as long as it may be": {topic.Text, strings.Repeat("å", 200), strings.Repeat("å", 200)},
		"NUL":                  {topic.Text, "a\x00b", "!"},
		"no UTF-8":             {topic.LongText, "a\xff", "!"},
		"paragraphs":           {topic.LongText, " one\r\n\r\ntwo ", "one\n\ntwo"},
		"a long text too long": {topic.LongText, strings.Repeat("x", 5001), "!"},
		"a number":             {topic.Number, " 40 118 ", "40 118"},
		"a broken one":         {topic.Number, "3,5", "3,5"},
		"1e400":                {topic.Number, "1e400", "!"},
		"not a number":         {topic.Number, "NaN", "!"},
		"hex":                  {topic.Number, "0x1F", "!"},
		"only a sign":          {topic.Number, "-", "!"},
		"digits without end":   {topic.Number, strings.Repeat("9", 150), "!"},
		"Arabic digits":        {topic.Number, "٣", "!"},
		"a day":                {topic.Date, "2026-03-17", "2026-03-17"},
		"a day that is not":    {topic.Date, "2026-02-30", "!"},
		"another order":        {topic.Date, "17/3/2026", "!"},
		"before all":           {topic.Date, "0000-01-01", "!"},
		"after all":            {topic.Date, "9999-12-31", "!"},
		"a choice":             {topic.Choice, "Red", "Red"},
		"in another language":  {topic.Choice, "Rød", "!"},
		"not a choice":         {topic.Choice, "Blue", "!"},
		"a number of one":      {topic.Choice, "0", "!"},
		"yes":                  {topic.YesNo, "yes", "yes"},
		"no":                   {topic.YesNo, "no", "no"},
		"perhaps":              {topic.YesNo, "on", "!"},
		"nothing":              {topic.Choice, " ", ""},
	} {
		f := topic.Field{ID: 7, Kind: c.kind}
		if c.kind == topic.Choice {
			f.Options = options
		}
		value, _, wrong := f.Read(c.typed, i18n.EN)
		if c.want == "!" {
			require.NotNil(t, wrong, name)
			require.Equal(t, "field-7", wrong.Field, name)
			continue
		}
		require.Nil(t, wrong, name)
		require.Equal(t, c.want, value, name)
	}
}

func TestRead_looks_only_at_what_customers_are_asked(t *testing.T) {
	t.Parallel()
	asked := []topic.Field{
		{ID: 1, Kind: topic.Text, IsShown: true, IsRequired: true}, {ID: 2, Kind: topic.Number}, {ID: 3, Kind: topic.YesNo, IsShown: true, IsRequired: true},
	}
	answers, err := topic.Read(asked, func(string) string { return "" }, i18n.EN)
	require.Empty(t, answers)
	require.Equal(t, "fault.required on field-1; topics.fault.choose on field-3", err.Error(), "both at once")
	answers, err = topic.Read(asked, func(string) string { return "yes" }, i18n.EN)
	require.NoError(t, err, "an internal question is not read, so what was sent to it is not wrong either")
	require.Len(t, answers, 2)
}

func TestFields_have_limits_with_the_message_at_the_field(t *testing.T) {
	t.Parallel()
	s := stage{cast.New(t)}
	net := s.add("Internet", 0)
	one := topic.FieldDraft{Names: topic.Names{i18n.EN: "Lamps"}, Kind: topic.Choice, IsShown: true, Options: map[i18n.Locale]string{i18n.EN: "Red\n\nGreen", i18n.DA: "Rød\n\nGrøn"}}
	id := s.ask(net, one)
	own, err := topic.Fields(t.Context(), s.DB, s.Karin.Acting(), net)
	require.NoError(t, err)
	require.Equal(t, []topic.Names{{i18n.EN: "Red", i18n.DA: "Rød"}, {i18n.EN: "Green", i18n.DA: "Grøn"}}, own[0].Options)
	for want, change := range map[string]func(d *topic.FieldDraft){
		"fault.required on label_en":                  func(d *topic.FieldDraft) { d.Names = topic.Names{i18n.SV: "Lampor"} },
		"fault.too_long on label_en":                  func(d *topic.FieldDraft) { d.Names = topic.Names{i18n.EN: strings.Repeat("x", 121)} },
		"fault.too_long on hint_el":                   func(d *topic.FieldDraft) { d.Hints = topic.Names{i18n.EL: strings.Repeat("x", 201)} },
		"topics.fault.required on required":           func(d *topic.FieldDraft) { d.IsRequired, d.IsShown = true, false },
		"topics.fault.options on options_en":          func(d *topic.FieldDraft) { d.Options = map[i18n.Locale]string{i18n.SV: "Röd"} },
		"topics.fault.option_twice on options_en":     func(d *topic.FieldDraft) { d.Options = map[i18n.Locale]string{i18n.EN: "Red\nred"} },
		"topics.fault.option_long on options_en":      func(d *topic.FieldDraft) { d.Options = map[i18n.Locale]string{i18n.EN: strings.Repeat("x", 81)} },
		"topics.fault.too_many_options on options_en": func(d *topic.FieldDraft) { d.Options = map[i18n.Locale]string{i18n.EN: lines(51)} },
	} {
		d := one
		d.Names = topic.Names{i18n.EN: "Another"}
		change(&d)
		require.Equal(t, want, s.refused(func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			return topic.ChangeField(ctx, tx, by, net, id, d)
		}))
	}
	require.Equal(t, "topics.fault.taken on label_en", s.refused(func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
		_, err := topic.AddField(ctx, tx, by, net, one)
		return err
	}))
	for i := 2; i <= topic.MaxFields; i++ {
		s.ask(net, topic.FieldDraft{Names: topic.Names{i18n.EN: "Question " + strings.Repeat("i", i)}, Kind: topic.YesNo, IsShown: true})
	}
	require.Equal(t, "topics.fault.too_many_fields on label_en", s.refused(func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
		_, err := topic.AddField(ctx, tx, by, net, topic.FieldDraft{Names: topic.Names{i18n.EN: "One more"}, Kind: topic.YesNo})
		return err
	}))
}

// lines are so many different ones.
func lines(n int) string {
	var all []string
	for i := range n {
		all = append(all, "line "+strings.Repeat("i", i))
	}
	return strings.Join(all, "\n")
}

func TestTags_are_named_once_renamed_and_removed(t *testing.T) {
	t.Parallel()
	s := stage{cast.New(t)}
	var id topic.TagID
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = topic.AddTag(ctx, tx, s.Karin.Acting(), topic.TagDraft{Name: " refund ", Colour: topic.Hollow})
		return err
	})
	for want, d := range map[string]topic.TagDraft{
		"topics.fault.taken on name":    {Name: "Refund", Colour: topic.Plain},
		"fault.required on name":        {Name: " ", Colour: topic.Plain},
		"fault.too_long on name":        {Name: strings.Repeat("å", 41), Colour: topic.Plain},
		"topics.fault.choose on colour": {Name: "praise", Colour: "red"},
	} {
		require.Equal(t, want, s.refused(func(ctx context.Context, tx *pg.Tx, by people.Actor) error {
			_, err := topic.AddTag(ctx, tx, by, d)
			return err
		}))
	}
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return topic.RemoveTag(ctx, tx, s.Karin.Acting(), id) })
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return topic.RemoveTag(ctx, tx, s.Karin.Acting(), id) })
	require.Equal(t, 1, s.audited("tag.removed"))
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := topic.AddTag(ctx, tx, s.Karin.Acting(), topic.TagDraft{Name: "refund", Colour: topic.Hollow})
		return err
	})
	require.True(t, fault.Is(s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return topic.ChangeTag(ctx, tx, s.Karin.Acting(), id, topic.TagDraft{Name: "again", Colour: topic.Plain})
	}), fault.KindConflict))
}

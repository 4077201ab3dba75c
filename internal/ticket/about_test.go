package ticket_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
)

// shop is the cast's desk with a topic of invoices, which the second team gets, a question that customers are asked, one
// that is the staff's, and two tags.
type shop struct {
	*cast.Stage
	bills, old    topic.ID
	amount, guess topic.Field
}

func openedShop(t *testing.T) shop {
	t.Helper()
	s := shop{Stage: cast.New(t)}
	by := s.Karin.Acting()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		d := topic.Draft{Names: topic.Names{i18n.EN: "Invoice", i18n.DA: "Regning"}, Icon: "bill", Team: s.Second, Priority: sla.High}
		if s.bills, err = topic.Add(ctx, tx, by, d); err != nil {
			return err
		}
		d.Names, d.Parent, d.Team, d.Priority = topic.Names{i18n.EN: "An old one"}, s.bills, 0, ""
		if s.old, err = topic.Add(ctx, tx, by, d); err != nil {
			return err
		}
		if s.amount.ID, err = topic.AddField(ctx, tx, by, s.bills, topic.FieldDraft{
			Names: topic.Names{i18n.EN: "Amount", i18n.DA: "Beløb"}, Kind: topic.Number, IsRequired: true, IsShown: true,
		}); err != nil {
			return err
		}
		if s.guess.ID, err = topic.AddField(ctx, tx, by, s.bills, topic.FieldDraft{Names: topic.Names{i18n.EN: "CANARY-LABEL"}, Kind: topic.YesNo}); err != nil {
			return err
		}
		for _, name := range []string{"refund", "CANARY-TAG"} {
			if _, err := topic.AddTag(ctx, tx, by, topic.TagDraft{Name: name, Colour: topic.Plain}); err != nil {
				return err
			}
		}
		return nil
	})
	return s
}

// given answers some questions and no others.
func given(pairs ...string) topic.Given {
	return func(input string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == input {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func (s shop) asks(about topic.ID, answers topic.Given) (id ticket.ID, err error) {
	q := ticket.Question{
		Key: cast.Key(), Name: s.Mette.Name, Address: s.Mette.Address, Subject: "Too much", Body: "Please look.", Locale: s.Mette.Locale, Topic: about, Given: answers,
	}
	err = s.Try(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.Ask(ctx, tx, people.Actor{}, s.Limits, q)
		return err
	})
	return id, err
}

func (s shop) told(id ticket.ID, kind event.Kind) []event.Event {
	s.T.Helper()
	var found []event.Event
	for _, e := range s.Whole(id).Events {
		if e.Kind == kind {
			found = append(found, e)
		}
	}
	return found
}

func TestAsk_goes_where_its_topic_says_and_keeps_what_was_answered(t *testing.T) {
	t.Parallel()
	s := openedShop(t)
	id, err := s.asks(s.old, given(s.amount.Input(), "1 200,50", s.guess.Input(), "yes", "field-987654", "anything"))
	require.NoError(t, err)
	w := s.Whole(id)
	require.Equal(t, s.Second, w.TeamID, "as the topic above it says")
	require.Equal(t, sla.High, w.Priority)
	terms, err := sla.Terms(t.Context(), s.DB, w.PolicyVersionID, sla.High)
	require.NoError(t, err)
	require.Equal(t, terms.Calendar.Add(w.OpenedAt, terms.FirstReply), w.Next().Due, "promised by the priority's rules")
	require.Equal(t, "Invoice › An old one", w.About.Name(i18n.EN, i18n.EN))
	require.Len(t, w.About.Answers, 1, "what was sent to the staff's own question, or to another topic's, is not looked at")
	require.Equal(t, "1 200,50", w.About.Answers[0].Value)

	for _, c := range []struct {
		about   topic.ID
		answers topic.Given
		want    string
	}{
		{s.bills, given(), "fault.required on " + s.amount.Input()},
		{s.bills, given(s.amount.Input(), "1e400"), "topics.fault.number on " + s.amount.Input()},
		{987654, given(), "topics.fault.choose on topic"},
		{-1, given(), "topics.fault.choose on topic"},
	} {
		_, err := s.asks(c.about, c.answers)
		require.Equal(t, c.want, fault.Of(err)[0].Error())
	}
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return topic.Archive(ctx, tx, s.Karin.Acting(), s.bills) })
	_, err = s.asks(s.old, given(s.amount.Input(), "1"))
	require.Equal(t, "topics.fault.choose on topic", fault.Of(err)[0].Error(), "below an archived one")
}

func TestAnswers_stay_as_they_were_asked(t *testing.T) {
	t.Parallel()
	s := openedShop(t)
	id, err := s.asks(s.bills, given(s.amount.Input(), "12"))
	require.NoError(t, err)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		d := topic.FieldDraft{Names: topic.Names{i18n.EN: "How much?"}, IsShown: true}
		return topic.ChangeField(ctx, tx, s.Karin.Acting(), s.bills, s.amount.ID, d)
	})
	require.Equal(t, "Beløb", s.Whole(id).About.Answers[0].Names.In(i18n.DA, i18n.EN))
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return topic.ArchiveField(ctx, tx, s.Karin.Acting(), s.bills, s.amount.ID)
	})
	require.Len(t, s.Whole(id).About.Answers, 1, "also when nobody is asked any more")
}

func TestSetTopic_leaves_the_team_and_is_written_down(t *testing.T) {
	t.Parallel()
	s := openedShop(t)
	id := s.Asks(s.Hanna, "Too much")
	set := func(to topic.ID) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.SetTopic(ctx, tx, s.Maja.Acting(), id, to) })
	}
	require.NoError(t, set(s.old))
	require.NoError(t, set(s.old), "twice is once")
	require.Equal(t, s.Team, s.Ticket(id).TeamID)
	require.Equal(t, sla.Normal, s.Ticket(id).Priority)
	told := s.told(id, event.TopicChanged)
	require.Len(t, told, 1)
	require.Equal(t, []string{"", "Invoice › An old one"}, []string{told[0].Was, told[0].Became})
	require.Equal(t, "topics.fault.choose on topic", fault.Of(set(987654))[0].Error())
	require.NoError(t, set(0))
	require.Nil(t, s.Ticket(id).TopicID)
	require.True(t, fault.Is(s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetTopic(ctx, tx, s.Holder(id), id, s.old)
	}), fault.KindNotFound))
}

func TestSetFacts_changes_what_was_changed_and_says_what_it_was(t *testing.T) {
	t.Parallel()
	s := openedShop(t)
	id, err := s.asks(s.bills, given(s.amount.Input(), "12"))
	require.NoError(t, err)
	save := func(was string, pairs ...string) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.SetFacts(ctx, tx, s.Maja.Acting(), id, ticket.Facts{Given: given(pairs...), Was: given(s.amount.Input(), was)})
		})
	}
	require.NoError(t, save("12", s.amount.Input(), "13", s.guess.Input(), "yes", "field-987654", "x"))
	require.NoError(t, save("12", s.amount.Input(), "13", s.guess.Input(), "yes"), "pressed twice")
	told := s.told(id, event.AnswerChanged)
	require.Len(t, told, 2)
	require.Equal(t, ticket.ToldAnswer{Kind: topic.Number, Question: "Amount", Was: "12", Became: "13"}, ticket.Told(told[0]))
	require.Equal(t, ticket.ToldAnswer{Kind: topic.YesNo, Question: "CANARY-LABEL", Became: "yes"}, ticket.Told(told[1]))

	require.True(t, fault.Is(save("12", s.amount.Input(), "99"), fault.KindConflict), "somebody changed it meanwhile")
	require.NoError(t, save("12", s.amount.Input(), "12"), "who has not touched it overwrites nothing")
	answer, _ := s.Whole(id).About.Answer(s.amount.ID)
	require.Equal(t, "13", answer.Value)
	require.Equal(t, "topics.fault.number on "+s.amount.Input(), fault.Of(save("13", s.amount.Input(), "1e400"))[0].Error())
	require.NoError(t, save("13"), "the staff may not know")
	_, stands := s.Whole(id).About.Answer(s.amount.ID)
	require.False(t, stands)
	require.True(t, fault.Is(s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetFacts(ctx, tx, s.Holder(id), id, ticket.Facts{Given: given(), Was: given()})
	}), fault.KindNotFound))
}

func TestTags_hang_on_tickets_and_joining_loses_none(t *testing.T) {
	t.Parallel()
	s := openedShop(t)
	one, other := s.Asks(s.Hanna, "One"), s.Asks(s.Goran, "Other")
	tag := func(id ticket.ID, name string) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.Tag(ctx, tx, s.Maja.Acting(), id, name) })
	}
	require.NoError(t, tag(one, " REFUND "))
	require.NoError(t, tag(one, "refund"))
	require.NoError(t, tag(one, "canary-tag"))
	require.NoError(t, tag(other, "canary-tag"))
	require.Len(t, s.told(one, event.Tagged), 2, "twice is once")
	require.Equal(t, "topics.fault.no_such_tag on tag", fault.Of(tag(one, "unheard of"))[0].Error())
	require.Equal(t, "fault.too_long on tag", fault.Of(tag(one, strings.Repeat("x", 41)))[0].Error())
	require.True(t, fault.Is(s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Tag(ctx, tx, s.Holder(one), one, "refund")
	}), fault.KindNotFound))

	tags := s.Whole(one).About.Tags
	require.Equal(t, "CANARY-TAG", tags[0].Name)
	preview, err := topic.PreviewJoin(t.Context(), s.DB, s.Karin.Acting(), tags[0].ID, tags[1].ID)
	require.NoError(t, err)
	require.Equal(t, []int{1, 1, 2}, []int{preview.Moved, preview.Both, preview.Then})
	for range 2 {
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			return topic.Join(ctx, tx, s.Karin.Acting(), tags[0].ID, tags[1].ID)
		})
	}
	for _, id := range []ticket.ID{one, other} {
		require.Len(t, s.Whole(id).About.Tags, 1)
		require.Equal(t, "refund", s.Whole(id).About.Tags[0].Name)
	}
	untag := func(id topic.TagID) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.Untag(ctx, tx, s.Maja.Acting(), one, id) })
	}
	require.NoError(t, untag(tags[1].ID))
	require.NoError(t, untag(tags[1].ID))
	require.Len(t, s.told(one, event.Untagged), 1)
	require.True(t, fault.Is(untag(987654), fault.KindNotFound))
}

func TestTicket_has_so_many_tags_and_no_more(t *testing.T) {
	t.Parallel()
	s := openedShop(t)
	id := s.Asks(s.Hanna, "One")
	hang := func(name string) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			if _, err := topic.AddTag(ctx, tx, s.Karin.Acting(), topic.TagDraft{Name: name, Colour: topic.Plain}); err != nil {
				return err
			}
			return ticket.Tag(ctx, tx, s.Maja.Acting(), id, name)
		})
	}
	for i := range topic.MaxOfTags {
		require.NoError(t, hang("t"+strings.Repeat("i", i)))
	}
	require.Equal(t, "topics.fault.too_many_on_ticket on tag", fault.Of(hang("one more"))[0].Error())
}

func TestSeen_shows_a_customer_nothing_of_the_staffs_own(t *testing.T) {
	t.Parallel()
	s := openedShop(t)
	id, err := s.asks(s.bills, given(s.amount.Input(), "12"))
	require.NoError(t, err)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := ticket.Tag(ctx, tx, s.Maja.Acting(), id, "CANARY-TAG"); err != nil {
			return err
		}
		return ticket.SetFacts(ctx, tx, s.Maja.Acting(), id, ticket.Facts{Given: given(s.amount.Input(), "12", s.guess.Input(), "yes"), Was: given(s.amount.Input(), "12")})
	})
	seen := func() ticket.Whole {
		w, err := ticket.Seen(t.Context(), s.DB, s.Holder(id), id)
		require.NoError(t, err)
		return w
	}
	w := seen()
	require.Empty(t, w.About.Tags)
	require.Len(t, w.About.Answers, 1)
	require.Equal(t, "Regning", w.About.Name(i18n.DA, i18n.EN))
	for _, e := range w.Events {
		require.NotContains(t, e.Was+e.Became, "CANARY")
	}
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		d := topic.FieldDraft{Names: topic.Names{i18n.EN: "Amount"}}
		return topic.ChangeField(ctx, tx, s.Karin.Acting(), s.bills, s.amount.ID, d)
	})
	require.Empty(t, seen().About.Answers, "a question that became the staff's own takes its answers along")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		d := topic.Draft{Names: topic.Names{i18n.EN: "CANARY-TOPIC"}, Icon: "lock", IsHidden: true}
		return topic.Change(ctx, tx, s.Karin.Acting(), s.bills, d)
	})
	w = seen()
	require.Empty(t, w.About.Names)
	require.Nil(t, w.TopicID, "not even its number")
}

func TestList_shows_what_is_about_a_topic_or_has_a_tag_page_by_page(t *testing.T) {
	t.Parallel()
	s := openedShop(t)
	want := map[ticket.ID]bool{}
	for range ticket.PageSize + 3 {
		id, err := s.asks(s.old, given(s.amount.Input(), "1"))
		require.NoError(t, err)
		want[id] = true
		s.Asks(s.Hanna, "Something else")
	}
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		for id := range want {
			if err := ticket.Tag(ctx, tx, s.Maja.Acting(), id, "refund"); err != nil {
				return err
			}
		}
		return nil
	})
	tag, err := topic.Tags(t.Context(), s.DB, s.Maja.Acting())
	require.NoError(t, err)
	for name, f := range map[string]ticket.Filter{
		"topic": {Topics: []topic.ID{s.bills, s.old}}, "tag": {Tags: []topic.TagID{tag[1].ID}}, "both": {Topics: []topic.ID{s.old}, Tags: []topic.TagID{tag[1].ID}},
	} {
		found := map[ticket.ID]bool{}
		from := ticket.Cursor{}
		for pages := 0; ; pages++ {
			rows, next, err := ticket.List(t.Context(), s.DB, s.Maja.Acting(), f, from)
			require.NoError(t, err)
			for _, r := range rows {
				require.False(t, found[r.ID], "twice")
				found[r.ID] = true
				require.Equal(t, s.old, *r.TopicID)
				require.Equal(t, "refund", r.Tags[0].Name)
			}
			if next == nil {
				require.Equal(t, 1, pages, name)
				break
			}
			from = *next
		}
		require.Equal(t, want, found, name)
		late, err := ticket.Late(t.Context(), s.DB, s.Maja.Acting(), f, 10)
		require.NoError(t, err)
		require.Empty(t, late)
	}
	rows, _, err := ticket.List(t.Context(), s.DB, s.Maja.Acting(), ticket.Filter{Topics: []topic.ID{s.bills}}, ticket.Cursor{})
	require.NoError(t, err)
	require.Empty(t, rows)
}

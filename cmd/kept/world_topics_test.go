package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
)

const (
	topicsRoute = "/office/settings/topics"
	topicRoute  = topicsRoute + "/{topic}"
	fieldRoute  = topicRoute + "/questions/{field}"
	tagsRoute   = "/office/settings/tags"
	tagRoute    = tagsRoute + "/{tag}"
)

// sorted are a topic with a question, and two tags.
type sorted struct {
	topic, under topic.ID
	field        topic.FieldID
	tag, other   topic.TagID
	calendar     sla.CalendarID // that nothing counts by
}

// isAboutTopics reports whether a route is about topics or tags, of tickets or of the desk, or about calendars.
func isAboutTopics(route string) bool {
	return strings.HasPrefix(route, calendarsRoute) || strings.HasPrefix(route, topicsRoute) || strings.HasPrefix(route, tagsRoute) || strings.HasPrefix(route, ofTicket+"/tags") ||
		route == ofTicket+"/topic" || route == ofTicket+"/facts" || strings.HasPrefix(route, "/tickets") && !strings.Contains(route, "{")
}

// sort makes topics and tags that no form has used up, in the place of all that were there.
func (s *site) sort(x things) things {
	s.T.Helper()
	const away = `
		with t as (update tickets set topic_id = null where topic_id is not null), a as (delete from ticket_answers), k as (delete from suspended_answers), d as (update suspended set topic_id = null where topic_id is not null), g as (delete from ticket_tags) select`
	for _, q := range []string{away, `delete from tags`, `delete from topic_fields`, `delete from topics`} {
		_, err := s.DB.Pool().Exec(s.T.Context(), q)
		require.NoError(s.T, err)
	}
	by := s.Karin.Acting()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		first := topic.Draft{Names: topic.Names{i18n.EN: "First"}, Icon: "help"}
		if _, err := topic.Add(ctx, tx, by, first); err != nil {
			return err
		}
		if x.sorted.topic, err = topic.Add(ctx, tx, by, topic.Draft{Names: topic.Names{i18n.EN: "Invoice"}, Icon: "bill"}); err != nil {
			return err
		}
		first.Parent = x.sorted.topic
		if x.sorted.under, err = topic.Add(ctx, tx, by, first); err != nil {
			return err
		}
		asked := topic.FieldDraft{Names: topic.Names{i18n.EN: "Asked first"}, Kind: topic.Text, IsShown: true}
		if _, err = topic.AddField(ctx, tx, by, x.sorted.topic, asked); err != nil {
			return err
		}
		asked.Names = topic.Names{i18n.EN: "What is wrong with it"}
		if x.sorted.field, err = topic.AddField(ctx, tx, by, x.sorted.topic, asked); err != nil {
			return err
		}
		for name, id := range map[string]*topic.TagID{"refund": &x.sorted.tag, "praise": &x.sorted.other} {
			if *id, err = topic.AddTag(ctx, tx, by, topic.TagDraft{Name: name, Colour: topic.Plain}); err != nil {
				return err
			}
		}
		if err := ticket.SetTopic(ctx, tx, s.Maja.Acting(), x.id, x.sorted.topic); err != nil {
			return err
		}
		return ticket.Tag(ctx, tx, s.Maja.Acting(), x.id, "refund")
	})
	x.sorted.calendar = s.aCalendar()
	return x
}

// prepared is a thing as a form of topics or tags is taken of it: what is brought back was archived.
func (s *site) prepared(x things, route string) things {
	s.T.Helper()
	x = s.sort(x)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		switch route {
		case topicRoute + "/returns":
			return topic.Archive(ctx, tx, s.Karin.Acting(), x.sorted.topic)
		case fieldRoute + "/returns":
			return topic.ArchiveField(ctx, tx, s.Karin.Acting(), x.sorted.topic, x.sorted.field)
		}
		return nil
	})
	return x
}

// path fills the topics and tags into a route's address.
func (o sorted) path(route string) string {
	return strings.NewReplacer("{topic}", fmt.Sprint(o.topic), "{field}", fmt.Sprint(o.field), "{tag}", fmt.Sprint(o.tag), "{calendar}", fmt.Sprint(o.calendar)).Replace(route)
}

// pathOf is path with what a row of the table names instead.
func (o sorted) pathOf(route, object string) string {
	switch object {
	case "unknown topic":
		return strings.ReplaceAll(o.path(strings.ReplaceAll(route, "{topic}", nowhere)), "{topic}", nowhere)
	case "unknown topic's question":
		return o.path(strings.ReplaceAll(route, "{field}", nowhere))
	case "another topic's question":
		return sorted{topic: o.under, field: o.field}.path(route)
	case "unknown tag":
		return o.path(strings.ReplaceAll(route, "{tag}", nowhere))
	case "unknown calendar":
		return o.path(strings.ReplaceAll(route, "{calendar}", nowhere))
	case "a topic that is nonsense", "a calendar that is nonsense":
		return o.path(strings.NewReplacer("{topic}", nonsense, "{tag}", nonsense, "{calendar}", nonsense).Replace(route))
	}
	return o.path(route)
}

// topicFields are the fields of a form of topics or tags; nil: of none of these.
func topicFields(route string, o sorted) url.Values {
	if f := calendarFields(route); f != nil {
		return f
	}
	field := topic.Field{ID: o.field}.Input()
	switch route {
	case "/tickets":
		if o.topic == 0 {
			return nil
		}
		return url.Values{
			"key": {cast.Key()}, "name": {"Hanna Lund"}, "email": {"hanna@bakkehuset.example"}, "subject": {"No internet"},
			"body": {"Since last night."}, "language": {"en"}, "topic": {fmt.Sprint(o.topic)}, "topic2": {fmt.Sprint(o.under)}, field: {"the amount"},
		}
	case "/tickets/new":
		return url.Values{"key": {"a form's key"}, "subject": {"No internet"}, "topic": {fmt.Sprint(o.topic)}}
	case ofTicket + "/topic":
		return url.Values{"topic": {fmt.Sprint(o.under)}}
	case ofTicket + "/facts":
		return url.Values{field: {"the amount"}, "was-" + field: {""}}
	case ofTicket + "/tags":
		return url.Values{"tag": {"praise"}}
	case topicsRoute:
		return url.Values{
			"name_en": {"Moving house"}, "name_da": {"Flytning"}, "icon": {"box"}, "parent": {"0"}, "team": {"0"}, "priority": {"high"},
		}
	case topicRoute:
		return url.Values{"name_en": {"Bill"}, "name_el": {"Λογαριασμός"}, "icon": {"bill"}, "parent": {"0"}, "team": {"0"}, "priority": {"low"}, "hidden": {"yes"}}
	case topicRoute + "/places", fieldRoute + "/places":
		return url.Values{"to": {"up"}, "was": {"2"}}
	case topicRoute + "/questions":
		return url.Values{"label_en": {"Amount"}, "hint_en": {"On the invoice"}, "kind": {"choice"}, "options_en": {"Ten\nTwenty"}, "shown": {"yes"}, "required": {"yes"}}
	case fieldRoute:
		return url.Values{"label_en": {"How much"}, "hint_en": {"On the invoice"}, "shown": {"yes"}}
	case tagsRoute:
		return url.Values{"name": {"business line"}, "colour": {"sea"}}
	case tagRoute:
		return url.Values{"name": {"money back"}, "colour": {"rose"}}
	case tagRoute + "/joins":
		return url.Values{"into": {fmt.Sprint(o.other)}}
	case topicRoute + "/archivings", topicRoute + "/returns", fieldRoute + "/archivings", fieldRoute + "/returns", tagRoute + "/removals", ofTicket + "/tags/{tag}/removals":
		return url.Values{}
	}
	return nil
}

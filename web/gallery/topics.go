package gallery

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	desk "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	office "github.com/kepthq/kept/web/office"
	portal "github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

func in(en, sv, da, pl, el string) topic.Names {
	return topic.Names{i18n.EN: en, i18n.SV: sv, i18n.DA: da, i18n.PL: pl, i18n.EL: el}
}

// subjects are the topics of the gallery's desk.
func subjects() topic.Tree {
	net, bill, high := topic.ID(1), business, sla.High
	gone := at(12, 9, 0)
	return topic.Tree{
		{ID: 1, Level: 1, Names: in("Internet", "Internet", "Internet", "Internet", "Ίντερνετ"), Icon: "wifi", Position: 1},
		{ID: 2, ParentID: &net, Level: 2, Names: in("No internet at all", "Inget internet alls", "Slet intet internet", "Brak internetu", "Καθόλου ίντερνετ"), Icon: "router", Position: 1, Priority: &high},
		{ID: 3, ParentID: &net, Level: 2, Names: in("Slow or unsteady", "Långsamt eller ostadigt", "Langsomt eller ustabilt", "Wolny lub przerywa", "Αργό ή ασταθές"), Icon: "wifi", Position: 2},
		{ID: 4, Level: 1, Names: in("Television", "Tv", "Tv", "Telewizja", "Τηλεόραση"), Icon: "tv", Position: 2},
		{ID: 5, Level: 1, Names: in("Invoice", "Faktura", "Regning", "Faktura", "Λογαριασμός"), Icon: "bill", Position: 3, TeamID: &bill},
		{ID: 6, Level: 1, Names: in("Fraud", "Bedrägeri", "Svindel", "Oszustwo", "Απάτη"), Icon: "lock", Position: 4, IsHidden: true},
		{ID: 7, Level: 1, Names: in("Fax", "Fax", "Fax", "Faks", "Φαξ"), Icon: "mail", Position: 5, ArchivedAt: &gone},
		{ID: 8, Level: 1, Names: in("Something else", "Något annat", "Noget andet", "Coś innego", "Κάτι άλλο"), Icon: "help", Position: 6},
	}
}

// inquiries are what the topic of the internet asks.
func inquiries() []topic.Field {
	lamps := []topic.Names{in("All green", "Alla gröna", "Alle grønne", "Wszystkie zielone", "Όλα πράσινα"), in("One is red", "En är röd", "En er rød", "Jedna czerwona", "Ένα κόκκινο")}
	return []topic.Field{
		{ID: 1, TopicID: 1, Names: in("Lamps on the router", "Lampor på routern", "Lamper på routeren", "Lampki na routerze", "Λαμπάκια στο ρούτερ"), Kind: topic.Choice, Options: lamps, IsRequired: true, IsShown: true, Position: 1},
		{ID: 2, TopicID: 1, Names: in("Since when", "Sedan när", "Siden hvornår", "Od kiedy", "Από πότε"), Kind: topic.Date, IsShown: true, Position: 2},
		{ID: 3, TopicID: 1, Names: in("Is the router by a window?", "Står routern vid ett fönster?", "Står routeren ved et vindue?", "Czy router stoi przy oknie?", "Είναι το ρούτερ δίπλα σε παράθυρο;"), Kind: topic.YesNo, IsShown: true, Position: 3},
		{ID: 4, TopicID: 1, Names: in("How fast it was", "Hur snabbt det var", "Hvor hurtigt det var", "Jaka była prędkość", "Πόσο γρήγορο ήταν"), Hints: in("In megabits.", "I megabit.", "I megabit.", "W megabitach.", "Σε megabit."), Kind: topic.Number, IsShown: true, Position: 4},
		{ID: 5, TopicID: 1, Names: in("What stands on the label", "Vad som står på etiketten", "Hvad der står på mærkaten", "Co jest na naklejce", "Τι γράφει η ετικέτα"), Kind: topic.LongText, IsShown: true, Position: 5},
		{ID: 6, TopicID: 1, Names: in("Street cabinet", "Gatuskåp", "Gadeskab", "Szafka uliczna", "Καμπίνα δρόμου"), Kind: topic.Text, Position: 6},
	}
}

func marks() []topic.Tag {
	return []topic.Tag{
		{ID: 1, Name: "business line", Colour: topic.Ink},
		{ID: 2, Name: "Havnegade", Colour: topic.Sea},
		{ID: 3, Name: "new firmware", Colour: topic.Hollow},
		{ID: 4, Name: "praise", Colour: topic.Rose},
		{ID: 5, Name: "refund", Colour: topic.Stone},
		{ID: 6, Name: "visit likely", Colour: topic.Plain},
	}
}

func answersAs(values ...string) []topic.Answer {
	var all []topic.Answer
	for i, f := range inquiries() {
		if i < len(values) && values[i] != "" {
			chosen := topic.Names{}
			if f.Kind == topic.Choice {
				chosen = f.Options[1]
			}
			all = append(all, f.Answer(values[i], chosen))
		}
	}
	return all
}

// asKarin draws a page as an admin sees it.
func asKarin(title func(ctx context.Context) string, draw func(f layout.Frame) templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		ctx = layout.WithViewer(ctx, layout.Viewer{Name: karin.Name, Hue: int(karin.ID), Initials: ui.Initials(karin.Name), Role: string(karin.Role)})
		f := frame(title(ctx), "topics")
		f.Side, f.Flow = side("topics"), true
		return draw(f).Render(ctx, w)
	})
}

func teams() []people.Team {
	return []people.Team{{ID: firstLine, Name: "First line", Icon: "users"}, {ID: technical, Name: "Technical", Icon: "wrench"}, {ID: business, Name: "Business", Icon: "org"}}
}

func sortedTicket(open string, with func(ctx context.Context, t *desk.Ticket)) templ.Component {
	return opened(promised(), func(ctx context.Context, t *desk.Ticket) {
		id := topic.ID(2)
		t.Whole.TopicID, t.Open = &id, open
		t.Whole.About = ticket.About{Names: []topic.Names{subjects()[0].Names, subjects()[1].Names}, Answers: answersAs("One is red", "2026-03-16", "no", "", "WPA2", "14"), Tags: marks()[:2]}
		t.About = desk.Abouts{Topics: subjects(), Tags: marks(), Desk: i18n.EN, Asked: inquiries()}
		by := maja.ID
		t.Whole.Events = append(t.Whole.Events[:len(t.Whole.Events):len(t.Whole.Events)],
			event.Event{Number: 90, At: at(17, 14, 4), ActorID: &by, Kind: event.TopicChanged, Was: "Internet", Became: "Internet › No internet at all"},
			event.Event{Number: 91, At: at(17, 14, 5), ActorID: &by, Kind: event.AnswerChanged, Was: "yes_no\nIs the router by a window?\nyes", Became: "yes_no\nIs the router by a window?\nno"},
			event.Event{Number: 92, At: at(17, 14, 6), ActorID: &by, Kind: event.Tagged, Became: "Havnegade"})
		if with != nil {
			with(ctx, t)
		}
	})
}

func sortedQueue(rows []desk.Row, list desk.List) templ.Component {
	for i := range rows {
		id := subjects()[i%6].ID
		rows[i].TopicID, rows[i].Tags = &id, marks()[:(i*2)%6]
	}
	return queue(desk.Queue{
		Rows: rows, Day: today(), Count: len(rows), Counted: true, First: true, List: list, About: desk.Abouts{Topics: subjects(), Tags: marks(), Desk: i18n.EN},
	})
}

func wrongly(ctx context.Context, field, key string) ui.Problem {
	return ui.Problem{Field: field, Message: i18n.T(ctx, key)}
}

func topicStates() []State {
	about := portal.About{Topics: subjects(), Desk: i18n.EN}
	chosen := about
	chosen.Chosen, chosen.Asked = 2, inquiries()
	states := []State{
		{Name: "portal-topics", Room: Portal, Page: form(portal.Asking{Expected: at(17, 15, 30), About: about})},
		{Name: "portal-topic-chosen", Room: Portal, Page: form(portal.Asking{Expected: at(17, 15, 0), About: chosen})},
		{Name: "portal-topic-refused", Room: Portal, Page: page(func(ctx context.Context) templ.Component {
			bad := chosen
			bad.Given = func(input string) string {
				return map[string]string{"field-2": "", "field-4": "1e400"}[input]
			}
			return form(portal.Asking{Name: hanna.Name, Address: hanna.Address, Subject: subject, Body: hannaMore, Expected: at(17, 15, 0), About: bad, Problems: []ui.Problem{
				wrongly(ctx, "field-1", "topics.fault.choose"), wrongly(ctx, "field-2", "topics.fault.date"), wrongly(ctx, "field-4", "topics.fault.number"),
			}})
		})},
		{Name: "portal-ticket-told", Room: Portal, Page: page(func(context.Context) templ.Component {
			w := promised().seen()
			w.About = ticket.About{Names: []topic.Names{subjects()[0].Names}, Answers: answersAs("One is red", "2026-03-16", "no", "100", strings.Repeat("Konstantynopolitańczykowianeczka ", 4))}
			return customers(portal.Opened{Whole: w, Desk: i18n.EN})
		})},
		{Name: "ticket-sorted", Room: Desk, Page: sortedTicket("", nil)},
		{Name: "ticket-topic", Room: Desk, Page: sortedTicket(desk.Topic, nil)},
		{Name: "ticket-topic-offers-its-team", Room: Desk, Page: sortedTicket("", func(_ context.Context, t *desk.Ticket) {
			id := topic.ID(5)
			t.Whole.TopicID, t.Whole.About.Names = &id, []topic.Names{subjects()[4].Names}
		})},
		{Name: "ticket-facts", Room: Desk, Page: sortedTicket(desk.Facts, nil)},
		{Name: "ticket-facts-refused", Room: Desk, Page: sortedTicket(desk.Facts, func(ctx context.Context, t *desk.Ticket) {
			t.About.Given = func(input string) string { return map[string]string{"field-4": "1e400"}[input] }
			t.Problems = []desk.Problem{{Field: "field-4", Message: i18n.T(ctx, "topics.fault.number")}}
		})},
		{Name: "ticket-tag-refused", Room: Desk, Page: sortedTicket(desk.Tagging, func(ctx context.Context, t *desk.Ticket) {
			t.Entry.Text, t.Problems = "urgent!", []desk.Problem{{Field: "tag", Message: i18n.T(ctx, "topics.fault.no_such_tag")}}
		})},
		{Name: "queue-sorted", Room: Desk, Page: sortedQueue(drawn(comingRows()), desk.List{})},
		{Name: "queue-of-a-topic", Room: Desk, Page: sortedQueue(drawn(comingRows()[:2]), desk.List{Topics: []topic.ID{1}, TopicName: "Internet", Tags: []topic.TagID{2}, TagName: "Havnegade"})},
	}
	return append(states, topicSettings()...)
}

func topicSettings() []State {
	title := func(ctx context.Context) string { return i18n.T(ctx, "topics.admin.title") }
	tags := func(ctx context.Context) string { return i18n.T(ctx, "topics.tags.title") }
	empty := office.TopicForm{Draft: topic.Draft{Icon: "help"}}
	counted := make([]topic.Counted, 0, len(marks()))
	for i, t := range marks() {
		counted = append(counted, topic.Counted{Tag: t, Tickets: i * 7})
	}
	one := office.TopicPage{
		Tree: subjects(), Topic: subjects()[0], Fields: inquiries(), Teams: teams(), Desk: i18n.EN, Form: office.TopicForm{Draft: subjects()[0].Drafted()},
		Added: office.FieldForm{Draft: topic.FieldDraft{Kind: topic.Text, IsShown: true}},
	}
	return []State{
		{Name: "settings-topics", Room: Office, Page: asKarin(title, func(f layout.Frame) templ.Component {
			return office.ShowTopics(office.TopicsPage{Frame: f, Tree: subjects(), Teams: teams(), Desk: i18n.EN, Form: empty})
		})},
		{Name: "settings-topics-none", Room: Office, Page: asKarin(title, func(f layout.Frame) templ.Component {
			return office.ShowTopics(office.TopicsPage{Frame: f, Teams: teams(), Desk: i18n.EN, Form: empty})
		})},
		{Name: "settings-topics-refused", Room: Office, Page: page(func(ctx context.Context) templ.Component {
			bad := office.TopicForm{Draft: topic.Draft{Icon: "wifi", Names: topic.Names{i18n.EN: "Internet", i18n.EL: strings.Repeat("Λ", 90)}}, Problems: []ui.Problem{
				{Field: "name_en", Label: "English", Message: i18n.T(ctx, "topics.fault.taken", i18n.Blanks{Name: "Internet"})},
				{Field: "parent", Label: i18n.T(ctx, "topics.form.parent"), Message: i18n.T(ctx, "topics.fault.deep", i18n.Blanks{Limit: "3"})},
			}}
			return asKarin(title, func(f layout.Frame) templ.Component {
				return office.ShowTopics(office.TopicsPage{Frame: f, Tree: subjects(), Teams: teams(), Desk: i18n.EN, Form: bad})
			})
		})},
		{Name: "settings-topic", Room: Office, Page: asKarin(title, func(f layout.Frame) templ.Component {
			p := one
			p.Frame = f
			return office.ShowTopic(p)
		})},
		{Name: "settings-topic-archived", Room: Office, Page: asKarin(title, func(f layout.Frame) templ.Component {
			p := one
			p.Frame, p.Topic, p.Fields, p.Form.Draft = f, subjects()[6], nil, subjects()[6].Drafted()
			return office.ShowTopic(p)
		})},
		{Name: "settings-question", Room: Office, Page: asKarin(title, func(f layout.Frame) templ.Component {
			return office.ShowField(office.FieldPage{Frame: f, Topic: subjects()[0], Field: inquiries()[0], Desk: i18n.EN, Form: office.FieldForm{Draft: inquiries()[0].Drafted()}})
		})},
		{Name: "settings-tags", Room: Office, Page: asKarin(tags, func(f layout.Frame) templ.Component {
			return office.ShowTags(office.TagsPage{Frame: f, Tags: counted, Of: 3, Form: office.TagForm{Draft: topic.TagDraft{Name: "new firmware", Colour: topic.Hollow}}})
		})},
		{Name: "settings-tags-none", Room: Office, Page: asKarin(tags, func(f layout.Frame) templ.Component {
			return office.ShowTags(office.TagsPage{Frame: f, Form: office.TagForm{Draft: topic.TagDraft{Colour: topic.Plain}}})
		})},
		{Name: "settings-tags-join", Room: Office, Page: asKarin(tags, func(f layout.Frame) templ.Component {
			return office.ShowJoin(office.JoinPage{Frame: f, Tag: marks()[0], Others: counted, Preview: &topic.Joining{From: marks()[0], Into: marks()[4], Moved: 12, Both: 1, Then: 40}})
		})},
	}
}

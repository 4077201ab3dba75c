package demo

import (
	"context"
	"fmt"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
)

// subjects are the topics and tags of the desk by their English names.
type subjects struct {
	topics map[string]topic.ID
	inputs map[string]string // of a question, behind its topic: "Internet/Lamps"
}

func in(en, sv, da, pl, el string) topic.Names {
	return topic.Names{i18n.EN: en, i18n.SV: sv, i18n.DA: da, i18n.PL: pl, i18n.EL: el}
}

// subject is a topic of the desk with its questions and what is below it.
type subject struct {
	names     topic.Names
	icon      string
	team      Team
	priority  sla.Priority
	hidden    bool
	questions []question
	below     []subject
}

// question is one of a topic's; options are one in each line of a language.
type question struct {
	names    topic.Names
	hint     topic.Names
	kind     topic.Kind
	options  topic.Names
	required bool
	internal bool
}

// Subjects are what can be asked about at Nordby Fiber.
func Subjects() []subject {
	number := question{
		names: in("Customer number", "Kundnummer", "Kundenummer", "Numer klienta", "Αριθμός πελάτη"),
		hint:  in("It stands on every invoice.", "Det står på varje faktura.", "Det står på hver regning.", "Jest na każdej fakturze.", "Βρίσκεται σε κάθε λογαριασμό."), kind: topic.Number,
	}
	return []subject{
		{
			names: in("Internet", "Internet", "Internet", "Internet", "Ίντερνετ"), icon: "wifi",
			questions: []question{
				{
					names: in("Lamps on the router", "Lampor på routern", "Lamper på routeren", "Lampki na routerze", "Λαμπάκια στο ρούτερ"), kind: topic.Choice, required: true,
					options: in("All green\nOne is orange\nOne is red\nAll dark", "Alla gröna\nEn är orange\nEn är röd\nAlla släckta", "Alle grønne\nEn er orange\nEn er rød\nAlle slukkede", "Wszystkie zielone\nJedna pomarańczowa\nJedna czerwona\nWszystkie zgaszone", "Όλα πράσινα\nΈνα πορτοκαλί\nΈνα κόκκινο\nΌλα σβηστά"),
				},
				{names: in("Since when", "Sedan när", "Siden hvornår", "Od kiedy", "Από πότε"), kind: topic.Date},
				{names: in("Is the router by a window?", "Står routern vid ett fönster?", "Står routeren ved et vindue?", "Czy router stoi przy oknie?", "Είναι το ρούτερ δίπλα σε παράθυρο;"), kind: topic.YesNo},
				{names: in("Street cabinet", "Gatuskåp", "Gadeskab", "Szafka uliczna", "Καμπίνα δρόμου"), kind: topic.Text, internal: true},
			},
			below: []subject{
				{names: in("No internet at all", "Inget internet alls", "Slet intet internet", "Brak internetu", "Καθόλου ίντερνετ"), icon: "router", priority: sla.High},
				{names: in("Slow or unsteady", "Långsamt eller ostadigt", "Langsomt eller ustabilt", "Wolny lub przerywa", "Αργό ή ασταθές"), icon: "wifi"},
			},
		},
		{names: in("Television", "Tv", "Tv", "Telewizja", "Τηλεόραση"), icon: "tv", questions: []question{
			{names: in("What stands on the screen", "Vad som står på skärmen", "Hvad der står på skærmen", "Co jest na ekranie", "Τι γράφει η οθόνη"), kind: topic.LongText},
		}},
		{names: in("Telephone", "Telefon", "Telefon", "Telefon", "Τηλέφωνο"), icon: "phone", questions: []question{
			{names: in("Number that does not work", "Nummer som inte fungerar", "Nummer, der ikke virker", "Numer, który nie działa", "Αριθμός που δεν λειτουργεί"), kind: topic.Text, required: true},
		}},
		{names: in("Invoice", "Faktura", "Regning", "Faktura", "Λογαριασμός"), icon: "bill", team: Billing, questions: []question{
			number,
			{names: in("Invoice from", "Fakturan är från", "Regningen er fra", "Faktura z dnia", "Λογαριασμός με ημερομηνία"), kind: topic.Date},
		}},
		{names: in("Moving house", "Flytt", "Flytning", "Przeprowadzka", "Μετακόμιση"), icon: "box", questions: []question{
			{names: in("New address", "Ny adress", "Ny adresse", "Nowy adres", "Νέα διεύθυνση"), kind: topic.Text, required: true},
			{names: in("Moving day", "Flyttdag", "Flyttedag", "Dzień przeprowadzki", "Ημέρα μετακόμισης"), kind: topic.Date},
			number,
		}},
		{names: in("Something else", "Något annat", "Noget andet", "Coś innego", "Κάτι άλλο"), icon: "help"},
	}
}

// Marks are the desk's tags with their colours.
func Marks() []topic.TagDraft {
	return []topic.TagDraft{
		{Name: "business line", Colour: topic.Ink},
		{Name: "Havnegade", Colour: topic.Sea},
		{Name: "new firmware", Colour: topic.Hollow},
		{Name: "praise", Colour: topic.Rose},
		{Name: "refund", Colour: topic.Stone},
		{Name: "visit likely", Colour: topic.Plain},
	}
}

// told is what a story is about, what its customer answered, and how the staff has sorted it.
type told struct {
	topic   string
	answers []string // pairs: the question, and what was answered
	tags    []string
}

// abouts are what the stories are about, by their subjects. One that is not here came before there were topics.
func abouts() map[string]told {
	net, none, slow, bill := "Internet", "No internet at all", "Slow or unsteady", "Invoice"
	lamps := "Lamps on the router"
	return map[string]told{
		"No internet since last night":             {none, []string{lamps, "One is red"}, []string{"business line", "Havnegade"}},
		"Δεν έχω σύνδεση στο διαμέρισμα":           {net, []string{lamps, "One is red", "Is the router by a window?", topic.No}, nil},
		"Faktura za przeprowadzkę":                 {bill, []string{"Customer number", "40 118"}, []string{"refund"}},
		"Langsomt Wi-Fi i den nye bygning":         {slow, []string{lamps, "All green"}, []string{"business line"}},
		"How do I change my password?":             {"Something else", nil, nil},
		"Fakturan visar två månader":               {bill, nil, []string{"refund"}},
		"Router keeps restarting after the update": {slow, []string{lamps, "One is orange"}, []string{"new firmware"}},
		"TV-boksen går i stå hver aften":           {"Television", []string{"What stands on the screen", "Fejl E-14"}, nil},
		"Telefon w gabinecie milczy":               {"Telephone", []string{"Number that does not work", "+45 75 55 20 14"}, []string{"business line"}},
		"Αργό ίντερνετ μετά την αλλαγή ρούτερ":     {slow, []string{lamps, "All green"}, []string{"new firmware"}},
		"Thirty-eight hours without internet":      {bill, []string{"Customer number", "40 007"}, []string{"business line", "refund"}},
		"Card terminal drops at noon":              {net, []string{lamps, "All green"}, []string{"business line", "Havnegade"}},
		"Flyttar, kan jag ta med mig fibern?":      {"Moving house", []string{"New address", "Skolgatan 3, Nordby"}, []string{"visit likely"}},
		"The young man with the ladder":            {"Something else", nil, []string{"praise"}},
		"Podwójna opłata za router":                {bill, nil, []string{"refund"}},
		"Ingen forbindelse på havnekontoret":       {none, []string{lamps, "One is red"}, []string{"business line", "Havnegade"}},
		"Slow Wi-Fi in the loft":                   {slow, []string{lamps, "All green", "Is the router by a window?", topic.Yes}, nil},
		"Zniknął kanał sportowy":                   {"Television", nil, nil},
	}
}

// nameSubjects writes down the desk's topics and tags, by its admin, and the views that are made of them.
func (c cast) nameSubjects(ctx context.Context, tx *pg.Tx) (subjects, error) {
	all := subjects{topics: map[string]topic.ID{}, inputs: map[string]string{}}
	for _, s := range Subjects() {
		if err := c.nameSubject(ctx, tx, all, s, 0); err != nil {
			return all, fmt.Errorf("topic %s: %w", s.names[i18n.EN], err)
		}
	}
	for _, m := range Marks() {
		if _, err := topic.AddTag(ctx, tx, c.staff[Karin], m); err != nil {
			return all, fmt.Errorf("tag %s: %w", m.Name, err)
		}
	}
	return all, c.saveViews(ctx, tx)
}

func (c cast) nameSubject(ctx context.Context, tx *pg.Tx, all subjects, s subject, parent topic.ID) error {
	by := c.staff[Karin]
	id, err := topic.Add(ctx, tx, by, topic.Draft{
		Parent: parent, Names: s.names, Icon: s.icon, Team: c.teams[s.team], Priority: s.priority, IsHidden: s.hidden,
	})
	if err != nil {
		return err
	}
	all.topics[s.names[i18n.EN]] = id
	for _, q := range s.questions {
		f, err := topic.AddField(ctx, tx, by, id, topic.FieldDraft{
			Names: q.names, Hints: q.hint, Kind: q.kind, Options: q.options, IsRequired: q.required, IsShown: !q.internal,
		})
		if err != nil {
			return err
		}
		all.inputs[fmt.Sprintf("%d/%s", id, q.names[i18n.EN])] = topic.Field{ID: f}.Input()
	}
	for _, one := range s.below {
		if err := c.nameSubject(ctx, tx, all, one, id); err != nil {
			return err
		}
	}
	return nil
}

// ask fills in what a story's question is about and what its customer answered.
func (all subjects) ask(ctx context.Context, tx *pg.Tx, q *ticket.Question) error {
	t, known := abouts()[q.Subject]
	if !known {
		return nil
	}
	tree, err := topic.List(ctx, tx)
	if err != nil {
		return err
	}
	q.Topic = all.topics[t.topic]
	typed := map[string]string{}
	for _, above := range tree.Path(q.Topic) {
		for i := 0; i+1 < len(t.answers); i += 2 {
			if input, asked := all.inputs[fmt.Sprintf("%d/%s", above.ID, t.answers[i])]; asked {
				typed[input] = t.answers[i+1]
			}
		}
	}
	q.Given = func(input string) string { return typed[input] }
	return nil
}

// sort gives a story's ticket its tags, once, when somebody of the staff has first done something on it.
func (all subjects) sort(ctx context.Context, tx *pg.Tx, by people.Actor, on played, subject string) error {
	page, err := ticket.Get(ctx, tx, by, on.number)
	if err != nil || len(page.About.Tags) > 0 {
		return err
	}
	for _, name := range abouts()[subject].tags {
		if err := ticket.Tag(ctx, tx, by, on.id, name); err != nil {
			return err
		}
	}
	return nil
}

package load

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

// world is what stands before the first ticket comes.
type world struct {
	policy          int64
	public, private []int64           // teams
	members         map[int64][]int64 // of the teams: those who answer
	topics, tags    []int64
	customers       int
	firstCustomer   int64
}

// Agents is how many people answer: agent-1@load.example and so on. Supervisors and an admin stand beside them.
const (
	Agents      = 200
	supervisors = 8
)

var teams = []struct{ name, icon string }{
	{"First line", "users"},
	{"Second line", "router"},
	{"Billing", "bill"},
	{"Field service", "van"},
	{"Business line", "phone"},
	{"Night desk", "chat"},
	{"Contracts", "inbox"},
	{"Own staff", "wrench"},
}

// privateFrom is the first of the teams whose tickets only its members see.
const privateFrom = 6

// found sets up the desk by the rooms' own acts: it is open round the clock and apologises for nothing by itself, so
// that nothing but the time of its promises moves it.
func found(ctx context.Context, tx *pg.Tx, password string) (w world, err error) {
	if err := people.SetUp(ctx, tx, people.Desk{Name: "Load", Locale: i18n.EN, Zone: "UTC"}); err != nil {
		return w, err
	}
	hours := sla.Hours{Zone: "UTC"}
	for day := range hours.Week {
		hours.Week[day] = []calendar.Span{{From: 0, To: 24 * 60}}
	}
	rules := sla.DefaultRules()
	rules.Apologies = promise.ApologiesOff
	version, err := sla.Install(ctx, tx, hours, rules)
	if err != nil {
		return w, err
	}
	w.policy, w.members = int64(version), map[int64][]int64{}
	for i, t := range teams {
		id, err := people.AddTeam(ctx, tx, t.name, t.icon)
		if err != nil {
			return w, err
		}
		if i < privateFrom {
			w.public = append(w.public, int64(id))
			continue
		}
		w.private = append(w.private, int64(id))
		if err := people.KeepPrivate(ctx, tx, id); err != nil {
			return w, err
		}
	}
	admin, err := w.hire(ctx, tx, password)
	if err != nil {
		return w, err
	}
	return w, w.name(ctx, tx, admin)
}

// hire writes down who works here. Each agent is in one of the public teams, and one in twenty in a private one too.
func (w *world) hire(ctx context.Context, tx *pg.Tx, password string) (admin people.Actor, err error) {
	words, err := tongues()
	if err != nil {
		return admin, err
	}
	r := rand.New(rand.NewPCG(1, 1)) // names, no secrets
	add := func(role people.Role, n int) (people.ID, error) {
		id, err := people.Add(ctx, tx, people.Newcomer{
			Role: role, Name: words[0].name(r), Address: fmt.Sprintf("%s-%d@load.example", role, n), Locale: i18n.EN, Password: password,
		})
		return id, err
	}
	join := func(team int64, id people.ID) error {
		w.members[team] = append(w.members[team], int64(id))
		return people.Join(ctx, tx, people.TeamID(team), id)
	}
	for n := 1; n <= Agents; n++ {
		id, err := add(people.Agent, n)
		if err != nil {
			return admin, err
		}
		if err := join(w.public[(n-1)%len(w.public)], id); err != nil {
			return admin, err
		}
		if n%20 == 0 {
			if err := join(w.private[(n/20)%len(w.private)], id); err != nil {
				return admin, err
			}
		}
	}
	for n := 1; n <= supervisors; n++ {
		id, err := add(people.Supervisor, n)
		if err != nil {
			return admin, err
		}
		all := append(append([]int64{}, w.public...), w.private...)
		if err := people.Join(ctx, tx, people.TeamID(all[(n-1)%len(all)]), id); err != nil {
			return admin, err
		}
	}
	id, err := add(people.Admin, 1)
	return people.Actor{ID: id, Role: people.Admin}, err
}

// name writes down what tickets are about.
func (w *world) name(ctx context.Context, tx *pg.Tx, admin people.Actor) error {
	for i, n := range []topic.Names{
		{i18n.EN: "Internet", i18n.SV: "Internet", i18n.DA: "Internet", i18n.PL: "Internet", i18n.EL: "Ίντερνετ"},
		{i18n.EN: "Invoice", i18n.SV: "Faktura", i18n.DA: "Regning", i18n.PL: "Faktura", i18n.EL: "Λογαριασμός"},
		{i18n.EN: "Telephone", i18n.SV: "Telefon", i18n.DA: "Telefon", i18n.PL: "Telefon", i18n.EL: "Τηλέφωνο"},
		{i18n.EN: "Television", i18n.SV: "Tv", i18n.DA: "Tv", i18n.PL: "Telewizja", i18n.EL: "Τηλεόραση"},
		{i18n.EN: "Moving house", i18n.SV: "Flytt", i18n.DA: "Flytning", i18n.PL: "Przeprowadzka", i18n.EL: "Μετακόμιση"},
		{i18n.EN: "Something else", i18n.SV: "Något annat", i18n.DA: "Noget andet", i18n.PL: "Coś innego", i18n.EL: "Κάτι άλλο"},
	} {
		id, err := topic.Add(ctx, tx, admin, topic.Draft{Names: n, Icon: []string{"wifi", "bill", "phone", "tv", "box", "help"}[i]})
		if err != nil {
			return err
		}
		w.topics = append(w.topics, int64(id))
	}
	colours := []topic.Colour{topic.Ink, topic.Sea, topic.Hollow, topic.Rose, topic.Stone, topic.Plain}
	for i, n := range []string{
		"router", "visit likely", "refund", "new firmware", "praise", "old cable", "by phone", "business", "moved", "street works", "storm", "wireless",
		"ordered", "parts", "again", "contract", "card terminal", "school", "farm", "island", "late payer", "waiting list", "trial", "returned",
	} {
		id, err := topic.AddTag(ctx, tx, admin, topic.TagDraft{Name: n, Colour: colours[i%len(colours)]})
		if err != nil {
			return err
		}
		w.tags = append(w.tags, int64(id))
	}
	return nil
}

// invite writes down the customers: three for ten tickets, a third of them of a company with thirty people.
func (w *world) invite(ctx context.Context, db *pg.DB, o Order, words []*tongue) error {
	var now any
	var last int64
	if err := db.QueryRow(ctx, `select kept_now(), (select max(id) from people)`).Scan(&now, &last); err != nil {
		return err
	}
	w.customers, w.firstCustomer = max(len(words)*4, o.Tickets*3/10), last+1
	r := rand.New(rand.NewPCG(o.Seed, 0))
	companies := max(1, w.customers/100)
	firms := heap{table: companyRows}
	for i := 1; i <= companies; i++ {
		firms.rows = append(firms.rows, []any{int64(i), fmt.Sprintf("%s %d", one(r, words[i%len(words)].Companies), i), now})
	}
	if err := (batch{firms}).write(ctx, db); err != nil {
		return err
	}
	for from := 0; from < w.customers; from += perBatch {
		b := batch{{table: peopleRows}, {table: addressRows}}
		for i := from; i < min(from+perBatch, w.customers); i++ {
			id, t := w.firstCustomer+int64(i), words[i%len(words)]
			var company *int64
			if r.IntN(3) == 0 {
				company = new(int64)
				*company = 1 + r.Int64N(int64(companies))
			}
			address := fmt.Sprintf("customer-%d@post.example", i+1)
			b.add(0, id, string(people.Customer), t.name(r), address, company, string(t.Locale), now)
			b.add(1, address, id, now)
		}
		if err := b.write(ctx, db); err != nil {
			return err
		}
	}
	return nil
}

// countOn lets the desk go on with numbers that nobody has.
func countOn(ctx context.Context, db *pg.DB) error {
	const q = `
		select setval(pg_get_serial_sequence(t.name, 'id'), t.last) from (
			select 'companies' as name, max(id) as last from companies union all select 'people', max(id) from people union all
			select 'tickets', max(id) from tickets union all select 'messages', max(id) from messages union all select 'promises', max(id) from promises) t
		where t.last is not null`
	if _, err := db.Pool().Exec(ctx, q); err != nil {
		return err
	}
	_, err := db.Pool().Exec(ctx, `select setval('ticket_numbers', (select max(number) from tickets))`)
	return err
}

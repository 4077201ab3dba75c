package gallery

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// row is a ticket in a list, in a few words.
type row struct {
	number           int64
	customer         people.Person
	subject, snippet string
	kind             promise.Kind
	words            string
	due              time.Time
	owner            *people.Person
	priority         sla.Priority
	owed             bool
	isRead           bool
	share            int
}

func guest(id people.ID, name, company string, l i18n.Locale) people.Person {
	return people.Person{ID: id, Role: people.Customer, Name: name, Company: company, Locale: l}
}

// lateRows and rows are the queue of the design.
func lateRows() []row {
	return []row{
		{number: 4790, customer: guest(111, "Peter Holm", "Nordby Skole", i18n.DA), subject: "Nettet i musiklokalet er væk", snippet: "Vi har prøvet begge stik, og der er intet lys.", kind: promise.Update, due: at(17, 13, 40), owed: true, owner: &freja, share: 100},
		{number: 4809, customer: guest(110, "Aleksandra Nowak", "", i18n.PL), subject: "Router ciągle się restartuje", snippet: "Od rana co kilka minut gaśnie i zapala się od nowa.", kind: promise.FirstReply, due: at(17, 14, 13), owed: true, priority: sla.High, share: 100},
	}
}

func comingRows() []row {
	return []row{
		{number: 4812, customer: hanna, subject: subject, snippet: hannaMore, kind: promise.Commitment, words: "We tell you where the fault is", due: at(17, 14, 30), owner: &maja, priority: sla.Urgent, share: 92},
		{number: 4815, customer: eleni, subject: "Πότε έρχεται ο τεχνικός;", snippet: "Είμαι στο σπίτι μέχρι τις πέντε.", kind: promise.FirstReply, due: at(17, 14, 45), share: 80},
		{number: 4801, customer: guest(112, "Sven Åkesson", "Åkesson Bygg", i18n.SV), subject: "Långsamt wifi i nya huset", snippet: "Det är bra i köket men inte i arbetsrummet.", kind: promise.NextReply, due: at(17, 15, 0), owner: &jonas, isRead: true, share: 60},
		{number: 4816, customer: guest(113, "Mette Krogh", "", i18n.DA), subject: "Regningen er for høj", snippet: "Jeg plejer at betale 299 kr.", kind: promise.FirstReply, due: at(17, 16, 30), share: 20},
		{number: 4788, customer: guest(114, "Oliver Webb", "Webb & Sons", i18n.EN), subject: "Move our line to the new office", snippet: "We get the keys on Friday.", kind: promise.Update, due: at(17, 17, 30), owner: &zofia, isRead: true, share: 40},
		{number: 4777, customer: guest(115, "Katarzyna Zielińska", "", i18n.PL), subject: "Nowy telefon nie dzwoni", snippet: "Dziękuję, czekam na wiadomość.", kind: promise.Resolution, due: at(18, 9, 15), owner: &zofia, isRead: true, share: 30},
		{number: 4770, customer: guest(116, "Astrid Bergman", "", i18n.SV), subject: "Fungerar det igen?", snippet: "Vi har bytt boxen.", kind: promise.Confirmation, due: at(18, 11, 0), owner: &freja, isRead: true},
		{number: 4765, customer: guest(117, "James Carter", "Harbour Hotel", i18n.EN), subject: "A visit for the second floor", snippet: "Thursday suits us.", kind: promise.Commitment, words: "Emil comes, between 10 and 12", due: at(19, 12, 0), owner: &maja, isRead: true, share: 10},
		{number: 4702, customer: guest(118, "Γιώργος Νικολάου", "", i18n.EL), subject: "Μόνιμη διεύθυνση", snippet: "Δεν βιάζομαι.", kind: promise.Resolution, due: at(24, 9, 0), owner: &nikos, isRead: true, share: 5},
	}
}

// wordyRows are rows with words as long as words get.
func wordyRows() []row {
	long := strings.Repeat("Konstantynopolitańczykowianeczka", 4)
	return []row{
		{number: 1_204_812, customer: alek, subject: long, snippet: long + long, kind: promise.Commitment, words: long, due: at(17, 14, 30), owner: &zofia, priority: sla.Urgent, share: 92},
		{number: 1_204_813, customer: alek, subject: "Proszę o " + long, snippet: long, kind: promise.FirstReply, due: at(17, 15, 45)},
	}
}

func drawn(rows []row) []view.Row {
	var out []view.Row
	for _, r := range rows {
		started, made, used := r.due.Add(-2*time.Hour), r.due.Add(-2*time.Hour), int64(0)
		v := view.Row{Share: r.share, Row: ticket.Row{
			ID: ticket.ID(r.number), Number: r.number, Subject: r.subject, Status: promise.Open, Priority: sla.Normal, Locale: r.customer.Locale, TeamName: "First line",
			RequesterName: r.customer.Name, Company: r.customer.Company, Snippet: r.snippet,
			PromiseKind: &r.kind, PromiseWords: &r.words, PromiseMade: &made, Due: &r.due, Started: &started, Used: &used, Policy: 1,
		}}
		if r.priority != "" {
			v.Priority = r.priority
		}
		if r.owner != nil {
			v.AssigneeID, v.AssigneeName = &r.owner.ID, &r.owner.Name
		}
		if !r.isRead {
			v.UnansweredSince = &started
		}
		if r.owed {
			recovers, again := promise.ID(1), now().Add(42*time.Minute)
			v.OwedSince, v.Recovers, v.Due = &r.due, &recovers, &again
		}
		if r.kind == promise.Confirmation {
			v.Status, v.SolvedAt = promise.Solved, &started
		}
		out = append(out, v)
	}
	return out
}

// done are rows of tickets that ask nothing any more.
func done(rows []row) []view.Row {
	out := drawn(rows)
	for i := range out {
		closed := at(16, 16, 0).Add(-time.Duration(i) * time.Hour)
		out[i].Status, out[i].ClosedAt, out[i].SolvedAt, out[i].UnansweredSince = promise.Closed, &closed, &closed, nil
		out[i].PromiseKind, out[i].PromiseWords, out[i].PromiseMade, out[i].Due, out[i].Started, out[i].Used = nil, nil, nil, nil, nil, nil
	}
	return out
}

func today() view.Day {
	d := view.Day{From: at(17, 8, 0), To: at(17, 18, 0)}
	for hour := range 5 {
		d.Points = append(d.Points, ticket.Point{At: at(17, 8+hour, 20+7*hour), State: promise.Kept})
	}
	d.Points = append(d.Points, ticket.Point{At: at(17, 11, 40), State: promise.Broken}, ticket.Point{At: at(17, 14, 13), State: promise.Broken, Owed: true})
	for _, r := range comingRows()[:5] {
		d.Points = append(d.Points, ticket.Point{At: r.due, State: promise.Pending})
	}
	return d
}

func side(current string) layout.Side {
	return layout.Side{
		Current: current, MineLate: 1, Mine: 9, Open: 38, Unassigned: 6, Waiting: 12, SolvedToday: 12, Unread: 3,
		Views: []layout.SideView{{ID: 1, Name: "Greek, unanswered", Count: 2}, {ID: 2, Name: "Outage Nordby Havn", IsShared: true, Count: 8}, {ID: 3, Name: "Urgent today", IsShared: true}},
		Teams: []layout.SideTeam{
			{ID: int64(firstLine), Name: "First line", Icon: "users", Count: 21},
			{ID: int64(technical), Name: "Technical", Icon: "wrench", Count: 11},
			{ID: int64(business), Name: "Business", Icon: "org", Count: 6},
		},
	}
}

func queue(q view.Queue) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		q.Me, q.Now, q.Here = maja.ID, now(), q.List.Address()
		for _, t := range side("").Teams {
			q.Teams = append(q.Teams, ticket.TeamCount{ID: people.TeamID(t.ID), Name: t.Name, Icon: t.Icon, Count: t.Count})
		}
		q.Views = savedViews()
		for _, p := range []people.Person{jonas, zofia, nikos, freja} {
			q.Faces = append(q.Faces, people.Face{ID: p.ID, Name: p.Name, IsActive: true})
		}
		banners, note := q.Frame.Banners, q.Frame.Note
		q.Frame = frame(q.List.Name(ctx), "queue")
		q.Frame.Side, q.Frame.Banners, q.Frame.Note = side(q.List.Current()), banners, note
		return view.QueuePage(q)
	})
}

// filtered is a list with many filters, that began as a saved view.
func filtered() view.List {
	return view.List{
		Base: 2, Me: true, Nobody: true, Owners: []people.ID{jonas.ID, zofia.ID}, Teams: []people.TeamID{technical}, Priorities: []sla.Priority{sla.Urgent, sla.High},
		Due: []string{view.DueLate, view.DueToday}, Waiting: []ticket.Waiting{ticket.ForUs}, Languages: []i18n.Locale{i18n.EN, i18n.EL},
		Companies: []string{"Bakkehuset"}, Text: "internet", Sort: ticket.ByUnanswered,
	}
}

// savedViews are two of Maja's own and one that Ingrid shares.
func savedViews() []ticket.View {
	team := technical
	return []ticket.View{
		{ID: 1, OwnerID: maja.ID, OwnerName: maja.Name, Name: "Greek, unanswered", Query: "language=el&waiting=us", Version: 1, IsListed: true, MayChange: true},
		{ID: 2, OwnerID: maja.ID, OwnerName: maja.Name, Name: "Outage Nordby Havn", Query: "text=Havn", TeamID: &team, TeamName: "Technical", Version: 3, IsListed: true, MayChange: true},
		{ID: 3, OwnerID: jonas.ID, OwnerName: jonas.Name, Name: "Urgent today", Query: "due=today&priority=urgent", IsShared: true, Version: 1, IsListed: true},
	}
}

// viewStates are the pages of saved views.
func viewStates() []State {
	saved := func(all []ticket.View) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			f := frame(i18n.T(ctx, "queue.views.title"), "views")
			f.Side, f.Flow = side("views"), true
			return view.ViewsPage(view.Views{Frame: f, Me: maja.ID, All: all})
		})
	}
	edit := func(p view.ViewPage) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			p.Frame = frame(p.View.Name, "views")
			p.Frame.Side, p.Frame.Flow = side("views"), true
			p.List = view.Queue{Me: maja.ID, List: view.List{Languages: []i18n.Locale{i18n.EL}, Waiting: []ticket.Waiting{ticket.ForUs}}}
			return view.ViewEditPage(p)
		})
	}
	one := savedViews()[0]
	refused := view.ViewFormOf(one)
	refused.Problems = []view.Problem{{Field: "name", Message: "Fill this in."}}
	refused.Name = ""
	return []State{
		{Name: "views", Room: Desk, Page: saved(savedViews())},
		{Name: "views-none", Room: Desk, Page: saved(nil)},
		{Name: "view", Room: Desk, Page: edit(view.ViewPage{View: one, Form: view.ViewFormOf(one)})},
		{Name: "view-refused", Room: Desk, Page: edit(view.ViewPage{View: one, Form: refused})},
	}
}

func queueStates() []State {
	full := view.Queue{Late: drawn(lateRows()), Rows: drawn(comingRows()), Day: today(), Count: 38, Counted: true, First: true, Older: "/desk?after=1"}
	return []State{
		{Name: "queue", Room: Desk, Page: queue(full)},
		{Name: "queue-many-late", Room: Desk, Page: queue(view.Queue{Late: drawn(lateRows()), AllLate: 412, Rows: drawn(comingRows()), Day: today(), Count: 5000, Counted: true, First: true, Older: "/desk?after=1"})},
		{Name: "queue-nothing-late", Room: Desk, Page: queue(view.Queue{Rows: drawn(comingRows()), Day: today(), Count: 9, Counted: true, First: true})},
		{Name: "queue-empty", Room: Desk, Page: queue(view.Queue{First: true, Counted: true, Day: view.Day{From: at(17, 8, 0), To: at(17, 18, 0)}})},
		{Name: "queue-filtered-empty", Room: Desk, Page: queue(view.Queue{First: true, Counted: true, List: view.List{Me: true, Teams: []people.TeamID{technical}, TeamName: "Technical"}})},
		{Name: "queue-mine", Room: Desk, Page: queue(view.Queue{First: true, Counted: true, Count: 2, Rows: drawn(comingRows()[:1]), List: view.List{Me: true}, Day: today()})},
		{Name: "queue-later-page", Room: Desk, Page: queue(view.Queue{Rows: drawn(comingRows()[5:]), List: view.List{}})},
		{Name: "queue-closed", Room: Desk, Page: queue(view.Queue{First: true, Counted: true, Count: 9, Rows: done(comingRows()), List: view.List{Statuses: []promise.Status{promise.Closed}}})},
		{Name: "queue-solved-today", Room: Desk, Page: queue(view.Queue{First: true, Counted: true, Count: 9, Rows: done(comingRows()), List: view.List{View: view.Solved}})},
		{Name: "queue-waiting", Room: Desk, Page: queue(view.Queue{First: true, Counted: true, Count: 3, Rows: waitingRows(), List: view.List{Me: true}, Day: today()})},
		{Name: "queue-filtered", Room: Desk, Page: queue(view.Queue{First: true, Counted: true, Count: 2, Rows: drawn(comingRows()[:2]), Day: today(), List: filtered()})},
		{Name: "queue-slow", Room: Desk, Page: queue(view.Queue{First: true, IsSlow: true, List: view.List{Text: "router", Statuses: []promise.Status{promise.Closed}}})},
		{Name: "queue-long-words", Room: Desk, Page: queue(view.Queue{First: true, Counted: true, Count: 2, Rows: drawn(wordyRows()), Day: today()})},
		{Name: "queue-mail-held", Room: Desk, Page: page(func(ctx context.Context) templ.Component {
			q := full
			q.Frame.Note = &ui.Note{Text: i18n.T(ctx, "gallery.float.kept"), Kept: true}
			q.Frame.Banners = []layout.Banner{{Tone: ui.ToneSoon, Text: i18n.T(ctx, "desk.banner.held", i18n.Blanks{Count: 3})}}
			return queue(q)
		})},
	}
}

package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
)

// outside is a desk with a private team, of which Nina and Sven see nothing: not that it has a ticket, not how many.
type outside struct {
	*site
	nina, sven, jonas people.Token
	team              people.TeamID
	topic             topic.ID
	tag               topic.TagID
	saved             ticket.ViewID // Nina's, shared: what has the tag
	company           int64
	number, customer  int64 // that the hidden ticket will have, and who asks it
}

func standingOutside(t *testing.T) *outside {
	t.Helper()
	s := opened(t)
	o := &outside{site: s, team: s.Private("Bills", s.Jonas)}
	nina, sven := s.Hires(people.Agent, "Nina Outside"), s.Hires(people.Supervisor, "Sven Outside")
	seen := s.Asks(s.Hanna, "No internet")
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		for _, p := range []people.Person{nina, sven} {
			if err := people.Join(ctx, tx, s.Team, p.ID); err != nil {
				return err
			}
		}
		if o.topic, err = topic.Add(ctx, tx, s.Karin.Acting(), topic.Draft{Names: topic.Names{i18n.EN: "Invoices"}, Icon: "help"}); err != nil {
			return err
		}
		if o.tag, err = topic.AddTag(ctx, tx, s.Karin.Acting(), topic.TagDraft{Name: "money", Colour: topic.Colours[0]}); err != nil {
			return err
		}
		if err := ticket.Tag(ctx, tx, s.Maja.Acting(), seen, "money"); err != nil {
			return err
		}
		o.saved, err = ticket.SaveView(ctx, tx, nina.Acting(), ticket.ViewDraft{Name: "Money", Query: fmt.Sprintf("tag=%d", o.tag), IsShared: true})
		return err
	})
	// A company stands in the staff's list whoever is in it (docs/access.md); who that is does not.
	require.NoError(t, s.DB.QueryRow(t.Context(), `insert into companies (name, created_at) values ('Zzcanary Works', kept_now()) returning id`).Scan(&o.company))
	_, err := s.DB.Pool().Exec(t.Context(), `update people set company_id = $1 where id = $2`, o.company, s.Hanna.ID)
	require.NoError(t, err)
	require.NoError(t, s.DB.QueryRow(t.Context(), `select (select max(number) from tickets) + 1, (select max(id) from people) + 1`).Scan(&o.number, &o.customer))
	o.nina, o.sven, o.jonas = s.signedIn(nina.ID), s.signedIn(sven.ID), s.signedIn(s.Jonas.ID)
	return o
}

// hides makes the ticket that nobody outside the team sees. A canary sings in all of it.
func (o *outside) hides(t *testing.T) ticket.ID {
	t.Helper()
	file := o.upload(canary+".txt", canary)
	q := ticket.Question{
		Key: cast.Key(), Name: "Zzcanary Payer", Address: "zzcanary@payer.example", Subject: canary + " sings in the subject", Body: canary + " sings in the message", Locale: i18n.PL,
		Files: []ticket.Upload{file},
	}
	var id ticket.ID
	o.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if id, err = ticket.Ask(ctx, tx, people.Actor{}, o.Limits, q); err != nil {
			return err
		}
		return ticket.SetTeam(ctx, tx, o.Karin.Acting(), id, o.team)
	})
	o.Do(func(ctx context.Context, tx *pg.Tx) error {
		by := o.Jonas.Acting()
		if _, err := ticket.Note(ctx, tx, by, o.Limits, id, ticket.Draft{Key: cast.Key(), Body: canary + " sings in the note", Files: []ticket.Upload{file}}); err != nil {
			return err
		}
		if err := ticket.SetTopic(ctx, tx, by, id, o.topic); err != nil {
			return err
		}
		if err := ticket.SetPriority(ctx, tx, by, id, "urgent"); err != nil {
			return err
		}
		if _, err := ticket.AskUp(ctx, tx, by, o.Limits, id, ticket.Asking{Body: canary + " sings in the question"}); err != nil {
			return err
		}
		return ticket.Tag(ctx, tx, by, id, "money")
	})
	for _, q := range []string{
		`update people set company_id = (select max(id) from companies) where address = 'zzcanary@payer.example'`,
		`insert into outbox (kind, state, error, is_automatic, message_key, ticket_id, person_id, created_at)
			select 'promised', 'failed', 'zzcanary failure', true, 'zzcanary', id, requester_id, kept_now() from tickets where requester_id = (select max(id) from people)`,
	} {
		_, err := o.DB.Pool().Exec(t.Context(), q)
		require.NoError(t, err, q)
	}
	found := o.Ticket(id)
	require.Equal(t, []int64{o.number, o.customer}, []int64{found.Number, int64(found.RequesterID)})
	return id
}

// ways are the addresses by which somebody could see something of the hidden ticket. Whoever makes another way adds it here:
// the palette's, and whom a mention offers.
func (o *outside) ways() []string {
	all := []string{"/desk/side", "/desk/notices", "/desk/views", "/desk/next", "/desk/search", "/desk/customers", "/desk/customers?q=zzcanary", "/desk/companies", "/desk/callers?q=zzcanary", "/desk/tickets/new?q=zzcanary"}
	for _, of := range []string{"", "/here"} {
		all = append(all, fmt.Sprintf("/desk/tickets/%d%s", o.number, of))
	}
	for _, of := range []string{"", "/profile", "/join"} {
		all = append(all, fmt.Sprintf("/desk/customers/%d%s", o.customer, of))
	}
	all = append(all, fmt.Sprintf("/desk/companies/%d", o.company), fmt.Sprintf("/desk/live?ticket=%d", o.number), fmt.Sprintf("/desk/acts/new?act=solve&ticket=%d", o.number), fmt.Sprintf("/desk/views/%d", o.saved))
	filters := []string{
		"", "view=mine", "view=unassigned", "view=waiting", "view=solved", "view=late", "view=risk", "view=near", "view=kept", "view=sorry", "view=handed&level=1", "view=stuck", "view=all",
		"owner=me", "owner=nobody", fmt.Sprint("owner=", o.Jonas.ID), fmt.Sprint("team=", o.team), "status=new", "status=open", "status=closed", "priority=urgent", fmt.Sprint("tag=", o.tag),
		fmt.Sprint("topic=", o.topic), "company=zzcanary", "language=pl", "kind=first_reply", "due=today", "due=tomorrow", "due=week", "waiting=us", "text=zzcanary", fmt.Sprint("text=", o.number), fmt.Sprint("saved=", o.saved),
	}
	for _, sort := range ticket.Sorts {
		filters = append(filters, "sort="+string(sort), "status=new&sort="+string(sort))
	}
	for _, f := range filters {
		all = append(all, "/desk?"+f)
	}
	for _, q := range o.queries() {
		all = append(all, "/desk/search?q="+url.QueryEscape(q), "/desk/search/offers?q="+url.QueryEscape(q))
	}
	return all
}

// queries are what somebody could look for: words, parts of words, words with an error in them, numbers, addresses, names of
// files, and every operator.
func (o *outside) queries() []string {
	return []string{
		"zzcanary", "zzcan", "zzcanery", `zzcanary sings"`, "zzcanary payer", "zzcanary@payer.example", "zzcanary.txt", "works", "zzcanary question", "zzcanary message", fmt.Sprint(o.number), fmt.Sprint("#", o.number),
		"status:new", "owner:nobody", "owner:jonas", "team:bills", "team:bil", "tag:money", "tag:mon", "topic:invoices", "priority:urgent", "company:zzcanary", "company:zzc", "language:pl", "from:zzcanary", "from:zzcanary@payer.example",
		"after:2026-01-01", "before:2027-01-01", "has:file", "is:late", "money -tag:money",
	}
}

func (o *outside) sees(t *testing.T, path string, who people.Token) string {
	t.Helper()
	return changing.ReplaceAllString(o.send(t, call{method: http.MethodGet, path: path, session: who}).body, "")
}

// TestSight_of_a_private_teams_ticket opens every way before there is the ticket and when it is there: for whoever is not in the team
// nothing differs, not a word and not a count. Its team finds it, by each way that could lead to it.
func TestSight_of_a_private_teams_ticket(t *testing.T) {
	t.Parallel()
	o := standingOutside(t)
	office := []string{"/office", "/office/mail", "/office/questions", "/office/spam", "/office/people", "/office/teams"}
	type glimpse struct {
		name string
		who  people.Token
		path string
	}
	var all []glimpse
	for _, path := range o.ways() {
		all = append(all, glimpse{"Nina", o.nina, path}, glimpse{"Sven", o.sven, path})
	}
	for _, path := range office {
		all = append(all, glimpse{"Sven", o.sven, path})
	}
	before := map[glimpse]string{}
	for range 2 { // what was looked for stands on the page of the second round
		for _, g := range all {
			before[g] = o.sees(t, g.path, g.who)
		}
	}
	id := o.hides(t)
	for _, g := range all {
		now := o.sees(t, g.path, g.who)
		if now != before[g] {
			i := 0
			for i < min(len(now), len(before[g])) && now[i] == before[g][i] {
				i++
			}
			t.Errorf("%s at %s: %q became %q", g.name, g.path, before[g][max(0, i-60):min(i+80, len(before[g]))], now[max(0, i-60):min(i+80, len(now))])
			continue
		}
		for _, word := range []string{"sings in the", "Zzcanary Payer", "zzcanary failure"} {
			require.NotContains(t, now, word, "%s at %s", g.name, g.path)
		}
	}

	// The ways lead somewhere: whoever is in the team sees it.
	found := 0
	for _, path := range o.ways() {
		if body := o.sees(t, path, o.jonas); strings.Contains(body, canary+" subject") || strings.Contains(body, "Zzcanary Payer") {
			found++
		}
	}
	require.Greater(t, found, 40, "of %d ways", len(o.ways()))

	o.handsNothing(t, id)
}

// handsNothing requires that what changes something gives the ticket to nobody outside either.
func (o *outside) handsNothing(t *testing.T, id ticket.ID) {
	t.Helper()
	stood := o.Ticket(id)
	for _, who := range []people.Token{o.nina, o.sven} {
		for range 3 { // one that is seen, and no more
			o.send(t, call{method: http.MethodPost, path: "/desk/next", session: who, form: url.Values{}})
			o.Stop(o.Now().Add(4e9))
		}
		for _, act := range []string{"take", "tag", "solve", "spam"} {
			form := url.Values{"act": {act}, "target": {"money"}, "ticket": {fmt.Sprint(o.number)}, "key": {cast.Key()}}
			a := o.send(t, call{method: http.MethodPost, path: "/desk/acts", session: who, form: form})
			if to := a.Header.Get("Location"); to != "" {
				a = o.send(t, call{method: http.MethodGet, path: strings.TrimPrefix(to, origin), session: who})
			}
			require.NotContains(t, a.body, canary, act)
		}
	}
	require.Equal(t, stood, o.Ticket(id))
	o.healthy(t)
}

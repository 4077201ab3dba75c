package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/work"
)

// ours are what no customer may find anywhere, beside the canary itself: who works here unseen, and their addresses.
var ours = []string{canary, "kanarek", "zofia hidden", "@nordby.example"}

// swept is a ticket of a private team into every field of which that is the staff's own a canary was put.
type swept struct {
	*site
	x       things
	note    people.Token // whoever writes notes
	session people.Token // the customer's own; empty: not begun
	back    people.Person
	id      ticket.ID
}

// word is a canary in its own place, so that a failure says which field it came from.
func word(field string) string { return canary + " " + field }

func sweeping(t *testing.T) *swept {
	t.Helper()
	s := opened(t)
	base, err := url.Parse(origin)
	require.NoError(t, err)
	s.Mail = func(ctx context.Context, tx *pg.Tx, id outbox.ID) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		return work.CaptureNow(ctx, tx, id, work.Options{BaseURL: base, Domain: "desk.example", From: "help@desk.example"})
	}
	w := &swept{site: s, note: s.author(), back: s.Hires(people.Supervisor, "Zofia Hidden")}
	author, err := people.ByAddress(t.Context(), s.DB, "zzcanary@nordby.example")
	require.NoError(t, err)
	team := s.Private(word("team"), s.Maja, s.Ingrid, w.back, author)
	w.x = s.make(s.Hanna, true)
	w.id = w.x.id
	s.Goes(w.id, team)
	w.exec(`insert into companies (name, notes, created_at) values ('Bakkehuset', $1, kept_now())`, word("company notes"))
	w.exec(`update people set company_id = (select max(id) from companies) where id = $1`, s.Hanna.ID)
	s.Sweep()
	return w
}

func (w *swept) exec(q string, args ...any) {
	w.T.Helper()
	_, err := w.DB.Pool().Exec(w.T.Context(), q, args...)
	require.NoError(w.T, err)
}

func (w *swept) do(f func(ctx context.Context, tx *pg.Tx) error) func() {
	return func() { w.T.Helper(); w.Do(f) }
}

// within are the deeds of the staff's own, of which nothing at all may change for a customer: no word, no count, no order, no time.
func (w *swept) within() []step {
	var q, second ticket.QuestionID
	var skill int64
	maja, ingrid, zofia := w.Maja.Acting(), w.Ingrid.Acting(), w.back.Acting()
	return []step{
		{"a note with a file", func() { w.notes(w.T.(*testing.T), w.note, w.x) }},
		{"a skill", w.do(func(ctx context.Context, tx *pg.Tx) (err error) {
			if skill, err = people.AddSkill(ctx, tx, word("skill")); err != nil {
				return err
			}
			return people.GiveSkill(ctx, tx, w.back.ID, skill)
		})},
		{"a question", w.do(func(ctx context.Context, tx *pg.Tx) (err error) {
			q, err = ticket.AskUp(ctx, tx, maja, w.Limits, w.id, ticket.Asking{Body: word("question"), Skill: skill})
			return err
		})},
		{"asking back", w.do(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.AskBack(ctx, tx, zofia, w.Limits, q, word("asked back"))
		})},
		{"telling more", w.do(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.TellMore(ctx, tx, maja, w.Limits, q, word("told"))
		})},
		{"passing on", w.do(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.PassOn(ctx, tx, zofia, w.Limits, q, ticket.Passing{To: w.Ingrid.ID, Words: word("passed")})
		})},
		{"an answer", w.do(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.AnswerQuestion(ctx, tx, ingrid, w.Limits, q, word("answer"))
		})},
		{"a question taken back", w.do(func(ctx context.Context, tx *pg.Tx) (err error) {
			if second, err = ticket.AskUp(ctx, tx, maja, w.Limits, w.id, ticket.Asking{Body: word("second question")}); err != nil {
				return err
			}
			return ticket.WithdrawQuestion(ctx, tx, maja, second)
		})},
		{"a look", w.do(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.LookAgain(ctx, tx, maja, w.id, ticket.Look{At: w.Now().Add(20 * time.Hour)})
			return err
		})},
		{"a reply that is taken back", func() {
			d := w.Draft(w.id, word("undone"), cast.Undoable(time.Minute))
			d.Files = []ticket.Upload{w.upload(canary+".txt", word("undone file"))}
			w.Do(func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Reply(ctx, tx, maja, w.Limits, w.id, d)
				return err
			})
			w.quiet("while it waits")
			w.TakesBack(w.Maja, w.id)
		}},
		{"a worker's failure", w.do(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.Fail(ctx, tx, people.System, w.id, ticket.Failure{Worker: canary, Why: fmt.Errorf("%s", word("failure")), Rest: time.Hour})
		})},
		{"a mail's failure", func() {
			w.exec(`update outbox set error = $2 where id = $1`, w.x.failed, word("mail failure"))
		}},
		{"another team", func() {
			other := w.Private(word("other team"), w.Maja, w.Ingrid, w.back)
			w.exec(`insert into team_members (team_id, person_id) select $1, id from people where address = 'zzcanary@nordby.example'`, other)
			w.Goes(w.id, other)
		}},
	}
}

type step struct {
	what string
	do   func()
}

// quiet requires that a customer finds none of it in anything they can open.
func (w *swept) quiet(what string) map[string]string {
	w.T.Helper()
	pages := w.customersView()
	for page, body := range pages {
		for _, our := range ours {
			require.NotContains(w.T, strings.ToLower(body), our, "%s: %s", what, page)
		}
	}
	return pages
}

// customersView is all that a link's holder gets from every route that is open to them, on a desk that is no demo: what is
// read, and what comes back of forms that are not taken, headers and all.
func (w *swept) customersView() map[string]string {
	w.T.Helper()
	found := map[string]string{}
	see := func(what string, c call) {
		w.T.Helper()
		c.onReal = true
		a := w.send(w.T, c)
		a.Header.Del("X-Request-Id")
		found[what] = fmt.Sprint(a.StatusCode, a.Header) + formKey.ReplaceAllString(a.body, "")
	}
	for what, c := range w.openTo() {
		see(what, c)
	}
	for _, l := range []string{"en", "sv", "da", "pl", "el"} {
		see("page in "+l, call{method: http.MethodGet, path: "/t/" + w.x.token, headers: []string{"Accept-Language", l}})
	}
	var newest int64
	require.NoError(w.T, w.DB.QueryRow(w.T.Context(), `select max(id) from attachments`).Scan(&newest))
	for id := int64(1); id <= newest+1; id++ {
		see(fmt.Sprintf("file %d", id), call{method: http.MethodGet, path: fmt.Sprintf("/t/%s/files/%d", w.x.token, id)})
	}
	return found
}

// openTo are the routes that are open to somebody with a link, each with what they would send. A route that is not here
// fails the test: who adds one says how it is swept.
func (w *swept) openTo() map[string]call {
	empty := url.Values{"key": {"swept1234567890swept"}, "body": {""}}
	return map[string]call{
		"GET /":                          {method: http.MethodGet, path: "/"},
		"GET /tickets/new":               {method: http.MethodGet, path: "/tickets/new"},
		"POST /tickets":                  {method: http.MethodPost, path: "/tickets", form: empty},
		"GET /tickets/sent/{key}":        {method: http.MethodGet, path: "/tickets/sent/" + w.x.key},
		"GET /t/{token}":                 {method: http.MethodGet, path: "/t/" + w.x.token},
		"POST /t/{token}/messages":       {method: http.MethodPost, path: "/t/" + w.x.token + "/messages", form: empty},
		"POST /t/{token}/answers":        {method: http.MethodPost, path: "/t/" + w.x.token + "/answers", form: empty},
		"POST /t/{token}/understandings": {method: http.MethodPost, path: "/t/" + w.x.token + "/understandings", form: empty},
		"POST /t/{token}/wishes":         {method: http.MethodPost, path: "/t/" + w.x.token + "/wishes", form: empty},
		"GET /t/{token}/files/{file}":    {method: http.MethodGet, path: fmt.Sprintf("/t/%s/files/%d", w.x.token, w.x.public)},
		"GET /login":                     {method: http.MethodGet, path: "/login"},

		"GET /t/{token}/appointments/{appointment}":           {method: http.MethodGet, path: fmt.Sprintf("/t/%s/appointments/%d", w.x.token, w.x.promise)},
		"GET /my/tickets/{number}/appointments/{appointment}": {method: http.MethodGet, path: w.mine(fmt.Sprintf("/appointments/%d", w.x.promise)), session: w.own()},

		"POST /tickets/new":                                     {method: http.MethodPost, path: "/tickets/new", form: empty},
		"GET /signin":                                           {method: http.MethodGet, path: "/signin"},
		"GET /my/tickets":                                       {method: http.MethodGet, path: "/my/tickets", session: w.own()},
		"GET /my/tickets/{number}":                              {method: http.MethodGet, path: w.mine(""), session: w.own()},
		"GET /t/{token}/live":                                   {method: http.MethodGet, path: "/t/" + w.x.token + "/live"}, // what streams say: TestStream_of_a_customer_…
		"GET /my/tickets/{number}/live":                         {method: http.MethodGet, path: w.mine("/live"), session: w.own()},
		"POST /my/tickets/{number}/messages":                    {method: http.MethodPost, path: w.mine("/messages"), session: w.own(), form: empty},
		"POST /my/tickets/{number}/answers":                     {method: http.MethodPost, path: w.mine("/answers"), session: w.own(), form: empty},
		"POST /my/tickets/{number}/understandings":              {method: http.MethodPost, path: w.mine("/understandings"), session: w.own(), form: empty},
		"POST /my/tickets/{number}/wishes":                      {method: http.MethodPost, path: w.mine("/wishes"), session: w.own(), form: empty},
		"POST /my/tickets/{number}/followers":                   {method: http.MethodPost, path: w.mine("/followers"), session: w.own(), form: empty},
		"POST /my/tickets/{number}/followers/{person}/removals": {method: http.MethodPost, path: w.mine("/followers/1/removals"), session: w.own(), form: empty},
		"GET /my/tickets/{number}/files/{file}":                 {method: http.MethodGet, path: w.mine(fmt.Sprintf("/files/%d", w.x.public)), session: w.own()},
		"POST /t/{token}/followers/{person}/removals":           {method: http.MethodPost, path: "/t/" + w.x.token + "/followers/1/removals", form: empty},
	}
}

// own is the session of the ticket's customer, begun once.
func (w *swept) own() people.Token {
	if w.session == "" {
		w.session = w.signedIn(w.Hanna.ID)
	}
	return w.session
}

// mine is an address of the ticket in its customer's own place.
func (w *swept) mine(tail string) string { return fmt.Sprintf("/my/tickets/%d%s", w.x.number, tail) }

// ofNobody are the routes on which nothing of a ticket stands, whoever asks, and those of the staff.
var ofNobody = []string{
	"/desk", "/office", "/demo", "/assets", "/welcome", "/language", "/theme", "/logout", "/healthz", "/readyz", "POST /login",
	"/login/", "/join/", "/addresses/", "/follow/", "/signin/", "/my/profile", "/my/password", "/my/sessions",
	"POST /my/exports", // an archive: TestCanary_is_in_nothing_that_a_customer_takes_away opens it
}

func TestCanary_is_swept_for_on_every_route_that_is_open_to_customers(t *testing.T) {
	t.Parallel()
	w := &swept{site: opened(t)}
	swept := w.openTo()
	err := chi.Walk(w.routes(), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		isNobodys := slices.ContainsFunc(ofNobody, func(p string) bool {
			return strings.HasPrefix(route, p) || method+" "+route == p
		})
		if _, is := swept[method+" "+route]; !is && !isNobodys {
			require.Fail(t, "nobody sweeps this route for what is the staff's own", "%s %s", method, route)
		}
		return nil
	})
	require.NoError(t, err)
}

// TestCanary_in_every_field_of_the_staffs_own_reaches_no_customer fills every such field while a ticket lives through all
// that a ticket can, and reads after each step all that its customer can get.
func TestCanary_in_every_field_of_the_staffs_own_reaches_no_customer(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	before := w.quiet("at first")
	for _, s := range w.within() {
		s.do()
		require.Equal(t, before, w.quietly(s.what, before), "%s changes nothing that a customer sees", s.what)
	}
	for _, s := range w.told() {
		s.do()
		w.Sweep()
		w.quiet(s.what)
	}
	w.filled(t)
	w.mailsAreQuiet(t)
}

// quietly is quiet about what was there before: a file that came since has an address that answered "not there" then, too.
func (w *swept) quietly(what string, before map[string]string) map[string]string {
	w.T.Helper()
	now := w.quiet(what)
	missing := now["file "+w.newest()]
	for page, body := range now {
		if _, was := before[page]; !was {
			require.Equal(w.T, missing, body, "%s: %s", what, page)
			delete(now, page)
		}
	}
	return now
}

// newest names a file that there is not yet.
func (w *swept) newest() string {
	w.T.Helper()
	var n string
	require.NoError(w.T, w.DB.QueryRow(w.T.Context(), `select (max(id) + 1)::text from attachments`).Scan(&n))
	return n
}

// told are deeds that a customer notices, with words beside them that are the staff's own.
func (w *swept) told() []step {
	at := func(hours int) string { return w.Show(w.Now().Add(time.Duration(hours) * time.Hour)) }
	maja, ingrid := w.Maja.Acting(), w.Ingrid.Acting()
	return []step{
		{"a takeover", func() { w.TakesOver(w.Ingrid, w.id, word("takeover")) }},
		{"given back", w.do(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.Assign(ctx, tx, ingrid, w.id, ticket.Handing{To: &w.Maja.ID, Was: &w.Ingrid.ID})
		})},
		{"moved", func() { w.Moves(w.Maja, w.id, w.x.promise, at(7)) }},
		{"promised", func() { w.Promises(w.Maja, w.id, "the bill is corrected", at(4)) }},
		{"a visit, and a call in vain", w.do(func(ctx context.Context, tx *pg.Tx) error {
			opens := w.Now().Add(48 * time.Hour)
			visit := ticket.Appointment{Kind: promise.Visit, Opens: opens, Closes: opens.Add(time.Hour), Place: "Havnegade 22", Bring: word("bring")}
			p, err := ticket.Appoint(ctx, tx, maja, w.Limits, w.id, visit)
			if err != nil {
				return err
			}
			taken := ticket.Withdrawal{Words: "You need nobody to come.", Seen: w.Whole(w.id).LastMessage()}
			if err := ticket.Withdraw(ctx, tx, maja, w.Limits, w.id, p, taken); err != nil {
				return err
			}
			return ticket.LogCall(ctx, tx, maja, w.Limits, w.id, ticket.CallLog{Key: cast.Key(), Outcome: promise.NotReached, Words: word("in vain")})
		})},
		{"a reply made of an answer", func() {
			q := w.AsksUp(w.Maja, w.id, word("third question"))
			w.Answers(w.Ingrid, q, word("third answer"))
			w.Replies(w.Maja, w.id, "It can be swapped.", func(d *ticket.Draft) { d.Uses = q })
		}},
		{"waiting for others", func() { w.Waits(w.Maja, w.id, promise.OnHold, word("the post")) }},
		{"thanks", func() { w.Writes(w.id, "Thanks!") }},
		{"no reply needed", func() { w.Dismisses(w.Maja, w.id, word("only thanks"), promise.OnHold) }},
		{"late", func() { w.Sees(w.id); w.Until("Mon 9 Nov 14:05") }},
		{"no apology", func() { w.SetsAside(w.Ingrid, w.id, word("no apology")) }},
		{"refused by a mail server", func() {
			w.Replies(w.Maja, w.id, "Here is the bill.")
			last := w.Whole(w.id).LastMessage()
			w.Do(func(ctx context.Context, tx *pg.Tx) error {
				return ticket.Undelivered(ctx, tx, people.System, w.id, last, word("550 mailbox"))
			})
		}},
		{"the customer's turn", func() {
			var standing []promise.ID
			for _, p := range w.Whole(w.id).Book().Pending() {
				if p.Kind.IsAgreed() {
					standing = append(standing, p.ID)
				}
			}
			w.Replies(w.Maja, w.id, "Once more, the bill.", cast.Keeping(standing...), cast.AwaitingCustomer("a photo"))
		}},
		{"silence", func() { w.Until("Fri 13 Nov 16:00") }},
		{"solved", w.do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Solve(ctx, tx, maja, w.id) })},
		{"not yet", func() { w.SaysNotYet(w.id) }},
		{"late again", func() { w.Sees(w.id); w.Until("Wed 18 Nov 12:00") }},
		{"answered and solved", func() { w.Replies(w.Maja, w.id, "Done.", cast.Solving()) }},
		{"confirmed", func() { w.Confirms(w.id) }},
	}
}

// filled requires that the canaries are where they were put, so that their absence elsewhere means something.
func (w *swept) filled(t *testing.T) {
	t.Helper()
	var all string
	const q = `
		select concat_ws(' ', (select string_agg(to_jsonb(m)::text, ' ') from messages m), (select string_agg(to_jsonb(a)::text, ' ') from attachments a),
			(select string_agg(to_jsonb(u)::text, ' ') from question_turns u), (select string_agg(to_jsonb(e)::text, ' ') from events e),
			(select string_agg(to_jsonb(s)::text, ' ') from skills s), (select string_agg(to_jsonb(o)::text, ' ') from outbox o),
			(select string_agg(to_jsonb(x)::text, ' ') from stuck_tickets x), (select string_agg(to_jsonb(tm)::text, ' ') from teams tm),
			(select string_agg(to_jsonb(c)::text, ' ') from companies c), (select string_agg(to_jsonb(y)::text, ' ') from apologies y), (select string_agg(name, ' ') from people), (select string_agg(bring, ' ') from promises))`
	require.NoError(t, w.DB.QueryRow(t.Context(), q).Scan(&all))
	for _, field := range []string{
		"team", "other team", "company notes", "skill", "question", "asked back", "told", "passed", "answer", "second question", "failure", "mail failure",
		"takeover", "the post", "only thanks", "no apology", "550 mailbox", "third answer", "does not pay.", "bring", "in vain",
	} {
		require.Contains(t, all, word(field))
	}
	require.Contains(t, all, canary+".txt")
}

// mailsAreQuiet reads every mail that has left to a customer, of every kind that there is.
func (w *swept) mailsAreQuiet(t *testing.T) {
	t.Helper()
	kinds, err := w.DB.Query(t.Context(), `select distinct kind from outbox where state = 'sent' and ticket_id = $1 order by kind`, w.id)
	require.NoError(t, err)
	sent, err := pgx.CollectRows(kinds, pgx.RowTo[outbox.Kind])
	require.NoError(t, err)
	require.ElementsMatch(t, []outbox.Kind{outbox.Receipt, outbox.Reply, outbox.Promised, outbox.Moved, outbox.Solved, outbox.FollowUp, outbox.Apology}, sent, "every kind of mail has left")
	rows, err := w.DB.Query(t.Context(), `select (to_jsonb(m))::text from sent_mails m where to_address not like '%@nordby.example'`)
	require.NoError(t, err)
	mails, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Greater(t, len(mails), 10)
	for _, mail := range mails {
		for _, our := range ours {
			require.NotContains(t, strings.ToLower(mail), our)
		}
	}
	w.healthy(t)
}

package portal

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
	"github.com/kepthq/kept/internal/work"
)

// letter is a mail as it left.
type letter struct{ To, Subject, Text string }

// leaves lets all mail that waits leave, and returns what went to an address, the newest first.
func (d desk) leaves(to string) (found []letter) {
	d.T.Helper()
	base, err := url.Parse(visitor.Site)
	require.NoError(d.T, err)
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		rows, err := tx.Query(ctx, `select id from outbox where state = 'queued' order by id`)
		if err != nil {
			return err
		}
		waiting, err := pgx.CollectRows(rows, pgx.RowTo[outbox.ID])
		if err != nil {
			return err
		}
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		for _, id := range waiting {
			if err := work.CaptureNow(ctx, tx, id, work.Options{BaseURL: base, Domain: "nordby.example", From: "help@nordby.example"}); err != nil {
				return err
			}
		}
		return nil
	})
	rows, err := d.DB.Query(d.T.Context(), `select to_address as to, subject, text from sent_mails where to_address = $1 order by id desc`, to)
	require.NoError(d.T, err)
	found, err = pgx.CollectRows(rows, pgx.RowToStructByName[letter])
	require.NoError(d.T, err)
	return found
}

var links = regexp.MustCompile(`http://kept\.example(/[^\s?#]*)`)

// link is the address of the page to which a letter leads.
func (l letter) link(t testing.TB) string {
	t.Helper()
	m := links.FindStringSubmatch(l.Text)
	require.NotNil(t, m, l.Text)
	return m[1]
}

// asksToSignIn has a link mailed, and says where it leads; empty: no mail came.
func (d desk) asksToSignIn(v *visitor.Visitor, address string) string {
	d.T.Helper()
	before := len(d.leaves(address))
	v.Open("/signin").Form("link-form").Fill("email", address).Press("Send me a sign-in link").Says("Look into your mail", address)
	all := d.leaves(address)
	if len(all) == before {
		return ""
	}
	return all[0].link(d.T)
}

// signedIn is a browser in which a customer has signed in by a mailed link.
func (d desk) signedIn(p people.Person) *visitor.Visitor {
	d.T.Helper()
	v := d.visitor()
	v.Open(d.asksToSignIn(v, p.Address)).Form("use").Press("Sign in now")
	return v
}

func (d desk) exec(q string, args ...any) {
	d.T.Helper()
	_, err := d.DB.Pool().Exec(d.T.Context(), q, args...)
	require.NoError(d.T, err)
}

func TestSignIn_by_a_mailed_link_that_scanners_open_first(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.visitor()
	link := d.asksToSignIn(v, "HANNA@bakkehuset.example")
	for range 3 { // what reads mails opens links, in a browser of its own and in ours
		d.visitor().Open(link).Says("Open the link where you asked for it")
		v.Open(link)
	}
	page := v.Open(link).Says("Hanna Lund", "HANNA@bakkehuset.example").Form("use").Press("Sign in now")
	page.Says("My tickets", "No internet", "We answer you by")
	d.visitor().Open(link).Refuses(http.StatusGone, "This link does not work any more")
	v.Open(link).Refuses(http.StatusGone, "This link does not work any more")
	v.Open(fmt.Sprint("/my/tickets/", d.Whole(id).Number)).Says("No internet", "You wrote")
	var confirmed bool
	require.NoError(t, d.DB.QueryRow(t.Context(), `select confirmed_at is not null from addresses where address = $1`, d.Hanna.Address).Scan(&confirmed))
	require.True(t, confirmed, "who opens the link has shown that the address is theirs")
}

func TestSignIn_link_works_neither_in_another_browser_nor_later_nor_forged(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Hanna, "No internet")
	mine, others := d.visitor(), d.visitor()
	link := d.asksToSignIn(mine, d.Hanna.Address)
	page := others.Open(link).Says("Open the link where you asked for it", "only in the browser that asked for it").Lacks("Hanna")
	require.False(t, page.HasForm("use"))
	require.True(t, page.HasForm("link-form"), "there is a way to ask for a new one")
	others.Send(http.MethodPost, link, "application/x-www-form-urlencoded", strings.NewReader("")).Says("Open the link where you asked for it")
	others.Open("/my/tickets").Says("Sign in").Lacks("No internet")
	// Somebody else who has asked for a link of their own cannot use this one either.
	d.asksToSignIn(others, d.Goran.Address)
	others.Send(http.MethodPost, link, "application/x-www-form-urlencoded", strings.NewReader("")).Says("Open the link where you asked for it")
	for _, spoilt := range []string{link[:len(link)-1], link + "a", "/signin/links/" + cast.Key(), "/signin/links/%00"} {
		mine.Open(spoilt).Refuses(http.StatusGone, "This link does not work any more")
		mine.Send(http.MethodPost, spoilt, "application/x-www-form-urlencoded", strings.NewReader("")).Refuses(http.StatusGone)
	}
	d.exec(`update signin_requests set drawn_at = drawn_at - interval '10 minutes 1 second' where token_hash is not null`)
	mine.Open(link).Refuses(http.StatusGone, "10 minutes")
	mine.Send(http.MethodPost, link, "application/x-www-form-urlencoded", strings.NewReader("")).Refuses(http.StatusGone)
	mine.Open("/my/tickets").Says("Sign in").Lacks("No internet")
}

func TestSignIn_says_the_same_of_every_address(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Hanna, "No internet")
	said := map[string]string{}
	for _, address := range []string{d.Hanna.Address, "nobody@nowhere.example", d.Maja.Address, d.Oskar.Address} {
		v := d.visitor()
		outgoing, asked := d.count("outbox"), d.count("signin_requests")
		page := v.Open("/signin").Form("link-form").Fill("email", address).Press("Send me a sign-in link")
		said[strings.ReplaceAll(page.Text(), address, "…")] = address
		require.Equal(t, []int{outgoing + 1, asked + 1}, []int{d.count("outbox"), d.count("signin_requests")}, "the same is done for %s", address)
	}
	require.Len(t, said, 1)
	require.Empty(t, d.leaves("nobody@nowhere.example"))
	require.Contains(t, d.leaves(d.Hanna.Address)[0].link(t), "/signin/links/")
	for _, staff := range []people.Person{d.Maja, d.Oskar} {
		mail := d.leaves(staff.Address)[0]
		require.Equal(t, "/login", mail.link(t))
		require.Contains(t, mail.Text, "You work here")
	}
	require.Zero(t, d.rows(`select count(*) from outbox where kind = 'sign_in' and state <> 'sent'`), "what nobody needs is taken out")
	d.exec(`update people set is_active = false where id = $1`, d.Goran.ID)
	require.Empty(t, d.asksToSignIn(d.visitor(), d.Goran.Address))
}

func (d desk) rows(q string, args ...any) (n int) {
	d.T.Helper()
	require.NoError(d.T, d.DB.QueryRow(d.T.Context(), q, args...).Scan(&n))
	return n
}

func TestSignIn_links_are_mailed_a_few_times_an_hour_only(t *testing.T) {
	t.Parallel()
	d := opened(t)
	for range 5 {
		d.visitor().Open("/signin").Form("link-form").Fill("email", "x@nowhere.example").Press("Send me a sign-in link").Says("Look into your mail")
	}
	d.visitor().Open("/signin").Form("link-form").Fill("email", "X@nowhere.example ").Press("Send me a sign-in link").Refuses(http.StatusTooManyRequests, "too often")
	require.Equal(t, 5, d.count("signin_requests"))
	d.visitor().Open("/signin").Form("link-form").Fill("email", "nobody").Press("Send me a sign-in link").Refuses(http.StatusUnprocessableEntity, "Write a mail address")
}

func TestSignIn_goes_on_within_this_site_only(t *testing.T) {
	t.Parallel()
	d := opened(t)
	number := d.Whole(d.Asks(d.Hanna, "No internet")).Number
	v := d.visitor()
	v.Open(fmt.Sprint("/my/tickets/", number)).Form("link-form").Fill("email", d.Hanna.Address).Press("Send me a sign-in link")
	v.Open(d.leaves(d.Hanna.Address)[0].link(t)).Form("use").Press("Sign in now").Says("No internet", "What has happened so far")
	for _, next := range []string{"//evil.example", "https://evil.example/", `/\evil.example`} {
		v := d.visitor()
		v.Open("/signin?"+url.Values{"next": {next}}.Encode()).Form("link-form").Fill("email", d.Goran.Address).Press("Send me a sign-in link")
		v.Open(d.leaves(d.Goran.Address)[0].link(t)).Form("use").Press("Sign in now").Says("Mina ärenden", "Du har inte frågat oss något än")
	}
}

func TestSessions_of_customers_open_neither_desk_nor_office(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.signedIn(d.Hanna)
	d.exec(`update sessions set seen_at = seen_at - interval '29 days', created_at = created_at - interval '80 days'`)
	hanna, err := people.Get(t.Context(), d.DB, d.Hanna.ID)
	require.NoError(t, err)
	_, err = ticket.Get(t.Context(), d.DB, hanna.Acting(), d.Whole(id).Number)
	require.Error(t, err)
	for _, passed := range []string{"created_at = created_at - interval '11 days'", "created_at = clock_timestamp(), seen_at = seen_at - interval '2 days'"} {
		v := d.signedIn(d.Goran)
		d.exec(`update sessions set seen_at = seen_at - interval '29 days', created_at = created_at - interval '80 days' where person_id = $1`, d.Goran.ID)
		v.Open("/my/tickets").Says("Göran Åström")
		d.exec(`update sessions set seen_at = clock_timestamp() - interval '29 days', created_at = clock_timestamp() - interval '80 days' where person_id = $1`, d.Goran.ID)
		d.exec(`update sessions set `+passed+` where person_id = $1`, d.Goran.ID)
		v.Open("/my/tickets").Says("Sign in").Lacks("Göran Åström")
	}
}

func TestList_shows_what_waits_for_the_customer_first_and_finds_words(t *testing.T) {
	t.Parallel()
	d := opened(t)
	first := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, first, "Which lamp is red?", cast.AwaitingCustomer("a photo of the lamps"))
	second := d.Asks(d.Hanna, "Τηλέφωνο ΧΩΡΙΣ σήμα")
	d.Notes(d.Maja, second, "Secret canary")
	d.Asks(d.Goran, "Not yours")
	third := d.Asks(d.Hanna, "100% slow_line")
	d.Replies(d.Maja, third, "Done, zażółć gęślą jaźń.", cast.Solving())
	d.Confirms(third)
	v := d.signedIn(d.Hanna)
	page := v.Open("/my/tickets").Says("No internet", "Now it is your turn.", "100% slow_line").Lacks("Not yours")
	text := page.Text()
	require.Less(t, strings.Index(text, "No internet"), strings.Index(text, "σήμα"), "what waits for them stands first")
	require.Less(t, strings.Index(text, "σήμα"), strings.Index(text, "100% slow_line"), "what is closed stands last")
	for words, finds := range map[string]string{
		"χωρίς": "σήμα", "ZAŻÓŁĆ": "100% slow_line", "100%": "100% slow_line", "slow_line": "100% slow_line", fmt.Sprint("#", d.Whole(first).Number): "No internet",
	} {
		v.Open("/my/tickets?" + url.Values{"words": {words}}.Encode()).Says(finds).Lacks("Nothing fits that")
	}
	for _, words := range []string{"canary", "slow-line", "0%s", "Not yours", fmt.Sprint(d.Whole(d.Asks(d.Goran, "Nor this")).Number)} {
		v.Open("/my/tickets?" + url.Values{"words": {words}}.Encode()).Says("Nothing fits that")
	}
	v.Open("/my/tickets?state=turn").Says("No internet").Lacks("slow_line", "σήμα")
	v.Open("/my/tickets?state=closed").Says("slow_line").Lacks("No internet")
	v.Open("/my/tickets?state=nonsense").Refuses(http.StatusNotFound)
	v.Open("/my/tickets?after=9-9").Refuses(http.StatusNotFound)
}

func TestList_says_the_whole_window_of_what_was_agreed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	visit, call := d.Asks(d.Hanna, "No internet"), d.Asks(d.Hanna, "No phone")
	for _, id := range []ticket.ID{visit, call} { // their answer is not what comes next
		d.Replies(d.Maja, id, "We have looked at it.")
	}
	d.AgreesVisit(d.Maja, visit, "Tue 10 Nov 10:00", 2*time.Hour)
	d.AgreesCall(d.Maja, call, "Tue 10 Nov 14:00")
	v := d.signedIn(d.Hanna)
	v.Open("/my/tickets").Says("We come to you tomorrow 10:00–12:00.", "We call you tomorrow 14:00–14:30.")
	v.Open(fmt.Sprint("/my/tickets/", d.Whole(visit).Number)).Says("We come to you tomorrow 10:00–12:00.")
}

func TestList_has_pages_without_gaps(t *testing.T) {
	t.Parallel()
	d := opened(t)
	for i := range 25 {
		d.Asks(d.Hanna, fmt.Sprintf("Question %02d.", i))
	}
	v := d.signedIn(d.Hanna)
	page := v.Open("/my/tickets")
	next := page.Click("Older")
	for i := range 25 {
		words := fmt.Sprintf("Question %02d.", i)
		if i >= 5 {
			page.Says(words)
			next.Lacks(words)
		} else {
			next.Says(words)
			page.Lacks(words)
		}
	}
}

func TestTickets_of_others_are_not_there_whatever_their_number(t *testing.T) {
	t.Parallel()
	d := opened(t)
	mine, others := d.Asks(d.Hanna, "No internet"), d.Asks(d.Goran, "Inget nät")
	v := d.signedIn(d.Hanna)
	number := d.Whole(others).Number
	missing := v.Open("/my/tickets/987654").Refuses(http.StatusNotFound).Body
	for _, path := range []string{fmt.Sprint(number), fmt.Sprint(number, "/files/1"), "1e3", "-1", "0"} {
		require.Equal(t, missing, v.Open("/my/tickets/"+path).Refuses(http.StatusNotFound).Body, path)
	}
	for _, path := range []string{"/messages", "/answers", "/followers", fmt.Sprint("/followers/", d.Hanna.ID, "/removals")} {
		form := url.Values{"key": {cast.Key()}, "body": {"Hello"}, "works": {"yes"}, "address": {"x@nowhere.example"}}
		v.Send(http.MethodPost, fmt.Sprint("/my/tickets/", number, path), "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).Refuses(http.StatusNotFound)
	}
	require.Len(t, d.Whole(others).Messages, 1)
	page := v.Open(fmt.Sprint("/my/tickets/", d.Whole(mine).Number))
	page.Form("write").Fill("body", "The lamp is red.").Press("Send").Says("The lamp is red.", "You wrote")
	d.visitor().Open(fmt.Sprint("/my/tickets/", d.Whole(mine).Number)).Says("Sign in").Lacks("No internet")
}

func TestSearch_in_Greek_needs_no_accents(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Hanna, "Ο δρομολογητής ΧΩΡΙΣ σήμα")
	v := d.signedIn(d.Hanna)
	for _, words := range []string{"χωρίς", "ΔΡΟΜΟΛΟΓΗΤΗΣ", "δρομολογητης", "Σήμα"} {
		v.Open("/my/tickets?" + url.Values{"words": {words}}.Encode()).Says("δρομολογητής")
	}
}

func TestNotes_change_nothing_in_a_customers_own_place(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	older := d.Asks(d.Hanna, "An older line")
	v := d.signedIn(d.Hanna)
	path := fmt.Sprint("/my/tickets/", d.Whole(id).Number)
	v.Open(path)
	read := func() []string {
		var all []string
		for _, page := range []string{"/my/tickets", "/my/tickets?words=zzcanary", path} {
			all = append(all, regexp.MustCompile(`name="key" value="[^"]*"`).ReplaceAllString(v.Open(page).Body, ""))
		}
		return all
	}
	before := read()
	d.Notes(d.Maja, id, "zzcanary")
	d.Notes(d.Jonas, older, "zzcanary")
	require.Equal(t, before, read(), "neither a page, nor what is found, nor the order")
}

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
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/assets"
)

// actor is somebody of the table's head.
type actor struct {
	name    string
	person  people.ID
	session people.Token
	own     func(w *world) things // whose link they hold; nil: nobody's
}

// world is what the rows are about. What a change has used up is made anew.
type world struct {
	*site
	actors    []*actor
	mine      things // the link holder's
	others    things // the other link holder's
	free      things // nobody owns it
	old       string // a link to a ticket that was closed 91 days ago
	mail      int64
	asset     string
	page      string            // of the gallery
	turned    map[string]things // by route: the ticket whose turn it is, that the route's form is about
	missing   map[string]string // the page of what is not there, by the actor and the shell that they see
	signedOut int
}

func populated(t *testing.T, names []string) *world {
	t.Helper()
	w := &world{site: opened(t), asset: assets.URL("desk.css"), missing: map[string]string{}}
	w.page = w.galleryPage()
	w.old = w.closedLongAgo()
	w.renew()
	w.mail = w.captured(w.mine.id)
	w.signInAnew(names)
	w.Do(func(ctx context.Context, tx *pg.Tx) error {
		hash, err := people.HashPassword(ctx, "correct horse battery")
		if err != nil {
			return err
		}
		return people.SetPassword(ctx, tx, w.Maja.ID, hash, w.actors[3].session)
	})
	return w
}

// renew makes the tickets that the rows are about.
func (w *world) renew() {
	w.turned = map[string]things{}
	w.mine, w.others, w.free = w.askedUp(w.make(w.Hanna, true)), w.askedUp(w.make(w.Goran, true)), w.make(w.Mette, false)
}

// signInAnew gives every actor what they come with.
func (w *world) signInAnew(names []string) {
	w.T.Helper()
	w.signedOut++
	var left people.ID
	w.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		address := fmt.Sprintf("left%d@nordby.example", w.signedOut)
		left, err = people.Add(ctx, tx, people.Newcomer{Role: people.Agent, Name: "Lone Left", Address: address, Locale: i18n.EN})
		return err
	})
	ended := w.signedIn(w.Jonas.ID)
	w.Do(func(ctx context.Context, tx *pg.Tx) error { return people.SignOut(ctx, tx, ended) })
	all := map[string]*actor{
		"anonymous":         {},
		"link holder":       {own: func(w *world) things { return w.mine }},
		"other link holder": {own: func(w *world) things { return w.others }},
		"agent":             {person: w.Maja.ID},
		"technician":        {person: w.Oskar.ID},
		"supervisor":        {person: w.Ingrid.ID},
		"admin":             {person: w.Karin.ID},
		"signed out":        {session: ended},
		"deactivated":       {person: left},
	}
	w.actors = nil
	for _, name := range names {
		a := all[name]
		require.NotNil(w.T, a, name)
		a.name = name
		if a.person != 0 {
			a.session = w.signedIn(a.person)
		}
		w.actors = append(w.actors, a)
	}
	_, err := w.DB.Pool().Exec(w.T.Context(), `update people set is_active = false where id = $1`, left)
	require.NoError(w.T, err)
}

// about is the ticket that a route's row is about.
func (w *world) about(r row) things {
	if x, is := w.turned[r.route]; is && r.object != "ticket" {
		return x
	}
	return w.mine
}

// turns makes the ticket that a row is about, where any other would not do.
func (w *world) turns(r row) {
	if needsTurn(r.route) {
		w.turned[r.route] = w.inTurn(w.make(w.Hanna, true), r.route)
	}
}

// closedLongAgo is the link to a ticket whose links are over.
func (w *world) closedLongAgo() string {
	w.T.Helper()
	now := w.Now()
	w.Stop(now.Add(-ticket.LinkLife - 10*24*60*60*1e9))
	x := w.make(w.Piotr, true)
	w.Replies(w.Maja, x.id, "Done.", cast.Solving(), cast.Keeping(x.promise))
	w.Confirms(x.id)
	w.Stop(now)
	w.Sweep()
	return x.token
}

// captured lets what waits about a ticket go into the demo's mailbox, and returns one of it.
func (w *world) captured(id ticket.ID) (mail int64) {
	w.T.Helper()
	w.Do(func(ctx context.Context, tx *pg.Tx) error {
		return outbox.Capture(ctx, tx, cast.Key(), outbox.Captured{
			ToName: "Hanna", ToAddress: w.Hanna.Address, Subject: "No internet", Text: "Hello", HTML: "<html lang=\"en\"><head></head><body><p>Hello</p></body></html>",
		})
	})
	require.NoError(w.T, w.DB.QueryRow(w.T.Context(), `select max(id) from sent_mails`).Scan(&mail))
	return mail
}

const (
	onReal   = "on a real desk"
	forged   = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	nowhere  = "987654"
	nonsense = "1e3"
)

// address fills a route's address with what a row names.
func (w *world) address(r row, by *actor) string {
	x, token := w.about(r), forged
	if by.own != nil {
		token = by.own(w).token
	}
	number, file, promised, mail := fmt.Sprint(x.number), fmt.Sprint(x.public), fmt.Sprint(x.promise), fmt.Sprint(w.mail)
	key, page, asset, told, question := x.key, w.page, w.asset, fmt.Sprint(x.notice), x.question(r.route)
	switch r.object {
	case "":
	case "own link", "receipt", "public file", "ticket", "promise", "question", "mail", "file", "page", "right password", "wrong password", onReal, "ticket that Maja owns", "ticket with a reply of Maja's on its way", "ticket with thanks", "the admin's notice", "nothing held", "ticket called spam", "suspended", "block":
	case "old link":
		token = w.old
	case "forged link", "used link":
		token = forged
	case "unknown key":
		key = forged
	case "file of a note":
		file = fmt.Sprint(x.note)
	case "another ticket's file":
		file = fmt.Sprint(w.others.public)
	case "another ticket's promise":
		promised = fmt.Sprint(w.others.promise)
	case "unknown file":
		file, asset = nowhere, "/assets/desk.0000.css"
	case "unknown promise":
		promised = nowhere
	case "unknown notice":
		told = nowhere
	case "another ticket's question":
		question = w.others.question(r.route)
	case "unknown question":
		question = nowhere
	case "unknown ticket":
		number = nowhere
	case "unknown mail":
		mail = nowhere
	case "unknown suspended":
		x.suspended = 987654
	case "unknown block":
		x.block = 987654
	case "unknown page":
		page = forged
	case "ticket that nobody owns":
		number = fmt.Sprint(w.free.number)
	case "nonsense":
		number, file, promised, mail, told, question = nonsense, nonsense, nonsense, nonsense, nonsense, nonsense
		if strings.Contains(r.route, "{file}") || strings.Contains(r.route, "{promise}") || strings.Contains(r.route, "{question}") {
			number = fmt.Sprint(x.number)
		}
	default:
		require.Fail(w.T, "nobody knows what this is", r.object)
	}
	address := r.route
	if r.object == "nonsense" {
		address = strings.NewReplacer("{suspended}", nonsense, "{block}", nonsense).Replace(address)
	}
	return strings.NewReplacer("{token}", token, "{key}", key, "{number}", number, "{file}", file, "{promise}", promised, "{question}", question, "{notice}", told,
		"{id}", mail, "{name}", page, "/assets/*", asset).Replace(x.keptBack(address))
}

// galleryPage is the address of one of the gallery's pages.
func (w *world) galleryPage() string {
	a := w.send(w.T, call{method: http.MethodGet, path: "/demo/gallery"})
	_, rest, found := strings.Cut(a.body, `href="/demo/gallery/`)
	require.True(w.T, found)
	name, _, _ := strings.Cut(rest, `"`)
	name, _, _ = strings.Cut(name, "?")
	return name
}

// filled is a form that would be taken, for each route that takes one.
func (w *world) filled(r row, by *actor) url.Values {
	x := w.about(r)
	if by.own != nil {
		x = by.own(w)
	}
	f := w.fields(r.route, x)
	switch {
	case r.object == "right password":
		f.Set("password", "correct horse battery")
	case f.Has("mail") && r.object == "unknown mail":
		f.Set("mail", nowhere)
	case f.Has("mail") && r.object == "nonsense":
		f.Set("mail", nonsense)
	}
	if by.person == w.Ingrid.ID && strings.HasSuffix(r.route, "/passes") { // nobody passes a question on to themselves
		f.Set("to", fmt.Sprint(w.Karin.ID))
	}
	return f
}

// fields are the fields of a route's form as they would be taken, about a ticket.
func (s *site) fields(route string, x things) url.Values {
	s.T.Helper()
	day := s.Now().AddDate(0, 0, 1).Format("2006-01-02")
	owner := fmt.Sprint(s.Jonas.ID)
	if route == ofTicket+"/dismissals" {
		return url.Values{"reason": {"Only thanks."}, "then": {"on_hold"}, "for": {"the post"}, "seen": {fmt.Sprint(x.seen)}}
	}
	if i := strings.LastIndex(route, "/"); (strings.HasPrefix(route, "/desk/tickets/") || strings.HasPrefix(route, "/office/tickets/")) && route != ofQuestion+"/withdrawals" {
		route = route[i:]
	}
	switch route {
	case "/tickets":
		return url.Values{
			"key": {cast.Key()}, "name": {"Hanna Lund"}, "email": {"hanna@bakkehuset.example"}, "subject": {"No internet"},
			"body": {"Since last night."}, "language": {"en"},
		}
	case "/t/{token}/messages":
		return url.Values{"key": {cast.Key()}, "body": {"Still nothing."}}
	case "/t/{token}/answers":
		return url.Values{"key": {cast.Key()}, "works": {"no"}, "body": {"Still nothing."}}
	case "/login":
		return url.Values{"email": {s.Maja.Address}, "password": {"a guess of somebody's"}, "next": {"/desk"}}
	case "/welcome/{token}":
		return url.Values{
			"company": {"Nordby Fiber"}, "line": {"Havnegade 4"}, "phone": {"+45 70 10 20 30"}, "locale": {"da"}, "zone": {"Europe/Copenhagen"},
			"name": {"Karin Holm"}, "email": {"karin@first.example"}, "password": {"correct horse battery"},
		}
	case "/language":
		return url.Values{"language": {"en"}, "back": {"/tickets/new"}}
	case "/theme":
		return url.Values{"theme": {"dark"}, "back": {"/tickets/new"}}
	case "/desk/profile":
		return url.Values{"language": {"en"}, "theme": {"dark"}, "mail": {"hours"}, "hours": {"own"}, "from": {"08:00"}, "to": {"16.30"}, "days": {"1"}}
	case "/desk/notices/readings":
		return url.Values{"newest": {fmt.Sprint(x.notice)}}
	case "/desk/notices/{notice}/readings":
		return url.Values{}
	case "/replies":
		return url.Values{
			"key": {cast.Key()}, "seen": {fmt.Sprint(x.seen)}, "body": {"It is on its way."}, "keeps": {fmt.Sprint(x.promise)},
			"what": {"words"}, "words": {"a technician comes"}, "day": {day}, "time": {"12:00"}, "owner": {"p" + owner},
			"then": {"on_hold"}, "from": {"the post"},
		}
	case "/waiting":
		return url.Values{"status": {"pending"}, "for": {"a photo of the lamps"}}
	case "/looks":
		return url.Values{"day": {day}, "time": {"12:00"}}
	case "/words", "/sendings":
		return url.Values{"words": {"Did you find the key?"}}
	case "/notes":
		return url.Values{"key": {cast.Key()}, "body": {"Their router is old."}}
	case "/promises":
		return url.Values{"key": {cast.Key()}, "what": {"words"}, "words": {"a technician comes"}, "day": {day}, "time": {"12:00"}, "owner": {"p" + owner}}
	case "/moves":
		return url.Values{"day": {day}, "time": {"13:30"}, "reason": {"The van broke down."}}
	case "/withdrawals":
		return url.Values{"words": {"It is not needed any more."}, "seen": {fmt.Sprint(x.seen)}}
	case "/claim":
		return url.Values{"back": {"/desk"}}
	case "/owner":
		return url.Values{"owner": {owner}, "was": {fmt.Sprint(s.Maja.ID)}, "along": {fmt.Sprint(x.promise)}}
	case "/takeovers":
		return url.Values{"reason": {"Their owner is ill."}, "was": {fmt.Sprint(s.Maja.ID)}}
	case "/dismissals":
		return url.Values{"reason": {"Their owner is ill."}}
	case "/apologies":
		return url.Values{"words": {"We are sorry."}}
	case "/office/apologies/releases":
		return url.Values{"words_en": {"Our network was down."}}
	case "/office/apologies/drops":
		return url.Values{}
	case "/team":
		return url.Values{"team": {fmt.Sprint(s.Second)}}
	case "/priority":
		return url.Values{"priority": {"high"}}
	case "/questions":
		return url.Values{"question": {"Can the old router get the new firmware?"}, "skill": {"0"}}
	case "/additions":
		return url.Values{"words": {"It is the old one."}}
	case inOffice + "/claims":
		return url.Values{"back": {"/office/questions"}}
	case inOffice + "/answers":
		return url.Values{"words": {"It can, from version 4."}, "back": {"/office/questions"}}
	case inOffice + "/returns":
		return url.Values{"words": {"Which router is it?"}, "back": {"/office/questions"}}
	case inOffice + "/passes":
		return url.Values{"to": {fmt.Sprint(s.Ingrid.ID)}, "words": {"You know this one."}, "back": {"/office/questions"}}
	case "/office/spam/blocks":
		return url.Values{"value": {strings.ToLower(cast.Key()) + ".example"}, "reason": {"Rubbish every day."}, "days": {"30"}}
	case "/logout", "/solution", "/reopenings", "/undone", "/skips", "/spam", ofQuestion + "/withdrawals", ofSuspended + "/recoveries", ofSuspended + "/removals", ofBlock + "/endings":
		return url.Values{}
	case "/office/mail/retries":
		return url.Values{"mail": {fmt.Sprint(x.failed)}, "state": {"failed"}}
	case "/office/mail/releases":
		return url.Values{"mail": {fmt.Sprint(x.held)}, "state": {"held"}}
	case "/office/mail/repeats", "/office/mail/arrivals":
		return url.Values{"mail": {fmt.Sprint(x.uncertain)}, "state": {"uncertain"}}
	case "/demo/clock":
		return url.Values{"forward": {"15m"}, "back": {"/"}}
	}
	require.Fail(s.T, "nobody knows this route's form", route)
	return nil
}

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
	"github.com/kepthq/kept/internal/promise"
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
	mine      things    // the link holder's
	others    things    // the other link holder's
	free      things    // nobody owns it
	tour      things    // Oskar comes to its customer
	gone      people.ID // a customer who may be erased
	views     savedViews
	absent    absent
	duty      people.DutyID
	lost      lostThings
	rules     promiseRules
	bulk      ticket.BulkID
	folk      folk       // whom and what the staff's routes are about
	old       string     // a link to a ticket that was closed 91 days ago
	majas     promise.ID // a visit of Maja's
	mail      int64
	asset     string
	page      string // of the gallery
	clients   clients
	turned    map[string]things // by route: the ticket whose turn it is, that the route's form is about
	veiled                      // what is a private team's
	missing   map[string]string // the page of what is not there, by the actor and the shell that they see
	signedOut int
	stands    map[string]string // the database's state, nil while somebody has changed it since
}

func populated(t *testing.T, names []string) *world {
	t.Helper()
	w := &world{site: opened(t), asset: assets.URL("desk.css"), missing: map[string]string{}}
	w.page = w.galleryPage()
	w.old = w.closedLongAgo()
	w.found()
	w.clients, w.folk, w.views = w.makeClients(), w.folkOf(), w.makeViews()
	w.rules = w.makeRules()
	w.absent = w.makeAbsent()
	w.duty = w.makeDuty()
	w.lost = w.makeLost()
	w.bulk = w.makeBulk()
	w.renew()
	w.renewPrivate()
	w.tour = w.expected(w.make(w.Mette, true), "")
	w.majas = w.visited(w.make(w.Mette, true)).promise
	w.mail = w.captured(w.mine.id)
	w.hasFactor(w.Karin.ID)
	w.hasFactor(w.Jonas.ID)
	w.signInAnew(names)
	w.givesHannaPassword()
	return w
}

// renew makes the tickets that the rows are about.
func (w *world) renew() {
	w.gone, w.others, w.free = w.erasable(), w.askedUp(w.make(w.Goran, true)), w.make(w.Mette, false)
	w.renewMine()
}

// renewMine makes the ticket anew that nearly every row is about.
func (w *world) renewMine() {
	w.turned = map[string]things{}
	w.mine = w.sort(w.askedUp(w.make(w.Hanna, true)))
	w.tell(w.mine)
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

		"agent of another team":      {person: w.Nina.ID},
		"supervisor of another team": {person: w.Sven.ID},

		"signed out":  {session: ended},
		"deactivated": {person: left},
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
	if object, is := r.private(); is {
		return w.aboutPrivate(r.route, object)
	}
	if x, is := w.turned[r.route]; is && r.object != "ticket" {
		return x
	}
	return w.mine
}

// turns makes the ticket that a row is about, where any other would not do.
func (w *world) turns(r row) {
	if !needsTurn(r.route) {
		return
	}
	if _, is := r.private(); is {
		w.turnedPrivate[r.route] = w.inTurn(w.veil(w.make(w.Hanna, true)), r.route)
	} else {
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
	if isAboutBulk(r.route) {
		return bulkAddress(w.bulk, r)
	}
	if isAboutViews(r.route) {
		return w.views.address(r)
	}
	if isAboutRules(r.route) {
		return w.rules.address(r)
	}
	if isAboutAbsence(r.route) {
		return w.absent.address(r, by.person, w.Maja.ID)
	}
	if isAboutDuty(r.route) {
		return dutyAddress(r, w.duty)
	}
	if isAboutLost(r.route) {
		return w.lost.address(r)
	}
	if isClients(r.route) {
		return w.clients.address(w.T, r)
	}
	if isProof(r.route) {
		return w.proofAddress(r.route, r.object)
	}
	x, token := w.about(r), forged
	if by.own != nil {
		token = by.own(w).token
	}
	follower := fmt.Sprint(x.follower)
	number, file, promised, mail := fmt.Sprint(x.number), fmt.Sprint(x.public), fmt.Sprint(x.promise), fmt.Sprint(w.mail)
	person, message := fmt.Sprint(w.gone), fmt.Sprint(x.asks)
	outline := fmt.Sprint(x.outline)
	key, page, asset, told, question := x.key, w.page, w.asset, fmt.Sprint(x.notice), x.question(r.route)
	switch object := w.named(r); object {
	case "":
	case "own link", "receipt", "public file", "ticket", "promise", "question", "mail", "file", "page", "right password", "wrong password", onReal, "ticket that Maja owns", "ticket with a reply of Maja's on its way", "ticket with thanks", "the admin's notice", "nothing held", "message", "outline", "customer", "ticket called spam", "merged ticket", "suspended", "block":
	case "invitation":
		token = x.invitation
	case "ticket of the technician's visit", "public file of it", "file of a note of it":
		number, file = fmt.Sprint(w.tour.number), fmt.Sprint(w.tour.public)
		if object == "file of a note of it" {
			file = fmt.Sprint(w.tour.note)
		}
	case "the technician's appointment":
	case "an appointment of Maja's":
		promised = fmt.Sprint(w.majas)
	case "the link of the visit's customer":
		token, promised = w.tour.token, fmt.Sprint(w.tour.promise)
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
	case "another ticket's message":
		message = fmt.Sprint(w.others.asks)
	case "unknown message":
		message = nowhere
	case "unknown customer":
		person = nowhere
	case "somebody of the staff":
		person = fmt.Sprint(w.Jonas.ID)
	case "unknown file":
		file, asset = nowhere, "/assets/desk.0000.css"
	case "unknown follower":
		follower = nowhere
	case "unknown promise":
		promised = nowhere
	case "unknown notice":
		told = nowhere
	case "another ticket's outline":
		outline = fmt.Sprint(w.others.outline)
	case "unknown outline":
		outline = nowhere
	case "another ticket's question":
		question = w.others.question(r.route)
	case "unknown question":
		question = nowhere
	case "unknown ticket":
		number = nowhere
	case "topic", "tag", "unknown topic", "unknown topic's question", "another topic's question", "unknown tag", "a topic that is nonsense", "calendar", "unknown calendar", "a calendar that is nonsense":
	case "unknown mail":
		mail = nowhere
	case "unknown suspended":
		x.suspended = 987654
	case "unknown block":
		x.block = 987654
	case "unknown page":
		page = forged
	case "ticket that nobody owns":
		if _, is := r.private(); !is {
			number = fmt.Sprint(w.free.number)
		}
	case "a private ticket's file":
		file = fmt.Sprint(w.private.public)
	case "a private ticket's promise":
		promised = fmt.Sprint(w.private.promise)
	case "a private ticket's question":
		question = w.private.question(r.route)
	case "their own notice":
		told = fmt.Sprint(w.notices[x.id][by.person])
	case "nonsense":
		number, file, promised, mail, told, question, person, message, follower = nonsense, nonsense, nonsense, nonsense, nonsense, nonsense, nonsense, nonsense, nonsense
		outline = nonsense
		if strings.Contains(r.route, "{outline}") || strings.Contains(r.route, "{message}") || strings.Contains(r.route, "{file}") || strings.Contains(r.route, "{promise}") || strings.Contains(r.route, "{question}") || strings.HasSuffix(r.route, "/followers/{person}/removals") {
			number = fmt.Sprint(x.number)
		}
	default:
		if isAboutStaff(r.route) {
			return w.folk.address(w.T, r)
		}
		require.Fail(w.T, "nobody knows what this is", object)
	}
	if isAboutStaff(r.route) {
		return w.folk.address(w.T, r)
	}
	if strings.HasPrefix(r.route, ofTicket+"/") || strings.HasPrefix(r.route, "/my/tickets/") || strings.HasPrefix(r.route, "/t/") {
		person = follower
	}
	if isAboutTopics(r.route) {
		r.route = x.sorted.pathOf(r.route, r.object)
	}
	address := r.route
	if r.object == "nonsense" {
		address = strings.NewReplacer("{suspended}", nonsense, "{block}", nonsense).Replace(address)
	}
	return strings.NewReplacer("{token}", token, "{key}", key, "{number}", number, "{file}", file, "{promise}", promised, "{appointment}", promised, "{question}", question, "{notice}", told, "{person}", person, "{message}", message, "{outline}", outline, "{session}", fmt.Sprint(x.session),
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
		x.sorted = w.about(r).sorted
	}
	x.folk, x.clients, x.rules, x.lost = w.folk, w.clients, w.rules, w.lost
	f := w.fields(r.route, x)
	switch {
	case r.object == "right password":
		f.Set("password", "correct horse battery")
	case f.Has("mail") && r.object == "unknown mail":
		f.Set("mail", nowhere)
	case f.Has("mail") && r.object == "nonsense":
		f.Set("mail", nonsense)
	}
	w.misfill(f, r)
	if r.route == "/desk/profile" && by.person != 0 { // who they are stays as it is, and so does every page's shell
		me, err := people.Get(w.T.Context(), w.DB, by.person)
		require.NoError(w.T, err)
		f.Set("name", me.Name)
	}
	if by.person == w.Ingrid.ID && strings.HasSuffix(r.route, "/passes") && f.Get("to") == fmt.Sprint(w.Ingrid.ID) { // nobody passes a question on to themselves
		f.Set("to", fmt.Sprint(w.Karin.ID))
	}
	return f
}

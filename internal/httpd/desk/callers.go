package desk

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// mostCallers is how many customers are offered while a name is typed.
const mostCallers = 6

// mostTheirs is how many of a caller's open tickets are shown; the others stand on the customer's page.
const mostTheirs = 4

// showCallerForm shows the form that files a ticket for somebody who rings.
func (d door) showCallerForm(w http.ResponseWriter, r *http.Request) error {
	c, err := d.caller(r)
	if err != nil {
		return err
	}
	return d.callerPage(w, r, http.StatusOK, c)
}

// showCallers shows who may be ringing, while their name is typed.
func (d door) showCallers(w http.ResponseWriter, r *http.Request) error {
	c, err := d.caller(r)
	if err != nil {
		return err
	}
	return d.Render(w, r, http.StatusOK, view.Callers(c))
}

// caller is the fresh form, with who was looked for.
func (d door) caller(r *http.Request) (view.Caller, error) {
	ctx := r.Context()
	c := view.Caller{Find: r.URL.Query().Get("q"), Locale: httpd.Desk(ctx).Locale}
	zone := httpd.Desk(ctx).Location()
	c.Ticket = view.Ticket{Me: httpd.Me(ctx), Now: httpd.Now(ctx), Zone: zone, Limits: d.Limits(ctx)}
	soon := c.Ticket.Now.Add(2 * time.Hour).In(zone).Truncate(30 * time.Minute)
	c.Form = view.CallerForm{
		Key: httpd.NewFormKey(), What: view.NextNone, Language: string(c.Locale),
		Window: view.Called{Day: soon.Format(time.DateOnly), From: soon.Format("15:04"), Until: soon.Add(30 * time.Minute).Format("15:04"), Who: "p" + digits(int64(c.Ticket.Me.ID))},
	}
	return c, d.findCallers(ctx, &c)
}

func (d door) findCallers(ctx context.Context, c *view.Caller) (err error) {
	if strings.TrimSpace(c.Find) == "" {
		return nil
	}
	found, err := people.Customers(ctx, d.DB, httpd.Actor(ctx), people.Search{Words: c.Find, Limit: mostCallers})
	if err != nil {
		return err
	}
	ids := make([]people.ID, len(found))
	for i, k := range found {
		ids[i] = k.ID
	}
	return d.knowCallers(ctx, c, ids)
}

// knowCallers reads who may be ringing, in the order of their numbers here, with what was written down about them and what is open.
// Whom the reader does not see is left out.
func (d door) knowCallers(ctx context.Context, c *view.Caller, ids []people.ID) error {
	if len(ids) == 0 {
		return nil
	}
	var cards []people.Card
	var theirs []ticket.Theirs
	batch := &pgx.Batch{}
	people.AskCards(batch, httpd.Actor(ctx), ids, &cards)
	ticket.AskOfCustomers(batch, httpd.Actor(ctx), ids, mostTheirs+1, &theirs)
	if err := d.Read(ctx, batch); err != nil {
		return err
	}
	for _, id := range ids {
		i := slices.IndexFunc(cards, func(one people.Card) bool { return one.ID == id })
		if i < 0 {
			continue
		}
		var open []ticket.Row
		for _, t := range theirs {
			if t.CustomerID == id {
				open = append(open, t.Row)
			}
		}
		f := view.Ringing{Card: cards[i], HasMore: len(open) > mostTheirs}
		var err error
		if f.Open, err = d.shares(ctx, open[:min(len(open), mostTheirs)]); err != nil {
			return err
		}
		c.Found = append(c.Found, f)
	}
	return nil
}

func (d door) callerPage(w http.ResponseWriter, r *http.Request, status int, c view.Caller) (err error) {
	if c.Ticket.Staff, err = people.Staff(r.Context(), d.DB); err != nil {
		return err
	}
	f, shell, err := d.frame(w, r, nil, "caller")
	if err != nil {
		return err
	}
	f.Title, f.Flow = words(r, "kinds.caller.title"), true
	c.Frame, c.About = f, view.Abouts{Topics: shell.Topics, Desk: httpd.Desk(r.Context()).Locale}
	return d.Render(w, r, status, view.CallerPage(c))
}

// createCallersTicket files it.
func (d door) createCallersTicket(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := d.ReadForm(w, r)
	if err != nil {
		return err
	}
	c, err := d.caller(r)
	if err != nil {
		return err
	}
	c.Form = view.CallerForm{
		Key: form.Text("key"), Customer: people.ID(form.ID("customer")), Name: form.Text("name"), Address: form.Text("address"), Phone: form.Text("phone"), Language: form.Text("language"),
		Subject: form.Text("subject"), Words: form.Text("words"), What: form.Text("next"), Promise: form.Text("promise"), Window: calledOf(form),
		Topic: topic.ID(form.ID("topic")), Priority: form.Text("priority"),
	}
	k, wrong := d.read(ctx, r, c.Form)
	var done ui.Note
	var to string
	if wrong == nil {
		wrong = d.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) (err error) {
			filed, err := ticket.TakeCall(ctx, tx, httpd.Actor(ctx), d.Limits(ctx), k)
			if err == nil {
				done, to, err = d.afterFiling(ctx, r, tx, filed)
			}
			return err
		})
	}
	if wrong == nil {
		if err := d.Toast(w, done); err != nil {
			return err
		}
		httpd.Redirect(w, r, to)
		return nil
	}
	return d.refuseCaller(w, r, c, wrong)
}

// afterFiling says what was filed and leads to it. Where its topic's team is one whose tickets the reader does not see, it says so, and
// leads to the form for the next caller.
func (d door) afterFiling(ctx context.Context, r *http.Request, tx *pg.Tx, filed ticket.Ticket) (ui.Note, string, error) {
	b := i18n.Blanks{Number: digits(filed.Number)}
	if sees, err := people.Sees(ctx, tx, httpd.Me(ctx).ID, filed.TeamID); err != nil || sees {
		return ui.Note{Text: words(r, "kinds.done.filed", b)}, view.TicketAddress(filed.Number, view.List{}), err
	}
	team, err := people.GetTeam(ctx, tx, filed.TeamID)
	b.Team = ui.Clean(team.Name)
	return ui.Note{Text: words(r, "kinds.done.filed_away", b)}, "/desk/tickets/new", err
}

// read reads what was promised, by the caller's clock where it is known.
func (d door) read(ctx context.Context, r *http.Request, f view.CallerForm) (ticket.Caller, error) {
	k := ticket.Caller{Key: f.Key, Customer: f.Customer, Name: f.Name, Address: f.Address, Phone: f.Phone, Subject: f.Subject, Words: f.Words, Topic: f.Topic, Priority: sla.Priority(f.Priority)}
	if k.Locale = i18n.Locale(f.Language); !k.Locale.Valid() {
		k.Locale = httpd.Desk(ctx).Locale
	}
	zone := httpd.Desk(ctx).Location()
	if f.Customer != 0 {
		who, err := people.CardOf(ctx, d.DB, httpd.Actor(ctx), f.Customer)
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return k, err
		}
		if err == nil {
			zone = zoneOf(r, who.Person)
		}
	}
	switch f.What {
	case view.NextCall, view.NextVisit:
		kind := promise.Callback
		if f.What == view.NextVisit {
			kind = promise.Visit
		}
		a, err := appointment(kind, f.Window, zone)
		k.Agreed = a
		return k, err
	case view.InWords:
		due, noTime := wall(f.Window.Day, f.Window.From, zone)
		var noWords *fault.Error
		if strings.TrimSpace(f.Promise) == "" {
			noWords = fault.Invalid("fault.required").On("promise")
		}
		owner, noOwner := owner(f.Window.Who)
		k.Promise = &ticket.Commitment{Words: f.Promise, Due: due, Owner: owner}
		return k, fault.Join(noWords, noTime, noOwner)
	}
	return k, nil
}

// callerField is where on the page a fault's field stands, and how that is called there.
func callerField(ctx context.Context, field string) (id, label string) {
	l := i18n.From(ctx)
	switch field {
	case "due":
		return "act-call-time", l.T("desk.compose.time")
	case "to":
		return "act-call-until", l.T("kinds.call.until")
	case "owner":
		return "act-call-owner", l.T("kinds.call.who")
	case "place":
		return "act-call-place", l.T("kinds.compose.place")
	case "bring":
		return "act-call-bring", l.T("kinds.compose.bring")
	case "promise":
		return field, l.T("kinds.caller.own_words")
	case "subject":
		return field, l.T("kinds.caller.subject")
	case "words":
		return field, l.T("kinds.call.words")
	case "name":
		return field, l.T("customer.form.name")
	case "address":
		return field, l.T("desk.panel.address")
	case "phone":
		return field, l.T("kinds.caller.phone")
	case "topic":
		return field, l.T("topics.filter.topic")
	case "priority":
		return field, l.T("desk.act.priority")
	}
	return field, l.T("kinds.caller.who")
}

// refuseCaller gives back what was typed, with what was wrong.
func (d door) refuseCaller(w http.ResponseWriter, r *http.Request, c view.Caller, err error) error {
	faults := fault.Of(err)
	if len(faults) == 0 || faults[0].Kind != fault.KindInvalid && faults[0].Kind != fault.KindConflict {
		return err
	}
	c.Form.Key = keyFor(err, c.Form.Key)
	l := i18n.From(r.Context())
	for _, f := range faults {
		message := httpd.Message(l, f, c.Ticket.Now)
		at, label := callerField(r.Context(), f.Field)
		c.Problems = append(c.Problems, ui.Problem{Field: at, Label: label, Message: message})
		c.Ticket.Problems = append(c.Ticket.Problems, view.Problem{Field: f.Field, Message: message})
	}
	c.Ticket.Open = view.CallLog
	if c.Form.Customer != 0 {
		if err := d.knowCallers(r.Context(), &c, []people.ID{c.Form.Customer}); err != nil {
			return err
		}
	}
	return d.callerPage(w, r, int(faults[0].Kind), c)
}

package office

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// PromisesPath is the page that searches all promises.
const PromisesPath = "/office/promises"

// Promises is that page.
type Promises struct {
	Frame    layout.Frame
	Typed    PromisesTyped
	Found    []ticket.Found
	Older    string // the address of the page behind this one; empty: this is the last
	IsSlow   bool
	Teams    []people.Team
	Staff    []people.Person
	Now      time.Time
	Zone     *time.Location // the desk's, whose weeks and months are counted
	All      ticket.Score
	Mine     ticket.Score
	ByTeam   []ticket.Score
	Problems []ui.Problem
}

// PromisesTyped is what the filter's form says.
type PromisesTyped struct {
	Kind, State, Owner, Team, From, To string
	Unsorry, Later, Undelivered        bool
	Before                             string // the page behind a promise
}

// PromisesFields are the names of the filter's fields.
var PromisesFields = []string{"kind", "state", "owner", "team", "from", "to", "unsorry", "later", "undelivered"}

// TypedPromises reads an address.
func TypedPromises(q url.Values) PromisesTyped {
	return PromisesTyped{
		Kind: q.Get("kind"), State: q.Get("state"), Owner: q.Get("owner"), Team: q.Get("team"), From: q.Get("from"), To: q.Get("to"),
		Unsorry: q.Get("unsorry") != "", Later: q.Get("later") != "", Undelivered: q.Get("undelivered") != "", Before: q.Get("before"),
	}
}

func (t PromisesTyped) values() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{
		"kind": t.Kind, "state": t.State, "owner": t.Owner, "team": t.Team, "from": t.From, "to": t.To,
		"unsorry": ticked(t.Unsorry), "later": ticked(t.Later), "undelivered": ticked(t.Undelivered), "before": t.Before,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

func ticked(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

// Any reports whether anything is sought for.
func (t PromisesTyped) Any() bool {
	t.Before = ""
	return len(t.values()) > 0
}

// Address is the page of what is sought for.
func (t PromisesTyped) Address() string {
	if q := t.values(); len(q) > 0 {
		return PromisesPath + "?" + q.Encode()
	}
	return PromisesPath
}

// Behind is the same search from behind a promise on.
func (t PromisesTyped) Behind(p ticket.Place) PromisesTyped {
	t.Before = strconv.FormatInt(p.Due.UnixMicro(), 10) + "." + strconv.FormatInt(int64(p.ID), 10)
	return t
}

// Place is behind which promise the page begins; what nobody can read is the first page.
func (t PromisesTyped) Place() ticket.Place {
	const farthest = 253402214400 * 1_000_000 // the year 9999
	due, id, _ := strings.Cut(t.Before, ".")
	micros, err := strconv.ParseInt(due, 10, 64)
	n, wrong := strconv.ParseInt(id, 10, 64)
	if err != nil || wrong != nil || n < 1 || micros < 0 || micros > farthest {
		return ticket.Place{}
	}
	return ticket.Place{Due: time.UnixMicro(micros).UTC(), ID: promise.ID(n)}
}

func (p Promises) wrong(field string) string {
	for _, one := range p.Problems {
		if one.Field == field {
			return one.Message
		}
	}
	return ""
}

func (p Promises) kinds(ctx context.Context) []ui.Option {
	all := []ui.Option{{Label: i18n.T(ctx, "promises.any.kind")}}
	for _, k := range ticket.PromiseKinds {
		all = append(all, ui.Option{Value: string(k), Label: promiseKind(ctx, k), Chosen: string(k) == p.Typed.Kind})
	}
	return all
}

func (p Promises) states(ctx context.Context) []ui.Option {
	all := []ui.Option{{Label: i18n.T(ctx, "promises.any.state")}}
	for _, s := range ticket.PromiseStates {
		all = append(all, ui.Option{Value: string(s), Label: stateWord(ctx, s), Chosen: string(s) == p.Typed.State})
	}
	return all
}

func (p Promises) owners(ctx context.Context) []ui.Option {
	all := []ui.Option{{Label: i18n.T(ctx, "promises.any.owner")}}
	for _, one := range p.Staff {
		v := number(int64(one.ID))
		all = append(all, ui.Option{Value: v, Label: one.Name, Chosen: v == p.Typed.Owner})
	}
	return all
}

func (p Promises) teams(ctx context.Context) []ui.Option {
	all := []ui.Option{{Label: i18n.T(ctx, "promises.any.team")}}
	for _, one := range p.Teams {
		v := number(int64(one.ID))
		all = append(all, ui.Option{Value: v, Label: one.Name, Chosen: v == p.Typed.Team})
	}
	return all
}

// promiseKind is what a kind of promise is called in a list of all of them.
func promiseKind(ctx context.Context, k promise.Kind) string {
	switch k {
	case promise.FirstReply:
		return i18n.T(ctx, "promises.kind.first_reply")
	case promise.NextReply:
		return i18n.T(ctx, "promises.kind.reply")
	case promise.Update:
		return i18n.T(ctx, "promises.kind.update")
	case promise.Resolution:
		return i18n.T(ctx, "promises.kind.solution")
	case promise.Callback:
		return i18n.T(ctx, "promises.kind.call")
	case promise.Visit:
		return i18n.T(ctx, "promises.kind.visit")
	case promise.Commitment:
		return i18n.T(ctx, "promises.kind.words")
	case promise.FollowUp:
		return i18n.T(ctx, "promises.kind.follow_up")
	case promise.CheckBack:
		return i18n.T(ctx, "promises.kind.look")
	case promise.Confirmation:
		return i18n.T(ctx, "promises.kind.confirmation")
	default:
		return string(k)
	}
}

func stateWord(ctx context.Context, s promise.State) string {
	switch s {
	case promise.Pending:
		return i18n.T(ctx, "promises.state.pending")
	case promise.Paused:
		return i18n.T(ctx, "promises.state.paused")
	case ticket.Owed:
		return i18n.T(ctx, "promises.state.owed")
	case promise.Broken:
		return i18n.T(ctx, "promises.state.broken")
	case promise.Kept:
		return i18n.T(ctx, "promises.state.kept")
	case promise.Superseded:
		return i18n.T(ctx, "promises.state.superseded")
	case promise.Withdrawn:
		return i18n.T(ctx, "promises.state.withdrawn")
	default:
		return i18n.T(ctx, "promises.state.lapsed")
	}
}

// ringOf is how a promise of the list stands.
func (p Promises) ringOf(f ticket.Found) ui.State {
	switch f.State {
	case promise.Kept:
		if f.FailedAt != nil {
			return ui.Broken
		}
		return ui.Kept
	case promise.Broken:
		if f.DeliveredAt == nil && f.ReleasedAt == nil {
			return ui.Late
		}
		return ui.Broken
	case promise.Pending:
		switch {
		case f.Due.Before(p.Now):
			return ui.Late
		case desk.Soon(f.Due, p.Now):
			return ui.Soon
		}
		return ui.Upcoming
	default:
		return ui.Paused
	}
}

// facts are what became of a promise, the state first.
func (p Promises) facts(ctx context.Context, f ticket.Found) []string {
	l := i18n.From(ctx)
	state := f.State
	if p.ringOf(f) == ui.Late && state == promise.Broken {
		state = ticket.Owed
	}
	all := []string{stateWord(ctx, state)}
	if words := howItWent(l, f.Outcome); words != "" {
		all = append(all, words)
	}
	if f.Recovers {
		all = append(all, l.T("promises.fact.recovers"))
	}
	if f.MovedTo != nil {
		when := l.At(*f.MovedTo, p.Now)
		if f.MovedOpens != nil {
			when = l.Within(*f.MovedOpens, *f.MovedTo, p.Now)
		}
		all = append(all, l.T("promises.fact.moved", i18n.Blanks{When: when}))
	}
	if f.FailedAt != nil {
		all = append(all, l.T("promises.fact.undelivered", i18n.Blanks{When: l.At(*f.FailedAt, p.Now)}))
	}
	if f.DeliveredAt != nil {
		all = append(all, l.T("promises.fact.delivered", i18n.Blanks{When: l.At(*f.DeliveredAt, p.Now)}))
	}
	switch {
	case f.ApologisedAt != nil:
		all = append(all, l.T("promises.fact.sorry", i18n.Blanks{When: l.At(*f.ApologisedAt, p.Now)}))
	case f.State == promise.Broken && f.Told && f.ReleasedAt == nil:
		all = append(all, l.T("promises.fact.unsorry"))
	}
	return all
}

// howItWent says how a call or a visit ended, where its state does not say it.
func howItWent(l *i18n.Localizer, o promise.Outcome) string {
	switch o {
	case promise.NotReached:
		return l.T("promises.fact.not_reached")
	case promise.LeftMessage:
		return l.T("promises.fact.left_message")
	case promise.NotAtHome:
		return l.T("promises.fact.not_home")
	default:
		return ""
	}
}

func (p Promises) nothing(ctx context.Context) ui.Nothing {
	if p.Typed.Any() || p.Typed.Before != "" {
		return ui.Nothing{State: ui.Upcoming, Title: i18n.T(ctx, "promises.none.title"), Text: i18n.T(ctx, "promises.none.text")}
	}
	return ui.Nothing{State: ui.Upcoming, Title: i18n.T(ctx, "promises.empty.title"), Text: i18n.T(ctx, "promises.empty.text")}
}

// periods are the columns of the rates: a phone, which has no room for four, names each beside its figure.
func periods(ctx context.Context) [4]string {
	l := i18n.From(ctx)
	return [4]string{l.T("promises.period.week"), l.T("promises.period.last_week"), l.T("promises.period.month"), l.T("promises.period.last_month")}
}

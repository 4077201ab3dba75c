package portal

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

var noon = time.Date(2026, time.November, 9, 12, 0, 0, 0, time.UTC) // a Monday

func at(hours int) time.Time { return noon.Add(time.Duration(hours) * time.Hour) }

// asked is a ticket that stands on these promises.
func asked(t *testing.T, status promise.Status, promises ...*promise.Promise) ticket.Whole {
	t.Helper()
	var week calendar.Week
	for day := range week {
		week[day] = []calendar.Span{{From: 0, To: 24 * 60}}
	}
	always, err := calendar.New("UTC", week, nil)
	require.NoError(t, err)
	maja := people.Person{ID: 7, Name: "Maja Lindqvist"}
	w := ticket.Whole{
		Ticket: ticket.Ticket{Number: 4812, Subject: "No internet <b>", Status: status, Locale: i18n.PL, OpenedAt: at(-4), AssigneeID: &maja.ID},
		People: []people.Person{maja}, Promises: promises, MayWrite: true,
		Terms: promise.Terms{Calendar: always, NextReply: 4 * time.Hour, ReopenAfter: 14 * 24 * time.Hour},
		Messages: []ticket.Message{
			{ID: 1, Audience: ticket.Public, Body: "Hello", CreatedAt: at(-4), Files: []ticket.Attachment{{ID: 3, Name: "lamps.jpg", Kind: "image/jpeg", Size: 2000}}},
			{ID: 2, Audience: ticket.Internal, ByStaff: true, Body: "a nuisance", CreatedAt: at(-3)},
			{ID: 3, Audience: ticket.Public, ByStaff: true, AuthorID: 7, AuthorName: "Maja Lindqvist", Body: "Hi", CreatedAt: at(-2)},
		},
	}
	for i, p := range promises {
		p.ID, p.Started, p.MadeAt = promise.ID(i+1), at(-4), at(-4)
	}
	return w
}

func told(p promise.Promise) *promise.Promise { p.Told = at(-4); return &p }

func pending(k promise.Kind, due time.Time) *promise.Promise {
	return told(promise.Promise{Kind: k, State: promise.Pending, Due: due, BreaksAt: due, Owner: promise.Owner{Person: 7}})
}

// late is a broken promise and what recovers it.
func late(k promise.Kind) []*promise.Promise {
	recovery := pending(k, at(2))
	recovery.Recovers = 1
	return []*promise.Promise{told(promise.Promise{Kind: k, State: promise.Broken, Due: at(-1), Noticed: at(-1), Ended: at(-1)}), recovery}
}

func committed(words string, due time.Time) *promise.Promise {
	p := pending(promise.Commitment, due)
	p.Words = words
	return p
}

func TestVow_is_one_true_sentence_in_every_situation(t *testing.T) {
	t.Parallel()
	confirmed, silent := promise.Confirmed, promise.Silent
	closedAs := func(r *promise.Reason, when time.Time) ticket.Whole {
		w := asked(t, promise.Closed)
		w.CloseReason, w.FinishedAs, w.ClosedAt = r, r, &when
		return w
	}
	stands := asked(t, promise.Solved, committed("the new router is posted.", at(3)))
	stands.FinishedAs = &confirmed
	stands.Events = []event.Event{{Number: 1, Kind: event.CustomerConfirmed, At: at(-1)}}
	untold := late(promise.NextReply)
	untold[0].Told, untold[1].Told = time.Time{}, time.Time{}
	withNobody := asked(t, promise.New, pending(promise.FirstReply, at(2)))
	withNobody.AssigneeID, withNobody.Promises[0].Owner = nil, promise.Owner{Team: 1}
	for says, w := range map[string]ticket.Whole{
		"We answer you by today 14:00.":                                         withNobody,
		"We answer you by tomorrow 12:00.":                                      asked(t, promise.Open, pending(promise.NextReply, at(24))),
		"You hear from us by today 15:00.":                                      asked(t, promise.Open, pending(promise.Update, at(3))),
		"We solve it by today 16:00.":                                           asked(t, promise.Open, pending(promise.Resolution, at(4))),
		"The router is posted by today 17:00.":                                  asked(t, promise.Open, committed(" the router is posted. ", at(5))),
		"You hear from us by today 18:00.":                                      asked(t, promise.Open, committed("", at(6))),
		"We said 11:00, and we are late. We are sorry.":                         asked(t, promise.Open, late(promise.NextReply)...),
		"We said yesterday 12:00, and we are late. We are sorry.":               asked(t, promise.Open, pending(promise.Update, at(-24))),
		"We answer you by today 14:00. ":                                        asked(t, promise.Open, untold...),
		"We think it is solved. Now it is your turn.":                           asked(t, promise.Solved, pending(promise.Confirmation, at(90)), committed("We call", at(30))),
		"The new router is posted by today 15:00.":                              stands,
		"Done. You said that it is solved, today 09:00.":                        closedAs(&confirmed, at(-3)),
		"Closed Thu 8 October 12:00. We asked whether it works again and heard": closedAs(&silent, at(-24*32)),
	} {
		for _, l := range i18n.Locales {
			page := drawn(t, l, Ticket(layout.Frame{Title: w.Subject}, Opened{Whole: w, Company: "Nordby Fiber", Base: "/t/abc", Now: noon, Limits: ticket.DefaultLimits()}))
			require.NotContains(t, page, "nuisance")
			require.NotContains(t, page, "internet <b>")
			if l == i18n.EN {
				require.Contains(t, bare(page), strings.TrimSpace(says))
			}
		}
	}
}

func TestVow_knows_which_times_it_shows_first(t *testing.T) {
	t.Parallel()
	w := asked(t, promise.Open, pending(promise.NextReply, at(1)), pending(promise.Resolution, at(2)), committed("We call", at(3)))
	for _, p := range w.Promises {
		p.Told = time.Time{}
	}
	require.Equal(t, []promise.ID{1, 3}, VowOf(w, noon).Untold(), "the resolution stands nowhere on the page")
	w.Promises[0].Told = noon
	require.Equal(t, []promise.ID{3}, VowOf(w, noon).Untold())
}

func TestStory_tells_every_event_in_every_language(t *testing.T) {
	t.Parallel()
	notYet := "not_yet"
	kinds := []promise.Kind{promise.FirstReply, promise.Update, promise.Resolution, promise.Commitment}
	var promises []*promise.Promise
	for _, k := range kinds {
		promises = append(promises, pending(k, at(1)))
	}
	promises[3].Words = "The router is posted"
	promises = append(promises, committed("", at(2)), pending(promise.Confirmation, at(3)), pending(promise.Update, at(4)))
	promises[6].Told = time.Time{}
	w := asked(t, promise.Open, promises...)
	w.Messages = append(w.Messages, ticket.Message{ID: 4, Audience: ticket.Public, Said: &notYet, CreatedAt: noon})
	for _, p := range promises {
		for _, k := range []event.Kind{event.PromiseMade, event.PromiseKept, event.PromiseBroken, event.PromiseMoved, event.PromiseMovedByRule, event.PromiseWithdrawn, event.PromiseDelivered} {
			id, became := int64(p.ID), at(9)
			w.Events = append(w.Events, event.Event{Number: len(w.Events) + 1, At: noon, Kind: k, PromiseID: &id, BecameAt: &became, Became: "The van <i> broke down"})
		}
	}
	for _, k := range []event.Kind{event.TicketSolved, event.TicketReopened, event.TicketClosed, event.TicketAsked} {
		w.Events = append(w.Events, event.Event{Number: len(w.Events) + 1, At: noon, Kind: k})
	}
	w.Events = append(w.Events, event.Event{Number: len(w.Events) + 1, At: at(1), Kind: event.CustomerConfirmed}, event.Event{Number: len(w.Events) + 2, At: at(1), Kind: event.TicketClosed, Became: "confirmed"})
	told := StoryOf(w)
	require.Len(t, told, 3+1+3+len(kinds)*5+2+(5+2), "public messages; solved, reopened, closed; the confirmation once; five things of each told promise, two more of agreed ones")
	require.True(t, slices.IsSortedFunc(told, func(a, b Happening) int { return b.At.Compare(a.At) }), "the newest first")
	for _, l := range i18n.Locales {
		page := drawn(t, l, Ticket(layout.Frame{Title: "x"}, Opened{Whole: w, Company: "Nordby Fiber", Base: "/t/abc", Now: noon, Limits: ticket.DefaultLimits()}))
		require.NotContains(t, page, "van <i>")
	}
}

func TestPages_speak_five_languages(t *testing.T) {
	t.Parallel()
	problems := []ui.Problem{{Field: "subject", Label: "Subject", Message: "Fill this in."}}
	receipt := ticket.Receipt{Number: 4812, Subject: "x", Body: "y", Address: "a@b.example", Locale: i18n.SV, AskedAt: noon, Due: at(4), Files: []ticket.Attachment{{Name: "z", Size: 1}}}
	anew := receipt
	anew.Continues = true
	for _, l := range i18n.Locales {
		for _, page := range []templ.Component{
			Home(layout.Frame{}, Welcome{Company: "Nordby Fiber", Now: noon, Expected: at(3)}),
			Home(layout.Frame{}, Welcome{Company: "Nordby Fiber", Now: noon}),
			New(layout.Frame{}, Asking{Now: noon, Expected: at(3), Problems: problems, Language: l, Limits: ticket.DefaultLimits()}),
			Sent(layout.Frame{}, Received{Receipt: receipt, Now: noon}),
			Sent(layout.Frame{}, Received{Receipt: anew, Now: noon}),
			NoLink(layout.Frame{}),
		} {
			drawn(t, l, page)
		}
	}
}

// drawn is a page in a language; a message that is missing, or a blank that was left empty, fails the test.
func drawn(t *testing.T, l i18n.Locale, page templ.Component) string {
	t.Helper()
	ctx := i18n.With(context.Background(), i18n.For(l, time.UTC).Reporting(func(err error) { t.Errorf("%v", err) }))
	var out strings.Builder
	require.NoError(t, page.Render(ctx, &out))
	return out.String()
}

// bare is a page's text without its tags.
func bare(page string) string {
	var out strings.Builder
	for i, piece := range strings.Split(page, "<") {
		if _, text, found := strings.Cut(piece, ">"); found && i > 0 {
			out.WriteString(text)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

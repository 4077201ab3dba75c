package gallery

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/mail"
)

// toldMaja is one notice of each kind, the newest first.
func toldMaja() []notify.Entry {
	var all []notify.Entry
	number, kind, visit, due := int64(4812), promise.NextReply, promise.Visit, at(17, 14, 30)
	for i, k := range notify.Kinds() {
		e := notify.Entry{
			ID: notify.ID(100 - i), Kind: k, At: now().Add(-time.Duration(i*i) * 11 * time.Minute),
			Number: &number, Subject: subject, Locale: i18n.EN, Actor: ingrid.Name,
		}
		switch k {
		case notify.Warned, notify.Broken, notify.HandedUp:
			e.PromiseKind, e.Due = &kind, &due
		case notify.NobodyHome:
			e.PromiseKind, e.Due, e.Actor = &visit, &due, oskar.Name
		case notify.Asked, notify.AskedBack, notify.Answered, notify.ToldMore, notify.Passed, notify.NotAnswered:
			e.Question = "May we give Hanna two months for free?"
		case notify.ApologiesHeld:
			e.Number, e.Subject = nil, ""
		}
		if i > 5 {
			read := now()
			e.ReadAt = &read
		}
		all = append(all, e)
	}
	return all
}

// wordyNotices are some with words as long as words get.
func wordyNotices() []notify.Entry {
	number, kind, due := int64(1_204_812), promise.Commitment, at(17, 14, 30)
	long := strings.Repeat("Konstantynopolitańczykowianeczka", 4)
	return []notify.Entry{
		{ID: 2, Kind: notify.Broken, At: now(), Number: &number, Subject: long, Locale: i18n.PL, PromiseKind: &kind, PromiseWords: long, Due: &due},
		{ID: 1, Kind: notify.Asked, At: now(), Number: &number, Subject: long, Locale: i18n.PL, Actor: alek.Name, Question: long},
	}
}

func notices(n view.Notices) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		n.Now = now()
		n.Frame = frame(i18n.T(ctx, "notice.title"), "notices")
		n.Frame.Side, n.Frame.Flow = side("notices"), true
		n.Frame.Side.Unread = n.Unread
		return view.NoticesPage(n)
	})
}

func noticeStates() []State {
	mine := people.Reach{Mail: people.AtOnce, Own: &people.Hours{From: 7 * 60, To: 15*60 + 30, Days: []time.Weekday{time.Monday, time.Tuesday}}}
	return []State{
		{Name: "notices", Room: Desk, Page: notices(view.Notices{Entries: toldMaja(), Unread: 6, Older: "/desk/notices?before=1"})},
		{Name: "notices-read", Room: Desk, Page: notices(view.Notices{Entries: toldMaja()[6:], Newest: "/desk/notices"})},
		{Name: "notices-empty", Room: Desk, Page: notices(view.Notices{})},
		{Name: "notices-long-words", Room: Desk, Page: notices(view.Notices{Entries: wordyNotices(), Unread: 2})},
		{Name: "profile", Room: Desk, Page: profile(people.Reach{Mail: people.InHours}, false)},
		{Name: "profile-own-hours", Room: Desk, Page: profile(mine, false)},
		{Name: "profile-refused", Room: Desk, Page: profile(mine, true)},
		{Name: "profile-notices", Room: Desk, Page: ways(view.Ways{Me: maja, Choices: suggested(false), Mail: people.InHours})},
		{Name: "profile-notices-supervisor", Room: Desk, Page: ways(view.Ways{Me: ingrid, Choices: suggested(true), Mail: people.Never})},
		{Name: "ticket-called", Room: Desk, Page: opened(promised(), called)},
	}
}

// suggested is how everybody is told who has not chosen otherwise; loudly also by the browser.
func suggested(loudly bool) []notify.Choice {
	var all []notify.Choice
	for _, k := range notify.Kinds() {
		one := notify.Choice{Kind: k, Ways: k.Suggested()}
		one.Browser = loudly
		all = append(all, one)
	}
	return all
}

func ways(w view.Ways) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		w.Frame = frame(i18n.T(ctx, "layout.me.settings"), "profile")
		w.Frame.Side, w.Frame.Flow = side(""), true
		return view.WaysPage(w)
	})
}

// called is a ticket on which a note calls somebody, and which two follow.
func called(_ context.Context, t *view.Ticket) {
	t.Me = ingrid
	t.Whole.Watchers = []ticket.Watcher{{ID: ingrid.ID, Name: ingrid.Name}, {ID: alek.ID, Name: alek.Name}}
	for i, m := range t.Whole.Messages {
		if m.IsNote() {
			t.Whole.Messages[i].Body = "@" + ingrid.Name + ", can you look at this? " + m.Body
			t.Whole.Mentions = append(t.Whole.Mentions, ticket.Mention{MessageID: m.ID, PersonID: ingrid.ID, Words: ingrid.Name})
		}
	}
}

func profile(r people.Reach, refused bool) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		p := view.Profile{Frame: frame(i18n.T(ctx, "layout.me.settings"), "profile"), Me: maja, Language: string(i18n.From(ctx).Locale()), Wish: view.WishOf(r)}
		p.Self, p.MaxName = people.Profile{Name: maja.Name, Zone: "Europe/Copenhagen", Signature: "First line, Nordby Fiber\n+45 75 55 01 07"}, 200
		p.Frame.Side, p.Frame.Flow = side(""), true
		if refused {
			p.Wish.From, p.Wish.To, p.Wish.Days = "16:00", "8", nil
			p.Problems = []view.Problem{
				{Field: "language", Message: i18n.T(ctx, "fault.language")},
				{Field: "picture", Message: i18n.T(ctx, "staff.fault.picture")},
				{Field: "name", Message: i18n.T(ctx, "fault.required")},
				{Field: "zone", Message: i18n.T(ctx, "staff.fault.own_zone")},
				{Field: "to", Message: i18n.T(ctx, "notice.fault.clock")},
				{Field: "days", Message: i18n.T(ctx, "notice.fault.days")},
			}
		}
		return view.ProfilePage(p)
	})
}

// told draws a letter to somebody of the staff.
func told(l *i18n.Localizer, entries []notify.Entry) templ.Component {
	written, err := mail.WriteDigest(l, mail.Digest{
		Company: mail.Company{Name: "Nordby Fiber", Brand: "#0b5f78"}, Name: maja.Name, Entries: entries, Base: "https://help.nordby.example", Now: now(),
	})
	if err != nil {
		return failed(err)
	}
	return templ.Raw(written.HTML)
}

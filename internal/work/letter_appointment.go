package work

import (
	"net/url"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
	view "github.com/kepthq/kept/web/mail"
)

// isNeedless reports whether a letter that nobody wrote has lost its reason before it could leave: the appointment that it reminds of was
// moved or taken back, or its window has opened; the customer of whom it says that nothing was heard has written meanwhile.
func (l *letter) isNeedless(m outbox.Mail) bool {
	switch m.Kind {
	case outbox.Reminder:
		return l.promise == nil || l.promise.State != promise.Pending || !l.promise.Opens.After(l.now)
	case outbox.FollowUp:
		since := l.ticket.WaitingSince
		return l.ticket.Status != promise.Awaiting || l.promise == nil || since != nil && l.promise.MadeAt.Before(*since)
	default:
		return false
	}
}

// events are the appointments that a letter states, or takes back, for the customer's calendar. One answer can take back several, and
// each has a number of its own by which their calendar knows it.
func (l *letter) events(m outbox.Mail, from, to mail.Address, base *url.URL, link string) []*mail.Event {
	about, isCancelled := []*promise.Promise{l.promise}, false
	switch m.Kind {
	case outbox.Promised, outbox.Moved, outbox.Reminder:
	case outbox.Reply, outbox.Solved:
		about, isCancelled = l.takenBack(), true
	default:
		return nil
	}
	var all []*mail.Event
	for _, p := range about {
		if p == nil || !p.Kind.IsAppointment() || p.Opens.IsZero() {
			continue
		}
		e := mail.Event{
			UID: view.AppointmentUID(p, base), Sequence: p.Sequence, Stamp: m.CreatedAt, Start: p.Opens, End: p.Due, URL: link, Organizer: from, Attendee: to,
		}
		e.Summary, e.Location, e.Description = view.Event(i18n.For(l.ticket.Locale, l.zone()), l.company(), p)
		if isCancelled {
			e.IsCancelled, e.Sequence = true, e.Sequence+1
		}
		all = append(all, &e)
	}
	return all
}

// takenBack are the appointments that the letter's message took back: they ended with the message, at the same instant.
func (l *letter) takenBack() (all []*promise.Promise) {
	if l.message == nil {
		return nil
	}
	for _, p := range l.ticket.Promises {
		if p.State == promise.Withdrawn && p.WasTold() && p.Ended.Equal(l.message.CreatedAt) {
			all = append(all, p)
		}
	}
	return all
}

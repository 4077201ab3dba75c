package promise

import (
	"slices"
	"time"
)

// freshFor is how long a customer needs no reminder of what they have just agreed: half as long as it comes before the appointment, and
// no longer than this.
const freshFor = 12 * time.Hour

// WasReminded: the customer is to be reminded of an appointment, by mail.
const WasReminded What = "reminded"

// ReminderAt is when a customer is to be reminded of an appointment that opens at an instant and was agreed at another: so many hours
// before, and whole days at the same time of the day in a zone. Zero: never, since nobody is to be (0 hours), or since they have agreed it
// so shortly before that they still know.
func ReminderAt(opens, agreed time.Time, hours int, zone *time.Location) time.Time {
	if hours <= 0 {
		return time.Time{}
	}
	before := time.Duration(hours) * time.Hour
	at := opens.Add(-before)
	if hours%24 == 0 {
		at = opens.In(zone).AddDate(0, 0, -hours/24)
	}
	if at.Sub(agreed) < min(freshFor, before/2) {
		return time.Time{}
	}
	return at.UTC()
}

// Appoints reports whether a change makes an appointment of which its customer may have to be reminded.
func (b *Book) Appoints() bool { return slices.ContainsFunc(b.Promises, isToRemind) }

// SetReminders says when the customer is to be reminded of the appointments that this change makes. One that was copied from another
// ticket keeps its reminder.
func (b *Book) SetReminders(hours int) {
	zone := time.UTC
	if c := b.Terms.Calendar; c != nil {
		zone = c.Zone()
	}
	for _, p := range b.Promises {
		if isToRemind(p) {
			p.RemindAt = ReminderAt(p.Opens, b.Now, hours, zone)
		}
	}
}

// isToRemind reports whether p was made by this change, is an appointment with a window that the customer was told of, and has no
// reminder yet.
func isToRemind(p *Promise) bool {
	return p.ID < 0 && p.State == Pending && p.Kind.IsAppointment() && !p.Opens.IsZero() && p.WasTold() && p.RemindAt.IsZero()
}

// remindable reports whether the customer is to be reminded of p at an instant: not before its time, once, and not when the window has
// opened, since then somebody is at the door, or we are late.
func (p *Promise) remindable(at time.Time) bool {
	return p.State == Pending && !p.RemindAt.IsZero() && p.Reminded.IsZero() && !p.RemindAt.After(at) && p.Opens.After(at)
}

// remind asks for the reminders whose time has come. It counts the instant of recording: nobody is reminded in the past.
func (b *Book) remind() {
	for _, p := range b.Pending() {
		if p.remindable(b.Now) {
			p.Reminded = b.Now
			b.note(WasReminded, p, nil)
		}
	}
}

// FirstID is the number by which calendars know an appointment: that of the one which was agreed first, however often it was moved.
func (p *Promise) FirstID() ID {
	if p.First != 0 {
		return p.First
	}
	return p.ID
}

// Done writes down that whoever came to a visit is done there. It reports whether somebody had come.
func (b *Book) Done(id ID) bool {
	b.Pass()
	p := b.Get(id)
	if p == nil || p.Kind != Visit || p.Outcome != Arrived || p.State == Pending {
		return false
	}
	if p.DoneAt.IsZero() {
		p.DoneAt = b.Now
	}
	b.settle()
	return true
}

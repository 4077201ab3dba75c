package promise

import "time"

// freshFor is how long a customer needs no reminder of what they have just agreed.
const freshFor = 12 * time.Hour

// WasReminded: the customer is to be reminded of an appointment, by mail.
const WasReminded What = "reminded"

// setReminder says when the customer is to be reminded of an appointment that they were told of: at the same time on the day
// before. What was agreed shortly before that they still know.
func (b *Book) setReminder(p *Promise) {
	if !p.Kind.IsAppointment() || p.Opens.IsZero() || !p.WasTold() {
		return
	}
	opens := p.Opens
	if c := b.Terms.Calendar; c != nil {
		opens = opens.In(c.Zone())
	}
	if at := opens.AddDate(0, 0, -1); at.Sub(b.Now) >= freshFor {
		p.RemindAt = at.UTC()
	}
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

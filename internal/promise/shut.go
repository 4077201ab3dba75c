package promise

import "time"

// Shut closes the ticket at once, for a reason that is not the customer's (rule 15): what stands is withdrawn, what is owed is
// released, and nobody is told. A closed ticket stays as it is. It reports whether the ticket was live.
func (b *Book) Shut(reason Reason) bool {
	b.Pass()
	if b.Status == Closed {
		return false
	}
	for _, p := range b.Promises {
		if !p.State.Terminal() {
			b.withdraw(p, "")
		}
	}
	b.release(b.Owed())
	b.Unanswered, b.Ended, b.EndedAs = time.Time{}, "", ""
	b.Finished, b.ClosedAt = reason, b.Now
	b.become(WasClosed, Closed)
	b.settle()
	return true
}

package promise

import "time"

// SolveAgain undoes that a solved ticket was made to wait by the staff (rule 12): its customer is asked nothing again, the resolution that
// this made is withdrawn, and a confirmation runs from now unless the ticket had been finished. Since is when it had been solved: a
// question whose mail is still in the house is the one of then, and silence counts from when that leaves.
func (b *Book) SolveAgain(as Reason, since time.Time) {
	b.Pass()
	switch b.Status {
	case Closed:
		return
	case Solved: // silence has solved it meanwhile
	default:
		question := b.last(Confirmation, since)
		b.endResolution("")
		b.rest()
		b.become(WasSolved, Solved)
		b.asked = question != nil && !question.Left.IsZero()
		if !since.IsZero() {
			b.SolvedAt = since
		}
	}
	if as != "" {
		b.Finished = as
	}
	b.settle()
}

package promise

import "time"

// Planned is a message to a silent customer that is still to come.
type Planned struct {
	Step int
	Due  time.Time
}

// Planned are the messages to a silent customer that are still to come, the next first: as they fall due if each leaves
// in time and the customer stays silent.
func (b *Book) Planned() []Planned {
	if b.Status != Awaiting {
		return nil
	}
	days, before := b.Terms.FollowUpDays, time.Time{}
	first := 1
	if last := b.last(FollowUp, b.WaitingSince); last != nil {
		first = last.Step
		if last.State != Pending || !last.Posted.IsZero() {
			first++
		}
		if last.State != Withdrawn {
			before = last.Due
		}
	}
	var all []Planned
	for step := first; step <= len(days); step++ {
		due := b.Terms.Calendar.AddDays(b.WaitingSince, days[step-1])
		switch next := b.Following(); {
		case next != nil && next.Step == step:
			due = next.Due
		case step > 1 && !before.IsZero():
			due = latest(due, b.Terms.Calendar.AddDays(before, days[step-1]-days[step-2]))
		}
		all, before = append(all, Planned{Step: step, Due: due}), due
	}
	return all
}

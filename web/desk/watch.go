package desk

import "github.com/kepthq/kept/internal/ticket"

// called is how a note calls those whom it tells.
func (t Ticket) called(m ticket.Message) []string {
	var all []string
	for _, one := range t.Whole.Mentions {
		if one.MessageID == m.ID {
			all = append(all, one.Words)
		}
	}
	return all
}

func (t Ticket) watches() bool {
	for _, w := range t.Whole.Watchers {
		if w.ID == t.Me.ID {
			return true
		}
	}
	return false
}

package desk

import "github.com/kepthq/kept/internal/presence"

// mostNamed is how many of those who are at a ticket are named.
const mostNamed = 3

func (t Ticket) named() []presence.Somebody { return t.Others[:min(mostNamed, len(t.Others))] }

// writers are those who write there, and those who have said that they answer.
func (t Ticket) writers() []presence.Somebody {
	var all []presence.Somebody
	for _, o := range t.named() {
		if o.Writes() || o.HasIt {
			all = append(all, o)
		}
	}
	return all
}

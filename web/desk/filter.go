package desk

import (
	"time"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
)

// Standpoint is from where a list is read: what "me", "today" and a topic with what is below it mean.
type Standpoint struct {
	Me       people.ID
	Now      time.Time
	Midnight time.Time // when today began at the desk, in its zone
	Topics   topic.Tree
}

// Filter is the list as the room of tickets reads it.
func (l List) Filter(at Standpoint) ticket.Filter {
	f := ticket.Filter{
		Owners: l.Owners, Nobody: l.Nobody, Teams: l.Teams, Statuses: l.Statuses, Priorities: l.Priorities, Tags: l.Tags,
		Companies: l.Companies, Languages: l.Languages, Kinds: l.Kinds, Waiting: l.Waiting, Text: l.Text, Sort: l.Sort,
	}
	if l.Me {
		f.Owners = append([]people.ID{at.Me}, l.Owners...)
	}
	for _, id := range l.Topics {
		f.Topics = append(f.Topics, below(at.Topics, id)...)
	}
	day := func(n int) time.Time { return at.Midnight.AddDate(0, 0, n) }
	for _, due := range l.Due {
		switch due {
		case DueLate:
			f.IsLate = true
		case DueHour:
			f.Due = append(f.Due, ticket.Span{From: time.Unix(0, 0), To: at.Now.Add(time.Hour + time.Microsecond)}) // as the group does, which takes in its end
		case DueToday:
			f.Due = append(f.Due, ticket.Span{From: time.Unix(0, 0), To: day(1)})
		case DueTomorrow:
			f.Due = append(f.Due, ticket.Span{From: day(1), To: day(2)})
		case DueWeek:
			f.Due = append(f.Due, ticket.Span{From: time.Unix(0, 0), To: day(7)})
		case DueLater:
			f.Due = append(f.Due, ticket.Span{From: day(7), To: at.Now.AddDate(1000, 0, 0)})
		}
	}
	return f
}

// below is a topic with what is below it. Of one that is not there nothing is about, and the list says so.
func below(all topic.Tree, id topic.ID) []topic.ID {
	if found := all.Below(id); len(found) > 0 {
		return found
	}
	return []topic.ID{id}
}

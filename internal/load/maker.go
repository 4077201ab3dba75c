package load

import (
	"math/rand/v2"
	"time"

	"github.com/kepthq/kept/internal/sla"
)

// maker makes up tickets one after the other. What it makes up depends on the seed, the number of the ticket and the
// instant of the load alone.
type maker struct {
	world
	order   Order
	tongues []*tongue
	now     time.Time

	tickets, messages, promises int64 // the last ids that were given out
}

func (m *maker) nextMessage() int64 { m.messages++; return m.messages }

func (m *maker) nextPromise() int64 { m.promises++; return m.promises }

// aDay is how many tickets came in a day: a desk with more tickets is an older one, not a busier one.
const aDay = 550

// mostLive is how many tickets are not closed, on a desk that has so many.
const mostLive = 5000

func (m *maker) live() int {
	if m.order.Live > 0 {
		return min(m.order.Live, m.order.Tickets)
	}
	return min(mostLive, m.order.Tickets/2)
}

// next makes the next ticket. The last ones are live.
func (m *maker) next(to batch) {
	m.tickets++
	r := rand.New(rand.NewPCG(m.order.Seed, uint64(m.tickets)))
	past := int64(m.order.Tickets - m.live())
	s := &story{maker: m, r: r, to: to, id: m.tickets, t: m.tongues[m.speaks(r)]}
	s.asker = m.customerWho(r, s.t)
	s.team = m.teamFor(r)
	priority := somePriority(r)
	s.row.priority, s.row.subject, s.terms = string(priority), s.t.say(r, s.t.Subjects), termsOf(priority)
	if r.IntN(100) < 85 {
		s.row.topic = &m.topics[few(r, len(m.topics))]
	}
	if s.id <= past {
		span := time.Hour * 24 * time.Duration(1+past/aDay)
		ago := time.Duration(float64(span) * (float64(past-s.id) + r.Float64()) / float64(past))
		s.closed(m.now.Add(-time.Hour-ago).Truncate(time.Second), m.now)
	} else {
		s.live(m.now)
	}
	s.tag()
	s.tell(m.policy)
}

func (s *story) tag() {
	n := few(s.r, 4)
	seen := map[int64]bool{}
	for range n {
		if t := s.tags[few(s.r, len(s.tags))]; !seen[t] {
			seen[t] = true
			s.to.add(inTags, s.id, t)
		}
	}
}

// few is a number below n, a small one more often than a large one.
func few(r *rand.Rand, n int) int {
	f := r.Float64()
	return int(f * f * float64(n))
}

// speaks is the language of a ticket: of a hundred, forty are English and ten Greek.
func (m *maker) speaks(r *rand.Rand) int {
	switch n := r.IntN(100); {
	case n < 40:
		return 0
	case n < 65:
		return 1
	case n < 80:
		return 2
	case n < 90:
		return 3
	default:
		return 4
	}
}

// customerWho is somebody who speaks a language. Some ask again and again.
func (m *maker) customerWho(r *rand.Rand, t *tongue) int64 {
	n := few(r, m.customers/len(m.tongues))
	for i, one := range m.tongues {
		if one == t {
			return m.firstCustomer + int64(n*len(m.tongues)+i)
		}
	}
	return m.firstCustomer
}

// teamFor is a team; one ticket in twenty-five is of a private one.
func (m *maker) teamFor(r *rand.Rand) int64 {
	if r.IntN(25) == 0 {
		return one(r, m.private)
	}
	return m.public[few(r, len(m.public))]
}

func termsOf(p sla.Priority) terms {
	rules := sla.DefaultRules()
	for i, one := range sla.Priorities {
		if one == p {
			return terms{rules.FirstReply[i], rules.Resolution[i]}
		}
	}
	return terms{rules.FirstReply[0], rules.Resolution[0]}
}

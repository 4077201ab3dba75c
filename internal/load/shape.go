package load

import (
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
)

// length is how many messages a ticket has: nearly all have two to five, a few some dozens, and one in five thousand
// two hundred.
func (s *story) length() int {
	if s.id%5000 == 777 {
		return longest
	}
	switch n := s.r.IntN(1000); {
	case n < 580:
		return 2
	case n < 800:
		return 3
	case n < 905:
		return 4
	case n < 965:
		return 5
	case n < 996:
		return 6 + s.r.IntN(7)
	default:
		return 13 + s.r.IntN(48)
	}
}

const longest = 200

// talk is the conversation up to the answer that leaves nothing waiting: n messages, the first at from, step apart.
// What is said between the first question and the last answer are notes, more from the customer, and answers; with more
// than five messages customer and staff write in turn. It returns the instant of the last but the closing answer.
func (s *story) talk(from time.Time, step time.Duration, n int) (at time.Time) {
	s.asks(from)
	at = from.Add(step / 2)
	s.takes(at, one(s.r, s.members[s.team]))
	at = from
	for i := 2; i < n; i++ {
		at = at.Add(step)
		switch {
		case n > 5 && i%2 == 0:
			m := s.replies(at)
			s.mail(at, outbox.Reply, false, m, nil)
		case n > 5:
			s.writes(at)
		case s.r.IntN(2) == 0:
			s.notes(at)
		default:
			s.writes(at)
		}
	}
	return at
}

// pace is how far apart n messages may be, so that no promise of the ticket is late.
func (s *story) pace(n int) time.Duration {
	share := time.Duration(5 + s.r.IntN(80))
	fits := s.terms.resolution * share / 100 / time.Duration(n+1)
	quick := s.terms.reply * share / 100 / 4 // of a few questions in a row the first is answered in time too
	return max(time.Second, min(fits, quick))
}

// closed is a story that began at from and ended by now: the customer says that it works, or is silent past the question.
func (s *story) closed(from, now time.Time) {
	n := s.length()
	step := min(s.pace(n), now.Sub(from)/time.Duration(n+2))
	at := s.talk(from, step, n).Add(step)
	if s.r.IntN(100) < 15 && at.Add(confirmation).Before(now) {
		p := s.solves(at)
		end := p.due
		s.end(end, nil, p, promise.Kept, event.PromiseKept)
		s.closes(end, at, nil, "silent")
		return
	}
	m := s.replies(at)
	s.mail(at, outbox.Reply, false, m, nil)
	s.confirms(at.Add(step))
}

// live is a story that goes on at now. Its next times lie ahead, some of them near.
func (s *story) live(now time.Time) {
	s.row.status = string(promise.Open)
	n := s.length()
	step := s.pace(n)
	from := now.Add(-step * time.Duration(n+1)).Add(-time.Duration(s.r.IntN(600)) * time.Second)
	switch k := s.r.IntN(100); {
	case k < 12 && n < longest:
		s.row.status = string(promise.New)
		s.asks(now.Add(-s.terms.reply * time.Duration(s.r.IntN(90)) / 100))
		s.move(promise.FirstReply, s.ahead(now))
	case k < 20 && n < longest:
		s.late(now)
	case k < 45:
		at := s.talk(from, step, max(2, n-1)).Add(step)
		s.mail(at, outbox.Reply, false, s.replies(at), nil)
		s.writes(at.Add(step))
		s.move(promise.NextReply, s.ahead(now))
	default:
		s.answered(now, s.talk(from, step, n).Add(step), k)
	}
	if p := s.open(promise.Resolution); p != nil && p.state == promise.Pending {
		s.move(promise.Resolution, now.Add(24*time.Hour).Add(s.ahead(now).Sub(now)))
	}
}

// answered is a live story in which nobody waits for an answer.
func (s *story) answered(now, at time.Time, k int) {
	if k >= 85 {
		s.solves(at)
		return
	}
	m := s.replies(at)
	var p *pledge
	switch {
	case k < 70:
		p = s.promise(at, s.owner, pledge{kind: promise.Commitment, due: s.ahead(now), by: s.owner, words: one(s.r, s.t.Words)}, true)
	case k < 75:
		p = s.promise(at, s.owner, pledge{kind: promise.Update, due: s.ahead(now), target: 2 * s.terms.reply}, true)
	default:
		r := s.open(promise.Resolution)
		left := s.terms.resolution.Microseconds() / 2
		r.state, r.left = promise.Paused, &left
		s.event(at, event.PromisePaused, happening{by: s.owner, promise: &r.id, wasAt: &r.due})
		s.promise(at, s.owner, pledge{kind: promise.FollowUp, due: maxTime(at.Add(48*time.Hour), s.ahead(now)), step: 1}, false)
		s.row.status, s.row.waiting, s.row.waitsFor = string(promise.Awaiting), &at, one(s.r, s.t.Waits)
		s.event(at, event.AwaitsCustomer, happening{by: s.owner, became: s.row.waitsFor})
		s.mail(at, outbox.Reply, false, m, nil)
		return
	}
	s.mail(at, outbox.Reply, false, m, p)
}

// late is a live story whose first answer was not given in time: it is owed, its recovery runs, and it was handed up.
func (s *story) late(now time.Time) {
	s.row.status = string(promise.New)
	ago := time.Duration(1+s.r.IntN(90)) * time.Minute
	due := now.Add(-ago)
	s.asks(due.Add(-s.terms.reply))
	if s.r.IntN(3) > 0 {
		s.takes(due.Add(-s.terms.reply/2), one(s.r, s.members[s.team]))
	}
	broken := s.open(promise.FirstReply)
	noticed := due.Add(time.Millisecond)
	again := pledge{kind: promise.FirstReply, due: due.Add(2*time.Hour + time.Millisecond), target: 2 * time.Hour, recovers: &broken.id}
	again.id, again.made, again.owner, again.state, again.told = s.nextPromise(), noticed, s.owner, promise.Pending, &noticed
	n := s.event(noticed, event.PromiseBroken, happening{promise: &broken.id, wasAt: &broken.due, newAt: &again.due})
	broken.state, broken.ended, broken.noticed, broken.endedBy = promise.Broken, &noticed, &noticed, &n
	s.promises = append(s.promises, &again)
	s.row.owed = &broken.due
	s.event(noticed, event.HandedUp, happening{promise: &broken.id, became: "1"})
	s.to.add(inSteps, s.id, broken.id, 1, noticed, noticed)
}

// ahead is a time to come: a third within the day, the rest within eight days.
func (s *story) ahead(now time.Time) time.Time {
	if s.r.IntN(3) == 0 {
		return now.Add(10*time.Minute + time.Duration(s.r.IntN(24*60))*time.Minute)
	}
	return now.Add(24*time.Hour + time.Duration(s.r.IntN(7*24*60))*time.Minute)
}

// move says when the promise of a kind that stands is due, as if it had been said so at first.
func (s *story) move(kind promise.Kind, due time.Time) {
	if p := s.open(kind); p != nil {
		p.due = due
	}
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

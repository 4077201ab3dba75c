package calendar

import "time"

// Sum is how business time came to an instant: from From on, Open of business time were counted until To, and Closed are
// the stretches between them in which nobody was there, the outer ones cut at From and To.
type Sum struct {
	From, To time.Time
	Open     time.Duration
	Closed   []Interval
}

// Explain says what lies between two instants, for the sentence that explains a due time: "Fri 16:30 + 2 h → Mon 10:30;
// closed Fri 17:00 – Mon 9:00". Where to is not after from there is nothing to say but that.
func (c *Calendar) Explain(from, to time.Time) Sum {
	begin, end := micros(from), micros(to)
	sum := Sum{From: instant(begin), To: instant(end), Open: c.Between(from, to)}
	shut := begin
	for opens, closes := range c.open(begin, end) {
		if shut < opens {
			sum.Closed = append(sum.Closed, Interval{instant(shut), instant(opens)})
		}
		shut = closes
	}
	if shut < end {
		sum.Closed = append(sum.Closed, Interval{instant(shut), instant(end)})
	}
	return sum
}

// Counted are the open stretches between the closed ones.
func (s Sum) Counted() (open []Interval) {
	from := s.From
	for _, shut := range s.Closed {
		if from.Before(shut.From) {
			open = append(open, Interval{from, shut.From})
		}
		from = shut.To
	}
	if from.Before(s.To) {
		open = append(open, Interval{from, s.To})
	}
	return open
}

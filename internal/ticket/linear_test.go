package ticket_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync/atomic"
	"testing"

	"github.com/anishathalye/porcupine"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// sheet is a ticket as simply as it can be thought: what happens to it happens at one instant, one thing after another.
type sheet struct {
	owner    people.ID
	newest   ticket.MessageID
	replies  int
	isClosed bool
}

// press is what somebody asks of the ticket.
type press struct {
	what    string // take, assign, reply, close or read
	by      people.ID
	to, was people.ID        // assign
	seen    ticket.MessageID // reply
}

// heard is what came of it.
type heard struct {
	fault string // "": it was done
	who   string // whom the fault names
	made  ticket.MessageID
	read  sheet
}

// simple is what a ticket must look like to everybody, however many act at once.
func simple(first sheet, names map[people.ID]string) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return first },
		Step: func(state, input, output any) (bool, any) {
			d, p, a := state.(sheet), input.(press), output.(heard)
			switch p.what {
			case "read":
				return a.read == d, d
			case "take":
				return d.take(p, a, names)
			case "assign":
				return d.assign(p, a, names)
			case "reply":
				return d.reply(p, a)
			default:
				d.isClosed = true
				return a.fault == "", d
			}
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v: %+v", input, output) },
	}
}

func (d sheet) take(p press, a heard, names map[people.ID]string) (bool, any) {
	if d.owner != 0 && d.owner != p.by {
		return a.fault == "fault.taken" && a.who == names[d.owner], d
	}
	d.owner = p.by
	return a.fault == "", d
}

func (d sheet) assign(p press, a heard, names map[people.ID]string) (bool, any) {
	switch {
	case d.owner == p.was:
		d.owner = p.to
		return a.fault == "", d
	case d.owner == 0:
		return a.fault == "fault.given_back", d
	default:
		return a.fault == "fault.taken" && a.who == names[d.owner], d
	}
}

func (d sheet) reply(p press, a heard) (bool, any) {
	if p.seen != d.newest {
		return a.fault == "fault.moved_on", d
	}
	if d.owner == 0 {
		d.owner = p.by
	}
	d.newest, d.isClosed = a.made, false
	d.replies++
	return a.fault == "" && a.made > p.seen, d
}

// client is one of those who act on a ticket at once.
type client struct {
	*cast.Stage
	id     ticket.ID
	who    people.Person
	holder people.Actor // its customer, who closes it
	random *rand.Rand
	page   sheet // what stands on their page
}

// chooses is what they do next, by what stands on their page.
func (c *client) chooses(others []people.Person) press {
	p := press{what: []string{"take", "assign", "assign", "reply", "reply", "close", "read"}[c.random.IntN(7)], by: c.who.ID, was: c.page.owner, seen: c.page.newest}
	if n := c.random.IntN(len(others) + 1); n < len(others) {
		p.to = others[n].ID
	}
	return p
}

// does it, and hears what came of it.
func (c *client) does(p press) (a heard, err error) {
	if p.what == "read" {
		err = c.DB.QueryRow(c.T.Context(), `
			select coalesce(assignee_id, 0), (select max(id) from messages where ticket_id = t.id), (select count(*) from messages where ticket_id = t.id and by_staff), status = 'closed'
			from tickets t where id = $1`, c.id).Scan(&a.read.owner, &a.read.newest, &a.read.replies, &a.read.isClosed)
		c.page = a.read
		return a, err
	}
	err = c.Try(func(ctx context.Context, tx *pg.Tx) error {
		switch p.what {
		case "take":
			return ticket.Take(ctx, tx, c.who.Acting(), c.id)
		case "assign":
			return ticket.Assign(ctx, tx, c.who.Acting(), c.id, ticket.Handing{To: orNobody(p.to), Was: orNobody(p.was)})
		case "reply":
			sent, err := ticket.Reply(ctx, tx, c.who.Acting(), c.Limits, c.id, ticket.Draft{Key: cast.Key(), Body: "It is the router.", Seen: p.seen})
			a.made = sent.Message
			return err
		default:
			return ticket.Confirm(ctx, tx, c.holder, c.id)
		}
	})
	if why := fault.Of(err); len(why) > 0 {
		return heard{fault: why[0].Key, who: why[0].Name}, nil
	}
	return a, err
}

func orNobody(id people.ID) *people.ID {
	if id == 0 {
		return nil
	}
	return &id
}

// TestLinear_take_assign_reply_and_close lets several act on one ticket at once, at random, and requires that all of them were told
// what they could have been told if everything had happened one after another: a thousand times when it is to last (make soak).
func TestLinear_take_assign_reply_and_close(t *testing.T) {
	t.Parallel()
	histories := 120
	if os.Getenv("KEPT_SOAK") != "" {
		histories = 1000
	}
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	staff := []people.Person{s.Maja, s.Jonas, s.Ingrid, s.Karin}
	names := map[people.ID]string{}
	for _, p := range staff {
		names[p.ID] = p.Name
	}
	seed := rand.Uint64()
	outcomes := map[string]int{}
	for n := range histories {
		id := s.Asks(s.Hanna, "No internet")
		first, history := acts(t, s, id, staff, rand.New(rand.NewPCG(seed, uint64(n))))
		require.True(t, porcupine.CheckOperations(simple(first, names), history), "seed %d, history %d: %+v", seed, n, history)
		for _, o := range history {
			outcomes[o.Input.(press).what+" "+o.Output.(heard).fault]++
		}
	}
	for _, must := range []string{"take ", "take fault.taken", "assign ", "assign fault.taken", "reply ", "reply fault.moved_on", "close ", "read "} {
		require.Positive(t, outcomes[must], "%s: the histories must try it: %v", must, outcomes)
	}
	sound(t, s)
}

// acts lets everybody of the staff press four buttons, all at once, and looks at the ticket in the end. Time is counted in presses
// and answers: what was answered before something was pressed has happened before it.
func acts(t *testing.T, s *cast.Stage, id ticket.ID, staff []people.Person, random *rand.Rand) (sheet, []porcupine.Operation) {
	t.Helper()
	const each = 4
	looker := client{Stage: s, id: id, holder: s.Holder(id)}
	first, err := looker.does(press{what: "read"})
	require.NoError(t, err)
	var clock atomic.Int64
	history := make([]porcupine.Operation, each*len(staff))
	clients := make([]*client, len(staff))
	for i, p := range staff {
		clients[i] = &client{Stage: s, id: id, who: p, holder: looker.holder, random: rand.New(rand.NewPCG(random.Uint64(), uint64(i))), page: first.read}
	}
	errs := together(len(staff), func(i int) error {
		for n := range each {
			p := clients[i].chooses(staff)
			called := clock.Add(1)
			a, err := clients[i].does(p)
			if err != nil {
				return err
			}
			history[i*each+n] = porcupine.Operation{ClientId: i, Input: p, Call: called, Output: a, Return: clock.Add(1)}
		}
		return nil
	})
	require.NoError(t, errors.Join(errs...))
	called := clock.Add(1)
	last, err := looker.does(press{what: "read"})
	require.NoError(t, err)
	return first.read, append(history, porcupine.Operation{ClientId: len(staff), Input: press{what: "read"}, Call: called, Output: last, Return: clock.Add(1)})
}

// TestLinear_refuses_what_cannot_have_been shows the check histories as a desk with a fault would leave them.
func TestLinear_refuses_what_cannot_have_been(t *testing.T) {
	t.Parallel()
	const maja, jonas = people.ID(1), people.ID(2)
	names := map[people.ID]string{maja: "Maja", jonas: "Jonas"}
	op := func(client int, call, ends int64, p press, a heard) porcupine.Operation {
		return porcupine.Operation{ClientId: client, Call: call, Return: ends, Input: p, Output: a}
	}
	takes := func(by people.ID) press { return press{what: "take", by: by} }
	replies := func(by people.ID) press { return press{what: "reply", by: by, seen: 10} }
	reads := press{what: "read"}
	for what, c := range map[string]struct {
		can     bool
		history []porcupine.Operation
	}{
		"one takes and the other is told": {true, []porcupine.Operation{op(0, 1, 4, takes(maja), heard{fault: "fault.taken", who: "Jonas"}), op(1, 2, 3, takes(jonas), heard{})}},
		"both take":                       {false, []porcupine.Operation{op(0, 1, 4, takes(maja), heard{}), op(1, 2, 3, takes(jonas), heard{})}},
		"nobody gets it":                  {false, []porcupine.Operation{op(0, 1, 4, takes(maja), heard{fault: "fault.taken", who: "Jonas"}), op(1, 2, 3, takes(jonas), heard{fault: "fault.taken", who: "Maja"})}},
		"told of the wrong one":           {false, []porcupine.Operation{op(0, 1, 2, takes(maja), heard{}), op(1, 3, 4, takes(jonas), heard{fault: "fault.taken", who: "Jonas"})}},
		"both answer one message":         {false, []porcupine.Operation{op(0, 1, 4, replies(maja), heard{made: 11}), op(1, 2, 3, replies(jonas), heard{made: 12})}},
		"one answers":                     {true, []porcupine.Operation{op(0, 1, 4, replies(maja), heard{made: 11}), op(1, 2, 3, replies(jonas), heard{fault: "fault.moved_on"}), op(2, 5, 6, reads, heard{read: sheet{maja, 11, 1, false}})}},
		"the answer is lost":              {false, []porcupine.Operation{op(0, 1, 2, replies(maja), heard{made: 11}), op(2, 3, 4, reads, heard{read: sheet{0, 10, 0, false}})}},
		"it closes and is open":           {false, []porcupine.Operation{op(0, 1, 2, press{what: "close"}, heard{}), op(2, 3, 4, reads, heard{read: sheet{0, 10, 0, false}})}},
		"a page of before, while it goes": {true, []porcupine.Operation{op(0, 1, 4, press{what: "close"}, heard{}), op(2, 2, 3, reads, heard{read: sheet{0, 10, 0, false}})}},
	} {
		require.Equal(t, c.can, porcupine.CheckOperations(simple(sheet{newest: 10}, names), c.history), what)
	}
}

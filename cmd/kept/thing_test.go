package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// things are a ticket with all that can hang on one: a link, a public file, a note with a file, a commitment,
// and a notice of it.
type things struct {
	id      ticket.ID
	number  int64
	key     string // of the form that asked
	token   string // of its customer's link
	seen    ticket.MessageID
	asks    ticket.MessageID // the customer's message
	asker   people.ID        // who wrote it
	public  int64            // its file
	note    int64            // a file of a note's
	promise promise.ID
	notice  int64             // of the admin's
	asked   ticket.QuestionID // Maja's to the supervisors, and nobody's yet
	back    ticket.QuestionID // hers too; Ingrid has asked back
	secret  string            // in its subject, and nowhere else

	suspended int64 // something that became no ticket
	block     int64 // somebody who is kept out

	ownThings
	folk    folk    // whom and what a route of the staff's is about
	clients clients // whom a form about customers is about
	views   savedViews
	absent  absent
	admin   people.ID // whose absence a form is about
	duty    people.DutyID
	lost    lostThings
	rules   promiseRules

	bulk ticket.BulkID // Maja's

	failed, held, uncertain int64 // mails about it that do not leave by themselves

	sorted sorted

	outline ticket.OutlineID // how Maja understands it
}

// make makes a ticket. One that nobody owns has no answer and no commitment.
func (s *site) make(customer people.Person, isOwned bool) things {
	s.T.Helper()
	x := things{key: cast.Key(), secret: cast.Key(), asker: customer.ID}
	defer s.another()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		q := ticket.Question{
			Key: x.key, Name: customer.Name, Address: customer.Address, Subject: "No internet " + x.secret, Body: "Please help.",
			Locale: customer.Locale, Files: []ticket.Upload{s.lamps},
		}
		if x.id, err = ticket.Ask(ctx, tx, people.Actor{}, s.Limits, q); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `select max(id) from messages where ticket_id = $1`, x.id).Scan(&x.seen); err != nil {
			return err
		}
		x.asks = x.seen
		if isOwned {
			promised := &ticket.Commitment{Words: "the new router is posted", Due: s.Now().Add(6 * time.Hour)}
			answered := ticket.Draft{Key: cast.Key(), Body: "I am looking.", Seen: x.seen, Promise: promised}
			if _, err := ticket.Reply(ctx, tx, s.Maja.Acting(), s.Limits, x.id, answered); err != nil {
				return err
			}
			err := tx.QueryRow(ctx, `select id from promises where ticket_id = $1 and kind = 'commitment'`, x.id).Scan(&x.promise)
			if err != nil {
				return err
			}
		}
		note := ticket.Draft{Key: cast.Key(), Body: "An old router.", Files: []ticket.Upload{s.price}}
		if x.seen, err = ticket.Note(ctx, tx, s.Maja.Acting(), s.Limits, x.id, note); err != nil {
			return err
		}
		batch := &pgx.Batch{}
		notify.Queue(batch, s.Now(), []people.ID{s.Maja.ID, s.Karin.ID}, notify.Notice{Kind: notify.Undelivered, Ticket: int64(x.id)})
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `select max(id) from notices where person_id = $1`, s.Karin.ID).Scan(&x.notice); err != nil {
			return err
		}
		if err := ticket.WriteOutline(ctx, tx, s.Maja.Acting(), x.id, ticket.Outlining{Part: ticket.Understanding, Body: "The router is old."}); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `select max(id) from outlines where ticket_id = $1`, x.id).Scan(&x.outline); err != nil {
			return err
		}
		if x.token, err = ticket.NewLink(ctx, tx, x.id, customer.ID); err != nil {
			return err
		}
		if err := x.asksAlong(ctx, tx, customer.ID); err != nil {
			return err
		}
		const files = `select t.number, min(a.id), max(a.id) from tickets t join messages m on m.ticket_id = t.id
			join attachments a on a.message_id = m.id where t.id = $1 group by t.number`
		if err := tx.QueryRow(ctx, files, x.id).Scan(&x.number, &x.public, &x.note); err != nil {
			return err
		}
		for state, mail := range map[string]*int64{"failed": &x.failed, "held": &x.held, "uncertain": &x.uncertain} {
			const stuck = `insert into outbox (kind, state, is_automatic, message_key, ticket_id, person_id, created_at)
				values ('promised', $1, true, $2, $3, $4, kept_now()) returning id`
			if err := tx.QueryRow(ctx, stuck, state, cast.Key(), x.id, customer.ID).Scan(mail); err != nil {
				return err
			}
		}
		return s.keepBack(ctx, tx, &x)
	})
	return x
}

// askedUp asks the supervisors twice about a ticket; of one question it is Maja's move.
func (s *site) askedUp(x things) things {
	s.T.Helper()
	x.asked, x.back = s.AsksUp(s.Maja, x.id, "May it be swapped?"), s.AsksUp(s.Maja, x.id, "Is it the firmware?")
	s.AsksBack(s.Ingrid, x.back, "Which router?")
	return x
}

// needsTurn reports whether a route's form is taken only of a ticket whose turn it is in some way.
func needsTurn(route string) bool {
	return isAboutTopics(route) || route == ofTicket+"/undone" || route == ofTicket+"/dismissals" || route == notSpam || route == notMerged || strings.HasPrefix(route, ofFollowUp) || strings.HasPrefix(route, ofVisit) || strings.HasPrefix(route, ofStop)
}

// inTurn makes a ticket one of which such a form is taken: a reply of Maja's is on its way, its customer says thanks, or
// they are silent and will be written to.
func (s *site) inTurn(x things, route string) things {
	s.T.Helper()
	switch {
	case route == notSpam:
		return s.calledSpam(x)
	case route == notMerged:
		return s.merged(x)
	case strings.HasPrefix(route, ofStop):
		return s.expected(x, route)
	case strings.HasPrefix(route, ofVisit):
		return s.visited(x)
	case isAboutTopics(route):
		return s.prepared(x, route)
	case route == ofTicket+"/undone":
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Reply(ctx, tx, s.Maja.Acting(), s.Limits, x.id, ticket.Draft{Key: cast.Key(), Body: "It is posted.", Seen: x.seen, Undo: time.Minute})
			return err
		})
	case route == ofTicket+"/dismissals":
		s.Writes(x.id, "Thanks, see you then.")
		x.seen = s.Whole(x.id).LastMessage()
	case strings.HasPrefix(route, ofFollowUp):
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.SetWaiting(ctx, tx, s.Maja.Acting(), s.Limits, x.id, ticket.Wait{Status: promise.Awaiting})
		})
		x.promise = s.Latest(x.id, promise.FollowUp).ID
	}
	return x
}

// question is the one that a route's form is taken for.
func (x things) question(route string) string {
	if route == ofQuestion+"/additions" {
		return fmt.Sprint(x.back)
	}
	return fmt.Sprint(x.asked)
}

// upload is a file as a form brings it.
func (s *site) upload(name, content string) ticket.Upload {
	s.T.Helper()
	ref, err := s.files.Put(s.T.Context(), strings.NewReader(content), 1<<20)
	require.NoError(s.T, err)
	return ticket.Upload{Name: name, Kind: "text/plain", Size: ref.Size, Blob: ref.Key}
}

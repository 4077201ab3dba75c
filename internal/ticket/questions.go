package ticket

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

const (
	questionColumns = `q.id, q.ticket_id, t.number, t.team_id, t.subject, t.locale, t.assignee_id, t.policy_version_id, q.asker_id, p.name as asker, q.skill_id,
		coalesce(s.name, '') as skill, q.state, q.taken_by_id, coalesce(h.name, '') as taken_by, q.answer_by, q.alarm_at, q.level, q.asked_at, q.ended_at`
	questionTables = `questions q join tickets t on t.id = q.ticket_id join people p on p.id = q.asker_id
		left join people h on h.id = q.taken_by_id left join skills s on s.id = q.skill_id`
	turnsWhere = `
		select u.id, u.question_id, u.kind, u.author_id, a.name as author, u.to_id, coalesce(o.name, '') as "to", u.body, u.at
		from question_turns u join questions q on q.id = u.question_id join tickets t on t.id = q.ticket_id
			join people a on a.id = u.author_id left join people o on o.id = u.to_id
		where `
)

// Which questions are read, each with its turns. Whose ticket is not said is read by who sees it.
const (
	questionsOfTicket = `select ` + questionColumns + ` from ` + questionTables + ` where q.ticket_id = @ticket order by q.id`
	turnsOfTicket     = turnsWhere + `q.ticket_id = @ticket order by u.id`
	oneQuestion       = `select ` + questionColumns + ` from ` + questionTables + ` where q.id = @question and ` + people.InSight
	turnsOfOne        = turnsWhere + `q.id = @question and ` + people.InSight + ` order by u.id`
	openQuestions     = `select ` + questionColumns + ` from ` + questionTables + ` where q.ended_at is null and ` + people.InSight + ` order by q.answer_by, q.id`
	turnsOfOpen       = turnsWhere + `q.ended_at is null and ` + people.InSight + ` order by u.id`
)

// OpenQuestions lists what waits for the supervisors or for who asked them, what is to be answered first at the front.
func OpenQuestions(ctx context.Context, r pg.Reader, by people.Actor) ([]Enquiry, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return nil, err
	}
	return readQuestions(ctx, r, openQuestions, turnsOfOpen, pgx.StrictNamedArgs{"reader": by.Reader()})
}

// GetQuestion reads one question, for the supervisors.
func GetQuestion(ctx context.Context, r pg.Reader, by people.Actor, id QuestionID) (Enquiry, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return Enquiry{}, err
	}
	return questionByID(ctx, r, by, id)
}

// HasQuestion is an error unless the question is about that ticket. Staff only.
func HasQuestion(ctx context.Context, r pg.Reader, by people.Actor, of ID, id QuestionID) error {
	if err := by.May(people.Work, int64(of)); err != nil {
		return err
	}
	const q = `select q.id from questions q join tickets t on t.id = q.ticket_id where q.id = @question and t.id = @ticket and ` + people.InSight
	var found QuestionID
	return pg.Found(r.QueryRow(ctx, q, pgx.StrictNamedArgs{"question": id, "ticket": of, "reader": by.Reader()}).Scan(&found))
}

func questionByID(ctx context.Context, r pg.Reader, by people.Actor, id QuestionID) (Enquiry, error) {
	found, err := readQuestions(ctx, r, oneQuestion, turnsOfOne, pgx.StrictNamedArgs{"question": id, "reader": by.Reader()})
	if err == nil && len(found) == 0 {
		err = pg.Found(pgx.ErrNoRows)
	}
	if err != nil {
		return Enquiry{}, err
	}
	return found[0], nil
}

// readQuestions reads questions and their turns in one round trip.
func readQuestions(ctx context.Context, r pg.Reader, questions, turns string, args pgx.StrictNamedArgs) ([]Enquiry, error) {
	var found []Enquiry
	batch := &pgx.Batch{}
	queueQuestions(batch, &found, questions, turns, args)
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return nil, wrap("read questions", err)
	}
	for i := range found {
		terms, err := sla.Terms(ctx, r, found[i].Policy, sla.Normal)
		if err != nil {
			return nil, err
		}
		found[i].Open = terms.Calendar
	}
	return found, nil
}

func queueQuestions(batch *pgx.Batch, into *[]Enquiry, questions, turns string, args pgx.StrictNamedArgs) {
	batch.Queue(questions, args).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByName[Enquiry])
		return err
	})
	batch.Queue(turns, args).Query(func(rows pgx.Rows) error {
		all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Turn])
		for _, turn := range all {
			at := slices.IndexFunc(*into, func(q Enquiry) bool { return q.ID == turn.QuestionID })
			if at >= 0 { // one that came between the two statements belongs to a question that was not read
				(*into)[at].Turns = append((*into)[at].Turns, turn)
			}
		}
		return err
	})
}

// beginQuestion locks the ticket of a question and reads the question under that lock. What time has done to it stands
// in it: the next level is told before anybody does anything.
func beginQuestion(ctx context.Context, tx *pg.Tx, by people.Actor, id QuestionID) (*change, *Enquiry, error) {
	var of ID
	err := tx.QueryRow(ctx, `select ticket_id from questions where id = $1`, id).Scan(&of)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil, pg.Found(err)
	}
	if err != nil {
		return nil, nil, err
	}
	c, err := begin(ctx, tx, by, of)
	if err != nil {
		return nil, nil, err
	}
	q, err := questionByID(ctx, tx, people.System, id) // whoever may begin on its ticket
	if err != nil {
		return nil, nil, err
	}
	if q.isDue(tx.Now) {
		err = c.passQuestion(ctx, tx, &q)
	}
	return c, &q, err
}

// said is what somebody did to a question, and who is told of it.
type said struct {
	turn   TurnKind
	event  event.Kind
	words  string
	to     *people.ID // to whom it was said
	notice notify.Kind
	tell   []people.ID
}

// keepQuestion writes what the question has become, and what was said.
func (c *change) keepQuestion(ctx context.Context, tx *pg.Tx, q *Enquiry, s said) error {
	const turn = `
		insert into question_turns (question_id, kind, author_id, to_id, body, at) values (@question, @kind, @author, @to, @body, @now)`
	batch := &pgx.Batch{}
	queueQuestion(batch, q)
	batch.Queue(turn, pgx.StrictNamedArgs{"question": q.ID, "kind": s.turn, "author": c.by.ID, "to": s.to, "body": s.words, "now": tx.Now})
	c.tellOfQuestion(batch, q, s.notice, s.tell)
	c.record(event.Event{Kind: s.event, PersonID: s.to, Became: firstLine(s.words)})
	return wrap("keep a question", tx.SendBatch(ctx, batch).Close())
}

func queueQuestion(batch *pgx.Batch, q *Enquiry) {
	const update = `
		update questions set state = @state, taken_by_id = @taken, answer_by = @answer_by, alarm_at = @alarm, level = @level, ended_at = @ended where id = @id`
	batch.Queue(update, pgx.StrictNamedArgs{
		"id": q.ID, "state": q.State, "taken": q.TakenByID, "answer_by": q.AnswerBy, "alarm": q.AlarmAt, "level": q.Level, "ended": q.EndedAt,
	})
}

// tellOfQuestion queues a notice. Who did it is not told of it.
func (c *change) tellOfQuestion(batch *pgx.Batch, q *Enquiry, kind notify.Kind, to []people.ID) {
	if kind == "" {
		return
	}
	n := notify.Notice{Kind: kind, Ticket: int64(c.ticket.ID), Question: orNil(int64(q.ID)), Level: q.Level}
	if !c.by.IsSystem() && kind != notify.NotAnswered {
		n.Actor = &c.by.ID
	}
	notify.Queue(batch, c.book.Now, to, n)
}

// askingSide is who waits for an answer: who asked, and the ticket's owner.
func (c *change) askingSide(q *Enquiry) []people.ID {
	to := []people.ID{q.AskerID}
	if owner := c.ticket.AssigneeID; owner != nil && *owner != q.AskerID {
		to = append(to, *owner)
	}
	return to
}

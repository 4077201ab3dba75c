package demo

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// player performs the stories: each act by the room's own verb at its own instant, and between the acts what the worker
// would have done: the sweep at each due time, and the mail.
type player struct {
	stage   Stage
	anchor  time.Time
	stories []Story
	cast    cast
	tickets map[int]played // by the story's index
	limits  ticket.Limits
	about   subjects
}

// played is a story's ticket, with its customer as the holder of its link.
type played struct {
	id       ticket.ID
	number   int64
	customer people.Actor
	team     Team
}

func (p *player) play(ctx context.Context, tx *pg.Tx, script []Step) error {
	p.limits = ticket.DefaultLimits()
	for i, step := range script {
		if err := p.passUntil(ctx, tx, step.At); err != nil {
			return err
		}
		if err := stop(ctx, tx, step.At); err != nil {
			return err
		}
		if i > 0 && dates(script[i-1].At, step.At) > 0 {
			if err := p.readBells(ctx, tx); err != nil {
				return err
			}
		}
		if err := p.perform(ctx, tx, step, fmt.Sprintf("demostoryact%06d", i)); err != nil {
			return fmt.Errorf("%q: %s at %s: %w", p.stories[step.Story].Subject, step.Act.Do, step.At, err)
		}
		if err := p.deliver(ctx, tx); err != nil {
			return err
		}
	}
	if err := p.passUntil(ctx, tx, p.anchor); err != nil {
		return err
	}
	if err := stop(ctx, tx, p.anchor); err != nil {
		return err
	}
	return p.mailNotices(ctx, tx)
}

// passUntil lets time pass to an instant, and the sweep act a microsecond after each due time before it.
func (p *player) passUntil(ctx context.Context, tx *pg.Tx, until time.Time) error {
	for {
		wait, err := ticket.NextBreak(ctx, tx)
		if err != nil {
			return fmt.Errorf("look for the next due time: %w", err)
		}
		if wait == nil {
			return nil
		}
		at := tx.Now.Add(wait.Round(time.Microsecond)).Add(time.Microsecond)
		if at.After(until) {
			return nil
		}
		if err := stop(ctx, tx, at); err != nil {
			return err
		}
		due, err := ticket.Due(ctx, tx, []ticket.ID{}, len(p.stories))
		if err != nil {
			return fmt.Errorf("look for what is due: %w", err)
		}
		if len(due) == 0 {
			return fmt.Errorf("nothing is due at %s, though a promise is", at)
		}
		if _, err := ticket.Pass(ctx, tx, people.System, due...); err != nil {
			return fmt.Errorf("let time pass on tickets %v: %w", due, err)
		}
		if err := p.deliver(ctx, tx); err != nil {
			return err
		}
	}
}

// deliver sends what the acts have put into the outbox.
func (p *player) deliver(ctx context.Context, tx *pg.Tx) error {
	rows, err := tx.Query(ctx, `select id from outbox where state = 'queued' order by id`)
	if err != nil {
		return fmt.Errorf("look into the outbox: %w", err)
	}
	mails, err := pgx.CollectRows(rows, pgx.RowTo[outbox.ID])
	if err != nil {
		return fmt.Errorf("look into the outbox: %w", err)
	}
	for _, m := range mails {
		if err := p.stage.Deliver(ctx, tx, m); err != nil {
			return fmt.Errorf("deliver mail %d: %w", m, err)
		}
	}
	return nil
}

// perform does one act.
func (p *player) perform(ctx context.Context, tx *pg.Tx, step Step, key string) error {
	act, story := step.Act, p.stories[step.Story]
	text, err := Fill(act.Text, story.Locale, step.At, p.anchor)
	if err != nil {
		return err
	}
	files, err := p.upload(ctx, act.Files)
	if err != nil {
		return err
	}
	if act.Do == Ask {
		return p.ask(ctx, tx, step.Story, ticket.Question{Key: key, Subject: story.Subject, Body: text, Locale: story.Locale, Files: files})
	}
	on := p.tickets[step.Story]
	switch act.Do {
	case Write, NotYet:
		_, err = ticket.Write(ctx, tx, on.customer, p.limits, on.id, ticket.Letter{Key: key, Body: text, Files: files, NotYet: act.Do == NotYet})
		if err != nil {
			return err
		}
		return see(ctx, tx, on)
	case Works, ThatsAll:
		return ticket.Confirm(ctx, tx, on.customer, on.id)
	case Agree:
		page, err := ticket.Seen(ctx, tx, on.customer, on.id)
		if err != nil {
			return err
		}
		return ticket.SayRight(ctx, tx, on.customer, on.id, page.OutlineSeen(ticket.Understanding))
	case AskColleague:
		signedIn := people.Actor{ID: on.customer.ID, Role: people.Customer} // a link alone lets nobody else in
		return ticket.AddFollower(ctx, tx, signedIn, p.limits, on.id, act.With.Email)
	case JoinIn:
		return p.joinIn(ctx, tx, on, act.With)
	case Arrive, Finish:
		return p.visit(ctx, tx, p.cast.staff[act.Who], on, act, ticket.Draft{Key: key, Body: text})
	default:
		if err := p.work(ctx, tx, on, act, ticket.Draft{Key: key, Body: text, Files: files}); err != nil {
			return err
		}
		return p.about.sort(ctx, tx, p.cast.staff[act.Who], on, story.Subject)
	}
}

// joinIn lets somebody whom the customer has asked open the link of a mail, which is drawn as the mail leaves, and say yes.
func (p *player) joinIn(ctx context.Context, tx *pg.Tx, on played, who Colleague) error {
	known, err := people.ByAddress(ctx, tx, who.Email)
	if err != nil {
		return err
	}
	token, err := ticket.NewFollowLink(ctx, tx, on.id, known.ID)
	if err != nil {
		return err
	}
	_, err = ticket.Follow(ctx, tx, p.limits, token, who.Name)
	return err
}

// see shows the customer their page after they have written: the time that stands on it is told from then on.
func see(ctx context.Context, tx *pg.Tx, on played) error {
	page, err := ticket.Seen(ctx, tx, on.customer, on.id)
	if err != nil {
		return err
	}
	for _, next := range page.Book().Pending() {
		if !next.Kind.IsInternal() && !next.Kind.IsWorkerKept() {
			return ticket.Tell(ctx, tx, on.customer, on.id, []promise.ID{next.ID})
		}
	}
	return nil
}

func (p *player) ask(ctx context.Context, tx *pg.Tx, story int, q ticket.Question) error {
	for _, c := range Customers() {
		if c.Key == p.stories[story].Customer {
			q.Name, q.Address = c.Name, c.Email
		}
	}
	if err := p.about.ask(ctx, tx, &q); err != nil {
		return err
	}
	id, err := ticket.Ask(ctx, tx, people.Actor{}, p.limits, q)
	if err != nil {
		return err
	}
	who, err := people.ByAddress(ctx, tx, q.Address)
	if err != nil {
		return err
	}
	var number int64
	if err := tx.QueryRow(ctx, `select number from tickets where id = $1`, id).Scan(&number); err != nil {
		return err
	}
	p.tickets[story] = played{id: id, number: number, customer: who.HoldingLink(int64(id)), team: p.stories[story].Team}
	return nil
}

// work does an act of the staff, with the page before them that they would have had.
func (p *player) work(ctx context.Context, tx *pg.Tx, on played, act Act, d ticket.Draft) error {
	by := p.cast.staff[act.Who]
	page, err := ticket.Get(ctx, tx, by, on.number)
	if err != nil {
		return err
	}
	if err := notify.Read(ctx, tx, by, int64(on.id)); err != nil {
		return err
	}
	d.Seen = page.LastMessage()
	switch act.Do {
	case Reply, Solve:
		_, err = ticket.Reply(ctx, tx, by, p.limits, on.id, p.answer(page, act, d))
	case Note:
		_, err = ticket.Note(ctx, tx, by, p.limits, on.id, d)
	case Watch:
		err = ticket.Watch(ctx, tx, by, on.id)
	case Sort:
		err = ticket.SetTeam(ctx, tx, by, on.id, p.cast.teams[on.team])
	case Assign:
		to := p.cast.staff[act.To].ID
		err = ticket.Assign(ctx, tx, by, on.id, ticket.Handing{To: &to, Was: page.AssigneeID})
	case SetPriority:
		err = ticket.SetPriority(ctx, tx, by, on.id, act.Priority)
	case Move:
		err = ticket.Move(ctx, tx, by, p.limits, on.id, next(page), ticket.Moving{Due: act.Due.In(p.anchor), Reason: d.Body})
	case Withdraw:
		err = ticket.Withdraw(ctx, tx, by, p.limits, on.id, next(page), ticket.Withdrawal{Words: d.Body, Seen: page.LastMessage()})
	case Appoint:
		_, err = ticket.Appoint(ctx, tx, by, p.limits, on.id, p.appointment(act.Window))
	case LookAgain:
		_, err = ticket.LookAgain(ctx, tx, by, on.id, ticket.Look{At: act.Due.In(p.anchor)})
	case NoReply:
		err = ticket.NoReplyNeeded(ctx, tx, by, p.limits, on.id, ticket.NoReply{Reason: d.Body, Seen: d.Seen})
	case AskUp:
		_, err = ticket.AskUp(ctx, tx, by, p.limits, on.id, ticket.Asking{Body: d.Body, Skill: p.cast.skills[act.Skill]})
	case AnswerUp:
		err = ticket.AnswerQuestion(ctx, tx, by, p.limits, asked(page), d.Body)
	case Understand:
		err = ticket.WriteOutline(ctx, tx, by, on.id, ticket.Outlining{Part: ticket.Understanding, Body: d.Body, Seen: page.OutlineSeen(ticket.Understanding)})
	case Plan:
		err = ticket.WriteOutline(ctx, tx, by, on.id, ticket.Outlining{Part: ticket.Plan, Body: d.Body, Seen: page.OutlineSeen(ticket.Plan)})
	case Merge:
		_, err = ticket.Merge(ctx, tx, by, on.id, ticket.Merging{Number: p.numberOf(act.Into)})
	case TakeOver:
		err = ticket.TakeOver(ctx, tx, by, p.limits, on.id, ticket.Taking{Was: page.AssigneeID, Reason: d.Body})
	default:
		err = fmt.Errorf("nobody knows how to %s", act.Do)
	}
	return err
}

// answer is what a reply says besides its text.
func (p *player) answer(page ticket.Whole, act Act, d ticket.Draft) ticket.Draft {
	d.Then, d.For = act.Then, act.For
	if act.Do == Solve {
		d.Then = promise.Solved
	}
	if act.Keeps {
		d.Keeps = []promise.ID{next(page)}
	}
	if act.Promise != nil {
		owner := p.cast.staff[act.Promise.Owner]
		d.Promise = &ticket.Commitment{
			Words: act.Promise.Words, Due: act.Promise.Due.In(p.anchor), Owner: promise.Owner{Person: int64(owner.ID)},
		}
	}
	return d
}

// numberOf is the number of a story's ticket; 0 if nobody has asked it yet.
func (p *player) numberOf(subject string) int64 {
	for i, s := range p.stories {
		if s.Subject == subject {
			return p.tickets[i].number
		}
	}
	return 0
}

// asked is the question that waits for an answer; 0 if none does.
func asked(page ticket.Whole) ticket.QuestionID {
	for _, q := range page.Questions {
		if q.IsOpen() {
			return q.ID
		}
	}
	return 0
}

// next is the commitment that is due next, as the composer preselects it; 0 if none stands.
func next(page ticket.Whole) promise.ID {
	for _, pending := range page.Book().Pending() {
		if pending.Kind == promise.Commitment {
			return pending.ID
		}
	}
	return 0
}

// upload stores an act's files.
func (p *player) upload(ctx context.Context, files []File) ([]ticket.Upload, error) {
	var stored []ticket.Upload
	for _, f := range files {
		content, err := f.Content()
		if err != nil {
			return nil, err
		}
		ref, err := p.stage.Files.Put(ctx, bytes.NewReader(content), ticket.DefaultLimits().FileBytes)
		if err != nil {
			return nil, fmt.Errorf("store %s: %w", f.Name, err)
		}
		stored = append(stored, ticket.Upload{Name: f.Name, Kind: blob.Kind(f.Name, content), Size: ref.Size, Blob: ref.Key})
	}
	return stored, nil
}

func (p *player) appointment(w *Window) ticket.Appointment {
	return ticket.Appointment{
		Kind: w.Kind, Words: w.Words, Opens: w.Opens.In(p.anchor), Closes: w.Closes.In(p.anchor), Place: w.Place, Bring: w.Bring,
		Owner: promise.Owner{Person: int64(p.cast.staff[w.Owner].ID)},
	}
}

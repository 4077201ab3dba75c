package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// createQuestion asks the supervisors.
func (d door) createQuestion(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	a := ticket.Asking{Body: form.Text("question"), Skill: -1} // what is no number is no skill, and the room refuses it
	if skill := form.ID("skill"); skill != 0 || form.Text("skill") == "0" || !form.Has("skill") {
		a.Skill = skill
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		id, err := ticket.AskUp(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, t.ID, a)
		if err != nil {
			return ui.Note{}, err
		}
		when, err := d.answerBy(ctx, tx, t.Number, id)
		return ui.Note{Text: words(r, "question.done.asked", i18n.Blanks{When: when}), Draft: "question-" + digits(t.Number)}, err
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(v *view.Ticket) {
		v.Open, v.Entry, v.Asked.Skill = view.AskUp, view.Entry{Text: form.Text("question")}, form.ID("skill")
	})
}

// createAddition answers what a supervisor asked back.
func (d door) createAddition(w http.ResponseWriter, r *http.Request) error {
	t, id, form, err := d.question(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		if err := ticket.TellMore(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, id, form.Text("words")); err != nil {
			return ui.Note{}, err
		}
		when, err := d.answerBy(ctx, tx, t.Number, id)
		return ui.Note{Text: words(r, "question.done.told", i18n.Blanks{When: when})}, err
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(v *view.Ticket) {
		v.Open, v.Asked.Sent, v.Entry = view.Tell, id, view.Entry{Text: form.Text("words")}
	})
}

// createQuestionWithdrawal takes a question back.
func (d door) createQuestionWithdrawal(w http.ResponseWriter, r *http.Request) error {
	t, id, _, err := d.question(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "question.done.withdrawn")}, ticket.WithdrawQuestion(ctx, tx, httpd.Actor(ctx), id)
	})
	return d.settled(w, r, t.Number, err, "")
}

// question reads what acts on a ticket's own question need; another ticket's is not there.
func (d door) question(w http.ResponseWriter, r *http.Request) (ticket.Ticket, ticket.QuestionID, httpd.Form, error) {
	t, err := d.ticket(r)
	if err != nil {
		return t, 0, httpd.Form{}, err
	}
	id, err := httpd.PathID(r, "question")
	if err != nil {
		return t, 0, httpd.Form{}, err
	}
	if err := ticket.HasQuestion(r.Context(), d.DB, httpd.Actor(r.Context()), t.ID, ticket.QuestionID(id)); err != nil {
		return t, 0, httpd.Form{}, err
	}
	form, err := d.ReadForm(w, r)
	return t, ticket.QuestionID(id), form, err
}

// answerBy is when the question is answered at the latest, in words.
func (d door) answerBy(ctx context.Context, tx *pg.Tx, number int64, id ticket.QuestionID) (string, error) {
	whole, err := ticket.Get(ctx, tx, httpd.Actor(ctx), number)
	if err != nil {
		return "", err
	}
	for _, q := range whole.Questions {
		if q.ID == id {
			return i18n.From(ctx).By(q.AnswerBy, tx.Now), nil
		}
	}
	return "", nil
}

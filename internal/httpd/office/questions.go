package office

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	desk "github.com/kepthq/kept/web/desk"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// allQuestions is the page of all of them.
const allQuestions = "/office/questions"

func (d door) showQuestions(w http.ResponseWriter, r *http.Request) error {
	all, err := ticket.OpenQuestions(r.Context(), d.DB, httpd.Actor(r.Context()))
	if err != nil {
		return err
	}
	frame, err := d.frame(w, r, "questions", words(r, "question.list.title"))
	if err != nil {
		return err
	}
	q, err := d.questions(r, all, allQuestions)
	if err != nil {
		return err
	}
	return d.Render(w, r, http.StatusOK, view.ShowQuestions(view.QuestionsPage{Frame: frame, Questions: q}))
}

// questions is the part that any page of the office can show: back is the page that comes after an act.
func (d door) questions(r *http.Request, all []ticket.Enquiry, back string) (view.Questions, error) {
	ctx := r.Context()
	staff, err := people.Staff(ctx, d.DB)
	if err != nil {
		return view.Questions{}, err
	}
	roster, err := people.ReadRoster(ctx, d.DB)
	return view.Questions{All: all, Staff: staff, Roster: roster, Me: httpd.Me(ctx), Now: httpd.Now(ctx), Limits: d.Settings.Limits, Back: back}, err
}

func (d door) showQuestion(w http.ResponseWriter, r *http.Request) error {
	id, err := questionID(r)
	if err != nil {
		return err
	}
	return d.questionPage(w, r, id, http.StatusOK, func(*view.QuestionsPage) {})
}

// questionPage draws one question as it stands now, with what with adds to it.
func (d door) questionPage(w http.ResponseWriter, r *http.Request, id ticket.QuestionID, status int, with func(*view.QuestionsPage)) error {
	one, err := ticket.GetQuestion(r.Context(), d.DB, httpd.Actor(r.Context()), id)
	if err != nil {
		return err
	}
	title := words(r, "question.list.from", i18n.Blanks{Name: ui.Clean(desk.First(one.Asker))})
	frame, err := d.frame(w, r, "questions", title)
	if err != nil {
		return err
	}
	q, err := d.questions(r, []ticket.Enquiry{one}, allQuestions)
	if err != nil {
		return err
	}
	p := view.QuestionsPage{Frame: frame, Questions: q, One: true}
	with(&p)
	return d.Render(w, r, status, view.ShowQuestions(p))
}

// createClaim takes a question. Who comes second is shown it, and told who has it.
func (d door) createClaim(w http.ResponseWriter, r *http.Request) error {
	return d.act(w, r, "", func(ctx context.Context, tx *pg.Tx, id ticket.QuestionID, _ httpd.Form) (string, error) {
		return words(r, "question.done.taken"), ticket.TakeQuestion(ctx, tx, httpd.Actor(ctx), id)
	})
}

func (d door) createAnswer(w http.ResponseWriter, r *http.Request) error {
	return d.act(w, r, view.Answer, func(ctx context.Context, tx *pg.Tx, id ticket.QuestionID, f httpd.Form) (string, error) {
		if err := ticket.AnswerQuestion(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, id, f.Text("words")); err != nil {
			return "", err
		}
		asker, err := asker(ctx, tx, id)
		return words(r, "question.done.answered", i18n.Blanks{Name: asker}), err
	})
}

// createReturn asks whoever asked.
func (d door) createReturn(w http.ResponseWriter, r *http.Request) error {
	return d.act(w, r, view.AskBack, func(ctx context.Context, tx *pg.Tx, id ticket.QuestionID, f httpd.Form) (string, error) {
		if err := ticket.AskBack(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, id, f.Text("words")); err != nil {
			return "", err
		}
		asker, err := asker(ctx, tx, id)
		return words(r, "question.done.back", i18n.Blanks{Name: asker}), err
	})
}

func (d door) createPass(w http.ResponseWriter, r *http.Request) error {
	return d.act(w, r, view.PassOn, func(ctx context.Context, tx *pg.Tx, id ticket.QuestionID, f httpd.Form) (string, error) {
		p := ticket.Passing{To: people.ID(f.ID("to")), Words: f.Text("words")} // what is no number is nobody, and the room refuses it
		return words(r, "question.done.passed"), ticket.PassOn(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, id, p)
	})
}

func asker(ctx context.Context, tx *pg.Tx, id ticket.QuestionID) (string, error) {
	q, err := ticket.GetQuestion(ctx, tx, httpd.Actor(ctx), id)
	return desk.First(q.Asker), err
}

// act makes one change of a question, and goes back to the page that its form stood on. A form that was not taken comes
// back on the question's own page, with what was typed.
func (d door) act(w http.ResponseWriter, r *http.Request, act string, f func(context.Context, *pg.Tx, ticket.QuestionID, httpd.Form) (string, error)) error {
	id, err := questionID(r)
	if err != nil {
		return err
	}
	form, err := d.ReadForm(w, r)
	if err != nil {
		return err
	}
	var done string
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		done, err = f(ctx, tx, id, form)
		return err
	})
	if err != nil {
		return d.refuseQuestion(w, r, id, err, view.SentForm{Of: id, Act: act, Words: form.Text("words"), To: form.Text("to")})
	}
	if err := d.Toast(w, ui.Note{Text: done}); err != nil {
		return err
	}
	to := allQuestions
	if back := form.Text("back"); back != "" {
		to = httpd.SafeNext(back)
	}
	httpd.Redirect(w, r, to)
	return nil
}

func (d door) refuseQuestion(w http.ResponseWriter, r *http.Request, id ticket.QuestionID, err error, sent view.SentForm) error {
	faults := fault.Of(err)
	if len(faults) == 0 || !slices.Contains([]fault.Kind{fault.KindInvalid, fault.KindConflict}, faults[0].Kind) {
		return err
	}
	l, now := i18n.From(r.Context()), httpd.Now(r.Context())
	return d.questionPage(w, r, id, int(faults[0].Kind), func(p *view.QuestionsPage) {
		p.Sent = sent
		for _, f := range faults {
			message := httpd.Message(l, f, now)
			if f.Kind == fault.KindConflict {
				p.Clash = message
				continue
			}
			p.Sent.Problems = append(p.Sent.Problems, ui.Problem{Field: f.Field, Message: message})
		}
	})
}

// questionID is the question in the address; what is no number is not there.
func questionID(r *http.Request) (ticket.QuestionID, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, "question"), 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.NotFound()
	}
	return ticket.QuestionID(id), nil
}

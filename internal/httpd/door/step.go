package door

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/door"
	"github.com/kepthq/kept/web/ui"
)

// step is where somebody proves who they are beside signing in with a password: the second step of that, the same again within
// a session, and that an account is theirs whom the company's sign-in has named.
type step struct {
	at       view.StepAt
	half     factor.Half // none in a session
	person   people.Person
	standing factor.Standing
	holder   people.Token // what a passkey's challenge is kept for: the half-session or the session
	next     string
}

// asksFactor reports whether a second factor is asked for: of everybody who has one.
func (s step) asksFactor() bool { return len(s.standing.Factors) > 0 }

// second and link are half-sessions' steps; again is a session's.
func (d door) second(r *http.Request) (step, error) { return d.halfStep(r, view.Second, factor.Second) }

func (d door) link(r *http.Request) (step, error) { return d.halfStep(r, view.Link, factor.Link) }

func (d door) halfStep(r *http.Request, at view.StepAt, kind factor.HalfKind) (step, error) {
	s := step{at: at, holder: d.Half(r)}
	var err error
	if s.half, err = factor.HalfOf(r.Context(), d.DB, s.holder, kind); err != nil {
		return s, err
	}
	s.next = s.half.Next
	return d.whose(r, s, s.half.PersonID)
}

func (d door) again(r *http.Request) (step, error) {
	me := httpd.Me(r.Context())
	if !me.Role.IsStaff() {
		return step{}, fault.SignIn("fault.sign_in")
	}
	return d.whose(r, step{at: view.Again, holder: d.Session(r), next: r.URL.Query().Get("next")}, me.ID)
}

func (d door) whose(r *http.Request, s step, id people.ID) (step, error) {
	var err error
	if s.person, err = people.Get(r.Context(), d.DB, id); err != nil {
		return s, err
	}
	s.standing, err = factor.Of(r.Context(), d.DB, id)
	return s, err
}

// finder finds the step that a request is about.
type finder func(*http.Request) (step, error)

func (d door) showStep(find finder) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		s, err := find(r)
		if err != nil {
			return d.overAgain(w, r, err)
		}
		return d.step(w, r, http.StatusOK, s, view.Step{})
	}
}

// overAgain leads back to the sign-in page when a half-session is over, and says so there.
func (d door) overAgain(w http.ResponseWriter, r *http.Request, err error) error {
	if !fault.Is(err, fault.KindGone) {
		return err
	}
	d.DropHalf(w)
	return d.login(w, r, http.StatusGone, view.Login{Problems: httpd.Problems(r.Context(), err)})
}

func (d door) step(w http.ResponseWriter, r *http.Request, status int, s step, page view.Step) error {
	page.Frame = d.Frame(w, r, view.StepTitle(r.Context(), s.at), "login")
	page.Frame.Back = string(s.at) // the address may name where somebody wants to go on to
	page.At, page.Name, page.Address, page.Next = s.at, s.person.Name, s.person.Address, s.next
	page.ByFactor = s.asksFactor()
	page.ByCode = s.standing.Has(factor.Code) || s.standing.CodesLeft > 0
	page.HasApp = s.standing.Has(factor.Code)
	page.ByPasskey = s.standing.Has(factor.Passkey) && d.Passkeys != nil
	page.Named = s.half.Address
	if d.SignOn != nil {
		page.Company = d.SignOn.Label()
		page.ByCompany = s.at == view.Again && len(s.standing.Identities) > 0
	}
	return d.Render(w, r, status, view.StepPage(page))
}

// proof finds out, within a change, whether what was sent proves who somebody is, and how.
type proof func(ctx context.Context, tx *pg.Tx, s step) (people.Proof, factor.Kind, error)

// answerStep takes what was typed: a code of an app, a recovery code, or the password of somebody who has no second factor.
func (d door) answerStep(find finder) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		form, err := d.ReadFields(w, r)
		if err != nil {
			return err
		}
		return d.answer(w, r, find, form, func(r *http.Request, s step) (proof, error) {
			if !s.asksFactor() {
				return d.byPassword(r, s, form.Text("password"))
			}
			if form.Text("code") == "" {
				return nil, fault.Invalid("fault.required").On("code")
			}
			answer, err := factor.Prepare(r.Context(), d.DB, s.person.ID, form.Text("code"))
			return func(ctx context.Context, tx *pg.Tx, s step) (people.Proof, factor.Kind, error) {
				kind, err := factor.Take(ctx, tx, d.Seal, s.person.ID, answer, httpd.Network(r))
				return people.BySecondFactor, kind, err
			}, err
		})
	}
}

func (d door) byPassword(r *http.Request, s step, password string) (proof, error) {
	if password == "" {
		return nil, fault.Invalid("fault.required").On("password")
	}
	isRight, err := people.Match(r.Context(), d.DB, s.person.ID, password)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx *pg.Tx, s step) (people.Proof, factor.Kind, error) {
		if !isRight {
			return "", "", fault.Invalid("factor.fault.password").On("password")
		}
		needs, err := factor.Needs(ctx, tx, s.person.ID) // somebody may have got one meanwhile
		if err == nil && needs {
			err = fault.Conflict("factor.fault.changed")
		}
		return people.ByPassword, "", err
	}, nil
}

// answerPasskey takes what a passkey has signed.
func (d door) answerPasskey(find finder) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		form, err := d.ReadFields(w, r)
		if err != nil {
			return err
		}
		return d.answer(w, r, find, form, func(*http.Request, step) (proof, error) {
			return func(ctx context.Context, tx *pg.Tx, s step) (people.Proof, factor.Kind, error) {
				return people.BySecondFactor, factor.Passkey, d.Passkeys.Take(ctx, tx, s.person.ID, s.holder, form.Text("credential"))
			}, nil
		})
	}
}

// challenge asks the browser for one of somebody's passkeys; only script asks for it.
func (d door) challenge(find finder) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if _, err := d.ReadFields(w, r); err != nil {
			return err
		}
		s, err := find(r)
		if err != nil {
			return err
		}
		return d.Ask(w, r, func(ctx context.Context, tx *pg.Tx) (any, error) {
			return d.Passkeys.AskToProve(ctx, tx, s.person.ID, s.holder)
		})
	}
}

// answer looks at what was sent, unless somebody guesses. A try counts before it is looked at, for the half-session and for the
// person in all processes, so that many at once are no way around; who was right has not guessed.
func (d door) answer(w http.ResponseWriter, r *http.Request, find finder, form httpd.Form, prepare func(*http.Request, step) (proof, error)) error {
	s, err := find(r)
	if err != nil {
		return d.overAgain(w, r, err)
	}
	if s.at == view.Again {
		s.next = form.Text("next")
	}
	counted, err := d.Count(r, d.Settings.Rates.Proof, strconv.FormatInt(int64(s.person.ID), 10))
	if err != nil {
		return err
	}
	prove, err := prepare(r, s)
	if fault.Is(err, fault.KindInvalid) { // nothing was typed: nothing was tried
		return errors.Join(d.takeBack(r, counted), d.wrong(w, r, s, err))
	}
	if err != nil {
		return err
	}
	if err := d.countHalf(r, &s); err != nil {
		return d.overAgain(w, r, err)
	}
	session, kind, err := d.complete(r, s, prove)
	if fault.Is(err, fault.KindInvalid) {
		return d.refused(w, r, s, err)
	}
	if err != nil {
		return d.overAgain(w, r, err)
	}
	if err := d.takeBack(r, counted); err != nil {
		return err
	}
	return d.goOn(w, r, s, session, kind)
}

func (d door) takeBack(r *http.Request, t people.Try) error {
	return d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error { return t.TakeBack(ctx, tx) })
}

// countHalf counts one try of a half-session.
func (d door) countHalf(r *http.Request, s *step) error {
	if s.at == view.Again {
		return nil
	}
	return d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		s.half, err = factor.Try(ctx, tx, s.holder, s.half.Kind)
		return err
	})
}

// complete makes the session that the proof is worth, or none.
func (d door) complete(r *http.Request, s step, prove proof) (session people.Token, kind factor.Kind, err error) {
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		by, k, err := prove(ctx, tx, s)
		if err != nil {
			return err
		}
		kind = k
		if s.at == view.Again {
			session, err = people.Prove(ctx, tx, s.holder, by)
			if err != nil {
				return err
			}
			return audit.Write(ctx, tx, s.entry(r, factor.AuditProved, string(by)))
		}
		if err := factor.End(ctx, tx, s.holder); err != nil {
			return err
		}
		if s.at == view.Link {
			by = people.BySingleSignOn
			if err := factor.KeepIdentity(ctx, tx, s.half, httpd.Network(r)); err != nil {
				return err
			}
		}
		session, err = people.SignInFrom(ctx, tx, s.person.ID, d.Session(r), httpd.Whence(r, by))
		return err
	})
	return session, kind, err
}

func (s step) entry(r *http.Request, kind audit.Kind, object string) audit.Entry {
	return audit.Entry{By: int64(s.person.ID), Kind: kind, Person: int64(s.person.ID), Object: object, Network: httpd.Network(r)}
}

// refused notes a proof that was none, and shows the step again, or the sign-in page when it was the last try.
func (d door) refused(w http.ResponseWriter, r *http.Request, s step, why error) error {
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if s.at != view.Again {
			return people.NoteStepRefusal(ctx, tx, s.person.ID, string(s.at), httpd.Whence(r, ""))
		}
		e := s.entry(r, factor.AuditNotProved, string(s.at))
		e.By = 0 // whoever it was, it was not shown to be them
		return audit.Write(ctx, tx, e)
	})
	if err != nil {
		return err
	}
	if s.at != view.Again && s.half.TriesLeft == 0 {
		return d.overAgain(w, r, fault.Gone("factor.fault.half_tried"))
	}
	return d.wrong(w, r, s, why)
}

func (d door) wrong(w http.ResponseWriter, r *http.Request, s step, why error) error {
	page := view.Step{TriesLeft: s.half.TriesLeft, Problems: httpd.Problems(r.Context(), why,
		httpd.Input{Name: "code", Label: i18n.T(r.Context(), "factor.step.code")},
		httpd.Input{Name: "password", Label: i18n.T(r.Context(), "signin.password")})}
	return d.step(w, r, http.StatusUnprocessableEntity, s, page)
}

// goOn leads to where somebody wanted, and says how many recovery codes are left to whoever has just used one.
func (d door) goOn(w http.ResponseWriter, r *http.Request, s step, session people.Token, kind factor.Kind) error {
	d.KeepSession(w, session)
	if s.at != view.Again {
		d.DropHalf(w)
	}
	switch {
	case kind == factor.Recovery:
		left := s.standing.CodesLeft - 1
		if err := d.Toast(w, ui.Note{Text: i18n.T(r.Context(), "factor.done.recovery_used", i18n.Blanks{Count: left})}); err != nil {
			return err
		}
	case s.at == view.Link:
		if err := d.Toast(w, ui.Note{Text: i18n.T(r.Context(), "factor.done.linked", i18n.Blanks{Name: d.companyLabel()})}); err != nil {
			return err
		}
	}
	httpd.Redirect(w, r, httpd.Onwards(s.next))
	return nil
}

func (d door) companyLabel() string {
	if d.SignOn == nil {
		return ""
	}
	return d.SignOn.Label()
}

package door

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sso"
	view "github.com/kepthq/kept/web/door"
)

const (
	visitCookie = "kept_visit"
	visitLife   = 10 * time.Minute
	visitSealed = "a visit to the company's sign-in"
	longestNext = 1000 // of an address that travels in a cookie
)

// visit is one visit to the company's sign-in, sealed in the cookie of the browser that began it: nobody else can end it.
type visit struct {
	Try   sso.Try
	Next  string
	Again bool // to prove again who is signed in
	At    time.Time
}

// askCompany sends somebody to the company's sign-in.
func (d door) askCompany(w http.ResponseWriter, r *http.Request) error {
	if d.SignOn == nil {
		return fault.NotFound()
	}
	asked := r.URL.Query()
	now, err := factor.Clock(r.Context(), d.DB)
	if err != nil {
		return err
	}
	v := visit{Try: sso.NewTry(), Next: asked.Get("next"), Again: asked.Has("again"), At: now}
	if len(v.Next) > longestNext {
		v.Next = ""
	}
	if v.Again && httpd.Me(r.Context()).ID == 0 {
		return fault.SignIn("fault.sign_in")
	}
	to, err := d.SignOn.Address(r.Context(), v.Try, v.Again)
	if err != nil {
		return d.notByCompany(w, r, err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	sealed, err := d.Seal.Seal(text, visitSealed)
	if err != nil {
		return err
	}
	d.Keep(w, visitCookie, base64.RawURLEncoding.EncodeToString(sealed), visitLife)
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// fromCompany takes somebody back who was sent there. Only the browser that was sent comes back, and only once.
func (d door) fromCompany(w http.ResponseWriter, r *http.Request) error {
	if d.SignOn == nil {
		return fault.NotFound()
	}
	v, err := d.visit(r)
	d.Drop(w, visitCookie)
	if err != nil {
		return d.notByCompany(w, r, err)
	}
	counted, err := d.Count(r, d.Settings.Rates.SignInNetwork, httpd.Network(r))
	if err != nil {
		return err
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error { return factor.UseState(ctx, tx, v.Try.State) })
	if err != nil {
		return d.notByCompany(w, r, err)
	}
	who, err := d.SignOn.Finish(r.Context(), v.Try, r.URL.Query())
	if err != nil {
		return d.notByCompany(w, r, err)
	}
	if v.Again {
		err = d.proveByCompany(w, r, v, who, counted)
	} else {
		err = d.enterByCompany(w, r, v, who, counted)
	}
	if err != nil {
		return d.notByCompany(w, r, err)
	}
	return nil
}

// visit opens what the browser was given when it was sent.
func (d door) visit(r *http.Request) (v visit, err error) {
	over := fault.Gone("factor.fault.sso_over")
	raw, err := base64.RawURLEncoding.Strict().DecodeString(d.Cookie(r, visitCookie))
	if err != nil {
		return v, over
	}
	text, err := d.Seal.Open(raw, visitSealed)
	if err != nil {
		return v, over
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return v, err
	}
	now, err := factor.Clock(r.Context(), d.DB)
	if err == nil && now.Sub(v.At) > visitLife {
		err = over
	}
	return v, err
}

// enterByCompany lets in whose identity is known and who still works here: both are looked at in the very change that begins the
// session. Whoever else has an account here, by a mail address that the company has seen to be theirs, is asked to prove that it
// is. Nobody else comes in; that they tried is written down, and counts against their network.
func (d door) enterByCompany(w http.ResponseWriter, r *http.Request, v visit, who sso.Person, counted people.Try) error {
	var session, half people.Token
	var id people.ID
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		var known bool
		id, known, err = factor.UseIdentity(ctx, tx, who.Issuer, who.Subject)
		switch {
		case err != nil:
			return err
		case known:
			session, err = people.SignInFrom(ctx, tx, id, d.Session(r), httpd.Whence(r, people.BySingleSignOn))
		default:
			half, err = d.offerLink(ctx, tx, r, v, who)
		}
		return errors.Join(err, counted.TakeBack(ctx, tx))
	})
	if fault.Is(err, fault.KindForbidden) {
		return errors.Join(d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
			return people.NoteSignOnRefusal(ctx, tx, id, httpd.Whence(r, people.BySingleSignOn))
		}), err)
	}
	if err != nil {
		return err
	}
	if half != "" {
		d.KeepHalf(w, half)
		httpd.Redirect(w, r, string(view.Link))
		return nil
	}
	d.KeepSession(w, session)
	httpd.Redirect(w, r, httpd.Onwards(v.Next))
	return nil
}

// offerLink makes half a session of whom the company names by an address of ours, for them to show that the account is theirs.
func (d door) offerLink(ctx context.Context, tx *pg.Tx, r *http.Request, v visit, who sso.Person) (people.Token, error) {
	if !who.IsVerified || !d.SignOn.IsOurs(who.Address) {
		return "", fault.Forbidden("factor.fault.stranger")
	}
	id, err := factor.Candidate(ctx, tx, who.Address)
	if err != nil {
		return "", err
	}
	return factor.Begin(ctx, tx, factor.Half{
		PersonID: id, Kind: factor.Link, Next: v.Next, Issuer: who.Issuer, Subject: who.Subject, Address: who.Address,
	}, d.Half(r))
}

// proveByCompany takes the company's word that who is signed in has just proved who they are. It must be the same person, and
// the company must say that it has asked them since we did.
func (d door) proveByCompany(w http.ResponseWriter, r *http.Request, v visit, who sso.Person, counted people.Try) error {
	me := httpd.Me(r.Context())
	id, known, err := factor.Known(r.Context(), d.DB, who.Issuer, who.Subject)
	if err != nil {
		return err
	}
	if me.ID == 0 || !known || id != me.ID {
		return fault.Forbidden("factor.fault.other_person")
	}
	isNow, err := factor.IsRecent(r.Context(), d.DB, who.ProvedAt)
	if err != nil {
		return err
	}
	if !isNow {
		return fault.Forbidden("factor.fault.not_asked")
	}
	var session people.Token
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := counted.TakeBack(ctx, tx); err != nil {
			return err
		}
		if session, err = people.Prove(ctx, tx, d.Session(r), people.BySingleSignOn); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{
			By: int64(me.ID), Kind: factor.AuditProved, Person: int64(me.ID), Object: string(people.BySingleSignOn), Network: httpd.Network(r),
		})
	})
	if err != nil {
		return err
	}
	d.KeepSession(w, session)
	httpd.Redirect(w, r, httpd.Onwards(v.Next))
	return nil
}

// notByCompany says in plain words, on the sign-in page, why the company's sign-in has let nobody in. What the provider has
// said goes into the log and not onto the page.
func (d door) notByCompany(w http.ResponseWriter, r *http.Request, why error) error {
	switch {
	case errors.Is(why, sso.ErrAway):
		d.Log.Error("the company's sign-in is away", "err", why)
		why = &fault.Error{Kind: http.StatusServiceUnavailable, Key: "factor.fault.sso_away"}
	case errors.Is(why, sso.ErrRefused):
		d.Log.Warn("the company's sign-in was not believed", "err", why)
		why = fault.Forbidden("factor.fault.sso_refused")
	}
	faults := fault.Of(why)
	if len(faults) == 0 || faults[0].Kind == fault.KindSignIn {
		return why
	}
	return d.login(w, r, int(faults[0].Kind), view.Login{Problems: httpd.Problems(r.Context(), why)})
}

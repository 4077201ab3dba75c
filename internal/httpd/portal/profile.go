package portal

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

func (d door) showProfile(w http.ResponseWriter, r *http.Request) error {
	return d.profile(w, r, http.StatusOK, view.Profile{OwnProfile: profileOf(httpd.Me(r.Context()))})
}

func profileOf(me people.Person) people.OwnProfile {
	p := people.OwnProfile{Name: me.Name, Locale: me.Locale}
	if me.Zone != nil {
		p.Zone = *me.Zone
	}
	return p
}

// profile draws the page; what came back from a refused form stands in p.
func (d door) profile(w http.ResponseWriter, r *http.Request, status int, p view.Profile) (err error) {
	ctx, by := r.Context(), httpd.Actor(r.Context())
	p.Me, p.Now, p.MaxName = httpd.Me(ctx), httpd.Now(ctx), d.Settings.Limits.Name
	if p.Addresses, err = people.OwnAddresses(ctx, d.DB, by); err != nil {
		return err
	}
	if p.Password, err = people.OwnPassword(ctx, d.DB, by, d.Session(r)); err != nil {
		return err
	}
	if p.Sessions, err = people.OwnSessions(ctx, d.DB, by, d.Session(r)); err != nil {
		return err
	}
	r = httpd.Speaking(r, i18n.From(ctx).Locale(), zoneOf(p.Me, httpd.Desk(ctx)))
	f := d.Frame(w, r, i18n.T(ctx, "own.nav.profile"), "own-profile")
	f.Back = "/my/profile"
	return d.Render(w, r, status, view.ProfilePage(f, p))
}

// done says what was done, and goes back to the profile.
func (d door) done(w http.ResponseWriter, r *http.Request, words string) error {
	if err := d.Toast(w, ui.Note{Text: words}); err != nil {
		return err
	}
	httpd.Redirect(w, r, "/my/profile")
	return nil
}

func (d door) saveProfile(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	p := people.OwnProfile{Name: form.Text("name"), Locale: i18n.Locale(form.Text("locale")), Zone: form.Text("zone")}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return people.SetOwnProfile(ctx, tx, httpd.Actor(ctx), d.Settings.Limits.Name, p)
	})
	if fault.Is(err, fault.KindInvalid) {
		ref, ours := refused(r.Context(), err, []input{
			{"name", "name", i18n.T(r.Context(), "own.profile.name")},
			{"locale", "locale", i18n.T(r.Context(), "own.profile.language")},
			{"zone", "zone", i18n.T(r.Context(), "own.profile.zone")},
		}, "")
		if ours != nil {
			return ours
		}
		return d.profile(w, r, ref.status, view.Profile{OwnProfile: p, Problems: ref.problems})
	}
	if err != nil {
		return err
	}
	return d.done(w, r, i18n.For(p.Locale, i18n.From(r.Context()).Zone()).T("own.done.profile"))
}

// setPassword sets a password. Whoever guesses at the old one is counted as at the door.
func (d door) setPassword(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	me := httpd.Me(r.Context())
	try, err := d.Count(r, d.Settings.Rates.SignInAccount, me.Address)
	if err != nil {
		return err
	}
	hash, err := people.CheckOwnPassword(r.Context(), d.DB, me.Acting(), d.Session(r), form.Text("old"), form.Text("password"))
	if fault.Is(err, fault.KindInvalid) {
		ref, ours := refused(r.Context(), err, []input{
			{"old", "old", i18n.T(r.Context(), "own.password.old")}, {"password", "password", i18n.T(r.Context(), "own.password.new")},
		}, "")
		if ours != nil {
			return ours
		}
		return d.profile(w, r, ref.status, view.Profile{OwnProfile: profileOf(me), Problems: ref.problems})
	}
	if err != nil {
		return err
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := try.TakeBack(ctx, tx); err != nil {
			return err
		}
		return people.SetOwnPassword(ctx, tx, me.Acting(), d.Session(r), hash)
	})
	if err != nil {
		return err
	}
	return d.done(w, r, i18n.T(r.Context(), "own.done.password"))
}

func (d door) endSession(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	session, err := httpd.PathID(r, "session")
	if err != nil {
		return err
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return people.EndOwnSession(ctx, tx, httpd.Actor(ctx), session)
	})
	if err != nil {
		return err
	}
	return d.done(w, r, i18n.T(r.Context(), "own.done.session"))
}

func (d door) endOthers(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.EndOtherSessions(ctx, tx, httpd.Actor(ctx), d.Session(r))
		return err
	})
	if err != nil {
		return err
	}
	return d.done(w, r, i18n.T(r.Context(), "own.done.sessions"))
}

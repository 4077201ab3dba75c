package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

func (d door) showProfile(w http.ResponseWriter, r *http.Request) error {
	return d.profileNow(w, r, http.StatusOK, nil)
}

// profileNow draws the page as it stands, with what is wrong with a form of its own.
func (d door) profileNow(w http.ResponseWriter, r *http.Request, status int, problems []view.Problem) error {
	me := httpd.Me(r.Context())
	reach, err := people.ReachOf(r.Context(), d.DB, me.ID)
	if err != nil {
		return err
	}
	self, err := people.ProfileOf(r.Context(), d.DB, me.ID)
	if err != nil {
		return err
	}
	return d.profile(w, r, status, view.Profile{Language: string(me.Locale), Self: self, Wish: view.WishOf(reach), Problems: problems})
}

func (d door) profile(w http.ResponseWriter, r *http.Request, status int, page view.Profile) error {
	frame, _, err := d.frame(w, r, nil, "profile")
	if err != nil {
		return err
	}
	frame.Title, frame.Flow = words(r, "layout.me.settings"), true
	week, lastWeek, month, lastMonth := ticket.Periods(httpd.Now(r.Context()), httpd.Desk(r.Context()).Location())
	if page.Kept, err = ticket.KeptByMe(r.Context(), d.DB, httpd.Actor(r.Context()), week, lastWeek, month, lastMonth); err != nil {
		return err
	}
	page.Frame, page.Me, page.MaxName = frame, httpd.Me(r.Context()), d.Settings.Limits.Name
	return d.Render(w, r, status, view.ProfilePage(page))
}

// saveProfile keeps who somebody is, their language and how somebody is told with the person, and the theme with the browser.
func (d door) saveProfile(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadForm(w, r)
	if err != nil {
		return err
	}
	language := i18n.Locale(form.Text("language"))
	wish, self := wishOf(form), selfOf(form)
	reach, wrong := reachOf(wish)
	faults := append(fault.Of(self.Check(d.sizes())), fault.Of(wrong)...)
	if !language.Valid() {
		faults = append(faults, fault.Invalid("fault.language").On("language"))
		language = httpd.Me(r.Context()).Locale
	}
	if len(faults) > 0 {
		return d.refuseProfile(w, r, fault.Join(faults...), view.Profile{Language: string(language), Self: self, Wish: wish})
	}
	if form.Has("theme") {
		d.ChooseTheme(w, layout.Theme(form.Text("theme")))
	}
	return d.Change(w, r, "/desk/profile", func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		done := ui.Note{Text: i18n.For(language, i18n.From(ctx).Zone()).T("desk.done.profile")}
		if err := people.SaveProfile(ctx, tx, httpd.Actor(ctx), d.sizes(), self); err != nil {
			return done, err
		}
		if err := people.SetReach(ctx, tx, httpd.Actor(ctx), reach); err != nil {
			return done, err
		}
		if err := notify.Wake(ctx, tx, httpd.Actor(ctx).ID); err != nil {
			return done, err
		}
		return done, people.SetLocale(ctx, tx, httpd.Me(ctx).ID, language)
	})
}

// refuseProfile draws the page again with what was typed and what is wrong with it.
func (d door) refuseProfile(w http.ResponseWriter, r *http.Request, err error, page view.Profile) error {
	for _, p := range httpd.Problems(r.Context(), err) {
		page.Problems = append(page.Problems, view.Problem{Field: p.Field, Message: p.Message})
	}
	return d.profile(w, r, http.StatusUnprocessableEntity, page)
}

func (d door) sizes() people.Sizes {
	l := d.Settings.Limits
	return people.Sizes{Name: l.Name, Address: l.Address, Line: l.Subject}
}

func selfOf(f httpd.Form) people.Profile {
	return people.Profile{Name: f.Text("name"), Zone: f.Text("zone"), Signature: f.Text("signature"), KeysOff: f.Text("keys") == view.KeysOff}
}

func wishOf(f httpd.Form) view.Wish {
	return view.Wish{Mail: f.Text("mail"), Hours: f.Text("hours"), From: f.Text("from"), To: f.Text("to"), Days: f.All("days")}
}

// reachOf reads a wish.
func reachOf(w view.Wish) (people.Reach, error) {
	own, chosen := w.HoursOf(httpd.MinutesOf)
	reach := people.Reach{Mail: people.MailNotices(w.Mail), Own: own}
	if !chosen {
		return reach, fault.Join(append(fault.Of(reach.Check()), fault.Invalid("notice.fault.hours").On("hours"))...)
	}
	return reach, reach.Check()
}

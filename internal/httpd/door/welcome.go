package door

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	view "github.com/kepthq/kept/web/door"
)

// start is where the first admin goes on: the steps of a new desk.
const start = "/office/start"

// showWelcome shows the first-run page to whoever holds the link from the log.
func (d door) showWelcome(w http.ResponseWriter, r *http.Request) error {
	if err := people.Invited(r.Context(), d.DB, invitation(r)); err != nil {
		return err
	}
	locale := i18n.From(r.Context()).Locale()
	return d.welcome(w, r, http.StatusOK, view.Welcome{Locale: locale, Zone: view.LikelyZone(locale)})
}

func invitation(r *http.Request) people.Token { return people.Token(chi.URLParam(r, "token")) }

func (d door) welcome(w http.ResponseWriter, r *http.Request, status int, page view.Welcome) error {
	page.Frame = d.Frame(w, r, i18n.T(r.Context(), "signin.welcome.title"), "welcome")
	page.Frame.Back = r.URL.Path
	sizes := d.sizes()
	page.MaxName, page.MaxAddress, page.MaxLine = sizes.Name, sizes.Address, sizes.Line
	page.MinPassword, page.MaxPassword = people.PasswordMin, people.PasswordMax
	return d.Render(w, r, status, view.WelcomePage(page))
}

func (d door) sizes() people.Sizes {
	l := d.Settings.Limits
	return people.Sizes{Name: l.Name, Address: l.Address, Line: l.Subject}
}

// found makes the desk and its first admin, and signs them in.
func (d door) found(w http.ResponseWriter, r *http.Request) error {
	if err := people.Invited(r.Context(), d.DB, invitation(r)); err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	f := people.Founding{
		Desk: people.Desk{
			Name: form.Text("company"), AddressLine: form.Text("line"), Phone: form.Text("phone"),
			Locale: i18n.Locale(form.Text("locale")), Zone: form.Text("zone"),
		},
		Name: form.Text("name"), Address: form.Text("email"), Password: form.Text("password"),
	}
	session, err := d.setUp(r, f)
	if fault.Is(err, fault.KindInvalid) {
		return d.welcome(w, r, http.StatusUnprocessableEntity, view.Welcome{
			Company: f.Desk.Name, Line: f.Desk.AddressLine, Phone: f.Desk.Phone, Locale: f.Desk.Locale, Zone: f.Desk.Zone,
			Name: f.Name, Address: f.Address, Problems: httpd.Problems(r.Context(), err, inputs(r.Context())...),
		})
	}
	if err != nil {
		return err
	}
	d.KeepSession(w, session)
	httpd.Redirect(w, r, start)
	return nil
}

// inputs are the fields of the first-run page.
func inputs(ctx context.Context) []httpd.Input {
	return []httpd.Input{
		{Name: "company", Label: i18n.T(ctx, "signin.welcome.company")},
		{Name: "line", Label: i18n.T(ctx, "signin.welcome.line")},
		{Name: "phone", Label: i18n.T(ctx, "signin.welcome.phone")},
		{Name: "locale", Label: i18n.T(ctx, "signin.welcome.language")},
		{Name: "zone", Label: i18n.T(ctx, "signin.welcome.zone")},
		{Name: "name", Label: i18n.T(ctx, "signin.welcome.name")},
		{Name: "email", Label: i18n.T(ctx, "signin.welcome.address")},
		{Name: "password", Label: i18n.T(ctx, "signin.welcome.password")},
	}
}

// setUp writes down all that a new desk needs, at once or not at all. It stands here because it needs both rooms,
// and neither may know the other.
func (d door) setUp(r *http.Request, f people.Founding) (session people.Token, err error) {
	if err := f.Check(d.sizes()); err != nil {
		return "", err
	}
	hash, err := people.HashPassword(r.Context(), f.Password)
	if err != nil {
		return "", err
	}
	team := i18n.For(f.Desk.Locale, nil).T("signin.welcome.team")
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		admin, err := people.Found(ctx, tx, invitation(r), f, team, hash)
		if err != nil {
			return err
		}
		if _, err := sla.Install(ctx, tx, sla.OfficeHours(f.Desk.Zone), sla.DefaultRules()); err != nil {
			return err
		}
		session, err = people.SignInFrom(ctx, tx, admin, d.Session(r), httpd.Whence(r, people.ByInvitation))
		return err
	})
	return session, err
}

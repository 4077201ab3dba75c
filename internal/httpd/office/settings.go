package office

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// pageOfChanges is how many of the newest changes stand under the settings.
const pageOfChanges = 8

func (d door) showSettings(w http.ResponseWriter, r *http.Request) error {
	desk := httpd.Desk(r.Context())
	return d.settings(w, r, http.StatusOK, view.Settings{Typed: d.typedOf(r.Context(), desk)})
}

// typedOf are the settings as they take effect now.
func (d door) typedOf(ctx context.Context, desk people.Desk) view.Typed {
	t := view.Typed{
		Company: desk.Name, Line: desk.AddressLine, Phone: desk.Phone, Brand: desk.Brand, Locale: string(desk.Locale), Zone: desk.Zone,
		Sender: cmp.Or(desk.Sender, d.Settings.MailFrom), Undo: strconv.Itoa(int(d.Undo(ctx).Seconds())), Links: strconv.Itoa(int(d.LinkLife(ctx).Hours() / 24)),
		Remind: strconv.Itoa(desk.RemindHours),
	}
	for _, l := range desk.Languages {
		t.Languages = append(t.Languages, string(l))
	}
	return t
}

func (d door) settings(w http.ResponseWriter, r *http.Request, status int, p view.Settings) (err error) {
	if p.Frame, err = d.frame(w, r, "settings", words(r, "settings.title")); err != nil {
		return err
	}
	p.Frame.Side.Current = "settings"
	p.Sizes, p.Now = d.sizes(), httpd.Now(r.Context())
	p.HasMail = d.Settings.HasMail
	if p.Changes, err = d.changesOf(r.Context(), "desk", "setting", "hours", "calendar"); err != nil {
		return err
	}
	return d.Render(w, r, status, view.SettingsPage(p))
}

// changesOf are the newest entries of some groups of the audit.
func (d door) changesOf(ctx context.Context, groups ...string) ([]audit.Record, error) {
	return audit.Latest(ctx, d.DB, pageOfChanges, groups...)
}

// saveSettings keeps what stands about the desk, all fields or none.
func (d door) saveSettings(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	t := view.Typed{
		Company: form.Text("company"), Line: form.Text("line"), Phone: form.Text("phone"), Brand: strings.TrimSpace(form.Text("brand")),
		Locale: form.Text("locale"), Zone: form.Text("zone"), Languages: form.All("languages"), Undo: form.Text("undo"), Links: form.Text("links"),
		Sender: strings.TrimSpace(form.Text("sender")), Remind: form.Text("remind"),
	}
	err = d.changeTo(w, r, "/office/settings", func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		to := d.deskOf(ctx, t)
		if err := people.ChangeDesk(ctx, tx, httpd.Actor(ctx), to, d.sizes()); err != nil {
			return ui.Note{}, err
		}
		return ui.Note{Text: words(r, "settings.saved")}, ticket.RemindAnew(ctx, tx, httpd.Actor(ctx))
	})
	if fault.Is(err, fault.KindInvalid) {
		return d.settings(w, r, http.StatusUnprocessableEntity, view.Settings{Typed: t, Problems: httpd.Problems(r.Context(), err, inputs(r.Context())...)})
	}
	return err
}

// deskOf is the desk as it was typed. A figure that nobody changed stays what it was: perhaps nobody has ever set it.
func (d door) deskOf(ctx context.Context, t view.Typed) people.Desk {
	now := httpd.Desk(ctx)
	was := d.typedOf(ctx, now)
	desk := people.Desk{
		Name: t.Company, AddressLine: t.Line, Phone: t.Phone, Brand: t.Brand, Locale: i18n.Locale(t.Locale), Zone: t.Zone,
		UndoSeconds: now.UndoSeconds, LinkDays: now.LinkDays, Sender: now.Sender,
	}
	for _, l := range i18n.Locales { // in the order of the menus
		for _, typed := range t.Languages {
			if i18n.Locale(typed) == l {
				desk.Languages = append(desk.Languages, l)
				break
			}
		}
	}
	if t.Sender != was.Sender {
		desk.Sender = t.Sender
	}
	if t.Undo != was.Undo {
		desk.UndoSeconds = figureOf(t.Undo)
	}
	if desk.RemindHours = now.RemindHours; t.Remind != was.Remind {
		desk.RemindHours = *figureOf(t.Remind)
	}
	if t.Links != was.Links {
		desk.LinkDays = figureOf(t.Links)
	}
	return desk
}

// figureOf reads a whole number; what is none is -1, which the room refuses.
func figureOf(text string) *int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		n = -1
	}
	return &n
}

// inputs are the fields of the settings, for the summary of what is wrong.
func inputs(ctx context.Context) []httpd.Input {
	return []httpd.Input{
		{Name: "company", Label: i18n.T(ctx, "signin.welcome.company")},
		{Name: "line", Label: i18n.T(ctx, "signin.welcome.line")},
		{Name: "phone", Label: i18n.T(ctx, "signin.welcome.phone")},
		{Name: "brand", Label: i18n.T(ctx, "settings.brand")},
		{Name: "locale", Label: i18n.T(ctx, "settings.locale")},
		{Name: "languages", Label: i18n.T(ctx, "settings.languages")},
		{Name: "zone", Label: i18n.T(ctx, "signin.welcome.zone")},
		{Name: "sender", Label: i18n.T(ctx, "settings.sender")},
		{Name: "undo", Label: i18n.T(ctx, "settings.undo")},
		{Name: "links", Label: i18n.T(ctx, "settings.links")},
		{Name: "remind", Label: i18n.T(ctx, "settings.remind")},
		{Name: "team", Label: i18n.T(ctx, "settings.start.team_name")},
	}
}

// changeTo does one thing and leads to an address with a word about it.
func (d door) changeTo(w http.ResponseWriter, r *http.Request, to string, f func(ctx context.Context, tx *pg.Tx) (ui.Note, error)) error {
	var done ui.Note
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		done, err = f(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	if done.Text != "" {
		if err := d.Toast(w, done); err != nil {
			return err
		}
	}
	httpd.Redirect(w, r, to)
	return nil
}

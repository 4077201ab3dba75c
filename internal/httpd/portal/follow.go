package portal

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

// addFollower asks a colleague by mail to see the ticket.
func (d door) addFollower(w http.ResponseWriter, r *http.Request) error {
	return d.bySession(w, r, func(h held) error {
		form, err := d.ReadFields(w, r)
		if err != nil {
			return err
		}
		address := form.Text("address")
		err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
			if err := httpd.CountIn(ctx, tx, r, d.Settings.Rates.FollowPerson, httpd.Me(ctx).Address); err != nil {
				return err
			}
			return ticket.AddFollower(ctx, tx, h.by, d.Settings.Limits, h.id, address)
		})
		if err == nil {
			if err := d.Toast(w, ui.Note{Text: i18n.T(r.Context(), "own.done.asked", i18n.Blanks{Address: ui.Clean(address)})}); err != nil {
				return err
			}
			httpd.Redirect(w, r, h.base)
			return nil
		}
		wait(w, err)
		ref, err := refused(r.Context(), err, []input{{"address", view.ColleagueField, i18n.T(r.Context(), "own.follow.address")}}, "")
		if err != nil {
			return err
		}
		return d.ticket(w, r, h, ref.status, view.Opened{Colleague: view.Invitation{Address: address, Problems: ref.problems}})
	})
}

// removeFollower takes somebody off the ticket: its requester does, or whoever follows it for themselves.
func (d door) removeFollower(by opener) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return by(w, r, func(h held) error {
			if _, err := d.ReadFields(w, r); err != nil {
				return err
			}
			person, err := httpd.PathID(r, "person")
			if err != nil {
				return err
			}
			err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
				return ticket.RemoveFollower(ctx, tx, h.by, h.id, people.ID(person))
			})
			if err != nil {
				return err
			}
			to, words := h.base, i18n.T(r.Context(), "own.done.removed")
			if people.ID(person) == h.by.ID {
				if to, words = "/", i18n.T(r.Context(), "own.done.left"); h.isSigned {
					to = "/my/tickets"
				}
			}
			if err := d.Toast(w, ui.Note{Text: words}); err != nil {
				return err
			}
			httpd.Redirect(w, r, to)
			return nil
		})
	}
}

// showFollowing is what the link in a mail opens to somebody who is asked to see a ticket: a button, and nothing of the
// ticket.
func (d door) showFollowing(w http.ResponseWriter, r *http.Request) error {
	return d.following(w, r, http.StatusOK, nil, nil)
}

func (d door) following(w http.ResponseWriter, r *http.Request, status int, name *string, problems []ui.Problem) error {
	token := chi.URLParam(r, "token")
	invited, err := ticket.OpenFollowing(r.Context(), d.DB, token)
	if fault.Is(err, fault.KindGone) {
		f := d.Frame(w, r, i18n.T(r.Context(), "own.over.title"), "own-follow")
		f.Back = "/"
		return d.Render(w, r, http.StatusGone, view.FollowOver(f))
	}
	if err != nil {
		return err
	}
	if name != nil {
		invited.Name = *name
	}
	f := d.Frame(w, r, i18n.T(r.Context(), "own.follow.title"), "own-follow")
	f.Back = "/follow/" + token
	return d.Render(w, r, status, view.Follow(f, view.Following{
		Invited: invited, Company: httpd.Desk(r.Context()).Name, Token: token, MaxName: d.Settings.Limits.Name, Problems: problems,
	}))
}

// follow is the press that confirms. It leads to the ticket by a link as those in mails.
func (d door) follow(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	name, link := form.Text("name"), ""
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		link, err = ticket.Follow(ctx, tx, d.Settings.Limits, chi.URLParam(r, "token"), name)
		return err
	})
	if fault.Is(err, fault.KindGone) {
		return d.following(w, r, http.StatusGone, nil, nil) // it says why
	}
	if fault.Is(err, fault.KindInvalid) {
		ref, ours := refused(r.Context(), err, []input{{"name", "name", i18n.T(r.Context(), "portal.new.name")}}, "")
		if ours != nil {
			return ours
		}
		return d.following(w, r, ref.status, &name, ref.problems)
	}
	if err != nil {
		return err
	}
	if err := d.Toast(w, ui.Note{Text: i18n.T(r.Context(), "own.done.follows")}); err != nil {
		return err
	}
	httpd.Redirect(w, r, "/t/"+link)
	return nil
}

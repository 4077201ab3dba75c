package desk

import (
	"context"
	"net/http"
	"strconv"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/notice"
	"github.com/kepthq/kept/web/ui"
)

// noticePage is how many notices a page shows.
const noticePage = 50

func (d door) showNotices(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	before := notify.ID(idOf(r.URL.Query().Get("before")))
	all, err := notify.List(ctx, d.DB, httpd.Actor(ctx), before, noticePage+1)
	if err != nil {
		return err
	}
	frame, _, err := d.frame(w, r, nil, "notices")
	if err != nil {
		return err
	}
	frame.Title, frame.Flow, frame.Side.Current = words(r, "notice.title"), true, "notices"
	page := view.Notices{Frame: frame, Entries: all, Unread: frame.Side.Unread, Now: httpd.Now(ctx)}
	if len(all) > noticePage {
		page.Entries = all[:noticePage]
		page.Older = view.NoticesBefore(all[noticePage-1].ID)
	}
	if before != 0 {
		page.Newest = view.NoticesAddress
	}
	return d.Render(w, r, http.StatusOK, view.NoticesPage(page))
}

// readNotices marks all of the reader's notices as read that they were shown.
func (d door) readNotices(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	return d.Change(w, r, view.NoticesAddress, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "notice.done")}, notify.ReadAll(ctx, tx, httpd.Actor(ctx), notify.ID(form.ID("newest")))
	})
}

// readNotice marks one as read and leads to what it is about.
func (d door) readNotice(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "notice")
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	to := notice.Office
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		number, err := notify.Open(ctx, tx, httpd.Actor(ctx), notify.ID(id))
		if number != 0 {
			to = "/desk/tickets/" + strconv.FormatInt(number, 10)
		}
		return err
	})
	if err != nil {
		return err
	}
	httpd.Redirect(w, r, to)
	return nil
}

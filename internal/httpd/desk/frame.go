package desk

import (
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/topic"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
)

// known is what a list is named by: the desk's people, and its tags.
type known struct {
	faces []people.Face
	tags  []topic.Tag
}

func askKnown(batch *pgx.Batch) *known {
	k := &known{}
	people.AskFaces(batch, &k.faces)
	topic.AskTags(batch, &k.tags)
	return k
}

// askLeading is askKnown for a page that only names a list: most lists are not somebody's.
func askLeading(batch *pgx.Batch, l view.List) *known {
	if l.Owner() != 0 || l.Saved != 0 {
		return askKnown(batch)
	}
	k := &known{}
	topic.AskTags(batch, &k.tags)
	return k
}

// frame is what the shell shows around a page of the desk. It fills in what the list is called.
func (d door) frame(w http.ResponseWriter, r *http.Request, list *view.List, screen string) (layout.Frame, *httpd.Shell, error) {
	if list == nil {
		return d.DeskFrame(w, r, screen)
	}
	f, shell, _, err := d.frameOf(w, r, list, screen)
	return f, shell, err
}

// frameOf is frame of a page that shows a list, or leads back to one.
func (d door) frameOf(w http.ResponseWriter, r *http.Request, list *view.List, screen string) (layout.Frame, *httpd.Shell, *known, error) {
	first, second := &pgx.Batch{}, &pgx.Batch{}
	shell, known := d.AskShell(first, r), askKnown(first)
	if err := d.Read(r.Context(), first); err != nil {
		return layout.Frame{}, shell, known, err
	}
	known.lead(r, shell, list)
	shell.AskCounts(second, r)
	if err := d.Read(r.Context(), second); err != nil {
		return layout.Frame{}, shell, known, err
	}
	f := d.FrameOf(w, r, screen, shell)
	place(&f, *list)
	return f, shell, known, nil
}

// lead fills in the list that a page leads back to. A saved view that is not there is the whole queue.
func (k *known) lead(r *http.Request, shell *httpd.Shell, l *view.List) {
	if v, isThere := shell.ViewOf(l.Saved); isThere {
		*l = l.Of(v)
	} else {
		l.Saved = 0
	}
	k.name(r, shell, l)
}

// place says which entry of the side bar is the list's.
func place(f *layout.Frame, l view.List) {
	f.Side.Current, f.Side.View = l.Current(), int64(l.Saved)
	if len(l.Teams) == 1 {
		f.Side.Team = int64(l.Teams[0])
	}
}

// name fills in what the only team, owner, topic and tag of a list are called, as the reader may know it.
func (k *known) name(r *http.Request, shell *httpd.Shell, l *view.List) {
	if len(l.Teams) == 1 {
		for _, t := range shell.Counts.Teams {
			if t.ID == l.Teams[0] {
				l.TeamName = t.Name
			}
		}
	}
	for _, f := range k.faces {
		if f.ID == l.Owner() {
			l.OwnerName = f.Name
		}
	}
	if len(l.Topics) == 1 {
		l.TopicName = shell.Topics.Name(l.Topics[0], i18n.From(r.Context()).Locale(), httpd.Desk(r.Context()).Locale)
	}
	if len(l.Tags) == 1 {
		for _, t := range k.tags {
			if t.ID == l.Tags[0] {
				l.TagName = t.Name
			}
		}
	}
}

// isStaff reports whether somebody is or was one of the staff.
func (k *known) isStaff(id people.ID) bool {
	for _, f := range k.faces {
		if f.ID == id {
			return true
		}
	}
	return false
}

// zoneOf is the clock that a customer lives by, the desk's if theirs is unknown.
func zoneOf(r *http.Request, customer people.Person) *time.Location {
	if customer.Zone != nil {
		if zone, err := time.LoadLocation(*customer.Zone); err == nil && *customer.Zone != "" {
			return zone
		}
	}
	return httpd.Desk(r.Context()).Location()
}

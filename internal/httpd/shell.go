package httpd

import (
	"context"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Shell is what is read for the frame around a page of those who work here. It is asked for in the page's own two batches:
// AskShell in the first one, AskCounts in the second, because what a saved view counts stands in the view.
type Shell struct {
	Counts ticket.Counts
	Views  []ticket.View // that the reader may read
	Topics topic.Tree

	bell    notify.Bell
	away    *people.Absence // the reader's own: it runs, or they are back and have not read what happened
	held    int
	lost    int
	lag     time.Duration
	listed  []ticket.View // in the sidebar
	counted []int         // of each of these that has a number, in their order, then of the page's own lists
	lists   int           // how many lists of its own the page counts
}

// AskShell asks in a batch for what the side bar names, and what everybody at the desk must know.
func (s *Server) AskShell(batch *pgx.Batch, r *http.Request) *Shell {
	by := Actor(r.Context())
	shell := &Shell{}
	ticket.AskPatience(batch)
	ticket.AskTeams(batch, by, &shell.Counts)
	ticket.AskViews(batch, by, &shell.Views)
	topic.AskList(batch, &shell.Topics)
	if by.Can(people.ReadDesk, 0) {
		notify.AskBell(batch, by.ID, &shell.bell)
	}
	if by.Can(people.PlanAbsence, 0) {
		people.AskReturn(batch, by.ID, &shell.away)
	}
	ticket.AskLag(batch, &shell.lag)
	ticket.AskLostCount(batch, by, &shell.lost)
	if s.warnsOfMail() {
		outbox.AskHeld(batch, by, &shell.held)
	}
	return shell
}

// AskCounts asks in a batch for the numbers of the side bar, and how many tickets lists of the page's own have.
func (shell *Shell) AskCounts(batch *pgx.Batch, r *http.Request, lists ...ticket.Filter) {
	var all []ticket.Filter
	shell.listed, shell.lists = nil, len(lists)
	for _, v := range shell.Views {
		if !v.IsListed {
			continue
		}
		shell.listed = append(shell.listed, v)
		if f, isCounted := shell.filter(r, v); isCounted {
			all = append(all, f)
		}
	}
	ticket.AskCounts(batch, Actor(r.Context()), Midnight(r), &shell.Counts, append(all, lists...), &shell.counted)
}

// Counted are the numbers of the page's own lists, in their order; none before they have been read.
func (shell *Shell) Counted() []int {
	if len(shell.counted) < shell.lists {
		return nil
	}
	return shell.counted[len(shell.counted)-shell.lists:]
}

// filter is what a saved view shows; what is over, and what stands behind a number, has no count.
func (shell *Shell) filter(r *http.Request, v ticket.View) (f ticket.Filter, isCounted bool) {
	list := view.List{}.Of(v)
	return list.Filter(shell.Standpoint(r)), !list.IsHistory() && !list.IsShort()
}

// Standpoint is from where the reader reads lists.
func (shell *Shell) Standpoint(r *http.Request) view.Standpoint {
	ctx := r.Context()
	return view.Standpoint{Me: Me(ctx).ID, Now: Now(ctx), Midnight: Midnight(r), Topics: shell.Topics}
}

// Read asks for everything in a batch, of which there is nothing to read where nothing was asked.
func (s *Server) Read(ctx context.Context, batch *pgx.Batch) error {
	if batch.Len() == 0 {
		return nil
	}
	return s.DB.SendBatch(ctx, batch).Close()
}

// DeskFrame is what the shell shows around a page of those who work here: what the side bar counts, and what all of
// them must know.
func (s *Server) DeskFrame(w http.ResponseWriter, r *http.Request, screen string) (layout.Frame, *Shell, error) {
	ask, count := &pgx.Batch{}, &pgx.Batch{}
	shell := s.AskShell(ask, r)
	if err := s.Read(r.Context(), ask); err != nil {
		return layout.Frame{}, shell, err
	}
	shell.AskCounts(count, r)
	if err := s.Read(r.Context(), count); err != nil {
		return layout.Frame{}, shell, err
	}
	return s.FrameOf(w, r, screen, shell), shell, nil
}

// FrameOf is DeskFrame of what has been read.
func (s *Server) FrameOf(w http.ResponseWriter, r *http.Request, screen string, shell *Shell) layout.Frame {
	c := shell.Counts
	f := s.Frame(w, r, "", screen)
	if Actor(r.Context()).Can(people.ReadDesk, 0) { // else they are told of nothing that is not their own
		f.Followed = s.Followed(r.Context(), "/desk/live")
	}
	f.Side = layout.Side{
		Mine: c.Mine, MineLate: c.MineLate, Open: c.Open, Unassigned: c.Unassigned, Waiting: c.Waiting, SolvedToday: c.SolvedToday,
		Unread: shell.bell.Unread, Lost: shell.lost,
	}
	if shell.bell.Browser {
		f.Bell = layout.Bell{Address: view.FreshAddress, After: int64(shell.bell.Newest)}
	}
	for _, t := range c.Teams {
		f.Side.Teams = append(f.Side.Teams, layout.SideTeam{ID: int64(t.ID), Name: t.Name, Icon: t.Icon, Count: t.Count})
	}
	at := 0
	for _, v := range shell.listed {
		entry := layout.SideView{ID: int64(v.ID), Name: v.Name, IsShared: !v.IsPersonal()}
		if _, isCounted := shell.filter(r, v); isCounted && at < len(shell.counted) {
			entry.Count = shell.counted[at]
			at++
		} else {
			entry.IsQuiet = true
		}
		f.Side.Views = append(f.Side.Views, entry)
	}
	f.Banners = s.banners(r, shell)
	return f
}

// CountOf is how many tickets a saved view has, where the side bar says so.
func (shell *Shell) CountOf(f layout.Frame, id ticket.ViewID) (int, bool) {
	for _, v := range f.Side.Views {
		if v.ID == int64(id) {
			return v.Count, !v.IsQuiet
		}
	}
	return 0, false
}

// stopped is how late what fell due may be noticed before the desk is told that nobody keeps time.
const stopped = 2 * time.Minute

func (s *Server) warnsOfMail() bool { return !s.Settings.HasMail && !s.Settings.Demo }

// banners say what everybody at the desk must know: that nobody keeps time, and that mail does not leave.
func (s *Server) banners(r *http.Request, shell *Shell) []layout.Banner {
	l := i18n.From(r.Context())
	var all []layout.Banner
	if shell.lag > stopped {
		all = append(all, layout.Banner{Tone: ui.ToneLate, Text: l.T("desk.banner.stopped")})
	}
	if a := shell.away; a != nil {
		all = append(all, view.AwayBanner(r.Context(), *a, Now(r.Context())))
	}
	if !s.warnsOfMail() {
		return all
	}
	text := l.T("desk.banner.no_mail")
	if shell.held > 0 {
		text = l.T("desk.banner.held", i18n.Blanks{Count: shell.held})
	}
	return append(all, layout.Banner{Tone: ui.ToneSoon, Text: text})
}

// Midnight is when today began at the desk.
func Midnight(r *http.Request) time.Time {
	now := Now(r.Context()).In(Desk(r.Context()).Location())
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
}

// ViewOf is the saved view of an address that the reader may read.
func (shell *Shell) ViewOf(id ticket.ViewID) (ticket.View, bool) {
	for _, v := range shell.Views {
		if v.ID == id {
			return v, true
		}
	}
	return ticket.View{}, false
}

package httpd

import (
	"net/http"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// DeskFrame is what the shell shows around a page of those who work here: what the side bar counts, and what all of
// them must know.
func (s *Server) DeskFrame(w http.ResponseWriter, r *http.Request, screen string) (layout.Frame, ticket.Counts, error) {
	ctx := r.Context()
	counts, err := ticket.Count(ctx, s.DB, Actor(ctx), Midnight(r))
	if err != nil {
		return layout.Frame{}, counts, err
	}
	f := s.Frame(w, r, "", screen)
	f.Followed = s.Followed(ctx, "/desk/live")
	f.Side = layout.Side{
		Mine: counts.Mine, MineLate: counts.MineLate, Open: counts.Open,
		Unassigned: counts.Unassigned, Waiting: counts.Waiting, SolvedToday: counts.SolvedToday,
	}
	if f.Side.Unread, err = notify.Unread(ctx, s.DB, Actor(ctx).ID); err != nil {
		return layout.Frame{}, counts, err
	}
	for _, t := range counts.Teams {
		f.Side.Teams = append(f.Side.Teams, layout.SideTeam{ID: int64(t.ID), Name: t.Name, Icon: t.Icon, Count: t.Count})
	}
	f.Banners, err = s.banners(r)
	return f, counts, err
}

// stopped is how late what fell due may be noticed before the desk is told that nobody keeps time.
const stopped = 2 * time.Minute

// banners say what everybody at the desk must know: that nobody keeps time, and that mail does not leave.
func (s *Server) banners(r *http.Request) ([]layout.Banner, error) {
	lag, err := ticket.Lag(r.Context(), s.DB)
	if err != nil {
		return nil, err
	}
	l := i18n.From(r.Context())
	var all []layout.Banner
	if lag > stopped {
		all = append(all, layout.Banner{Tone: ui.ToneLate, Text: l.T("desk.banner.stopped")})
	}
	if s.Settings.HasMail || s.Settings.Demo {
		return all, nil
	}
	held, err := outbox.HeldCount(r.Context(), s.DB, Actor(r.Context()))
	if err != nil {
		return nil, err
	}
	text := l.T("desk.banner.no_mail")
	if held > 0 {
		text = l.T("desk.banner.held", i18n.Blanks{Count: held})
	}
	return append(all, layout.Banner{Tone: ui.ToneSoon, Text: text}), nil
}

// Midnight is when today began at the desk.
func Midnight(r *http.Request) time.Time {
	now := Now(r.Context()).In(Desk(r.Context()).Location())
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
}

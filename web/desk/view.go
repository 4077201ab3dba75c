package desk

import (
	"context"
	"net/url"
	"strconv"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Who has a saved view, as a form says it; a team stands there by its number.
const (
	ForMe  = "me"
	ForAll = "all"
)

// Views is the page of the saved views: one's own in their order, and those of others.
type Views struct {
	Frame layout.Frame
	Me    people.ID
	All   []ticket.View
}

// ViewPage is the page on which a view is given a name, or another one.
type ViewPage struct {
	Frame layout.Frame
	View  ticket.View // zero: a new one
	Form  ViewForm
	List  Queue // what it shows, for its chips
	Clash string
}

// ViewForm is a view as a form has it.
type ViewForm struct {
	ID       ticket.ViewID // 0: a new one
	Version  int
	Name     string
	Query    string
	For      string // ForMe, ForAll or a team's number
	Teams    []ticket.TeamCount
	Fold     bool // it stands in a fold of a list
	Problems []Problem
}

func (f ViewForm) problem(field string) string {
	for _, p := range f.Problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}

// ViewFormOf is the form of a view as it stands.
func ViewFormOf(v ticket.View) ViewForm {
	f := ViewForm{ID: v.ID, Version: v.Version, Name: v.Name, Query: v.Query, For: ForMe}
	switch {
	case v.IsShared:
		f.For = ForAll
	case v.TeamID != nil:
		f.For = strconv.FormatInt(int64(*v.TeamID), 10)
	}
	return f
}

func (f ViewForm) action() string {
	if f.ID == 0 {
		return "/desk/views"
	}
	return viewAddress(f.ID)
}

func (f ViewForm) audience(ctx context.Context) []ui.Option {
	out := []ui.Option{
		{Value: ForMe, Label: i18n.T(ctx, "queue.view.for_me"), Chosen: f.For == ForMe || f.For == ""},
		{Value: ForAll, Label: i18n.T(ctx, "queue.view.for_all"), Chosen: f.For == ForAll},
	}
	for _, t := range f.Teams {
		value := strconv.FormatInt(int64(t.ID), 10)
		out = append(out, ui.Option{Value: value, Label: i18n.T(ctx, "queue.view.for_team", i18n.Blanks{Team: t.Name}), Chosen: f.For == value})
	}
	return out
}

// leave is the way back without saving: to the list.
func (f ViewForm) leave() string {
	if f.ID != 0 {
		return "/desk/views"
	}
	q, err := url.ParseQuery(f.Query)
	if err != nil {
		return "/desk"
	}
	return ListOf(q).Address()
}

func viewAddress(id ticket.ViewID) string { return "/desk/views/" + strconv.FormatInt(int64(id), 10) }

// ViewList is the address of the list that a saved view is.
func ViewList(id ticket.ViewID) string { return List{Saved: id}.Address() }

// own and others are the views of the page, apart.
func (p Views) own() []ticket.View { return p.pick(true) }

func (p Views) others() []ticket.View { return p.pick(false) }

func (p Views) pick(own bool) []ticket.View {
	var out []ticket.View
	for _, v := range p.All {
		if (v.OwnerID == p.Me) == own {
			out = append(out, v)
		}
	}
	return out
}

// audienceOf is who has a view, in a few words.
func audienceOf(ctx context.Context, v ticket.View) string {
	switch {
	case v.IsShared:
		return i18n.T(ctx, "queue.view.for_all")
	case v.TeamID != nil:
		return i18n.T(ctx, "queue.view.for_team", i18n.Blanks{Team: ui.Clean(v.TeamName)})
	default:
		return i18n.T(ctx, "queue.view.for_me")
	}
}

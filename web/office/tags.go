package office

import (
	"context"
	"strconv"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/topic"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// TagsPage is every tag, and the form that adds one.
type TagsPage struct {
	Frame layout.Frame
	Tags  []topic.Counted
	Of    topic.TagID // the tag whose form came back; 0: the one that adds
	Form  TagForm
	Said  []ui.Problem
}

// TagForm is a tag as a form has it.
type TagForm struct {
	Draft    topic.TagDraft
	Problems []ui.Problem
}

// JoinPage is what joining a tag into another would do.
type JoinPage struct {
	Frame   layout.Frame
	Tag     topic.Tag
	Others  []topic.Counted
	Preview *topic.Joining // nil: nobody has chosen into which
}

func tagPath(id topic.TagID, tail string) string {
	return TagsPath + "/" + strconv.FormatInt(int64(id), 10) + tail
}

func colourName(ctx context.Context, c topic.Colour) string {
	switch c {
	case topic.Ink:
		return i18n.T(ctx, "topics.colour.ink")
	case topic.Stone:
		return i18n.T(ctx, "topics.colour.stone")
	case topic.Hollow:
		return i18n.T(ctx, "topics.colour.hollow")
	case topic.Sea:
		return i18n.T(ctx, "topics.colour.sea")
	case topic.Rose:
		return i18n.T(ctx, "topics.colour.rose")
	default:
		return i18n.T(ctx, "topics.colour.plain")
	}
}

// formOf is the form of a tag: as it came back, else as the tag is.
func (p TagsPage) formOf(t topic.Tag) TagForm {
	if p.Of == t.ID {
		return p.Form
	}
	return TagForm{Draft: topic.TagDraft{Name: t.Name, Colour: t.Colour}}
}

func (p JoinPage) others() []ui.Option {
	out := make([]ui.Option, 0, len(p.Others))
	for _, t := range p.Others {
		if t.ID != p.Tag.ID {
			out = append(out, ui.Option{
				Value: strconv.FormatInt(int64(t.ID), 10), Label: t.Name, Chosen: p.Preview != nil && t.ID == p.Preview.Into.ID,
			})
		}
	}
	return out
}

func tagFieldID(name, tag string) string {
	if tag == "" {
		return name
	}
	return name + "-" + tag
}

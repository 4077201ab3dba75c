package ticket

import (
	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/topic"
)

// Which tickets a list shows by what they are about. Each is a condition of its own, and not one that holds for every
// list, so that the index of the topic or of the tag can serve it.
const (
	ofTopic       = ` and t.topic_id = any(@topics)`
	withTag       = ` and t.id in (select x.ticket_id from ticket_tags x where x.tag_id = @tag)`
	ofTopicTagged = ofTopic + withTag
)

// about is the filter's condition on topic and tag, behind rowFilter.
func (f Filter) about() string {
	switch {
	case len(f.Topics) > 0 && f.Tag != 0:
		return ofTopicTagged
	case len(f.Topics) > 0:
		return ofTopic
	case f.Tag != 0:
		return withTag
	default:
		return ""
	}
}

// aboutArgs adds what about asks for.
func (f Filter) aboutArgs(args pgx.StrictNamedArgs) pgx.StrictNamedArgs {
	if len(f.Topics) > 0 {
		args["topics"] = f.Topics
	}
	if f.Tag != 0 {
		args["tag"] = f.Tag
	}
	return args
}

// rowAbout are the columns of a list's row that say what it is about.
const rowAbout = `t.topic_id, (select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name, 'colour', g.colour) order by g.name), '[]')
	from ticket_tags x join tags g on g.id = x.tag_id where x.ticket_id = t.id and g.removed_at is null) as tags`

// AboutRow is what a ticket in a list is about.
type AboutRow struct {
	TopicID *topic.ID
	Tags    []topic.Tag
}

package ticket

import (
	"github.com/kepthq/kept/internal/topic"
)

// rowAbout are the columns of a list's row that say what it is about.
const rowAbout = `t.topic_id, (select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name, 'colour', g.colour) order by g.name), '[]')
	from ticket_tags x join tags g on g.id = x.tag_id where x.ticket_id = t.id and g.removed_at is null) as tags`

// AboutRow is what a ticket in a list is about.
type AboutRow struct {
	TopicID *topic.ID
	Tags    []topic.Tag
}

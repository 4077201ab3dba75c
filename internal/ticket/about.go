package ticket

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

// About is what a ticket is about, as far as its reader may know it: a customer has no tags, no topic that is hidden
// from customers, and only answers that they were shown and still are.
type About struct {
	Names   []topic.Names // of the topic and those above it, the top first; empty: nobody has said
	Answers []topic.Answer
	Tags    []topic.Tag
}

// queueAbout reads what a ticket is about with the rest of it. Of a hidden topic a customer hears nothing at all.
func (w *Whole) queueAbout(batch *pgx.Batch, id ID, only Audience) {
	const path = `
		with recursive up as (
			select t.id, t.parent_id, t.level, t.names, t.is_hidden from topics t where t.id = (select topic_id from tickets where id = @ticket)
			union all select p.id, p.parent_id, p.level, p.names, p.is_hidden from topics p join up on p.id = up.parent_id)
		select names from up where @only::text = '' or not (select bool_or(is_hidden) from up) order by level`
	const answers = `
		select a.field_id as field, a.names, a.kind, a.is_shown, a.value, a.value_names as chosen
		from ticket_answers a join topic_fields f on f.id = a.field_id join topics t on t.id = f.topic_id
		left join topics p on p.id = t.parent_id left join topics g on g.id = p.parent_id
		where a.ticket_id = @ticket and (@only::text = ''
			or a.is_shown and f.is_shown and not t.is_hidden and not coalesce(p.is_hidden, false) and not coalesce(g.is_hidden, false))
		order by t.level, f.position, f.id`
	args := pgx.StrictNamedArgs{"ticket": id, "only": only}
	batch.Queue(path, args).Query(func(rows pgx.Rows) (err error) {
		w.About.Names, err = pgx.CollectRows(rows, pgx.RowTo[topic.Names])
		return err
	})
	batch.Queue(answers, args).Query(func(rows pgx.Rows) (err error) {
		w.About.Answers, err = pgx.CollectRows(rows, pgx.RowToStructByName[topic.Answer])
		return err
	})
	if only != Public {
		topic.QueueTags(batch, int64(id), &w.About.Tags)
	}
}

// Name is what the topic is called with those above it; "" where nobody has said.
func (a About) Name(l, desk i18n.Locale) string {
	var all []string
	for _, n := range a.Names {
		all = append(all, n.In(l, desk))
	}
	return strings.Join(all, " › ")
}

// Answer is what was answered to a question; false: nothing.
func (a About) Answer(f topic.FieldID) (topic.Answer, bool) {
	for _, one := range a.Answers {
		if one.Field == f {
			return one, true
		}
	}
	return topic.Answer{}, false
}

// ToldAnswer is a change of an answer as the history keeps it: the question and what was answered, in the desk's language,
// as they were called then.
type ToldAnswer struct {
	Kind        topic.Kind
	Question    string
	Was, Became string // "": nothing
}

// told writes it into an event; Told reads it. Each side is three parts, of which the first two are one line each.
func (a ToldAnswer) told(e event.Event) event.Event {
	head := string(a.Kind) + "\n" + a.Question + "\n"
	e.Was, e.Became = head+a.Was, head+a.Became
	return e
}

// Told is what an event of a changed answer says.
func Told(e event.Event) ToldAnswer {
	part := func(text string, i int) string {
		if parts := strings.SplitN(text, "\n", 3); i < len(parts) {
			return parts[i]
		}
		return ""
	}
	return ToldAnswer{Kind: topic.Kind(part(e.Became, 0)), Question: part(e.Became, 1), Was: part(e.Was, 2), Became: part(e.Became, 2)}
}

// routed is where a new ticket goes and how urgent it is, as its topic says.
type routed struct {
	topic    *topic.ID
	team     *people.TeamID // nil: the first
	priority sla.Priority
	answers  []topic.Answer
	phone    bool // they rang
}

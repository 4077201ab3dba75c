package ticket

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

// route finds what a customer's question is about and reads the answers to what that topic asks. A topic that is not
// offered to customers is as one that does not exist.
func route(ctx context.Context, r pg.Reader, q Question) (routed, error) {
	none := routed{priority: sla.Normal}
	if q.Topic == 0 {
		return none, nil
	}
	all, err := topic.List(ctx, r)
	if err != nil {
		return none, err
	}
	if !all.IsOpen(q.Topic) || !all.IsPublic(q.Topic) {
		return none, fault.Join(fault.Invalid("topics.fault.choose").On("topic"))
	}
	asked, err := topic.Asked(ctx, r, all.Path(q.Topic))
	if err != nil {
		return none, err
	}
	desk, err := topic.DeskLocale(ctx, r)
	if err != nil {
		return none, err
	}
	given := q.Given
	if given == nil {
		given = func(string) string { return "" }
	}
	answers, err := topic.Read(asked, given, desk)
	if err != nil {
		return none, err
	}
	return routed{topic: &q.Topic, team: all.Team(q.Topic), priority: all.Priority(q.Topic), answers: answers}, nil
}

// getter is the team that gets it: as its topic says, else the first.
func (r routed) getter(ctx context.Context, tx *pg.Tx) (people.TeamID, error) {
	if r.team != nil {
		return *r.team, nil
	}
	teams, err := people.Teams(ctx, tx)
	if err != nil {
		return 0, err
	}
	return r.among(teams)
}

// among is getter of all teams.
func (r routed) among(teams []people.Team) (people.TeamID, error) {
	if r.team != nil {
		return *r.team, nil
	}
	if len(teams) == 0 {
		return 0, fault.NotFound() // nobody has set the desk up yet
	}
	return teams[0].ID, nil
}

// CheckAbout says what is wrong with a form's topic and with the answers to what it asks: where topics are offered, one is
// chosen.
func (q Question) CheckAbout(ctx context.Context, r pg.Reader) error {
	if q.Topic != 0 {
		_, err := route(ctx, r, q)
		return err
	}
	all, err := topic.List(ctx, r)
	if err == nil && len(all.Offered(0)) > 0 {
		err = fault.Join(fault.Invalid("topics.fault.choose").On("topic"))
	}
	return err
}

// fields are the answers among the fields of a form, for its digest; of a question without a topic there are none.
func (r routed) fields() []string {
	if r.topic == nil {
		return nil
	}
	out := []string{ID(*r.topic).digits()}
	for _, a := range r.answers {
		out = append(out, ID(a.Field).digits(), a.Value)
	}
	return out
}

// file writes down the answers of a new ticket.
func (r routed) file(batch *pgx.Batch, id ID) {
	for _, a := range r.answers {
		queueAnswer(batch, id, a)
	}
}

func queueAnswer(batch *pgx.Batch, id ID, a topic.Answer) {
	const q = `insert into ticket_answers (ticket_id, field_id, names, kind, is_shown, value, value_names)
		values (@ticket, @field, @names, @kind, @shown, @value, @chosen)
		on conflict (ticket_id, field_id) do update set names = @names, kind = @kind, is_shown = @shown, value = @value, value_names = @chosen`
	batch.Queue(q, pgx.StrictNamedArgs{
		"ticket": id, "field": a.Field, "names": a.Names, "kind": a.Kind, "shown": a.IsShown, "value": a.Value, "chosen": a.Chosen,
	})
}

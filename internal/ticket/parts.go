package ticket

import (
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
)

// parts are the rows that hang on locked tickets, by ticket: all that a change needs to know.
type parts struct {
	promises    map[ID][]*promise.Promise
	escalations map[ID][]*promise.Escalation
	apologies   map[ID][]*promise.Apology // those that have not left
	apologised  map[ID]calendar.Date      // on which local date the last one left
	waiting     map[ID]*waitingReply
	alarms      map[ID]int // questions whose answer-by time has passed
	followers   map[ID][]people.ID
}

// queue reads the parts with one statement for the promises and one for the few other things that most tickets have none of.
func (r *parts) queue(batch *pgx.Batch, ids []ID) {
	*r = parts{
		promises: map[ID][]*promise.Promise{}, escalations: map[ID][]*promise.Escalation{}, apologies: map[ID][]*promise.Apology{},
		apologised: map[ID]calendar.Date{}, waiting: map[ID]*waitingReply{}, alarms: map[ID]int{}, followers: map[ID][]people.ID{},
	}
	const promises = `
		select ` + promiseColumns + ` from promises where ticket_id = any($1) and carried_to_id is null
		union all select ` + promiseColumns + ` from promises where carried_to_id = any($1) order by id`
	batch.Queue(promises, ids).Query(func(rows pgx.Rows) error {
		all, err := pgx.CollectRows(rows, pgx.RowToStructByName[promiseRow])
		for _, row := range all {
			r.promises[row.TicketID] = append(r.promises[row.TicketID], row.promise())
		}
		return err
	})
	const others = `
		select t.id,
			(select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'promise', e.promise_id, 'level', e.level, 'opened', e.opened_at, 'told', e.told_at,
				'closed', e.closed_at) order by e.id), '[]') from escalations e where e.ticket_id = t.id),
			(select jsonb_build_object('id', a.id, 'state', a.state, 'leave', a.leave_at, 'made', a.made_at, 'words', a.words, 'by', coalesce(a.by_id, 0))
				from apologies a where a.ticket_id = t.id and a.ended_at is null),
			(select max(a.day) from apologies a where a.ticket_id = t.id),
			(select jsonb_build_object('author', w.author_id, 'message', w.message_id, 'seen', w.seen_id, 'body', w.body, 'files', w.files, 'acts', w.acts,
				'pressed_at', w.pressed_at, 'public_at', w.public_at, 'key_hash', encode(w.key_hash, 'hex'), 'content_hash', encode(w.content_hash, 'hex'))
				from waiting_replies w where w.ticket_id = t.id),
			(select count(*) from questions q where q.ticket_id = t.id and q.alarm_at < (select kept_now())),
			array(select f.person_id from followers f where f.ticket_id = t.id and f.confirmed_at is not null order by f.person_id)
		from unnest($1::bigint[]) t (id)`
	batch.Queue(others, ids).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			if err := r.scan(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

func (r *parts) scan(row pgx.Rows) error {
	var id ID
	var handed, apology, waiting []byte
	var apologised *time.Time
	var alarms int
	var followers []people.ID
	if err := row.Scan(&id, &handed, &apology, &apologised, &waiting, &alarms, &followers); err != nil {
		return err
	}
	var escalations []*promise.Escalation
	if err := json.Unmarshal(handed, &escalations); err != nil {
		return err
	}
	r.escalations[id], r.alarms[id] = escalations, alarms
	r.followers[id] = followers
	if apologised != nil {
		r.apologised[id] = calendar.DateOf(*apologised)
	}
	if apology != nil {
		a := &promise.Apology{}
		if err := json.Unmarshal(apology, a); err != nil {
			return err
		}
		r.apologies[id] = []*promise.Apology{a}
	}
	if waiting != nil {
		r.waiting[id] = &waitingReply{}
		return json.Unmarshal(waiting, r.waiting[id])
	}
	return nil
}

package work_test

import (
	"bytes"
	netmail "net/mail"
	"strings"

	"github.com/stretchr/testify/require"
)

// exactlyOnce checks in the database that nothing of what time does was done twice or half.
func (d *desk) exactlyOnce() {
	d.t.Helper()
	d.exec(`analyze`) // the plans of an empty desk would look up each of many rows among all others
	for what, q := range map[string]string{
		"a promise ended twice":                            `select count(*) from (select promise_id from events where kind in ('promise.kept', 'promise.broken', 'promise.lapsed', 'promise.withdrawn', 'promise.moved', 'promise.reckoned') group by 1 having count(*) > 1) x`,
		"a promise was warned of twice":                    `select count(*) from (select promise_id from events where kind = 'promise.warned' group by 1 having count(*) > 1) x`,
		"a warning without its event":                      `select count(*) from promises p where warned_at is not null and kind <> 'check_back' and not exists (select from events e where e.promise_id = p.id and e.kind = 'promise.warned') and not exists (select from promises o where o.successor_id = p.id and o.warned_at = p.warned_at)`,
		"a customer was reminded of an appointment twice":  `select count(*) from (select promise_id from events where kind = 'promise.reminded' group by 1 having count(*) > 1) x`,
		"a reminder without its one mail":                  `select count(*) from promises p left join (select promise_id, count(*) as n from outbox where kind = 'reminder' group by 1) o on o.promise_id = p.id where p.reminded_at is not null and o.n is distinct from 1`,
		"a break without its event":                        `select count(*) from promises p where state = 'broken' and not exists (select from events e where e.promise_id = p.id and e.kind = 'promise.broken')`,
		"a broken promise without a recovery":              `select count(*) from promises p left join (select recovers_id, count(*) as n from promises group by 1) r on r.recovers_id = p.id where p.state = 'broken' and r.n is distinct from 1`,
		"a broken promise that its owner does not know of": `select count(*) from promises p where state = 'broken' and not exists (select from notices n where n.promise_id = p.id and n.kind = 'broken')`,
		"a level of an escalation told twice":              `select count(*) from (select promise_id, became from events where kind = 'ticket.handed_up' group by 1, 2 having count(*) > 1) x`,
		"an escalation without its event":                  `select count(*) from escalations s where not exists (select from events e where e.promise_id = s.promise_id and e.kind = 'ticket.handed_up')`,
		"an apology without its one mail":                  `select count(*) from apologies a left join (select apology_id, count(*) as n from outbox group by 1) o on o.apology_id = a.id where a.state = 'sent' and o.n is distinct from 1`,
		"apologies and their events differ":                `select abs((select count(*) from apologies where state = 'sent') - (select count(*) from events where kind = 'ticket.apologised'))`,
		"two apologies of a ticket in a day":               `select count(*) from (select ticket_id, day from apologies where state = 'sent' group by 1, 2 having count(*) > 1) x`,
		"a follow-up asked for without its one mail":       `select count(*) from promises p left join (select promise_id, count(*) as n from outbox group by 1) o on o.promise_id = p.id where p.kind = 'follow_up' and p.state = 'kept' and o.n is distinct from 1`,
		"a follow-up asked for twice":                      `select count(*) from (select promise_id from events where kind = 'promise.posted' group by 1 having count(*) > 1) x`,
		"a ticket closed twice":                            `select count(*) from (select ticket_id from events where kind = 'ticket.closed' group by 1 having count(*) > 1) x`,
		"a gap in a ticket's history":                      `select count(*) from (select t.id from tickets t join events e on e.ticket_id = t.id group by t.id having count(*) <> t.last_event or max(e.number) <> t.last_event) x`,
		"an open ticket without a promise":                 `select count(*) from tickets t where live and not exists (select from promises p where p.id = t.next_promise_id and p.open)`,
		"a notice told twice by mail":                      `select count(*) from (select person_id, kind, promise_id, ticket_id, at from notices where promise_id is not null group by 1, 2, 3, 4, 5 having count(*) > 1) x`,
	} {
		require.Zero(d.t, one[int](d, q), what)
	}
}

// exactlyOnce checks against the ledger of the mail server that no automatic mail came twice, that all came which are told to
// have been sent, and that no person's reply is lost.
func (r *relay) exactlyOnce(d *desk) {
	d.t.Helper()
	copies := map[string]int{}
	for _, p := range r.all() {
		m, err := netmail.ReadMessage(bytes.NewReader(p.raw))
		require.NoError(d.t, err)
		copies[strings.Trim(m.Header.Get("Message-ID"), "<>")]++
	}
	rows, err := d.Query(d.t.Context(), `select message_key, is_automatic, state, kind from outbox`)
	require.NoError(d.t, err)
	defer rows.Close()
	known := 0
	for rows.Next() {
		var key, state, kind string
		var automatic bool
		require.NoError(d.t, rows.Scan(&key, &automatic, &state, &kind))
		n := copies[key]
		known += n
		if automatic {
			require.LessOrEqual(d.t, n, 1, "an automatic mail came twice: %s", kind)
		}
		if state == "sent" {
			require.GreaterOrEqual(d.t, n, 1, "a %s was not sent", kind)
		}
		require.Contains(d.t, []string{"sent", "uncertain"}, state, kind)
		if state == "uncertain" {
			require.True(d.t, automatic, "a person's mail is sent until it is taken")
		}
	}
	require.NoError(d.t, rows.Err())
	require.Len(d.t, r.all(), known, "every mail that came is in the outbox")
}

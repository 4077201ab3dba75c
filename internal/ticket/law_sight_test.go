package ticket_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// rightsChanged is after how many changes the law of sight is believed in an ordinary run; KEPT_SOAK says another number.
const rightsChanged = 10_000

// How often all is looked at: what the database's two rules say after every change; each way to a ticket for one of the staff, and
// for everybody; and how often somebody gives a ticket away by the desk's own verbs.
const (
	looksAtOne = 100
	looksAtAll = 2500
	givesAway  = 25
	atOnce     = 100 // changes that are sent together, each with its look
)

// TestLaw_of_sight_is_what_a_model_says changes roles, teams, privacy, companies, followers and owners at random. After
// each change everybody sees exactly the tickets that a model without a database says.
func TestLaw_of_sight_is_what_a_model_says(t *testing.T) {
	t.Parallel()
	want := rightsChanged
	if soak := os.Getenv("KEPT_SOAK"); soak != "" {
		var err error
		want, err = strconv.Atoi(soak)
		require.NoError(t, err, "KEPT_SOAK")
	}
	seed := uint64(time.Now().UnixNano())
	if again := os.Getenv("KEPT_SEED"); again != "" {
		var err error
		seed, err = strconv.ParseUint(again, 10, 64)
		require.NoError(t, err, "KEPT_SEED")
	}
	t.Logf("it comes again with KEPT_SEED=%d", seed)
	l := newSight(t, rand.New(rand.NewPCG(seed, 0)))
	begun, gave := time.Now(), 0
	for n := 0; n < want; n += atOnce {
		l.change(atOnce)
		for range atOnce / givesAway {
			l.giveAway()
			gave++
		}
		for range atOnce / looksAtOne {
			l.everyWay(l.r.IntN(len(l.staff)))
		}
		if n%looksAtAll == 0 {
			for p := range l.staff {
				l.everyWay(p)
			}
		}
	}
	t.Logf("everybody saw what the model says after each of %d changes, %d of them by the desk's verbs, in %v", want+gave, gave, time.Since(begun).Round(time.Millisecond))
}

// sightLaw is the desk and the model of it, which knows rows by their place.
type sightLaw struct {
	*cast.Stage
	r *rand.Rand

	staff     []people.Person
	teams     []people.TeamID
	customers []people.Person
	companies []int64
	tickets   []ticket.Ticket
	files     []int64

	role    []people.Role
	active  []bool
	in      map[[2]int]bool // person, team
	private []bool
	team    []int // of tickets
	asker   []int
	owner   []int // -1: nobody
	company []int // of customers; -1: none
	chief   []bool
	follows map[[2]int]bool // customer, ticket: whether it is confirmed
}

func newSight(t *testing.T, r *rand.Rand) *sightLaw {
	t.Helper()
	s := cast.New(t)
	l := &sightLaw{Stage: s, r: r, in: map[[2]int]bool{}, follows: map[[2]int]bool{}}
	s.At("Fri 6 Nov 10:00")
	l.staff = []people.Person{s.Maja, s.Jonas, s.Oskar, s.Ingrid, s.Karin}
	for i := range 5 {
		l.staff = append(l.staff, s.Hires(people.Agent, fmt.Sprintf("Agent %d", i)))
	}
	l.teams = []people.TeamID{s.Team, s.Second, s.Private("Bills"), s.Private("Law"), s.Private("Board")}
	l.private = []bool{false, false, true, true, true}
	for p, who := range l.staff {
		l.role, l.active = append(l.role, who.Role), append(l.active, true)
		l.in[[2]int{p, 0}] = p < 5
	}
	l.customers = []people.Person{s.Hanna, s.Goran, s.Mette, s.Piotr, s.Eleni}
	for range l.customers {
		l.company, l.chief = append(l.company, -1), append(l.chief, false)
	}
	l.found()
	for i := range 20 {
		if i == 10 { // the first ten are late by then, and have been handed up
			s.Until("Mon 9 Nov 10:00")
		}
		id := s.Asks(l.customers[i%5], fmt.Sprintf("Trouble %d", i))
		l.fill(id)
		l.team, l.asker, l.owner = append(l.team, 0), append(l.asker, i%5), append(l.owner, -1)
	}
	_, err := s.DB.Pool().Exec(t.Context(), `update outbox set state = 'failed', sent_at = null where ticket_id is not null`)
	require.NoError(t, err)
	return l
}

// found makes the companies.
func (l *sightLaw) found() {
	l.T.Helper()
	for i := range 3 {
		var id int64
		const q = `insert into companies (name, created_at) values ($1, kept_now()) returning id`
		require.NoError(l.T, l.DB.QueryRow(l.T.Context(), q, fmt.Sprintf("Company %d", i)).Scan(&id))
		l.companies = append(l.companies, id)
	}
}

// fill hangs on a ticket what else leads to it: a file, a question, a failure of the worker's, and a notice to everybody.
func (l *sightLaw) fill(id ticket.ID) {
	l.T.Helper()
	l.AsksUp(l.Karin, id, "May I?")
	var file int64
	l.Do(func(ctx context.Context, tx *pg.Tx) error {
		var to []people.ID
		for _, p := range l.staff {
			to = append(to, p.ID)
		}
		batch := &pgx.Batch{}
		notify.Queue(batch, l.Now(), to, notify.Notice{Kind: notify.Undelivered, Ticket: int64(id)})
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return err
		}
		if err := ticket.Fail(ctx, tx, people.System, id, ticket.Failure{Worker: "w", Why: errTakenBack, Rest: time.Hour}); err != nil {
			return err
		}
		d := ticket.Draft{Key: cast.Key(), Body: "See this.", Files: []ticket.Upload{{Name: "a.txt", Kind: "text/plain", Size: 1, Blob: strings.Repeat("ab", 32)}}}
		if _, err := ticket.Note(ctx, tx, l.Karin.Acting(), l.Limits, id, d); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `select max(id) from attachments`).Scan(&file)
	})
	l.files, l.tickets = append(l.files, file), append(l.tickets, l.Ticket(id))
}

// sees is the model's rule for the staff, and knows the one for customers.
func (l *sightLaw) sees(p, t int) bool {
	team := l.team[t]
	return l.active[p] && (!l.private[team] || l.role[p] == people.Admin || l.in[[2]int{p, team}])
}

func (l *sightLaw) knows(c, t int) bool {
	mates := l.chief[c] && l.company[c] >= 0 && l.company[l.asker[t]] == l.company[c]
	return l.asker[t] == c || l.follows[[2]int{c, t}] || mates
}

// whole is who sees what, as the database is to say it: of the staff, or of the customers.
func (l *sightLaw) whole(ofStaff bool) string {
	of, sees := l.customers, l.knows
	if ofStaff {
		of, sees = l.staff, l.sees
	}
	var b strings.Builder
	for p, who := range of {
		for t := range l.tickets {
			if sees(p, t) {
				fmt.Fprintf(&b, "%d:%d ", who.ID, l.tickets[t].ID)
			}
		}
	}
	return b.String()
}

// change makes changes at random and asks after each who sees what, many in one round trip.
func (l *sightLaw) change(n int) {
	l.T.Helper()
	const (
		staff = `
			select coalesce(string_agg(p.id || ':' || t.id || ' ', '' order by p.id, t.id), '')
			from people p cross join lateral visible_teams(p.id) v (team) join tickets t on t.team_id = v.team where p.role <> 'customer'`
		customers = `
			select coalesce(string_agg(c.id || ':' || v.ticket || ' ', '' order by c.id, v.ticket), '')
			from people c cross join lateral visible_to_customer(c.id) v (ticket) where c.role = 'customer'`
	)
	batch := &pgx.Batch{}
	for range n {
		what, q, args := l.step()
		ofStaff := slices.Contains([]string{"role", "active", "join", "leave", "privacy", "team"}, what)
		look, want := customers, l.whole(ofStaff)
		if ofStaff {
			look = staff
		}
		batch.Queue(q, args...)
		batch.Queue(look).QueryRow(func(row pgx.Row) error {
			var got string
			err := row.Scan(&got)
			require.Equal(l.T, want, got, what)
			return err
		})
	}
	require.NoError(l.T, l.DB.Pool().SendBatch(l.T.Context(), batch).Close())
}

// step makes one change in the model, and says which statement makes it in the database.
func (l *sightLaw) step() (what, q string, args []any) {
	p, t, c, team := l.r.IntN(len(l.staff)), l.r.IntN(len(l.tickets)), l.r.IntN(len(l.customers)), l.r.IntN(len(l.teams))
	switch l.r.IntN(11) {
	case 0:
		l.role[p] = []people.Role{people.Agent, people.Agent, people.Supervisor, people.Admin, people.Technician}[l.r.IntN(5)]
		return "role", `update people set role = $2 where id = $1`, []any{l.staff[p].ID, l.role[p]}
	case 1:
		l.active[p] = !l.active[p] || l.r.IntN(3) > 0
		return "active", `update people set is_active = $2 where id = $1`, []any{l.staff[p].ID, l.active[p]}
	case 2, 3:
		l.in[[2]int{p, team}] = true
		return "join", `insert into team_members (team_id, person_id) values ($1, $2) on conflict do nothing`, []any{l.teams[team], l.staff[p].ID}
	case 4:
		l.in[[2]int{p, team}] = false
		return "leave", `delete from team_members where team_id = $1 and person_id = $2`, []any{l.teams[team], l.staff[p].ID}
	case 5:
		l.private[team] = !l.private[team]
		return "privacy", `update teams set is_private = $2 where id = $1`, []any{l.teams[team], l.private[team]}
	case 6:
		l.team[t] = team
		return "team", `update tickets set team_id = $2 where id = $1`, []any{l.tickets[t].ID, l.teams[team]}
	case 7:
		l.company[c], l.chief[c] = l.r.IntN(len(l.companies)+1)-1, false
		if l.company[c] < 0 {
			return "no company", `update people set company_id = null, sees_company = false where id = $1`, []any{l.customers[c].ID}
		}
		l.chief[c] = l.r.IntN(2) == 0
		return "company", `update people set company_id = $2, sees_company = $3 where id = $1`, []any{l.customers[c].ID, l.companies[l.company[c]], l.chief[c]}
	case 8:
		l.follows[[2]int{c, t}] = l.r.IntN(3) > 0
		const q = `insert into followers (ticket_id, person_id, added_at, address, confirmed_at) values ($1, $2, kept_now(), 'somebody@x.example', case when $3::boolean then kept_now() end)
			on conflict (ticket_id, person_id) do update set confirmed_at = excluded.confirmed_at`
		return "follow", q, []any{l.tickets[t].ID, l.customers[c].ID, l.follows[[2]int{c, t}]}
	case 9:
		l.follows[[2]int{c, t}] = false
		return "unfollow", `delete from followers where ticket_id = $1 and person_id = $2`, []any{l.tickets[t].ID, l.customers[c].ID}
	default:
		l.asker[t] = c
		return "requester", `update tickets set requester_id = $2 where id = $1`, []any{l.tickets[t].ID, l.customers[c].ID}
	}
}

func (l *sightLaw) acting(p int) people.Actor {
	return people.Actor{ID: l.staff[p].ID, Role: l.role[p], Name: l.staff[p].Name}
}

func (l *sightLaw) works(p int) bool { return l.role[p] != people.Technician }

// giveAway lets somebody give a ticket to a colleague or to a team. What they do not see is not there, and whoever does not
// see it gets nothing of it.
func (l *sightLaw) giveAway() {
	l.T.Helper()
	p, to, t, team := l.r.IntN(len(l.staff)), l.r.IntN(len(l.staff)), l.r.IntN(len(l.tickets)), l.r.IntN(len(l.teams))
	id, by := l.tickets[t].ID, l.acting(p)
	if l.r.IntN(3) == 0 {
		err := l.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.SetTeam(ctx, tx, by, id, l.teams[team]) })
		if !l.works(p) || !l.sees(p, t) {
			require.Equal(l.T, fault.NotFound(), err)
			return
		}
		require.NoError(l.T, err)
		moved := l.team[t] != team
		l.team[t] = team
		if o := l.owner[t]; moved && o >= 0 && !l.sees(o, t) {
			l.owner[t] = -1
		}
		return
	}
	h := ticket.Handing{To: &l.staff[to].ID}
	if o := l.owner[t]; o >= 0 {
		h.Was = &l.staff[o].ID
	}
	err := l.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.Assign(ctx, tx, by, id, h) })
	switch {
	case !l.works(p) || !l.sees(p, t):
		require.Equal(l.T, fault.NotFound(), err)
	case !l.active[to] || !l.works(to):
		require.Equal(l.T, "fault.owner", fault.Of(err)[0].Key)
	case !l.sees(to, t):
		require.Equal(l.T, "sight.fault.owner", fault.Of(err)[0].Key)
	default:
		require.NoError(l.T, err)
		l.owner[t] = to
	}
}

// those are the numbers of the tickets of which something is so, sorted.
func (l *sightLaw) those(is func(t int) bool) []int64 {
	found := []int64{}
	for t := range l.tickets {
		if is(t) {
			found = append(found, l.tickets[t].Number)
		}
	}
	slices.Sort(found)
	return found
}

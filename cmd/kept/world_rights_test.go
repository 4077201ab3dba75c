package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// ofPrivate begins the name of what belongs to a private team's ticket.
const ofPrivate = "of a private team: "

// private is what a row names of a private team's, and whether it does.
func (r row) private() (string, bool) { return strings.CutPrefix(r.object, ofPrivate) }

// veiled is what the rows about a private team need: Maja, Jonas and Ingrid are in it, Nina and Sven are not.
type veiled struct {
	Nina, Sven    people.Person // an agent and a supervisor
	hidden        people.TeamID
	private       things // Maja's
	loose         things // nobody owns it
	turnedPrivate map[string]things
	notices       map[ticket.ID]map[people.ID]int64
}

// found makes the private team and those who are not in it.
func (w *world) found() {
	w.T.Helper()
	w.Nina, w.Sven = w.Hires(people.Agent, "Nina Outside"), w.Hires(people.Supervisor, "Sven Outside")
	_, err := w.DB.Pool().Exec(w.T.Context(), `update people set password = (select password from people where id = $1) where id in ($2, $3)`, w.Maja.ID, w.Nina.ID, w.Sven.ID)
	require.NoError(w.T, err)
	w.hidden = w.Private("Bills", w.Maja, w.Jonas, w.Ingrid)
	w.notices = map[ticket.ID]map[people.ID]int64{}
}

// veil gives a ticket to the private team.
func (w *world) veil(x things) things {
	w.T.Helper()
	w.Goes(x.id, w.hidden)
	return w.veilKept(x)
}

// renewPrivate makes the tickets of the private team that the rows are about.
func (w *world) renewPrivate() {
	w.T.Helper()
	w.turnedPrivate = map[string]things{}
	w.private, w.loose = w.veil(w.askedUp(w.make(w.Hanna, true))), w.veil(w.make(w.Mette, false))
	w.tell(w.private)
}

// renewFor makes anew what a row, done by somebody, has used up, and no more: the rest took most of the matrix's time.
func (w *world) renewFor(r row, by *actor) {
	_, isPrivate := r.private()
	switch {
	case isPrivate:
		w.renewPrivate()
	case isAboutStaff(r.route):
		w.folk = w.folkOf()
	case by.name == "other link holder":
		w.renew()
	case r.object == "ticket that nobody owns":
		w.free = w.make(w.Mette, false)
	default:
		if strings.Contains(r.route, "{person}") {
			w.gone = w.erasable()
		}
		w.renewMine()
	}
}

// tell gives everybody who works here a notice of a ticket.
func (w *world) tell(x things) {
	w.T.Helper()
	w.notices[x.id] = map[people.ID]int64{}
	staff := []people.ID{w.Maja.ID, w.Ingrid.ID, w.Karin.ID, w.Nina.ID, w.Sven.ID}
	w.Do(func(ctx context.Context, tx *pg.Tx) error {
		batch := &pgx.Batch{}
		notify.Queue(batch, w.Now(), staff, notify.Notice{Kind: notify.Undelivered, Ticket: int64(x.id)})
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return err
		}
		for _, id := range staff {
			var notice int64
			if err := tx.QueryRow(ctx, `select max(id) from notices where person_id = $1 and ticket_id = $2`, id, x.id).Scan(&notice); err != nil {
				return err
			}
			w.notices[x.id][id] = notice
		}
		return nil
	})
}

// aboutPrivate is the private team's ticket that a row is about.
func (w *world) aboutPrivate(route, object string) things {
	if x, is := w.turnedPrivate[route]; is && object != "ticket" {
		return x
	}
	if object == "ticket that nobody owns" {
		return w.loose
	}
	return w.private
}

// secrets are the private team's tickets.
func (w *world) secrets() []things {
	all := []things{w.private, w.loose}
	for _, x := range w.turnedPrivate {
		all = append(all, x)
	}
	return all
}

// named is what a row names, without whose it is and without what its form says.
func (w *world) named(r row) string {
	object, is := r.private()
	if !is {
		object = r.object
	}
	object, _, _ = strings.Cut(object, ",")
	return object
}

// misfill puts into a form what the row says of it behind a comma: numbers that are not its ticket's own, and people who
// do not see it.
func (w *world) misfill(f url.Values, r row) {
	_, says, found := strings.Cut(r.object, ", ")
	if !found {
		return
	}
	digits := func(n any) string { return fmt.Sprint(n) }
	set := map[string]func(){
		"keeping a private ticket's promise":     func() { f.Set("keeps", digits(w.private.promise)) },
		"keeping an unknown promise":             func() { f.Set("keeps", nowhere) },
		"withdrawing a private ticket's promise": func() { f.Set("withdraws", digits(w.private.promise)) },
		"made of a private ticket's answer":      func() { f.Set("uses", digits(w.private.asked)) },
		"made of an unknown answer":              func() { f.Set("uses", nowhere) },
		"promised by somebody outside it":        func() { f.Set("owner", "p"+digits(w.Nina.ID)) },
		"promised by another team":               func() { f.Set("owner", "t"+digits(w.Team)) },
		"along with a private ticket's promise":  func() { f.Set("along", digits(w.private.promise)) },
		"to a private team":                      func() { f.Set("team", digits(w.hidden)) },
		"to somebody outside it": func() {
			f.Set("owner", digits(w.Nina.ID))
			f.Set("to", digits(w.Sven.ID))
		},
	}[says]
	require.NotNil(w.T, set, says)
	set()
}

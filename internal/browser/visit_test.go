package browser

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/demo"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// TestJourney_a_visit_is_moved_missed_and_made_good books a visit, moves it because the customer asks for another time, lets nobody
// come, and makes it good: each in the browser of whoever does it, the technician's a phone's.
func TestJourney_a_visit_is_moved_missed_and_made_good(t *testing.T) {
	t.Parallel()
	visitMadeGood(t, visitor{})
}

func TestJourney_a_visit_is_moved_missed_and_made_good_without_script(t *testing.T) {
	t.Parallel()
	visitMadeGood(t, visitor{isPlain: true})
}

const oskar = "oskar@nordby.example"

func visitMadeGood(t *testing.T, v visitor) {
	kept := calm(t) // a Monday, ten o'clock
	kept.hires(oskar, "Oskar Ekström")
	v.base = kept.base
	customer, maja, technician := open(t, v), open(t, v), open(t, v)
	technician.size(390, 844)
	customer.asks(problem)
	_, number := kept.asked(problem)
	page := fmt.Sprintf("/desk/tickets/%d", number)

	maja.signsIn()
	maja.opensTicket(problem)
	maja.answers("We look at it on the spot.")
	maja.press("label:has(#mode-promise)")
	maja.choosesVisit("promise-", "2026-11-10", "10:00", "12:00")
	maja.fill("#promise-place", "Havnegade 22, Nordby")
	maja.fill("#promise-bring", "A router")
	maja.press("#promise-form [data-send-button]")
	maja.until(`document.readyState === "complete" && document.querySelector("#pledge").innerText.includes("10:00–12:00")`, "the visit on the ticket")
	technician.signsInAtDoor(oskar)
	technician.sees("The next one is")
	technician.open("/desk/day?on=2026-11-10")
	technician.sees("10:00–12:00", "Rasmus Dahl", "Havnegade 22, Nordby", "A router")

	customer.readsMail(rasmus, "Maja has answered")
	customer.sees("Where: Havnegade 22, Nordby")
	customer.press("details.other summary")
	customer.fill(`textarea[name="wish"]`, "Wednesday morning is better.")
	customer.press("details.other form button")
	customer.until(`document.readyState === "complete" && document.querySelector("#story").innerText.includes("Wednesday morning is better.")`, "the wish in the story")
	maja.open(page)
	maja.sees("Wednesday morning is better.")
	maja.answers("Wednesday it is.")
	visit := kept.visit(number)
	maja.press("#act-move-" + visit + " summary")
	maja.choosesVisit("act-move-", "2026-11-11", "09:00", "10:00", "-"+visit)
	maja.fill("#act-move-reason-"+visit, "You asked for Wednesday.")
	maja.press("#act-move-" + visit + "-form button.primary")
	maja.sees("09:00–10:00")
	customer.readsMail(rasmus, "09:00")
	customer.sees("Wed 11 November")

	kept.moves(2*24*time.Hour + 61*time.Minute) // nobody has come by Wednesday at ten, nor entered it within the hour
	maja.waits("to say sorry is Maja's", func() bool {
		maja.open(page)
		return ask[bool](maja, `!!document.querySelector("#sorry-form")`)
	})
	maja.press("#sorry-form button")
	customer.readsMail(rasmus, "We are late, and sorry")
	technician.open("/desk/day")
	technician.sees("Nobody came in time")
	visit = kept.visit(number)
	technician.press("#arrive-" + visit + " button.primary")
	technician.sees("Arrived at 11:0")
	technician.fill("#words-"+visit, "A new router; the old one was wet.")
	technician.press("#done-" + visit + " button.primary")
	technician.sees("Done at 11:0")

	maja.open(page)
	maja.sees("A new router; the old one was wet.")
	maja.lacks("#sorry")
	var owed bool
	require.NoError(t, kept.db.QueryRow(t.Context(), `select owed_since is not null from tickets where number = $1`, number).Scan(&owed))
	require.False(t, owed, "made good")
}

// hires adds somebody who comes to customers.
func (p *product) hires(address, name string) {
	p.t.Helper()
	password, err := people.HashPassword(p.t.Context(), demo.Password)
	require.NoError(p.t, err)
	p.change(func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.Add(ctx, tx, people.Newcomer{Role: people.Technician, Name: name, Address: address, Locale: i18n.EN, Password: password})
		return err
	})
}

// visit is the number of the newest visit of a ticket.
func (p *product) visit(ticket int64) string {
	p.t.Helper()
	const q = `select max(p.id) from promises p join tickets t on t.id = p.ticket_id where t.number = $1 and p.kind = $2 and p.state in ('pending', 'broken')`
	var id int64
	require.NoError(p.t, p.db.QueryRow(p.t.Context(), q, ticket, promise.Visit).Scan(&id))
	return strconv.FormatInt(id, 10)
}

// signsInAtDoor is how somebody comes in who has no desk but their own day.
func (p *tab) signsInAtDoor(address string) {
	p.t.Helper()
	p.open("/login")
	p.fill("#email", address)
	p.fill("#password", demo.Password)
	p.press(`form[action="/login"] button.primary`)
	p.at("/desk/day")
}

// choosesVisit fills in a visit by Oskar in the fields of a form, whose ids begin with prefix and may end in suffix.
func (p *tab) choosesVisit(prefix, day, from, until string, suffix ...string) {
	p.t.Helper()
	id := func(field string) string {
		id := "#" + prefix + field
		for _, s := range suffix {
			id += s
		}
		return id
	}
	if len(suffix) == 0 {
		ask[bool](p, `document.querySelector(`+quoted(id("what"))+`).value = "visit"; document.querySelector(`+quoted(id("what"))+`).dispatchEvent(new Event("change", {bubbles: true}))`)
	}
	p.types(id("day"), day)
	ask[bool](p, `([...document.querySelector(`+quoted(id("owner"))+`).options].find(o => o.innerText.includes("Oskar")).selected = true)`)
	p.fill(id("time"), from)
	p.fill(id("until"), until)
}

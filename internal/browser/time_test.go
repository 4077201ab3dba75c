package browser

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/demo"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

const (
	maja   = "maja@nordby.example"
	ingrid = "ingrid@nordby.example"
)

// calm is a desk with a few people and no tickets: nothing else happens on it while time passes. Its clock stands on a
// Monday morning until somebody moves it.
func calm(t testing.TB, changes ...func(*httpd.Server)) *product {
	t.Helper()
	p := serve(t, httpd.Settings{Demo: true, HasMail: true}, changes...)
	pgtest.Stop(t, p.db, time.Date(2026, time.November, 9, 9, 0, 0, 0, time.UTC))
	p.furnish()
	password, err := people.HashPassword(t.Context(), demo.Password)
	require.NoError(t, err)
	p.change(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		if _, err := sla.Install(ctx, tx, cast.Hours(), sla.DefaultRules()); err != nil {
			return err
		}
		team, err := people.AddTeam(ctx, tx, "First line", "users")
		if err != nil {
			return err
		}
		for _, who := range []people.Newcomer{
			{Role: people.Agent, Name: "Maja Lindqvist", Address: maja, Locale: i18n.EN, Password: password},
			{Role: people.Supervisor, Name: "Ingrid Aaberg", Address: ingrid, Locale: i18n.EN, Password: password},
		} {
			id, err := people.Add(ctx, tx, who)
			if err != nil {
				return err
			}
			if err := people.Join(ctx, tx, team, id); err != nil {
				return err
			}
		}
		return nil
	})
	p.works()
	return p
}

// signsInAs is how somebody of the staff comes to the desk.
func (p *tab) signsInAs(address string) {
	p.t.Helper()
	p.open("/desk")
	p.at("/login")
	p.fill("#email", address)
	p.fill("#password", demo.Password)
	p.press(`form[action="/login"] button.primary`)
	p.at("/desk")
}

// moves lets the desk's clock jump, as its buttons do.
func (p *product) moves(by time.Duration) {
	p.t.Helper()
	p.change(func(ctx context.Context, tx *pg.Tx) error { return people.MoveClock(ctx, tx, by) })
}

// hears waits until a page that is opened again and again says something.
func (p *tab) hears(path, words string) {
	p.t.Helper()
	p.waits(words+" at "+path, func() bool {
		p.open(path)
		return ask[bool](p, `document.body.innerText.replace(/\s+/g, " ").includes(`+quoted(words)+`)`)
	})
}

// asked is the newest ticket of that subject.
func (p *product) asked(subject string) (id ticket.ID, number int64) {
	p.t.Helper()
	const q = `select id, number from tickets where subject = $1 order by id desc limit 1`
	require.NoError(p.t, p.db.QueryRow(p.t.Context(), q, subject).Scan(&id, &number))
	return id, number
}

func TestJourney_what_is_missed_is_said_handed_up_and_made_good(t *testing.T) {
	t.Parallel()
	const subject = "Lampan lyser rött"
	kept := calm(t)
	customer := open(t, visitor{base: kept.base, language: "sv"})
	agent, supervisor := open(t, visitor{base: kept.base}), open(t, visitor{base: kept.base})
	customer.open("/tickets/new")
	customer.fill("#subject", subject)
	customer.fill("#body", "Den blev röd vid tolv, och sedan dess går ingenting.")
	customer.fill("#name", "Rasmus Dahl")
	customer.fill("#email", rasmus)
	customer.press("#question button.primary")
	customer.at("/tickets/sent/")
	_, number := kept.asked(subject)
	page := fmt.Sprintf("/desk/tickets/%d", number)

	agent.signsInAs(maja)
	for range 3 { // of four hours: three quarters of them
		agent.letsPass("1h")
	}
	agent.hears("/desk/notices", "A promise is due soon")
	agent.sees(subject)
	agent.letsPass("24h")
	customer.readsMail(rasmus, "Vi är sena och ber om ursäkt")
	customer.sees("och vi är sena. Vi ber om ursäkt.")

	supervisor.signsInAs(ingrid)
	supervisor.hears("/desk/notices", "A promise was not kept, and now it is with you")
	supervisor.sees(subject)
	supervisor.open("/office")
	supervisor.sees(subject)

	agent.open(page + "?open=ask")
	agent.fill("#question", "May I send him a new box without a visit?")
	agent.press(`form[action="` + page + `/questions"] button.primary`)
	agent.until(`document.querySelector("#questions")?.innerText.includes("May I send him")`, "the question on the ticket")
	supervisor.open("/office/questions")
	article := `article.q:has(a[href*="` + page + `"])`
	supervisor.press(article + ` details:has([action$="/answers"]) summary`)
	supervisor.fill(article+` [action$="/answers"] textarea`, "Skicka en ny box i dag. Den gamla får han behålla.")
	supervisor.press(article + ` [action$="/answers"] button.primary`)
	supervisor.until(`document.readyState === "complete" && !document.querySelector(`+quoted(article)+`)`, "the question is off the list")

	agent.hears(page, "Use this answer")
	agent.press("#questions [data-answer]")
	agent.until(`document.querySelector("#reply-body").value.includes("Skicka en ny box i dag.")`, "the answer in the reply")
	agent.answers("Hej Rasmus, vi skickar en ny box i dag.")
	customer.readsMail(rasmus, "Maja har svarat")
	customer.sees("vi skickar en ny box i dag.")
	agent.open("/desk")
	agent.until(`document.readyState === "complete" && ![...document.querySelectorAll('section[aria-labelledby="g-late"] a.row-link')].some(a => a.innerText.includes(`+quoted(subject)+`))`, "the ticket is late no more")
}

func TestJourney_a_silent_customer_is_written_to_three_times_and_then_it_closes(t *testing.T) {
	t.Parallel()
	kept := calm(t)
	customer := open(t, visitor{base: kept.base})
	customer.asks(problem)
	id, _ := kept.asked(problem)
	kept.change(func(ctx context.Context, tx *pg.Tx) error {
		by, err := people.ByAddress(ctx, tx, maja)
		if err != nil {
			return err
		}
		whole, err := ticket.Seen(ctx, tx, people.System, id)
		if err != nil {
			return err
		}
		_, err = ticket.Reply(ctx, tx, by.Acting(), ticket.DefaultLimits(), id, ticket.Draft{
			Key: cast.Key(), Body: "Which colour is the lamp now?", Then: promise.Awaiting, For: "the colour of the lamp", Seen: whole.LastMessage(),
		})
		return err
	})
	customer.readsMail(rasmus, "Maja has answered")
	customer.sees("Which colour is the lamp now?")

	const day, minute = 24 * time.Hour, time.Minute // a worker acts after a time, not at it
	kept.moves(2*day + minute)
	customer.readsMail(rasmus, "Now it is your turn: ")
	kept.moves(5*day + minute)
	customer.readsMail(rasmus, "We wait for your answer")
	kept.moves(7*day + minute)
	customer.readsMail(rasmus, "We now mark it as solved")
	kept.moves(4*day + minute)
	customer.hears(customer.where(), "Closed, since we heard nothing more")
}

func TestJourney_too_many_apologies_wait_for_one_release(t *testing.T) {
	t.Parallel()
	kept := calm(t)
	const many = ticket.BrakeCount + 5
	for i := range many {
		q := ticket.Question{
			Key: cast.Key(), Name: "Rasmus Dahl", Address: rasmus, Subject: fmt.Sprintf("The whole street is dark, call %d", i), Body: "Nothing works.", Locale: i18n.EN,
		}
		kept.change(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Ask(ctx, tx, people.Actor{}, ticket.DefaultLimits(), q)
			return err
		})
	}
	supervisor := open(t, visitor{base: kept.base})
	supervisor.signsInAs(ingrid)
	supervisor.letsPass("24h")
	supervisor.hears("/office", "Apologies held back")
	supervisor.hears("/desk/notices", "Many apologies wait until somebody lets them go")
	supervisor.open("/office")
	supervisor.press("#brake summary.primary")
	supervisor.fill("#brake-en", "A digger cut our cable in the harbour. We are sorry.")
	supervisor.press("#brake-form button.primary")
	supervisor.sees("on their way")
	supervisor.lacks("#brake")
	supervisor.readsMail(rasmus, "We are late, and sorry")
	supervisor.waits("every apology has left", func() bool {
		var waiting int
		require.NoError(t, kept.db.QueryRow(t.Context(), `select count(*) from outbox where kind = 'apology' and state <> 'sent'`).Scan(&waiting))
		return waiting == 0
	})
}

package browser

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/demo"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

const (
	problem = "The light on the box is red"
	rasmus  = "rasmus@dahl.example"
)

// asks sends a question as a customer does, and sees what is promised.
func (p *tab) asks(subject string) {
	p.t.Helper()
	p.open("/")
	p.press(`a[href="/tickets/new"].btn`)
	p.at("/tickets/new")
	p.fill("#subject", subject)
	p.fill("#body", "It went red at noon.\nNothing works since then.")
	p.isAboutSomethingElse()
	p.fill("#name", "Rasmus Dahl")
	p.fill("#email", rasmus)
	p.press("#question button.primary")
	p.at("/tickets/sent/")
	p.sees("We answer you by")
	p.sees(subject)
}

// isAboutSomethingElse chooses the last of the topics, where the desk has some: it asks nothing of its own.
func (p *tab) isAboutSomethingElse() {
	p.t.Helper()
	if ask[bool](p, `!!document.querySelector("#topic")`) {
		p.press("#topic .tiles label:last-child")
	}
}

// readsMail opens the newest mail to somebody that says something, once it is there, and follows its link.
func (p *tab) readsMail(to, says string) {
	p.t.Helper()
	mail := `[...document.querySelectorAll("main li")].find(li => li.innerText.includes(` + quoted(to) + `) && li.innerText.includes(` + quoted(says) + `))`
	p.waits("a mail to "+to+" that says "+says, func() bool {
		p.open("/demo/mail")
		return ask[bool](p, `!!(`+mail+`)`)
	})
	path := ask[string](p, `(`+mail+`).querySelector("a").getAttribute("href")`)
	p.press(`main li a[href="` + path + `"]`)
	p.at(path)
	p.press(`[data-twin] a[href*="/t/"]`)
	p.at("/t/")
}

// signsIn is how Maja comes to her desk.
func (p *tab) signsIn() {
	p.t.Helper()
	p.open("/desk")
	p.at("/login")
	p.fill("#email", "maja@nordby.example")
	p.fill("#password", demo.Password)
	p.press(`form[action="/login"] button.primary`)
	p.at("/desk")
}

// opensTicket finds a ticket in the queue by its subject.
func (p *tab) opensTicket(subject string) {
	p.t.Helper()
	p.open("/desk")
	row := `[...document.querySelectorAll("a.row-link")].find(a => a.innerText.includes(` + quoted(subject) + `))`
	p.until(row, "the row of "+subject)
	p.open(ask[string](p, row+`.getAttribute("href")`))
	p.at("/desk/tickets/")
	p.sees(subject)
}

func (p *tab) answers(text string) {
	p.t.Helper()
	p.fill("#reply-body", text)
	p.press("#reply-form [data-send-button]")
	p.until(inThread(text), "the answer in the conversation")
}

// letsPass presses a button of the demo's clock.
func (p *tab) letsPass(step string) {
	p.t.Helper()
	before := ask[string](p, `document.querySelector(".demobar p").innerText`)
	p.press(`.demobar button[value="` + step + `"]`)
	p.until(`document.readyState === "complete" && document.querySelector(".demobar p").innerText !== `+quoted(before), "the clock to move")
}

func inThread(text string) string {
	return `[...document.querySelectorAll("#thread .msg")].some(m => m.innerText.includes(` + quoted(text) + `)) && document.readyState === "complete"`
}

func TestJourney_a_question_is_answered_solved_and_confirmed(t *testing.T) {
	t.Parallel()
	answeredSolvedConfirmed(t, visitor{})
}

func TestJourney_a_question_is_answered_solved_and_confirmed_without_script(t *testing.T) {
	t.Parallel()
	answeredSolvedConfirmed(t, visitor{isPlain: true})
}

func answeredSolvedConfirmed(t *testing.T, v visitor) {
	kept := nordby(t)
	v.base = kept.base
	customer, maja := open(t, v), open(t, v)
	customer.asks(problem)
	customer.readsMail(rasmus, "We answer you")
	customer.sees("We answer you by")

	maja.signsIn()
	maja.opensTicket(problem)
	maja.answers("Hello Rasmus, I restart your line now.")
	customer.readsMail(rasmus, "Maja")
	customer.sees("I restart your line now.")
	customer.sees("Kept:")

	maja.fill("#reply-body", "The line is up again since 14:20.")
	maja.press(`#reply-form [popovertarget="sendmenu"]`)
	maja.chooses(`#sendmenu input[name="then"][value="solved"]`)
	maja.press("#reply-form [data-send-button]")
	maja.until(inThread("The line is up again"), "the answer in the conversation")
	customer.readsMail(rasmus, "Does it work again?")
	customer.sees("The line is up again since 14:20.")
	customer.press(`#answer label:has([value="yes"])`)
	customer.press(`#answer .if.yes button`)
	customer.sees("Done. You said that it is solved")

	maja.open(maja.where())
	maja.sees("Closed")
	maja.lacks("#pledge .when")
}

func TestJourney_nobody_answers_so_the_desk_is_late_and_says_so(t *testing.T) {
	t.Parallel()
	kept := nordby(t)
	customer, maja := open(t, visitor{base: kept.base}), open(t, visitor{base: kept.base})
	customer.asks(problem)
	customer.readsMail(rasmus, "We answer you")
	maja.signsIn()
	maja.letsPass("24h")
	lateRow := `[...document.querySelectorAll('section[aria-labelledby="g-late"] a.row-link')].some(a => a.innerText.includes(` + quoted(problem) + `))`
	maja.waits("the ticket among the late ones", func() bool {
		maja.open("/desk")
		return ask[bool](maja, lateRow)
	})
	customer.open(customer.where())
	customer.sees("we are late. We are sorry.")

	maja.opensTicket(problem)
	maja.sees("late")
	maja.answers("Sorry, Rasmus. A technician comes today.")
	maja.open("/desk")
	maja.until(`document.readyState === "complete" && !(`+lateRow+`)`, "the ticket is late no more")
	customer.open(customer.where())
	customer.sees("A technician comes today.")
	customer.sees("Not kept:")
	customer.lacks(`.vow[data-state="late"]`)
}

func TestJourney_the_first_admin_sets_the_desk_up(t *testing.T) {
	t.Parallel()
	kept := serve(t, httpd.Settings{HasMail: true})
	var token people.Token
	kept.change(func(ctx context.Context, tx *pg.Tx) (err error) {
		token, err = people.Invite(ctx, tx, people.System)
		return err
	})
	p := open(t, visitor{base: kept.base, mayRefuse: true, mayFail: true})
	p.open("/")
	p.sees("This desk is being set up.")
	p.open("/welcome/" + string(token))
	p.fill("#company", "Havnens Net")
	p.fill("#name", "Karin Dam")
	p.fill("#email", "karin@havnen.example")
	p.fill("#password", "a ladder by the quay")
	ask[bool](p, `(document.querySelector("#zone").value = "Europe/Copenhagen", true)`)
	p.press(`main form[method=post] button.primary`)
	p.at("/office/start")
	p.sees("Havnens Net")
	p.sees("Karin Dam")
	other := open(t, visitor{base: kept.base, mayRefuse: true})
	other.open("/welcome/" + string(token))
	other.sees("410")
	other.open("/")
	other.sees("Havnens Net")
	var admins int
	require.NoError(t, kept.db.QueryRow(t.Context(), `select count(*) from people where role = 'admin'`).Scan(&admins))
	require.Equal(t, 1, admins)
}

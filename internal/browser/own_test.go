package browser

import (
	"cmp"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
)

const (
	hannaMail   = "hanna@bakkehuset.example"
	peterMail   = "peter.holm@bakkehuset.example"
	hannasOther = "cafe@bakkehuset.example"
)

// asksLink has a sign-in link mailed, and says where the mail leads. About is what its subject says in the language of
// whoever asks.
func (p *tab) asksLink(address, about string) string {
	p.t.Helper()
	p.open("/signin")
	p.fill("#email", address)
	p.press("#link-form button.primary")
	p.at("/signin/sent")
	p.sees(address)
	return p.mailed(address, about, "/signin/links/")
}

// mailed is where the newest mail to somebody leads that says something, once it is there.
func (p *tab) mailed(to, says, where string) string {
	p.t.Helper()
	mail := `[...document.querySelectorAll("main li")].find(li => li.innerText.includes(` + quoted(to) + `) && li.innerText.includes(` + quoted(says) + `))`
	p.waits("a mail to "+to+" that says "+says, func() bool {
		p.open("/demo/mail")
		return ask[bool](p, `!!(`+mail+`)`)
	})
	p.open(ask[string](p, `(`+mail+`).querySelector("a").getAttribute("href")`))
	return ask[string](p, `document.querySelector('[data-twin] a[href*="`+where+`"]').getAttribute("href").replace(location.origin, "")`)
}

func TestJourney_a_customer_signs_in_by_a_mailed_link_and_lets_a_colleague_see_a_ticket(t *testing.T) {
	t.Parallel()
	colleagues(t, visitor{})
}

func TestJourney_a_customer_and_a_colleague_in_every_language(t *testing.T) {
	t.Parallel()
	inEveryLanguage(t, colleagues)
}

func colleagues(t *testing.T, v visitor) {
	kept := nordby(t)
	locale := i18n.Locale(cmp.Or(v.language, "en"))
	_, err := kept.db.Pool().Exec(t.Context(), `update people set locale = $2 where address = $1`, hannaMail, locale)
	require.NoError(t, err)
	say := i18n.For(locale, time.UTC).T
	about := say("own.mail.signin.subject", i18n.Blanks{Company: "Nordby Fiber"})
	v.base = kept.base
	v.mayRefuse = true // a link is opened again after it was used
	hanna, scanner, peter := open(t, v), open(t, v), open(t, v)

	link := hanna.asksLink(hannaMail, about)
	scanner.open(link) // what reads mails opens links, in a browser of its own
	scanner.sees(say("own.elsewhere.title"))
	scanner.has("#link-form")
	scanner.lacks("#use")
	hanna.open(link)
	hanna.sees(hannaMail)
	hanna.fits(t, "the mailed link")
	hanna.press("#use button.primary")
	hanna.at("/my/tickets")
	hanna.sees("No internet since last night")
	hanna.fits(t, "my tickets")
	hanna.open(link)
	hanna.sees(say("own.over.title"))

	hanna.open("/my/tickets?words=kitchen")
	hanna.sees("Router for the new kitchen")
	hanna.lacks(`.mine li:nth-child(2)`)
	hanna.open("/my/tickets?words=No+internet")
	hanna.press(".mine a")
	hanna.at("/my/tickets/")
	ticket := hanna.where()
	hanna.fill("#colleague", peterMail)
	hanna.press("#colleague-form button")
	hanna.sees(say("own.follow.waits"))
	hanna.fits(t, "who sees a ticket")

	asked := peter.mailed(peterMail, "Hanna Lund", "/follow/")
	peter.open(asked)
	require.NotContains(t, peter.words(), "No internet since last night")
	peter.fill("#name", "Peter Holm")
	peter.press("#follow button.primary")
	peter.at("/t/")
	peter.sees("No internet since last night")
	peter.sees("Hanna Lund")
	peter.fill("#body", "I am at the router now.")
	peter.press("#write button.primary")
	peter.sees("I am at the router now.")
	hanna.open(ticket)
	hanna.sees("Peter Holm")
	hanna.sees("I am at the router now.")
	hanna.fill("#body", "Thank you, Peter.")
	hanna.press("#write button.primary")
	hanna.sees("Thank you, Peter.")

	hanna.open("/my/profile")
	hanna.sees(say("own.session.this"))
	hanna.fits(t, "my details")
	hanna.press(`main form[action="/logout"] button`)
	hanna.sees(say("portal.home.title"))
	hanna.open("/my/tickets")
	hanna.at("/signin")
	hanna.open(hanna.asksLink(hannasOther, about))
	hanna.press("#use button.primary")
	hanna.at("/my/tickets")
	hanna.sees("No internet since last night")
}

func TestOwn_pages_are_accessible(t *testing.T) {
	t.Parallel()
	kept := nordby(t)
	p := open(t, visitor{base: kept.base})
	p.open(p.asksLink(hannaMail, "sign-in link"))
	p.accessible(t, "the mailed link")
	p.press("#use button.primary")
	p.at("/my/tickets")
	p.accessible(t, "my tickets")
	p.press(".mine a")
	p.at("/my/tickets/")
	p.accessible(t, "my ticket")
	p.open("/my/profile")
	p.accessible(t, "my details")
	require.Equal(t, http.StatusOK, ask[int](p, `fetch("/my/tickets").then(a => a.status)`))
}

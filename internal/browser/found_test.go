package browser

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

func TestJourney_an_empty_desk_answers_its_first_question(t *testing.T) {
	t.Parallel()
	founds(t, visitor{})
}

func TestJourney_an_empty_desk_answers_its_first_question_in_every_language(t *testing.T) {
	t.Parallel()
	inEveryLanguage(t, founds)
}

// inEveryLanguage goes a way in each of them, without script, on a phone.
func inEveryLanguage(t *testing.T, goes func(*testing.T, visitor)) {
	for _, l := range i18n.Locales {
		t.Run(string(l), func(t *testing.T) {
			t.Parallel()
			goes(t, visitor{isPlain: true, width: 390, height: 844, language: string(l)})
		})
	}
}

// speaks lets everybody on the staff read Kept in a language; "" leaves it at each one's own.
func (p *product) speaks(language string) {
	p.t.Helper()
	_, err := p.db.Pool().Exec(p.t.Context(), `update people set locale = $1 where $1 <> '' and role <> 'customer'`, language)
	require.NoError(p.t, err)
}

// leadsTo is where the newest mail to somebody leads, once it has left.
func (p *product) leadsTo(tab *tab, to, where string) string {
	p.t.Helper()
	var text string
	tab.waits("a mail to "+to, func() bool {
		rows, err := p.db.Query(p.t.Context(), `select text from sent_mails where to_address = $1 and text like '%' || $2 || '%' order by id desc limit 1`, to, where)
		require.NoError(p.t, err)
		defer rows.Close()
		return rows.Next() && rows.Scan(&text) == nil
	})
	_, link, found := strings.Cut(text, p.base+where)
	require.True(p.t, found)
	return where + strings.Fields(link)[0]
}

// founds leads an empty desk to its first answer by its pages alone: the first admin, the first run, an invitation, a
// question.
func founds(t *testing.T, v visitor) {
	kept := serve(t, httpd.Settings{HasMail: true})
	kept.works()
	looked := func(p *tab, where string) {
		p.fits(t, where)
		if !v.isPlain { // axe is a script, too
			p.accessible(t, where)
		}
	}
	v.base = kept.base
	var token people.Token
	kept.change(func(ctx context.Context, tx *pg.Tx) (err error) {
		token, err = people.Invite(ctx, tx, people.System)
		return err
	})
	karin := open(t, v)
	karin.open("/welcome/" + string(token))
	looked(karin, "whose desk this is")
	karin.fill("#company", "Havnens Net")
	karin.fill("#name", "Karin Dam")
	karin.fill("#email", "karin@havnen.example")
	karin.fill("#password", "a ladder by the quay")
	ask[bool](karin, `(document.querySelector("#zone").value = "Europe/Copenhagen", true)`)
	karin.press(`main form[method=post] button.primary`)
	karin.at("/office/start")
	looked(karin, "getting started")
	karin.press(`#step-hours a.btn`)
	karin.at("/office/settings/hours")
	looked(karin, "when we are open")
	karin.press(`#hours button.primary`)
	karin.at("/office/start")
	karin.has(`#step-hours[data-state="kept"]`)
	karin.fill("#team", "Everybody")
	karin.press(`#step-team button:not([name="skip"])`)
	karin.has(`#step-team[data-state="kept"]`)
	karin.open("/office/people/invite")
	looked(karin, "inviting somebody")
	karin.fill("#name", "Maja Lind")
	karin.fill("#email", "maja@havnen.example")
	karin.press(`#invite [name="teams"]`)
	karin.press(`#invite button.primary`)
	karin.at("/office/people")
	karin.sees("maja@havnen.example")

	maja := open(t, v)
	maja.open(kept.leadsTo(maja, "maja@havnen.example", "/join/"))
	looked(maja, "an invitation")
	maja.fill("#name", "Maja Lind")
	maja.fill("#password", "a boat at the pier")
	maja.press(`main form[method=post] button.primary`)
	maja.at("/desk")

	rasmus := open(t, v)
	rasmus.open("/tickets/new")
	rasmus.fill("#subject", problem)
	rasmus.fill("#body", "It went red at noon.")
	rasmus.fill("#name", "Rasmus Dahl")
	rasmus.fill("#email", "rasmus@dahl.example")
	rasmus.press("#question button.primary")
	rasmus.at("/tickets/sent/")

	maja.open("/desk")
	maja.press("a.row-link")
	maja.at("/desk/tickets/")
	maja.sees(problem)
	maja.answers("It is green again.")
	rasmus.open(kept.leadsTo(rasmus, "rasmus@dahl.example", "/t/"))
	rasmus.sees("It is green again.")
	rasmus.fits(t, "the first answer")
}

package office

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
)

// asking is the office with a question of Maja's.
type asking struct {
	office
	id ticket.ID
	q  ticket.QuestionID
}

func askedUp(t *testing.T) asking {
	t.Helper()
	o := opened(t)
	id := o.Asks(o.Hanna, "No internet")
	o.Takes(o.Maja, id)
	return asking{office: o, id: id, q: o.AsksUp(o.Maja, id, "Swap the NB5?")}
}

func (a asking) form(name string) string { return name + "-" + strconv.FormatInt(int64(a.q), 10) }

func (a asking) page() string { return "/office/questions/" + strconv.FormatInt(int64(a.q), 10) }

func TestQuestions_are_listed_by_when_they_are_to_be_answered(t *testing.T) {
	t.Parallel()
	a := askedUp(t)
	a.At("Mon 9 Nov 11:50")
	a.AsksUp(a.Jonas, a.id, "<b>Two days?</b>")
	page := a.as(a.Ingrid).Open("/office/questions").Says("Questions from colleagues", "Maja asks", "in 10 min", "Jonas asks", "by today 13:50", "No internet", "<b>Two days?</b>")
	require.Less(t, strings.Index(page.Text(), "Swap the NB5?"), strings.Index(page.Text(), "Two days?"))
	require.NotContains(t, page.Body, "<b>Two")
	a.as(a.Maja).Open("/office/questions").Refuses(http.StatusNotFound)
	a.as(a.Maja).Open(a.page()).Refuses(http.StatusNotFound)
	for _, address := range []string{"/office/questions/4711", "/office/questions/0", "/office/questions/x", "/office/questions/99999999999999999999"} {
		a.as(a.Ingrid).Open(address).Refuses(http.StatusNotFound)
	}
}

func TestQuestion_is_answered_without_script(t *testing.T) {
	t.Parallel()
	a := askedUp(t)
	page := a.as(a.Ingrid).Open(a.page()).Says("Question from Maja", "Swap the NB5?", "Nobody has it yet")
	done := page.Form(a.form("answer")).Fill("words", "No: it takes the new firmware.").Press("Answer Maja")
	require.Equal(t, "/office/questions", done.Address)
	done.Says("Nobody waits for an answer.")
	require.Contains(t, done.Note(), "Maja has your answer.")
	require.Equal(t, ticket.Answered, a.Question(a.q).State)
	a.as(a.Karin).Open(a.page()).Says("Ingrid answered", "No: it takes the new firmware.")
	page.Form(a.form("answer")).Fill("words", "Once more.").Press("Answer Maja").Refuses(http.StatusConflict, "Ingrid Aaberg has answered this question.")
}

func TestQuestion_of_two_who_take_it_one_has_it_and_the_other_is_told_who(t *testing.T) {
	t.Parallel()
	a := askedUp(t)
	karin := a.as(a.Karin).Open("/office/questions")
	taken := a.as(a.Ingrid).Open("/office/questions").Form(a.form("take")).Press("Take").Says("Ingrid has it")
	require.Contains(t, taken.Note(), "The question is yours.")
	require.False(t, taken.HasForm(a.form("take")))
	late := karin.Form(a.form("take")).Press("Take").Refuses(http.StatusConflict, "Ingrid Aaberg has this question now.")
	require.False(t, late.HasForm(a.form("answer")), "it is Ingrid's")
	karin.Form(a.form("answer")).Fill("words", "No.").Press("Answer Maja").Refuses(http.StatusConflict, "Ingrid Aaberg has this question now.")
}

func TestQuestion_is_asked_back_and_passed_on(t *testing.T) {
	t.Parallel()
	a := askedUp(t)
	v := a.as(a.Ingrid)
	back := v.Open(a.page()).Form(a.form("back")).Fill("words", "Which router?").Press("Ask Maja").Says("Maja is asked back", "Which router?")
	require.Contains(t, back.Note(), "Maja is asked.")
	require.False(t, back.HasForm(a.form("back")), "it is Maja's move")
	passed := back.Form(a.form("pass")).Choose("to", strconv.FormatInt(int64(a.Karin.ID), 10)).Fill("words", "You know the NB5.").Press("Pass it on")
	passed.Says("Ingrid passed it on to Karin", "You know the NB5.")
	require.Equal(t, "Karin Sjöström", a.Question(a.q).TakenBy)
	require.False(t, passed.HasForm(a.form("answer")))
}

func TestQuestion_refuses_what_does_not_fit_and_keeps_what_was_typed(t *testing.T) {
	t.Parallel()
	a := askedUp(t)
	v := a.as(a.Ingrid)
	pass := func() *visitor.Form { return v.Open(a.page()).Form(a.form("pass")).Fill("words", "Yours.") }
	for _, to := range []people.ID{a.Maja.ID, a.Ingrid.ID, a.Hanna.ID, 4711} {
		back := pass().Forge("to", strconv.FormatInt(int64(to), 10)).Press("Pass it on").Refuses(http.StatusUnprocessableEntity, "Choose another supervisor.")
		require.Equal(t, "Yours.", back.Form(a.form("pass")).Value("words"))
	}
	pass().Forge("to", "x").Press("Pass it on").Refuses(http.StatusUnprocessableEntity, "Choose another supervisor.")
	pass().Fill("words", "").Press("Pass it on").Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	for _, name := range []string{"answer", "back"} {
		press := map[string]string{"answer": "Answer Maja", "back": "Ask Maja"}[name]
		for words, say := range map[string]string{" \n": "Fill this in.", "a\x00b": "There are characters in here", strings.Repeat("x", 50_001): "At most 50"} {
			v.Open(a.page()).Form(a.form(name)).Fill("words", words).Press(press).Refuses(http.StatusUnprocessableEntity, say)
		}
	}
	elsewhere := v.Open(a.page()).Form(a.form("take")).Forge("back", "//evil.example/").Press("Take")
	require.NotContains(t, elsewhere.Address, "evil")
	require.Len(t, a.Question(a.q).Turns, 2, "asked and taken, nothing half done")
}

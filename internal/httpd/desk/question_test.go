package desk

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

func TestAskUp_by_the_form_keeps_the_ticket_and_says_by_when_the_answer_comes(t *testing.T) {
	t.Parallel()
	d := opened(t)
	var routers int64
	d.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		routers, err = people.AddSkill(ctx, tx, "Routers")
		return err
	})
	id := d.Asks(d.Hanna, "No internet")
	d.Takes(d.Maja, id)
	v := d.as(d.Maja)
	page := v.Open(d.page(id)+"?open=ask").Says("Ask a supervisor", "What do you want to know?", "You get an answer by today 12:00.")
	asked := page.Form("act-ask-form").Fill("question", "Swap the NB5?\n<b>Or not?</b>").Choose("skill", text(routers)).Press("Ask")
	asked.Says("question for a supervisor: Routers, only our team sees this", "Swap the NB5? <b>Or not?</b>", "by today 12:00", "Nobody has it yet", "yours")
	require.Contains(t, asked.Note(), "You get an answer by today 12:00.")
	require.Contains(t, asked.At("questions"), "Swap the NB5?")
	require.NotContains(t, asked.Body, "<b>Or not")
	require.Equal(t, d.Maja.ID, *d.Ticket(id).AssigneeID)
	require.Len(t, d.Whole(id).Messages, 1, "it is no message")
}

func TestAskUp_refused_keeps_what_was_typed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.AddSkill(ctx, tx, "Routers")
		return err
	})
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	form := v.Open(d.page(id)).Form("act-ask-form")
	form.Fill("question", " ").Press("Ask").Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	long := form.Fill("question", strings.Repeat("x", 50_001)).Press("Ask")
	long.Refuses(http.StatusUnprocessableEntity, "At most 50")
	back := form.Fill("question", "Swap it?").Forge("skill", "4711").Press("Ask").Refuses(http.StatusUnprocessableEntity, "Choose what it is about from the list.")
	require.Equal(t, "Swap it?", back.Form("act-ask-form").Value("question"))
	form.Forge("skill", "x").Press("Ask").Refuses(http.StatusUnprocessableEntity, "Choose what it is about from the list.")
	require.Empty(t, d.Whole(id).Questions)
	d.Replies(d.Maja, id, "Done.")
	d.Solves(d.Maja, id)
	d.Confirms(id)
	form.Fill("question", "Swap it?").Forge("skill", "0").Press("Ask").Refuses(http.StatusConflict, "This ticket is closed. Open it again, then ask.")
	require.False(t, v.Open(d.page(id)).HasForm("act-ask-form"))
}

func TestAskUp_of_a_ticket_with_ten_open_questions_waits_until_one_is_taken_back(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	first := d.AsksUp(d.Jonas, id, "Question 1")
	for n := 2; n <= ticket.MostQuestions; n++ {
		d.AsksUp(d.Maja, id, "Question "+text(int64(n)))
	}
	form := d.as(d.Maja).Open(d.page(id)).Form("act-ask-form").Fill("question", "One more?")
	back := form.Press("Ask").Refuses(http.StatusConflict, "10 questions about this ticket wait for an answer, and no more than that fit.")
	require.Equal(t, "One more?", back.Form("act-ask-form").Value("question"), "what was typed stays")
	require.Len(t, d.Whole(id).Questions, ticket.MostQuestions)
	other := d.Asks(d.Goran, "Fakturan")
	d.AsksUp(d.Maja, other, "Another ticket's question")
	require.NoError(t, d.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.WithdrawQuestion(ctx, tx, d.Jonas.Acting(), first)
	}))
	form.Press("Ask").Says("One more?")
}

func TestTellMore_stands_on_the_page_of_who_was_asked_back(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Takes(d.Maja, id)
	q := d.AsksUp(d.Maja, id, "Swap it?")
	d.AsksBack(d.Ingrid, q, "Which router is it?")
	tell := "tell-" + text(int64(q)) + "-form"
	require.False(t, d.as(d.Jonas).Open(d.page(id)).HasForm(tell), "it is not his question")
	v := d.as(d.Maja)
	page := v.Open(d.page(id)).Says("asks Maja back, only our team sees this", "Which router is it?", "Maja is asked back")
	empty := page.Form(tell).Press("Send the answer").Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	d.At("Mon 9 Nov 11:00")
	told := empty.Form(tell).Fill("words", "The NB5.").Press("Send the answer").Says("more about the question", "The NB5.", "by today 13:00", "Ingrid has it")
	require.Contains(t, told.Note(), "You get an answer by today 13:00.")
	page.Form(tell).Fill("words", "The NB5, I said.").Press("Send the answer").
		Refuses(http.StatusConflict, "The supervisors have this question already.")
}

func TestUseThisAnswer_fills_the_reply_and_the_history_says_who_helped(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Takes(d.Maja, id)
	q := d.AsksUp(d.Maja, id, "Swap it?")
	d.Answers(d.Ingrid, q, "It takes the new firmware.\n\nNo swap.")
	require.NotContains(t, d.as(d.Jonas).Open(d.page(id)).Text(), "Use this answer", "Maja answers her customer")
	page := d.as(d.Maja).Open(d.page(id)).Says("answer to a colleague, only our team sees this", "Ingrid has answered")
	filled := page.Click("Use this answer")
	form := filled.Form("reply-form")
	require.Equal(t, "It takes the new firmware.\n\nNo swap.", form.Value("body"))
	require.Equal(t, text(int64(q)), form.Value("uses"))
	sent := form.Fill("body", "Your router gets new software tonight.").Press("Send")
	sent.Says("Your router gets new software tonight.", "Ingrid helped with this")
	require.Len(t, d.Events(id, event.QuestionUsed), 1)
	for _, address := range []string{"?answer=4711", "?answer=x", "?answer=-1"} {
		require.Empty(t, d.as(d.Maja).Open(d.page(id)+address).Form("reply-form").Value("body"))
	}
	require.Empty(t, d.as(d.Jonas).Open(d.page(id)+"?answer="+text(int64(q))).Form("reply-form").Value("body"))
}

func TestReply_without_an_answer_credits_nobody(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	other := d.Asks(d.Goran, "Fakturan")
	q := d.AsksUp(d.Maja, other, "Swap it?")
	d.Answers(d.Ingrid, q, "No.")
	v := d.as(d.Maja)
	v.Open(d.page(id)).Form("reply-form").Fill("body", "We look.").Forge("uses", text(int64(q))).Press("Send").Refuses(http.StatusNotFound)
	for _, no := range []string{"x", "-1", "1.0", "99999999999999999999", text(int64(q)) + " 1"} {
		v.Open(d.page(id)).Form("reply-form").Fill("body", "We look.").Forge("uses", no).Press("Send").Refuses(http.StatusNotFound)
	}
	require.Len(t, d.Whole(id).Messages, 1, "no half change")
	v.Open(d.page(id)).Form("reply-form").Fill("body", "We look.").Press("Send").Says("We look.").Lacks("helped with this")
}

func TestQuestion_is_taken_back_by_its_asker_alone(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	q := d.AsksUp(d.Jonas, id, "Swap it?")
	form := "withdraw-question-" + text(int64(q))
	require.False(t, d.as(d.Maja).Open(d.page(id)).HasForm(form))
	forged := d.as(d.Maja).Send(http.MethodPost, d.page(id)+"/questions/"+text(int64(q))+"/withdrawals", "application/x-www-form-urlencoded", strings.NewReader(""))
	forged.Refuses(http.StatusForbidden, "This question is not yours.")
	page := d.as(d.Jonas).Open(d.page(id))
	page.Form(form).Press("Not needed any more").Says("Jonas took the question back")
	require.Equal(t, ticket.Withdrawn, d.Question(q).State)
	page.Form(form).Press("Not needed any more").Refuses(http.StatusConflict, "This question was taken back.")
}

func TestThread_tells_a_question_in_the_order_in_which_it_went(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Takes(d.Maja, id)
	first, second := d.AsksUp(d.Maja, id, "First question?"), d.AsksUp(d.Jonas, id, "Second question?") // at one instant
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.TakeQuestion(ctx, tx, d.Ingrid.Acting(), second)
	})
	d.Answers(d.Ingrid, second, "Second answer.")
	d.At("Mon 9 Nov 12:01")
	d.Sweep()
	d.Answers(d.Karin, first, "First answer.")
	page := d.as(d.Maja).Open(d.page(id))
	last := 0
	for _, words := range []string{"First question?", "Second question?", "Ingrid took the question", "Second answer.", "The question was not answered by 12:00", "First answer."} {
		at := strings.Index(page.At("thread"), words)
		require.Greater(t, at, last, words)
		last = at
	}
}

func TestPanel_counts_how_often_the_ticket_was_handed_over(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Takes(d.Maja, id)
	v := d.as(d.Maja)
	v.Open(d.page(id)).Lacks("Handed over")
	v.Open(d.page(id)).Form("act-owner-form").Choose("owner", text(int64(d.Jonas.ID))).Press("Hand over").Says("Handed over 1 time")
	v.Open(d.page(id)).Form("act-owner-form").Choose("owner", text(int64(d.Maja.ID))).Press("Hand over").Says("Handed over 2 times")
}

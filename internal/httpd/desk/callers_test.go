package desk

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/topic"
	"github.com/kepthq/kept/internal/visitor"
)

func TestCaller_is_found_by_name_and_filed_with_what_was_promised(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Hanna, "An older one")
	v := d.as(d.Maja)
	v.Open("/desk/callers?q=hanna").Says(d.Hanna.Name, d.Hanna.Address)
	v.Open("/desk/callers?q=zzz").Says("Somebody new").Lacks(d.Hanna.Name)
	form := v.Open("/desk/tickets/new?q=hanna").Form("caller")
	require.Equal(t, text(int64(d.Hanna.ID)), form.Value("customer"), "who was found is chosen")
	wrong := form.Fill("words", "The lamp is red.").Press("File the ticket").Refuses(http.StatusUnprocessableEntity)
	require.Contains(t, wrong.Text(), "What is it about?: Fill this in.")
	require.Contains(t, wrong.Text(), d.Hanna.Name)
	back := wrong.Form("caller")
	require.Equal(t, "The lamp is red.", back.Value("words"))
	filed := back.Fill("subject", "The lamp is red").Choose("next", "call").Choose("day", "2026-11-09").Fill("time", "13:00").Fill("until", "13:30").Press("File the ticket")
	require.Contains(t, filed.Note(), "is filed.")
	filed.Says("The lamp is red", "13:00")
	back.Press("File the ticket")
	var tickets int
	require.NoError(t, d.DB.QueryRow(t.Context(), `select count(*) from tickets where requester_id = $1`, d.Hanna.ID).Scan(&tickets))
	require.Equal(t, 2, tickets, "pressed twice it is filed once")
}

func TestCaller_who_is_new_is_met(t *testing.T) {
	t.Parallel()
	d := opened(t)
	form := d.as(d.Maja).Open("/desk/tickets/new").Form("caller").Choose("customer", "0").Fill("subject", "Can I get fibre?").Fill("words", "She lives at Kirkevej 3.")
	form.Press("File the ticket").Refuses(http.StatusUnprocessableEntity)
	form.Fill("name", "Astrid Holm").Fill("address", "astrid@holm.example").Fill("phone", "at her mother's").Press("File the ticket").Refuses(http.StatusUnprocessableEntity)
	filed := form.Fill("name", "Astrid Holm").Fill("address", "astrid@holm.example").Fill("phone", "+45 70 10 20 30").Choose("language", "da").Choose("next", "words").Fill("promise", "We tell you the price").
		Choose("day", "2026-11-09").Fill("time", "15:00").Press("File the ticket")
	filed.Says("Astrid Holm", "We tell you the price", "+45 70 10 20 30", ", by phone").Lacks(", web form")
	var locale, status string
	const q = `select p.locale, t.status from tickets t join people p on p.id = t.requester_id where p.name = 'Astrid Holm'`
	require.NoError(t, d.DB.QueryRow(t.Context(), q).Scan(&locale, &status))
	require.Equal(t, []string{"da", string(promise.Open)}, []string{locale, status})
	form.Forge("key", cast.Key()).Fill("address", "no address").Press("File the ticket").Refuses(http.StatusUnprocessableEntity)
}

func TestCaller_is_shown_with_the_notes_and_what_is_open_for_them_to_who_sees_it(t *testing.T) {
	t.Parallel()
	d := opened(t)
	seen, hidden := d.Asks(d.Hanna, "No internet"), d.Asks(d.Hanna, "A wrong bill")
	d.Goes(hidden, d.Private("Bills", d.Jonas))
	_, err := d.DB.Pool().Exec(t.Context(), `update people set notes = 'Busy over lunch.' where id = $1`, d.Hanna.ID)
	require.NoError(t, err)
	v := d.as(d.Maja)
	for _, address := range []string{"/desk/callers?q=hanna", "/desk/tickets/new?q=hanna"} {
		page := v.Open(address).Says("Busy over lunch.", "Open tickets", "#"+text(d.Ticket(seen).Number), "No internet", "New · First reply 14:00").Lacks("A wrong bill", text(d.Ticket(hidden).Number))
		require.Contains(t, page.Body, `href="`+d.page(seen)+`" target="_blank"`, "what was typed stays")
	}
	refused := v.Open("/desk/tickets/new?q=hanna").Form("caller").Fill("words", "It is slow.").Press("File the ticket")
	refused.Refuses(http.StatusUnprocessableEntity, "Busy over lunch.", "No internet").Lacks("A wrong bill")
	d.as(d.Karin).Open("/desk/callers?q=hanna").Says("No internet", "A wrong bill")
	d.as(d.Maja).Open("/desk/callers?q=goran").Says("Nothing is open for Göran.")
	for range mostTheirs {
		d.Asks(d.Hanna, "Another one")
	}
	v.Open("/desk/callers?q=hanna").Says("All tickets of this customer")
}

func TestCaller_whom_the_agent_does_not_see_is_not_told_by_their_number(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Goes(d.Asks(d.Goran, "A wrong bill"), d.Private("Bills", d.Jonas))
	v := d.as(d.Maja)
	for _, subject := range []string{"", "No internet"} {
		form := v.Open("/desk/tickets/new?q=hanna").Form("caller").Fill("subject", subject).Fill("words", "It is slow.").Forge("customer", text(int64(d.Goran.ID)))
		form.Press("File the ticket").Refuses(http.StatusUnprocessableEntity).Lacks(d.Goran.Name, d.Goran.Address)
	}
	var tickets int
	require.NoError(t, d.DB.QueryRow(t.Context(), `select count(*) from tickets where requester_id = $1`, d.Goran.ID).Scan(&tickets))
	require.Equal(t, 1, tickets)
	gone := v.Open("/desk/tickets/new").Form("caller").Fill("subject", "No internet").Fill("words", "It is slow.").Forge("customer", "999999")
	gone.Press("File the ticket").Refuses(http.StatusUnprocessableEntity, "This customer is not here any more.")
}

func TestCaller_is_filed_under_the_topic_and_the_priority_that_were_chosen(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Hanna, "An older one")
	var bills, slow topic.ID
	team := d.Private("Bills", d.Jonas)
	d.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		bills, err = topic.Add(ctx, tx, d.Karin.Acting(), topic.Draft{Names: topic.Names{i18n.EN: "Bills"}, Icon: "help", Team: team})
		if err != nil {
			return err
		}
		slow, err = topic.Add(ctx, tx, d.Karin.Acting(), topic.Draft{Names: topic.Names{i18n.EN: "Slow"}, Icon: "help", Priority: "high"})
		return err
	})
	v := d.as(d.Maja)
	form := func() *visitor.Form {
		return v.Open("/desk/tickets/new?q=hanna").Form("caller").Fill("subject", "It is slow").Fill("words", "Since noon.")
	}
	filed := func() (about *int64, priority string, owner *people.ID) {
		q := `select topic_id, priority, assignee_id from tickets order by id desc limit 1`
		require.NoError(t, d.DB.QueryRow(t.Context(), q).Scan(&about, &priority, &owner))
		return about, priority, owner
	}
	form().Press("File the ticket").Says("It is slow")
	about, priority, owner := filed()
	require.Equal(t, []any{(*int64)(nil), "normal", d.Maja.ID}, []any{about, priority, *owner}, "nothing was chosen")
	form().Choose("topic", text(int64(slow))).Press("File the ticket").Says("It is slow")
	about, priority, _ = filed()
	require.Equal(t, []any{int64(slow), "high"}, []any{*about, priority}, "the topic's priority")
	form().Choose("topic", text(int64(slow))).Choose("priority", "urgent").Press("File the ticket").Says("It is slow")
	_, priority, _ = filed()
	require.Equal(t, "urgent", priority)
	refused := form().Choose("topic", text(int64(slow))).Forge("priority", "never").Press("File the ticket").Refuses(http.StatusUnprocessableEntity, "Priority:")
	require.Equal(t, text(int64(slow)), refused.Form("caller").Value("topic"))
	form().Forge("topic", "999999").Press("File the ticket").Refuses(http.StatusUnprocessableEntity, "Topic:")
	away := form().Choose("topic", text(int64(bills))).Press("File the ticket")
	require.Contains(t, away.Note(), "is filed with Bills. Only that team sees its tickets.")
	require.True(t, away.HasForm("caller"), "ready for the next one who rings")
	_, _, owner = filed()
	require.Nil(t, owner, "who does not see it does not own it")
}

func TestCallers_cost_at_most_three_round_trips(t *testing.T) {
	t.Parallel()
	d, trace := heard(t)
	for range 3 {
		d.Asks(d.Hanna, "No internet")
		d.Asks(d.Goran, "No internet")
	}
	v := d.as(d.Maja)
	v.Open("/desk/callers?q=example") // the rules, which never change, and the plans stay in memory
	trace.Since()
	v.Open("/desk/callers?q=example").Says(d.Hanna.Name, d.Goran.Name)
	said := trace.Since()
	require.LessOrEqual(t, said.Trips, 3, said.Statements)
}

// A browser without script does not send a form in which a field that must be filled in is empty, and cannot show one that is hidden.
func TestForms_with_fields_that_are_hidden_are_sent_without_script(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	call := text(int64(d.AgreesCall(d.Maja, id, "Mon 9 Nov 11:00")))
	v := d.as(d.Maja)
	for form, address := range map[string]string{"caller": "/desk/tickets/new", "act-call-" + call + "-form": d.page(id), "act-move-" + call + "-form": d.page(id)} {
		require.Regexp(t, `<form [^>]*id="`+form+`"[^>]* novalidate>`, v.Open(address).Body, form)
	}
}

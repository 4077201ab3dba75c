package portal

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// becomes puts a ticket into a status in which we wait.
func (d desk) becomes(id ticket.ID, status promise.Status, what string) {
	d.T.Helper()
	const q = `
		update tickets set status = @status, waiting_for = @what, waiting_since = case when @status = 'pending' then kept_now() end
		where id = @id`
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{"id": id, "status": string(status), "what": what})
		return err
	})
}

func TestTicket_waits_for_the_customer_and_takes_one_press(t *testing.T) {
	t.Parallel()
	for locale, c := range map[string]struct{ turn, press, help, said string }{
		"en": {"Now it is your turn.", "Send. Answer by today", "I still need help", "I still need help."},
		"sv": {"Nu är det din tur.", "Skicka. Svar senast i dag", "Jag behöver fortfarande hjälp", "Jag behöver fortfarande hjälp."},
		"da": {"Nu er det din tur.", "Send. Svar senest i dag", "Jeg har stadig brug for hjælp", "Jeg har stadig brug for hjælp."},
		"pl": {"Teraz kolej na Ciebie.", "Wyślij. Odpowiedź najpóźniej dzisiaj", "Nadal potrzebuję pomocy", "Nadal potrzebuję pomocy."},
		"el": {"Τώρα είναι η σειρά σας.", "Αποστολή. Απάντηση έως σήμερα", "Χρειάζομαι ακόμη βοήθεια", "Χρειάζομαι ακόμη βοήθεια."},
	} {
		d := opened(t)
		id := d.Asks(speaker(d, locale), "…")
		d.Replies(d.Maja, id, "A photo?")
		d.becomes(id, promise.Awaiting, "a photo of the lamps")
		v := d.visitor()
		v.Language = locale
		page := v.Open(d.link(id)+"?answer=help").Says(c.turn, "a photo of the lamps", c.help)
		require.Len(t, d.Whole(id).Messages, 2, "opening a link writes nothing")
		form := page.Form("answer")
		require.Equal(t, "help", form.Value("works"))
		form.Press(c.press).Says(c.said)
		form.Press(c.press) // twice is once
		all := d.Whole(id).Messages
		require.Len(t, all, 3)
		require.Equal(t, c.said, all[2].Body)
		require.False(t, all[2].ByStaff)
	}
}

func TestTicket_one_press_speaks_the_tickets_language_and_not_the_pages(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(speaker(d, "pl"), "Brak internetu")
	d.Replies(d.Maja, id, "Zdjęcie?")
	d.becomes(id, promise.Awaiting, "")
	d.visitor().Open(d.link(id) + "?answer=help").Form("answer").Press("Send. Answer by today").Says("Nadal potrzebuję pomocy.")
}

// speaker is Hanna, writing in a language.
func speaker(d desk, locale string) people.Person {
	who := d.Hanna
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update people set locale = $2 where id = $1`, who.ID, locale)
		return err
	})
	who.Locale = i18n.Locale(locale)
	return who
}

func TestTicket_still_needing_help_takes_words_too(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "A photo?")
	d.becomes(id, promise.Awaiting, "")
	page := d.visitor().Open(d.link(id)).Says("Now it is your turn.", "We wait for your answer.", "That’s all, thanks")
	back := page.Form("answer").Choose("works", "help").Fill("body", strings.Repeat("a", 50_001)).Press("Send.")
	back.Refuses(http.StatusUnprocessableEntity, "At most 50,000 characters fit here.")
	require.Equal(t, "help", back.Form("answer").Value("works"), "what was chosen stands there still")
	back.Form("answer").Fill("body", "The lamp is red.").Press("Send.").Says("The lamp is red.")
	page.Form("answer").Forge("works", "maybe").Press("Done").Refuses(http.StatusUnprocessableEntity, "Choose whether it works or not yet.")
	page.Form("answer").Choose("works", "help").Forge("key", "x").Press("Send.").Refuses(http.StatusUnprocessableEntity, "This form is incomplete.")
	require.Len(t, d.Whole(id).Messages, 3)
}

func TestTicket_an_answer_in_the_address_changes_nothing(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "Done.", cast.Solving())
	link, before := d.link(id), d.Ticket(id)
	for _, answer := range []string{"works", "help"} {
		page := d.visitor().Open(link + "?answer=" + answer).Says("Does it work again?")
		require.Less(t, strings.Index(page.Body, `id="answer"`), strings.Index(page.Body, `id="promise"`), "the question stands first")
	}
	for _, hostile := range []string{
		"", "yes", "no", "WORKS", "works ", "works\x00", "\xff\xfe", "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "../../login", strings.Repeat("works", 2_000), "works\r\nSet-Cookie: a=b",
	} {
		page := d.visitor().Open(link + "?answer=" + url.QueryEscape(hostile))
		require.Equal(t, http.StatusOK, page.Status, "%q", hostile)
		require.Less(t, strings.Index(page.Body, `id="promise"`), strings.Index(page.Body, `id="answer"`), "%q", hostile)
		require.Empty(t, page.Form("answer").Value("works"))
		for _, bad := range []string{"alert(1)", "onerror", "works\r\n"} {
			require.NotContains(t, page.Body, bad)
		}
	}
	for _, odd := range []string{"?answer=%zz", "?answer", "?answer=works&answer=help", "?ANSWER=help", "?;answer=works"} {
		require.Equal(t, http.StatusOK, d.visitor().Open(link+odd).Status, odd)
	}
	require.Equal(t, before, d.Ticket(id), "mail programs open links too")
	require.Len(t, d.Whole(id).Messages, 2)

	v := d.visitor()
	v.Open(link + "?answer=help").Form("answer").Press("Send. Answer").Says("You said: not yet")
	require.Equal(t, promise.Open, d.Ticket(id).Status)
	d.visitor().Open(link + "?answer=works").Form("answer").Press("Done, thank you").Says("Done. You said that it is solved")
	require.Equal(t, promise.Closed, d.Ticket(id).Status)
	d.visitor().Open(link + "?answer=help").Says("Writing opens it again.")
	require.Equal(t, promise.Closed, d.Ticket(id).Status)
}

func TestTicket_on_hold_keeps_to_itself_for_whom_we_wait(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "I have written to them.")
	d.becomes(id, promise.OnHold, "the grid operator, who never answers")
	for _, locale := range i18n.Locales {
		v := d.visitor()
		v.Language = string(locale)
		page := v.Open(d.link(id))
		for _, internal := range []string{"grid operator", "on_hold", "on hold", "pending", "SLA", "escalat", "check_back", "check back"} {
			require.NotContains(t, strings.ToLower(page.Text()), strings.ToLower(internal))
		}
		if locale == i18n.EN {
			page.Says("We wait for somebody else. You hear from us by", "If we are late, you hear it from us first.").Lacks("Now it is your turn")
		}
	}
}

func TestTicket_shows_the_first_lines_of_a_late_reply(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Sees(id)
	d.Until("Mon 9 Nov 14:10")
	d.Replies(d.Maja, id, "Here I am.")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update messages set late_for = $2 where ticket_id = $1 and by_staff`, id, []time.Time{d.Time("Mon 9 Nov 14:00")})
		return err
	})
	d.visitor().Open(d.link(id)).Says("We had said by today 14:00, and we are late. We are sorry. Here I am.",
		"Late, but here: the answer that we promised by today 14:00", "Kept: we promised an answer by today 16:00")
}

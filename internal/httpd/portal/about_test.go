package portal

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
)

// about are the topics of a desk that has some.
type about struct {
	net, slow, secret          topic.ID
	lamps, window, own, speeds string // names of inputs
}

func (d desk) topics() (a about) {
	d.T.Helper()
	by := d.Karin.Acting()
	d.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		add := func(d topic.Draft) (id topic.ID) {
			if err == nil {
				id, err = topic.Add(ctx, tx, by, d)
			}
			return id
		}
		ask := func(of topic.ID, f topic.FieldDraft) string {
			var id topic.FieldID
			if err == nil {
				id, err = topic.AddField(ctx, tx, by, of, f)
			}
			return topic.Field{ID: id}.Input()
		}
		a.net = add(topic.Draft{Names: topic.Names{i18n.EN: "Internet", i18n.DA: "Nettet"}, Icon: "wifi", Priority: sla.Urgent})
		a.slow = add(topic.Draft{Names: topic.Names{i18n.EN: "Slow"}, Icon: "wifi", Parent: a.net, Team: d.Second})
		a.secret = add(topic.Draft{Names: topic.Names{i18n.EN: "CANARY-17"}, Icon: "lock", IsHidden: true})
		a.lamps = ask(a.net, topic.FieldDraft{Names: topic.Names{i18n.EN: "Lamps", i18n.DA: "Lamper"}, Kind: topic.Choice, IsShown: true, IsRequired: true, Options: map[i18n.Locale]string{i18n.EN: "Red\nGreen", i18n.DA: "Rød\nGrøn"}})
		a.window = ask(a.net, topic.FieldDraft{Names: topic.Names{i18n.EN: "By a window?"}, Kind: topic.YesNo, IsShown: true})
		a.own = ask(a.net, topic.FieldDraft{Names: topic.Names{i18n.EN: "CANARY-17"}, Kind: topic.Text})
		a.speeds = ask(a.slow, topic.FieldDraft{Names: topic.Names{i18n.EN: "How slow"}, Kind: topic.Number, IsShown: true})
		return err
	})
	return a
}

func TestForm_asks_what_it_is_about_and_then_what_that_asks(t *testing.T) {
	t.Parallel()
	d := opened(t)
	a := d.topics()
	v := d.visitor()
	form := filled(v).Choose("topic", fmt.Sprint(a.net))
	page := form.Press("Show what we need to know")
	require.Equal(t, http.StatusOK, page.Status)
	require.Zero(t, d.count("tickets"))
	require.NotContains(t, page.Text(), "CANARY", "neither a hidden topic nor a question of the staff's own")
	form = page.Form("question")
	require.Equal(t, "No internet since last night", form.Value("subject"), "nothing that was typed is lost")
	require.Equal(t, fmt.Sprint(a.net), form.Value("topic"))

	page = form.Choose("topic2", fmt.Sprint(a.slow)).Choose(a.lamps, "Red").Press("Show what we need to know")
	form = page.Form("question")
	require.Equal(t, "Red", form.Value(a.lamps), "asked by the topic above, and kept")
	page = form.Fill(a.speeds, "1e400").Press("Send")
	require.Equal(t, http.StatusUnprocessableEntity, page.Status)
	require.Contains(t, page.Text(), "Write a number")
	form = page.Form("question")
	require.Equal(t, "1e400", form.Value(a.speeds))
	form.Fill(a.speeds, "12").Press("Send")

	seen, err := ticket.Seen(t.Context(), d.DB, d.Holder(d.only()), d.only())
	require.NoError(t, err)
	require.Equal(t, d.Second, seen.TeamID)
	require.Equal(t, sla.Urgent, seen.Priority)
	text := d.visitor().Open(d.link(d.only())).Text()
	for _, told := range []string{"Internet › Slow", "Lamps", "Red", "How slow", "12"} {
		require.Contains(t, text, told)
	}
}

func TestForm_says_at_each_question_what_is_missing(t *testing.T) {
	t.Parallel()
	d := opened(t)
	a := d.topics()
	page := filled(d.visitor()).Press("Send")
	require.Equal(t, http.StatusUnprocessableEntity, page.Status)
	require.Contains(t, page.Text(), "What is it about?: Choose one of these.")
	page = page.Form("question").Choose("topic", fmt.Sprint(a.net)).Press("Send")
	require.Equal(t, http.StatusUnprocessableEntity, page.Status, "its questions were not on the page yet, and are now")
	require.Contains(t, page.Text(), "Lamps: Choose one of these.")
	page = page.Form("question").Choose(a.lamps, "Green").Choose(a.window, "no").Press("Send")
	require.Equal(t, http.StatusOK, page.Status)
	require.Equal(t, 1, d.count("tickets"))
}

func TestForm_takes_no_topic_that_is_not_offered(t *testing.T) {
	t.Parallel()
	d := opened(t)
	a := d.topics()
	for what, id := range map[string]string{
		"hidden": fmt.Sprint(a.secret), "none": "987654", "less than none": "-1", "no number": "1e3", "a word": "Internet", "huge": strings.Repeat("9", 40),
	} {
		page := d.visitor().Open("/tickets/new?topic=" + id)
		require.Equal(t, http.StatusOK, page.Status, what)
		require.NotContains(t, page.Text(), "CANARY", what)
		form := url.Values{
			"key": {"aaaaaaaaaaaaaaaaaaaa"}, "name": {"H"}, "email": {"h@x.example"}, "subject": {"s"}, "body": {"b"}, "language": {"en"}, "topic": {id},
		}
		page = d.visitor().Send(http.MethodPost, "/tickets", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
		require.Equal(t, http.StatusUnprocessableEntity, page.Status, what)
	}
	require.Zero(t, d.count("tickets"))
	require.Contains(t, d.visitor().Open("/tickets/new?topic="+fmt.Sprint(a.slow)).Text(), "How slow", "a link leads straight to one below another")
}

func TestTicket_shows_its_customer_no_tag_and_no_answer_of_ours(t *testing.T) {
	t.Parallel()
	d := opened(t)
	a := d.topics()
	id := d.Asks(d.Mette, "Det er langsomt")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		by := d.Maja.Acting()
		if _, err := topic.AddTag(ctx, tx, d.Karin.Acting(), topic.TagDraft{Name: secret, Colour: topic.Plain}); err != nil {
			return err
		}
		if err := ticket.Tag(ctx, tx, by, id, secret); err != nil {
			return err
		}
		if err := ticket.SetTopic(ctx, tx, by, id, a.net); err != nil {
			return err
		}
		given := func(input string) string {
			return map[string]string{a.lamps: "Red", a.own: secret}[input]
		}
		return ticket.SetFacts(ctx, tx, by, id, ticket.Facts{Given: given, Was: func(string) string { return "" }})
	})
	for _, text := range d.read(id) {
		require.NotContains(t, text, secret)
	}
	v := d.visitor()
	v.Language = "da"
	text := v.Open(d.link(id)).Text()
	require.Contains(t, text, "Lamper")
	require.Contains(t, text, "Rød", "what was chosen, in the customer's language")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetTopic(ctx, tx, d.Maja.Acting(), id, a.secret)
	})
	for _, text := range d.read(id) {
		require.NotContains(t, text, secret, "a hidden topic")
	}
}

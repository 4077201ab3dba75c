package desk

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
)

// named gives the desk a topic that the second team gets, with a question of each side, and a tag.
func (d desk) named() (id topic.ID, shown, own string, tag topic.TagID) {
	d.T.Helper()
	by := d.Karin.Acting()
	d.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if id, err = topic.Add(ctx, tx, by, topic.Draft{Names: topic.Names{i18n.EN: "Invoice", i18n.EL: "Λογαριασμός"}, Icon: "bill", Team: d.Second}); err != nil {
			return err
		}
		f, err := topic.AddField(ctx, tx, by, id, topic.FieldDraft{Names: topic.Names{i18n.EN: "Amount"}, Kind: topic.Number, IsShown: true})
		if err != nil {
			return err
		}
		shown = topic.Field{ID: f}.Input()
		if f, err = topic.AddField(ctx, tx, by, id, topic.FieldDraft{Names: topic.Names{i18n.EN: "Do we owe them?"}, Kind: topic.YesNo}); err != nil {
			return err
		}
		own = topic.Field{ID: f}.Input()
		tag, err = topic.AddTag(ctx, tx, by, topic.TagDraft{Name: "refund", Colour: topic.Sea})
		return err
	})
	return id, shown, own, tag
}

func TestTicket_is_sorted_by_whoever_works_on_it(t *testing.T) {
	t.Parallel()
	d := opened(t)
	about, shown, own, tag := d.named()
	id := d.Asks(d.Hanna, "Too much")
	v := d.as(d.Maja)
	page := v.Open(d.page(id)).Says("Nobody has said yet")
	page = page.Form("act-topic-form").Choose("topic", fmt.Sprint(about)).Press("Set the topic")
	page.Says("Invoice", "Maja set the topic: Invoice.", "Technical usually gets this.")
	require.Equal(t, d.Team, d.Ticket(id).TeamID, "it stays where it is")

	page = page.Form("act-facts-form").Fill(shown, "1e400").Choose(own, "yes").Press("Save the answers")
	page.Refuses(http.StatusUnprocessableEntity, "Write a number")
	require.Equal(t, "1e400", page.Form("act-facts-form").Value(shown))
	page = page.Form("act-facts-form").Fill(shown, "12,50").Press("Save the answers")
	page.Says("Amount", "12,50", "Do we owe them?", "Maja filled in “Amount”: 12,50.", "Maja filled in “Do we owe them?”: Yes.", "only we see it")
	page = page.Form("act-facts-form").Fill(shown, "13").Press("Save the answers").Says("Maja changed “Amount” from 12,50 to 13.")

	page = page.Form("tag-form").Fill("tag", "unheard of").Press("Add")
	page.Refuses(http.StatusUnprocessableEntity, "There is no such tag")
	page = page.Form("tag-form").Fill("tag", "REFUND").Press("Add").Says("Maja added the tag refund.")
	require.False(t, page.HasForm("tag-form"), "there is no other")

	v.Open("/desk").Says("Invoice", "refund")
	page = v.Open(d.page(id)).Form(fmt.Sprintf("untag-%d", tag)).Press("").Says("Maja took off the tag refund.")
	page.Form("offer-team").Press("Give to Technical")
	require.Equal(t, d.Second, d.Ticket(id).TeamID, "when somebody says so")
	v.Open(d.page(id)).Lacks("usually gets this")
}

func TestFacts_that_somebody_changed_meanwhile_are_not_written_over(t *testing.T) {
	t.Parallel()
	d := opened(t)
	about, shown, _, _ := d.named()
	id := d.Asks(d.Hanna, "Too much")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetTopic(ctx, tx, d.Maja.Acting(), id, about)
	})
	mine, theirs := d.as(d.Maja).Open(d.page(id)), d.as(d.Jonas).Open(d.page(id))
	mine.Form("act-facts-form").Fill(shown, "12").Press("Save the answers")
	page := theirs.Form("act-facts-form").Fill(shown, "99").Press("Save the answers")
	page.Refuses(http.StatusConflict, "Somebody else changed “Amount” meanwhile.")
	require.Equal(t, "12", page.Form("act-facts-form").Value(shown))
}

func TestQueue_is_filtered_by_topic_and_tag_and_keeps_the_way_back(t *testing.T) {
	t.Parallel()
	d := opened(t)
	about, _, _, tag := d.named()
	one, other := d.Asks(d.Hanna, "Too much"), d.Asks(d.Goran, "Inget internet")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := ticket.SetTopic(ctx, tx, d.Maja.Acting(), one, about); err != nil {
			return err
		}
		return ticket.Tag(ctx, tx, d.Maja.Acting(), other, "refund")
	})
	v := d.as(d.Maja)
	page := v.Open("/desk").Form("filters").Choose("topic", fmt.Sprint(about)).Press("Show")
	page.Says("Invoice", "Too much").Lacks("Inget internet")
	page.Click("Too much").Click("Invoice").Says("Too much").Lacks("Inget internet")
	v.Open("/desk?tag=" + fmt.Sprint(tag)).Says("Inget internet").Lacks("Too much")
	v.Open(fmt.Sprintf("/desk?tag=%d&topic=%d", tag, about)).Lacks("Too much", "Inget internet")
	for _, none := range []string{"987654", "9223372036854775807"} {
		require.Equal(t, http.StatusOK, v.Open("/desk?topic="+none).Lacks("Too much").Status)
		require.Equal(t, http.StatusOK, v.Open("/desk?tag="+none).Lacks("Too much").Status)
	}
	for _, no := range []string{"-1", "0", "1e3", "x", "%00"} {
		v.Open("/desk?topic=" + no + "&tag=" + no).Says("Too much")
	}
	v.Open("/desk?status=closed&topic=" + fmt.Sprint(about)).Lacks("Too much")
}

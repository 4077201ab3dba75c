package office

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
)

func TestTopics_are_named_asked_moved_and_archived(t *testing.T) {
	t.Parallel()
	o := opened(t)
	v := o.as(o.Karin)
	page := v.Open("/office/settings/topics").Says("There are no topics yet.")
	page = page.Form("topic-form").Press("Add a topic")
	page.Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	page = page.Form("topic-form").Fill("name_en", "Internet").Fill("name_da", "Nettet").Choose("icon", "wifi").Press("Add a topic").Says("Internet")
	page = page.Form("topic-form").Fill("name_en", "internet").Press("Add a topic")
	page.Refuses(http.StatusConflict, "There is “Internet” already.")
	page = page.Form("topic-form").Fill("name_en", "Invoice").Choose("priority", "high").Press("Add a topic").Says("Invoice", "High")

	all, err := topic.List(t.Context(), o.DB)
	require.NoError(t, err)
	require.Equal(t, topic.Names{i18n.EN: "Internet", i18n.DA: "Nettet"}, all[0].Names)
	invoice := "topic-" + digits(int64(all[1].ID))
	page.Form(invoice + "-up").Press("")
	page.Form(invoice+"-up").Press("").Refuses(http.StatusConflict, "Somebody moved this meanwhile.")
	all, err = topic.List(t.Context(), o.DB)
	require.NoError(t, err)
	require.Equal(t, "Invoice", all[0].Names[i18n.EN])

	page = v.Open("/office/settings/topics").Click("Invoice")
	page = page.Form("question-form").Fill("label_en", "Which one").Choose("kind", "choice").Press("Add a question")
	page.Refuses(http.StatusUnprocessableEntity, "one in each line")
	page = page.Form("question-form").Fill("options_en", "This\nThat").Tick("required", "yes").Press("Add a question").Says("Which one", "One of several", "must be answered")
	page = page.Click("Which one")
	page = page.Form("question-form").Untick("shown", "yes").Press("Save")
	page.Refuses(http.StatusUnprocessableEntity, "Only a question that customers see")
	page = page.Form("question-form").Untick("required", "yes").Press("Save").Says("only we see it")
	page = page.Click("Which one").Form("archive-form").Press("Archive").Says("archived")
	page.Click("Which one").Form("return-form").Press("Bring back")

	page = v.Open("/office/settings/topics").Click("Invoice").Form("archive-form").Press("Archive").Says("archived")
	page.Click("Invoice").Form("return-form").Press("Bring back").Lacks("archived")
}

func TestTags_are_added_renamed_joined_after_a_look_and_removed(t *testing.T) {
	t.Parallel()
	o := opened(t)
	v := o.as(o.Karin)
	page := v.Open("/office/settings/tags").Says("There are no tags yet.")
	page = page.Form("tag-form").Fill("name", "refund").Choose("colour", "sea").Press("Add a tag").Says("refund", "0 tickets")
	page = page.Form("tag-form").Fill("name", "Refund").Press("Add a tag")
	page.Refuses(http.StatusConflict, "There is “Refund” already.")
	page.Form("tag-form").Fill("name", "money back").Press("Add a tag")
	id := o.Asks(o.Hanna, "Too much")
	o.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Tag(ctx, tx, o.Maja.Acting(), id, "money back")
	})

	tags, err := topic.Tags(t.Context(), o.DB, o.Karin.Acting())
	require.NoError(t, err)
	from, into := digits(int64(tags[0].ID)), digits(int64(tags[1].ID))
	page = v.Open("/office/settings/tags").Says("1 ticket")
	page = page.Form("tag-"+from).Fill("name", "money returned").Press("Save").Says("money returned")
	page = page.Click("Join")
	page = page.Form("choose").Choose("into", into).Press("Show what happens")
	page.Says("1 ticket gets “refund” instead.", "0 tickets have both already.", "Then 1 ticket has “refund”.")
	page = page.Form("join-form").Press("Join into “refund”").Says("1 ticket").Lacks("money returned")
	page.Form("remove-" + into).Press("Remove “refund”").Says("There are no tags yet.")
	require.Empty(t, o.Whole(id).About.Tags)
}

func TestTopics_pages_are_there_for_admins_only(t *testing.T) {
	t.Parallel()
	o := opened(t)
	for _, who := range []people.Person{o.Ingrid, o.Maja} {
		for _, address := range []string{"/office/settings/topics", "/office/settings/tags", "/office/settings/topics/1", "/office/settings/tags/1/joins"} {
			require.Equal(t, http.StatusNotFound, o.as(who).Open(address).Status, "%s as %s", address, who.Name)
		}
	}
}

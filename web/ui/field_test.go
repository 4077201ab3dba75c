package ui_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/ui"
)

func TestInput_ties_label_hint_and_message_to_the_field(t *testing.T) {
	t.Parallel()
	page := drawn(t, ui.Input(ui.Field{Name: "subject", Label: "In a few words", Hint: "Short.", Error: "Write a few words.", Max: 200, Value: `a "b" <c>`}))
	input := first(t, page, "input")
	require.Equal(t, "subject", attr(first(t, page, "label"), "for"))
	require.Equal(t, "subject-error subject-hint subject-left", attr(input, "aria-describedby"))
	for id := range strings.FieldsSeq(attr(input, "aria-describedby")) {
		require.Contains(t, page, `id="`+id+`"`)
	}
	require.Equal(t, "true", attr(input, "aria-invalid"))
	require.Equal(t, "200", attr(input, "maxlength"))
	require.Equal(t, `a "b" <c>`, attr(input, "value"))
	require.True(t, has(input, "required"))
	require.Contains(t, page, "Write a few words.")
	require.Contains(t, page, `href="#i-alert"`)
}

func TestInput_says_what_is_optional_and_nothing_else(t *testing.T) {
	t.Parallel()
	page := drawn(t, ui.Input(ui.Field{Name: "name", Label: "Name", Optional: true}))
	require.Equal(t, "Name if you like", words(first(t, page, "label")))
	input := first(t, page, "input")
	require.False(t, has(input, "required"))
	require.False(t, has(input, "aria-invalid"))
	require.False(t, has(input, "aria-describedby"))
}

func TestInput_never_gives_a_password_back(t *testing.T) {
	t.Parallel()
	require.NotContains(t, drawn(t, ui.Input(ui.Field{Name: "password", Label: "Password", Type: "password", Value: "kept-demo"})), "kept-demo")
}

func TestArea_keeps_every_line_break(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "\nfirst empty", "a\n\nb\n", "</textarea><script>x</script>"} {
		page := drawn(t, ui.Area(ui.Field{Name: "body", Label: "Body", Value: text}))
		area := first(t, page, "textarea")
		var inside strings.Builder
		for d := range area.Descendants() {
			inside.WriteString(d.Data)
		}
		require.Equal(t, text, inside.String())
		require.Empty(t, find(t, page, "script"))
	}
}

func TestSelect_has_the_choice_chosen(t *testing.T) {
	t.Parallel()
	options := find(t, drawn(t, ui.Select(ui.Field{Name: "language", Label: "Language"}, []ui.Option{{Value: "en", Label: "English"}, {Value: "sv", Label: "Svenska", Lang: "sv", Chosen: true}})), "option")
	require.Len(t, options, 2)
	require.False(t, has(options[0], "selected"))
	require.True(t, has(options[1], "selected"))
	require.Equal(t, "sv", attr(options[1], "lang"))
}

func TestGroup_is_a_fieldset_that_can_have_the_focus_when_refused(t *testing.T) {
	t.Parallel()
	page := drawn(t, holding(ui.Group(ui.Field{Name: "how", Label: "How?", Error: "Choose one."}), `<b>x</b>`))
	group := first(t, page, "fieldset")
	require.Equal(t, "how", attr(group, "id"))
	require.Equal(t, "-1", attr(group, "tabindex"))
	require.Equal(t, "how-error", attr(group, "aria-describedby"))
	require.Equal(t, "How?", words(first(t, page, "legend")))
	require.Len(t, find(t, page, "b"), 1)
}

func TestErrors_link_to_their_fields(t *testing.T) {
	t.Parallel()
	page := drawn(t, ui.Errors([]ui.Problem{{Field: "subject", Message: "Write a few words."}, {Message: "Too many."}}))
	require.Equal(t, "2 things need a change.", words(first(t, page, "h2")))
	require.Equal(t, "#subject", attr(first(t, page, "a"), "href"))
	require.Len(t, find(t, page, "li"), 2)
	require.Equal(t, "alert", attr(first(t, page, "div"), "role"))
	require.Empty(t, drawn(t, ui.Errors(nil)))
}

func TestSeg_is_a_group_of_radios(t *testing.T) {
	t.Parallel()
	page := drawn(t, ui.Seg(ui.Field{Name: "mode", Label: "Kind of message"}, []ui.Option{{Value: "reply", Label: "Reply", Icon: "reply", Key: "r", Focus: "body", Chosen: true}, {Value: "note", Label: "Note"}}))
	inputs := find(t, page, "input")
	require.Len(t, inputs, 2)
	require.True(t, has(inputs[0], "checked"))
	require.Equal(t, "body", attr(inputs[0], "data-key-focus"))
	require.False(t, has(inputs[1], "checked"))
	require.Equal(t, "Kind of message", attr(first(t, page, "div"), "aria-label"))
}

func TestFiles_say_the_limits_and_that_files_are_forgotten(t *testing.T) {
	t.Parallel()
	page := drawn(t, ui.Files(ui.Upload{Name: "files", Label: "Files", Press: "Choose", Files: 10, Bytes: 25 << 20, Total: 60 << 20, Again: true, Error: "Too large."}))
	input := first(t, page, "input")
	require.True(t, has(input, "multiple"))
	require.Equal(t, "files-error", attr(input, "aria-describedby"))
	require.Contains(t, page, `data-max-files="10" data-max-bytes="26214400" data-max-total="62914560"`)
	require.Contains(t, page, "data-again")
	require.Contains(t, page, "At most 10 files")
	require.Len(t, find(t, page, "template"), 1)
}

func TestLanguage_offers_all_five_by_their_own_names(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	require.NoError(t, ui.Language("/t/abc").Render(speaking(t, i18n.EL), &out))
	options := find(t, out.String(), "option")
	require.Len(t, options, 5)
	for i, locale := range i18n.Locales {
		require.Equal(t, string(locale), attr(options[i], "lang"))
		require.Equal(t, locale == i18n.EL, has(options[i], "selected"))
	}
	form := first(t, out.String(), "form")
	require.Equal(t, "/language", attr(form, "action"))
	require.Equal(t, "post", attr(form, "method"))
	require.Contains(t, out.String(), `name="back" value="/t/abc"`)
	require.Len(t, find(t, out.String(), "button"), 1, "the way without script")
}

package i18n

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestLoad_reads_the_words_in_this_binary(t *testing.T) {
	t.Parallel()
	require.NoError(t, Check())
}

func TestLoad_names_the_file_of_what_it_refuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		``:                                      "EOF",
		`[]`:                                    "stands where { should",
		`{"desk.a": "a"`:                        "EOF",
		`{"desk.a": "a"} {}`:                    "goes on after its end",
		`{"desk.a": "a",}`:                      "invalid character",
		`{"desk.a": "a", "desk.a": "b"}`:        "stands twice",
		`{"desk.a": 7}`:                         "needs words",
		`{"desk.a": null}`:                      "needs words",
		`{"desk.a": ["b"]}`:                     "needs words",
		`{"desk.a": ""}`:                        "needs words",
		`{"desk.a": {}}`:                        "needs words",
		`{"desk.a": {"one": "a"}}`:              "needs words",
		`{"desk.a": {"one": "", "other": "a"}}`: "the form one has no words",
		`{"desk.a": {"some": "a", "other": "b"}}`:            `"some" is not a plural form`,
		`{"desk.a": {"one": "a", "one": "b", "other": "c"}}`: "one stands twice",
		`{"desk.a": {"one": {"b": "c"}, "other": "c"}}`:      "stands where words should",
		`{"desk": "a"}`:                                            "a key is lower case",
		`{"desk.Title": "a"}`:                                      "a key is lower case",
		`{"portal.title": "a"}`:                                    `begins with "desk."`,
		`{"desk.field.id": "a"}`:                                   "go-i18n's own",
		`{"desk.field.other": "a"}`:                                "go-i18n's own",
		`{"desk.field.description": "a"}`:                          "go-i18n's own",
		`{"desk.a": "{{.Whn}}"}`:                                   "{{.Whn}} is not a blank",
		`{"desk.a": "{{.Name.Len}}"}`:                              "is not a blank",
		`{"desk.a": "{{if .Name}}a{{end}}"}`:                       "is not a blank",
		`{"desk.a": "{{define \"x\"}}a{{end}}"}`:                   "nothing but words and blanks",
		`{"desk.a": "{{.Name"}`:                                    "unclosed action",
		`{"desk.a": "{{len .Name}}"}`:                              "not defined",
		`{"desk.a": "<when></when>"}`:                              "a mark around nothing",
		`{"desk.a": "<when>{{.When}}"}`:                            "is not closed",
		`{"desk.a": {"one": "<when>a</when>", "other": "b <b/>"}}`: "different marks",
	} {
		err := load(fstest.MapFS{"sv/desk.json": {Data: []byte(text)}}).fault
		require.ErrorContains(t, err, want, text)
		require.ErrorContains(t, err, "sv/desk.json", text)
	}
}

func TestLoad_tells_all_faults_together(t *testing.T) {
	t.Parallel()
	c := load(fstest.MapFS{
		"sv/desk.json":   {Data: []byte(`{"desk.c": "c"}`)},
		"en/desk.json":   {Data: []byte(`{"desk.A": "a", "desk.b": "{{.Nme}}"}`)},
		"el/portal.json": {Data: []byte(`{`)},
	})
	for _, want := range []string{`en/desk.json: "desk.A"`, `en/desk.json: "desk.b"`, "el/portal.json"} {
		require.ErrorContains(t, c.fault, want)
	}
	require.Contains(t, c.messages[SV], "desk.c", "what is sound can be said")
}

func TestLoad_finds_what_a_message_needs(t *testing.T) {
	t.Parallel()
	c := load(fstest.MapFS{"da/desk.json": {Data: []byte(`{
		"desk.plain": "Kø",
		"desk.counted": {"one": "{{.Name}}: en <what/>", "other": "{{.Count}} {{.When}} <what/>"}
	}`)}})
	require.NoError(t, c.fault)
	require.Equal(t, message{file: "da/desk.json", forms: map[string]string{"other": "Kø"}}, c.messages[DA]["desk.plain"])
	m := c.messages[DA]["desk.counted"]
	require.True(t, m.plural)
	require.Equal(t, []string{"Count", "Name", "When"}, m.blanks)
	require.Equal(t, []string{"what"}, m.marks)
}

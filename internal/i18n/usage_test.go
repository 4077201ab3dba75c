package i18n

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestKeys_are_all_there_and_all_used(t *testing.T) {
	t.Parallel()
	c := embedded()
	root, err := os.OpenRoot("../..")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, root.Close()) })
	faults, err := misused(root.FS(), c.messages[EN])
	require.NoError(t, err)
	for _, fault := range faults {
		t.Error(fault)
	}
}

// misused reads every Go and templ file but tests and generated ones, and says which keys do not
// exist, which are glued together, and which are used nowhere.
//
// A key is what is handed to T, to Parts or to a fault; any text in a templ file that begins
// with an area's name; and in Go any text of three words or more whose first two begin a
// key (names of events and jobs have two).
func misused(tree fs.FS, messages map[string]message) ([]string, error) {
	s := &scan{messages: messages, prefixes: map[string]bool{}, used: map[string]bool{}}
	for key := range messages {
		for i, r := range key {
			if r == '.' {
				s.prefixes[key[:i+1]] = true
			}
		}
	}
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"testdata", "node_modules", "vendor"}, d.Name())):
			return fs.SkipDir
		case d.IsDir() || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go"):
			return nil
		case path.Ext(name) == ".go":
			return s.goFile(tree, name)
		case path.Ext(name) == ".templ":
			return s.templFile(tree, name)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for key, m := range messages {
		if !s.used[key] {
			s.faults = append(s.faults, fmt.Sprintf("%s: %q is used nowhere", m.file, key))
		}
	}
	slices.Sort(s.faults)
	return slices.Compact(s.faults), nil
}

type scan struct {
	messages map[string]message
	prefixes map[string]bool // "desk." and "desk.queue." of "desk.queue.title"
	used     map[string]bool
	faults   []string
}

// notKeys ends the names of files and hosts.
var notKeys = regexp.MustCompile(`\.(com|css|csv|eml|example|go|gz|html|ico|ics|js|json|log|md|pdf|png|sql|svg|templ|txt|webp|woff2|xml)$`)

// key notes a use of text, which stands where a key must stand if must is set.
func (s *scan) key(where, text string, must bool) {
	if _, known := s.messages[text]; known {
		s.used[text] = true
		return
	}
	if must {
		s.faults = append(s.faults, fmt.Sprintf("%s: there is no message %q", where, text))
	}
}

func (s *scan) literal(where, text string, words int) {
	likeKey := keyShape.MatchString(text) && !notKeys.MatchString(text) && s.prefixes[beginning(text, words)]
	s.key(where, text, likeKey)
	if start, rest, found := strings.Cut(text, "%"); found && rest != "" {
		s.glue(where, start)
	}
}

// glue refuses the beginning of a key to which something is added at run time.
func (s *scan) glue(where, start string) {
	if strings.Count(start, ".") > 1 && s.prefixes[start[:strings.LastIndex(start, ".")+1]] && !strings.Contains(start, " ") {
		s.faults = append(s.faults, fmt.Sprintf("%s: a key is glued to %q, write it in full", where, start))
	}
}

// beginning is the first words of a key, with the dot behind them.
func beginning(key string, words int) string {
	at := 0
	for range words {
		i := strings.Index(key[at:], ".")
		if i < 0 {
			return ""
		}
		at += i + 1
	}
	return key[:at]
}

func (s *scan) goFile(tree fs.FS, name string) error {
	text, err := fs.ReadFile(tree, name)
	if err != nil {
		return err
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.CallExpr:
			if arg := keyArgument(n); arg != nil {
				where := files.Position(arg.Pos()).String()
				if text, ok := literalOf(arg); ok {
					s.key(where, text, true)
				}
				if sum, ok := arg.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
					s.faults = append(s.faults, where+": a key is glued together, write it in full")
				}
			}
		case *ast.CompositeLit:
			if text, ok := literalOf(faultKey(n)); ok {
				s.key(files.Position(n.Pos()).String(), text, true)
			}
		case *ast.BinaryExpr:
			if text, ok := literalOf(n.X); ok && n.Op == token.ADD {
				s.glue(files.Position(n.Pos()).String(), text)
			}
		case *ast.BasicLit:
			if text, ok := literalOf(n); ok {
				s.literal(files.Position(n.Pos()).String(), text, 2)
			}
		}
		return true
	})
	return nil
}

var faultMakers = []string{"Invalid", "SignIn", "Forbidden", "Conflict", "Gone", "TooLarge", "TooMany"}

// keyArgument is the argument of a call that must be a key, nil if the call takes none.
func keyArgument(call *ast.CallExpr) ast.Expr {
	of, name := "", ""
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
		if x, ok := f.X.(*ast.Ident); ok {
			of = x.Name
		}
	case *ast.Ident:
		name = f.Name
	}
	switch {
	case of == "i18n" && name == "T" && len(call.Args) > 1:
		return call.Args[1]
	case of != "i18n" && of != "" && (name == "T" || name == "Parts") && len(call.Args) > 0,
		of == "" && name == "Parts" && len(call.Args) > 0, // From(ctx).Parts
		of == "fault" && slices.Contains(faultMakers, name) && len(call.Args) > 0:
		return call.Args[0]
	case of == "" && name == "T" && len(call.Args) > 0:
		return call.Args[0]
	}
	return nil
}

// faultKey is the Key of a fault.Error that is written out, nil for any other literal.
func faultKey(lit *ast.CompositeLit) ast.Expr {
	name, inFault := lit.Type.(*ast.Ident)
	if outside, ok := lit.Type.(*ast.SelectorExpr); ok {
		of, _ := outside.X.(*ast.Ident)
		name, inFault = outside.Sel, of != nil && of.Name == "fault"
	}
	if !inFault || name.Name != "Error" {
		return nil
	}
	for _, e := range lit.Elts {
		if field, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := field.Key.(*ast.Ident); ok && key.Name == "Key" {
				return field.Value
			}
		}
	}
	return nil
}

func literalOf(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

var (
	templCall = regexp.MustCompile(`\b(?:i18n\.T\(\s*ctx,|\.T\(|\.Parts\(|fault\.[A-Z]\w+\()\s*"([^"\n]*)"`)
	templText = regexp.MustCompile(`"([^"\n]*)"`)
	templGlue = regexp.MustCompile(`"([a-z0-9_.]+\.)"\s*\+`)
)

func (s *scan) templFile(tree fs.FS, name string) error {
	text, err := fs.ReadFile(tree, name)
	if err != nil {
		return err
	}
	for number, line := range strings.Split(string(text), "\n") {
		where := name + ":" + strconv.Itoa(number+1)
		for _, m := range templCall.FindAllStringSubmatch(line, -1) {
			s.key(where, m[1], true)
		}
		for _, m := range templGlue.FindAllStringSubmatch(line, -1) {
			if s.prefixes[m[1]] {
				s.faults = append(s.faults, fmt.Sprintf("%s: a key is glued to %q, write it in full", where, m[1]))
			}
		}
		for _, m := range templText.FindAllStringSubmatch(line, -1) {
			s.literal(where, m[1], 1)
		}
	}
	return nil
}

func TestMisused_finds_missing_glued_and_unused_keys(t *testing.T) {
	t.Parallel()
	messages := map[string]message{}
	for _, key := range []string{
		"desk.queue.title", "desk.queue.empty", "desk.status.open", "desk.take", "fault.gone", "portal.hello", "portal.unused", "desk.field.name", "desk.other_page",
	} {
		messages[key] = message{file: "en/x.json"}
	}
	tree := fstest.MapFS{}
	for name, text := range map[string]string{
		"internal/desk/queue.go": "package desk\n" +
			"import \"desk.queue.import\"\n" +
			"type row struct { Name string `json:\"name\" key:\"desk.field.name\"` }\n" + // line 3
			"var title = l.T(\"desk.queue.title\", b)\n" +
			"var wrong = i18n.T(ctx, \"desk.nothing\")\n" + // 5
			"var typo = \"desk.queue.titel\"\n" +
			"var event = \"desk.taken\"\n" +
			"var glued = i18n.T(ctx, \"desk.status.\" + s)\n" + // 8
			"var made = fmt.Sprintf(\"desk.status.%s\", s)\n" +
			"var gone = fault.Gone(\"fault.gone\").On(\"x\")\n" +
			"var bad = fault.Invalid(\"ticket.subject.required\")\n" + // 11
			"var parts = i18n.From(ctx).Parts(\"desk.takes\")\n" + // 12
			"var file = \"desk.queue.json\"\n" +
			"var open = choose(\"desk.status.open\")\n" +
			"var made = &fault.Error{Kind: 404, Key: \"fault.lost\"}\n", // 15
		"internal/desk/queue_test.go":  "package desk\nvar x = l.T(\"desk.in.test\")\n",
		"internal/desk/page_templ.go":  "package desk\nvar x = l.T(\"desk.generated\")\n",
		".cache/x.go":                  "not Go",
		"web/desk/testdata/x.go":       "not Go",
		"web/portal/home.templ":        "<p>{ i18n.T(ctx, \"portal.hello\") }</p>\n<p title={ i18n.T(ctx, \"portal.helo\") }>\n<img src=\"portal.js\" alt=\"desk.queue.empty\">\n{ i18n.T(ctx, \"desk.status.\" + s) }\n@part(\"portal.bye\")\n",
		"docs/queue.md":                "desk.take and \"desk.take\"",
		"internal/i18n/words/README.x": "\"desk.take\"",
	} {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	faults, err := misused(tree, messages)
	require.NoError(t, err)
	require.Equal(t, []string{
		`en/x.json: "desk.field.name" is used nowhere`,
		`en/x.json: "desk.other_page" is used nowhere`,
		`en/x.json: "desk.take" is used nowhere`,
		`en/x.json: "portal.unused" is used nowhere`,
		`internal/desk/queue.go:11:25: there is no message "ticket.subject.required"`,
		`internal/desk/queue.go:12:34: there is no message "desk.takes"`,
		`internal/desk/queue.go:15:13: there is no message "fault.lost"`,
		`internal/desk/queue.go:5:25: there is no message "desk.nothing"`,
		`internal/desk/queue.go:6:12: there is no message "desk.queue.titel"`,
		`internal/desk/queue.go:8:25: a key is glued to "desk.status.", write it in full`,
		`internal/desk/queue.go:8:25: a key is glued together, write it in full`,
		`internal/desk/queue.go:9:24: a key is glued to "desk.status.", write it in full`,
		`web/portal/home.templ:2: there is no message "portal.helo"`,
		`web/portal/home.templ:4: a key is glued to "desk.status.", write it in full`,
		`web/portal/home.templ:4: there is no message "desk.status."`,
		`web/portal/home.templ:5: there is no message "portal.bye"`,
	}, faults)
}

package office

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/i18n"
)

// auditKinds are all that any room declares as a kind of the audit.
func auditKinds(t *testing.T) map[audit.Kind]string {
	t.Helper()
	all := map[audit.Kind]string{}
	err := filepath.WalkDir("../../internal", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || !isKind(file.Name.Name, spec.Type) {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok {
					text, err := strconv.Unquote(lit.Value)
					require.NoError(t, err)
					all[audit.Kind(text)] = path
				}
			}
			return true
		})
		return nil
	})
	require.NoError(t, err)
	return all
}

func isKind(in string, of ast.Expr) bool {
	switch x := of.(type) {
	case *ast.SelectorExpr:
		room, ok := x.X.(*ast.Ident)
		return ok && room.Name == "audit" && x.Sel.Name == "Kind"
	case *ast.Ident:
		return in == "audit" && x.Name == "Kind"
	}
	return false
}

func TestAudit_has_a_sentence_for_every_kind_that_a_room_writes(t *testing.T) {
	t.Parallel()
	found := auditKinds(t)
	require.Contains(t, found, audit.Emptied)
	for k, where := range found {
		require.Contains(t, sentences, k, "%s: add a line to web/office/audit_words.go and the words to internal/i18n/words/*/audit.json", where)
		require.Regexp(t, `^[a-z_]+\.[a-z_]+$`, string(k), where)
	}
}

func TestAudit_tells_a_kind_without_a_sentence_by_its_name(t *testing.T) {
	t.Parallel()
	l := i18n.For(i18n.EN, time.UTC)
	me, you := int64(4), int64(5)
	cells := AuditCells(l, audit.Record{ID: 7, Kind: "moon.painted_blue", ActorID: &me, Actor: "Karin", PersonID: &you, Person: "Maja", Became: "=1+1"})
	require.Equal(t, []string{"7", "0001-01-01 00:00:00", "Karin: moon: painted blue, Maja", "Karin", "Maja", "moon.painted_blue", "", "", "=1+1", ""}, cells)
	require.Equal(t, "Kept: moon: painted blue", AuditCells(l, audit.Record{Kind: "moon.painted_blue"})[2])
}

package house_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/kepthq/kept/"

// file is a Go file of the house.
type file struct {
	path    string // from the root, with slashes
	pkg     string // its folder, without "internal/" for what lies there
	name    string // its package's name
	test    bool
	imports []string // those of the house as pkg writes them, all others whole
	ast     *ast.File
}

// root is the folder that go.mod lies in.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	require.NoError(t, err)
	_, err = os.Stat(filepath.Join(dir, "go.mod"))
	require.NoError(t, err)
	return dir
}

// walk visits every file that belongs to us.
func walk(t *testing.T, visit func(rel, abs string)) {
	t.Helper()
	dir := root(t)
	err := filepath.WalkDir(dir, func(abs string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && abs != dir && (strings.HasPrefix(e.Name(), ".") || slices.Contains([]string{"vendor", "testdata", "node_modules"}, e.Name())) {
			return filepath.SkipDir
		}
		if e.Type().IsRegular() {
			rel, err := filepath.Rel(dir, abs)
			if err != nil {
				return err
			}
			visit(filepath.ToSlash(rel), abs)
		}
		return nil
	})
	require.NoError(t, err)
}

func short(p string) string { return strings.TrimPrefix(p, "internal/") }

// files parses every Go file of the house.
func files(t *testing.T) []file {
	t.Helper()
	var all []file
	walk(t, func(rel, abs string) {
		if !strings.HasSuffix(rel, ".go") {
			return
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), abs, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		f := file{path: rel, pkg: short(path.Dir(rel)), name: parsed.Name.Name, test: strings.HasSuffix(rel, "_test.go"), ast: parsed}
		for _, i := range parsed.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			require.NoError(t, err)
			f.imports = append(f.imports, short(strings.TrimPrefix(p, module)))
		}
		all = append(all, f)
	})
	require.NotEmpty(t, all)
	return all
}

// The floors. A package that stands on none fails the test: whoever adds one says here where it belongs.
var (
	ground = []string{"blob", "calendar", "config", "crash", "fault", "fetch", "field", "i18n", "mail", "pg", "pg/embedded", "pg/listen", "pg/schema", "seal", "sso", "migrations"}
	// Each room with the rooms below it that it may use.
	ladder = map[string][]string{
		"audit":    {},
		"people":   {"audit"},
		"event":    {"people"},
		"topic":    {"audit", "people", "sla"},
		"outbox":   {"people"},
		"factor":   {"audit", "people", "outbox"},
		"promise":  {},
		"sla":      {"promise", "people", "audit"},
		"notify":   {"people", "outbox", "promise"},
		"ticket":   {"audit", "people", "event", "outbox", "notify", "promise", "sla", "topic", "expect"},
		"search":   {"people", "promise", "sla", "ticket"},
		"presence": {"people", "notify"},
		"expect":   {"people", "promise", "sla"}, // what the record shows of promises; reads tickets and never changes one
		"live":     {"people", "presence"},       // what pages that stand open are told
		"keep":     {"audit", "people", "outbox", "notify", "ticket"},
		"demo":     {"people", "outbox", "notify", "promise", "search", "sla", "ticket", "topic"}, // the demo desk's stories: only cmd opens them
		"load":     {"people", "event", "outbox", "promise", "sla", "topic"},                      // desks of any size, for measuring: only cmd opens them
	}
	// What only tests use.
	testsOwn = []string{"bench", "browser", "calendar/calendartest", "cast", "house", "pg/pgtest", "pg/schema/schematest", "simulate", "sso/ssotest", "visitor"}
)

func isDoor(pkg string) bool {
	return pkg == "httpd" || strings.HasPrefix(pkg, "httpd/") || pkg == "work"
}

func isWeb(pkg string) bool { return strings.HasPrefix(pkg, "web/") }

func isCmd(pkg string) bool { return strings.HasPrefix(pkg, "cmd/") }

func isRoom(pkg string) bool { _, ok := ladder[pkg]; return ok }

func isOurs(pkg string) bool {
	return slices.Contains(ground, pkg) || slices.Contains(testsOwn, pkg) || isRoom(pkg) || isDoor(pkg) || isWeb(pkg) || isCmd(pkg)
}

// may reports whether a package may import another of the house.
func may(from, to string) bool {
	switch {
	case slices.Contains(testsOwn, from):
		return !isCmd(to)
	case slices.Contains(testsOwn, to):
		return false
	case isCmd(from):
		return !isCmd(to)
	case to == "demo" || to == "load" || isCmd(to):
		return false // the stories are opened by cmd alone
	case slices.Contains(ground, from):
		return slices.Contains(ground, to)
	case isRoom(from):
		return slices.Contains(ground, to) || slices.Contains(ladder[from], to)
	case isWeb(from):
		return isWeb(to) || isRoom(to) || to == "i18n" || to == "calendar"
	case isDoor(from):
		return !isDoor(to) || to == "httpd" && from != "work"
	default:
		return false
	}
}

func TestHouse_nobody_imports_upwards(t *testing.T) {
	t.Parallel()
	for _, f := range files(t) {
		require.True(t, isOurs(f.pkg), "%s stands on no floor", f.path)
		if f.test {
			continue
		}
		for _, to := range f.imports {
			if isOurs(to) {
				require.True(t, may(f.pkg, to), "%s imports %s", f.path, to)
			}
		}
	}
}

func TestHouse_law_is_pure(t *testing.T) {
	t.Parallel()
	outside := []string{"context", "database/", "github.com/jackc/", "pg", "net", "os"}
	pure := func(f file) bool {
		return slices.Contains([]string{"calendar", "promise", "fault"}, f.pkg) || f.path == "internal/ticket/ticket.go"
	}
	looked := 0
	for _, f := range files(t) {
		if f.test || !pure(f) {
			continue
		}
		looked++
		for _, to := range f.imports {
			for _, no := range outside {
				require.False(t, to == no || strings.HasPrefix(to, strings.TrimSuffix(no, "/")+"/"), "%s is pure, and imports %s", f.path, to)
			}
		}
	}
	require.Greater(t, looked, 10)
}

// owners say who may use a library; everybody else goes through them.
var owners = map[string][]string{
	"github.com/riverqueue/":    {"pg", "work", "bench"},
	"github.com/golang-migrate": {"pg/schema", "migrations"},
	"github.com/wneessen/":      {"mail"},
	"github.com/nicksnyder/":    {"i18n"},
	"github.com/coreos/":        {"sso"},
	"github.com/go-webauthn/":   {"factor"},
	"github.com/pquerna/":       {"factor"},
	"github.com/teambition/":    {"sla"},
}

func TestHouse_libraries_have_one_door_each(t *testing.T) {
	t.Parallel()
	for _, f := range files(t) {
		for _, to := range f.imports {
			for library, who := range owners {
				if strings.HasPrefix(to, library) && !f.test {
					require.Contains(t, who, f.pkg, "%s imports %s", f.path, to)
				}
			}
			if isWeb(f.pkg) && !f.test {
				require.False(t, strings.HasPrefix(to, "github.com/jackc/"), "%s is a view, and queries", f.path)
			}
		}
	}
}

// TestHouse_the_instant_comes_from_the_database keeps the machine's clock out of everything but cmd and pg, and the
// sign-in of another company, which has a clock of its own.
func TestHouse_the_instant_comes_from_the_database(t *testing.T) {
	t.Parallel()
	for _, f := range files(t) {
		if f.test || isCmd(f.pkg) || f.pkg == "pg" || strings.HasPrefix(f.pkg, "pg/") || f.pkg == "sso/ssotest" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" {
					require.NotContains(t, []string{"Now", "Since", "Until"}, s.Sel.Name, "%s asks the machine what time it is", f.path)
				}
			}
			return true
		})
	}
}

func TestHouse_packages_have_a_name_that_says_something(t *testing.T) {
	t.Parallel()
	empty := []string{"util", "utils", "common", "shared", "helper", "helpers", "base", "core", "types", "model", "models", "service", "repository", "manager", "store", "lib", "misc"}
	for _, f := range files(t) {
		name := strings.TrimSuffix(f.name, "_test")
		require.NotContains(t, empty, name, "%s", f.path)
		require.Equal(t, strings.ToLower(name), name, "%s", f.path)
		if name != "main" {
			require.Equal(t, path.Base(f.pkg), name, "%s: a folder and its package have one name", f.path)
		}
	}
}

// longest is how many lines a file may have; as a feel, about 100.
const longest = 400

func TestHouse_files_are_short(t *testing.T) {
	t.Parallel()
	kinds := []string{".go", ".templ", ".js", ".css"}
	walk(t, func(rel, abs string) {
		drawn := strings.HasPrefix(rel, "web/assets/css/") // the design's own files, as they are
		if !slices.Contains(kinds, path.Ext(rel)) || strings.HasSuffix(rel, "_templ.go") || drawn {
			return
		}
		text, err := os.ReadFile(abs)
		require.NoError(t, err)
		require.LessOrEqual(t, strings.Count(string(text), "\n"), longest, "%s is cut along a noun when it grows", rel)
	})
}

// tables say which room owns each table. Everybody may read them all, and write only their own.
var tables = map[string][]string{
	"audit": {"audit", "audit_chain"},
	"people": {
		"desk", "people", "teams", "team_members", "sessions", "invitations", "throttles", "skills", "person_skills",
		"companies", "company_domains", "addresses", "address_links", "asked_addresses", "phones", "signin_requests",
		"staff_invitations", "staff_links", "password_resets", "pictures", "absences", "duties",
	},
	"sla": {"calendars", "calendar_versions", "calendar_hours", "calendar_exceptions", "calendar_feeds", "policies", "policy_versions", "policy_targets", "policy_ladder"},
	"ticket": {
		"tickets", "promises", "messages", "attachments", "submissions", "ticket_links", "waiting_replies", "escalations",
		"questions", "question_turns", "apologies", "stuck_tickets", "followers", "watches", "mentions", "joins",
		"joined_rows", "ticket_answers", "spam_calls", "blocks", "suspended", "suspended_files", "suspended_answers", "form_secret",
		"views", "handings", "turns", "bulk_acts", "bulk_tickets", "outlines", "merges", "ticket_readings",
	},
	"topic":    {"topics", "topic_fields", "tags", "ticket_tags"},
	"event":    {"events"},
	"outbox":   {"outbox", "sent_mails"},
	"factor":   {"factors", "recovery_codes", "half_sessions", "passkey_challenges", "factor_rules", "identities", "used_states"},
	"notify":   {"notices", "notice_choices"},
	"presence": {"presences"},
	"expect":   {"expectations", "expectation_rounds"},
	"search":   {"search_texts", "search_words", "searches"},
	"keep":     {"retention"},
	"work":     {"workers"},
}

// clockmakers may stop or move the desk's clock.
var clockmakers = []string{"people", "demo", "pg/pgtest"}

var (
	emptied = regexp.MustCompile(`(?i)^\W*truncate\b`)
	created = regexp.MustCompile(`(?im)^create (?:unlogged )?table (?:if not exists )?([a-z_]+)`)
	written = regexp.MustCompile(`(?i)\b(?:insert\s+into|update|delete\s+from)\s+(?:only\s+)?([a-z_]+)`)
)

func TestHouse_tables_are_written_by_the_room_that_owns_them(t *testing.T) {
	t.Parallel()
	owner := map[string]string{}
	for room, owned := range tables {
		for _, table := range owned {
			owner[table] = room
		}
	}
	known := 0
	walk(t, func(rel, abs string) {
		if !strings.HasPrefix(rel, "migrations/") || !strings.HasSuffix(rel, ".up.sql") || strings.Contains(rel, "_jobs_") {
			return
		}
		text, err := os.ReadFile(abs)
		require.NoError(t, err)
		for _, m := range created.FindAllStringSubmatch(string(text), -1) {
			known++
			require.True(t, owner[m[1]] != "" || m[1] == "clock", "%s: table %s belongs to no room", rel, m[1])
		}
	})
	require.Equal(t, len(owner)+1, known, "tables that no migration makes")
	for _, f := range files(t) {
		if f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			if isStatement(lit.Value) && emptied.MatchString(lit.Value) {
				require.Equal(t, "demo", f.pkg, "%s empties tables, as only the demo may, which empties all of them", f.path)
			}
			for _, m := range written.FindAllStringSubmatch(lit.Value, -1) {
				switch table := strings.ToLower(m[1]); {
				case table == "clock":
					require.Contains(t, clockmakers, f.pkg, "%s moves the clock", f.path)
				case owner[table] != "" && isStatement(lit.Value):
					require.Equal(t, owner[table], f.pkg, "%s writes %s", f.path, table)
				}
			}
			return true
		})
	}
}

// isStatement tells SQL from a sentence in which a word like "update" stands before a table's name.
func isStatement(text string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(strings.Trim(text, "`\"")), " ")
	return slices.Contains([]string{"insert", "update", "delete", "truncate", "with", "select"}, strings.ToLower(strings.TrimSpace(first)))
}

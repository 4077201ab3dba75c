package embedded

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// oldestMajor is the oldest Postgres whose features the schema uses.
const oldestMajor = 15

// Binaries are the programs of one Postgres server.
type Binaries struct {
	Dir   string // absolute, symbolic links resolved
	Major int    // 15 for 15.18
}

// Path is where the program with this name lies.
func (b Binaries) Path(program string) string { return filepath.Join(b.Dir, program) }

// Find returns the programs of a Postgres server, 15 or newer: those in KEPT_PG_BIN, and nothing else, when that is
// set; otherwise those on PATH, those pg_config names, and those in the places where packages put them (Debian puts
// them neither on PATH nor into pg_config), the newest first. When dataDir holds a cluster already, the major version
// must be the one that made it, since no other can read it. The error names the ways out.
func Find(dataDir string) (Binaries, error) {
	return search{
		chosen: os.Getenv("KEPT_PG_BIN"),
		path:   filepath.SplitList(os.Getenv("PATH")),
		places: knownPlaces,
	}.find(newFiles(dataDir).cluster)
}

// knownPlaces are where packages put the server's programs.
var knownPlaces = []string{
	"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
	"/usr/pgsql-*/bin",          // Red Hat and kin, from postgresql.org
	"/usr/lib/postgresql*/bin",  // SUSE
	"/usr/libexec/postgresql*",  // Alpine
	"/usr/local/pgsql/bin",      // built from source
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
	"/Library/PostgreSQL/*/bin",      // EDB's installer
	"/opt/local/lib/postgresql*/bin", // MacPorts
}

type search struct {
	chosen string   // KEPT_PG_BIN
	path   []string // the folders of PATH
	places []string // patterns
}

func (s search) find(cluster string) (Binaries, error) {
	want, err := clusterMajor(cluster)
	if err != nil {
		return Binaries{}, err
	}
	if s.chosen != "" {
		b, err := inspect(s.chosen)
		if err == nil {
			err = b.fits(want, cluster)
		}
		if err != nil {
			return Binaries{}, errWaysOut("KEPT_PG_BIN cannot be used: " + err.Error())
		}
		return b, nil
	}
	var refused []string
	for _, dir := range s.folders() {
		b, err := inspect(dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = b.fits(want, cluster)
		}
		if err == nil {
			return b, nil
		}
		refused = append(refused, err.Error())
	}
	reason := "no Postgres server was found on this machine"
	if len(refused) > 0 {
		slices.Sort(refused)
		reason = "no fitting Postgres server was found on this machine (" + strings.Join(slices.Compact(refused), "; ") + ")"
	}
	return Binaries{}, errWaysOut(reason)
}

// folders lists where to look, in the order of preference.
func (s search) folders() []string {
	dirs := slices.Clone(s.path)
	for _, dir := range s.path {
		if out, err := exec.Command(filepath.Join(dir, "pg_config"), "--bindir").Output(); err == nil {
			dirs = append(dirs, strings.TrimSpace(string(out)))
		}
	}
	for _, place := range s.places {
		found, err := filepath.Glob(place)
		if err != nil {
			continue // only a malformed pattern errs, and the patterns are constants
		}
		slices.SortFunc(found, func(a, b string) int { return cmp.Compare(numberIn(b), numberIn(a)) })
		dirs = append(dirs, found...)
	}
	return dirs
}

// inspect asks the programs in dir for their version. It returns an error that is fs.ErrNotExist when there are none.
func inspect(dir string) (Binaries, error) {
	if !filepath.IsAbs(dir) {
		absolute, err := filepath.Abs(dir)
		if err != nil {
			return Binaries{}, fmt.Errorf("find the folder %q: %w", dir, err)
		}
		dir = absolute
	}
	// A folder of links (/usr/local/bin) seldom holds all programs; the folder they point into does.
	server, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
	if err != nil {
		return Binaries{}, fmt.Errorf("no program postgres in %s: %w", dir, err)
	}
	dir = filepath.Dir(server)
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return Binaries{}, fmt.Errorf("no program initdb in %s: %w", dir, err)
	}
	out, err := exec.Command(server, "--version").Output()
	if err != nil {
		return Binaries{}, fmt.Errorf("%s --version: %w", server, err)
	}
	m := versionPattern.FindSubmatch(out)
	if m == nil {
		return Binaries{}, fmt.Errorf("%s --version says %q", server, strings.TrimSpace(string(out)))
	}
	major, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return Binaries{}, fmt.Errorf("%s --version says %q: %w", server, m[1], err)
	}
	return Binaries{Dir: dir, Major: major}, nil
}

// versionPattern reads "postgres (PostgreSQL) 15.18 (Debian …)", "18beta1" and "19devel".
var versionPattern = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// fits refuses a version that is too old or not the one of an existing cluster (0 when there is none).
func (b Binaries) fits(want int, cluster string) error {
	if b.Major < oldestMajor {
		return fmt.Errorf("%s is version %d, older than %d", b.Dir, b.Major, oldestMajor)
	}
	if want != 0 && b.Major != want {
		return fmt.Errorf("%s is version %d, but the data in %s was made by version %d: install that one, or dump with it and restore into an empty KEPT_DATA",
			b.Dir, b.Major, cluster, want)
	}
	return nil
}

// clusterMajor is the major version that made the cluster, 0 when there is no cluster yet.
func clusterMajor(cluster string) (int, error) {
	text, err := os.ReadFile(filepath.Join(cluster, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the version of the database's files: %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("read the version of the database's files in %s: %w", cluster, err)
	}
	return major, nil
}

// numberIn is the last number in a path, 17 for "/usr/lib/postgresql/17/bin"; 0 without one.
func numberIn(path string) int {
	all := numbers.FindAllString(path, -1)
	if len(all) == 0 {
		return 0
	}
	n, err := strconv.Atoi(all[len(all)-1])
	if err != nil {
		return 0
	}
	return n
}

var numbers = regexp.MustCompile(`\d+`)

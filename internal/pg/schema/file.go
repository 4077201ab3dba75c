package schema

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/golang-migrate/migrate/v4/source"
)

// lastLine ends every file whose statements are one transaction. Because it commits together with all the rest, a
// database that is still marked dirty has nothing of the file, and a clean one has all of it.
const lastLine = "update schema_migrations set dirty = false;"

// none is the version of a database in which nothing has been run (golang-migrate's database.NilVersion).
const none = -1

var (
	wellNamed   = regexp.MustCompile(`^[0-9]{6}_[a-z0-9_]+\.(up|down)\.sql$`)
	standsAlone = regexp.MustCompile(`(?i)\bindex\s+concurrently\b`)
	dropsFirst  = regexp.MustCompile(`(?i)\bdrop\s+index\s+if\s+exists\b`)
	transacts   = regexp.MustCompile(`(?im)^\s*(begin|commit|rollback)(\s+(work|transaction))?\s*;`)
)

// pair is one version's two files.
type pair struct {
	version  int
	up, down string // file names
	// upAlone: the way up is one "create index concurrently", which cannot be in a transaction. Broken off, it may
	// have left an invalid index behind, which the file before it drops.
	upAlone bool
}

// pairs are all versions, in ascending order.
type pairs []pair

// read lists the files of src and checks them against the rules of the house, so that a file that could not be
// mended after a crash never runs at all.
func read(src fs.FS) (pairs, error) {
	names, err := fs.Glob(src, "*.sql")
	if err != nil {
		return nil, fmt.Errorf("list the migrations: %w", err)
	}
	found := map[uint]pair{}
	var wrong []error
	for _, name := range names {
		body, err := fs.ReadFile(src, name)
		if err != nil {
			return nil, fmt.Errorf("read a migration: %w", err)
		}
		if err := add(found, name, string(body)); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
		}
	}
	var all pairs
	for _, p := range found {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b pair) int { return a.version - b.version })
	wrong = append(wrong, all.check(src)...)
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	if len(all) == 0 {
		return nil, errors.New("there are no migrations")
	}
	return all, nil
}

// add puts one file into its pair.
func add(found map[uint]pair, name, body string) error {
	if !wellNamed.MatchString(name) {
		return errors.New("a migration is named 000001_subject.up.sql or 000001_subject.down.sql")
	}
	m, err := source.Parse(name)
	if err != nil || m.Version == 0 {
		return errors.New("a migration's number starts from 000001")
	}
	p := found[m.Version]
	p.version = int(m.Version)
	slot := &p.down
	if m.Direction == source.Up {
		slot = &p.up
	}
	if *slot != "" {
		return fmt.Errorf("has the same number as %s", *slot)
	}
	*slot = name
	alone := false
	if !strings.HasSuffix(strings.TrimSpace(body), lastLine) {
		if !standsAlone.MatchString(body) {
			return fmt.Errorf("its last statement must be: %s", lastLine)
		}
		alone = true
	}
	if transacts.MatchString(body) {
		return errors.New("its statements are one transaction already: it must hold no begin, commit or rollback")
	}
	if alone && m.Direction == source.Up {
		p.upAlone = true
	}
	found[m.Version] = p
	return nil
}

// check looks at what only all files together can show.
func (p pairs) check(src fs.FS) []error {
	var wrong []error
	for i, one := range p {
		if one.up == "" || one.down == "" {
			wrong = append(wrong, fmt.Errorf("%s: its other direction is missing", one.up+one.down))
			continue
		}
		if strings.TrimSuffix(one.up, ".up.sql") != strings.TrimSuffix(one.down, ".down.sql") {
			wrong = append(wrong, fmt.Errorf("%s: the other direction has another name: %s", one.up, one.down))
		}
		if !one.upAlone {
			continue
		}
		if i == 0 {
			wrong = append(wrong, fmt.Errorf("%s: the file before it must drop the index if it exists", one.up))
			continue
		}
		before, err := fs.ReadFile(src, path.Clean(p[i-1].up))
		if err != nil || !dropsFirst.Match(before) {
			wrong = append(wrong, fmt.Errorf("%s: the file before it must drop the index if it exists", one.up))
		}
	}
	return wrong
}

func (p pairs) newest() int { return p[len(p)-1].version }

func (p pairs) at(version int) (pair, bool) {
	i, ok := slices.BinarySearchFunc(p, version, func(a pair, v int) int { return a.version - v })
	if !ok {
		return pair{}, false
	}
	return p[i], true
}

// below is the version before the given one, or none.
func (p pairs) below(version int) int {
	before := none
	for _, one := range p {
		if one.version >= version {
			break
		}
		before = one.version
	}
	return before
}

// between counts the versions above low, up to and including high.
func (p pairs) between(low, high int) int {
	n := 0
	for _, one := range p {
		if low < one.version && one.version <= high {
			n++
		}
	}
	return n
}

// upTo are the versions up to and including the given one.
func (p pairs) upTo(version int) []int {
	all := []int{}
	for _, one := range p {
		if one.version <= version {
			all = append(all, one.version)
		}
	}
	return all
}

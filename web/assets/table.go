package assets

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// table finds an asset by the name that pages use and by the path that browsers ask for.
type table struct {
	byName map[string]*asset
	byPath map[string]*asset
}

// build makes the table. Fonts come first, for the style sheets name their addresses.
func build(files fs.FS) (table, error) {
	t := table{byName: map[string]*asset{}, byPath: map[string]*asset{}}
	for _, dir := range []string{"fonts", "icons"} {
		entries, err := fs.ReadDir(files, dir)
		if err != nil {
			return table{}, fmt.Errorf("list %s: %w", dir, err)
		}
		for _, entry := range entries {
			if path.Ext(entry.Name()) == ".txt" { // licences stay in the binary, beside what they cover
				continue
			}
			content, err := fs.ReadFile(files, path.Join(dir, entry.Name()))
			if err != nil {
				return table{}, fmt.Errorf("read %s: %w", entry.Name(), err)
			}
			if err := t.add(entry.Name(), content); err != nil {
				return table{}, err
			}
		}
	}
	for _, b := range styles() {
		content, err := joinStyles(files, b, t.address)
		if err != nil {
			return table{}, err
		}
		if err := t.add(b.name, content); err != nil {
			return table{}, err
		}
	}
	for _, b := range scripts() {
		content, err := joinScripts(files, b)
		if err != nil {
			return table{}, err
		}
		if err := t.add(b.name, content); err != nil {
			return table{}, err
		}
	}
	return t, nil
}

// add puts content under its name, with the first 40 bits of its SHA-256 in the path.
func (t table) add(name string, content []byte) error {
	kind, ok := kinds[path.Ext(name)]
	if !ok {
		return fmt.Errorf("asset %s: unknown kind of file", name)
	}
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:5])
	ext := path.Ext(name)
	a := newAsset(strings.TrimSuffix(name, ext)+"."+hash+ext, hash, kind, content)
	t.byName[name], t.byPath[a.path] = a, a
	return nil
}

// address is where a browser finds the asset of that name.
func (t table) address(name string) (string, bool) {
	a, ok := t.byName[name]
	if !ok {
		return "", false
	}
	return prefix + a.path, true
}

// kind is what is said about a file of one extension.
type kind struct {
	contentType string
	squeeze     bool // whether compressing it gains anything: a woff2 is compressed already
}

var kinds = map[string]kind{
	".css":   {"text/css; charset=utf-8", true},
	".js":    {"text/javascript; charset=utf-8", true},
	".svg":   {"image/svg+xml", true},
	".woff2": {"font/woff2", false},
}

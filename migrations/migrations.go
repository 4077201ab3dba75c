// Package migrations carries the database's shape inside the program, so that one file is all that has to be
// installed: numbered pairs of SQL, each with one subject. It holds the files and nothing else; how they are run,
// and what a file has to look like, is told in package schema.
package migrations

import "embed"

// FS holds the files, NNNNNN_subject.up.sql and NNNNNN_subject.down.sql, in its root.
//
//go:embed *.sql
var FS embed.FS

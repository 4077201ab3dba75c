// Package embedded runs the private Postgres of a machine that has no other: it finds the server's programs, makes a
// cluster below the data directory, starts and supervises the server, and mends what a kill at any moment leaves behind.
//
// It exists so that two commands are enough on a fresh machine. It must never know a table, a migration or a ticket,
// never listen on a network, and never touch a Postgres that it did not make. Everything it keeps lies in the folder
// "postgres" of the data directory:
//
//	lock         held with flock by the one process that runs the server; never deleted while anybody may hold it
//	cluster/     the server's data directory; made under another name and renamed when it is whole
//	making       held by the programs that make a cluster, until the last of them has ended
//	password     the random password of the role kept, which owns the database; readable only by us
//	password.app the one of the role kept_app, by which Kept runs; readable only by us
//	run/         the unix socket (a folder in /tmp when this path would be too long for one)
//	server.log   what the server says
package embedded

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
)

// Options say where the server keeps its data and how it runs.
type Options struct {
	DataDir        string       // required; made when missing. The server uses only the folder "postgres" in it.
	Log            *slog.Logger // where starts, ends and take-overs are told; nothing is told when nil
	ServerSettings []Setting    // further settings of the server; they win over ours
	Throwaway      bool         // nobody will miss the data: nothing is synced to disk, so a power cut (not a kill) may ruin it
}

// Setting is one line of the server's configuration, as in postgresql.conf but without quotes.
type Setting struct{ Name, Value string }

// ErrInUse says that another living process runs the server of this data directory.
var ErrInUse = errors.New("the database is in use by another process")

// DefaultDataDir is where a checkout's data lies when KEPT_DATA does not say: ".kept" in it. Root gets a folder of
// /var/lib/kept named by a hash of the checkout's path, since the server then runs as another user, whom a checkout
// below /root would shut out; two checkouts never share a database.
func DefaultDataDir(checkout string, root bool) string {
	if !root {
		return filepath.Join(checkout, ".kept")
	}
	if absolute, err := filepath.Abs(checkout); err == nil {
		checkout = absolute
	}
	if resolved, err := filepath.EvalSymlinks(checkout); err == nil {
		checkout = resolved
	}
	return filepath.Join("/var/lib/kept", shortHash(checkout))
}

func shortHash(path string) string {
	sum := sha256.Sum256([]byte(path))
	return hex.EncodeToString(sum[:6])
}

// errWaysOut ends every error that a person can mend only by choosing where the database shall come from.
func errWaysOut(reason string) error {
	return fmt.Errorf(`%s; there are three ways out:
  - install Postgres %d or newer (Debian, Ubuntu: apt install postgresql; Fedora: dnf install postgresql-server postgresql-contrib; macOS: brew install postgresql@17), or name the folder of its programs in KEPT_PG_BIN
  - docker compose up, which brings a database of its own
  - set KEPT_DATABASE_URL to the address of a Postgres that runs already`, reason, oldestMajor)
}

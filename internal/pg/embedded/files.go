package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// files are the places of one embedded server.
type files struct {
	data     string // the data directory, shared with others
	home     string // our folder in it
	cluster  string
	lock     string
	password string // the owner's
	log      string
	run      string // the folder of the unix socket

	runPassword string // the running role's
}

// longestRun is the longest path a socket's folder may have: an address has 103 bytes on macOS and 107 on Linux, and
// the server adds "/.s.PGSQL.5432" and, to its lock, ".lock".
const longestRun = 103 - len("/.s.PGSQL.5432")

func newFiles(dataDir string) files {
	home := filepath.Join(dataDir, "postgres")
	f := files{
		data:     dataDir,
		home:     home,
		cluster:  filepath.Join(home, "cluster"),
		lock:     filepath.Join(home, "lock"),
		password: filepath.Join(home, "password"),
		log:      filepath.Join(home, "server.log"),
		run:      filepath.Join(home, "run"),

		runPassword: filepath.Join(home, "password.app"),
	}
	if len(f.run) > longestRun {
		f.run = filepath.Join("/tmp", "kept-"+shortHash(home))
	}
	return f
}

// makeFolders makes each missing folder on the way to path, with exactly this mode whatever the umask: as root the
// server's user must be able to pass through.
func makeFolders(path string, mode fs.FileMode) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if parent := filepath.Dir(path); parent != path {
		if err := makeFolders(parent, mode); err != nil {
			return err
		}
	}
	if err := os.Mkdir(path, mode); errors.Is(err, fs.ErrExist) {
		return nil // somebody made it in between
	} else if err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	if err := os.Chmod(path, mode); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	return nil
}

// replaceFile writes a file so that a kill leaves the old one or the new one, never half of it.
func replaceFile(path string, text []byte, mode fs.FileMode, dress func(temporary string) error) error {
	temporary := path + ".new"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("write %s: %w", path, err)
	}
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil && dress != nil {
		err = dress(temporary)
	}
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// syncFolder makes a rename in the folder last through a power cut.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	return nil
}

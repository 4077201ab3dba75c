//go:build unix

package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// lock is a file that only one living process holds: the kernel lets go of it when that process ends, however it ends.
type lock struct{ file *os.File }

// tryLock takes the lock, or returns nil when another process (or another Server of this one) holds it.
func (f files) tryLock() (*lock, error) {
	for {
		if err := makeFolders(f.home, folderMode()); err != nil {
			return nil, err
		}
		file, err := os.OpenFile(f.lock, os.O_RDWR|os.O_CREATE, 0o600)
		if errors.Is(err, fs.ErrNotExist) {
			continue // Remove took the folder away in between
		}
		if err != nil {
			return nil, fmt.Errorf("open the database's lock: %w", err)
		}
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, file.Close()
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", f.lock, err), file.Close())
		}
		held, err := file.Stat()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("look at the database's lock: %w", err), file.Close())
		}
		named, err := os.Stat(f.lock)
		if err != nil || !os.SameFile(held, named) {
			// The one who held it removed the database with the lock in it: this file is nobody's any more.
			if err := file.Close(); err != nil {
				return nil, fmt.Errorf("leave a removed lock: %w", err)
			}
			continue
		}
		l := &lock{file: file}
		if err := l.sign(); err != nil {
			return nil, errors.Join(err, l.release())
		}
		return l, nil
	}
}

// sign writes who we are into the lock, for the messages of others.
func (l *lock) sign() error {
	if err := l.file.Truncate(0); err != nil {
		return fmt.Errorf("sign the database's lock: %w", err)
	}
	if _, err := l.file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return fmt.Errorf("sign the database's lock: %w", err)
	}
	return nil
}

func (l *lock) release() error {
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("let go of the database's lock: %w", err)
	}
	return nil
}

// holder is the process id that the lock's holder wrote into it, "unknown" while it has not yet.
func (f files) holder() string {
	text, err := os.ReadFile(f.lock)
	if pid := strings.TrimSpace(string(text)); err == nil && pid != "" {
		return pid
	}
	return "unknown"
}

// folderMode lets the server's own user pass through our folders when we are root, and nobody otherwise.
func folderMode() fs.FileMode {
	if os.Geteuid() == 0 {
		return 0o711
	}
	return 0o700
}

//go:build unix

package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Server is the embedded server as this process sees it: its own child, or another process's until that one goes.
type Server struct {
	files   files
	options Options
	url     string
	secret  string             // the password in url
	running string             // the password of the running role
	leave   context.CancelFunc // ends the supervising
	hurry   chan struct{}      // closed when the end must be quick
	rush    sync.Once
	done    chan struct{} // closed when the supervising has ended and the lock is free
}

// Start returns when the database answers. The first process that calls it for a data directory runs the server; one
// that comes while it does is attached to the same server, and takes it over when the owner goes, which breaks the
// connections once. What an earlier owner left, however it ended, is mended. ctx limits only the starting: the server
// runs until Stop. When the process dies without Stop the server ends too (on Linux; elsewhere at the next Start).
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	f, err := openFiles(o.DataDir)
	if err != nil {
		return nil, err
	}
	s := &Server{files: f, options: o, hurry: make(chan struct{}), done: make(chan struct{})}
	l, err := s.lockOrAttach(ctx)
	if err != nil {
		return nil, err
	}
	var p *process
	if l != nil {
		c, first, err := s.open(ctx)
		if err != nil {
			return nil, errors.Join(err, l.release())
		}
		p, s.secret, s.running = first, c.password, c.running
		o.Log.Info("the embedded database runs", "data", f.home, "version", c.bin.Major)
	} else {
		o.Log.Info("the embedded database of another process is used", "data", f.home, "process", f.holder())
	}
	s.url = f.address(s.secret)
	var supervising context.Context
	supervising, s.leave = context.WithCancel(context.WithoutCancel(ctx))
	go s.run(supervising, l, p)
	return s, nil
}

// URL is the owner's address for pgx: role kept (it may create databases, and is no superuser), database kept, which it
// owns. It holds the password: do not log it.
func (s *Server) URL() string { return s.url }

// RunningURL is the address of the same database for what serves and works: role kept_app, which owns nothing and may
// do what the owner has granted it. It holds the password: do not log it.
func (s *Server) RunningURL() string { return s.files.addressOf(runningRole, s.running) }

// Stop ends the server in order, if it is ours, and lets go of it. When ctx ends before the server has, the server is
// ended at once, which costs the next start a recovery but no committed change. Stopping twice is harmless.
func (s *Server) Stop(ctx context.Context) error {
	s.leave()
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
	}
	s.rush.Do(func() { close(s.hurry) })
	<-s.done
	return fmt.Errorf("the database had to be stopped at once: %w", context.Cause(ctx))
}

// Remove deletes the server's files in a data directory, and the directory when nothing else is in it. It returns
// ErrInUse when a living process runs or starts a server there. What a dead one left running is ended first.
func Remove(ctx context.Context, dataDir string) error {
	f, err := openFiles(dataDir)
	if err != nil {
		return err
	}
	l, err := f.tryLock()
	if err != nil {
		return err
	}
	if l == nil {
		return fmt.Errorf("remove %s: %w (process %s)", f.home, ErrInUse, f.holder())
	}
	err = f.remove(ctx)
	return errors.Join(err, l.release())
}

func (f files) remove(ctx context.Context) error {
	text, err := os.ReadFile(f.postmasterPID())
	if err == nil {
		err = f.endOrphans(ctx, text)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("end what runs in %s: %w", f.home, err)
	}
	if filepath.Dir(f.run) != f.home {
		if err := os.RemoveAll(f.run); err != nil {
			return fmt.Errorf("remove the socket's folder: %w", err)
		}
	}
	if err := os.RemoveAll(f.home); err != nil {
		return fmt.Errorf("remove the database: %w", err)
	}
	rest, err := os.ReadDir(f.data)
	if err == nil && len(rest) == 0 {
		err = os.Remove(f.data)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the data directory: %w", err)
	}
	return nil
}

// openFiles makes the data directory and names the places in it by a path that is the same for everybody: the
// socket's folder and the search for orphans go by it.
func openFiles(dataDir string) (files, error) {
	if dataDir == "" {
		return files{}, errors.New("the embedded database has no data directory")
	}
	absolute, err := filepath.Abs(dataDir)
	if err != nil {
		return files{}, fmt.Errorf("find the data directory: %w", err)
	}
	if err := makeFolders(absolute, folderMode()); err != nil {
		return files{}, err
	}
	resolved, err := filepath.EvalSymlinks(absolute)
	if err != nil {
		return files{}, fmt.Errorf("find the data directory: %w", err)
	}
	return newFiles(resolved), nil
}

// lockOrAttach returns the lock, or nil when the server of the lock's holder answers; it waits while that one starts.
func (s *Server) lockOrAttach(ctx context.Context) (*lock, error) {
	for {
		l, err := s.files.tryLock()
		if l != nil || err != nil {
			return l, err
		}
		s.secret, err = s.files.readPassword()
		if err == nil {
			err = s.files.answers(ctx, s.secret)
		}
		if err == nil {
			if s.running, err = readPassword(s.files.runPassword); errors.Is(err, fs.ErrNotExist) {
				return nil, fmt.Errorf("process %s runs the database in %s and is of an earlier version, which knows one role only: stop it first", s.files.holder(), s.files.home)
			}
			return nil, err
		}
		if stop := wait(ctx, 20*time.Millisecond); stop != nil {
			return nil, fmt.Errorf("process %s holds the database in %s, and it does not answer (%w): %w", s.files.holder(), s.files.home, err, stop)
		}
	}
}

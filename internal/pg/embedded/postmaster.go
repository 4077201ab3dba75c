//go:build unix

package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// process is a child of ours.
type process struct {
	pid   int
	since time.Time
	ended chan struct{} // closed when it has ended
	err   error         // how; to be read after ended
}

// launch starts a child from a thread that stays until the child ends: the kernel tells a child of its parent's death
// when that thread goes, and Go's threads come and go.
func launch(cmd *exec.Cmd) (*process, error) {
	p := &process{since: time.Now(), ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		p.err = cmd.Wait()
		close(p.ended)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	p.pid = cmd.Process.Pid
	return p, nil
}

// end asks the child to end and waits for it; when hurry closes, or patience is over, it asks less kindly.
func (p *process) end(polite syscall.Signal, hurry <-chan struct{}) {
	send([]int{p.pid}, polite)
	patience := time.NewTimer(fastPatience)
	defer patience.Stop()
	select {
	case <-p.ended:
		return
	case <-hurry:
	case <-patience.C:
	}
	send([]int{p.pid}, syscall.SIGQUIT)
	patience.Reset(immediatePatience)
	select {
	case <-p.ended:
		return
	case <-patience.C:
	}
	send([]int{p.pid}, syscall.SIGKILL)
	<-p.ended
}

// startPostmaster starts the server and returns when it answers, or with what it said when it ended before that.
func (c *cluster) startPostmaster(ctx context.Context) (*process, error) {
	log, from, err := c.openLog()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(c.bin.Path("postgres"), c.arguments()...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = c.home, environment(), c.attributes(syscall.SIGINT)
	cmd.Stdout, cmd.Stderr = log, log
	p, err := launch(cmd)
	if err := log.Close(); err != nil {
		c.options.Log.Warn("the server's log cannot be closed", "error", err)
	}
	if err != nil {
		return nil, fmt.Errorf("start the database: %w", err)
	}
	for {
		answer := c.answers(ctx, c.password)
		if answer == nil {
			return p, nil
		}
		select {
		case <-p.ended:
			return nil, fmt.Errorf("the database ended while it started (%w); it said: %s", orClean(p.err), c.said(from))
		case <-ctx.Done():
			p.end(syscall.SIGINT, nil)
			return nil, fmt.Errorf("the database does not answer yet (%w): %w", answer, context.Cause(ctx))
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// orClean names an end that was no error.
func orClean(err error) error {
	if err == nil {
		return errors.New("exit status 0")
	}
	return err
}

// arguments are the server's settings, ours before the caller's: of two the server takes the last.
func (c *cluster) arguments() []string {
	settings := []Setting{
		{"listen_addresses", ""},
		// A list of folders in quotes, since a path may contain a comma.
		{"unix_socket_directories", `"` + strings.ReplaceAll(c.run, `"`, `""`) + `"`},
		{"unix_socket_permissions", "0700"},
		{"port", "5432"}, // a name of the socket, no network port
		{"cluster_name", c.title()},
		{"timezone", "UTC"},
		{"log_timezone", "UTC"},
		{"log_checkpoints", "off"},
	}
	if c.options.Throwaway {
		// Shared memory in the data directory goes with it, also after a kill.
		settings = append(settings, Setting{"dynamic_shared_memory_type", "mmap"}, Setting{"fsync", "off"}, Setting{"full_page_writes", "off"})
	}
	arguments := []string{"-D", c.cluster}
	for _, s := range append(settings, c.options.ServerSettings...) {
		arguments = append(arguments, "-c", s.Name+"="+s.Value)
	}
	return arguments
}

// address is where the owner finds its database.
func (f files) address(password string) string { return f.addressOf(ownerRole, password) }

func (f files) addressOf(role, password string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(role, password),
		Path:     "/kept",
		RawQuery: url.Values{"host": {f.run}, "port": {"5432"}, "sslmode": {"disable"}}.Encode(),
	}
	return u.String()
}

// answers tries to sign in.
func (f files) answers(ctx context.Context, password string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgconn.Connect(ctx, f.address(password))
	if err != nil {
		return fmt.Errorf("sign in to the database: %w", err)
	}
	if err := conn.Close(ctx); err != nil {
		return fmt.Errorf("sign out of the database: %w", err)
	}
	return nil
}

// longestLog is the size beyond which a start begins a new log and keeps the one before.
const longestLog = 4 << 20

// openLog opens the server's log to append to, and tells where it ends so far.
func (c *cluster) openLog() (*os.File, int64, error) {
	if info, err := os.Stat(c.log); err == nil && info.Size() > longestLog {
		if err := os.Rename(c.log, c.log+".1"); err != nil {
			return nil, 0, fmt.Errorf("begin a new server log: %w", err)
		}
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, 0, fmt.Errorf("look at the server's log: %w", err)
	}
	log, err := os.OpenFile(c.log, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, 0, fmt.Errorf("open the server's log: %w", err)
	}
	info, err := log.Stat()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("look at the server's log: %w", err), log.Close())
	}
	return log, info.Size(), nil
}

// said is the log from a place on, its last 2,000 bytes, for an error message.
func (c *cluster) said(from int64) string {
	text, err := os.ReadFile(c.log)
	if err != nil {
		return err.Error()
	}
	text = text[min(from, int64(len(text))):]
	return strings.TrimSpace(string(text[max(0, len(text)-2000):]))
}

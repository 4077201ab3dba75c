//go:build unix

package embedded

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// cluster is the server's data and how it is run: everything that is settled before the server starts.
type cluster struct {
	files
	account
	bin      Binaries
	password string // the owner's
	running  string // the running role's
	options  Options
}

// openCluster makes the cluster when there is none, mends what a kill left, and sees to the password. Only the holder
// of the lock may call it. Passwords that are given are those that our readers know already.
func openCluster(ctx context.Context, f files, o Options, password, running string) (*cluster, error) {
	bin, err := Find(f.data)
	if err != nil {
		return nil, err
	}
	a, err := chooseAccount(f.cluster)
	if err != nil {
		return nil, err
	}
	c := &cluster{files: f, account: a, bin: bin, password: password, running: running, options: o}
	if err := c.checkReach(ctx); err != nil {
		return nil, err
	}
	if err := c.clearOrphans(ctx); err != nil {
		return nil, err
	}
	if err := c.makeRun(); err != nil {
		return nil, err
	}
	if err := c.removeStaging(ctx); err != nil {
		return nil, err
	}
	if _, err := os.Stat(f.cluster); errors.Is(err, fs.ErrNotExist) {
		return c, c.create(ctx)
	} else if err != nil {
		return nil, fmt.Errorf("look at the database's files: %w", err)
	}
	if _, err := os.Stat(filepath.Join(f.cluster, "PG_VERSION")); err != nil {
		return nil, fmt.Errorf("%s is no database: move it away: %w", f.cluster, err)
	}
	if err := c.keepPassword(ctx); err != nil {
		return nil, err
	}
	return c, c.keepRunningRole(ctx)
}

// checkReach tries whether the server's user can pass through to our folder and run the programs; Go changes the folder
// after the user.
func (c *cluster) checkReach(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, c.bin.Path("postgres"), "--version")
	cmd.Dir, cmd.Env, cmd.SysProcAttr = c.home, environment(), c.attributes(syscall.SIGTERM)
	if out, err := cmd.CombinedOutput(); err != nil {
		if c.other && errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("no Postgres runs as root, and the user %d, as whom it shall run, may not pass through to %s: set KEPT_DATA to a folder that others can reach, as /var/lib/kept: %w", c.uid, c.home, err)
		}
		return fmt.Errorf("try the server's programs: %w: %s", err, bytes.TrimSpace(out))
	}
	return nil
}

// makeRun makes the folder of the socket, or refuses one that is not ours: /tmp is everybody's.
func (c *cluster) makeRun() error {
	err := os.Mkdir(c.run, 0o700)
	if err == nil {
		return c.own(c.run)
	}
	if !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make the socket's folder: %w", err)
	}
	info, err := os.Lstat(c.run)
	if err != nil {
		return fmt.Errorf("look at the socket's folder: %w", err)
	}
	uid, _ := owner(info)
	if !info.IsDir() || info.Mode().Perm()&0o077 != 0 || (uid != c.uid && int(uid) != os.Geteuid()) {
		return fmt.Errorf("the socket's folder %s exists and is not ours: remove it", c.run)
	}
	return c.own(c.run) // a kill can come between the making and the giving
}

// removeStaging clears away clusters of which a kill left the half, once their makers have ended.
func (c *cluster) removeStaging(ctx context.Context) error {
	halves, err := filepath.Glob(filepath.Join(globQuote(c.home), "cluster.new-*"))
	if err != nil {
		return fmt.Errorf("list half-made databases: %w", err)
	}
	if len(halves) == 0 {
		return nil
	}
	if err := c.awaitMakers(ctx); err != nil {
		return err
	}
	for _, half := range halves {
		if err := os.RemoveAll(half); err != nil {
			return fmt.Errorf("remove a half-made database: %w", err)
		}
	}
	return nil
}

// create makes the cluster beside its place, with the role and the database, and renames it when it is whole: so
// whatever has the name is whole.
func (c *cluster) create(ctx context.Context) error {
	c.password, c.running = rand.Text(), rand.Text()
	for path, password := range map[string]string{c.files.password: c.password, c.files.runPassword: c.running} {
		if err := replaceFile(path, []byte(password+"\n"), 0o600, nil); err != nil {
			return err
		}
	}
	staging, err := os.MkdirTemp(c.home, "cluster.new-")
	if err != nil {
		return fmt.Errorf("make the database's folder: %w", err)
	}
	if err := c.own(staging); err != nil {
		return err
	}
	err = c.initialise(ctx, staging)
	if err == nil {
		err = os.Rename(staging, c.cluster)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("make the database: %w", err), os.RemoveAll(staging))
	}
	if c.options.Throwaway {
		return nil
	}
	return syncFolder(c.home)
}

func (c *cluster) initialise(ctx context.Context, staging string) error {
	// Without a password and without a line that lets it in, nobody can sign in as the superuser.
	arguments := []string{
		"-D", staging, "--username=postgres", "--auth=reject", "--encoding=UTF8", "--no-instructions",
		// An initdb that is told to end would delete the files under the server it runs, which then fails and leaves its
		// shared memory behind; we delete them when both have ended.
		"--no-clean",
	}
	arguments = append(arguments, c.locale()...)
	if c.options.Throwaway {
		arguments = append(arguments, "--no-sync")
	}
	if err := c.runProgram(ctx, "initdb", arguments, ""); err != nil {
		return err
	}
	hba := filepath.Join(staging, "pg_hba.conf")
	if err := replaceFile(hba, []byte("local all all scram-sha-256\n"), 0o600, c.own); err != nil {
		return err
	}
	statements := append(runningRoleStatements(c.running),
		"create role "+ownerRole+" login createdb password '"+c.password+"'",
		"create database kept owner "+ownerRole+" template template0")
	return c.alone(ctx, staging, statements...)
}

// locale is Unicode's letters in the order of their code points, the same on every machine ("C" alone lower-cases
// ASCII only).
func (c *cluster) locale() []string {
	if runtime.GOOS != "darwin" {
		return []string{"--locale=C.UTF-8"}
	}
	if c.bin.Major >= 17 {
		return []string{"--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"}
	}
	return []string{"--locale=C", "--lc-ctype=en_US.UTF-8"} // macOS has no C.UTF-8
}

// keepPassword makes a lost password anew; the file is written last, so that a kill in between is mended likewise.
func (c *cluster) keepPassword(ctx context.Context) error {
	known, err := c.readPassword()
	if err == nil && (c.password == "" || known == c.password) {
		c.password = known
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if c.password == "" {
		c.password = rand.Text()
	}
	if err := c.alone(ctx, c.cluster, "alter role "+ownerRole+" password '"+c.password+"'"); err != nil {
		return err
	}
	return replaceFile(c.files.password, []byte(c.password+"\n"), 0o600, nil)
}

// readPassword is the owner's.
func (f files) readPassword() (string, error) { return readPassword(f.password) }

// alone runs statements as superuser, in a server that serves nobody else and ends after the last. None may contain a
// line break: that ends a statement there.
func (c *cluster) alone(ctx context.Context, dir string, statements ...string) error {
	arguments := []string{
		"--single", "-D", dir, "-c", "exit_on_error=on", "-c", "log_checkpoints=off",
		"-c", "dynamic_shared_memory_type=mmap",
	} // in dir, so that it goes with a half-made one
	if c.options.Throwaway {
		arguments = append(arguments, "-F")
	}
	return c.runProgram(ctx, "postgres", append(arguments, "postgres"), strings.Join(statements, "\n")+"\n")
}

// runProgram runs one of the server's programs to its end; the error tells what it said. It speaks into the log: when
// we are killed, a pipe to us would kill the program in the midst of tidying up.
func (c *cluster) runProgram(ctx context.Context, program string, arguments []string, input string) error {
	log, from, err := c.openLog()
	if err != nil {
		return err
	}
	mark, err := c.markMaking(ctx)
	if err != nil {
		return errors.Join(err, log.Close())
	}
	cmd := exec.Command(c.bin.Path(program), arguments...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = c.home, environment(), c.attributes(syscall.SIGTERM)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), log, log
	cmd.ExtraFiles = []*os.File{mark}
	p, err := launch(cmd)
	if err := errors.Join(err, log.Close(), mark.Close()); err != nil {
		return fmt.Errorf("start %s: %w", program, err)
	}
	select {
	case <-p.ended:
	case <-ctx.Done():
		p.end(syscall.SIGTERM, nil)
		return errors.Join(fmt.Errorf("%s: %w", program, context.Cause(ctx)), c.awaitMakers(context.WithoutCancel(ctx)))
	}
	if p.err != nil {
		return fmt.Errorf("%s: %w: %s", program, p.err, c.said(from))
	}
	return nil
}

// markMaking returns a locked file for a program to inherit, as do the programs that it runs: the lock is free when the
// last of them has ended, whether or not we lived to see it. It waits for those of an earlier run.
func (c *cluster) markMaking(ctx context.Context) (*os.File, error) {
	mark, err := os.OpenFile(filepath.Join(c.home, "making"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("mark the making of the database: %w", err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, fastPatience, errors.New("programs of an earlier run do not end"))
	defer cancel()
	for {
		err := syscall.Flock(int(mark.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return mark, nil
		}
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = wait(ctx, glance)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("mark the making of the database: %w", err), mark.Close())
		}
	}
}

// awaitMakers returns when no program that made a database is left.
func (c *cluster) awaitMakers(ctx context.Context) error {
	mark, err := c.markMaking(ctx)
	if err != nil {
		return err
	}
	if err := mark.Close(); err != nil {
		return fmt.Errorf("mark the end of the making: %w", err)
	}
	return nil
}

// environment is all that the server's programs see of ours: no secret, and nothing that changes how they behave.
func environment() []string {
	env := []string{"LC_ALL=C", "TZ=UTC"}
	for _, name := range []string{"PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LOCPATH", "LOCALE_ARCHIVE"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// globQuote makes a path match itself alone.
func globQuote(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

package schematest

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg/schema"
)

// Moments of a run, by what it logs, at which a process can be killed.
const (
	Begun     = "schema step begun"     // marked dirty, and nothing of the file sent
	Committed = "schema step committed" // all of the file there, and its end not marked
)

// What a child is told stands in its environment.
const (
	envURL    = "SCHEMATEST_URL"
	envSource = "SCHEMATEST_SOURCE"
	envDown   = "SCHEMATEST_DOWN"
	envFile   = "SCHEMATEST_KILL_FILE"
	envMoment = "SCHEMATEST_KILL_MOMENT"
)

// Run is one process that migrates.
type Run struct {
	URL    string
	Source string // a key of the sources given to Child
	Down   bool   // take everything back, instead of bringing everything up
	// The process kills itself (SIGKILL) when it comes to this moment of this file; without them it ends by itself.
	File, Moment string
}

// Child is the first line of a TestMain: in a process that Command started it migrates and exits, in every other
// process it does nothing.
func Child(sources map[string]fs.FS) {
	url, ok := os.LookupEnv(envURL)
	if !ok {
		return
	}
	log := slog.New(killer{
		Handler: slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelDebug}),
		file:    os.Getenv(envFile), moment: os.Getenv(envMoment),
	})
	src := sources[os.Getenv(envSource)]
	var err error
	if os.Getenv(envDown) != "" {
		err = schema.Down(context.Background(), url, src, 1<<20, schema.Log(log))
	} else {
		err = schema.Up(context.Background(), url, src, schema.Log(log))
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// killer ends the process in the middle of the log record that it waits for.
type killer struct {
	slog.Handler
	file, moment string
}

func (k killer) Handle(ctx context.Context, r slog.Record) error {
	if err := k.Handler.Handle(ctx, r); err != nil {
		return err
	}
	if k.moment == "" || r.Message != k.moment {
		return nil
	}
	die := false
	r.Attrs(func(a slog.Attr) bool {
		die = die || a.Key == "file" && a.Value.String() == k.file
		return true
	})
	if !die {
		return nil
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
		return err
	}
	select {} // the signal is on its way: go no further
}

// Command prepares the process and where it writes its log to; the caller starts it and waits for it.
func (r Run) Command(t *testing.T) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self)
	for _, one := range os.Environ() {
		if !strings.HasPrefix(one, "SCHEMATEST_") {
			cmd.Env = append(cmd.Env, one)
		}
	}
	cmd.Env = append(cmd.Env, envURL+"="+r.URL, envSource+"="+r.Source, envFile+"="+r.File, envMoment+"="+r.Moment)
	if r.Down {
		cmd.Env = append(cmd.Env, envDown+"=yes")
	}
	out := &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = out, out
	return cmd, out
}

// KillEverywhere brings the database at url all the way up and all the way down again, in as many processes as there
// are moments in files: each mends what the last one left, and is killed at the next moment. up and down are called
// when the last process of that way is dead, before anything mended it.
func KillEverywhere(t *testing.T, url, source string, src fs.FS, up, down func()) {
	t.Helper()
	for _, direction := range []string{"up", "down"} {
		for _, name := range Names(t, src, direction) {
			for _, moment := range []string{Begun, Committed} {
				cmd, out := Run{URL: url, Source: source, Down: direction == "down", File: name, Moment: moment}.Command(t)
				err := cmd.Run()
				status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
				require.True(t, ok && status.Signaled() && status.Signal() == syscall.SIGKILL,
					"%s: not killed at %q but ended with %v:\n%s", name, moment, err, out)
			}
		}
		if direction == "up" {
			up()
		} else {
			down()
		}
	}
}

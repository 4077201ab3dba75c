package pgtest_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg/pgtest"
)

// sleeper, in the environment, makes TestSleeper start a server, say where its data lies, and wait to be killed.
const sleeper = "KEPT_PGTEST_SLEEPER"

func TestSleeper(t *testing.T) {
	if os.Getenv(sleeper) == "" {
		t.Skip("is run by the next test, in a process that is killed")
	}
	fmt.Println("data:" + dataOf(t, pgtest.URL(t)))
	_, err := os.Stdin.Read(make([]byte, 1)) // until the parent is done with us
	require.NoError(t, err)
}

func TestRun_removes_what_a_killed_test_binary_left_and_nothing_that_lives(t *testing.T) {
	t.Parallel()
	if os.Getenv(sleeper) != "" {
		t.Skip("is the parent's")
	}
	if os.Getenv("KEPT_TEST_DATABASE_URL") != "" {
		t.Skip("a given server is not ours to kill")
	}
	killed := sleep(t)
	require.NoError(t, killed.cmd.Process.Kill())
	require.Error(t, killed.cmd.Wait())
	require.DirExists(t, killed.dir)

	living := sleep(t) // it clears away what the killed one left
	require.NoDirExists(t, killed.dir)
	another := sleep(t)
	require.DirExists(t, living.dir)

	for _, s := range []asleep{living, another} {
		require.NoError(t, s.wake())
		require.NoError(t, s.cmd.Wait())
		require.NoDirExists(t, s.dir)
	}
}

type asleep struct {
	cmd  *exec.Cmd
	dir  string
	wake func() error
}

// sleep runs this binary as another that has started its server.
func sleep(t *testing.T) asleep {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestSleeper$")
	cmd.Env = append(os.Environ(), sleeper+"=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if dir, ok := strings.CutPrefix(lines.Text(), "data:"); ok {
			return asleep{cmd: cmd, dir: dir, wake: func() error {
				_, err := in.Write([]byte("\n"))
				return err
			}}
		}
	}
	require.NoError(t, cmd.Process.Kill())
	require.Fail(t, "the other binary has no server")
	return asleep{}
}

// dataOf is the data directory of a server, known from its socket in DIR/postgres/run.
func dataOf(t *testing.T, url string) string {
	t.Helper()
	config, err := pgx.ParseConfig(url)
	require.NoError(t, err)
	return filepath.Dir(filepath.Dir(config.Host))
}

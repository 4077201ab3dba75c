package crash_test

import (
	"errors"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/crash"
)

func TestAt_passes_unless_the_environment_names_the_point(t *testing.T) {
	t.Setenv(crash.Variable, "")
	require.NoError(t, crash.At("outbox.claimed"))
	t.Setenv(crash.Variable, "outbox.taken")
	require.NoError(t, crash.At("outbox.claimed"))
}

func TestAt_kills_the_process_at_its_point(t *testing.T) {
	if os.Getenv("KEPT_CRASH_CHILD") != "" {
		require.NoError(t, crash.At("outbox.claimed"))
		t.Fatal("it went on")
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAt_kills_the_process_at_its_point$")
	child.Env = append(os.Environ(), "KEPT_CRASH_CHILD=1", crash.Variable+"=outbox.claimed")
	err := child.Run()
	var ended *exec.ExitError
	require.True(t, errors.As(err, &ended), "%v", err)
	require.Equal(t, -1, ended.ExitCode(), "it did not end by a signal")
}

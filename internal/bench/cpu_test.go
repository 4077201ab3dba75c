package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
)

// cost is the processor time that was used so far: by the database's processes, and by this one, which works and
// measures. On a machine that others use too it says more than the clock on the wall. Zero where there is no /proc.
func cost(b *testing.B, db *pg.DB) (database, ours time.Duration) {
	b.Helper()
	var usage syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	ours = time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	var backend int
	require.NoError(b, db.QueryRow(b.Context(), `select pg_backend_pid()`).Scan(&backend))
	parent, _, ok := status(fmt.Sprint("/proc/", backend))
	if !ok {
		return 0, ours
	}
	all, err := filepath.Glob("/proc/[0-9]*")
	require.NoError(b, err)
	for _, process := range all {
		if of, used, ok := status(process); ok && of == parent {
			database += used
		}
	}
	return database, ours
}

// status reads a process's parent and the processor time that it used; false when it is gone.
func status(process string) (parent int, used time.Duration, ok bool) {
	raw, err := os.ReadFile(filepath.Join(process, "stat"))
	if err != nil {
		return 0, 0, false
	}
	_, rest, found := strings.Cut(string(raw), ") ") // the program's name may hold anything
	fields := strings.Fields(rest)
	if !found || len(fields) < 13 {
		return 0, 0, false
	}
	numbers := make([]int, 3)
	for i, field := range []int{1, 11, 12} { // of man 5 proc_pid_stat: parent, user and system time in hundredths of a second
		if numbers[i], err = strconv.Atoi(fields[field]); err != nil {
			return 0, 0, false
		}
	}
	return numbers[0], time.Duration(numbers[1]+numbers[2]) * 10 * time.Millisecond, true
}

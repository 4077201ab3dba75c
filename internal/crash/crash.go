// Package crash lets a test end the process at a named point, as a power cut would: with no good-bye, so that what
// must survive a crash is tried on the very program that runs. It must never know what happens at a point.
package crash

import (
	"fmt"
	"os"
)

// Variable names the one point at which this process is to end, such as "outbox.claimed". Unset, as everywhere but in
// tests, no point does anything.
const Variable = "KEPT_CRASH"

// At ends the process here with SIGKILL if the environment says so. It returns an error only when the kill
// was refused.
func At(point string) error {
	if os.Getenv(Variable) != point {
		return nil
	}
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		return fmt.Errorf("end at %s: %w", point, err)
	}
	select {} // the signal is on its way
}

package browser

import (
	"os"
	"testing"

	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(&session{m: m})) }

// session is a run of the tests with one Chromium around it.
type session struct{ m *testing.M }

// Run starts Chromium, runs the tests and sees to it that nothing of Chromium is left. Without one the tests run
// all the same, and each fails by saying so.
func (s *session) Run() int {
	chromium.start()
	code := s.m.Run()
	if err := chromium.stop(); err != nil {
		_, _ = os.Stderr.WriteString("browser: " + err.Error() + "\n")
		return max(code, 1)
	}
	return code
}

package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// chromium is the one browser of the run: a test binary has one process and one end.
var chromium engine

// atOnce is how many visitors may be at work: more give nothing on two cores.
const atOnce = 2

type engine struct {
	ctx   context.Context
	ends  []context.CancelFunc
	dir   string // Chromium's own temporary directory
	err   error  // why it did not start
	seats chan struct{}
}

const missing = "no Chromium: install Debian's package chromium (apt-get install chromium) or Google Chrome, or name one in KEPT_CHROMIUM"

// find is the path of a Chromium. What KEPT_CHROMIUM names must be there.
func find() (string, error) {
	if named := os.Getenv("KEPT_CHROMIUM"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("KEPT_CHROMIUM: %w", err)
		}
		return path, nil
	}
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New(missing)
}

func (e *engine) start() {
	e.seats = make(chan struct{}, atOnce)
	path, err := find()
	if err != nil {
		e.err = err
		return
	}
	sweep()
	if e.dir, e.err = os.MkdirTemp("", fmt.Sprintf("%s%d-", prefix, os.Getpid())); e.err != nil {
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.Env("TMPDIR="+e.dir), chromedp.UserDataDir(filepath.Join(e.dir, "profile")),
		chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("force-prefers-reduced-motion", true),
		// What a desk has: a mouse, letters set as finely as the screen can, and a clock of 24 hours.
		chromedp.Flag("blink-settings", "primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4"),
		chromedp.Flag("font-render-hinting", "none"), chromedp.Flag("lang", "en-GB"),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	around, endProcess := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, endBrowser := chromedp.NewContext(around)
	e.ctx, e.ends = ctx, []context.CancelFunc{endBrowser, endProcess}
	if err := chromedp.Do(ctx); err != nil {
		e.err = fmt.Errorf("%s did not start: %w", path, err)
	}
}

// prefix begins the names of Chromium's directories; the number of the process that made one follows.
const prefix = "kept-chromium-"

// sweep removes what killed test binaries have left. What cannot be removed is the next start's.
func sweep() {
	left, err := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*-*"))
	if err != nil {
		return
	}
	for _, dir := range left {
		owner, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), prefix), "-")
		if pid, err := strconv.Atoi(owner); err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			_ = os.RemoveAll(dir)
		}
	}
}

// stop ends Chromium, takes away what it wrote, and complains about processes that are still there.
func (e *engine) stop() error {
	var failed error
	if e.ctx != nil {
		if e.err == nil {
			failed = chromedp.Cancel(e.ctx)
		}
		for _, end := range e.ends {
			end()
		}
		if exec := chromedp.FromContext(e.ctx); exec != nil && exec.Allocator != nil {
			exec.Allocator.Wait()
		}
	}
	if e.dir == "" {
		return failed
	}
	failed = errors.Join(failed, e.gone())
	return errors.Join(failed, os.RemoveAll(e.dir))
}

// gone waits until no process works in Chromium's directory any more.
func (e *engine) gone() error {
	deadline := time.Now().Add(10 * time.Second)
	for {
		left := running(e.dir)
		if len(left) == 0 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("processes of Chromium are still there: %s", strings.Join(left, ", "))
		}
		<-time.After(20 * time.Millisecond)
	}
}

// running are the processes whose command line names a directory; none where the system does not tell.
func running(dir string) []string {
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		return nil
	}
	var found []string
	for _, name := range lines {
		if line, err := os.ReadFile(name); err == nil && strings.Contains(string(line), dir) {
			found = append(found, filepath.Base(filepath.Dir(name)))
		}
	}
	return found
}

func TestChromium_that_is_missing_is_told_in_one_line(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("KEPT_CHROMIUM", "")
	_, err := find()
	require.EqualError(t, err, missing)
	require.NotContains(t, missing, "\n")
	t.Setenv("KEPT_CHROMIUM", "no-such-browser")
	_, err = find()
	require.ErrorContains(t, err, "no-such-browser")
}

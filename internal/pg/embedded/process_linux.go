package embedded

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// tellOnDeath has the kernel send sig to the child when the thread that started it ends; launch keeps that thread.
func tellOnDeath(attr *syscall.SysProcAttr, sig syscall.Signal) { attr.Pdeathsig = sig }

// processes lists the living server processes of this cluster, the postmaster and what it started, by process id.
// A zombie is none: its command line is empty.
func (f files) processes() ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, fmt.Errorf("list the processes: %w", err)
	}
	var pids []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || pid == os.Getpid() {
			continue // not a process, or ourselves
		}
		command, err := os.ReadFile(filepath.Join("/proc", entry.Name(), "cmdline"))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) || errors.Is(err, fs.ErrPermission) {
			continue // it has ended, or is hidden from us and so not ours
		}
		if err != nil {
			return nil, fmt.Errorf("look at process %d: %w", pid, err)
		}
		if f.isOurs(bytes.Split(bytes.TrimRight(command, "\x00"), []byte{0})) || f.livesHere(entry.Name()) {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

// livesHere sees a server that somebody else started on this cluster: its folder is the cluster's. In a container
// without the right to trace even root may not read that, so the command line is asked first.
func (f files) livesHere(pid string) bool {
	cwd, err := os.Readlink(filepath.Join("/proc", pid, "cwd"))
	if err != nil || cwd != f.cluster {
		return false
	}
	name, err := os.ReadFile(filepath.Join("/proc", pid, "comm"))
	return err == nil && string(bytes.TrimSpace(name)) == "postgres"
}

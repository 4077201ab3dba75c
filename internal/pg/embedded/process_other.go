//go:build unix && !linux

package embedded

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// tellOnDeath does nothing: this kernel cannot tell a child that its parent died. The next start ends such orphans.
func tellOnDeath(*syscall.SysProcAttr, syscall.Signal) {}

// processes lists the living server processes of this cluster, the postmaster and what it started, by process id.
func (f files) processes() ([]int, error) {
	out, err := exec.Command("ps", "-axww", "-o", "pid=,command=").Output()
	if err != nil {
		return nil, fmt.Errorf("list the processes: %w", err)
	}
	var pids []int
	for line := range bytes.Lines(out) {
		number, command, _ := bytes.Cut(bytes.TrimSpace(line), []byte(" "))
		pid, err := strconv.Atoi(string(number))
		if err != nil || pid == os.Getpid() {
			continue // no process, or ourselves
		}
		if f.isOurs(bytes.Split(bytes.TrimSpace(command), []byte(" "))) {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

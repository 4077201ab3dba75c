package main

import (
	"os"
	"runtime/debug"
	"testing"

	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestMain(m *testing.M) {
	if os.Getenv(member) != "" {
		main() // it ends the process
	}
	debug.SetGCPercent(400) // what so many pages leave behind is little beside the machine, and looking for it was a seventh of the work
	os.Exit(pgtest.Run(m))
}

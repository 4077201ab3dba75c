package main

import (
	"os"
	"testing"

	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestMain(m *testing.M) {
	if os.Getenv(member) != "" {
		main() // it ends the process
	}
	os.Exit(pgtest.Run(m))
}

package expect_test

import (
	"os"
	"testing"

	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

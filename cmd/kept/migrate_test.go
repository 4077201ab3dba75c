package main

import (
	"context"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/config"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/internal/pg/schema/schematest"
	"github.com/kepthq/kept/migrations"
)

func TestMigrateDown_takes_nothing_back_that_was_not_meant(t *testing.T) {
	t.Parallel()
	url := schematest.Empty(t, pgtest.URL(t))
	require.NoError(t, schema.Up(context.Background(), url, migrations.FS, schema.Log(slog.New(slog.DiscardHandler))))
	down := migrateDownCommand{Common: config.Common{DatabaseURL: url}, Steps: 1}
	require.ErrorContains(t, down.Run(t.Context()), "--yes")
	s, err := schema.Read(t.Context(), url, migrations.FS)
	require.NoError(t, err)
	require.Empty(t, s.Pending)

	down.Yes = true
	require.NoError(t, down.Run(t.Context()))
	s, err = schema.Read(t.Context(), url, migrations.FS)
	require.NoError(t, err)
	require.Len(t, s.Pending, 1)
}

package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/demo"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestServe_takes_the_demo_that_another_process_has_loaded_at_the_same_time(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db := pgtest.DB(t)
	files := filesOf(t)
	base := &url.URL{Scheme: "http", Host: "127.0.0.1:8080"}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))

	ends := make(chan error, 2)
	for range 2 {
		go func() { ends <- orLoaded(ctx, db, loadDemo(ctx, db, files, base, log)) }()
	}
	require.NoError(t, <-ends)
	require.NoError(t, <-ends)
	var tickets int
	require.NoError(t, db.QueryRow(ctx, `select count(*) from tickets`).Scan(&tickets))
	require.Greater(t, tickets, 30)

	broken := errors.New("the disk is full")
	require.ErrorIs(t, orLoaded(ctx, db, broken), broken, "anything else is told")
}

func TestServe_takes_no_real_desk_for_the_demo(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db := pgtest.DB(t)
	require.ErrorIs(t, orLoaded(ctx, db, demo.ErrNotEmpty), demo.ErrNotEmpty, "nobody has set it up")
	err := db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		return people.SetUp(ctx, tx, people.Desk{Name: "Real", AddressLine: "Street 1", Locale: "en", Zone: "Europe/Oslo"})
	})
	require.NoError(t, err)
	require.ErrorIs(t, orLoaded(ctx, db, demo.ErrNotEmpty), demo.ErrNotEmpty)
}

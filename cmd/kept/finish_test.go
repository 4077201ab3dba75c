package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFinish_lets_work_and_requests_end_at_the_same_time_and_cuts_off_what_does_not(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	arrived, worked := make(chan struct{}), make(chan struct{})
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done() // never ends by itself
	})}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	answered := make(chan error, 1)
	go func() {
		response, err := http.Get("http://" + listener.Addr().String())
		if err == nil {
			err = response.Body.Close()
		}
		answered <- err
	}()
	<-arrived

	finish(300*time.Millisecond, server, func(ctx context.Context) error {
		require.NoError(t, ctx.Err(), "the request that hangs takes nothing of the workers' time")
		close(worked)
		<-ctx.Done()
		return ctx.Err()
	}, log)

	<-worked
	require.Error(t, <-answered, "the request was cut off")
	require.ErrorIs(t, <-served, http.ErrServerClosed)
}

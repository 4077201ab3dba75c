//go:build !unix

package embedded

import "context"

// Server is not to be had on this system.
type Server struct{}

// Start returns an error that names the ways out: on this system a database must be given by KEPT_DATABASE_URL.
func Start(context.Context, Options) (*Server, error) {
	return nil, errWaysOut("no embedded Postgres is run on this system: use KEPT_DATABASE_URL")
}

// Remove has nothing to remove.
func Remove(context.Context, string) error { return nil }

// URL is empty.
func (*Server) URL() string { return "" }

// RunningURL is empty.
func (*Server) RunningURL() string { return "" }

// Stop has nothing to stop.
func (*Server) Stop(context.Context) error { return nil }

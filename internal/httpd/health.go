package httpd

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/kepthq/kept/internal/ticket"
)

// alive answers that the process runs.
func (s *Server) alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n")) // who asked has left, if this fails
}

// readiness is what /readyz tells: each check with "ok" or what is wrong, and the state of the sweep, which never
// makes it fail: a desk that is late must still be reachable.
type readiness struct {
	Ready     bool     `json:"ready"`
	Database  string   `json:"database"`
	Schema    string   `json:"schema"`
	Files     string   `json:"files"`
	Heartbeat *float64 `json:"sweep_heartbeat_age_seconds"` // of the liveliest worker; null: none has ever run
	Lag       *float64 `json:"sweep_lag_seconds"`           // how late the oldest due promise is
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	at := readiness{Database: "ok", Schema: "ok", Files: "ok"}
	s.checkDatabase(ctx, r, &at)
	if err := s.Blobs.Writable(); err != nil {
		s.log(r).Error("attachments cannot be stored", "err", err)
		at.Files = "not writable"
	}
	at.Ready = at.Database == "ok" && at.Schema == "ok" && at.Files == "ok"
	body, err := json.Marshal(at)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if !at.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_, _ = w.Write(append(body, '\n')) // who asked has left, if this fails
}

func (s *Server) checkDatabase(ctx context.Context, r *http.Request, at *readiness) {
	const q = `select version, dirty, (select extract(epoch from clock_timestamp() - max(beat_at))::float8 from workers)
		from schema_migrations`
	var version int64
	var isDirty bool
	if err := s.DB.QueryRow(ctx, q).Scan(&version, &isDirty, &at.Heartbeat); err != nil {
		s.log(r).Warn("the database is not ready", "err", err)
		at.Database, at.Schema = "away", "unknown"
		return
	}
	switch {
	case isDirty:
		at.Schema = "a migration was broken off"
	case version < int64(s.Schema):
		at.Schema = "older than this program"
	}
	lag, err := ticket.Lag(ctx, s.DB)
	if err != nil {
		s.log(r).Warn("the sweep's lag is unknown", "err", err)
		return
	}
	seconds := lag.Seconds()
	at.Lag = &seconds
}

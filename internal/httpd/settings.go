package httpd

import (
	"context"
	"time"
)

// Undo is how long a reply can be taken back before it leaves: as an admin has set it, else as the program was started.
func (s *Server) Undo(ctx context.Context) time.Duration {
	if n := Desk(ctx).UndoSeconds; n != nil {
		return time.Duration(*n) * time.Second
	}
	return s.Settings.Undo
}

// LinkLife is how long the links in mails open a ticket after it was closed, from the same two places.
func (s *Server) LinkLife(ctx context.Context) time.Duration {
	if n := Desk(ctx).LinkDays; n != nil {
		return time.Duration(*n) * 24 * time.Hour
	}
	return s.Settings.LinkLife
}

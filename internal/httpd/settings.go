package httpd

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/ticket"
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

// Limits are how much a form may carry, from the same two places.
func (s *Server) Limits(ctx context.Context) ticket.Limits {
	l, caps := s.Settings.Limits, Desk(ctx).Caps
	if caps.MostFiles != nil {
		l.Files = *caps.MostFiles
	}
	if caps.FileMegabytes != nil {
		l.FileBytes = min(int64(*caps.FileMegabytes), int64(s.LargestFile())) << 20
	}
	return l
}

// LargestFile is how many megabytes a file may have at most, so that it fits into a request with the texts that go with it.
func (s *Server) LargestFile() int {
	return max(1, int(min(s.Settings.Limits.RequestBytes>>20-1, 1024)))
}

// Rates are how often something may be tried, from the same two places.
func (s *Server) Rates(ctx context.Context) Rates {
	r, caps := s.Settings.Rates, Desk(ctx).Caps
	if caps.AsksPerAddress != nil {
		r.AskAddress.Limit = *caps.AsksPerAddress
	}
	if caps.AsksPerNetwork != nil {
		r.AskNetwork.Limit = *caps.AsksPerNetwork
	}
	if caps.LinksPerAddress != nil {
		r.LinkAddress.Limit = *caps.LinksPerAddress
	}
	return r
}

package main

import (
	"time"

	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// visited agrees a visit on a ticket, at a window of its own: nobody is in two places.
func (s *site) visited(x things) things {
	s.T.Helper()
	opens := s.Now().Add(24*time.Hour + time.Duration(x.id)*10*time.Minute)
	x.promise = s.Agrees(s.Maja, x.id, ticket.Appointment{Kind: promise.Visit, Opens: opens, Closes: opens.Add(10 * time.Minute), Place: "Havnegade 22"})
	return x
}

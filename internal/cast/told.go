package cast

import (
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// Warned requires that the owners of exactly these promises were warned, each once, in this order, written as
// "first_reply Mon 9 Nov 11:00" by its kind and when that was.
func (s *Stage) Warned(id ticket.ID, want ...string) {
	s.T.Helper()
	w := s.Whole(id)
	got := []string{}
	for _, e := range w.Events {
		if e.Kind == event.PromiseWarned || e.Kind == event.PromiseCameUp {
			got = append(got, string(w.Promise(promise.ID(*e.PromiseID)).Kind)+" "+s.Show(e.At))
		}
	}
	require.Equal(s.T, append([]string{}, want...), got, "who was warned")
}

// HandedUp requires that exactly one thing was handed up on a ticket, to this level, and whether that is done with.
func (s *Stage) HandedUp(id ticket.ID, level int, closed bool) {
	s.T.Helper()
	all := s.Whole(id).HandedUp
	require.Len(s.T, all, 1, "what was handed up")
	require.Equal(s.T, level, all[0].Level, "the level")
	require.Equal(s.T, closed, all[0].ClosedAt != nil, "done with")
}

// HandedUpEvents requires when what broke was handed up and to which level, each written as "1 Mon 9 Nov 12:00".
func (s *Stage) HandedUpEvents(id ticket.ID, want ...string) {
	s.T.Helper()
	got := []string{}
	for _, e := range s.Events(id, event.HandedUp) {
		got = append(got, e.Became+" "+s.Show(e.At))
	}
	require.Equal(s.T, append([]string{}, want...), got, "what was handed up")
}

// Apologies requires that exactly these apologies were planned on a ticket, each written as
// "sent Mon 9 Nov 12:15 for Mon 9 Nov 12:00" by its state, when it left (of one that waits: when it is to leave) and the
// due times that it names. One that was dropped has no time.
func (s *Stage) Apologies(id ticket.ID, want ...string) {
	s.T.Helper()
	w := s.Whole(id)
	got := []string{}
	for _, a := range w.Apologies {
		line := a.State
		switch promise.ApologyState(a.State) {
		case promise.ApologySent:
			line += " " + s.Show(*a.EndedAt) + " for " + s.dues(w, a.Promises)
		case promise.ApologyWaiting:
			line += " " + s.Show(a.LeaveAt)
		}
		got = append(got, line)
	}
	require.Equal(s.T, append([]string{}, want...), got, "the apologies")
	mails := 0
	for _, m := range s.Mails(id) {
		if m.Kind == outbox.Apology {
			mails++
		}
	}
	require.Equal(s.T, strings.Count(strings.Join(got, "\n"), "sent "), mails, "each that left is one mail")
}

func (s *Stage) dues(w ticket.Whole, ids []promise.ID) string {
	var all []string
	for _, id := range ids {
		all = append(all, s.Show(w.Promise(id).Due))
	}
	return strings.Join(all, ", ")
}

// Notices requires that somebody of the staff was told exactly this about a ticket, in this order, each written as
// "broken first_reply Mon 9 Nov 12:00" by what it is, the promise's kind, if it is about one, and when they were told; what
// was handed up as "handed_up 1 first_reply Mon 9 Nov 12:00".
func (s *Stage) Notices(id ticket.ID, to people.Person, want ...string) {
	s.T.Helper()
	all, err := notify.List(s.T.Context(), s.DB, to.Acting(), 0, 1000)
	require.NoError(s.T, err)
	got := []string{}
	for i := len(all) - 1; i >= 0; i-- {
		n := all[i]
		if n.Number == nil || *n.Number != s.Ticket(id).Number {
			continue
		}
		line := string(n.Kind)
		if n.Level > 0 {
			line += fmt.Sprint(" ", n.Level)
		}
		if n.PromiseKind != nil {
			line += " " + string(*n.PromiseKind)
		}
		got = append(got, line+" "+s.Show(n.At))
	}
	require.Equal(s.T, append([]string{}, want...), got, "what %s was told", to.Name)
}

// MailKinds requires which letters about a ticket there are, the oldest first.
func (s *Stage) MailKinds(id ticket.ID, want ...outbox.Kind) {
	s.T.Helper()
	got := []outbox.Kind{}
	for _, m := range s.Mails(id) {
		got = append(got, m.Kind)
	}
	require.Equal(s.T, append([]outbox.Kind{}, want...), got, "the mails")
}

// LateFor requires the promised times that the newest reply came late for, which its first lines name.
func (s *Stage) LateFor(id ticket.ID, want ...string) {
	s.T.Helper()
	all := s.Whole(id).Messages
	got := []string{}
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].ByStaff && !all[i].IsNote() {
			for _, at := range all[i].LateFor {
				got = append(got, s.Show(at))
			}
			break
		}
	}
	require.Equal(s.T, append([]string{}, want...), got, "what the reply came late for")
}

// Left requires how much business time a paused promise of a kind has left.
func (s *Stage) Left(id ticket.ID, kind promise.Kind, want time.Duration) {
	s.T.Helper()
	p := s.Latest(id, kind)
	require.Equal(s.T, promise.Paused, p.State)
	require.Equal(s.T, want, p.ToRun, "left")
}

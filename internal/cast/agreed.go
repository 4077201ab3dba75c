package cast

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// Window is an appointment's, as stories write it: "Thu 12 Nov 10:00", two hours.
func (s *Stage) Window(kind promise.Kind, opens string, long time.Duration) ticket.Appointment {
	s.T.Helper()
	a := ticket.Appointment{Kind: kind, Opens: s.Time(opens), Closes: s.Time(opens).Add(long)}
	if kind == promise.Visit {
		a.Place, a.Bring, a.Owner = "Havnegade 22, Nordby", "A router", promise.Owner{Person: int64(s.Oskar.ID)}
	}
	return a
}

// AgreesCall lets somebody of the staff promise a call of half an hour's window, and returns it.
func (s *Stage) AgreesCall(by people.Person, id ticket.ID, opens string) promise.ID {
	s.T.Helper()
	return s.Agrees(by, id, s.Window(promise.Callback, opens, 30*time.Minute))
}

// AgreesVisit lets somebody of the staff promise a visit by Oskar, and returns it.
func (s *Stage) AgreesVisit(by people.Person, id ticket.ID, opens string, long time.Duration) promise.ID {
	s.T.Helper()
	return s.Agrees(by, id, s.Window(promise.Visit, opens, long))
}

// Agrees lets somebody of the staff agree an appointment, and returns it.
func (s *Stage) Agrees(by people.Person, id ticket.ID, a ticket.Appointment) (p promise.ID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		p, err = ticket.Appoint(ctx, tx, by.Acting(), s.Limits, id, a)
		return err
	})
	return p
}

// MovesWindow gives an appointment another window.
func (s *Stage) MovesWindow(by people.Person, id ticket.ID, p promise.ID, opens string, long time.Duration) {
	s.T.Helper()
	m := ticket.Moving{Opens: s.Time(opens), Due: s.Time(opens).Add(long), Reason: "You asked for it."}
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Move(ctx, tx, by.Acting(), s.Limits, id, p, m)
	})
}

// Dials lets somebody of the staff begin a call.
func (s *Stage) Dials(by people.Person, id ticket.ID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.BeginCall(ctx, tx, by.Acting(), id) })
}

// LogsCall lets somebody of the staff write down a call, which keeps what is named; next may be nil.
func (s *Stage) LogsCall(by people.Person, id ticket.ID, how promise.Outcome, next *ticket.Appointment, keeps ...promise.ID) {
	s.T.Helper()
	g := ticket.CallLog{Key: Key(), Outcome: how, Keeps: keeps, Next: next}
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.LogCall(ctx, tx, by.Acting(), s.Limits, id, g)
	})
}

// Attends lets somebody write down how a visit went; at is when they came.
func (s *Stage) Attends(by people.Person, id ticket.ID, p promise.ID, how promise.Outcome, at string) {
	s.T.Helper()
	a := ticket.Arrival{Outcome: how, At: s.Time(at)}
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Attend(ctx, tx, by.Acting(), id, p, a) })
}

// TakesCall lets somebody of the staff file a ticket for Hanna, who rang, with what was agreed.
func (s *Stage) TakesCall(by people.Person, subject string, agreed *ticket.Appointment) (id ticket.ID) {
	s.T.Helper()
	k := ticket.Caller{Key: Key(), Customer: s.Hanna.ID, Subject: subject, Words: "The lamp is red since eleven.", Agreed: agreed}
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		t, err := ticket.TakeCall(ctx, tx, by.Acting(), s.Limits, k)
		id = t.ID
		return err
	})
	return id
}

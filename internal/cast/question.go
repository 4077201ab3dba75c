package cast

import (
	"context"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// AsksUp lets somebody of the staff ask the supervisors about a ticket.
func (s *Stage) AsksUp(by people.Person, id ticket.ID, words string) (q ticket.QuestionID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		q, err = ticket.AskUp(ctx, tx, by.Acting(), s.Limits, id, ticket.Asking{Body: words})
		return err
	})
	return q
}

// Answers lets a supervisor answer a colleague's question.
func (s *Stage) Answers(by people.Person, q ticket.QuestionID, words string) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.AnswerQuestion(ctx, tx, by.Acting(), s.Limits, q, words)
	})
}

// AsksBack lets a supervisor ask whoever asked.
func (s *Stage) AsksBack(by people.Person, q ticket.QuestionID, words string) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.AskBack(ctx, tx, by.Acting(), s.Limits, q, words)
	})
}

// Question is a question as it stands.
func (s *Stage) Question(id ticket.QuestionID) ticket.Enquiry {
	s.T.Helper()
	q, err := ticket.GetQuestion(s.T.Context(), s.DB, s.Karin.Acting(), id)
	require.NoError(s.T, err)
	return q
}

package outbox_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/outbox"
)

func TestReason_says_why_a_mail_stands_where_it_stands_and_what_the_server_said(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state outbox.State
		text  string
		why   outbox.Why
		said  string
	}{
		{outbox.Queued, "", outbox.Soon, ""},
		{outbox.Sending, "", outbox.Handing, ""},
		{outbox.Sent, "", outbox.Taken, ""},
		{outbox.Held, "mail not taken for now: connect: refused", outbox.NoServer, ""},
		{outbox.Queued, "mail not taken for now: connect: dial tcp: connection refused", outbox.Unreachable, "dial tcp: connection refused"},
		{outbox.Queued, "mail not taken for now: sign in: 535 5.7.8 bad", outbox.Locked, "535 5.7.8 bad"},
		{outbox.Queued, "mail not taken for now: recipient: 451 greylisted", outbox.Busy, "451 greylisted"},
		{outbox.Queued, "mail not taken for now: keep the letter: the disk is full", outbox.Busy, "the disk is full"},
		{outbox.Queued, "mail not taken for now: read the ticket: message 3 is not a public one", outbox.Unwritten, "read the ticket: message 3 is not a public one"},
		{outbox.Failed, "mail refused: recipient: 550 no such mailbox", outbox.NoSuchInbox, "550 no such mailbox"},
		{outbox.Failed, "mail refused: content: 554 spam", outbox.Refusal, "554 spam"},
		{outbox.Uncertain, "mail may have been taken: content: EOF", outbox.CutOff, "EOF"},
		{outbox.Uncertain, "a worker ended while it sent this mail", outbox.LeftAlone, ""},
	} {
		why, said := outbox.Item{State: c.state, Error: c.text}.Reason()
		require.Equal(t, c.why, why, c.text)
		require.Equal(t, c.said, said)
	}
}

func TestGaveUp_is_what_was_tried_until_the_end_and_not_what_was_refused(t *testing.T) {
	t.Parallel()
	require.True(t, outbox.Item{State: outbox.Failed, Error: "mail not taken for now: connect: refused"}.GaveUp())
	require.True(t, outbox.Item{State: outbox.Failed, Error: "mail may have been taken: content: EOF"}.GaveUp())
	require.False(t, outbox.Item{State: outbox.Failed, Error: "mail refused: recipient: 550 no"}.GaveUp())
	require.False(t, outbox.Item{State: outbox.Queued, Error: "mail not taken for now: connect: refused"}.GaveUp())
}

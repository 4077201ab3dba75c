package config_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/config"
)

func TestCheck_wants_a_time_to_undo_of_a_minute_at_most(t *testing.T) {
	t.Parallel()
	serve := func(undo time.Duration) config.Serve {
		return config.Serve{
			Web: config.Web{BaseURL: "https://help.example.com"}, Undo: undo,
			Limits: config.Limits{Name: 1, Address: 1, Subject: 1, Text: 1, LinkDays: 1, FileBytes: 1, RequestBytes: 1 << 20},
			Rates:  config.Rates{AskPerAddress: 1, AskPerNetwork: 1, PostPerNetwork: 1, SignInPerAccount: 1, SignInPerNetwork: 1, ProofPerPerson: 1, ForgotPerAddress: 1, ForgotPerNetwork: 1, LinksPerAddress: 1, LinksPerNetwork: 1, FollowPerPerson: 1, ExportsPerPerson: 1},
		}
	}
	for _, undo := range []time.Duration{0, 10 * time.Second, time.Minute} {
		require.NoError(t, serve(undo).Check(), "%s", undo)
	}
	for _, undo := range []time.Duration{-time.Second, time.Minute + 1, time.Hour} {
		require.ErrorContains(t, serve(undo).Check(), "KEPT_UNDO", "%s", undo)
	}
}

func TestCheck_wants_a_bare_address_to_send_from(t *testing.T) {
	t.Parallel()
	work := func(from string) config.Work {
		return config.Work{BaseURL: "https://help.example.com", Mail: config.Mail{SMTPURL: "smtp://localhost", MailFrom: from}}
	}
	for _, from := range []string{"", "help", "help@", "@example.com", "x y@example.com", "Help <help@example.com>", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example"} {
		require.ErrorContains(t, work(from).Check(), "KEPT_MAIL_FROM", "%q", from)
	}
	require.NoError(t, work("help@example.com").Check())
	require.NoError(t, work("hjälp@exämple.se").Check())

	none := config.Work{BaseURL: "https://help.example.com"}
	require.NoError(t, none.Check(), "without a mail server mail is held")
}

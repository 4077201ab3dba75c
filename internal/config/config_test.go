package config_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/config"
)

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

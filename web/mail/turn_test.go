package mail_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/web/mail"
)

func TestReply_says_that_it_is_the_customers_turn(t *testing.T) {
	t.Parallel()
	for locale, want := range map[i18n.Locale][]string{
		i18n.EN: {"Maja has answered. Now it is your turn", "Now it is your turn.", "What we wait for: a photo of the lamps"},
		i18n.SV: {"Maja har svarat. Nu är det din tur", "Nu är det din tur.", "Det vi väntar på: a photo of the lamps"},
		i18n.DA: {"Maja har svaret. Nu er det din tur", "Nu er det din tur.", "Det, vi venter på: a photo of the lamps"},
		i18n.PL: {"Odpowiedź od: Maja. Teraz kolej na Ciebie", "Teraz kolej na Ciebie.", "Na co czekamy: a photo of the lamps"},
		i18n.EL: {"Απάντηση από: Maja. Τώρα είναι η σειρά σας", "Τώρα είναι η σειρά σας.", "Τι περιμένουμε: a photo of the lamps"},
	} {
		l := letter(outbox.Reply)
		l.Vow, l.YourTurn, l.WaitsFor = mail.Vow{}, true, "a photo of the lamps"
		w := write(t, locale, l)
		require.Equal(t, want[0], w.Subject)
		require.Contains(t, w.Text, want[1])
		require.Contains(t, w.Text, want[2])
		require.Contains(t, w.HTML, want[2])
	}
}

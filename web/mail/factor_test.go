package mail_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/mail"
)

func TestWriteFactorLost_says_who_did_it_and_what_to_do_in_every_language(t *testing.T) {
	t.Parallel()
	subjects := map[string]bool{}
	for _, locale := range i18n.Locales {
		l := i18n.For(locale, time.UTC).Reporting(func(err error) { t.Error(err) })
		w, err := mail.WriteFactorLost(l, mail.FactorLost{
			Company: mail.Company{Name: "Nordby <Fiber>"}, Name: "Maja Lindqvist", By: "Karin & Ek", Link: "https://help.nordby.example/login",
		})
		require.NoError(t, err)
		require.Contains(t, w.Text, "Karin & Ek")
		require.Contains(t, w.HTML, "Karin &amp; Ek")
		require.NotContains(t, w.HTML, "<Fiber>")
		require.Contains(t, w.Text, "https://help.nordby.example/login")
		require.Contains(t, w.HTML, `href="https://help.nordby.example/login"`)
		require.Contains(t, w.Text, "Maja,")
		subjects[w.Subject] = true
	}
	require.Len(t, subjects, len(i18n.Locales))
}

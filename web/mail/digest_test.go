package mail_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/mail"
)

// everything is one notice of each kind.
func everything() mail.Digest {
	number, kind, due := int64(4812), promise.NextReply, now.Add(3*time.Hour)
	d := mail.Digest{
		Company: mail.Company{Name: "Nordby Fiber"}, Name: "Maja Lindqvist", Base: "https://help.nordby.example", Now: now,
	}
	for i, k := range append(notify.Kinds(), "newer") {
		e := notify.Entry{ID: notify.ID(i + 1), Kind: k, At: now, Number: &number, Subject: "No internet <since> last night", Actor: "Ingrid Nygaard", Locale: i18n.EN}
		switch k {
		case notify.Broken, notify.Warned, notify.HandedUp, notify.CameUp:
			e.PromiseKind, e.Due = &kind, &due
		case notify.Asked, notify.Answered:
			e.Question = "May we refund <b>two</b> months?"
		case notify.ApologiesHeld:
			e.Number, e.Subject = nil, ""
		}
		d.Entries = append(d.Entries, e)
	}
	return d
}

func writeDigest(t *testing.T, locale i18n.Locale, d mail.Digest) mail.Written {
	t.Helper()
	w, err := mail.WriteDigest(i18n.For(locale, time.UTC).Reporting(func(err error) { t.Error(err) }), d)
	require.NoError(t, err)
	return w
}

func TestWriteDigest_tells_every_kind_in_every_language(t *testing.T) {
	t.Parallel()
	for _, locale := range i18n.Locales {
		d := everything()
		w := writeDigest(t, locale, d)
		require.Contains(t, w.Subject, strconv.Itoa(len(d.Entries)))
		require.Contains(t, w.Subject, "#4812")
		require.Equal(t, len(d.Entries)-1, strings.Count(w.Text, "https://help.nordby.example/desk/tickets/4812"), "%s", locale)
		require.Equal(t, len(d.Entries)-1, strings.Count(w.HTML, `href="https://help.nordby.example/desk/tickets/4812"`))
		for _, link := range []string{"/office", "/desk/notices", "/desk/profile"} {
			require.Contains(t, w.Text, "https://help.nordby.example"+link)
			require.Contains(t, w.HTML, `href="https://help.nordby.example`+link+`"`)
		}
		require.Contains(t, w.HTML, `lang="`+string(locale)+`"`)
		require.Contains(t, w.HTML, "May we refund &lt;b&gt;two&lt;/b&gt; months?")
		require.Contains(t, w.Text, "#4812 No internet <since> last night")
		titles := map[string]bool{}
		for _, block := range strings.Split(w.Text, "\n\n")[1 : 1+len(d.Entries)] {
			title, _, _ := strings.Cut(block, "\n")
			require.False(t, titles[title], "%s: %q twice", locale, title)
			titles[title] = true
		}
	}
}

func TestWriteDigest_names_the_number_and_the_most_urgent_in_the_subject(t *testing.T) {
	t.Parallel()
	d := everything()
	d.Entries = d.Entries[1:2]
	require.Equal(t, "1 notice: A promise was not kept (#4812)", writeDigest(t, i18n.EN, d).Subject)
	require.Contains(t, writeDigest(t, i18n.EN, d).Text, "Promised: a reply by today 12:00")
	d = everything()
	d.Entries = d.Entries[3:5]
	require.Equal(t, "2 aviseringar, den första: Många ursäkter väntar på klartecken", writeDigest(t, i18n.SV, d).Subject)
}

package mail_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/mail"
)

const link = "https://help.nordby.example/t/abc234"

var now = time.Date(2026, time.November, 9, 9, 0, 0, 0, time.UTC)

func letter(kind outbox.Kind) mail.Letter {
	l := mail.Letter{
		Kind: kind, Company: mail.Company{Name: "Nordby Fiber", AddressLine: "Havnegade 2, Nordby", Phone: "+45 75 55 01 00"},
		Customer: "Hanna Berg", Number: 4812, Subject: "No internet <since> last night", Link: link,
		Vow: mail.Vow{Kind: promise.FirstReply, Due: now.Add(3 * time.Hour)}, Now: now,
	}
	switch kind {
	case outbox.Reply, outbox.Solved:
		l.Author, l.Files = "Maja Lindqvist", 2
		l.Body = "Hi Hanna, we found it.\nIt was <b>water</b>.\n\nYou need do nothing."
		l.Vow.Kind = promise.Update
	case outbox.Promised:
		l.Vow = mail.Vow{Kind: promise.Commitment, Words: "We tell you where the fault is", Due: now.Add(3 * time.Hour)}
	case outbox.Moved:
		l.Vow = mail.Vow{Kind: promise.Commitment, Words: "We tell you where the fault is", Due: now.Add(26 * time.Hour)}
		l.Was, l.Reason = now.Add(2*time.Hour), "The part comes tomorrow & not today"
	}
	switch kind {
	case outbox.Solved:
		l.Vow.Kind = promise.Confirmation
	case outbox.FollowUp:
		l.Step, l.Vow, l.WaitsFor = 1, mail.Vow{}, "a photo of the <lamps>"
	case outbox.Apology:
		l.Names = []mail.Vow{{Kind: promise.NextReply, Due: now.Add(-time.Hour)}}
		l.Vow, l.Guard = mail.Vow{Kind: promise.NextReply, Due: now.Add(3 * time.Hour), IsLate: true}, "Maja Lindqvist"
	}
	return l
}

// write writes a letter in a language; a word that is missing fails the test.
func write(t *testing.T, locale i18n.Locale, l mail.Letter) mail.Written {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Copenhagen")
	require.NoError(t, err)
	speaker := i18n.For(locale, zone).Reporting(func(err error) { t.Error(err) })
	w, err := mail.Write(speaker, l)
	require.NoError(t, err)
	return w
}

var kinds = []outbox.Kind{outbox.Receipt, outbox.Reply, outbox.Promised, outbox.Moved, outbox.Solved, outbox.FollowUp, outbox.Apology}

func TestWrite_builds_every_letter_as_designed_in_every_language(t *testing.T) {
	t.Parallel()
	for _, locale := range i18n.Locales {
		subjects := map[string]bool{}
		for _, kind := range kinds {
			t.Run(fmt.Sprintf("%s %s", locale, kind), func(t *testing.T) {
				w := write(t, locale, letter(kind))
				require.NotEmpty(t, w.Subject)
				require.NotContains(t, w.Subject, "\n")
				require.False(t, subjects[w.Subject], "two letters with the subject %q", w.Subject)
				subjects[w.Subject] = true

				doc, err := html.Parse(strings.NewReader(w.HTML))
				require.NoError(t, err)
				text, links := "", []string{}
				for n := range doc.Descendants() {
					switch {
					case n.Type == html.TextNode:
						text += n.Data
					case n.Type == html.ElementNode && n.Data == "html":
						require.Equal(t, string(locale), attribute(n, "lang"))
					case n.Data == "a":
						links = append(links, attribute(n, "href"))
					case n.Data == "img", n.Data == "script", n.Data == "style", n.Data == "link", n.Data == "form", n.Data == "b":
						t.Errorf("a letter has no <%s>", n.Data)
					}
					require.Empty(t, attribute(n, "src"))
				}
				want := []string{link}
				if kind == outbox.Solved || kind == outbox.FollowUp {
					want = []string{link + "?answer=works#answer", link + "?answer=help#answer"}
				}
				require.Equal(t, want, links, "buttons")
				require.Contains(t, w.HTML, "max-width:600px")
				for _, both := range []string{"Nordby Fiber, Havnegade 2, Nordby, +45 75 55 01 00", "4812: No internet <since> last night"} {
					require.Contains(t, text, both)
					require.Contains(t, w.Text, both)
				}
				require.Equal(t, len(want), strings.Count(w.Text, link))
				for _, l := range want {
					require.Contains(t, w.Text, l+"\n")
				}
				if kind == outbox.Reply || kind == outbox.Solved {
					require.Contains(t, w.HTML, "It was &lt;b&gt;water&lt;/b&gt;.")
					require.Contains(t, w.Text, "Hi Hanna, we found it.\nIt was <b>water</b>.\n\nYou need do nothing.\n\nMaja Lindqvist")
				}
			})
		}
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestWrite_states_the_promise_in_the_subject(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		locale i18n.Locale
		kind   outbox.Kind
		want   string
	}{
		{i18n.EN, outbox.Receipt, "We answer you by today 13:00"},
		{i18n.SV, outbox.Receipt, "Vi svarar dig senast i dag 13:00"},
		{i18n.DA, outbox.Receipt, "Vi svarer dig senest i dag kl. 13.00"},
		{i18n.PL, outbox.Receipt, "Odpowiemy Ci najpóźniej dzisiaj o 13:00"},
		{i18n.EL, outbox.Receipt, "Θα σας απαντήσουμε έως σήμερα στις 13:00"},
		{i18n.EN, outbox.Reply, "Maja has answered. News by today 13:00"},
		{i18n.PL, outbox.Reply, "Odpowiedź od: Maja. Nowe informacje najpóźniej dzisiaj o 13:00"},
		{i18n.EL, outbox.Reply, "Απάντηση από: Maja. Νέα έως σήμερα στις 13:00"},
		{i18n.EN, outbox.Promised, "We tell you where the fault is by today 13:00"},
		{i18n.EN, outbox.Moved, "New time: tomorrow 12:00"},
		{i18n.DA, outbox.Solved, "Virker det igen?"},
	} {
		require.Equal(t, c.want, write(t, c.locale, letter(c.kind)).Subject)
	}
}

func TestWrite_tells_both_times_and_the_reason_of_a_move(t *testing.T) {
	t.Parallel()
	w := write(t, i18n.EN, letter(outbox.Moved))
	require.Contains(t, w.Text, "We tell you where the fault is by tomorrow 12:00.")
	require.Contains(t, w.Text, "The time before was today 12:00.")
	require.Contains(t, w.Text, "The reason: The part comes tomorrow & not today")
	require.NotContains(t, w.Text, "sorry")

	late := letter(outbox.Moved)
	late.Vow.IsLate, late.Reason = true, ""
	w = write(t, i18n.EN, late)
	require.Equal(t, "We are late, and sorry. New time: tomorrow 12:00", w.Subject)
	require.Equal(t, 1, strings.Count(strings.ToLower(w.Text), "sorry"), "sorry is said once")
	require.NotContains(t, w.Text, "The reason")
	require.Contains(t, w.HTML, "#cf2a2a")
}

func TestWrite_says_the_times_as_they_stood_however_late_it_leaves(t *testing.T) {
	t.Parallel()
	l := letter(outbox.Receipt)
	l.Now = now.Add(50 * time.Hour)
	w := write(t, i18n.EN, l)
	require.Equal(t, "We answer you by 9 November 13:00", w.Subject)
}

func TestWrite_words_every_kind_of_promise(t *testing.T) {
	t.Parallel()
	for kind, want := range map[promise.Kind]string{
		promise.NextReply: "We will answer you by today 13:00.", promise.Update: "You hear from us by today 13:00.",
		promise.Resolution: "We will have it solved by today 13:00.", promise.Commitment: "You hear from us by today 13:00.",
		promise.Confirmation: "You have an answer.", "": "You have an answer.",
	} {
		for _, locale := range i18n.Locales {
			l := letter(outbox.Reply)
			l.Vow.Kind = kind
			w := write(t, locale, l)
			if locale == i18n.EN {
				require.True(t, strings.HasPrefix(w.Text, want+"\n"), "%s: %s", kind, w.Text)
			}
		}
	}
}

func TestWrite_asks_whether_it_works_and_says_what_silence_means(t *testing.T) {
	t.Parallel()
	w := write(t, i18n.EN, letter(outbox.Solved))
	require.Contains(t, w.Text, "We think it is solved. Does it work again?")
	require.Contains(t, w.Text, "If we hear nothing by today 13:00, we take it that it works.")
	require.Contains(t, w.Text, "Yes, it works:\n"+link+"?answer=works#answer\n\nNo, not yet:\n"+link+"?answer=help#answer\n")
	l := letter(outbox.Solved)
	l.Author, l.Body, l.Files, l.Vow = "", "", 0, mail.Vow{Kind: promise.Commitment, Words: "We look again.", Due: now.Add(3 * time.Hour)}
	w = write(t, i18n.EN, l)
	require.Contains(t, w.Text, "We look again by today 13:00.")
	require.NotContains(t, w.Text, "Maja")
}

var colour = regexp.MustCompile(`background:(#[0-9a-f]{6});color:#ffffff;border`)

func TestWrite_uses_the_brand_only_where_it_can_be_read(t *testing.T) {
	t.Parallel()
	for brand, want := range map[string]string{
		"": "#0b5f78", "#7a1f3d": "#7a1f3d", "red": "#0b5f78", "#zzzzzz": "#0b5f78", "#fff;}x": "#0b5f78", "#000000": "#000000",
	} {
		l := letter(outbox.Receipt)
		l.Company.Brand = brand
		require.Equal(t, want, colour.FindStringSubmatch(write(t, i18n.EN, l).HTML)[1], brand)
	}
	l := letter(outbox.Receipt)
	l.Company.Brand = "#ffdd00" // yellow
	got := colour.FindStringSubmatch(write(t, i18n.EN, l).HTML)[1]
	require.NotEqual(t, "#ffdd00", got)
	require.Less(t, got[1:3], "90", "dark enough to be read: %s", got)
}

func TestWrite_says_how_many_files_wait_on_the_page(t *testing.T) {
	t.Parallel()
	for files, want := range map[int]string{1: "1 plik czeka", 2: "2 pliki czekają", 5: "5 plików czeka"} {
		l := letter(outbox.Reply)
		l.Files = files
		require.Contains(t, write(t, i18n.PL, l).Text, want)
	}
}

func TestWrite_sets_a_persons_signature_under_their_answer_only(t *testing.T) {
	t.Parallel()
	signed := letter(outbox.Reply)
	signed.Signature = "First line, <b>Nordby</b>\n+45 75 55 01 07\n"
	w := write(t, i18n.EN, signed)
	require.Contains(t, w.Text, "\n\nMaja Lindqvist\nFirst line, <b>Nordby</b>\n+45 75 55 01 07\n\n")
	require.Contains(t, w.HTML, "First line, &lt;b&gt;Nordby&lt;/b&gt;")
	receipt := letter(outbox.Receipt)
	receipt.Signature = signed.Signature
	require.NotContains(t, write(t, i18n.EN, receipt).Text, "01 07")
}

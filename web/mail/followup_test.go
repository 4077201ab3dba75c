package mail_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/mail"
)

// followUp is one of the three.
func followUp(step int) mail.Letter {
	l := letter(outbox.FollowUp)
	l.Step = step
	if step == 3 {
		l.Vow = mail.Vow{Kind: promise.Confirmation, Due: now.Add(4 * 24 * time.Hour)}
	}
	return l
}

func TestFollowUp_asks_kindly_three_times_and_each_time_otherwise(t *testing.T) {
	t.Parallel()
	for _, locale := range i18n.Locales {
		seen := map[string]bool{}
		for step := 1; step <= 3; step++ {
			w := write(t, locale, followUp(step))
			for _, words := range append(strings.Split(w.Text, "\n\n")[:1], w.Subject) {
				require.False(t, seen[words], "%s %d says again: %s", locale, step, words)
				seen[words] = true
			}
			require.Contains(t, w.Subject, "No internet <since> last night")
			require.Contains(t, w.Text, "a photo of the <lamps>")
			require.Contains(t, w.HTML, "a photo of the &lt;lamps&gt;")
			require.Contains(t, w.Text, "Hanna")
			require.NotContains(t, w.Text, sorry[locale])
		}
	}
	require.Contains(t, write(t, i18n.EN, followUp(1)).Text, "Yes, it works:\n"+link+"?answer=works#answer\n\nI still need help:\n"+link+"?answer=help#answer\n")
}

func TestFollowUp_the_third_says_what_happens_now_whoever_wrote_it(t *testing.T) {
	t.Parallel()
	for locale, want := range map[i18n.Locale][2]string{
		i18n.EN: {"We now mark it as solved.", "If we hear nothing by Friday 10:00, we close it. If you answer, it opens again."},
		i18n.SV: {"Nu markerar vi det som löst.", "Hör vi inget senast fredag 10:00 avslutar vi ärendet. Svarar du öppnas det igen."},
		i18n.DA: {"Nu markerer vi det som løst.", "Hører vi ikke fra dig senest fredag kl. 10.00, afslutter vi sagen. Svarer du, åbnes den igen."},
		i18n.PL: {"Teraz oznaczamy to jako rozwiązane.", "Prosimy o odpowiedź najpóźniej w piątek o 10:00. Bez niej zamkniemy zgłoszenie. Późniejsza odpowiedź otworzy je ponownie."},
		i18n.EL: {"Το σημειώνουμε τώρα ως λυμένο.", "Αν δεν έχουμε νέα σας έως την Παρασκευή στις 10:00, θα κλείσουμε το αίτημα. Αν απαντήσετε, ανοίγει ξανά."},
	} {
		l := followUp(3)
		for _, words := range []string{"", "Hi Hanna,\n\nI hope the café is busy."} {
			l.Body = words
			w := write(t, locale, l)
			require.Contains(t, w.Text, want[0])
			require.Contains(t, w.Text, want[1])
			require.Contains(t, w.Text, words)
			require.Contains(t, w.HTML, "#187a48", "the sign of what is solved")
		}
	}
	require.NotContains(t, write(t, i18n.EN, followUp(2)).Text, "close")
}

func TestFollowUp_in_an_agents_own_words_has_them_instead_of_ours(t *testing.T) {
	t.Parallel()
	ours := map[int]string{1: "Press one of the two answers", 2: "If something is unclear", 3: "Perhaps it works"}
	for step, standard := range ours {
		l := followUp(step)
		require.Contains(t, write(t, i18n.EN, l).Text, standard)
		l.Body, l.WaitsFor = "Did the <new> cable help?", "  "
		w := write(t, i18n.EN, l)
		require.NotContains(t, w.Text, standard)
		require.NotContains(t, w.Text, "What we wait for")
		require.Contains(t, w.Text, "Did the <new> cable help?")
		require.Contains(t, w.HTML, "Did the &lt;new&gt; cable help?")
	}
}

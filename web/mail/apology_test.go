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

// sorry is how each language says it, once in a letter.
var sorry = map[i18n.Locale]string{i18n.EN: "We are sorry.", i18n.SV: "Vi ber om ursäkt.", i18n.DA: "Undskyld.", i18n.PL: "Przepraszamy.", i18n.EL: "Ζητούμε συγγνώμη."}

func TestApology_says_what_was_promised_sorry_once_who_has_it_and_the_new_time(t *testing.T) {
	t.Parallel()
	for locale, want := range map[i18n.Locale]struct{ subject, head, guard string }{
		i18n.EN: {"We are late, and sorry. New time: today 13:00", "We promised you an answer by today 09:00, and we did not keep that. We are sorry. We will answer you by today 13:00.", "Maja has it now."},
		i18n.SV: {"Vi är sena och ber om ursäkt. Ny tid: i dag 13:00", "Vi lovade dig ett svar senast i dag 09:00, och det höll vi inte. Vi ber om ursäkt. Vi svarar dig senast i dag 13:00.", "Nu är det Maja som har hand om det."},
		i18n.DA: {"Vi er forsinkede, undskyld. Ny tid: i dag kl. 13.00", "Vi lovede dig et svar senest i dag kl. 09.00, og det holdt vi ikke. Undskyld. Vi svarer dig senest i dag kl. 13.00.", "Nu er det Maja, der tager sig af det."},
		i18n.PL: {"Jesteśmy po czasie, przepraszamy. Nowy termin: dzisiaj o 13:00", "Obiecaliśmy Ci odpowiedź najpóźniej dzisiaj o 09:00 i nie dotrzymaliśmy słowa. Przepraszamy. Odpowiemy Ci najpóźniej dzisiaj o 13:00.", "Teraz zajmuje się tym Maja."},
		i18n.EL: {"Αργήσαμε, ζητούμε συγγνώμη. Νέα ώρα: σήμερα στις 13:00", "Σας υποσχεθήκαμε απάντηση έως σήμερα στις 09:00 και δεν το τηρήσαμε. Ζητούμε συγγνώμη. Θα σας απαντήσουμε έως σήμερα στις 13:00.", "Το αναλαμβάνει τώρα: Maja."},
	} {
		w := write(t, locale, letter(outbox.Apology))
		require.Equal(t, want.subject, w.Subject)
		require.True(t, strings.HasPrefix(w.Text, want.head+"\n"), w.Text)
		require.Contains(t, w.Text, want.guard)
		require.Equal(t, 1, strings.Count(w.Text, sorry[locale]))
		require.Equal(t, 1, strings.Count(w.HTML, "background:#ffd9d5"), "the new time is marked")
		require.Contains(t, w.HTML, "#cf2a2a", "the sign of what is late")
	}
}

func TestApology_words_every_kind_kept_late_or_not_yet(t *testing.T) {
	t.Parallel()
	came := now.Add(-20 * time.Minute)
	for _, c := range []struct {
		name mail.Vow
		want string
	}{
		{mail.Vow{Kind: promise.FirstReply}, "We promised you an answer by today 09:00, and we did not keep that. We are sorry."},
		{mail.Vow{Kind: promise.Update}, "We promised you news by today 09:00, and we did not keep that. We are sorry."},
		{mail.Vow{Kind: promise.Commitment}, "We promised you news by today 09:00, and we did not keep that. We are sorry."},
		{mail.Vow{Kind: promise.Resolution}, "We promised to have it solved by today 09:00, and we did not keep that. We are sorry."},
		{mail.Vow{Kind: promise.Commitment, Words: " The router is\nposted. "}, "We promised “The router is posted” by today 09:00, and we did not keep that. We are sorry."},
		{mail.Vow{Kind: promise.NextReply, Came: came}, "We promised you an answer by today 09:00. It came late, today 09:40. We are sorry."},
		{mail.Vow{Kind: promise.Update, Came: came}, "We promised you news by today 09:00. It came late, today 09:40. We are sorry."},
		{mail.Vow{Kind: promise.Resolution, Came: came}, "We promised to have it solved by today 09:00. It was solved late, today 09:40. We are sorry."},
		{mail.Vow{Kind: promise.Commitment, Words: "The router is posted", Came: came}, "We promised “The router is posted” by today 09:00. We did it late, today 09:40. We are sorry."},
	} {
		for _, locale := range i18n.Locales {
			l := letter(outbox.Apology)
			c.name.Due = now.Add(-time.Hour)
			l.Names = []mail.Vow{c.name}
			w := write(t, locale, l)
			require.Equal(t, 1, strings.Count(w.Text, sorry[locale]), w.Text)
			if locale == i18n.EN {
				require.Contains(t, w.Text, c.want)
			}
		}
	}
}

func TestApology_without_a_new_time_promises_none(t *testing.T) {
	t.Parallel()
	for _, vow := range []mail.Vow{{}, {Kind: promise.Confirmation, Due: now.Add(time.Hour)}, {Kind: promise.FollowUp, Due: now.Add(time.Hour)}, {Kind: promise.CheckBack, Due: now.Add(time.Hour)}} {
		l := letter(outbox.Apology)
		l.Vow = vow
		w := write(t, i18n.EN, l)
		require.Equal(t, "We are late, and sorry", w.Subject)
		require.NotContains(t, w.Text, "11:00")
		require.NotContains(t, w.Text, "You have an answer")
		require.NotContains(t, w.HTML, "background:#ffd9d5")
		require.Contains(t, w.Text, "Maja has it now.")
		l.Names[0].Came = now
		require.NotContains(t, write(t, i18n.EN, l).Text, "has it now", "nothing is left to be had")
	}
}

func TestApology_names_several_times_each_by_its_kind(t *testing.T) {
	t.Parallel()
	l := letter(outbox.Apology)
	l.Guard = ""
	l.Names = []mail.Vow{
		{Kind: promise.NextReply, Due: now.Add(-26 * time.Hour), Came: now.Add(-25 * time.Hour)},
		{Kind: promise.Update, Due: now.Add(-2 * time.Hour)},
		{Kind: promise.Resolution, Due: now.Add(-time.Hour), Next: &mail.Vow{Kind: promise.Resolution, Due: now.Add(24 * time.Hour)}},
		{Kind: promise.Commitment, Words: "The <b>router</b> is posted", Due: now.Add(-time.Minute)},
	}
	w := write(t, i18n.EN, l)
	require.Contains(t, w.Text, "We did not keep what we promised you. We are sorry. We will answer you by today 13:00.\n\n"+
		"An answer by 8 November 08:00: it came yesterday 09:00.\n"+
		"News by today 08:00: not yet.\n"+
		"A solution by today 09:00: now by tomorrow 10:00.\n"+
		"“The <b>router</b> is posted” by today 09:59: not yet.\n\n"+
		"Our team has it now.\n")
	require.NotContains(t, w.HTML, "<b>router")
	for _, locale := range i18n.Locales {
		require.Equal(t, 1, strings.Count(write(t, locale, l).Text, sorry[locale]))
	}
}

func TestApology_in_a_persons_own_words_keeps_the_new_time(t *testing.T) {
	t.Parallel()
	l := letter(outbox.Apology)
	l.Body = "Oskar is still in the street cabinet.\n\nThat is no excuse. I am sorry."
	w := write(t, i18n.EN, l)
	require.True(t, strings.HasPrefix(w.Text, "We will answer you by today 13:00.\n\nOskar is still in the street cabinet.\n\nThat is no excuse. I am sorry.\n\nMaja has it now.\n"), w.Text)
	require.NotContains(t, w.Text, "did not keep")
	l.Vow = mail.Vow{}
	w = write(t, i18n.EN, l)
	require.True(t, strings.HasPrefix(w.Text, "We are late, and sorry\n\nOskar is still"), w.Text)
}

func TestReadyApology_is_the_sentence_without_the_new_time(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Copenhagen")
	require.NoError(t, err)
	for _, locale := range i18n.Locales {
		l := letter(outbox.Apology)
		speaker := i18n.For(locale, zone).Reporting(func(err error) { t.Error(err) })
		said := mail.ReadyApology(speaker, l)
		require.True(t, strings.HasPrefix(write(t, locale, l).Text, said+" "), "the letter begins with it")
		require.NotContains(t, said, "13")
		l.Names = append(l.Names, mail.Vow{Kind: promise.Resolution, Due: now})
		said = mail.ReadyApology(speaker, l)
		require.Len(t, strings.Split(said, "\n"), 3)
		require.Equal(t, 1, strings.Count(said, sorry[locale]))
	}
}

func TestWrite_owns_up_in_the_first_lines_of_a_late_message(t *testing.T) {
	t.Parallel()
	yesterday, first, then := now.Add(-24*time.Hour), now.Add(-2*time.Hour), now.Add(-time.Hour)
	for locale, want := range map[i18n.Locale][3]string{
		i18n.EN: {"We had said by today 08:00, and we are late. We are sorry.", "We had said by today 08:00 and by today 09:00, and we kept none of these times. We are sorry.", "We had said by 8 November 10:00, by today 08:00 and by today 09:00, and"},
		i18n.SV: {"Vi hade sagt senast i dag 08:00, och vi är sena. Vi ber om ursäkt.", "Vi hade sagt senast i dag 08:00 och senast i dag 09:00, och vi höll ingen av tiderna. Vi ber om ursäkt.", "Vi hade sagt senast 8 november 10:00, senast i dag 08:00 och senast i dag 09:00, och"},
		i18n.DA: {"Vi havde sagt senest i dag kl. 08.00, og vi er forsinkede. Undskyld.", "Vi havde sagt senest i dag kl. 08.00 og senest i dag kl. 09.00, og vi holdt ingen af tiderne. Undskyld.", "Vi havde sagt senest 8. november kl. 10.00, senest i dag kl. 08.00 og senest i dag kl. 09.00, og"},
		i18n.PL: {"Obiecaliśmy: najpóźniej dzisiaj o 08:00. Jesteśmy po czasie. Przepraszamy.", "Obiecaliśmy: najpóźniej dzisiaj o 08:00 i najpóźniej dzisiaj o 09:00. Nie dotrzymaliśmy żadnego z tych terminów. Przepraszamy.", "Obiecaliśmy: najpóźniej 8 listopada o 10:00, najpóźniej dzisiaj o 08:00 i najpóźniej dzisiaj o 09:00."},
		i18n.EL: {"Είχαμε πει έως σήμερα στις 08:00 και αργήσαμε. Ζητούμε συγγνώμη.", "Είχαμε πει έως σήμερα στις 08:00 και έως σήμερα στις 09:00 και δεν τηρήσαμε καμία από αυτές τις ώρες. Ζητούμε συγγνώμη.", "Είχαμε πει έως τις 8 Νοεμβρίου στις 10:00, έως σήμερα στις 08:00 και έως σήμερα στις 09:00 και"},
	} {
		for i, times := range [][]time.Time{{first}, {first, then}, {yesterday, first, then}} {
			for _, kind := range []outbox.Kind{outbox.Reply, outbox.Solved} {
				l := letter(kind)
				l.LateFor = times
				w := write(t, locale, l)
				require.Contains(t, w.Text, want[i])
				require.Contains(t, w.HTML, want[i])
				require.Less(t, strings.Index(w.Text, want[i]), strings.Index(w.Text, "Hi Hanna"), "before the message itself")
				require.Equal(t, 1, strings.Count(w.Text, sorry[locale]))
			}
		}
	}
}

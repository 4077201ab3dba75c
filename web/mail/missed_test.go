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

// window is an appointment of two hours, that opens so long from now.
func window(kind promise.Kind, in time.Duration) mail.Vow {
	return mail.Vow{Kind: kind, Opens: now.Add(in), Due: now.Add(in + 2*time.Hour)}
}

func TestApology_for_a_visit_says_its_window_and_the_new_one(t *testing.T) {
	t.Parallel()
	for locale, want := range map[i18n.Locale]struct{ subject, head string }{
		i18n.EN: {"We are late, and sorry. New time: tomorrow 14:00–16:00", "We promised to come to you today 06:00–08:00, and we did not keep that. We are sorry. We come to you tomorrow 14:00–16:00."},
		i18n.SV: {"Vi är sena och ber om ursäkt. Ny tid: i morgon 14:00–16:00", "Vi lovade att komma till dig i dag 06:00–08:00 och höll inte det. Vi ber om ursäkt. Vi kommer till dig i morgon 14:00–16:00."},
		i18n.DA: {"Vi er forsinkede, undskyld. Ny tid: i morgen kl. 14.00–16.00", "Vi lovede at komme til dig i dag kl. 06.00–08.00, og det holdt vi ikke. Undskyld. Vi kommer til dig i morgen kl. 14.00–16.00."},
		i18n.PL: {"Jesteśmy po czasie, przepraszamy. Nowy termin: jutro o 14:00–16:00", "Obiecaliśmy przyjechać do Ciebie dzisiaj o 06:00–08:00 i nie dotrzymaliśmy słowa. Przepraszamy. Przyjedziemy do Ciebie jutro o 14:00–16:00."},
		i18n.EL: {"Αργήσαμε, ζητούμε συγγνώμη. Νέα ώρα: αύριο στις 14:00–16:00", "Υποσχεθήκαμε να έρθουμε σε εσάς σήμερα στις 06:00–08:00 και δεν το τηρήσαμε. Ζητούμε συγγνώμη. Θα έρθουμε σε εσάς αύριο στις 14:00–16:00."},
	} {
		next := window(promise.Visit, 28*time.Hour)
		next.Place, next.Who, next.IsLate = "Havnegade 22", "Oskar Ekström", true
		l := letter(outbox.Apology)
		l.Names, l.Vow = []mail.Vow{window(promise.Visit, -4*time.Hour)}, next
		l.Names[0].Next = &next
		w := write(t, locale, l)
		require.Equal(t, want.subject, w.Subject)
		require.True(t, strings.HasPrefix(w.Text, want.head+"\n"), w.Text)
		require.Contains(t, w.Text, "Havnegade 22")
		require.Contains(t, w.Text, "Oskar")
	}
}

func TestApology_for_a_visit_without_a_new_time_says_when_we_call(t *testing.T) {
	t.Parallel()
	call := mail.Vow{Kind: promise.Callback, Due: now.Add(3 * time.Hour), IsLate: true}
	l := letter(outbox.Apology)
	l.Names, l.Vow = []mail.Vow{window(promise.Visit, -4*time.Hour)}, call
	l.Names[0].Next = &call
	w := write(t, i18n.EN, l)
	require.Equal(t, "We are late, and sorry. We call you by today 13:00", w.Subject, "the call's time is not the visit's")
	require.Contains(t, w.Text, "We are sorry. We call you by today 13:00.")
	for _, locale := range i18n.Locales {
		require.NotEqual(t, write(t, locale, letter(outbox.Apology)).Subject, write(t, locale, l).Subject)
	}
	l.Names = []mail.Vow{window(promise.Callback, -4*time.Hour)}
	l.Names[0].Next = &call
	require.Equal(t, "We are late, and sorry. New time: today 13:00", write(t, i18n.EN, l).Subject, "of a call it is the new time")
}

func TestApology_words_a_visit_and_a_call_that_came_late(t *testing.T) {
	t.Parallel()
	for locale, want := range map[i18n.Locale][2]string{
		i18n.EN: {"We promised to come to you today 06:00–08:00. We came late, today 09:40. We are sorry.", "We promised to call you today 06:00–08:00. We called late, today 09:40. We are sorry."},
		i18n.SV: {"Vi lovade att komma till dig i dag 06:00–08:00. Vi kom för sent, i dag 09:40. Vi ber om ursäkt.", "Vi lovade att ringa dig i dag 06:00–08:00. Vi ringde för sent, i dag 09:40. Vi ber om ursäkt."},
		i18n.DA: {"Vi lovede at komme til dig i dag kl. 06.00–08.00. Vi kom for sent, i dag kl. 09.40. Undskyld.", "Vi lovede at ringe til dig i dag kl. 06.00–08.00. Vi ringede for sent, i dag kl. 09.40. Undskyld."},
		i18n.PL: {"Obiecaliśmy przyjechać do Ciebie dzisiaj o 06:00–08:00. Przyjechaliśmy dopiero dzisiaj o 09:40. Przepraszamy.", "Obiecaliśmy zadzwonić do Ciebie dzisiaj o 06:00–08:00. Zadzwoniliśmy dopiero dzisiaj o 09:40. Przepraszamy."},
		i18n.EL: {"Υποσχεθήκαμε να έρθουμε σε εσάς σήμερα στις 06:00–08:00. Ήρθαμε με καθυστέρηση, σήμερα στις 09:40. Ζητούμε συγγνώμη.", "Υποσχεθήκαμε να σας τηλεφωνήσουμε σήμερα στις 06:00–08:00. Τηλεφωνήσαμε με καθυστέρηση, σήμερα στις 09:40. Ζητούμε συγγνώμη."},
	} {
		for i, kind := range []promise.Kind{promise.Visit, promise.Callback} {
			l := letter(outbox.Apology)
			l.Vow, l.Names = mail.Vow{}, []mail.Vow{window(kind, -4*time.Hour)}
			l.Names[0].Came = now.Add(-20 * time.Minute)
			require.True(t, strings.HasPrefix(write(t, locale, l).Text, want[i]+"\n"), write(t, locale, l).Text)
		}
	}
}

func TestApology_names_visits_and_calls_among_several(t *testing.T) {
	t.Parallel()
	visit, call, late, owed, rang, rung := window(promise.Visit, -30*time.Hour), window(promise.Visit, -28*time.Hour), window(promise.Visit, -26*time.Hour), window(promise.Visit, -4*time.Hour),
		window(promise.Callback, -4*time.Hour), window(promise.Callback, -4*time.Hour)
	next, again := window(promise.Visit, 28*time.Hour), window(promise.Callback, time.Hour)
	byEnd := mail.Vow{Kind: promise.Callback, Due: now.Add(-time.Hour)}
	visit.Next, call.Next, rung.Next = &next, &again, &again
	late.Came, rang.Came = now.Add(-23*time.Hour), now.Add(-20*time.Minute)
	l := letter(outbox.Apology)
	l.Names = []mail.Vow{visit, call, late, owed, rang, rung, byEnd}
	require.Contains(t, write(t, i18n.EN, l).Text, "We did not keep what we promised you. We are sorry. We will answer you by today 13:00.\n\n"+
		"A visit yesterday 04:00–06:00: we come tomorrow 14:00–16:00 instead.\n"+
		"A visit yesterday 06:00–08:00: we call you today 11:00–13:00 to agree on a new time.\n"+
		"A visit yesterday 08:00–10:00: we came late, yesterday 11:00.\n"+
		"A visit today 06:00–08:00: we have not come yet.\n"+
		"A call today 06:00–08:00: we called late, today 09:40.\n"+
		"A call today 06:00–08:00: we call you today 11:00–13:00 instead.\n"+
		"A call by today 09:00: we have not called yet.\n\n")
	for _, locale := range i18n.Locales {
		text := write(t, locale, l).Text
		require.Equal(t, 1, strings.Count(text, sorry[locale]))
		require.NotContains(t, text, "“We ")
	}
}

package search_test

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/search"
	"github.com/kepthq/kept/internal/ticket"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func opened(t *testing.T) *cast.Stage {
	t.Helper()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	return s
}

// asks lets somebody new ask in a language.
func asks(s *cast.Stage, l i18n.Locale, name, subject, body string, files ...string) (id ticket.ID) {
	s.T.Helper()
	q := ticket.Question{Key: cast.Key(), Name: name, Address: strings.ToLower(cast.Key()) + "@mail.example", Subject: subject, Body: body, Locale: l}
	for _, f := range files {
		q.Files = append(q.Files, ticket.Upload{Name: f, Kind: "text/plain", Size: 3, Blob: strings.Repeat("7", 64)})
	}
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.Ask(ctx, tx, people.Actor{}, s.Limits, q)
		return err
	})
	return id
}

func find(s *cast.Stage, by people.Person, typed string) search.Results {
	s.T.Helper()
	out, err := search.Find(context.Background(), s.DB, by.Acting(), search.Parse(typed), search.Cursor{}, time.UTC)
	require.NoError(s.T, err, typed)
	return out
}

func ids(r search.Results) []ticket.ID {
	all := []ticket.ID{}
	for _, h := range r.Hits {
		all = append(all, h.ID)
	}
	return all
}

// finds says that each line finds these tickets and no other.
func finds(s *cast.Stage, by people.Person, want []ticket.ID, typed ...string) {
	s.T.Helper()
	for _, line := range typed {
		require.ElementsMatch(s.T, want, ids(find(s, by, line)), line)
	}
}

func TestFind_knows_the_forms_of_words_in_five_languages_with_and_without_accents(t *testing.T) {
	t.Parallel()
	s := opened(t)
	en := asks(s, "en", "Ann Smith", "Lamps are blinking", "The cables were disconnected yesterday")
	sv := asks(s, "sv", "Åsa Öberg", "Nätverket är långsamt", "Fakturorna kom två gånger till skrivborden")
	da := asks(s, "da", "Søren Østergård", "Ingen forbindelse", "Kablerne blev skiftet på værelset i går")
	pl := asks(s, "pl", "Łukasz Żak", "Światłowód nie działa", "Proszę o nowe faktury za umowę")
	el := asks(s, "el", "Ιωάννα Παπά", "Το ρούτερ δεν λειτουργεί", "Οι λογαριασμοί ήρθαν δύο φορές")
	finds(s, s.Maja, []ticket.ID{en}, "lamp", "blinks", "CABLE disconnect", "smith lamps")
	finds(s, s.Maja, []ticket.ID{sv}, "natverk", "Nätverken", "fakturor", "skrivbord", "ASA", "öberg", "oberg nätverk")
	finds(s, s.Maja, []ticket.ID{da}, "forbindelser", "værelse", "vaerelset", "ostergard", "Østergård forbindelse")
	finds(s, s.Maja, []ticket.ID{pl}, "światłowodu", "swiatlowod", "światłowodem", "umowa", "umowy", "łukasz", "lukasz umowa")
	finds(s, s.Maja, []ticket.ID{el}, "ρούτερ", "ρουτερ", "ΡΟΥΤΕΡ", "λογαριασμός", "λογαριασμου", "παπα", "λειτουργεί")
}

func TestFind_forgives_slips_and_knows_parts_of_words(t *testing.T) {
	t.Parallel()
	s := opened(t)
	id := asks(s, "en", "Ann Smith", "Broadband modem", "Nothing since the thunderstorm")
	asks(s, "en", "Bo Berg", "Invoice", "Twice")
	finds(s, s.Maja, []ticket.ID{id}, "broadb", "thund", "storm", "broadbadn", "thunderstrom", "modme", "broadbnd")
	require.True(t, find(s, s.Maja, "thunderstrom").Guessed)
	require.False(t, find(s, s.Maja, "thunderstorm").Guessed)
	finds(s, s.Maja, []ticket.ID{}, "helicopter", `"thunderstrom"`)
}

func TestFind_looks_at_notes_files_addresses_and_numbers(t *testing.T) {
	t.Parallel()
	s := opened(t)
	id := asks(s, "en", "Ann Smith", "Modem", "See the file", "router-log_2026.txt")
	other := asks(s, "en", "Bo Berg", "Invoice", "Twice")
	s.Takes(s.Maja, id)
	s.Notes(s.Maja, id, "The technician suspects the splitter")
	finds(s, s.Maja, []ticket.ID{id}, "splitter", "router-log_2026.txt", "router log", "has:file", "ann smith splitter")
	hit := find(s, s.Maja, "splitter").Hits[0]
	require.True(t, hit.IsNote)
	require.Equal(t, []string{"router-log_2026.txt"}, find(s, s.Maja, "log").Hits[0].Files)
	number := strconv.FormatInt(s.Ticket(other).Number, 10)
	for _, typed := range []string{number, "#" + number} {
		r := find(s, s.Maja, typed)
		require.NotNil(t, r.Number, typed)
		require.Equal(t, other, r.Number.ID, typed)
	}
	people := find(s, s.Maja, "bo berg").People
	require.Len(t, people, 1)
	require.Equal(t, "Bo Berg", people[0].Name)
}

func TestFind_understands_operators(t *testing.T) {
	t.Parallel()
	s := opened(t)
	one := asks(s, "sv", "Ann Smith", "Modem", "It is red and blinks")
	two := asks(s, "pl", "Bo Berg", "Modem", "It blinks red")
	s.Takes(s.Maja, one)
	s.SetsPriority(s.Maja, one, "high")
	finds(s, s.Maja, []ticket.ID{one}, "owner:me", "modem owner:maja", "priority:high", "language:sv", `"red and blinks"`, "modem -owner:none", "from:ann", `from:"ann smith"`, "modem priority:high language:sv", "-language:pl modem")
	finds(s, s.Maja, []ticket.ID{two}, "modem owner:none", "language:pl", `"blinks red"`, "modem -and", "from:berg", "modem -priority:high")
	finds(s, s.Maja, []ticket.ID{one, two}, "modem language:sv language:pl", "after:2026-11-09", "before:2026-11-10")
	finds(s, s.Maja, []ticket.ID{}, "before:2026-11-09", "after:2026-11-10", "is:late", "has:file modem", "team:nowhere", "company:bakkehuset", "tag:x", "topic:x", "status:closed")
}

func TestFind_shows_nothing_of_a_private_team_to_others(t *testing.T) {
	t.Parallel()
	s := opened(t)
	id := asks(s, "en", "Secret Person", "Xylophone", "Quagmire with hidden words", "zeppelin.txt")
	asks(s, "en", "Bo Berg", "Invoice", "Twice")
	finds(s, s.Maja, []ticket.ID{id}, "xylophone", "zeppelin", "quagmire")
	s.Goes(id, s.Private("Bills", s.Jonas))
	number := strconv.FormatInt(s.Ticket(id).Number, 10)
	for _, typed := range []string{"xylophone", "xyloph", "xylofone", "quagmire", "zeppelin", "secret person", number, "team:bills", "after:2026-01-01 -invoice", "owner:none -twice"} {
		r := find(s, s.Maja, typed)
		require.Empty(t, r.Hits, typed)
		require.Nil(t, r.Number, typed)
		require.Empty(t, r.People, typed)
		require.Zero(t, r.Total, typed)
		require.False(t, r.Guessed, typed)
	}
	finds(s, s.Jonas, []ticket.ID{id}, "xylophone", "zeppelin", "secret person", "team:bills")
	offers, err := search.Suggest(context.Background(), s.DB, s.Maja.Acting(), "team:b", "en")
	require.NoError(t, err)
	require.Empty(t, offers)
	offers, err = search.Suggest(context.Background(), s.DB, s.Jonas.Acting(), "xylophone team:b", "en")
	require.NoError(t, err)
	require.Equal(t, "xylophone team:Bills", offers[0].Text)
}

func TestFind_is_nothing_for_who_does_not_work_at_the_desk(t *testing.T) {
	t.Parallel()
	s := opened(t)
	for _, by := range []people.Actor{{}, s.Hanna.Acting()} {
		_, err := search.Find(context.Background(), s.DB, by, search.Parse("modem"), search.Cursor{}, time.UTC)
		require.Error(t, err)
		_, err = search.Suggest(context.Background(), s.DB, by, "team:", "en")
		require.Error(t, err)
	}
}

// known are the words that the desk's vocabulary has of some.
func known(s *cast.Stage, words ...string) (n int) {
	s.T.Helper()
	require.NoError(s.T, s.DB.QueryRow(context.Background(), `select count(distinct word) from search_words where word = any($1)`, words).Scan(&n))
	return n
}

func TestFind_loses_what_was_redacted_erased_or_called_spam_at_once(t *testing.T) {
	t.Parallel()
	s := opened(t)
	redacted := asks(s, "en", "Ann Smith", "Modem", "My password is quagmire")
	erased := asks(s, "en", "Zachary Xylander", "Xylophone", "About zeppelins", "gondola.txt")
	spam := asks(s, "en", "Win Winner", "Lottery", "You won kazoos")
	finds(s, s.Karin, []ticket.ID{redacted}, "quagmire")
	finds(s, s.Karin, []ticket.ID{erased}, "xylander", "zeppelin", "gondola")
	finds(s, s.Karin, []ticket.ID{spam}, "kazoo")
	require.Equal(t, 4, known(s, "quagmire", "xylander", "zeppelins", "gondola"))
	require.NoError(t, s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return search.Remember(ctx, tx, s.Karin.Acting(), search.Parse("xylander"))
	}))
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		m := s.Whole(redacted).Messages[0].ID
		_, err := ticket.Redact(ctx, tx, s.Karin.Acting(), s.Limits, redacted, ticket.Redaction{Message: m, Text: true, Reason: "a password"})
		return err
	})
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Erase(ctx, tx, s.Karin.Acting(), s.Ticket(erased).RequesterID, "Zachary Xylander")
		return err
	})
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.CallSpam(ctx, tx, s.Karin.Acting(), spam, ticket.Spam{})
	})
	finds(s, s.Karin, []ticket.ID{}, "quagmire", "xylander", "zeppelin", "gondola", "kazoo", "xylophone", "zepelin")
	require.Zero(t, known(s, "quagmire", "xylander", "zeppelins", "gondola", "xylophone"))
	finds(s, s.Karin, []ticket.ID{redacted}, "modem")
	recent, err := search.Recent(context.Background(), s.DB, s.Karin.Acting())
	require.NoError(t, err)
	require.Empty(t, recent)
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.NotSpam(ctx, tx, s.Karin.Acting(), spam) })
	finds(s, s.Karin, []ticket.ID{spam}, "kazoo")
}

func TestFind_follows_a_customer_who_is_joined_or_called_otherwise(t *testing.T) {
	t.Parallel()
	s := opened(t)
	one := asks(s, "en", "Ann Smith", "Modem", "Red")
	two := asks(s, "en", "Annabel Smythe", "Invoice", "Twice")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update people set name = 'Ann Quigley' where id = $1`, s.Ticket(one).RequesterID)
		return err
	})
	finds(s, s.Karin, []ticket.ID{one}, "quigley")
	finds(s, s.Karin, []ticket.ID{}, `"smith"`)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.JoinCustomers(ctx, tx, s.Karin.Acting(), s.Ticket(one).RequesterID, s.Ticket(two).RequesterID)
		return err
	})
	finds(s, s.Karin, []ticket.ID{one, two}, "quigley")
	finds(s, s.Karin, []ticket.ID{}, "smythe")
}

func TestFind_leads_through_all_pages_and_shows_no_ticket_twice(t *testing.T) {
	t.Parallel()
	s := opened(t)
	want := []ticket.ID{}
	for range 67 {
		want = append(want, asks(s, "en", "Ann Smith", "Modem", "It is red"))
	}
	var got []ticket.ID
	from := search.Cursor{}
	for range 5 {
		r, err := search.Find(context.Background(), s.DB, s.Maja.Acting(), search.Parse("modem"), from, time.UTC)
		require.NoError(t, err)
		require.LessOrEqual(t, len(r.Hits), search.PageSize)
		got = append(got, ids(r)...)
		if r.Next == nil {
			break
		}
		from = *r.Next
	}
	require.ElementsMatch(t, want, got)
}

func TestFind_puts_first_what_stands_in_the_subject(t *testing.T) {
	t.Parallel()
	s := opened(t)
	subject := asks(s, "en", "Ann Smith", "The splitter", "It is broken")
	body := asks(s, "en", "Bo Berg", "Something else", "There may be a splitter")
	require.Equal(t, []ticket.ID{subject, body}, ids(find(s, s.Maja, "splitter")))
}

func TestRecent_keeps_ten_for_each_and_forgets_them(t *testing.T) {
	t.Parallel()
	s := opened(t)
	for i := range 12 {
		s.Stop(s.Now().Add(time.Duration(i) * time.Second))
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			return search.Remember(ctx, tx, s.Maja.Acting(), search.Parse("modem "+string(rune('a'+i))))
		})
	}
	recent, err := search.Recent(context.Background(), s.DB, s.Maja.Acting())
	require.NoError(t, err)
	require.Len(t, recent, search.MostRecent)
	require.Equal(t, "modem l", recent[0])
	others, err := search.Recent(context.Background(), s.DB, s.Jonas.Acting())
	require.NoError(t, err)
	require.Empty(t, others)
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return search.ForgetRecent(ctx, tx, s.Maja.Acting()) })
	recent, err = search.Recent(context.Background(), s.DB, s.Maja.Acting())
	require.NoError(t, err)
	require.Empty(t, recent)
}

package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

func typed(q string) string { return "/desk/palette?q=" + url.QueryEscape(q) }

func TestPalette_finds_tickets_people_views_and_pages(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "Ο δρομολογητής δεν λειτουργεί")
	other := d.Asks(d.Goran, "Łącze jest przerwane")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.SaveView(ctx, tx, d.Maja.Acting(), ticket.ViewDraft{Name: "Greek, unanswered", Query: "language=el"})
		return err
	})
	v := d.as(d.Maja)
	for q, want := range map[string]string{
		"δρομολογητης": "Ο δρομολογητής", "lacze": "Łącze jest", "ΔΡΟΜΟΛ": "Ο δρομολογητής", "hanna": d.Hanna.Name, "ingrid": "/desk?owner=" + text(int64(d.Ingrid.ID)), "greek": "Greek, unanswered", "unans": "Greek, unanswered",
		"notices": "/desk/notices", "your set": "/desk/profile",
	} {
		require.Contains(t, v.Open(typed(q)).Body, want, q)
	}
	said := v.Open(typed("notic")).Body
	about := d.page(d.Asks(d.Hanna, "Notices on the router"))
	require.NotContains(t, said, about)
	said = v.Open(typed("notic")).Body
	require.Less(t, strings.Index(said, `href="/desk/notices"`), strings.Index(said, about), "a page that is called so goes before what only says so")
	number := strings.TrimPrefix(d.page(id), "/desk/tickets/")
	first, _, _ := strings.Cut(v.Open(typed("#"+number)).Body, "</a>")
	require.Contains(t, first, d.page(id), "the ticket with the number goes first")
	require.Contains(t, v.Open(typed("helicopter")).Body, "/desk/search?q=helicopter")
	require.Contains(t, v.Open("/desk/palette?lately="+strings.TrimPrefix(d.page(other), "/desk/tickets/")).Body, "Łącze jest przerwane")
	v.Open("/desk/search?q=red+lamp")
	require.Contains(t, v.Open("/desk/palette").Body, "red lamp")
	require.NotContains(t, d.as(d.Jonas).Open("/desk/palette").Body, "red lamp")
	require.NotContains(t, d.as(d.Jonas).Open(typed("greek")).Body, "unanswered", "the view is only hers")
}

func TestPalette_names_nothing_that_the_reader_may_not_see(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "Xylophone bill")
	d.Goes(id, d.Private("Secret bills", d.Jonas))
	number := strings.TrimPrefix(d.page(id), "/desk/tickets/")
	for _, path := range []string{typed("xylophone"), typed(number), typed("#" + number), typed("secret"), typed("bills"), "/desk/palette?lately=" + number, typed("team:secret"), typed("hanna")} {
		body := d.as(d.Maja).Open(path).Body
		require.NotContains(t, body, "Xylophone bill", path)
		require.NotContains(t, body, "Secret bills", path)
	}
	jonas := d.as(d.Jonas)
	require.Contains(t, jonas.Open(typed("xylophone")).Body, "Xylophone bill")
	require.Contains(t, jonas.Open(typed("secret")).Body, "Secret bills")
	require.Contains(t, jonas.Open("/desk/palette?lately="+number).Body, "Xylophone bill")
}

func TestPalette_leads_each_role_to_its_own_pages(t *testing.T) {
	t.Parallel()
	d := opened(t)
	require.NotContains(t, d.as(d.Maja).Open(typed("s")).Body, "/office")
	require.NotContains(t, d.as(d.Maja).Open(typed("audit")).Body, "/office")
	boss := d.Hires(people.Supervisor, "Sanne Holm")
	require.Contains(t, d.as(boss).Open(typed("spam")).Body, "/office/spam")
	require.NotContains(t, d.as(boss).Open(typed("audit")).Body, "/office/audit")
	admin := d.Hires(people.Admin, "Ada Holm")
	require.Contains(t, d.as(admin).Open(typed("audit")).Body, "/office/audit")
	require.Contains(t, d.as(admin).Open(typed("opening")).Body, "/office/settings/hours")
}

func TestPalette_answers_hostile_lines(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Hanna, "The splitter is broken")
	v := d.as(d.Maja)
	for _, q := range []string{strings.Repeat("status:open ", 1000), "%", "\x00", "\xff", "a & | ! <-> b:*", `"`, "'", strings.Repeat("x", 5000), "<script>", "-router"} {
		require.Equal(t, http.StatusOK, v.Open(typed(q)).Status, q)
		require.Equal(t, http.StatusOK, v.Open("/desk/palette?lately="+url.QueryEscape(q)).Status, q)
	}
	require.NotContains(t, v.Open(typed("<script>")).Body, "<script>")
}

func TestPalette_costs_at_most_three_round_trips(t *testing.T) {
	t.Parallel()
	stage := cast.New(t)
	counted := &trips{}
	db, err := pg.Open(t.Context(), stage.DB.Pool().Config().ConnString(), pg.Options{MaxConns: 1, Tracer: counted})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	d := over(stage, db)
	d.Asks(d.Hanna, "The splitter is broken")
	v := d.as(d.Maja)
	for _, address := range []string{"/desk/palette", "/desk/palette?lately=1,2,3", typed("splitter"), typed("1"), typed("hanna broken"), typed("status:open")} {
		v.Open(address) // the plans stay in memory
		counted.n = 0
		require.Equal(t, http.StatusOK, v.Open(address).Status)
		require.LessOrEqual(t, counted.n, 3, address)
	}
}

func TestKeys_have_a_page_of_their_own(t *testing.T) {
	t.Parallel()
	d := opened(t)
	require.Contains(t, d.as(d.Maja).Open("/desk").Body, "On this page")
	d.as(d.Maja).Open("/desk/keys").Says("In the queue", "In a ticket", "choose the ticket", "Next ticket").Lacks("go to the supervisors’ page")
}

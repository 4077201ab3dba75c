package desk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSearch_is_on_every_page_and_works_without_script(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "The splitter <b> is broken")
	other := d.Asks(d.Goran, "No internet")
	require.True(t, d.as(d.Maja).Open("/desk").HasForm("side-search-form"))
	p := d.as(d.Maja).Open("/desk/search").Form("search-form").Fill("q", "splitters").Press("Search")
	p.Says("1 ticket", "The splitter <b> is broken").Lacks("No internet")
	require.Contains(t, p.Body, "<mark>splitter</mark> &lt;b&gt; is broken")
	require.Contains(t, p.Body, d.page(id))
	p = d.as(d.Maja).Open("/desk/search?q=%23" + strings.TrimPrefix(d.page(other), "/desk/tickets/"))
	p.Says("The ticket with this number", "No internet")
	d.as(d.Maja).Open("/desk/search?q=helicopter").Says("Nothing was found", "status:open", "Try fewer words")
	d.as(d.Maja).Open("/desk/search?q=status:nonsense+splitter").Says("We did not understand this and left it out: status:nonsense")
	d.as(d.Maja).Open("/desk/search?q=spliter").Says("Here is what looks like them", "The splitter <b> is broken")
}

func TestSearch_remembers_and_forgets_what_somebody_looked_for(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.as(d.Maja).Open("/desk/search?q=red+lamp")
	d.as(d.Jonas).Open("/desk/search").Lacks("red lamp")
	p := d.as(d.Maja).Open("/desk/search").Says("red lamp").Form("search-forget").Press("Forget these")
	require.Equal(t, http.StatusOK, p.Status)
	require.Contains(t, p.Note(), "What you looked for is forgotten.")
	p.Lacks("red lamp")
}

func TestSearch_names_no_private_team_in_page_or_offers(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "Xylophone bill")
	d.Goes(id, d.Private("Bills", d.Jonas))
	for _, q := range []string{"xylophone", "xylofone", "team:bil", "bill"} {
		for _, path := range []string{"/desk/search?q=", "/desk/search/offers?q="} {
			page := d.as(d.Maja).Open(path + url.QueryEscape(q))
			require.NotContains(t, page.Body, "Xylophone bill", q)
			require.NotContains(t, page.Body, ">Bills<", q)
		}
	}
	require.Contains(t, d.as(d.Jonas).Open("/desk/search/offers?q=team:bil").Body, "Bills")
	d.as(d.Jonas).Open("/desk/search?q=xylophone").Says("Xylophone", "Bills")
}

func TestSearch_offers_operators_and_their_values(t *testing.T) {
	t.Parallel()
	d := opened(t)
	for typed, want := range map[string]string{"st": "status:", "lamp st": `data-fill="lamp status:"`, "status:wa": "waiting", "owner:maj": "Maja Lindqvist", "-owner:m": `data-fill="-owner:me"`, "priority:": "urgent", "lamp lang": "language:"} {
		require.Contains(t, d.as(d.Maja).Open("/desk/search/offers?q="+url.QueryEscape(typed)).Body, want, typed)
	}
	require.NotContains(t, d.as(d.Maja).Open("/desk/search/offers?q=lamp").Body, "<li>")
}

func TestSearch_answers_hostile_lines_with_a_page(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Hanna, "The splitter is broken")
	v := d.as(d.Maja)
	for _, q := range []string{strings.Repeat("status:open ", 1000), "%", "\x00", "\xff", "a & | ! <-> b:*", `"`, "'", strings.Repeat("x", 5000)} {
		require.Equal(t, http.StatusOK, v.Open("/desk/search?q="+url.QueryEscape(q)).Status, q)
		require.Equal(t, http.StatusOK, v.Open("/desk/search/offers?q="+url.QueryEscape(q)).Status, q)
		require.Equal(t, http.StatusOK, v.Open("/desk/search?q=splitter&after="+url.QueryEscape(q)).Status, q)
	}
}

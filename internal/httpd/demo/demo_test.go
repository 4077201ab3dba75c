package demo_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/httpd/demo"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/visitor"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// desk is the cast's stage behind the demo's door.
type desk struct {
	*cast.Stage
	site http.Handler
}

// opened is a demo's desk, or a real one, under a setting.
func opened(t *testing.T, isDemo, setting bool) desk {
	t.Helper()
	stage := cast.New(t)
	_, err := stage.DB.Pool().Exec(t.Context(), `update desk set is_demo = $1`, isDemo)
	require.NoError(t, err)
	blobs, err := blob.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, blobs.Close()) })
	base, err := url.Parse(visitor.Site)
	require.NoError(t, err)
	site, err := httpd.New(&httpd.Server{
		DB: stage.DB, Blobs: blobs, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Settings: httpd.Settings{BaseURL: base, Limits: stage.Limits, Rates: httpd.DefaultRates(), Demo: setting},
	}, demo.Routes)
	require.NoError(t, err)
	stage.At("Mon 9 Nov 10:00")
	return desk{stage, site}
}

// sent puts a mail into the mailbox.
func (d desk) sent(key, subject string) (id int64) {
	d.T.Helper()
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return outbox.Capture(ctx, tx, key, outbox.Captured{
			ToName: "Göran Åström", ToAddress: "goran@brevlada.example", Subject: subject, Text: "Vi svarar dig.\n\nVisa mitt ärende:\n" + visitor.Site + "/t/abc",
			HTML: `<!doctype html><html lang="sv"><head><title>x</title></head><body style="margin:0"><a href="` + visitor.Site + `/t/abc">Visa</a></body></html>`,
		})
	})
	require.NoError(d.T, d.DB.QueryRow(d.T.Context(), `select id from sent_mails where outbox_key = $1`, key).Scan(&id))
	return id
}

func (d desk) get(address string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, visitor.Site+address, nil))
	return w
}

func TestMailbox_shows_each_mail_the_newest_first_and_as_its_customer_gets_it(t *testing.T) {
	t.Parallel()
	d := opened(t, true, true)
	v := visitor.New(t, d.site)
	v.Open("/demo/mail").Says("No mail yet", "the first mail is the receipt")
	d.sent("a@x", "Vi svarar dig senast i dag 12:58")
	d.sent("b@x", "Fungerar det igen?")
	list := v.Open("/demo/mail").Says("Monday 9 November", "10:00", "To Göran Åström, goran@brevlada.example")
	require.Less(t, strings.Index(list.Text(), "Fungerar"), strings.Index(list.Text(), "Vi svarar"))
	list.Click("Fungerar det igen?").Says("Fungerar det igen?", "All mail", "To Göran Åström, goran@brevlada.example, today 10:00", "The same mail as plain text", "Visa mitt ärende:").Lacks("<body")
}

func TestMailbox_names_whom_it_has_no_name_of_by_their_address(t *testing.T) {
	t.Parallel()
	d := opened(t, true, true)
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return outbox.Capture(ctx, tx, "i@x", outbox.Captured{ToAddress: "ada@nordby.example", Subject: "Work with us", Text: "Hello", HTML: "<p>Hello</p>"})
	})
	v := visitor.New(t, d.site)
	v.Open("/demo/mail").Says("To ada@nordby.example").Click("Work with us").Says("To ada@nordby.example")
}

func TestMailbox_puts_the_mails_of_a_day_under_it(t *testing.T) {
	t.Parallel()
	d := opened(t, true, true)
	d.sent("a@x", "On Monday")
	d.At("Mon 9 Nov 23:59")
	d.sent("b@x", "Late on Monday")
	d.At("Tue 10 Nov 00:00")
	d.sent("c@x", "On Tuesday")
	text := visitor.New(t, d.site).Open("/demo/mail").Text()
	require.Regexp(t, `(?s)Tuesday 10 November.*00:00.*On Tuesday.*Monday 9 November.*23:59.*Late on Monday.*10:00.*On Monday`, text)
	require.Equal(t, 1, strings.Count(text, "Monday 9 November"))
}

func TestMailbox_has_pages(t *testing.T) {
	t.Parallel()
	d := opened(t, true, true)
	for i := range 51 {
		d.sent(strings.Repeat("k", i+1), "Mail "+strings.Repeat("i", i+1)+".")
	}
	v := visitor.New(t, d.site)
	v.Open("/demo/mail").Lacks("Mail i.").Click("Older").Says("Mail i.").Lacks("Mail ii.", "Older").Click("Newer").Says("Mail ii.", "Older").Lacks("Mail i.", "Newer")
	v.Open("/demo/mail?before=x").Refuses(http.StatusNotFound)
}

func TestLetter_stands_in_a_sandbox_where_only_its_styles_and_links_work(t *testing.T) {
	t.Parallel()
	d := opened(t, true, true)
	require.Equal(t, int64(1), d.sent("a@x", "Hej"))
	w := d.get("/demo/mail/1/html")
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-top-navigation-by-user-activation",
		w.Header().Get("Content-Security-Policy"))
	require.Contains(t, w.Body.String(), `<head><base target="_top">`)

	page := d.get("/demo/mail/1")
	require.Equal(t, httpd.Policy+"; frame-src 'self'", page.Header().Get("Content-Security-Policy"))
	require.NotContains(t, page.Body.String(), "style=", "inline styles stay in the letter")
	require.Contains(t, page.Body.String(), `sandbox="allow-popups allow-top-navigation-by-user-activation"`)
	require.Contains(t, page.Body.String(), `<h1 lang="sv" dir="auto">Hej</h1>`)
	require.Equal(t, http.StatusNotFound, d.get("/demo/mail/2").Code)
	require.Equal(t, http.StatusNotFound, d.get("/demo/mail/2/html").Code)
	require.Equal(t, http.StatusNotFound, d.get("/demo/mail/x").Code)
}

func TestClock_moves_forward_and_leads_back(t *testing.T) {
	t.Parallel()
	d := opened(t, true, true)
	press := func(forward, back string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, visitor.Site+"/demo/clock", strings.NewReader(url.Values{"forward": {forward}, "back": {back}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		d.site.ServeHTTP(w, r)
		return w
	}
	w := press("1h", "/demo/mail?before=3")
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Equal(t, "/demo/mail?before=3", w.Header().Get("Location"))
	visitor.New(t, d.site).Open("/demo/mail").Says("No mail yet")
	require.Contains(t, d.get("/demo/mail").Body.String(), "11:00")
	require.Equal(t, "/", press("24h", "https://evil.example/").Header().Get("Location"))
	require.Equal(t, http.StatusNotFound, press("-1h", "/").Code)
}

func TestDemo_is_not_there_on_a_real_desk(t *testing.T) {
	t.Parallel()
	for _, d := range []desk{opened(t, false, true), opened(t, true, false)} {
		d.sent("a@x", "Hej")
		for _, address := range []string{"/demo/mail", "/demo/mail/1", "/demo/mail/1/html"} {
			require.Equal(t, http.StatusNotFound, d.get(address).Code, address)
		}
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, visitor.Site+"/demo/clock", strings.NewReader("forward=1h"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		d.site.ServeHTTP(w, r)
		require.Equal(t, http.StatusNotFound, w.Code)
	}
}

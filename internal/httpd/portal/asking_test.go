package portal

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/httpd"
)

func TestHome_says_by_when_and_leads_to_the_form(t *testing.T) {
	t.Parallel()
	d := opened(t)
	home := d.visitor().Open("/")
	home.Says("How can we help you?", "If you write now, we answer you by today 14:00.")
	home.Click("Ask us").Says("If you send this now, we answer you by today 14:00.")
	require.Contains(t, home.Body, `href="/login"`)
}

func TestAsking_makes_a_ticket_and_shows_what_is_promised(t *testing.T) {
	t.Parallel()
	d := opened(t)
	sent := filled(d.visitor()).Attach("files", "router lamps.jpg", []byte("\xff\xd8\xff picture")).Press("Send")
	sent.Says("We have your question", "We answer you by today 14:00.", "We write to hanna@bakkehuset.example.",
		"No internet since last night", "since about eleven last night.", "router lamps.jpg", "from you today 10:00")
	whole := d.Whole(d.only())
	require.Equal(t, d.Hanna.ID, whole.RequesterID)
	require.Equal(t, "Hello,\n\nsince about eleven last night.", whole.Messages[0].Body)
	require.Len(t, whole.Messages[0].Files, 1)
	require.Equal(t, "image/jpeg", whole.Messages[0].Files[0].Kind)
	require.True(t, whole.Next().WasTold(), "the receipt states the time")
}

func TestReceipt_shows_no_more_than_was_typed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.visitor()
	sent := filled(v).Press("Send")
	d.Replies(d.Maja, d.only(), "A secret between us.")
	again := v.Open(sent.Address)
	again.Says("We answer you by today 14:00.").Lacks("secret", "Maja")
	require.NotContains(t, again.Body, "/t/", "whoever only typed an address gets no link to the ticket")
	v.Open("/tickets/sent/" + strings.Repeat("x", 26)).Refuses(http.StatusNotFound)
}

func TestReceipt_is_not_made_of_a_later_message(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.visitor()
	form := v.Open(d.link(id)).Form("write").Fill("body", "And it is raining.")
	form.Press("Send").Says("And it is raining.")
	v.Open("/tickets/sent/" + form.Value("key")).Refuses(http.StatusNotFound)
}

func TestSending_twice_is_sending_once(t *testing.T) {
	t.Parallel()
	d := opened(t, func(s *httpd.Settings) { s.Rates.AskNetwork.Limit = 1 })
	v := d.visitor()
	form := filled(v)
	first := form.Press("Send").Says("We have your question")
	second := form.Press("Send").Says("We have your question")
	require.Equal(t, first.Address, second.Address)
	v.Open(second.Address).Says("We have your question") // a reload
	require.Equal(t, 1, d.count("tickets"))
	require.Equal(t, 1, d.count("outbox"))
}

func TestSending_twenty_times_at_once_is_one_try(t *testing.T) {
	t.Parallel()
	d := opened(t, func(s *httpd.Settings) { s.Rates.AskNetwork.Limit, s.Rates.AskAddress.Limit = 1, 1 })
	page := d.visitor().Open("/tickets/new").Form("question")
	fields := url.Values{
		"key": {page.Value("key")}, "language": {"en"}, "name": {"Hanna Lund"}, "email": {"hanna@bakkehuset.example"},
		"subject": {"No internet"}, "body": {"Since last night."},
	}
	answers := make([]*httptest.ResponseRecorder, 20)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/tickets", strings.NewReader(fields.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			answers[i] = d.answer(r)
		})
	}
	all.Wait()
	for _, a := range answers {
		require.Equal(t, http.StatusSeeOther, a.Code)
	}
	require.Equal(t, 1, d.count("tickets"))
	var tries int
	require.NoError(t, d.DB.QueryRow(t.Context(), `select sum(count) from throttles where key like 'ask%'`).Scan(&tries))
	require.Equal(t, 2, tries, "one of the network, one of the address")
}

func TestShowing_the_form_lets_the_browser_go_back_to_the_same_key(t *testing.T) {
	t.Parallel()
	d := opened(t)
	page := d.visitor().Open("/tickets/new")
	require.Equal(t, []string{"private, max-age=0"}, page.Header.Values("Cache-Control"))
	require.Equal(t, []string{"no-store"}, d.visitor().Open("/").Header.Values("Cache-Control"))
}

func TestSending_other_words_with_a_used_form_asks_first(t *testing.T) {
	t.Parallel()
	d := opened(t)
	form := filled(d.visitor())
	form.Press("Send").Says("We have your question")
	back := form.Fill("subject", "Also: no television").Press("Send")
	back.Refuses(http.StatusConflict, "You have sent this form before, with other words.")
	require.Equal(t, 1, d.count("tickets"))
	again := back.Form("question")
	require.Equal(t, "Also: no television", again.Value("subject"))
	require.NotEqual(t, form.Value("key"), again.Value("key"))
	again.Press("Send").Says("We have your question", "Also: no television")
	require.Equal(t, 2, d.count("tickets"))
}

func TestAsking_refuses_what_does_not_fit_and_keeps_what_was_typed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	const required, address, notText = "Fill this in.", "Write a mail address like name@example.com.", "There are characters in here that cannot be stored."
	mega := strings.Repeat("a ", 500_000)
	for _, c := range []struct{ name, text, says string }{
		{"name", "", required},
		{"name", " \n ", required},
		{"name", strings.Repeat("å", 201), "At most 200 characters fit here."},
		{"name", "a\x00b", notText},
		{"name", "a\xff\xfeb", notText},
		{"email", "", required},
		{"email", "hanna", address},
		{"email", "hanna@bakkehuset", address},
		{"email", "a@b.example\nBcc: everybody@b.example", address},
		{"email", strings.Repeat("a", 250) + "@b.example", "At most 254 characters fit here."},
		{"email", "a\x00@b.example", notText},
		{"subject", "", required},
		{"subject", strings.Repeat("🙂", 101), "At most 200 characters fit here."},
		{"subject", "\xc3\x28", notText},
		{"subject", mega, "At most 200 characters fit here."},
		{"body", "", required},
		{"body", mega, "At most 50,000 characters fit here."},
		{"body", "a\x00b", notText},
		{"language", "klingon", "Choose one of the five languages."},
		{"language", "", "Choose one of the five languages."},
		{"key", "short", "This form is incomplete."},
		{"key", "", "This form is incomplete."},
		{"key", "a\x00\xff long enough to be one", "This form is incomplete."},
	} {
		back := filled(d.visitor()).Forge(c.name, c.text).Press("Send")
		back.Refuses(http.StatusUnprocessableEntity, "One thing needs a change.", c.says, "Choose your files again")
		form := back.Form("question")
		require.GreaterOrEqual(t, len(form.Value("key")), 16, "it can be sent again")
		for name, text := range map[string]string{"name": "Hanna Lund", "email": "hanna@bakkehuset.example", "body": "Hello,\n\nsince about eleven last night."} {
			if name != c.name {
				require.Equal(t, text, form.Value(name), "with %q in %s", c.text[:min(20, len(c.text))], c.name)
			}
		}
		require.Equal(t, 0, d.count("tickets"), "%s %q", c.name, c.text[:min(20, len(c.text))])
	}
	require.Equal(t, 10, d.count("people"), "nobody new was written down")
}

func TestAsking_tells_every_fault_at_once(t *testing.T) {
	t.Parallel()
	d := opened(t)
	back := d.visitor().Open("/tickets/new").Form("question").Press("Send")
	back.Refuses(http.StatusUnprocessableEntity, "4 things need a change.", "In a few words: Fill this in.", "Your mail address: Fill this in.")
	for _, field := range []string{"name", "email", "subject", "body"} {
		require.Contains(t, back.Body, `href="#`+field+`"`)
		require.Contains(t, back.At(field+"-error"), "Fill this in.")
	}
}

func TestAsking_shows_markup_as_text(t *testing.T) {
	t.Parallel()
	d := opened(t)
	const nasty = `<script>alert(1)</script><img src=x onerror=alert(1)> "quoted" & {{.Name}}`
	form := d.visitor().Open("/tickets/new").Form("question").Fill("subject", nasty).Fill("body", nasty+"\n</textarea><b>bold").
		Fill("name", nasty).Fill("email", "not an address"+nasty)
	back := form.Press("Send").Refuses(http.StatusUnprocessableEntity)
	require.Equal(t, nasty, back.Form("question").Value("subject"))
	require.Equal(t, nasty+"\n</textarea><b>bold", back.Form("question").Value("body"))
	sent := back.Form("question").Fill("email", "o'brien+kept@b.example").Press("Send").Says(nasty, "o'brien+kept@b.example")
	for _, page := range []string{back.Body, sent.Body, d.visitor().Open(d.link(d.only())).Says(nasty).Body} {
		require.NotContains(t, page, "<script>alert")
		require.NotContains(t, page, "<img src=x")
	}
}

func TestAsking_refuses_files_beyond_the_limits_and_keeps_the_text(t *testing.T) {
	t.Parallel()
	d := opened(t, func(s *httpd.Settings) { s.Limits.Files, s.Limits.FileBytes, s.Limits.RequestBytes = 2, 1<<20, 4<<20 })
	large := bytes.Repeat([]byte("x"), 1<<20+1)
	back := filled(d.visitor()).Attach("files", "film.mov", large).Press("Send")
	back.Refuses(http.StatusRequestEntityTooLarge, "“film.mov” is larger than 1 MB", "Choose your files again")
	require.Equal(t, "No internet since last night", back.Form("question").Value("subject"))
	form := filled(d.visitor())
	for _, name := range []string{"a.txt", "b.txt", "c.txt"} {
		form.Attach("files", name, []byte(name))
	}
	form.Press("Send").Refuses(http.StatusRequestEntityTooLarge, "Choose at most 2 files.")
	form = filled(d.visitor()).Attach("files", "huge.bin", bytes.Repeat(large, 5))
	form.Press("Send").Refuses(http.StatusRequestEntityTooLarge, "Your text is still on the page before.")
	require.Equal(t, 0, d.count("tickets"))
	require.Equal(t, 0, d.count("attachments"))
}

func TestAsking_too_often_is_refused_without_losing_the_text(t *testing.T) {
	t.Parallel()
	d := opened(t, func(s *httpd.Settings) { s.Rates.AskAddress.Limit = 2 })
	v := d.visitor()
	for range 2 {
		filled(v).Press("Send").Says("We have your question")
	}
	back := filled(v).Press("Send").Refuses(http.StatusTooManyRequests, "That was tried too often.")
	require.Equal(t, "3600", back.Header.Get("Retry-After"))
	require.Equal(t, "Hanna Lund", back.Form("question").Value("name"))
	filled(v).Fill("email", "somebody@else.example").Press("Send").Says("We have your question")
	require.Equal(t, 3, d.count("tickets"))
}

func TestAsking_in_a_language_is_answered_in_it(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.visitor()
	v.Language = "el-GR, en;q=0.5"
	form := v.Open("/tickets/new").Form("question")
	require.Equal(t, "el", form.Value("language"), "the page's own language stands first")
	sent := form.Fill("subject", "Brak internetu").Fill("body", "Od wczoraj.").Fill("name", "Ola Nowak").
		Fill("email", "ola@poczta.example").Choose("language", "pl").Press("Αποστολή")
	sent.Says("Θα σας απαντήσουμε έως σήμερα στις 14:00.")
	require.Equal(t, "el", sent.Language())
	require.Contains(t, sent.Body, `lang="pl"`, "what was written in Polish says so")
	require.Equal(t, "pl", string(d.Whole(d.only()).Locale))
	require.Equal(t, "pl", string(d.Whole(d.only()).Requester.Locale))
}

func TestAsking_from_another_site_is_refused(t *testing.T) {
	t.Parallel()
	d := opened(t)
	r := filled(d.visitor()).Request("Send")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Origin", "https://evil.example")
	require.Equal(t, http.StatusForbidden, d.answer(r).Code)
	broken := d.visitor().Send(http.MethodPost, "/tickets", "multipart/form-data; boundary=x", strings.NewReader("--x\r\ngarbage"))
	broken.Refuses(http.StatusBadRequest)
	d.visitor().Send(http.MethodPost, "/tickets", "application/x-www-form-urlencoded", strings.NewReader(url.Values{"name": {"x"}}.Encode())).
		Refuses(http.StatusUnprocessableEntity)
	require.Equal(t, 0, d.count("tickets"))
}

func TestAsking_with_a_forged_key_leads_nowhere_else(t *testing.T) {
	t.Parallel()
	d := opened(t)
	for _, key := range []string{"/../../login?next=//evil.example", "//evil.example/aaaaaaaaaa", "aaaaaaaaaaaaaaaa\r\nLocation: //evil.example", "%2e%2e%2f%2e%2e%2flogin"} {
		page := filled(d.visitor()).Forge("key", key).Press("Send")
		page.Refuses(http.StatusUnprocessableEntity)
		require.NotEqual(t, key, page.Form("question").Value("key"), "it comes back under a key that is ours")
	}
	require.Equal(t, 0, d.count("tickets"))
}

func TestLimits_count_as_the_form_says(t *testing.T) {
	t.Parallel()
	d := opened(t)
	page := d.visitor().Open("/tickets/new")
	for _, max := range []string{`maxlength="200"`, `maxlength="254"`, `maxlength="50000"`} {
		require.Contains(t, page.Body, max)
	}
	text := strings.Repeat("α\n", 25_000)
	filled(d.visitor()).Fill("body", text).Fill("subject", strings.Repeat("🙂", 100)).Press("Send").Says("We have your question")
	require.Equal(t, 50_000-1, field.Length(d.Whole(d.only()).Messages[0].Body))
}

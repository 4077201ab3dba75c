package browser

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/live"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// following lets the product's pages follow what happens.
func following(t testing.TB) func(*httpd.Server) {
	return func(s *httpd.Server) {
		s.Live = live.New()
		ctx, cancel := context.WithCancel(context.Background())
		var run sync.WaitGroup
		run.Go(func() { s.Live.Run(ctx, s.DB, slog.New(slog.DiscardHandler)) })
		t.Cleanup(func() {
			s.Live.Close()
			cancel()
			run.Wait()
		})
	}
}

func (p *product) isAsked(subject string) (id ticket.ID) {
	p.t.Helper()
	p.change(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.Ask(ctx, tx, people.Actor{}, ticket.DefaultLimits(), ticket.Question{
			Key: rand.Text(), Name: "Hanna Lund", Address: "hanna@bakkehuset.example", Subject: subject, Body: "Since last night.", Locale: i18n.EN,
		})
		return err
	})
	return id
}

// points moves the mouse onto what a selector finds.
func (p *tab) points(selector string) {
	p.t.Helper()
	p.rests(selector)
	at := ask[[]float64](p, `(r => [r.x + r.width / 2, r.y + r.height / 2])(document.querySelector(`+quoted(selector)+`).getBoundingClientRect())`)
	p.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
}

// cable is the net between a browser and the server.
type cable struct {
	listener net.Listener

	mu    sync.Mutex
	isCut bool
	ends  []net.Conn
}

// laid is a net of its own to the product, and the address at its near end.
func laid(t testing.TB, p *product) (*cable, string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &cable{listener: listener}
	go c.accept(strings.TrimPrefix(p.base, "http://"))
	t.Cleanup(func() {
		require.NoError(t, listener.Close())
		c.cut(true)
	})
	return c, "http://" + listener.Addr().String()
}

func (c *cable) accept(far string) {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return // the test has ended
		}
		to, err := net.Dial("tcp", far)
		if err != nil {
			_ = near.Close()
			continue
		}
		c.mu.Lock()
		c.ends = append(c.ends, near, to)
		isCut := c.isCut
		c.mu.Unlock()
		if isCut {
			c.cut(true)
			continue
		}
		go pass(near, to)
		go pass(to, near)
	}
}

// pass lets one end hear the other until either is closed.
func pass(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	_, _ = to.Close(), from.Close()
}

func (c *cable) cut(is bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.isCut = is
	for _, end := range c.ends {
		if is {
			_ = end.Close() // may have ended by itself
		}
	}
}

func TestJourney_two_browsers_at_one_desk_follow_each_other(t *testing.T) {
	t.Parallel()
	kept := calm(t, following(t))
	first, second := kept.isAsked("No internet"), kept.isAsked("Slow Wi-Fi")
	var boss people.Person
	require.NoError(t, kept.db.QueryRow(t.Context(), `select id, role, name from people where role = 'supervisor'`).Scan(&boss.ID, &boss.Role, &boss.Name))
	net, near := laid(t, kept)
	one, two := open(t, visitor{base: near, mayCut: true, mayRefuse: true}), open(t, visitor{base: kept.base})
	one.signsInAs(maja)
	two.signsInAs(ingrid)

	// Rows never move under the pointer.
	const order = `[...document.querySelectorAll(".board .row-link")].map(a => a.innerText).join()`
	one.points(".board .row:first-of-type .row-link")
	require.Equal(t, "No internet,Slow Wi-Fi", ask[string](one, order))
	kept.change(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetPriority(ctx, tx, boss.Acting(), second, sla.Urgent)
	})
	one.until(`document.querySelector(".row .tag.moved")?.innerText === "moved"`, "the row that would move says so")
	require.Equal(t, "No internet,Slow Wi-Fi", ask[string](one, order))
	one.points("h1")
	one.until(order+` === "Slow Wi-Fi,No internet"`, "it moves when the pointer has left")
	one.lacks(".tag.moved")

	// Each sees the other at a ticket, and that something is being written.
	var number int64
	require.NoError(t, kept.db.QueryRow(t.Context(), `select number from tickets where id = $1`, first).Scan(&number))
	page := fmt.Sprintf("/desk/tickets/%d", number)
	one.open(page)
	one.has("#reply-body")
	two.open(page)
	one.sees("Ingrid is viewing")
	two.sees("Maja is viewing")
	two.fill("#reply-body", "We look into it.")
	one.sees("Ingrid is writing")
	one.sees("Ingrid began to write here")
	one.press("#others form button")
	two.until(`document.querySelector(".side a[href='/desk/notices'] .news")?.innerText.startsWith("1")`, "the bell rings")
	two.sees("Maja answers this ticket and lets you know.")
	require.Equal(t, "We look into it.", ask[string](two, `document.querySelector("#reply-body").value`), "what is typed stays")

	// A connection that is lost is said, and nothing is missed.
	net.cut(true)
	one.until(`document.querySelector(".as-of")?.innerText.startsWith("as of ")`, "as of when the page is")
	one.has(".toasts [data-said=say-offline]")
	kept.change(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Note(ctx, tx, boss.Acting(), ticket.DefaultLimits(), first, ticket.Draft{Key: rand.Text(), Body: "The cabinet is wet."})
		return err
	})
	two.sees("The cabinet is wet.")
	require.Equal(t, "Kept", ask[string](two, `document.querySelector(".side .brand a").textContent.trim()`), "only what leads to lists follows")
	net.cut(false)
	one.sees("The cabinet is wet.")
	one.lacks(".as-of")
	two.open("/desk")
	one.until(`!document.querySelector("#here .here")`, "nobody else is there")
}

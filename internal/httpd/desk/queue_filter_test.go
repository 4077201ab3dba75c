package desk

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
)

func TestQueue_filters_by_everything_that_a_ticket_has_and_shows_each_filter_to_be_taken_off(t *testing.T) {
	t.Parallel()
	d := opened(t)
	hanna, goran, mette := d.Asks(d.Hanna, "Ingen täckning"), d.Asks(d.Goran, "Fakturan"), d.Asks(d.Mette, "Regningen")
	d.Takes(d.Jonas, mette)
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		if _, err := topic.AddTag(ctx, tx, d.Karin.Acting(), topic.TagDraft{Name: "bills", Colour: topic.Plain}); err != nil {
			return err
		}
		if err := ticket.SetPriority(ctx, tx, d.Maja.Acting(), goran, sla.Urgent); err != nil {
			return err
		}
		return ticket.Tag(ctx, tx, d.Maja.Acting(), goran, "bills")
	})
	d.Replies(d.Jonas, mette, "Hvilken måned?", func(x *ticket.Draft) { x.Then = promise.Awaiting })
	tags, err := topic.Tags(t.Context(), d.DB, d.Maja.Acting())
	require.NoError(t, err)
	v := d.as(d.Maja)
	h, g, m := "Ingen täckning", "Fakturan", "Regningen"
	all := []string{h, g, m}
	for query, shown := range map[string][]string{
		"priority=urgent":                                    {g},
		"priority=urgent&priority=normal":                    {h, g, m},
		"tag=" + text(int64(tags[0].ID)):                     {g},
		"status=pending":                                     {m},
		"status=pending&status=new":                          {h, g, m},
		"waiting=customer":                                   {m},
		"waiting=us":                                         {h, g},
		"waiting=us&waiting=customer":                        {h, g, m},
		"waiting=others":                                     {},
		"language=sv":                                        {g},
		"language=sv&language=da":                            {g, m},
		"kind=first_reply":                                   {h, g},
		"owner=" + text(int64(d.Jonas.ID)):                   {m},
		"owner=" + text(int64(d.Jonas.ID)) + "&owner=nobody": {h, g, m},
		"due=late":                                           {},
		"due=today&waiting=us":                               {h, g},
		"due=hour":                                           {g},
		"text=INGEN+tack":                                    {h},
		"text=" + text(d.Ticket(mette).Number):               {m},
		"text=%25":                                           {},
		"text=_":                                             {},
		"language=sv&priority=low":                           {},
	} {
		page := v.Open("/desk?" + query)
		for _, one := range all {
			if strings.Contains(strings.Join(shown, "|"), one) {
				page.Says(one)
			} else {
				page.Lacks(one)
			}
		}
	}
	page := v.Open("/desk?priority=urgent&language=sv")
	page.Says("Remove the filter Priority: Urgent", "Remove the filter Language: Svenska").Click("Remove the filter Priority: Urgent").Says("Remove the filter Language: Svenska", g).Lacks("Remove the filter Priority")
	require.NotEmpty(t, d.Ticket(hanna).Number)
}

func TestQueue_stands_in_every_order_page_by_page_with_every_ticket_once(t *testing.T) {
	t.Parallel()
	d := opened(t)
	n := ticket.PageSize + 7
	for i := range n {
		id := d.Asks(d.Hanna, fmt.Sprintf("Ticket number %03d", i))
		if i%5 == 0 {
			d.Do(func(ctx context.Context, tx *pg.Tx) error {
				return ticket.SetPriority(ctx, tx, d.Maja.Acting(), id, sla.Priorities[i/5%4])
			})
		}
		if i%9 == 0 {
			d.Replies(d.Maja, id, "We look.")
		}
	}
	v := d.as(d.Maja)
	for sort, first := range map[ticket.Sort]string{
		ticket.ByDue: "", ticket.ByNewest: fmt.Sprintf("Ticket number %03d", n-1), ticket.ByOldest: "Ticket number 000",
		ticket.ByUnanswered: "Ticket number 001", ticket.ByPriority: "Urgent", ticket.ByChanged: "",
	} {
		one := v.Open("/desk?sort="+string(sort)).Says(fmt.Sprintf("%d tickets", n), first)
		two := one.Click("Next").Says("From the beginning")
		require.Equal(t, ticket.PageSize, strings.Count(one.Body, `class="row`+` `)+strings.Count(one.Body, `class="row"`), sort)
		for i := range n {
			subject := fmt.Sprintf("Ticket number %03d", i)
			require.Equal(t, 1, strings.Count(one.Body+two.Body, ">"+subject+"</a>"), "%s: %s", sort, subject)
		}
	}
}

func TestQueue_takes_whatever_stands_in_its_address(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	for _, query := range []string{
		"sort=evil&after=MS4xLjE", "sort=priority&after=OS4xLjE", "sort=unanswered&after=MC4tMS4x", "sort=changed&after=%ff", "text=%00%ff'%22--", "text=" + strings.Repeat("%25", 3000),
		"company=%27;drop+table+tickets", "company=%5c", "tag=" + strings.Repeat("9", 18), "topic=9223372036854775807", "team=9223372036854775807", "view=0x1", "view=-1", "view=mine&view=late",
		"due=late&due=hour&due=later&due=today", "kind=visit", "base=999999", "status=closed&sort=priority&after=MS4xLjE", strings.Repeat("tag=1&", 900),
	} {
		require.Equal(t, http.StatusOK, v.Open("/desk?"+query).Status, query)
	}
	v.Open("/desk?view=424242").Refuses(http.StatusNotFound)
	v.Open("/desk?owner=9223372036854775807").Refuses(http.StatusNotFound)
	v.Open("/desk/views/424242").Refuses(http.StatusNotFound)
	v.Open("/desk/views/x").Refuses(http.StatusNotFound)
}

func TestQueue_says_that_it_took_too_long_and_keeps_the_filters_at_hand(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	v.Open("/desk") // what is read once is read
	_, err := d.DB.Pool().Exec(t.Context(), `create or replace function plain(words text) returns text language sql volatile return (select lower(words) from pg_sleep(30))`)
	require.NoError(t, err)
	v.Open("/desk?text=internet").Refuses(http.StatusServiceUnavailable, "This list took too long.", "Choose a team").Form("filters")
}

// trips counts round trips: batches and statements on their own.
type trips struct{ n int }

func (c *trips) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n++
	return ctx
}

func (c *trips) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (c *trips) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	c.n++
	return ctx
}
func (c *trips) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

func (c *trips) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

func TestQueue_costs_at_most_three_round_trips(t *testing.T) {
	t.Parallel()
	stage := cast.New(t)
	counted := &trips{}
	db, err := pg.Open(t.Context(), stage.DB.Pool().Config().ConnString(), pg.Options{MaxConns: 1, Tracer: counted})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	d := over(stage, db)
	for i := range ticket.PageSize + 3 {
		d.Asks(d.Hanna, fmt.Sprintf("Ticket number %03d", i))
	}
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.SaveView(ctx, tx, d.Maja.Acting(), ticket.ViewDraft{Name: "Swedish", Query: "language=sv"})
		return err
	})
	views, err := ticket.Views(t.Context(), d.DB, d.Maja.Acting())
	require.NoError(t, err)
	v := d.as(d.Maja)
	for _, address := range []string{
		"/desk", "/desk?view=mine", "/desk?priority=normal&text=number&sort=newest", "/desk?status=closed", "/desk?view=late", "/desk?view=risk", "/desk?view=solved",
		"/desk?view=near&owner=" + text(int64(d.Jonas.ID)), "/desk?view=" + text(int64(views[0].ID)),
	} {
		v.Open(address) // the rules, which never change, and the plans stay in memory
		counted.n = 0
		require.Equal(t, http.StatusOK, v.Open(address).Status)
		require.LessOrEqual(t, counted.n, 3, address)
	}
}

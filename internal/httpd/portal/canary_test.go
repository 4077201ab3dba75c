package portal

import (
	"context"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// secret is what no customer may ever read.
const secret = "CANARY-17"

// toldKinds are the events that customers are told of, in words of their own; all others are the staff's.
var toldKinds = []event.Kind{
	event.TicketAsked, event.CustomerWrote, event.CustomerSaidNotYet, event.CustomerConfirmed, event.UnderstandingRight, event.StaffReplied, event.TicketSolved,
	event.TicketReopened, event.TicketClosed, event.PromiseMade, event.PromiseKept, event.PromiseBroken, event.PromiseMoved, event.PromiseMovedByRule,
	event.PromiseWithdrawn, event.PromiseDelivered, event.AwaitsCustomer, event.TicketOpened, event.Apologised,
}

// ourKinds are all others that the program knows, read from its text, so that a new one is one of these until somebody
// says that customers are told of it.
func ourKinds(t *testing.T) []event.Kind {
	t.Helper()
	text, err := os.ReadFile("../../event/event.go")
	require.NoError(t, err)
	var all []event.Kind
	for _, m := range regexp.MustCompile(`= "((?:ticket|promise|question|mail)\.[a-z_]+)"`).FindAllStringSubmatch(string(text), -1) {
		if kind := event.Kind(m[1]); !slices.Contains(toldKinds, kind) {
			all = append(all, kind)
		}
	}
	require.Greater(t, len(all), 30)
	return all
}

// read are the customer's page in every language, and all that their pages are made of.
func (d desk) read(id ticket.ID) []string {
	d.T.Helper()
	var all []string
	for _, locale := range i18n.Locales {
		v := d.visitor()
		v.Language = string(locale)
		all = append(all, v.Open(d.link(id)).Text())
	}
	seen, err := ticket.Seen(d.T.Context(), d.DB, d.Holder(id), id)
	require.NoError(d.T, err)
	raw, err := json.Marshal(seen) // how much has happened, and through whose hands it went, is ours too
	require.NoError(d.T, err)
	return append(all, string(raw))
}

func TestEvents_of_the_staffs_own_leave_no_trace_on_the_customers_page(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Promises(d.Maja, id, "Oskar comes by", "Mon 9 Nov 15:00")
	d.Replies(d.Maja, id, "We look.")
	before := d.read(id)
	first, commitment := d.Latest(id, promise.FirstReply).ID, d.Latest(id, promise.Commitment).ID
	const q = `
		with ticket as (update tickets set last_event = last_event + 1 where id = @id returning last_event)
		insert into events (ticket_id, number, at, actor_id, kind, promise_id, person_id, was, became, was_at, became_at)
		select @id, last_event, kept_now(), @by, @kind, @promise, @by, @secret, @secret, @at, @at from ticket`
	other := d.Time("Tue 24 Nov 03:33")
	for _, kind := range ourKinds(t) {
		for _, p := range []*promise.ID{nil, &first, &commitment} {
			d.Do(func(ctx context.Context, tx *pg.Tx) error {
				_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{"id": id, "by": d.Ingrid.ID, "kind": kind, "promise": p, "secret": secret, "at": other})
				return err
			})
		}
	}
	require.Equal(t, before, d.read(id))
}

func TestReasons_and_names_among_ourselves_never_reach_the_customer(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Sees(id)
	d.Until("Mon 9 Nov 14:01") // warned, broken, handed up
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetAside(ctx, tx, d.Ingrid.Acting(), d.Limits, id, secret+" aside")
	})
	d.Replies(d.Maja, id, "We look.", func(draft *ticket.Draft) { draft.Undo, draft.Body = time.Minute, secret+" undone" })
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Undo(ctx, tx, d.Maja.Acting(), id)
		return err
	})
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.TakeOver(ctx, tx, d.Ingrid.Acting(), d.Limits, id, ticket.Taking{Reason: secret + " taken over"})
	})
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		was := d.Ingrid.ID
		return ticket.Assign(ctx, tx, d.Karin.Acting(), id, ticket.Handing{Was: &was, To: &d.Maja.ID})
	})
	d.Replies(d.Maja, id, "Here is an answer.")
	d.Notes(d.Jonas, id, secret+" note")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetWaiting(ctx, tx, d.Maja.Acting(), d.Limits, id, ticket.Wait{Status: promise.OnHold, For: secret + " for whom"})
	})
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.LookAgain(ctx, tx, d.Maja.Acting(), id, ticket.Look{At: d.Time("Tue 10 Nov 03:33")})
		return err
	})
	d.Writes(id, "Thanks!")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.NoReplyNeeded(ctx, tx, d.Maja.Acting(), d.Limits, id, ticket.NoReply{Reason: secret + " thanks", Seen: d.Whole(id).LastMessage()})
	})
	happened := map[event.Kind]bool{}
	for _, e := range d.Whole(id).Events {
		happened[e.Kind] = true
	}
	for _, kind := range []event.Kind{
		event.PromiseTold, event.PromiseWarned, event.HandedUp, event.HandUpClosed, event.ApologyDropped, event.ReplyTakenBack, event.TakenOver,
		event.NoteWritten, event.TicketHeld, event.NoReplyNeeded,
	} {
		require.True(t, happened[kind], "%s", kind)
	}
	for _, text := range append(d.read(id), d.visitor().Open(d.link(id)).Body) {
		for _, ours := range []string{secret, "Ingrid", "Jonas", "Karin", "03:33", "check_back", "handed_up", "escalat"} {
			require.NotContains(t, text, ours)
		}
	}
}

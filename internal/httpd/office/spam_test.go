package office

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// arrives lets somebody fill in the field for robots.
func (o office) arrives(subject string) {
	o.T.Helper()
	o.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Ask(ctx, tx, people.Actor{}, o.Limits, ticket.Question{
			Key: cast.Key(), Name: "Nils <b>Holm</b>", Address: "nils@holm.example", Subject: subject, Body: "Look: https://watches.example/?a=<script>\n\nBye.",
			Locale: "en", Network: "203.0.113.0/24", Doubt: ticket.Honeypot,
		})
		return err
	})
}

func TestSpam_is_looked_at_recovered_and_removed(t *testing.T) {
	t.Parallel()
	o := opened(t)
	v := o.as(o.Ingrid)
	v.Open("/office/spam").Says("Nothing is kept back")
	o.arrives("Cheap watches")
	o.arrives("Not so cheap watches")
	page := v.Open("/office/spam")
	page.Says("Cheap watches", "Nils <b>Holm</b>, nils@holm.example, from 203.0.113.0/24", "It filled in a field that people do not see", "Kept until")
	require.NotContains(t, page.Body, `href="https://watches.example`, "nobody follows a spammer's link by accident")
	var first, second int64
	require.NoError(t, o.DB.QueryRow(t.Context(), `select min(id), max(id) from suspended`).Scan(&first, &second))
	recover := page.Form(formAt(first, "recoveries"))
	require.Contains(t, recover.Press("Make it a ticket").Note(), "It is ticket 4701 now.")
	recover.Press("Make it a ticket").Refuses(http.StatusConflict, "It is not in this list any more")
	page.Form(formAt(second, "removals")).Press("Remove now").Says("Nothing is kept back")
	var id ticket.ID
	require.NoError(t, o.DB.QueryRow(t.Context(), `select id from tickets where number = 4701`).Scan(&id))
	require.Equal(t, o.Ingrid.ID, *o.Events(id, event.Recovered)[0].ActorID)
}

func TestBlocks_are_made_refused_and_ended(t *testing.T) {
	t.Parallel()
	o := opened(t)
	v := o.as(o.Ingrid)
	page := v.Open("/office/spam/blocks").Says("Nobody is blocked")
	form := page.Form("block").Fill("value", "0.0.0.0/0").Fill("reason", "")
	back := form.Press("Block")
	back.Refuses(http.StatusUnprocessableEntity, "This network is too wide", "Fill this in.")
	require.Equal(t, "0.0.0.0/0", back.Form("block").Value("value"))
	made := back.Form("block").Fill("value", "Rubbish.example").Fill("reason", "Every day").Choose("days", "30").Press("Block")
	require.Contains(t, made.Note(), "It is blocked.")
	made.Says("rubbish.example", "Every day", "until Wed 9 Dec")
	made.Form("block").Fill("value", "rubbish.example").Fill("reason", "Again").Press("Block").Refuses(http.StatusConflict, "This is blocked already.")
	var id int64
	require.NoError(t, o.DB.QueryRow(t.Context(), `select id from blocks`).Scan(&id))
	end := made.Form(formAt(id, "endings"))
	end.Press("End").Says("Nobody is blocked")
	end.Press("End").Refuses(http.StatusConflict, "It is not in this list any more")
	o.as(o.Maja).Open("/office/spam/blocks").Refuses(http.StatusNotFound)
	o.as(o.Maja).Open("/office/spam").Refuses(http.StatusNotFound)
}

// formAt is the id of a row's form.
func formAt(id int64, what string) string { return what + "-" + digits(id) }

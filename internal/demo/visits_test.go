package demo

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestLoad_gives_a_technician_a_day(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), stage(t)
	require.NoError(t, Load(ctx, s))
	emil, err := people.ByAddress(ctx, s.DB, "emil@nordby.example")
	require.NoError(t, err)
	midnight := clock(t, s.DB).Truncate(24 * time.Hour) // no visit is near it
	stops, err := ticket.Stops(ctx, s.DB, emil.Acting(), midnight, midnight.AddDate(0, 0, 1))
	require.NoError(t, err)
	require.Len(t, stops, 2)
	been, next := stops[0], stops[1]
	require.Equal(t, "Lone Thygesen", been.Customer)
	require.Equal(t, promise.Kept, been.State)
	require.NotNil(t, been.DoneAt)
	require.Equal(t, "Dorothy Marsh", next.Customer)
	require.Equal(t, promise.Pending, next.State)
	require.Equal(t, "+45 75 55 33 21", next.Phone)
	var reminded int
	require.NoError(t, s.DB.QueryRow(ctx, `select count(*) from outbox o join tickets t on t.id = o.ticket_id where t.number = $1 and o.kind = 'reminder' and o.state = 'sent'`, next.Number).Scan(&reminded))
	require.Equal(t, 1, reminded, "Dorothy was told so the day before")
}

package desk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/ui"
)

func TestOwners_are_called_as_the_sentence_asks_and_no_team_is_none(t *testing.T) {
	t.Parallel()
	ctx := i18n.With(t.Context(), i18n.For(i18n.PL, time.UTC))
	unfiled := Ticket{Me: people.Person{ID: 1}}
	require.Equal(t, []ui.Option{{Value: "p1", Label: "ja", Chosen: true}}, unfiled.doers(ctx, "p1"), "after \"Who\"")
	require.Equal(t, []ui.Option{{Value: "p1", Label: "mnie", Chosen: true}}, unfiled.owners(ctx, "p1"), "after \"from\"")
	unfiled.Whole.TeamID, unfiled.Whole.TeamName = 3, "Billing"
	require.Equal(t, ui.Option{Value: "t3", Label: "Billing"}, unfiled.doers(ctx, "")[1])
}

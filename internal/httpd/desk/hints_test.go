package desk

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHint_stands_alone_and_goes_by_a_press_or_by_use(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Asks(d.Hanna, "No internet")
	maja := d.as(d.Maja)
	p := maja.Open("/desk").Says("hands you the one that needs you most").Lacks("goes to any ticket")
	p = p.Form("hint").Press("Got it")
	require.Equal(t, http.StatusOK, p.Status)
	p.Says("Choose several tickets").Lacks("hands you the one")
	p.Form("hint").Press("Got it").Says("goes to any ticket").Form("hint").Press("Got it").Lacks("Got it")
	d.as(d.Jonas).Open("/desk").Says("hands you the one that needs you most").Form("next").Press("Next ticket")
	d.as(d.Jonas).Open("/desk").Lacks("hands you the one that needs you most")

	maja.Open("/desk/search").Says("status:open owner:me finds")
	maja.Open("/desk/search?q=owner:me").Says("status:open owner:me finds")
	maja.Open("/desk/search").Lacks("status:open owner:me finds")

	p = maja.Open("/desk/profile").Form("hints").Press("Show the hints again")
	require.Contains(t, p.Note(), "The hints are back.")
	require.False(t, p.HasForm("hints"))
	maja.Open("/desk").Says("hands you the one that needs you most")
	maja.Open("/desk/keys").Lacks("Got it")
}

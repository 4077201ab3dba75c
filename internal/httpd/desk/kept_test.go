package desk

import (
	"testing"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/promise"
)

func TestProfile_says_how_many_of_their_own_promises_somebody_kept(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "The bill")
	d.as(d.Maja).Open("/desk/profile").Says("Your promises kept", "This week", "–")
	d.Promises(d.Maja, id, "the bill is corrected", "Mon 9 Nov 15:00")
	d.Replies(d.Maja, id, "It is.", cast.Keeping(d.Latest(id, promise.Commitment).ID))
	d.as(d.Maja).Open("/desk/profile").Says("This week", "100% (2 of 2)", "Last month")
	d.as(d.Jonas).Open("/desk/profile").Lacks("(2 of 2)")
}

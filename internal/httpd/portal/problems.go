package portal

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/ui"
)

// refusal is what a form that comes back says.
type refusal struct {
	status   int
	problems []ui.Problem
	freshKey bool // the old key is used up or broken: what stands in the form is sent under a new one
}

// input is a field of a form: its name, the id of its control, and what it is called.
type input struct{ name, id, label string }

// refused makes of an error what its form says, or returns the error when it belongs on a page of its own: what is
// ours, what is not there, and a request of which not everything could be read. fields are those of the form, in
// its order; again is said to somebody who sends a form twice with different words.
func refused(ctx context.Context, err error, fields []input, again string) (refusal, error) {
	faults := fault.Of(err)
	if len(faults) == 0 {
		return refusal{}, err
	}
	ref := refusal{status: int(faults[0].Kind)}
	for _, f := range faults {
		said := ui.Problem{Message: httpd.Message(i18n.From(ctx), f, httpd.Now(ctx))}
		if i := slices.IndexFunc(fields, func(one input) bool { return one.name == f.Field }); i >= 0 {
			said.Field, said.Label = fields[i].id, fields[i].label
		}
		switch {
		case f.Key == "fault.sent_otherwise":
			ref.freshKey, said.Message = true, again
		case f.Key == "fault.form_key":
			ref.freshKey = true
		case f.Kind == fault.KindInvalid, f.Kind == fault.KindTooMany, f.Kind == fault.KindTooLarge && f.Field != "":
		default:
			return refusal{}, err
		}
		ref.problems = append(ref.problems, said)
	}
	place := func(p ui.Problem) int {
		return slices.IndexFunc(fields, func(one input) bool { return one.id == p.Field })
	}
	slices.SortStableFunc(ref.problems, func(a, b ui.Problem) int { return cmp.Compare(place(a), place(b)) })
	return ref, nil
}

// wait tells programs when it goes on (429).
func wait(w http.ResponseWriter, err error) {
	if faults := fault.Of(err); len(faults) > 0 && faults[0].RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(faults[0].RetryAfter/time.Second)))
	}
}

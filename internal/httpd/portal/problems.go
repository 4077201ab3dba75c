package portal

import (
	"context"
	"net/http"
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

// refused makes of an error what its form says, or returns the error when it belongs on a page of its own: what is
// ours, what is not there, and a request of which not everything could be read. fields says under which id a field
// stands, where that is not its name; again is said to somebody who sends a form twice with different words.
func refused(ctx context.Context, err error, fields map[string]string, again string) (refusal, error) {
	faults := fault.Of(err)
	if len(faults) == 0 {
		return refusal{}, err
	}
	ref := refusal{status: int(faults[0].Kind)}
	for _, f := range faults {
		said := ui.Problem{Field: f.Field, Message: httpd.Message(i18n.From(ctx), f, httpd.Now(ctx))}
		if id, ok := fields[f.Field]; ok {
			said.Field = id
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
	return ref, nil
}

// wait tells programs when it goes on (429).
func wait(w http.ResponseWriter, err error) {
	if faults := fault.Of(err); len(faults) > 0 && faults[0].RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(faults[0].RetryAfter/time.Second)))
	}
}

package httpd

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/ui"
)

// Handler answers a request, or returns why not: a fault, which becomes its page, or an error of ours.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Handle makes an http.HandlerFunc of h. What h returns becomes a page; what is ours is logged once, with the
// request's id, and answered with 500, or with 503 when the database is away.
func (s *Server) Handle(h Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	}
}

func notFound(http.ResponseWriter, *http.Request) error { return fault.NotFound() }

// Message is what a fault says to the visitor, in the language of ctx.
func Message(l *i18n.Localizer, f *fault.Error, now time.Time) string {
	b := i18n.Blanks{Name: f.Name, Count: f.Limit, Limit: l.Number(f.Limit)}
	if !f.At.IsZero() {
		b.When = l.At(f.At, now)
	}
	return l.T(f.Key, b)
}

// Input is a field of a form, and what it is called there.
type Input struct{ Name, Label string }

// Problems are the faults in err as a form shows them: each at its field, and all above the form, where only its name
// tells one "Fill this in." from another.
func Problems(ctx context.Context, err error, fields ...Input) []ui.Problem {
	var all []ui.Problem
	for _, f := range fault.Of(err) {
		said := ui.Problem{Field: f.Field, Message: Message(i18n.From(ctx), f, Now(ctx))}
		if i := slices.IndexFunc(fields, func(one Input) bool { return one.Name == f.Field }); i >= 0 {
			said.Label = fields[i].Label
		}
		all = append(all, said)
	}
	return all
}

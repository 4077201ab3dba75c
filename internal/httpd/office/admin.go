package office

import (
	"net/http"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
)

// admins lets in admins; to everybody else who is signed in the pages behind it are not there.
func (d door) admins(next http.Handler) http.Handler {
	return d.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if err := httpd.Actor(r.Context()).May(people.Staffing, 0); err != nil {
			return err
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

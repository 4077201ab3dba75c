package httpd

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
)

// PathID is a number in the address; what is none is not there.
func PathID(r *http.Request, name string) (int64, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, name), 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.NotFound()
	}
	return id, nil
}

package assets

import (
	"fmt"
	"net/http"
	"regexp"
)

// brandPath is the one asset that is made for the asking; it is no secret, since any page of the
// company shows its colour.
const brandPath = "brand.css"

var sixDigits = regexp.MustCompile(`^[0-9a-fA-F]{6}$`)

func isColour(hex string) bool { return sixDigits.MatchString(hex) }

// serveBrand answers with a rule outside every layer, so that it wins over the design's default.
// The style sheet of the portal keeps the hue and clamps the rest, so any colour is readable.
func serveBrand(w http.ResponseWriter, r *http.Request) {
	hex := r.URL.Query().Get("colour")
	if !isColour(hex) {
		http.NotFound(w, r)
		return
	}
	body := fmt.Appendf(nil, "body.branded { --brand-pick: #%s; }\n", hex)
	write(w, r, `"`+hex+`"`, kinds[".css"].contentType, body)
}

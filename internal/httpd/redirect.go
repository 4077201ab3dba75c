package httpd

import (
	"net/http"
	"net/url"
	"strings"
	"unicode"
)

// Redirect answers a form that was taken: go on to a page by GET (303). Where to must be ours: a path we made, or
// one that SafeNext has let through. A form that script has sent is told where to go instead: it would follow by
// itself, and what the page has to say once would be used up unseen.
func Redirect(w http.ResponseWriter, r *http.Request, to string) {
	if isSent(r) {
		w.Header().Set("Kept-Location", to)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// SafeNext is where to go on to when the visitor's browser says where: a path of this site with its query, or "/"
// when what came is anything else. It is parsed and written anew, so no browser reads a host into it.
func SafeNext(next string) string {
	const home = "/"
	if len(next) > 2000 || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") ||
		strings.ContainsFunc(next, func(r rune) bool { return r == '\\' || unicode.IsControl(r) || r == unicode.ReplacementChar }) {
		return home
	}
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return home
	}
	clean := (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}).String()
	if !strings.HasPrefix(clean, "/") || strings.HasPrefix(clean, "//") || strings.Contains(clean, `\`) {
		return home
	}
	return clean
}

package httpd

import "strings"

// beforeSetUp reports whether a page works while nobody has set the desk up: the first-run page itself, and
// choosing how it looks.
func beforeSetUp(path string) bool {
	return strings.HasPrefix(path, "/welcome/") || path == "/language" || path == "/theme"
}

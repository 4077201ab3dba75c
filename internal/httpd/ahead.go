package httpd

import (
	"net/http"
	"slices"
	"strings"
)

// IsAhead reports whether a page is asked for before anybody has opened it, and perhaps nobody ever does: by a browser that wants
// to be quick, or by a program that draws a preview of a link which somebody passes on.
func IsAhead(r *http.Request) bool {
	for _, header := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		if purpose := r.Header.Get(header); strings.Contains(purpose, "prefetch") || strings.Contains(purpose, "preview") {
			return true
		}
	}
	return isPreview(r.UserAgent())
}

// isPreview reports whether a browser's name is that of a program which draws previews. It asks for names in full: there are
// phones called Cubot. Who hides behind a browser's name cannot be told from it.
func isPreview(browser string) bool {
	browser = strings.ToLower(browser)
	return strings.HasPrefix(browser, "whatsapp/") || slices.ContainsFunc([]string{
		"slackbot", "slack-imgproxy", "twitterbot", "facebookexternalhit", "discordbot", "telegrambot", "linkedinbot", "googlebot", "bingbot",
		"applebot", "skypeuripreview", "bingpreview", "google-pagerenderer", "mastodon/", "ms-office",
	}, func(name string) bool { return strings.Contains(browser, name) })
}

package desk

import (
	"context"
	"strings"

	"github.com/kepthq/kept/internal/i18n"
)

// What browsers and systems call themselves in what they send, and what people call them. The first that is found holds: most
// name others too.
var (
	browserNames = [][2]string{
		{"Edg/", "Edge"},
		{"EdgA/", "Edge"},
		{"EdgiOS/", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"Vivaldi/", "Vivaldi"},
		{"FxiOS/", "Firefox"},
		{"Firefox/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"HeadlessChrome/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systemNames = [][2]string{
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Android", "Android"},
		{"CrOS", "ChromeOS"},
		{"Windows", "Windows"},
		{"Mac OS X", "macOS"},
		{"Macintosh", "macOS"},
		{"Linux", "Linux"},
	}
)

// Browser is a browser in words, from what it calls itself: "Firefox on Windows".
func Browser(ctx context.Context, agent string) string {
	browser, system := firstOf(browserNames, agent), firstOf(systemNames, agent)
	switch {
	case browser != "" && system != "":
		return i18n.T(ctx, "staff.session.browser", i18n.Blanks{Name: browser, What: system})
	case browser != "":
		return browser
	case system != "":
		return system
	default:
		return i18n.T(ctx, "staff.session.unknown")
	}
}

func firstOf(names [][2]string, agent string) string {
	for _, n := range names {
		if strings.Contains(agent, n[0]) {
			return n[1]
		}
	}
	return ""
}

package httpd

import (
	"strings"
	"time"
)

// MinutesOf reads a time of day, 24:00 among them, as minutes of the day; what is none is -1, which every room refuses.
func MinutesOf(text string) int {
	text = strings.Replace(strings.TrimSpace(text), ".", ":", 1) // Danes write 16.00
	if text == "24:00" {
		return 24 * 60
	}
	at, err := time.Parse("15:04", text)
	if err != nil {
		return -1
	}
	return at.Hour()*60 + at.Minute()
}

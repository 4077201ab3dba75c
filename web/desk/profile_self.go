package desk

import "github.com/kepthq/kept/internal/people"

// Whether somebody wants single-letter keys.
const (
	KeysOn  = "on"
	KeysOff = "off"
)

func keysOf(p people.Profile) string {
	if p.KeysOff {
		return KeysOff
	}
	return KeysOn
}

// pictureNotes are what describes the field of the picture.
func pictureNotes(p Profile) string {
	if p.problem("picture") != "" {
		return "picture-error picture-hint"
	}
	return "picture-hint"
}

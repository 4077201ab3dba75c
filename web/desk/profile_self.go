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

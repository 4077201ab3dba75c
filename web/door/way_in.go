package door

import (
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Forgotten is the page on which somebody asks for a new password; IsSent: they have asked.
type Forgotten struct {
	Frame      layout.Frame
	Address    string
	MaxAddress int
	IsSent     bool
	Problems   []ui.Problem
}

// NewPassword is the page behind a mailed link to a new password.
type NewPassword struct {
	Frame       layout.Frame
	Address     string // whose
	MinPassword int
	Problems    []ui.Problem
}

// Join is the page behind an invitation's link.
type Join struct {
	Frame                layout.Frame
	Invitation           people.Invitation
	Name                 string
	MaxName, MinPassword int
	Problems             []ui.Problem
}

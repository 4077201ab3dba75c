package portal

import (
	"github.com/kepthq/kept/internal/ticket"
)

// hasOutline reports whether there is anything to read above the conversation, now or from before.
func (o Opened) hasOutline() bool {
	for _, part := range []ticket.OutlinePart{ticket.Understanding, ticket.Plan} {
		if o.Outline(part) != nil || len(o.OutlinesBefore(part)) > 0 {
			return true
		}
	}
	return false
}

// mayCorrect reports whether the reader is asked whether what stands there is right.
func (o Opened) mayCorrect(of ticket.Outline) bool {
	return o.MayWrite && !o.IsClosed() && of.Body != "" && of.Answer == nil
}

// outlinesBefore are all texts that stood there before, of both parts, each part's latest first.
func (o Opened) outlinesBefore() []ticket.Outline {
	return append(o.OutlinesBefore(ticket.Understanding), o.OutlinesBefore(ticket.Plan)...)
}

// isCorrecting reports whether the form of a correction came back.
func (o Opened) isCorrecting() bool { return o.Correct.Works == string(ticket.SaidNotQuite) }

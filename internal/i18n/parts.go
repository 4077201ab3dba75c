package i18n

import (
	"fmt"
	"regexp"
	"strings"
)

// Part is a piece of a sentence. Mark is "" for plain text, else the name of the mark: around
// Text (<when>by today</when>), or in place of it, with Text empty (<what/>).
type Part struct {
	Mark string
	Text string
}

var markName = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

// parseParts cuts a sentence at its marks. Marks do not nest; every "<" and ">" in a
// sentence belongs to a mark.
func parseParts(text string) ([]Part, error) {
	var parts []Part
	rest := text
	for {
		before, after, found := strings.Cut(rest, "<")
		if strings.Contains(before, ">") {
			return nil, fmt.Errorf("a > without its < in %q", text)
		}
		if before != "" {
			parts = append(parts, Part{Text: before})
		}
		if !found {
			break
		}
		tag, behind, closed := strings.Cut(after, ">")
		if !closed {
			return nil, fmt.Errorf("a < without its > in %q", text)
		}
		if name, hole := strings.CutSuffix(tag, "/"); hole {
			if !markName.MatchString(name) {
				return nil, fmt.Errorf("no mark is called <%s> in %q", tag, text)
			}
			parts, rest = append(parts, Part{Mark: name}), behind
			continue
		}
		if !markName.MatchString(tag) {
			return nil, fmt.Errorf("no mark is called <%s> in %q", tag, text)
		}
		inside, behind, closed := strings.Cut(behind, "</"+tag+">")
		if !closed {
			return nil, fmt.Errorf("<%s> is not closed in %q", tag, text)
		}
		if strings.ContainsAny(inside, "<>") {
			return nil, fmt.Errorf("<%s> holds another mark in %q", tag, text)
		}
		parts, rest = append(parts, Part{Mark: tag, Text: inside}), behind
	}
	if len(parts) == 0 {
		return nil, fmt.Errorf("no words in %q", text)
	}
	return parts, nil
}

package gallery

import (
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/ui"
)

// subject is what Hanna wrote.
const subject = "No internet since last night"

// sample is a promise in one of its states.
type sample struct {
	state          ui.State
	share          int
	at             time.Time
	what, when, by string
}

func samples(l *i18n.Localizer) []sample {
	what := l.T("promise.track.answer")
	of := func(state ui.State, share int, due time.Time) sample {
		return sample{state: state, share: share, at: due, what: what, when: l.Margin(due, now()), by: l.By(due, now())}
	}
	return []sample{
		of(ui.Upcoming, 35, at(17, 16, 30)), of(ui.Soon, 86, at(17, 14, 30)), of(ui.Late, 100, at(17, 14, 13)),
		of(ui.Kept, 100, at(17, 14, 55)), of(ui.Broken, 100, at(17, 11, 40)), of(ui.Paused, 0, at(18, 9, 0)),
	}
}

// colours are the names of the tokens, by what they are for.
func colours() [][]string {
	return [][]string{
		{"paper", "paper-2", "well", "sheet", "sheet-2", "lift", "rule", "rule-strong", "edge"},
		{"ink", "ink-2", "ink-3", "pen", "pen-press", "pen-line", "pen-wash", "on-pen"},
		{
			"late-text", "late-mark", "late-solid", "soon-text", "soon-mark", "soon-solid", "kept-text", "kept-mark", "kept-solid",
			"calm-solid", "calm-mark", "rest-solid",
		},
		{"note", "note-line", "note-text"},
	}
}

// day is a working day from 8 to 18 with promises of every state on it.
func day(label string, past bool) ui.Rail {
	r := ui.Rail{ID: "day" + strconv.FormatBool(past), Label: label, Now: 63, Past: past, Slots: []ui.Span{{From: 0, Width: 100}}}
	for hour := range 11 {
		r.Hours = append(r.Hours, ui.Hour{At: float64(10 * hour), Words: strconv.Itoa(8 + hour)})
	}
	for i, state := range []ui.State{ui.Kept, ui.Kept, ui.Broken, ui.Kept, ui.Late, ui.Soon, ui.Upcoming, ui.Upcoming} {
		r.Points = append(r.Points, ui.Point{State: state, At: float64(12 + 11*i)})
	}
	return r
}

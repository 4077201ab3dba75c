package portal

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
)

func TestStory_tells_a_moved_window_whole(t *testing.T) {
	t.Parallel()
	opens, due := at(2), at(2).Add(30*time.Minute)
	h := Happening{
		Event:   event.Event{Kind: event.PromiseMoved, BecameAt: &due},
		Promise: &promise.Promise{Kind: promise.Callback, Opens: at(1), Due: at(1).Add(30 * time.Minute)},
		Became:  &promise.Promise{Kind: promise.Callback, Opens: opens, Due: due},
	}
	l := i18n.For(i18n.EN, time.UTC)
	told := ""
	for _, part := range moved(l, h, noon) {
		told += part.Text
	}
	require.Contains(t, told, l.Within(opens, due, noon)+" instead of "+l.Within(h.Promise.Opens, h.Promise.Due, noon))
}

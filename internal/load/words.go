package load

import (
	"embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/kepthq/kept/internal/i18n"
)

//go:embed words/*.json
var wordFiles embed.FS

// tongue is what people say in one language: whole sentences with places for what varies, {thing}, {place}, {when},
// {code} and {n}. A {thing} stands only where its first form fits.
type tongue struct {
	Locale    i18n.Locale `json:"-"`
	First     []string    `json:"first"`
	Last      []string    `json:"last"`
	Companies []string    `json:"companies"`
	Things    []string    `json:"things"`
	Places    []string    `json:"places"`
	Whens     []string    `json:"whens"`
	Subjects  []string    `json:"subjects"`
	Openings  []string    `json:"openings"`
	Details   []string    `json:"details"`
	Asks      []string    `json:"asks"`
	Answers   []string    `json:"answers"`
	Closings  []string    `json:"closings"`
	Writes    []string    `json:"writes"`
	Notes     []string    `json:"notes"`
	Words     []string    `json:"words"` // of a promise that somebody made
	Waits     []string    `json:"waits"` // what a customer is asked for
}

// tongues reads the words of every language.
func tongues() ([]*tongue, error) {
	var all []*tongue
	for _, locale := range i18n.Locales {
		text, err := wordFiles.ReadFile("words/" + string(locale) + ".json")
		if err != nil {
			return nil, err
		}
		t := &tongue{Locale: locale}
		if err := json.Unmarshal(text, t); err != nil {
			return nil, fmt.Errorf("words of %s: %w", locale, err)
		}
		all = append(all, t)
	}
	return all, nil
}

func one[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// say fills in one of some sentences.
func (t *tongue) say(r *rand.Rand, from []string) string {
	s := one(r, from)
	if !strings.Contains(s, "{") {
		return s
	}
	thing := one(r, t.Things)
	if !strings.HasPrefix(s, "{thing}") {
		first, size := firstLower(thing)
		thing = first + thing[size:]
	}
	s = strings.NewReplacer("{thing}", thing, "{place}", one(r, t.Places), "{when}", one(r, t.Whens),
		"{code}", code(r), "{n}", strconv.Itoa(1+r.IntN(95))).Replace(s)
	first, size := firstUpper(s)
	return first + s[size:]
}

func firstLower(s string) (string, int) {
	first := string([]rune(s[:min(len(s), 4)])[:1])
	return strings.ToLower(first), len(first)
}

func firstUpper(s string) (string, int) {
	first := string([]rune(s[:min(len(s), 4)])[:1])
	return strings.ToUpper(first), len(first)
}

// code is what stands on a label: nearly every one is there once.
func code(r *rand.Rand) string {
	return fmt.Sprintf("NB%d-%05d-%c", 1+r.IntN(9), r.IntN(100000), 'A'+rune(r.IntN(26)))
}

// question is a customer's first message: two to seven sentences.
func (t *tongue) question(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString(t.say(r, t.Openings))
	for range r.IntN(5) {
		b.WriteString(" " + t.say(r, t.Details))
	}
	b.WriteString("\n\n" + t.say(r, t.Asks))
	return b.String()
}

// answer is what one of the staff writes.
func (t *tongue) answer(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString(t.say(r, t.Answers))
	for range r.IntN(3) {
		b.WriteString(" " + t.say(r, t.Answers))
	}
	b.WriteString("\n\n" + t.say(r, t.Closings))
	return b.String()
}

func (t *tongue) name(r *rand.Rand) string { return one(r, t.First) + " " + one(r, t.Last) }

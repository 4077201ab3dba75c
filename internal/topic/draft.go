package topic

import (
	"slices"
	"strings"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/sla"
)

// Draft is a topic as an admin's form sends it.
type Draft struct {
	Parent   ID // 0: at the top
	Names    Names
	Icon     string
	Team     people.TeamID // 0: as its parent says
	Skill    int64         // 0: as its parent says
	Priority sla.Priority  // "": as its parent says
	IsHidden bool
}

// Icons are the pictures that a topic can have, the plainest first.
var Icons = [...]string{"help", "wifi", "tv", "phone", "bill", "box", "router", "wrench", "van", "mail", "users", "lock"}

// check says what is wrong with the draft itself.
func (d Draft) check(desk i18n.Locale) error {
	var icon, priority *fault.Error
	if !slices.Contains(Icons[:], d.Icon) {
		icon = fault.Invalid("topics.fault.choose").On("icon")
	}
	if d.Priority != "" && !d.Priority.Valid() {
		priority = fault.Invalid("fault.priority").On("priority")
	}
	return fault.Join(append(checkNames("name_", d.Names, desk, MaxName), icon, priority)...)
}

// checkNames checks what something is called: in the desk's language it must be called something.
func checkNames(prefix string, n Names, desk i18n.Locale, most int) []*fault.Error {
	var wrong []*fault.Error
	for _, l := range i18n.Locales {
		on := prefix + string(l)
		if l == desk {
			wrong = append(wrong, field.Required(on, n[l], most))
		} else {
			wrong = append(wrong, field.Optional(on, n[l], most))
		}
	}
	return wrong
}

// clean is the names in one clean line each, without the languages that have none.
func (n Names) clean() Names {
	out := Names{}
	for _, l := range i18n.Locales {
		if name := field.Line(n[l]); name != "" {
			out[l] = name
		}
	}
	return out
}

// same reports whether two names are one to a reader.
func same(a, b string) bool { return strings.EqualFold(a, b) }

// FieldDraft is a topic's question as an admin's form sends it.
type FieldDraft struct {
	Names      Names
	Hints      Names
	Kind       Kind
	Options    map[i18n.Locale]string // of a choice: one in each line, the same line in every language
	IsRequired bool
	IsShown    bool
}

// check says what is wrong with the draft, and reads the options.
func (d FieldDraft) check(desk i18n.Locale) ([]Names, error) {
	var kind, required *fault.Error
	if !d.Kind.Valid() {
		kind = fault.Invalid("topics.fault.choose").On("kind")
	}
	if d.IsRequired && !d.IsShown {
		required = fault.Invalid("topics.fault.required").On("required")
	}
	wrong := append(checkNames("label_", d.Names, desk, MaxLabel), kind, required)
	for _, l := range i18n.Locales {
		wrong = append(wrong, field.Optional("hint_"+string(l), d.Hints[l], MaxHint))
	}
	if d.Kind != Choice {
		return []Names{}, fault.Join(wrong...)
	}
	options, bad := d.options(desk)
	return options, fault.Join(append(wrong, bad...)...)
}

// options reads the lines: the desk's language says how many there are, and none may be there twice.
func (d FieldDraft) options(desk i18n.Locale) ([]Names, []*fault.Error) {
	var wrong []*fault.Error
	lines := map[i18n.Locale][]string{}
	for _, l := range i18n.Locales {
		on := "options_" + string(l)
		if bad := field.Optional(on, d.Options[l], MaxOptions*(MaxName+1)); bad != nil {
			wrong = append(wrong, bad)
			continue
		}
		lines[l] = strings.Split(strings.TrimRight(field.Block(d.Options[l]), "\n"), "\n")
		for i := range lines[l] {
			lines[l][i] = field.Line(lines[l][i])
			if field.Length(lines[l][i]) > MaxName {
				wrong = append(wrong, fault.Invalid("topics.fault.option_long").On(on).Max(MaxName))
				break
			}
		}
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	var options []Names
	on := "options_" + string(desk)
	for i, name := range lines[desk] {
		if name == "" {
			continue
		}
		if slices.ContainsFunc(options, func(o Names) bool { return same(o[desk], name) }) {
			return nil, []*fault.Error{fault.Invalid("topics.fault.option_twice").On(on).By(name)}
		}
		options = append(options, optionAt(lines, i))
	}
	switch {
	case len(options) == 0:
		return nil, []*fault.Error{fault.Invalid("topics.fault.options").On(on)}
	case len(options) > MaxOptions:
		return nil, []*fault.Error{fault.Invalid("topics.fault.too_many_options").On(on).Max(MaxOptions)}
	}
	return options, nil
}

func optionAt(lines map[i18n.Locale][]string, i int) Names {
	o := Names{}
	for l, all := range lines {
		if i < len(all) && all[i] != "" {
			o[l] = all[i]
		}
	}
	return o
}

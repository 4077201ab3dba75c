package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// control is what an input, a text area and a select have in common.
func control(f Field) templ.OrderedAttributes {
	var out templ.OrderedAttributes
	set := func(name, value string) {
		if value != "" {
			out = append(out, templ.KeyValue[string, any]{Key: name, Value: value})
		}
	}
	set("placeholder", f.Placeholder)
	set("autocomplete", f.Autocomplete)
	set("lang", f.Lang)
	set("inputmode", f.Mode)
	set("list", f.List)
	set("data-key", f.Key)
	set("aria-describedby", f.describedBy())
	if f.Max > 0 {
		set("maxlength", strconv.Itoa(f.Max))
	}
	if f.Error != "" {
		set("aria-invalid", "true")
	}
	if !f.Optional && !f.Free {
		out = append(out, templ.KeyValue[string, any]{Key: "required", Value: true})
	}
	return out
}

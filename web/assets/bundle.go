package assets

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"regexp"
)

// bundle is one file that a page links, joined from several.
type bundle struct {
	name  string
	parts []string
}

// styles are the style sheets. The order is that of the design's layers; print.css is wrapped in
// @media print, so that it does not need a link of its own.
func styles() []bundle {
	kit := func(last ...string) []string {
		parts := append([]string{"tokens.css", "base.css", "components.css", "spam.css"}, last...)
		return append(parts, "print.css")
	}
	return []bundle{
		{"desk.css", kit("app.css", "desk-pages.css", "bulk.css", "live.css", "notices.css", "bell.css", "question.css", "thread.css", "turn.css", "office-pages.css", "customers.css", "topics.css", "policies.css", "staff.css", "settings.css", "calendars.css", "duty.css", "factor.css", "search.css", "palette.css", "hint.css", "plan.css", "kinds.css", "absence.css", "expect.css", "day.css")},
		{"portal.css", kit("portal.css", "live.css", "topics.css", "own.css", "factor.css", "plan.css", "kinds.css", "expect.css")},
		{"gallery.css", []string{"gallery.css"}},
	}
}

// scripts are the script bundles; each part is one behaviour. The portal needs no htmx.
func scripts() []bundle {
	both := []string{
		"auto.js", "busy.js", "dialog.js", "draft.js", "file.js", "follow.js", "invalid.js", "limit.js", "menu.js", "passkey.js", "send.js", "toast.js",
	}
	return []bundle{
		{"desk.js", append([]string{"place.js", "answer.js", "bell.js", "board.js", "call.js", "caller.js", "composer.js", "expect.js", "fold.js", "fresh.js", "hint.js", "keyboard.js", "leaving.js", "mention.js", "palette.js", "pick.js", "search.js", "side.js", "tick.js", "writing.js"}, both...)},
		{"portal.js", append([]string{"place.js", "about.js", "parts.js", "proof.js"}, both...)},
	}
}

// htmx is joined in front of the desk's behaviours.
const htmx = "vendor/htmx-4.0.1/htmx.min.js"

// fontAddress finds the addresses of fonts as the design's files write them.
var fontAddress = regexp.MustCompile(`url\("\.\./fonts/([^"]+)"\)`)

// joinStyles makes one style sheet of its parts, with every font at its hashed address.
func joinStyles(files fs.FS, b bundle, address func(font string) (string, bool)) ([]byte, error) {
	var out bytes.Buffer
	for _, name := range b.parts {
		text, err := fs.ReadFile(files, path.Join("css", name))
		if err != nil {
			return nil, fmt.Errorf("join %s: %w", b.name, err)
		}
		if name == "print.css" {
			fmt.Fprintf(&out, "@media print {\n%s\n}\n", text)
			continue
		}
		out.Write(text)
		out.WriteByte('\n')
	}
	var missing string
	joined := fontAddress.ReplaceAllFunc(out.Bytes(), func(match []byte) []byte {
		font := string(fontAddress.FindSubmatch(match)[1])
		to, ok := address(font)
		if !ok {
			missing = font
			return match
		}
		return fmt.Appendf(nil, "url(%q)", to)
	})
	if missing != "" {
		return nil, fmt.Errorf("join %s: no font %s", b.name, missing)
	}
	return joined, nil
}

// joinScripts makes one module of its parts. Each part is a module without imports; a block of its
// own keeps its names to itself, and a part that fails is reported without stopping the others.
func joinScripts(files fs.FS, b bundle) ([]byte, error) {
	var out bytes.Buffer
	if b.name == "desk.js" {
		text, err := fs.ReadFile(files, htmx)
		if err != nil {
			return nil, fmt.Errorf("join %s: %w", b.name, err)
		}
		out.Write(text)
		out.WriteString("\n")
	}
	for _, name := range b.parts {
		text, err := fs.ReadFile(files, path.Join("js", name))
		if err != nil {
			return nil, fmt.Errorf("join %s: %w", b.name, err)
		}
		fmt.Fprintf(&out, "try {\n%s} catch (error) { reportError(error); }\n", text)
	}
	return out.Bytes(), nil
}

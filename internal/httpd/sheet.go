package httpd

import (
	"bufio"
	"encoding/csv"
	"net/http"
	"strings"
)

// Sheet is a table that a visitor takes away to open in another program.
type Sheet struct{ to *csv.Writer }

// mark tells a program that opens the table in which letters it is written: Excel takes one without it for a table of the machine's
// own old letters, and shows "GÃ¦stenet" for "Gæstenet".
const mark = "\ufeff"

// NewSheet begins a table under a file name of plain letters. Nothing but it may be written after that.
func NewSheet(w http.ResponseWriter, name string) Sheet {
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, no-store")
	whole := bufio.NewWriter(w)
	whole.WriteString(mark) // what it cannot write, it says at the end
	to := csv.NewWriter(whole)
	to.UseCRLF = true // RFC 4180
	return Sheet{to}
}

// Row writes one line. A cell that a program would take for a formula begins with an apostrophe, so that it stays text.
func (s Sheet) Row(cells ...string) error {
	safe := make([]string, len(cells))
	for i, c := range cells {
		safe[i] = asText(c)
	}
	return s.to.Write(safe)
}

// End writes what is still held back.
func (s Sheet) End() error {
	s.to.Flush()
	return s.to.Error()
}

// brokenOff is why an answer that has begun has no end.
type brokenOff struct{ error }

func (b brokenOff) Unwrap() error { return b.error }

// BreakOff has a handler end an answer that has begun without its end, so that whoever takes it away sees that it is not whole: the page
// of an error would be lines of the table. BreakOff of nil is nil.
func BreakOff(err error) error {
	if err == nil {
		return nil
	}
	return brokenOff{err}
}

func asText(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}

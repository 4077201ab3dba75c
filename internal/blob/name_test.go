package blob

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// names are what attachments came with, and what they are called by us.
func names() map[string]string {
	return map[string]string{
		"report.pdf":                         "report.pdf",
		"Räkning mars 2026.pdf":              "Räkning mars 2026.pdf",
		"Τιμολόγιο.pdf":                      "Τιμολόγιο.pdf",
		"zdjęcie 📷.jpg":                      "zdjęcie 📷.jpg",
		"":                                   "file",
		"   ":                                "file",
		"...":                                "file",
		"/":                                  "file",
		`\\`:                                 "file",
		"\x00\x1f\u202e\u200b":               "file",
		"\xff\xfe":                           "file",
		"../../etc/passwd":                   "passwd",
		`C:\Users\ada\invoice.doc`:           "invoice.doc",
		`..\..\boot.ini`:                     "boot.ini",
		"a/b/":                               "b",
		".htaccess":                          "htaccess",
		"..bashrc ":                          "bashrc",
		".pdf":                               "pdf",
		"photo\u202egnp.exe":                 "photognp.exe",
		"\u2066a\u2069\u200e\ufeffb\u00ad.x": "ab.x",
		"a\r\nSet-Cookie: x=1.txt":           "a Set-Cookie_ x=1.txt",
		"two\u2028lines\tand\u00a0more.txt":  "two lines and more.txt",
		"what?.txt":                          "what_.txt",
		`a"b<c>d|e*f.txt`:                    "a_b_c_d_e_f.txt",
		"stream.txt:evil.exe":                "stream.txt_evil.exe",
		"trailing. . .":                      "trailing",
		"CON":                                "_CON",
		"nul.txt":                            "_nul.txt",
		"aux .h":                             "_aux .h",
		"com1.log":                           "_com1.log",
		"LPT³":                               "_LPT³",
		"conin$":                             "_conin$",
		"com.log":                            "com.log",
		"com10":                              "com10",
		"console.txt":                        "console.txt",
		"a\xffb.txt":                         "ab.txt",
		"a\ufffdb.txt":                       "a_b.txt",
		strings.Repeat("x", 130) + ".pdf":    strings.Repeat("x", 116) + ".pdf",
		strings.Repeat("ż", 130) + ".tar.gz": strings.Repeat("ż", 117) + ".gz",
		"a." + strings.Repeat("x", 130):      "a." + strings.Repeat("x", 118),
		strings.Repeat("x", 115) + " .. long stem.pdf": strings.Repeat("x", 115) + ".pdf",
		"con." + strings.Repeat("x", 130) + ".pdf":     "_con." + strings.Repeat("x", 111) + ".pdf",
	}
}

func TestCleanName_makes_names_that_can_be_saved_anywhere(t *testing.T) {
	t.Parallel()
	for from, want := range names() {
		require.Equal(t, want, CleanName(from), "%q", from)
	}
}

func FuzzCleanName(f *testing.F) {
	for from := range names() {
		f.Add(from)
	}
	f.Fuzz(func(t *testing.T, from string) {
		name := CleanName(from)
		require.NotEmpty(t, name)
		require.True(t, utf8.ValidString(name))
		require.LessOrEqual(t, utf8.RuneCountInString(name), 120)
		require.False(t, strings.ContainsAny(name, `/\<>:"|?*`), "%q", name)
		require.False(t, strings.ContainsFunc(name, func(r rune) bool {
			return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Bidi_Control, r)
		}), "%q", name)
		require.Equal(t, strings.Trim(name, ". "), name)
		require.True(t, filepath.IsLocal(name), "%q", name)
		require.False(t, isDevice(name), "%q", name)
		require.Equal(t, name, CleanName(name), "cleaning again changes nothing")
	})
}

func TestKind_believes_the_content_before_the_name(t *testing.T) {
	t.Parallel()
	const (
		zip = "PK\x03\x04\x14\x00"
		ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
		bin = "application/octet-stream"
	)
	for _, c := range []struct{ name, head, want string }{
		{"a.pdf", "%PDF-1.7", "application/pdf"},
		{"a.txt", "%PDF-1.7", "application/pdf"},
		{"a.png", "\x89PNG\r\n\x1a\n", "image/png"},
		{"a.pdf", "MZ\x90\x00\x03\x00", "application/vnd.microsoft.portable-executable"},
		{"a.PDF", "\x01\x02\x03", bin},
		{"a.pdf", "", bin},
		{"a.docx", zip, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"a.XLSX", zip, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"a.pptx", zip, "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
		{"a.odt", zip, "application/vnd.oasis.opendocument.text"},
		{"a.ods", zip, "application/vnd.oasis.opendocument.spreadsheet"},
		{"a.odp", zip, "application/vnd.oasis.opendocument.presentation"},
		{"a.epub", zip, "application/epub+zip"},
		{"a.pdf", zip, "application/zip"},
		{"a.doc", ole, "application/msword"},
		{"a.xls", ole, "application/vnd.ms-excel"},
		{"a.ppt", ole, "application/vnd.ms-powerpoint"},
		{"a.msg", ole, "application/vnd.ms-outlook"},
		{"a.pdf", ole, bin},
		{"winmail.dat", "\x78\x9f\x3e\x22\x01\x00", "application/ms-tnef"},
		{"a.csv", "a,b\n1,2\n", "text/csv"},
		{"a.ics", "BEGIN:VCALENDAR", "text/calendar"},
		{"a.vcf", "BEGIN:VCARD", "text/vcard"},
		{"a.eml", "From: ada@customer.example", "message/rfc822"},
		{"a.json", "{}", "application/json"},
		{"a.rtf", `{\rtf1}`, "application/rtf"},
		{"a.svg", "<?xml version='1.0'?><svg/>", "image/svg+xml"},
		{"a.xml", "<?xml version='1.0'?>", "text/xml"},
		{"a.docx", "plain words", "text/plain"},
		{"a", "plain words", "text/plain"},
		{"a.txt", "<html><script>", "text/html"},
		{"a.heic", "\x00\x00\x00\x18ftypheic\x00\x00", "image/heic"},
		{"a.avif", "\x00\x00\x00\x18ftypavif\x00\x00", "image/avif"},
		{"a.mov", "\x00\x00\x00\x14ftypqt  \x00\x00", "video/quicktime"},
		{"a.what", "\x00\x00\x00\x14ftyp\x00\x01\x02\x03", bin},
	} {
		require.Equal(t, c.want, Kind(c.name, []byte(c.head)), "%s %q", c.name, c.head)
	}
}

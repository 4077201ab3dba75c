package blob

import (
	"bytes"
	"mime"
	"net/http"
	"path"
	"strings"
)

// Kind guesses a content type, like "application/pdf", from the first bytes of a content (512 are enough); the name
// decides only between kinds that begin alike. It is good for choosing an icon and for nothing else: contents are
// always sent as something that no browser runs.
func Kind(name string, head []byte) string {
	sniffed, _, err := mime.ParseMediaType(http.DetectContentType(head))
	if err != nil || len(head) == 0 {
		return "application/octet-stream"
	}
	extension := strings.ToLower(path.Ext(name))
	switch sniffed {
	case "application/zip":
		return zipped(extension)
	case "text/plain", "text/xml":
		return written(extension, sniffed)
	case "application/octet-stream":
		return binary(extension, head)
	}
	return sniffed
}

// zipped tells apart what is a ZIP archive inside.
func zipped(extension string) string {
	const office, open = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
	switch extension {
	case ".docx":
		return office + "wordprocessingml.document"
	case ".xlsx":
		return office + "spreadsheetml.sheet"
	case ".pptx":
		return office + "presentationml.presentation"
	case ".odt":
		return open + "text"
	case ".ods":
		return open + "spreadsheet"
	case ".odp":
		return open + "presentation"
	case ".epub":
		return "application/epub+zip"
	}
	return "application/zip"
}

// written tells apart what is text inside.
func written(extension, otherwise string) string {
	switch extension {
	case ".csv":
		return "text/csv"
	case ".ics":
		return "text/calendar"
	case ".vcf":
		return "text/vcard"
	case ".eml":
		return "message/rfc822"
	case ".json":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	case ".rtf":
		return "application/rtf"
	}
	return otherwise
}

// binary knows what the standard library does not: old office files, programs, the pictures of telephones, Outlook's
// wrapping.
func binary(extension string, head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // OLE compound file
		switch extension {
		case ".doc":
			return "application/msword"
		case ".xls":
			return "application/vnd.ms-excel"
		case ".ppt":
			return "application/vnd.ms-powerpoint"
		case ".msg":
			return "application/vnd.ms-outlook"
		}
	case bytes.HasPrefix(head, []byte("MZ")):
		return "application/vnd.microsoft.portable-executable"
	case bytes.HasPrefix(head, []byte("\x78\x9f\x3e\x22")):
		return "application/ms-tnef"
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		switch string(head[8:12]) {
		case "heic", "heix", "mif1":
			return "image/heic"
		case "avif":
			return "image/avif"
		case "qt  ":
			return "video/quicktime"
		}
	}
	return "application/octet-stream"
}

package httpd

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
)

// ReadFile reads the one file of a form into memory: nil when none was chosen, a fault (413) on the field when it is larger
// than most bytes. Nothing of the form touches the disk.
func (s *Server) ReadFile(w http.ResponseWriter, r *http.Request, field string, most int64) ([]byte, error) {
	content, _, err := s.ReadFileWith(w, r, field, most, "")
	return content, err
}

// longestChoice is how long the value of a choice beside a file may be, in bytes.
const longestChoice = 100

// ReadFileWith is ReadFile of a form that asks something beside its file, which stands before it.
func (s *Server) ReadFileWith(w http.ResponseWriter, r *http.Request, field string, most int64, choice string) (content []byte, chosen string, err error) {
	if !isMultipart(r) {
		form, err := s.ReadFields(w, r)
		return nil, form.Text(choice), err
	}
	r.Body = http.MaxBytesReader(w, r.Body, most+64<<10)
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", errUnreadable, err)
	}
	for range maxParts {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, chosen, nil
		}
		if err != nil {
			return nil, chosen, onField(readFault(err), field, most)
		}
		if choice != "" && part.FormName() == choice {
			text, err := io.ReadAll(io.LimitReader(part, longestChoice))
			if err != nil {
				return nil, "", onField(readFault(err), field, most)
			}
			chosen = string(text)
			continue
		}
		if part.FormName() != field {
			continue
		}
		content, err := io.ReadAll(io.LimitReader(part, most+1))
		if err != nil {
			return nil, chosen, onField(readFault(err), field, most)
		}
		if int64(len(content)) > most {
			return nil, chosen, fault.TooLarge("staff.fault.picture_bytes").On(field).Max(int(most >> 20))
		}
		return content, chosen, nil
	}
	return nil, chosen, fault.TooLarge("fault.request_too_large")
}

// onField says of a form that is too large that its file is.
func onField(err error, field string, most int64) error {
	if fault.Is(err, fault.KindTooLarge) {
		return fault.TooLarge("staff.fault.picture_bytes").On(field).Max(int(most >> 20))
	}
	return err
}

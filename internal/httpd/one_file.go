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
	if !isMultipart(r) {
		_, err := s.ReadFields(w, r)
		return nil, err
	}
	r.Body = http.MaxBytesReader(w, r.Body, most+64<<10)
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	for range maxParts {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, onField(readFault(err), field, most)
		}
		if part.FormName() != field {
			continue
		}
		content, err := io.ReadAll(io.LimitReader(part, most+1))
		if err != nil {
			return nil, onField(readFault(err), field, most)
		}
		if int64(len(content)) > most {
			return nil, fault.TooLarge("staff.fault.picture_bytes").On(field).Max(int(most >> 20))
		}
		return content, nil
	}
	return nil, fault.TooLarge("fault.request_too_large")
}

// onField says of a form that is too large that its file is.
func onField(err error, field string, most int64) error {
	if fault.Is(err, fault.KindTooLarge) {
		return fault.TooLarge("staff.fault.picture_bytes").On(field).Max(int(most >> 20))
	}
	return err
}

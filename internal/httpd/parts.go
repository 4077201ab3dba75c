package httpd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/ticket"
)

const (
	maxParts = 1000     // of a form, files and fields together
	maxTexts = 10 << 20 // bytes of all texts of a form: a million characters in one field is told at the field, not refused as a whole
)

// errUnreadable is a request that is no form at all: 400.
var errUnreadable = errors.New("the request cannot be read")

func isMultipart(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}

// readFields reads an urlencoded form.
func readFields(r *http.Request) (Form, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxTexts+1))
	if err != nil {
		return Form{}, readFault(err)
	}
	if len(body) > maxTexts {
		return Form{}, fault.TooLarge("fault.request_too_large")
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return Form{}, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	return Form{values: values}, nil
}

// parts reads one multipart form as it comes: texts into memory, files straight to the disk where they are to be kept.
type parts struct {
	s     *Server
	ctx   context.Context
	form  Form
	files []*blob.Draft
	texts int          // bytes so far
	wrong *fault.Error // the first file that cannot be taken; texts behind it are still read
}

// readParts keeps the files of a form when all of it could be read, and none of them otherwise.
func (s *Server) readParts(r *http.Request) (Form, error) {
	reader, err := r.MultipartReader()
	if err != nil {
		return Form{}, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	p := &parts{s: s, ctx: r.Context(), form: Form{values: map[string][]string{}}}
	err = p.read(reader)
	if err == nil {
		err = p.keep()
	}
	if err != nil {
		p.form.Files = nil
		return p.form, errors.Join(err, p.drop())
	}
	return p.form, nil
}

func (p *parts) read(reader *multipart.Reader) error {
	for n := 0; ; n++ {
		part, err := reader.NextPart()
		if err == io.EOF { // itself: wrapped, it is a form that was broken off
			break
		}
		if err != nil {
			return readFault(err)
		}
		if n == maxParts {
			return fault.TooLarge("fault.request_too_large")
		}
		if err := p.take(part); err != nil {
			return err
		}
	}
	if p.wrong != nil {
		return p.wrong
	}
	return nil
}

func (p *parts) keep() error {
	for _, f := range p.files {
		if err := f.Keep(); err != nil {
			return err
		}
	}
	return nil
}

func (p *parts) drop() error {
	var all []error
	for _, f := range p.files {
		all = append(all, f.Drop())
	}
	return errors.Join(all...)
}

func (p *parts) take(part *multipart.Part) error {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil || params["name"] == "" {
		return fmt.Errorf("%w: a part without a name", errUnreadable)
	}
	if name, isFile := params["filename"]; isFile {
		return p.takeFile(part, name)
	}
	body, err := io.ReadAll(io.LimitReader(part, int64(maxTexts-p.texts)+1))
	if err != nil {
		return readFault(err)
	}
	if p.texts += len(body); p.texts > maxTexts {
		return fault.TooLarge("fault.request_too_large")
	}
	p.form.values[params["name"]] = append(p.form.values[params["name"]], string(body))
	return nil
}

// takeFile stores a file. A browser sends an empty part without a name for a field in which no file was chosen.
func (p *parts) takeFile(part *multipart.Part, name string) error {
	if strings.ContainsRune(name, 0) {
		return fmt.Errorf("%w: NUL in a file's name", errUnreadable)
	}
	limits := p.s.Limits(p.ctx)
	head := make([]byte, 512)
	n, err := io.ReadFull(part, head)
	switch {
	case errors.Is(err, io.EOF) && name == "":
		return nil
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return readFault(err)
	}
	if p.wrong == nil && len(p.form.Files) == limits.Files {
		p.wrong = fault.TooLarge("fault.too_many_files").On("files").Max(limits.Files)
	}
	if p.wrong != nil { // read on for the texts that stand behind; nothing is stored any more
		_, err := io.Copy(io.Discard, part)
		return readFault(err)
	}
	name = blob.CleanName(name)
	sent := &watched{r: part}
	file, err := p.s.Blobs.Take(p.ctx, io.MultiReader(bytes.NewReader(head[:n]), sent), limits.FileBytes)
	if errors.Is(err, blob.ErrTooLarge) {
		p.wrong = fault.TooLarge("fault.file_too_large").On("files").By(name).Max(int(limits.FileBytes >> 20))
		_, err := io.Copy(io.Discard, part)
		return readFault(err)
	}
	if sent.err != nil {
		return readFault(sent.err)
	}
	if err != nil {
		return err
	}
	p.files = append(p.files, file)
	p.form.Files = append(p.form.Files, ticket.Upload{Name: name, Kind: blob.Kind(name, head[:n]), Size: file.Ref.Size, Blob: file.Ref.Key})
	return nil
}

// watched remembers what went wrong when the visitor's own end was read, to tell it from what goes wrong with us.
type watched struct {
	r   io.Reader
	err error
}

// Read reads on.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// readFault says whether a request could not be read because it is too large, or because it is broken.
func readFault(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &tooLarge), errors.Is(err, multipart.ErrMessageTooLarge):
		return fault.TooLarge("fault.request_too_large")
	default:
		return fmt.Errorf("%w: %w", errUnreadable, err)
	}
}

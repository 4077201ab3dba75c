package httpd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/ticket"
)

// KeptFile names a file that lies here already, for a form that brings it back: the key of its content, and its name.
func KeptFile(f ticket.Upload) string { return f.Blob + " " + f.Name }

// Again adds to a form's files those that it names under a field: a reply was taken back, and its files lie here
// still. They are stored anew, so that no sweep takes them; what they are is read from their content. Only forms of the
// staff may do that, who may read every file anyhow.
func (s *Server) Again(ctx context.Context, f Form, field string) ([]ticket.Upload, error) {
	all := append([]ticket.Upload{}, f.Files...)
	for _, named := range f.All(field) {
		if len(all) == s.Settings.Limits.Files {
			return nil, fault.TooLarge("fault.too_many_files").On("files").Max(s.Settings.Limits.Files)
		}
		key, name, _ := strings.Cut(named, " ")
		again, err := s.storeAgain(ctx, key, blob.CleanName(name))
		if err != nil {
			return nil, err
		}
		all = append(all, again)
	}
	return all, nil
}

func (s *Server) storeAgain(ctx context.Context, key, name string) (again ticket.Upload, err error) {
	content, size, err := s.Blobs.Open(ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		return again, fault.Invalid("fault.file_gone").On("files")
	}
	if err != nil {
		return again, err
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	head := make([]byte, 512)
	n, err := io.ReadFull(content, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return again, err
	}
	ref, err := s.Blobs.Put(ctx, io.MultiReader(bytes.NewReader(head[:n]), content), size)
	return ticket.Upload{Name: name, Kind: blob.Kind(name, head[:n]), Size: ref.Size, Blob: ref.Key}, err
}

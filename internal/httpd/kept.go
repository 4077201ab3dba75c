package httpd

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/ticket"
)

// Again adds to a form's files those of a reply that was taken back; which may come back the room has said. They are stored
// anew, so that no sweep takes them.
func (s *Server) Again(ctx context.Context, f Form, back []ticket.Upload) ([]ticket.Upload, error) {
	all := append([]ticket.Upload{}, f.Files...)
	if most := s.Limits(ctx).Files; len(all)+len(back) > most {
		return nil, fault.TooLarge("fault.too_many_files").On("files").Max(most)
	}
	for _, file := range back {
		again, err := s.storeAgain(ctx, file)
		if err != nil {
			return nil, err
		}
		all = append(all, again)
	}
	return all, nil
}

// storeAgain stores a file's content anew; what it is is read from its content.
func (s *Server) storeAgain(ctx context.Context, file ticket.Upload) (again ticket.Upload, err error) {
	content, size, err := s.Blobs.Open(ctx, file.Blob)
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
	return ticket.Upload{Name: file.Name, Kind: blob.Kind(file.Name, head[:n]), Size: ref.Size, Blob: ref.Key}, err
}

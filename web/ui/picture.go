package ui

import "context"

type picturesKey struct{}

// WithPictures returns a context in which the faces of the staff are pictures, where somebody has one: pictures is their
// addresses by the person's number. Only pages for the staff are drawn with it.
func WithPictures(ctx context.Context, pictures map[int]string) context.Context {
	return context.WithValue(ctx, picturesKey{}, pictures)
}

// HasPicture reports whether a face is drawn as a picture.
func HasPicture(ctx context.Context, f Face) bool { return pictureOf(ctx, f) != "" }

// pictureOf is the address of a face's picture; "" where initials are all there is. A face's hue is the person's number.
func pictureOf(ctx context.Context, f Face) string {
	if f.Who != Staff {
		return ""
	}
	pictures, _ := ctx.Value(picturesKey{}).(map[int]string)
	return pictures[f.Hue]
}

package people

import (
	"bytes"
	"image"

	"github.com/bep/imagemeta"
)

// Where a picture's upper left corner came from in the camera (EXIF 2.32, 4.6.5.1.8): phones store what their sensor
// has seen and write down how it was held.
const (
	upright = 1 + iota
	mirrored
	upsideDown
	upsideDownMirrored
	transposed
	heldLeft // shown, it is turned to the right
	transversed
	heldRight
)

// held reads how the camera was held. What cannot be read is upright: it is no reason to refuse a picture that opens.
func held(sent []byte, format string) int {
	formats := map[string]imagemeta.ImageFormat{"jpeg": imagemeta.JPEG, "png": imagemeta.PNG}
	kind, known := formats[format]
	if !known {
		return upright
	}
	how := upright
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(sent), ImageFormat: kind, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool { return tag.Tag == "Orientation" && tag.Namespace == "IFD0" },
		HandleTag: func(tag imagemeta.TagInfo) error {
			if n, is := tag.Value.(uint16); is && n >= upright && n <= heldRight {
				how = int(n)
			}
			return imagemeta.ErrStopWalking
		},
	})
	if err != nil {
		return upright
	}
	return how
}

// turned is a square as whoever took it has seen it.
func turned(src *image.RGBA, how int) *image.RGBA {
	if how == upright {
		return src
	}
	last := src.Rect.Dx() - 1
	out := image.NewRGBA(src.Rect)
	for y := range last + 1 {
		for x := range last + 1 {
			fx, fy := from(how, x, y, last)
			out.SetRGBA(x, y, src.RGBAAt(fx, fy))
		}
	}
	return out
}

// from is where a point of the turned square stood before; last is the number of its last row and column.
func from(how, x, y, last int) (int, int) {
	switch how {
	case mirrored:
		return last - x, y
	case upsideDown:
		return last - x, last - y
	case upsideDownMirrored:
		return x, last - y
	case transposed:
		return y, x
	case heldLeft:
		return y, last - x
	case transversed:
		return last - y, last - x
	case heldRight:
		return last - y, x
	}
	return x, y
}

package people_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
)

// What stands in the corners of the tests' picture.
var (
	red   = color.RGBA{R: 255, A: 255}
	green = color.RGBA{G: 255, A: 255}
	blue  = color.RGBA{B: 255, A: 255}
	white = color.RGBA{R: 255, G: 255, B: 255, A: 255}
)

// stored is a photo as a phone stores it: what stands in each corner of the sensor, and how the phone was held.
func stored(t *testing.T, topLeft, topRight, bottomLeft, bottomRight color.RGBA, orientation uint16, order binary.AppendByteOrder) []byte {
	t.Helper()
	const side = 400
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			corners := [2][2]color.RGBA{{topLeft, topRight}, {bottomLeft, bottomRight}}
			img.SetRGBA(x, y, corners[2*y/side][2*x/side])
		}
	}
	var photo bytes.Buffer
	require.NoError(t, jpeg.Encode(&photo, img, nil))
	return append(append([]byte{0xff, 0xd8}, segment(orientation, order)...), photo.Bytes()[2:]...)
}

// segment is the part of a JPEG that says who made the camera, and how it was held.
func segment(orientation uint16, order binary.AppendByteOrder) []byte {
	const maker = "a maker of phones\x00"
	tiff := []byte("MM\x00\x2a")
	if order == binary.LittleEndian {
		tiff = []byte("II\x2a\x00")
	}
	tiff = order.AppendUint32(tiff, 8)                       // where the first directory stands
	tiff = order.AppendUint16(tiff, 2)                       // its entries
	tiff = order.AppendUint16(tiff, 0x010f)                  // the maker,
	tiff = order.AppendUint16(tiff, 2)                       // in letters,
	tiff = order.AppendUint32(tiff, uint32(len(maker)))      // so many,
	tiff = order.AppendUint32(tiff, 8+2+2*12+4)              // behind the directory
	tiff = order.AppendUint16(tiff, 0x0112)                  // the orientation,
	tiff = order.AppendUint16(tiff, 3)                       // a short number,
	tiff = order.AppendUint32(tiff, 1)                       // one
	tiff = order.AppendUint16(tiff, orientation)             //
	tiff = append(order.AppendUint32(append(tiff, 0, 0), 0), // there is no other directory
		maker...)
	body := append([]byte("Exif\x00\x00"), tiff...)
	return append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2)), body...)
}

// TestDrawPicture_stands_upright_however_the_phone_was_held gives the sensor's corners as EXIF describes each orientation by
// which side of what was seen its first row and its first column are.
func TestDrawPicture_stands_upright_however_the_phone_was_held(t *testing.T) {
	t.Parallel()
	for orientation, c := range map[uint16][4]color.RGBA{ // seen: red green / blue white
		0: {red, green, blue, white}, // says nothing
		1: {red, green, blue, white}, // row: top, column: left
		2: {green, red, white, blue}, // top, right
		3: {white, blue, green, red}, // bottom, right
		4: {blue, white, red, green}, // bottom, left
		5: {red, blue, green, white}, // left, top
		6: {green, white, red, blue}, // right, top
		7: {white, green, blue, red}, // right, bottom
		8: {blue, red, white, green}, // left, bottom
		9: {red, green, blue, white}, // is none
	} {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			what := fmt.Sprintf("orientation %d, %s", orientation, order)
			drawn, err := people.DrawPicture(t.Context(), "picture", stored(t, c[0], c[1], c[2], c[3], orientation, order))
			require.NoError(t, err, what)
			require.NotContains(t, string(drawn), "Exif", what)
			require.NotContains(t, string(drawn), "a maker of phones", what)
			seen, err := jpeg.Decode(bytes.NewReader(drawn))
			require.NoError(t, err, what)
			for at, want := range map[image.Point]color.RGBA{{X: 20, Y: 20}: red, {X: 170, Y: 20}: green, {X: 20, Y: 170}: blue, {X: 170, Y: 170}: white} {
				requireNear(t, want, seen.At(at.X, at.Y), "%s at %s", what, at)
			}
		}
	}
}

// requireNear requires a colour as a JPEG keeps one.
func requireNear(t *testing.T, want color.RGBA, got color.Color, what string, args ...any) {
	t.Helper()
	r, g, b, _ := got.RGBA()
	require.InDeltaSlice(t, []int{int(want.R), int(want.G), int(want.B)}, []int{int(r >> 8), int(g >> 8), int(b >> 8)}, 24, fmt.Sprintf(what, args...))
}

func TestDrawPicture_takes_one_whose_notes_are_spoilt_as_it_lies(t *testing.T) {
	t.Parallel()
	whole := stored(t, green, white, red, blue, 6, binary.BigEndian)
	for at := 12; at < 40; at++ { // within the notes
		spoilt := bytes.Clone(whole)
		spoilt[at] = 0xff
		_, err := people.DrawPicture(t.Context(), "picture", spoilt)
		require.NoError(t, err, at)
	}
}

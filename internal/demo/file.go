package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
)

// Lamp is the colour of one lamp on a drawn router.
type Lamp int

// The colours that a lamp can have.
const (
	Dark Lamp = iota
	Red
	Green
	Orange
)

// File is an attachment: a text, or a small picture that is drawn when it is asked for. One of Text, Lamps and Bars is set.
type File struct {
	Name  string
	Text  string
	Lamps []Lamp // a router from the front
	Bars  []int  // measured speeds, in percent of what was ordered
}

// textFile is a plain text.
func textFile(name, text string) File {
	return File{Name: name, Text: text}
}

// lampsFile is a picture of a router's lamps.
func lampsFile(name string, lamps ...Lamp) File {
	return File{Name: name, Lamps: lamps}
}

// barsFile is a picture of measured speeds.
func barsFile(name string, percent ...int) File {
	return File{Name: name, Bars: percent}
}

// Content is the file's bytes.
func (f File) Content() ([]byte, error) {
	switch {
	case f.Text != "":
		return []byte(f.Text), nil
	case len(f.Lamps) > 0:
		return encode(f.Name, drawLamps(f.Lamps))
	case len(f.Bars) > 0:
		return encode(f.Name, drawBars(f.Bars))
	default:
		return nil, fmt.Errorf("file %s has no content", f.Name)
	}
}

func encode(name string, img image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("draw %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// drawLamps draws a dark box on a table, with a row of lamps.
func drawLamps(lamps []Lamp) image.Image {
	const w, h = 480, 240
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	fill(img, img.Bounds(), color.RGBA{214, 205, 190, 255})
	fill(img, image.Rect(0, 170, w, h), color.RGBA{168, 142, 112, 255})
	fill(img, image.Rect(50, 60, 430, 180), color.RGBA{38, 42, 46, 255})
	fill(img, image.Rect(50, 60, 430, 68), color.RGBA{62, 67, 72, 255})
	gap := 340 / len(lamps)
	for i, l := range lamps {
		disc(img, image.Pt(70+gap/2+i*gap, 122), 13, lampColour(l))
	}
	return img
}

func lampColour(l Lamp) color.RGBA {
	switch l {
	case Red:
		return color.RGBA{226, 54, 44, 255}
	case Green:
		return color.RGBA{76, 190, 98, 255}
	case Orange:
		return color.RGBA{240, 156, 44, 255}
	default:
		return color.RGBA{72, 78, 84, 255}
	}
}

// drawBars draws one column per measurement, under a line at what was ordered.
func drawBars(percent []int) image.Image {
	const w, h, foot, full = 480, 280, 250, 200
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	fill(img, img.Bounds(), color.RGBA{250, 250, 247, 255})
	step := (w - 60) / len(percent)
	for i, p := range percent {
		x := 40 + i*step
		fill(img, image.Rect(x, foot-full*p/100, x+step*2/3, foot), color.RGBA{58, 96, 176, 255})
	}
	fill(img, image.Rect(30, foot-full, w-20, foot-full+2), color.RGBA{190, 60, 50, 255})
	fill(img, image.Rect(30, foot, w-20, foot+2), color.RGBA{50, 54, 58, 255})
	return img
}

func fill(img draw.Image, r image.Rectangle, c color.Color) {
	draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

func disc(img draw.Image, at image.Point, radius int, c color.Color) {
	for y := -radius; y <= radius; y++ {
		for x := -radius; x <= radius; x++ {
			if x*x+y*y <= radius*radius {
				img.Set(at.X+x, at.Y+y, c)
			}
		}
	}
}

package mail

import (
	"fmt"
	"math"
	"strconv"
)

// blue is Kept's own colour, for companies that have none.
const blue = "#0b5f78"

// enough is the contrast that small text needs (WCAG 2.2, 1.4.3).
const enough = 4.5

// readable makes a colour that can be read on white, and white on it: the brand's own, darkened as far as that needs.
// What is no colour is Kept's blue.
func readable(brand string) string {
	if len(brand) != 7 || brand[0] != '#' {
		return blue
	}
	value, err := strconv.ParseUint(brand[1:], 16, 32)
	if err != nil {
		return blue
	}
	rgb := [3]float64{float64(value >> 16), float64(value >> 8 & 0xff), float64(value & 0xff)}
	for onWhite(rgb) < enough {
		for i := range rgb {
			rgb[i] = math.Floor(rgb[i] * 0.95)
		}
	}
	return fmt.Sprintf("#%02x%02x%02x", int(rgb[0]), int(rgb[1]), int(rgb[2]))
}

// onWhite is the contrast of a colour with white, from 1 to 21 (WCAG 2.2, relative luminance).
func onWhite(rgb [3]float64) float64 {
	var luminance float64
	for i, share := range [3]float64{0.2126, 0.7152, 0.0722} {
		c := rgb[i] / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		luminance += share * c
	}
	return 1.05 / (luminance + 0.05)
}

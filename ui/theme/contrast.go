package theme

import "math"

// ContrastRatio is the contrast of two colours (0xRRGGBB) as WCAG 2.2 defines
// it: 1 (none) to 21 (black on white).
func ContrastRatio(a, b uint32) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of a colour, 0 to 1 (WCAG 2.2).
func luminance(v uint32) float64 {
	r, g, b := linear(v)
	return 0.2126*r + 0.7152*g + 0.0722*b
}

// linear undoes the transfer curve of sRGB (IEC 61966-2-1).
func linear(v uint32) (r, g, b float64) {
	channel := func(shift int) float64 {
		c := float64(v>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return channel(16), channel(8), channel(0)
}

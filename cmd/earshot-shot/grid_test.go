package main

import (
	"image/color"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// TestStylesBecomeColours: what a terminal makes of a style is decided here,
// since a picture knows colours only.
func TestStylesBecomeColours(t *testing.T) {
	p := paletteOf("dark")
	red, blue := color.RGBA{R: 255, A: 255}, color.RGBA{B: 255, A: 255}
	for name, c := range map[string]struct {
		style uv.Style
		want  cell
	}{
		"the terminal's own":   {uv.Style{}, cell{look: look{ink: p.ink}}},
		"own colours":          {uv.Style{Fg: red, Bg: blue}, cell{paper: "#0000ff", look: look{ink: "#ff0000"}}},
		"the ground is no ink": {uv.Style{Bg: color.RGBA{0x12, 0x16, 0x1d, 255}}, cell{look: look{ink: p.ink}}},
		"one of the sixteen":   {uv.Style{Fg: ansi.BasicColor(1)}, cell{look: look{ink: p.basic[1]}}},
		"reversed":             {uv.Style{Fg: red, Bg: blue, Attrs: uv.AttrReverse}, cell{paper: "#ff0000", look: look{ink: "#0000ff"}}},
		"reversed, own":        {uv.Style{Attrs: uv.AttrReverse}, cell{paper: p.ink, look: look{ink: p.ground}}},
		"faint":                {uv.Style{Fg: red, Bg: blue, Attrs: uv.AttrFaint}, cell{paper: "#0000ff", look: look{ink: "#aa0055"}}},
		"faint and reversed":   {uv.Style{Fg: red, Bg: blue, Attrs: uv.AttrFaint | uv.AttrReverse}, cell{paper: "#ff0000", look: look{ink: "#5500aa"}}},
		"hidden":               {uv.Style{Fg: red, Bg: blue, Attrs: uv.AttrConceal}, cell{paper: "#0000ff", look: look{ink: "#0000ff"}}},
		"all marks": {
			uv.Style{Attrs: uv.AttrBold | uv.AttrItalic | uv.AttrStrikethrough, Underline: uv.UnderlineSingle},
			cell{look: look{ink: p.ink, bold: true, italic: true, under: true, gone: true}},
		},
	} {
		c.want.text, c.want.wide = "x", 1
		if got := resolve("x", 1, c.style, p); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if got := resolve(" ", 1, uv.Style{}, p); got.text != "" {
		t.Error("a space is drawn")
	}
	if got := resolve(" ", 1, uv.Style{Underline: uv.UnderlineSingle}, p); got.text != " " {
		t.Error("the line under a space is lost")
	}
	if light := paletteOf("light"); light.ground == p.ground || light.ink == p.ink || light.basic != p.basic {
		t.Error("a light theme has the dark ground")
	}
}

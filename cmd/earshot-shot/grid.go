package main

import (
	"fmt"
	"image/color"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// cell is one cluster of the screen, its colours resolved: what a pen needs.
type cell struct {
	text  string // empty = nothing to draw
	wide  int    // columns it takes, 1 or 2; 0 = the second half of a wide one
	paper string // "#rrggbb"; empty = the ground
	look
}

// look is how a text is written.
type look struct {
	ink          string // "#rrggbb"
	bold, italic bool
	under, gone  bool // underlined, struck through
}

// palette is what the program's theme leaves to the terminal.
type palette struct {
	ground, ink, edge, dots string // "#rrggbb"
	basic                   [16]string
}

// paletteOf gives the colours around a theme.
func paletteOf(theme string) palette {
	p := palette{
		ground: "#12161d", ink: "#d7dce5", edge: "#2b323d", dots: "#39424f",
		basic: [16]string{
			"#2b323d", "#e06c75", "#8fbf7a", "#e0b86c", "#6ca7e0", "#c08be0", "#62bcc0", "#c9d1db",
			"#667080", "#f08a92", "#a9d695", "#f0cf8e", "#8fc0f0", "#d3a8ee", "#86d3d6", "#f4f6f9",
		},
	}
	if theme == "light" {
		p.ground, p.ink, p.edge, p.dots = "#fcfcfa", "#24292f", "#d8dbe0", "#cdd1d7"
	}
	return p
}

// cells reads the screen.
func (c *camera) cells(p palette) [][]cell {
	grid := make([][]cell, c.screen.Height())
	at := c.screen.CursorPosition()
	for y := range grid {
		grid[y] = make([]cell, c.screen.Width())
		for x := 0; x < len(grid[y]); x++ {
			from := c.screen.CellAt(x, y)
			if from == nil {
				grid[y][x] = cell{wide: 1}
				continue
			}
			style := from.Style
			if c.cursor && at.X == x && at.Y == y {
				style.Attrs ^= uv.AttrReverse
			}
			grid[y][x] = resolve(from.Content, max(1, from.Width), style, p)
			x += max(1, from.Width) - 1
		}
	}
	return grid
}

// resolve turns a style into colours.
func resolve(text string, wide int, s uv.Style, p palette) cell {
	ink, paper := p.hex(s.Fg, p.ink), p.hex(s.Bg, p.ground)
	if s.Attrs&uv.AttrReverse != 0 {
		ink, paper = paper, ink
	}
	if s.Attrs&uv.AttrFaint != 0 {
		ink = blend(ink, paper)
	}
	if s.Attrs&uv.AttrConceal != 0 {
		ink = paper
	}
	out := cell{text: text, wide: wide, look: look{
		ink: ink, bold: s.Attrs&uv.AttrBold != 0, italic: s.Attrs&uv.AttrItalic != 0,
		under: s.Underline != uv.UnderlineNone, gone: s.Attrs&uv.AttrStrikethrough != 0,
	}}
	if paper != p.ground {
		out.paper = paper
	}
	if text == " " && !out.under && !out.gone {
		out.text = ""
	}
	return out
}

// hex writes a colour, the terminal's own if there is none.
func (p palette) hex(c color.Color, own string) string {
	switch c := c.(type) {
	case nil:
		return own
	case ansi.BasicColor:
		return p.basic[c&15]
	default:
		r, g, b, _ := c.RGBA()
		return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
	}
}

// blend mixes two parts of an ink with one of the paper: faint text.
func blend(ink, paper string) string {
	var a, b [3]int
	_, _ = fmt.Sscanf(ink, "#%02x%02x%02x", &a[0], &a[1], &a[2])
	_, _ = fmt.Sscanf(paper, "#%02x%02x%02x", &b[0], &b[1], &b[2])
	for i := range a {
		a[i] = (2*a[i] + b[i]) / 3
	}
	return fmt.Sprintf("#%02x%02x%02x", a[0], a[1], a[2])
}

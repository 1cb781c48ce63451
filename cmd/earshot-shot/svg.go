package main

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The measures in user units. Monospaced fonts are 0.6 em wide, near enough for
// textLength to do the rest: every run starts and ends at its own cells whatever
// font the reader has.
const (
	cellW    = 9
	cellH    = 19
	fontSize = 15
	baseline = 14 // of a row, from its top
	margin   = 14
	barH     = 34 // the window's title bar
	radius   = 10
)

// writeSVG draws a grid of cells in a window frame.
func writeSVG(w *bytes.Buffer, grid [][]cell, p palette, title string) {
	cols := 0
	if len(grid) > 0 {
		cols = len(grid[0])
	}
	width, height := cols*cellW+2*margin, len(grid)*cellH+barH+margin
	body, styles := texts(grid)
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" xml:space="preserve">`+"\n",
		width, height, width, height)
	fmt.Fprintf(w, "<title>%s</title>\n<style>\n", escape(title))
	fmt.Fprintf(w, "text{font:%dpx ui-monospace,'Cascadia Mono','JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre;fill:%s}\n", fontSize, p.ink)
	w.WriteString(styles)
	w.WriteString("</style>\n")
	fmt.Fprintf(w, `<rect x=".5" y=".5" width="%d" height="%d" rx="%d" fill="%s" stroke="%s"/>`+"\n", width-1, height-1, radius, p.ground, p.edge)
	for i := range 3 {
		fmt.Fprintf(w, `<circle cx="%d" cy="%d" r="5.5" fill="%s"/>`+"\n", margin+8+i*19, barH/2, p.dots)
	}
	fmt.Fprintf(w, `<text x="%s" y="%d" text-anchor="middle" style="font-size:13px;fill:%s">%s</text>`+"\n",
		num(float64(width)/2), barH/2+5, blend(p.ink, p.ground), escape(title))
	fmt.Fprintf(w, `<g transform="translate(%d %d)">`+"\n", margin, barH)
	papers(w, grid)
	shapes(w, grid)
	w.WriteString(body)
	w.WriteString("</g>\n</svg>\n")
}

// papers draws the backgrounds, one rectangle for neighbours of one colour.
func papers(w *bytes.Buffer, grid [][]cell) {
	for y, row := range grid {
		for x := 0; x < len(row); {
			end := x + max(1, row[x].wide)
			if row[x].paper == "" {
				x = end
				continue
			}
			for end < len(row) && row[end].paper == row[x].paper {
				end += max(1, row[end].wide)
			}
			fmt.Fprintf(w, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", x*cellW, y*cellH, (end-x)*cellW, cellH, row[x].paper)
			x = end
		}
	}
}

// script is how a cluster must be written to stay in its cells.
type script int

const (
	nothing   script = iota // empty, or drawn as a shape
	plain                   // letters that every monospaced font has: runs
	square                  // ideographs, two columns each: runs
	leftwards               // Arabic, Hebrew: runs that the reader's program turns and joins
	alone                   // everything else: each fitted into its own cells
)

// scriptOf sorts a cell.
func scriptOf(c cell) script {
	r, size := utf8.DecodeRuneInString(c.text)
	switch {
	case c.text == "" || drawn(c.text):
		return nothing
	case unicode.In(r, unicode.Arabic, unicode.Hebrew):
		return leftwards
	case strings.ContainsFunc(c.text[size:], func(r rune) bool { return !unicode.Is(unicode.Mn, r) }):
		return alone
	case c.wide == 2 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		return square
	case c.wide == 1 && (r < 0x250 || unicode.In(r, unicode.Cyrillic, unicode.Greek) || strings.ContainsRune("‐‑–—―‘’‚“”„†•…‹›€№™", r)):
		return plain
	}
	return alone
}

// texts writes the letters, run by run, and the classes of their looks in the
// order in which they are first needed.
func texts(grid [][]cell) (body, styles string) {
	var b, s strings.Builder
	classes := map[look]string{}
	for y, row := range grid {
		for x := 0; x < len(row); {
			kind := scriptOf(row[x])
			if kind == nothing {
				x += max(1, row[x].wide)
				continue
			}
			end, text := runFrom(row, x, kind)
			class, known := classes[row[x].look]
			if !known {
				class = className(len(classes))
				classes[row[x].look] = class
				s.WriteString("." + class + "{" + row[x].look.css() + "}\n")
			}
			fit := ""
			if kind == alone || kind == leftwards {
				fit = ` lengthAdjust="spacingAndGlyphs"`
			}
			fmt.Fprintf(&b, `<text x="%d" y="%d" textLength="%d"%s class="%s">%s</text>`+"\n",
				x*cellW, y*cellH+baseline, (end-x)*cellW, fit, class, escape(text))
			x = end
		}
	}
	return b.String(), s.String()
}

// runFrom collects the cells that can be written together: one look, one kind
// of script, with single spaces between.
func runFrom(row []cell, x int, kind script) (end int, text string) {
	first := row[x]
	text, end = first.text, x+max(1, first.wide)
	if kind == alone {
		return end, text
	}
	for end < len(row) {
		gap := 0
		if row[end].text == "" && !first.under && !first.gone && kind != square {
			gap = 1
		}
		if end+gap >= len(row) {
			break
		}
		next := row[end+gap]
		if scriptOf(next) != kind || next.look != first.look {
			break
		}
		text += strings.Repeat(" ", gap) + next.text
		end += gap + max(1, next.wide)
	}
	return end, text
}

// css writes a look as a style.
func (l look) css() string {
	out := "fill:" + l.ink
	if l.bold {
		out += ";font-weight:700"
	}
	if l.italic {
		out += ";font-style:italic"
	}
	switch {
	case l.under && l.gone:
		out += ";text-decoration:underline line-through"
	case l.under:
		out += ";text-decoration:underline"
	case l.gone:
		out += ";text-decoration:line-through"
	}
	return out
}

// className counts a, b, ... z, aa, ab.
func className(n int) string {
	if n < 26 {
		return string(rune('a' + n))
	}
	return className(n/26-1) + className(n%26)
}

// escape makes a text safe in XML; what XML cannot hold is left out.
func escape(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r == utf8.RuneError || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, text)
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(text)
}

// num writes a number with at most two places.
func num(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }

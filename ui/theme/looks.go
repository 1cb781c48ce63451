package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// look is a token's appearance in every kind. Colours are 0xRRGGBB.
type look struct {
	dark, light     uint32
	high, highLight uint32 // of the two kinds of high contrast
	basic           ansi.BasicColor
	plain           bool // no colour of its own
	bold, faint     bool
	under           bool
	own             uint32 // a person's choice
	owned           bool
}

// looks is the palette. Contrast of text is at least 4.5:1 (WCAG 2.2, 1.4.3),
// in the kinds of high contrast 7:1 (1.4.6), against the background and against
// the band; charts have 3:1 (1.4.11), lines that only divide less. Moods stay
// apart for people who see two of the three primary colours; a test simulates
// them.
func looks() map[Token]look {
	return map[Token]look{
		Text:     {plain: true, high: 0xffffff, highLight: 0x000000},
		Dim:      {dark: 0x9da5b0, light: 0x5b626c, high: 0xc4cad2, highLight: 0x43484f, faint: true},
		Faint:    {dark: 0x4b525c, light: 0xb4bac2, high: 0x8a929c, highLight: 0x6a7078, faint: true},
		Strong:   {plain: true, high: 0xffffff, highLight: 0x000000, bold: true},
		Title:    {dark: 0xc9d1d9, light: 0x3c434b, high: 0xffffff, highLight: 0x000000, basic: ansi.White, bold: true},
		Focus:    {dark: 0x7cc7ff, light: 0x0550ae, high: 0x8ad4ff, highLight: 0x003d82, basic: ansi.BrightCyan, bold: true},
		Accent:   {dark: 0x7cc7ff, light: 0x0550ae, high: 0x8ad4ff, highLight: 0x003d82, basic: ansi.BrightCyan, bold: true},
		Key:      {dark: 0xc9d1d9, light: 0x3c434b, high: 0xffffff, highLight: 0x000000, basic: ansi.White, bold: true},
		Good:     {dark: 0x7bd8a8, light: 0x12633a, high: 0x8ff0bd, highLight: 0x064a26, basic: ansi.Green},
		Warn:     {dark: 0xe8c069, light: 0x7a4b00, high: 0xffd77d, highLight: 0x5c3700, basic: ansi.Yellow},
		Bad:      {dark: 0xff8f9a, light: 0xa81f2c, high: 0xffb0b6, highLight: 0x86101c, basic: ansi.BrightRed, bold: true},
		Info:     {dark: 0xc9d1d9, light: 0x3c434b, high: 0xffffff, highLight: 0x000000, basic: ansi.Cyan},
		Negative: {dark: 0xff7f5c, light: 0xb02c00, high: 0xff9d80, highLight: 0x8f2300, basic: ansi.Red},
		Neutral:  {dark: 0x8e96a1, light: 0x62676e, high: 0xa8afb8, highLight: 0x4a4e54, faint: true},
		Positive: {dark: 0x5fe3d0, light: 0x004d5c, high: 0x5ef2dc, highLight: 0x003340, basic: ansi.Cyan},
		Lead:     {dark: 0xe8c069, light: 0x7a4b00, high: 0xffd77d, highLight: 0x5c3700, basic: ansi.Yellow, bold: true},
		Unseen:   {dark: 0x7cc7ff, light: 0x0550ae, high: 0x8ad4ff, highLight: 0x003d82, basic: ansi.BrightCyan, bold: true},
		Tag:      {dark: 0xb9a8d9, light: 0x5f4391, high: 0xd8c8f5, highLight: 0x472c78, basic: ansi.Magenta},
		Name:     {dark: 0x93c4c9, light: 0x0f5a66, high: 0xaee4ea, highLight: 0x00444f, basic: ansi.Cyan},
		Ours:     {dark: 0xa3c6f0, light: 0x1a4f8f, high: 0xbcdcff, highLight: 0x0d3a70, basic: ansi.BrightBlue},
		Note:     {dark: 0xd3bb85, light: 0x70500a, high: 0xf0d9a3, highLight: 0x553a00, basic: ansi.Yellow},
		Match:    {plain: true, high: 0xffffff, highLight: 0x000000, bold: true, under: true},
		Input:    {plain: true, high: 0xffffff, highLight: 0x000000},
		Hint:     {dark: 0x8b939e, light: 0x62676e, high: 0xb4bac2, highLight: 0x4a4e54, faint: true},
		Link:     {dark: 0x93c0e8, light: 0x1a4f8f, high: 0xbcdcff, highLight: 0x0d3a70, basic: ansi.Cyan, under: true},
		Bar1:     {dark: 0x6f8fb3, light: 0x5b7ba0, high: 0x9dbbe0, highLight: 0x2f5078, basic: ansi.Blue},
		Bar2:     {dark: 0x8b86b5, light: 0x77709e, high: 0xbcb5ea, highLight: 0x4c4478, basic: ansi.Magenta},
		Bar3:     {dark: 0x6a9a9e, light: 0x4f8085, high: 0x98ccd1, highLight: 0x1f5a60, basic: ansi.Cyan},
		Band:     {dark: 0x262c35, light: 0xe4e8ed, high: 0x1c222b, highLight: 0xeef1f4},
	}
}

// colour is the token's colour in a kind; ok is false where the terminal's own
// is kept.
func (l look) colour(kind Kind) (v uint32, ok bool) {
	if l.owned && kind != Mono {
		return l.own, true
	}
	switch kind {
	case Dark:
		return l.dark, !l.plain
	case Light:
		return l.light, !l.plain
	case Contrast:
		return l.high, true
	case ContrastLight:
		return l.highLight, true
	}
	return 0, false
}

// build renders a style once and keeps what stands before the text: painting
// is then two string copies, where rendering would parse and pad.
func build(kind Kind, token Token, l look) Style {
	s := lipgloss.NewStyle().Bold(l.bold).Underline(l.under).Faint(l.faint && (kind == Mono || kind == Basic))
	v, ok := l.colour(kind)
	switch {
	case token == Band && ok:
		s = s.Background(rgb(v))
	case ok:
		s = s.Foreground(rgb(v))
	case kind == Basic && !l.faint && !l.plain && token != Band:
		s = s.Foreground(l.basic)
	}
	on, _, _ := strings.Cut(s.Render(probe), probe)
	return Style{on: on}
}

// probe is the text that a style is rendered around once.
const probe = "x"

func rgb(v uint32) color.Color {
	return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

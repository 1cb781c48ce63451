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
		Dim:      {dark: 0xa8a8a8, light: 0x585858, high: 0xc6c6c6, highLight: 0x444444, faint: true},
		Faint:    {dark: 0x4e4e4e, light: 0xb2b2b2, high: 0x8a8a8a, highLight: 0x6c6c6c, faint: true},
		Strong:   {plain: true, high: 0xffffff, highLight: 0x000000, bold: true},
		Title:    {dark: 0xd0d0d0, light: 0x303030, high: 0xffffff, highLight: 0x000000, basic: ansi.White, bold: true},
		Focus:    {dark: 0x87d7ff, light: 0x005faf, high: 0x87d7ff, highLight: 0x00305f, basic: ansi.BrightCyan, bold: true},
		Accent:   {dark: 0x87d7ff, light: 0x005faf, high: 0x87d7ff, highLight: 0x00305f, basic: ansi.BrightCyan, bold: true},
		Key:      {dark: 0xd0d0d0, light: 0x303030, high: 0xffffff, highLight: 0x000000, basic: ansi.White, bold: true},
		Good:     {dark: 0x87d7af, light: 0x005f30, high: 0x87ffaf, highLight: 0x004a24, basic: ansi.Green},
		Warn:     {dark: 0xd7af5f, light: 0x754600, high: 0xffd787, highLight: 0x5c3700, basic: ansi.Yellow},
		Bad:      {dark: 0xff8787, light: 0xaf0020, high: 0xffafaf, highLight: 0x870010, basic: ansi.BrightRed, bold: true},
		Info:     {dark: 0xd0d0d0, light: 0x303030, high: 0xffffff, highLight: 0x000000, basic: ansi.Cyan},
		Negative: {dark: 0xff875f, light: 0xaf3000, high: 0xff9070, highLight: 0x8f2300, basic: ansi.Red},
		Neutral:  {dark: 0x9e9e9e, light: 0x626262, high: 0xa8a8a8, highLight: 0x4a4a4a, faint: true},
		Positive: {dark: 0x5fffd7, light: 0x004d5c, high: 0x5fffd7, highLight: 0x003340, basic: ansi.Cyan},
		Lead:     {dark: 0xd7af5f, light: 0x754600, high: 0xffd787, highLight: 0x5c3700, basic: ansi.Yellow, bold: true},
		Unseen:   {dark: 0x87d7ff, light: 0x005faf, high: 0x87d7ff, highLight: 0x00305f, basic: ansi.BrightCyan, bold: true},
		Tag:      {dark: 0xafafd7, light: 0x5f4391, high: 0xd7c8f5, highLight: 0x472c78, basic: ansi.Magenta},
		Name:     {dark: 0x87c5c5, light: 0x005f6a, high: 0xafe4e4, highLight: 0x00444f, basic: ansi.Cyan},
		Ours:     {dark: 0xafc8f0, light: 0x1a4f8f, high: 0xbcdcff, highLight: 0x0d3a70, basic: ansi.BrightBlue},
		Note:     {dark: 0xd7af87, light: 0x70500a, high: 0xf0d9a3, highLight: 0x553a00, basic: ansi.Yellow},
		Match:    {plain: true, high: 0xffffff, highLight: 0x000000, bold: true, under: true},
		Input:    {plain: true, high: 0xffffff, highLight: 0x000000},
		Hint:     {dark: 0x9e9e9e, light: 0x626262, high: 0xb2b2b2, highLight: 0x4a4a4a, faint: true},
		Link:     {dark: 0x87afd7, light: 0x1a4f8f, high: 0xbcdcff, highLight: 0x0d3a70, basic: ansi.Cyan, under: true},
		Bar1:     {dark: 0x5f87af, light: 0x54799f, high: 0x87afd7, highLight: 0x305078, faint: true},
		Bar2:     {dark: 0x8787af, light: 0x77709e, high: 0xafafd7, highLight: 0x4c4478, faint: true},
		Bar3:     {dark: 0x5f8787, light: 0x4f8085, high: 0x87afaf, highLight: 0x1f5a60, faint: true},
		Band:     {dark: 0x303030, light: 0xe4e4e4, high: 0x1c1c1c, highLight: 0xeeeeee},
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
	case token == Band && ok && (kind == Contrast || kind == ContrastLight) && !l.owned:
		// A ground on which all texts keep 7:1 is too near to the screen's own to be
		// seen; a rule parts better.
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

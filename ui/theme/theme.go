// Package theme turns the meaning of a piece of text into how a terminal shows
// it: tokens to styles, meanings to signs.
//
// A Theme is built once for a session from what its terminal can do. Styles are
// ready-made escape sequences, so painting costs two string copies; nothing
// here knows the screen. What colour says a sign says too: a screen without
// colour loses nothing.
package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Token is what a piece of text means.
type Token int

// The tokens.
const (
	Text     Token = iota // what is read
	Dim                   // secondary: handles, times, labels
	Faint                 // separators, empty places
	Strong                // names, headings
	Title                 // a pane's title
	Focus                 // the title of the focused pane
	Accent                // the mark of the selection, the text cursor's prompt
	Key                   // a key in footer and help
	Good                  // success, healthy
	Warn                  // needs a look
	Bad                   // failed, urgent
	Info                  // neutral notices
	Negative              // the three moods
	Neutral
	Positive
	Lead   // a chance to sell
	Unseen // not opened yet
	Tag    // a tag
	Name   // a colleague's name, an assignee
	Ours   // what we wrote
	Note   // internal notes
	Match  // what a search found
	Input  // text being edited
	Hint   // what could be typed
	Link
	Bar1 // chart colours beyond the moods
	Bar2
	Bar3
	tokens
)

// Style is one way of painting.
type Style struct{ on string }

// off ends any style.
const off = "\x1b[m"

// Paint puts the style around a text that is already safe and cut to size.
func (s Style) Paint(text string) string {
	if s.on == "" || text == "" {
		return text
	}
	return s.on + text + off
}

// Kind is a family of themes.
type Kind string

// The kinds.
const (
	Dark  Kind = "dark"
	Light Kind = "light"
	Basic Kind = "basic" // the terminal's own 16 colours
	Mono  Kind = "mono"  // NO_COLOR: bold, faint and underline only
)

// Kinds lists the kinds that a setting may name.
func Kinds() []Kind { return []Kind{Dark, Light, Basic, Mono} }

// Theme is the look of one session.
type Theme struct {
	Kind   Kind
	Signs  Signs
	styles [tokens]Style
}

// New makes a theme. ascii keeps every sign inside ASCII (--plain).
func New(kind Kind, ascii bool) *Theme {
	t := &Theme{Kind: kind, Signs: fineSigns()}
	if ascii {
		t.Signs = asciiSigns()
	}
	for token, look := range looks() {
		t.styles[token] = build(kind, look)
	}
	return t
}

// Style gives the style of a token.
func (t *Theme) Style(token Token) Style {
	if token < 0 || token >= tokens {
		return Style{}
	}
	return t.styles[token]
}

// Paint paints a text that is already safe and cut to size.
func (t *Theme) Paint(token Token, text string) string { return t.Style(token).Paint(text) }

// Mood gives the token and the sign of a sentiment.
func (t *Theme) Mood(sentiment string) (Token, string) {
	switch sentiment {
	case "negative":
		return Negative, t.Signs.Negative
	case "positive":
		return Positive, t.Signs.Positive
	}
	return Neutral, t.Signs.Neutral
}

// look is a token's appearance in every kind.
type look struct {
	dark, light uint32 // 0xRRGGBB; 0 = the terminal's own
	basic       ansi.BasicColor
	plain       bool // no colour of its own
	bold, faint bool
	under       bool
}

// build renders a style once and keeps what stands before the text: painting
// is then two string copies, where rendering would parse and pad.
func build(kind Kind, l look) Style {
	s := lipgloss.NewStyle().Bold(l.bold).Underline(l.under).Faint(l.faint && (kind == Mono || kind == Basic))
	switch {
	case l.plain:
	case kind == Dark:
		s = s.Foreground(rgb(l.dark))
	case kind == Light:
		s = s.Foreground(rgb(l.light))
	case kind == Basic && !l.faint:
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

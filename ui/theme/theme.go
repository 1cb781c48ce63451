// Package theme turns the meaning of a piece of text into how a terminal shows
// it: tokens to styles, meanings to signs.
//
// A Theme is built once for a session from what its terminal can do. Styles are
// ready-made escape sequences, so painting costs two string copies; nothing
// here knows the screen. What colour says a sign says too: a screen without
// colour loses nothing.
//
// The colours are quiet: one accent for what has the focus or waits to be seen,
// three moods, and grey. Everything a person wrote keeps the terminal's own
// foreground.
package theme

import "strings"

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
	Band // the ground under titles and the status line, not a text
	tokens
)

// Tokens lists all tokens.
func Tokens() []Token {
	out := make([]Token, tokens)
	for i := range out {
		out[i] = Token(i)
	}
	return out
}

// String is the token's name as a theme file writes it.
func (t Token) String() string {
	if t < 0 || t >= tokens {
		return "unknown"
	}
	return strings.Fields(`text dim faint strong title focus accent key good warn bad info negative neutral positive
		lead unseen tag name ours note match input hint link bar1 bar2 bar3 band`)[t]
}

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

// The kinds. The two of high contrast are one theme for people: which of them
// is shown depends on the terminal's background.
const (
	Dark          Kind = "dark"
	Light         Kind = "light"
	Contrast      Kind = "contrast"       // WCAG AAA on a dark ground
	ContrastLight Kind = "contrast-light" // and on a light one
	Basic         Kind = "basic"          // the terminal's own 16 colours
	Mono          Kind = "mono"           // NO_COLOR: bold, faint and underline only
)

// Kinds lists the kinds that a setting may name.
func Kinds() []Kind { return []Kind{Dark, Light, Contrast, ContrastLight, Basic, Mono} }

// On gives the kind that shows the same on a dark or a light background.
func (k Kind) On(dark bool) Kind {
	switch {
	case k == Light && dark:
		return Dark
	case k == Dark && !dark:
		return Light
	case k == ContrastLight && dark:
		return Contrast
	case k == Contrast && !dark:
		return ContrastLight
	}
	return k
}

// Theme is the look of one session.
type Theme struct {
	Kind   Kind
	Name   string // what a setting calls it: a kind, or a theme file
	Signs  Signs
	styles [tokens]Style
}

// New makes a theme. ascii keeps every sign inside ASCII (--plain).
func New(kind Kind, ascii bool) *Theme { return Spec{Name: string(kind), Base: kind}.Build(ascii) }

// Build makes the theme of a description.
func (s Spec) Build(ascii bool) *Theme {
	t := &Theme{Kind: s.Base, Name: s.Name, Signs: fineSigns()}
	if ascii {
		t.Signs = asciiSigns()
	}
	for token, look := range looks() {
		if own, ok := s.Colors[token]; ok {
			look.plain, look.own, look.owned = false, own, true
		}
		t.styles[token] = build(s.Base, token, look)
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

// Banded tells whether titles stand on a ground of their own; without one they
// need a rule.
func (t *Theme) Banded() bool { return t.styles[Band].on != "" }

// Band lays a finished row on the ground of titles and the status line. Without
// a ground the row stays as it is.
func (t *Theme) Band(row string) string {
	on := t.styles[Band].on
	if on == "" || row == "" {
		return row
	}
	return on + strings.ReplaceAll(row, off, off+on) + off
}

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

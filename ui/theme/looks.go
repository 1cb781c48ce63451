package theme

import "github.com/charmbracelet/x/ansi"

// looks is the palette: contrast of text at least 4.5:1 against black and white
// (WCAG 2.2, 1.4.3), except for Faint, which only draws lines.
func looks() map[Token]look {
	return map[Token]look{
		Text:     {plain: true},
		Dim:      {dark: 0xa0a0a0, light: 0x5f5f5f, faint: true},
		Faint:    {dark: 0x585858, light: 0xb2b2b2, faint: true},
		Strong:   {plain: true, bold: true},
		Title:    {dark: 0xbcbcbc, light: 0x444444, basic: ansi.White},
		Focus:    {dark: 0x7cc7ff, light: 0x005fb8, basic: ansi.BrightCyan, bold: true},
		Accent:   {dark: 0x7cc7ff, light: 0x005fb8, basic: ansi.BrightCyan, bold: true},
		Key:      {dark: 0xe6c07b, light: 0x8a5a00, basic: ansi.Yellow, bold: true},
		Good:     {dark: 0x7ad39a, light: 0x1a7f37, basic: ansi.Green},
		Warn:     {dark: 0xf0c060, light: 0x8a5a00, basic: ansi.Yellow},
		Bad:      {dark: 0xff8f8f, light: 0xb42318, basic: ansi.BrightRed, bold: true},
		Info:     {dark: 0x7cc7ff, light: 0x005fb8, basic: ansi.Cyan},
		Negative: {dark: 0xff8080, light: 0xb42318, basic: ansi.Red},
		Neutral:  {dark: 0xa0a0a0, light: 0x5f5f5f, faint: true},
		Positive: {dark: 0x7ad39a, light: 0x1a7f37, basic: ansi.Green},
		Lead:     {dark: 0xf0c060, light: 0x8a5a00, basic: ansi.Yellow, bold: true},
		Unseen:   {dark: 0x7cc7ff, light: 0x005fb8, basic: ansi.BrightCyan, bold: true},
		Tag:      {dark: 0xc5a5f5, light: 0x6b3fa0, basic: ansi.Magenta},
		Name:     {dark: 0x8fd6d6, light: 0x0b6e6e, basic: ansi.Cyan},
		Ours:     {dark: 0x9ecbff, light: 0x0a55a5, basic: ansi.BrightBlue},
		Note:     {dark: 0xe6c07b, light: 0x8a5a00, basic: ansi.Yellow},
		Match:    {plain: true, bold: true, under: true},
		Input:    {plain: true},
		Hint:     {dark: 0x8a8a8a, light: 0x6c6c6c, faint: true},
		Link:     {dark: 0x7cc7ff, light: 0x005fb8, basic: ansi.Cyan, under: true},
		Bar1:     {dark: 0x6aaef5, light: 0x1f6feb, basic: ansi.Blue},
		Bar2:     {dark: 0xc5a5f5, light: 0x6b3fa0, basic: ansi.Magenta},
		Bar3:     {dark: 0x8fd6d6, light: 0x0b6e6e, basic: ansi.Cyan},
	}
}

// Signs are the single-cell marks of the screen. All are one cell wide on every
// terminal: none is an emoji, none has a wide form.
type Signs struct {
	Focus    string // before the focused pane's title
	Select   string // before the selected row
	Marked   string // before a marked row
	Negative string
	Neutral  string
	Positive string
	New      string
	Open     string
	Snoozed  string
	Done     string
	Lead     string
	Across   string // horizontal line
	Down     string // vertical line
	More     string // a text goes on
	Bars     string // eight heights, lowest first
}

func fineSigns() Signs {
	return Signs{
		Focus: "▶", Select: "▌", Marked: "*", Negative: "▼", Neutral: "·", Positive: "▲",
		New: "●", Open: "○", Snoozed: "z", Done: "✓", Lead: "$",
		Across: "─", Down: "│", More: "…", Bars: "▁▂▃▄▅▆▇█",
	}
}

func asciiSigns() Signs {
	return Signs{
		Focus: ">", Select: ">", Marked: "*", Negative: "-", Neutral: ".", Positive: "+",
		New: "N", Open: "o", Snoozed: "z", Done: "x", Lead: "$",
		Across: "-", Down: "|", More: "~", Bars: "_.:-=+*#",
	}
}

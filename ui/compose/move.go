package compose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// move puts the cursor elsewhere.
func (a *area) move(name string) bool {
	goal := -1
	switch name {
	case "left", "ctrl+b":
		a.at = max(0, a.at-1)
	case "right":
		a.at = min(len(a.parts), a.at+1)
	case "ctrl+left", "alt+left", "alt+b":
		a.at = wordStart(a.parts, a.at)
	case "ctrl+right", "alt+right", "alt+f":
		a.at = wordEnd(a.parts, a.at)
	case "home", "ctrl+a":
		a.at = a.lay.start(a)
	case "end", "ctrl+e":
		a.at = a.lay.end(a)
	case "ctrl+home", "alt+<":
		a.at = 0
	case "ctrl+end", "alt+>":
		a.at = len(a.parts)
	case "ctrl+up", "alt+up", "alt+{":
		a.at = paragraph(a.parts, a.at, -1)
	case "ctrl+down", "alt+down", "alt+}":
		a.at = paragraph(a.parts, a.at, 1)
	case "up", "ctrl+p":
		goal = a.vertical(-1)
	case "down", "ctrl+n":
		goal = a.vertical(1)
	case "pgup":
		goal = a.vertical(-max(1, a.lay.height-1))
	case "pgdown":
		goal = a.vertical(max(1, a.lay.height-1))
	default:
		return false
	}
	a.touched()
	a.goal, a.log.mode = goal, ""
	return true
}

// vertical goes n rows down as they are on the screen and gives the column to
// aim for further on.
func (a *area) vertical(n int) int {
	row, column := a.lay.place(a)
	if a.goal >= 0 {
		column = a.goal
	}
	switch to := row + n; {
	case to < 0:
		a.at = 0
	case to >= len(a.lay.rows):
		a.at = len(a.parts)
	default:
		a.at = a.lay.part(a, to, column)
	}
	return column
}

// Top tells whether the cursor stands in the first row.
func (a *area) Top() bool {
	row, _ := a.lay.place(a)
	return row == 0
}

// lineStart and lineEnd are the ends of the line as it was typed, however many
// rows it takes.
func lineStart(parts []string, i int) int {
	for i > 0 && parts[i-1] != "\n" {
		i--
	}
	return i
}

func lineEnd(parts []string, i int) int {
	for i < len(parts) && parts[i] != "\n" {
		i++
	}
	return i
}

// paragraph is the empty line before or behind the cursor's lines, or the end.
func paragraph(parts []string, i, step int) int {
	empty := func(i int) bool {
		return i > 0 && i < len(parts) && parts[i] == "\n" && parts[i-1] == "\n"
	}
	i += step
	for i > 0 && i < len(parts) && !empty(i) {
		i += step
	}
	return max(0, min(i, len(parts)))
}

func blank(part string) bool { return part == " " || part == "\n" }

// letter tells whether a character is part of a word.
func letter(part string) bool {
	r, _ := utf8.DecodeRuneInString(part)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_'
}

// class parts words from signs and both from blanks.
func class(part string) int {
	switch {
	case blank(part):
		return 0
	case letter(part):
		return 1
	}
	return 2
}

// wordStart goes over blanks and then over one word, or over signs in a row.
func wordStart(parts []string, i int) int {
	for i > 0 && blank(parts[i-1]) {
		i--
	}
	if i == 0 {
		return 0
	}
	for kind := class(parts[i-1]); i > 0 && class(parts[i-1]) == kind; {
		i--
	}
	return i
}

func wordEnd(parts []string, i int) int {
	for i < len(parts) && blank(parts[i]) {
		i++
	}
	if i == len(parts) {
		return i
	}
	for kind := class(parts[i]); i < len(parts) && class(parts[i]) == kind; {
		i++
	}
	return i
}

// blankStart is where the word before the cursor begins, signs included.
func blankStart(parts []string, i int) int {
	for i > 0 && blank(parts[i-1]) {
		i--
	}
	for i > 0 && !blank(parts[i-1]) {
		i--
	}
	return i
}

// token is the word that ends at the cursor and how many characters it has.
func (a *area) token() (string, int) {
	i := a.at
	for i > 0 && !blank(a.parts[i-1]) {
		i--
	}
	return strings.Join(a.parts[i:a.at], ""), a.at - i
}

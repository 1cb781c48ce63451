package query

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Error says what is wrong with a query, and where.
type Error struct {
	// Column is where the trouble begins, in characters (runes) from 1.
	Column int
	// Message says what is wrong.
	Message string
	// Suggestion is what was probably meant, or "".
	Suggestion string
}

// Error formats the column, the message and the suggestion in one line.
func (e *Error) Error() string {
	s := fmt.Sprintf("column %d: %s", e.Column, e.Message)
	if e.Suggestion != "" {
		s += fmt.Sprintf(", did you mean %s?", e.Suggestion)
	}
	return s
}

// problem is an error about a piece of text whose column is not known yet.
type problem struct {
	offset     int // in runes from the start of the piece
	message    string
	suggestion string
}

// Error makes problem usable as the plain error of the exported parsers.
func (p *problem) Error() string { return p.message }

// at turns the problem into an Error of a text that begins at rune index pos.
func (p *problem) at(pos int) *Error {
	return &Error{Column: pos + p.offset + 1, Message: p.message, Suggestion: p.suggestion}
}

// nearest returns the candidate that a mistyped word most probably means, or
// "" when none is close. A candidate that begins with the word wins, since
// people abbreviate more than they mistype.
func nearest(word string, candidates []string) string {
	word = strings.ToLower(word)
	length := utf8.RuneCountInString(word)
	if length > 40 {
		return ""
	}
	// One slip in a short word, two from five letters, three from eight.
	best, bestDistance := "", max(1, (length+1)/3)+1
	for _, c := range candidates {
		if length >= 2 && strings.HasPrefix(c, word) {
			return c
		}
		d := Distance(word, c)
		// A word that shares nothing with the candidate is no typing error.
		if d < bestDistance && d < max(length, utf8.RuneCountInString(c)) {
			best, bestDistance = c, d
		}
	}
	return best
}

// Distance counts the letters to put in, leave out, replace or swap with their
// neighbour (the optimal string alignment distance) that turn s into t.
func Distance(s, t string) int {
	a, b := []rune(s), []rune(t)
	before := make([]int, len(b)+1)
	last := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// shorten keeps a message readable when the offending text is huge.
func shorten(s string) string {
	const most = 40
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-3]) + "..."
}

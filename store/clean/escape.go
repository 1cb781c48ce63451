package clean

import (
	"strings"
	"unicode/utf8"
)

// Escape sequences after ECMA-48, with what terminals made of it: CSI with
// parameters and a final letter, strings (OSC, DCS, APC, PM, SOS) that last
// until their terminator, and short ones of two or three bytes.

// The 8-bit forms of the openers of sequences, and of the terminator.
const (
	highDCS = 0x90
	highSOS = 0x98
	highCSI = 0x9b
	highST  = 0x9c
	highOSC = 0x9d
	highPM  = 0x9e
	highAPC = 0x9f
)

// escapeLen measures the escape sequence at the start of s, which begins with
// ESC. It is at least 1.
func escapeLen(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	switch b := s[1]; {
	case b == '[':
		return csiLen(s, 2)
	case b == ']', b == 'P', b == 'X', b == '^', b == '_':
		n, _ := stringLen(s, 2)
		return n
	case b == 'k': // the window title of screen and tmux, or a lone letter
		if n, closed := stringLen(s, 2); closed {
			return n
		}
		return 2
	case b >= ' ' && b <= '/':
		i := 1
		for i < len(s) && s[i] >= ' ' && s[i] <= '/' {
			i++
		}
		if i < len(s) && s[i] >= '0' && s[i] <= '~' {
			i++
		}
		return i
	case b >= '0' && b <= '~':
		return 2
	}
	return 1
}

// csiLen measures a control sequence whose parameters start at byte i. One
// that breaks off ends before the byte that does not belong.
func csiLen(s string, i int) int {
	for i < len(s) && s[i] >= ' ' && s[i] <= '?' {
		i++
	}
	if i < len(s) && s[i] >= '@' && s[i] <= '~' {
		i++
	}
	return i
}

// stringLen measures a string sequence whose payload starts at byte i, and
// reports whether it has an end. One without an end takes the rest of its line
// along and no more: a sender must not be able to hide a whole message, and a
// reader must not lose one to a single bad byte.
//
// The search stops at the next control that opens a sequence, so a text full
// of openers still takes linear time.
func stringLen(s string, i int) (n int, closed bool) {
	start := i
	for i < len(s) {
		b := s[i]
		switch {
		case b == '\a', b == 0x18, b == 0x1a:
			return i + 1, true
		case b == esc && i+1 < len(s) && s[i+1] == '\\':
			return i + 2, true
		case b == esc:
			return lineEnd(s, start, i), false
		case b < utf8.RuneSelf:
			i++
			continue
		}
		r, size := highControl(s[i:])
		switch {
		case r == highST:
			return i + size, true
		case r != 0:
			return lineEnd(s, start, i), false
		}
		i += size
	}
	return lineEnd(s, start, i), false
}

// lineEnd is where the line that starts at from ends, to at the latest.
func lineEnd(s string, from, to int) int {
	if i := strings.IndexAny(s[from:to], "\n\r"); i >= 0 {
		return from + i
	}
	return to
}

// highControl reads one rune of s. When it is a control of the upper half, as
// a rune or as a bare byte, that control is returned, otherwise 0; and its
// length in bytes.
func highControl(s string) (control rune, size int) {
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && size == 1 {
		r = rune(s[0])
	}
	if r >= 0x80 && r < 0xa0 {
		return r, size
	}
	return 0, size
}

// highLen measures a sequence opened by the 8-bit control r, which takes the
// first size bytes of s. It is 0 when none is opened.
//
// Unlike ESC these bytes also turn up in honest text: as half of a Cyrillic
// letter that somebody cut, or where an encoding was guessed wrong. So only
// what has the full form of a sequence counts.
func highLen(s string, r rune, size int) int {
	switch r {
	case highCSI:
		return highCSILen(s, size)
	case highOSC:
		i := size
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		if i == size || i == len(s) || s[i] != ';' {
			return 0
		}
		n, _ := stringLen(s, i)
		return n
	case highDCS, highSOS, highPM, highAPC:
		if n, closed := stringLen(s, size); closed {
			return n
		}
	}
	return 0
}

// highCSILen measures a control sequence with an 8-bit opener of size bytes.
// It needs a parameter, or one of the usual letters that go without.
func highCSILen(s string, size int) int {
	n := csiLen(s, size)
	body := s[size:n]
	if body == "" {
		return 0
	}
	final := body[len(body)-1]
	switch {
	case final < '@':
		return 0
	case body[0] >= '0' && body[0] <= '?', len(body) == 1 && strings.IndexByte("HJKm", final) >= 0:
		return n
	}
	return 0
}

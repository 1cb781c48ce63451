package text

import (
	"strings"
	"unicode/utf8"
)

const (
	joiner  = '\u200d' // joins two emoji to one
	style   = '\ufe0f' // asks for the emoji look
	keycap  = '\u20e3' // puts a digit on a key
	tagMin  = 0xe0020  // tag characters spell the regional flags
	tagMax  = 0xe007f
	letterA = 0x1f1e6 // regional letters, two of which are a flag
	letterZ = 0x1f1ff
)

// emojiLen measures the emoji at the start of s, with all that belongs to it;
// 0 when there is none. r is its first rune, of size bytes.
func emojiLen(s string, r rune, size int) int {
	if regional(r) {
		if second, n := utf8.DecodeRuneInString(s[size:]); regional(second) {
			return size + n
		}
		return size
	}
	if !symbol(r) {
		return 0
	}
	n := size
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		switch {
		case r == style, r == keycap, skinTone(r), r >= tagMin && r <= tagMax:
			n += size
		case r == joiner:
			after, more := utf8.DecodeRuneInString(s[n+size:])
			if !symbol(after) {
				return n
			}
			n += size + more
		default:
			return n
		}
	}
	return n
}

// plainEmoji removes what changes the look but not the meaning, and cuts a
// chain without end.
func plainEmoji(s string) string {
	if len(s) > MaxTerm {
		s = strings.ToValidUTF8(s[:MaxTerm], "")
	}
	first := true
	return strings.Map(func(r rune) rune {
		if !first && (r == style || skinTone(r)) {
			return -1
		}
		first = false
		return r
	}, s)
}

// symbol reports characters that are shown as small pictures. Blocks are taken
// whole; arrows and mathematics stay out.
func symbol(r rune) bool {
	switch {
	case r < 0x2300:
		return r == 0x203c || r == 0x2049
	case r < 0x1f000:
		return r < 0x2400 || r >= 0x2600 && r < 0x27c0 || r >= 0x2b00 && r < 0x2c00
	default:
		return r < 0x1fb00 && !regional(r)
	}
}

func regional(r rune) bool { return r >= letterA && r <= letterZ }
func skinTone(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

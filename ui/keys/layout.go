package keys

import (
	"unicode"
	"unicode/utf8"
)

// layout is what the keys themselves tell about the keyboard: a Cyrillic letter
// can only have come from a Russian layout, a Latin one only from a Latin one.
// Only the key "." needs it: on a Russian layout it stands where "/" is.
type layout struct{ russian bool }

// hear learns from one key and gives what it means if it is not bound itself,
// or, for ".", whatever is bound.
func (l *layout) hear(key string) (instead string, always, ok bool) {
	if utf8.RuneCountInString(key) == 1 {
		r, _ := utf8.DecodeRuneInString(key)
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			l.russian = true
		case unicode.Is(unicode.Latin, r):
			l.russian = false
		}
	}
	if key == "." && l.russian {
		return "/", true, true
	}
	instead, ok = Latin(key)
	return instead, false, ok
}

package keys

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// layout is what the keys themselves tell about the keyboard: a Cyrillic letter
// can only have come from a Russian layout, a Latin one only from a Latin one.
// Signs need it, which both type in different places: on a Russian layout "."
// stands where "/" is, and "," where "?" is.
type layout struct {
	russian bool
	// belarusian says that ы, э or ў came after the last letter that only its
	// neighbours have: і then stands where и does on a Russian layout.
	belarusian bool
	// base is the next key in the place of the key pressed on a PC-101 keyboard,
	// where the terminal tells it (the base layout key of kitty's keyboard
	// protocol); empty = it does not.
	base string
}

// tell takes what the terminal says about the place of the next key.
func (l *layout) tell(k tea.KeyPressMsg) {
	l.base = ""
	if k.BaseCode == 0 || k.BaseCode < ' ' || k.BaseCode >= 0x7f {
		return
	}
	key := k.BaseCode
	if k.Mod&tea.ModShift != 0 {
		key = shifted(key)
	}
	for _, m := range []struct {
		mod  tea.KeyMod
		name string
	}{{tea.ModCtrl, "ctrl+"}, {tea.ModAlt, "alt+"}} {
		if k.Mod&m.mod != 0 {
			l.base += m.name
		}
	}
	l.base += string(key)
}

// hear learns from one key and gives what it means if it is not bound itself,
// or, for the signs that stand where "/" and "?" do, whatever is bound.
func (l *layout) hear(key string) (instead string, always, ok bool) {
	base := l.base
	l.base = ""
	if utf8.RuneCountInString(key) == 1 {
		l.letter([]rune(key)[0])
	}
	if base != "" && key == "." {
		l.russian = base == "/" // a Latin layout has "." in its own place
	}
	switch {
	case l.russian && key == ".":
		return "/", true, true
	case l.russian && key == ",":
		return "?", true, true
	case base != "" && base != key:
		return base, false, true
	case l.russian && strings.Contains(`";:?/`, key) && key != "":
		to, ok := place([]rune(key)[0])
		return string(to), false, ok
	case l.belarusian && (key == "і" || key == "І"):
		return map[string]string{"і": "b", "І": "B"}[key], false, true
	}
	instead, ok = Latin(key)
	return instead, false, ok
}

// letter learns from a single letter.
func (l *layout) letter(r rune) {
	switch {
	case unicode.Is(unicode.Cyrillic, r):
		l.russian = true
	case unicode.Is(unicode.Latin, r):
		l.russian = false
	}
	switch {
	case strings.ContainsRune("ыэўЫЭЎ", r):
		l.belarusian = true
	case strings.ContainsRune("ищъїєґИЩЪЇЄҐ", r):
		l.belarusian = false
	}
}

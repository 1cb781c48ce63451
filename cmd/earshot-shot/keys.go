package main

import "strings"

// keystrokes turns 'j,j,enter' into the bytes that a terminal sends, one entry
// for each press. What names no key is a text, typed in one go.
func keystrokes(list string) []string {
	var out []string
	for _, name := range strings.Split(list, ",") {
		if name == "" {
			continue
		}
		if bytes := keyBytes(name); bytes != "" {
			name = bytes
		}
		out = append(out, name)
	}
	return out
}

// keyBytes is what a terminal sends for a named key; empty = not a name.
func keyBytes(name string) string {
	switch name {
	case "enter":
		return "\r"
	case "esc":
		return "\x1b"
	case "tab":
		return "\t"
	case "shift+tab":
		return "\x1b[Z"
	case "space":
		return " "
	case "comma":
		return ","
	case "backspace":
		return "\x7f"
	case "up":
		return "\x1b[A"
	case "down":
		return "\x1b[B"
	case "right":
		return "\x1b[C"
	case "left":
		return "\x1b[D"
	case "home":
		return "\x1b[H"
	case "end":
		return "\x1b[F"
	case "pgup":
		return "\x1b[5~"
	case "pgdown":
		return "\x1b[6~"
	case "delete":
		return "\x1b[3~"
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok && len(letter) == 1 && letter[0] >= 'a' && letter[0] <= 'z' {
		return string(rune(letter[0] - 'a' + 1))
	}
	if letter, ok := strings.CutPrefix(name, "alt+"); ok && letter != "" {
		return "\x1b" + letter
	}
	return ""
}

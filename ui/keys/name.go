package keys

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Name gives the name of a pressed key as tables write it.
func Name(k tea.KeyPressMsg) string {
	name := k.String()
	switch name {
	case " ":
		return "space"
	case "ctrl+[":
		return "esc"
	}
	return name
}

// Letter is Name with a letter of the Russian layout read as the one in its
// place: for lists, where nobody writes.
func Letter(k tea.KeyPressMsg) string {
	name := Name(k)
	if latin, ok := Latin(name); ok {
		return latin
	}
	return name
}

// Plain tells whether a key writes or edits text: while somebody edits, such
// keys belong to the text. Everything with ctrl or alt, esc, tab and the
// function keys may be commands.
func Plain(k tea.KeyPressMsg) bool {
	if k.Text != "" {
		return true
	}
	name := Name(k)
	if strings.HasPrefix(name, "ctrl+") || strings.HasPrefix(name, "alt+") || strings.HasPrefix(name, "super+") || strings.HasPrefix(name, "meta+") {
		return false
	}
	switch name {
	case "esc", "tab", "shift+tab":
		return false
	}
	return !(len(name) > 1 && name[0] == 'f' && name[1] >= '1' && name[1] <= '9')
}

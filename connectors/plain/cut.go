package plain

import (
	"strings"
	"unicode/utf8"
)

// Cut shortens a text to at most n bytes without breaking a letter.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// maxAddress is the longest web address that is taken over, in bytes.
const maxAddress = 2048

// Address takes over the web address of a stranger, or drops it: "" for what is too
// long, or leads to no page.
func Address(s string) string {
	if len(s) > maxAddress || !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		return ""
	}
	return s
}

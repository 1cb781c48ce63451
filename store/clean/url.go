package clean

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxURL is the longest address taken over, in bytes. Browsers and proxies
// stop at about 8 KiB.
const maxURL = 8 << 10

// URL returns the address s, without white space around it, when it is one
// that may be shown and opened: http or https with a host, or mailto; valid
// UTF-8 without controls, spaces, invisible characters, quotes, angle brackets
// or backslashes; at most 8 KiB. Otherwise it returns "".
func URL(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > maxURL || !utf8.ValidString(s) || strings.ContainsFunc(s, badInURL) {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	switch u.Scheme { // already in lower case
	case "http", "https":
		if u.Hostname() == "" {
			return ""
		}
	case "mailto":
		if u.Opaque == "" {
			return ""
		}
	default:
		return ""
	}
	return s
}

// Inner returns the address s when it names something within its own message,
// attachment:NAME or cid:ID (RFC 2392), written with the same care as those that
// URL takes. It cannot be opened. Otherwise it returns "".
func Inner(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > maxURL || !utf8.ValidString(s) || strings.ContainsFunc(s, badInURL) {
		return ""
	}
	for _, scheme := range []string{"attachment:", "cid:"} {
		if rest, ok := strings.CutPrefix(s, scheme); ok && rest != "" {
			return s
		}
	}
	return ""
}

// badInURL reports runes that have no business in an address.
func badInURL(r rune) bool {
	switch r {
	case '"', '<', '>', '\\', '`', zwj, zwnj:
		return true
	}
	return unicode.IsControl(r) || isSpace(r) || invisible(r) || r >= 0xfe00 && r <= 0xfe0f
}

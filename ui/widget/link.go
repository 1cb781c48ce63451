package widget

import (
	"net/url"
	"strings"
)

// Hyperlink wraps a painted text in OSC 8, so that the terminal opens address on
// a click. What could end the sequence early, or look like another address than
// it is, gets no link: controls, spaces and letters outside ASCII.
func Hyperlink(address, text string) string {
	if address == "" || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return text
	}
	return "\x1b]8;;" + address + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}

// Host is the machine that an address leads to, as a person should see it before
// opening it: without a user name that may imitate another host. For mailto: it
// is the addressee; "" if nobody can tell.
func Host(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return ""
	case u.Scheme == "mailto":
		return u.Opaque
	}
	return u.Host
}

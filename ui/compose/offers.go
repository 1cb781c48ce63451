package compose

import (
	"cmp"
	"slices"

	"earshot/store"
)

// What of the lines above the text a network has at all: a content warning that
// nobody would see, or a choice of readers where everybody reads it, is not asked
// for.

// has tells whether a network takes what a part holds.
func has(network string, p part) bool {
	switch p {
	case partWarning, partLang:
		return slices.Contains([]string{"mastodon", "bluesky", "demo"}, network)
	case partVisibility:
		return slices.Contains([]string{"mastodon", "demo"}, network)
	}
	return true
}

// networkOf is the network of an account; the simulated one plays another.
func networkOf(a store.Account) string {
	if a.Network == "demo" {
		return cmp.Or(a.Settings["as"], a.Network)
	}
	return a.Network
}

// shows tells whether a part is there: one of the accounts that get the message has
// it, or as long as none is chosen, one of those that could; or it was set when
// another account was to get it. (A language sets itself with every answer.)
func (e *editor) shows(p part) bool {
	m := e.draft.Message
	if p == e.head.part || p == partWarning && m.Warning != "" || p == partVisibility && m.Visibility != "" {
		return true
	}
	names := e.draft.To
	if len(names) == 0 {
		names = e.options()
	}
	return len(names) == 0 || slices.ContainsFunc(names, func(name string) bool { return has(networkOf(e.account(name)), p) })
}

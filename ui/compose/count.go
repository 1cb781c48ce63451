package compose

import (
	"strings"
	"unicode/utf16"

	"github.com/rivo/uniseg"

	"earshot/store"
)

// Count is the length of a text in a network's own counting, as far as it can
// be known without asking:
//
//	mastodon  visible characters, a link counts Limits.LinkChars, of
//	          @user@server only @user (docs.joinmastodon.org, "Posting")
//	telegram  UTF-16 code units (core.telegram.org/bots/api, sendMessage)
//	vk        UTF-16 code units, as its text fields measure
//	others    visible characters (grapheme clusters)
//
// A link counts LinkChars wherever that is set. The network has the last word:
// what it refuses comes back to the outbox with its reason.
func Count(network, text string, limits store.Limits) int {
	text = strings.TrimSpace(text)
	measure := uniseg.GraphemeClusterCount
	if network == "telegram" || network == "vk" {
		measure = func(s string) int { return len(utf16.Encode([]rune(s))) }
	}
	n := measure(text)
	for word := range strings.FieldsSeq(text) {
		if limits.LinkChars > 0 {
			if link := linkIn(word); link != "" {
				n += limits.LinkChars - measure(link)
				continue
			}
		}
		if network == "mastodon" {
			n -= measure(serverIn(word))
		}
	}
	return n
}

// linkIn finds the address in a word, without the signs that end a sentence.
func linkIn(word string) string {
	i := strings.Index(strings.ToLower(word), "http")
	if i < 0 {
		return ""
	}
	link := word[i:]
	_, rest, ok := strings.Cut(link, "://")
	if !ok || rest == "" || !(strings.HasPrefix(strings.ToLower(link), "http://") || strings.HasPrefix(strings.ToLower(link), "https://")) {
		return ""
	}
	link = strings.TrimRight(link, `.,;:!?]}'"»”…`)
	for strings.HasSuffix(link, ")") && strings.Count(link, ")") > strings.Count(link, "(") {
		link = strings.TrimRight(strings.TrimSuffix(link, ")"), `.,;:!?`)
	}
	return link
}

// serverIn is the @server of a word @user@server, which does not count.
func serverIn(word string) string {
	name, ok := strings.CutPrefix(strings.TrimLeft(word, `("'«“`), "@")
	if !ok {
		return ""
	}
	user, server, ok := strings.Cut(name, "@")
	server = strings.TrimRight(server, `.,;:!?)]}'"»”…`)
	if !ok || user == "" || !strings.Contains(server, ".") || strings.Contains(server, "@") {
		return ""
	}
	return "@" + server
}

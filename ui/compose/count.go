package compose

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

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
	measure := measureOf(network)
	n := measure(text)
	if limits.LinkChars == 0 && network != "mastodon" {
		return n
	}
	for word := range strings.FieldsSeq(text) {
		n += weigh(word, network, limits, measure)
	}
	return n
}

// measureOf is how a network measures a plain text.
func measureOf(network string) func(string) int {
	if network == "telegram" || network == "vk" {
		return units
	}
	return clusters
}

// units are the UTF-16 code units of a text.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// clusters are the visible characters of a text.
func clusters(s string) int {
	n := 0
	for line := range strings.SplitAfterSeq(s, "\n") {
		if simple(line) {
			n += utf8.RuneCountInString(line)
		} else {
			n += uniseg.GraphemeClusterCount(line)
		}
	}
	return n
}

// weigh is what a word counts more or less than its letters.
func weigh(word, network string, limits store.Limits, measure func(string) int) int {
	if limits.LinkChars > 0 && strings.Contains(word, "://") {
		if link := linkIn(word); link != "" {
			return limits.LinkChars - measure(link)
		}
	}
	if network == "mastodon" && strings.Contains(word, "@") {
		return -measure(serverIn(word))
	}
	return 0
}

// limitsOf are the limits of an account: those its network told, else those
// the network is documented to have (docs.bsky.app, lexicon app.bsky.feed.post;
// core.telegram.org/bots/api, sendMessage).
func limitsOf(a store.Account) store.Limits {
	l := a.Limits
	if l.Chars == 0 {
		l.Chars = map[string]int{"bluesky": 300, "telegram": 4096}[a.Network]
	}
	return l
}

// limitAt is the first visible character that no longer fits, len(parts) if all
// do. A link or a handle fits as a whole or not at all.
func limitAt(network string, parts []string, limits store.Limits) int {
	measure := measureOf(network)
	i, n := 0, 0
	for i < len(parts) && blank(parts[i]) {
		i++
	}
	for i < len(parts) && n <= limits.Chars {
		start, before := i, n
		for i < len(parts) && !blank(parts[i]) {
			n += measure(parts[i])
			i++
		}
		more := weigh(strings.Join(parts[start:i], ""), network, limits, measure)
		if n += more; n > limits.Chars {
			if more != 0 {
				return start
			}
			return fitting(parts, start, before, limits.Chars, measure)
		}
		for i < len(parts) && blank(parts[i]) {
			n++
			i++
		}
	}
	return min(i, len(parts))
}

// fitting is the first of the characters from i on that does not fit, n taken.
func fitting(parts []string, i, n, limit int, measure func(string) int) int {
	for ; i < len(parts); i++ {
		if n += measure(parts[i]); n > limit {
			break
		}
	}
	return i
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

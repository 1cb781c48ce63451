package mastodon

import (
	"regexp"
	"strings"
	"sync"

	"github.com/rivo/uniseg"
)

// linkChars is what Mastodon counts for any link.
const linkChars = 23

// Count is the length of a text as Mastodon counts it: a link is 23, of
// @user@server only @user counts, everything else by what a reader sees as one
// character (grapheme cluster). Source: docs.joinmastodon.org, "Posting".
func Count(text string) int { return countWith(text, linkChars) }

// countWith counts with another length for links. A server that names none (0)
// is one that counts what stands there: Pleroma and its kin.
func countWith(text string, link int) int {
	if link == 0 {
		return uniseg.GraphemeClusterCount(text)
	}
	links := 0
	text = linkPattern().ReplaceAllStringFunc(text, func(found string) string {
		before, address := splitLink(found)
		end := len(strings.TrimRight(address, trailing))
		// A bracket at the end belongs to the address if it was opened there.
		for end < len(address) && address[end] == ')' && strings.Count(address[:end], "(") > strings.Count(address[:end], ")") {
			end++
		}
		links++
		return before + "\x00" + address[end:]
	})
	n := links * (link - 1) // each \x00 counts as one below
	for _, m := range mentionPattern().FindAllStringSubmatch(text, -1) {
		n -= uniseg.GraphemeClusterCount(m[2])
	}
	return n + uniseg.GraphemeClusterCount(text)
}

// trailing is what ends a sentence rather than an address.
const trailing = `.,;:!?)]}'"»”…`

func splitLink(found string) (before, address string) {
	i := strings.Index(strings.ToLower(found), "http")
	return found[:i], found[i:]
}

// linkPattern finds addresses with a scheme, which are the only ones Mastodon
// counts as links.
var linkPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^a-z0-9@#$＠＃])https?://[^\s<>"«\x00]+\.?[^\s<>"«\x00]+`)
})

// mentionPattern finds @user and @user@server: group 1 is @user, group 2 the
// rest.
var mentionPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^=/\pL\pN_])(@[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)((?:@[\pL\pN_]+(?:[.:-]+[\pL\pN_]+)*)?)`)
})

// named lists the people a text mentions, lower case, without the first @.
func named(text string) []string {
	var out []string
	for _, m := range mentionPattern().FindAllStringSubmatch(text, -1) {
		out = append(out, strings.ToLower(strings.TrimPrefix(m[1]+m[2], "@")))
	}
	return out
}

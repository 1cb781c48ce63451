package clean

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// lookahead is how many bytes beyond a limit are looked at, to see whether a
// character goes on there. An emoji of a family takes 25 bytes.
const lookahead = 64

// window is how many bytes before a limit are searched for the boundary of a
// visible character. The longest that the cleaner lets through, joined from
// many parts, is shorter.
const window = 512

// cut shortens s to at most limit bytes, "…" included. It cuts between visible
// characters and leaves no white space before the ellipsis. Where there is no
// room for the ellipsis it does without.
func cut(s string, limit int) string {
	end := ellipsis
	if limit < len(end) {
		end = ""
	}
	s = s[:boundary(s, limit-len(end))]
	return strings.TrimRight(s, " \n") + end
}

// boundary is the last place in s, at or before byte limit, where one visible
// character (a grapheme cluster of Unicode annex 29) ends and another starts.
func boundary(s string, limit int) int {
	if limit >= len(s) {
		return len(s)
	}
	if limit <= 0 || s[limit] < utf8.RuneSelf {
		return max(limit, 0) // ASCII starts a character of its own
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	// Start at a place that is a boundary for sure.
	start := limit
	for start > 0 && limit-start < window && s[start] >= utf8.RuneSelf {
		start--
	}
	for start < limit && !utf8.RuneStart(s[start]) {
		start++
	}
	rest, state, at := s[start:min(len(s), limit+lookahead)], -1, start
	for at < limit {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if cluster == "" || at+len(cluster) > limit {
			break
		}
		at += len(cluster)
	}
	if at == start && s[start] >= utf8.RuneSelf && start > 0 {
		return limit // a monster without boundary: part it
	}
	return at
}

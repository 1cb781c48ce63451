package keys

import (
	"strings"
	"unicode/utf8"

	"earshot/store/query"
)

// Nearest gives the name that was probably meant by a mistyped one: the one that
// the fewest changes of letters lead to (at most a third of them, swapped
// neighbours count as one change), or the shortest that begins so. "" = none is
// near.
func Nearest(typed string, names []string) string {
	typed = strings.ToLower(typed)
	best, least := "", max(1, len([]rune(typed))/3)+1
	length := utf8.RuneCountInString(typed)
	for _, n := range names {
		if apart := utf8.RuneCountInString(n) - length; max(apart, -apart) >= least {
			continue // a pasted page is not compared letter by letter
		}
		if d := query.Distance(typed, strings.ToLower(n)); d < least {
			best, least = n, d
		}
	}
	if best != "" || typed == "" {
		return best
	}
	for _, n := range names {
		if (strings.HasPrefix(n, typed) || strings.HasPrefix(typed, n)) && (best == "" || len(n) < len(best)) {
			best = n
		}
	}
	return best
}

package feature

import (
	"strings"

	"earshot/scoring/text"
)

// pivot is the token of the last "but" that has something on both sides, 0 for
// none. What stands behind it is what the author means: "the words are kind, but the
// machine is still broken".
func pivot(src string, tokens []text.Token) int {
	const aside = 2 // words, at least, on either side
	for i := len(tokens) - aside; i >= aside; i-- {
		t := &tokens[i]
		if t.Kind != text.Word {
			continue
		}
		switch t.Norm {
		case "but", "however", "но", "однако", "але", "проте":
			return i
		case "а": // "and" as often as "but"; a comma tells
			if strings.Contains(src[tokens[i-1].End:t.Start], ",") {
				return i
			}
		}
	}
	return 0
}

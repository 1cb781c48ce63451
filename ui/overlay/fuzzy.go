package overlay

import (
	"strings"
	"unicode"

	"earshot/ui/keys"
)

// What a letter found is worth, and what a gap before it costs. The numbers are
// those of fzf's second algorithm in their proportions: a letter that begins a
// word, or follows the one before it, is worth half as much again as one found
// anywhere, and a gap costs more where it begins than where it goes on.
const (
	letterWorth = 16
	startWorth  = 10 // begins the text
	wordWorth   = 8  // begins a word
	runWorth    = 7  // follows the letter found before
	gapCost     = 3
	gapMore     = 1
	slipCost    = 6 // typed on the other keyboard layout
)

// Fuzzy tells whether the letters of each word typed stand in text in their
// order, in any case, ё as е, and how well: the best of all ways to find them
// counts, in which beginnings of words and runs of letters are worth most. Words
// may come in any order. Nothing typed is found everywhere and worth nothing.
func Fuzzy(typed, text string) (int, bool) {
	score := 0
	in := []rune(fold(text))
	for _, word := range strings.Fields(fold(typed)) {
		n, ok := best([]rune(word), in)
		if !ok {
			return 0, false
		}
		score += n
	}
	return score, true
}

// Either is Fuzzy for a text that may have been typed on the other layout.
func Either(typed, text string) (int, bool) {
	score, ok := Fuzzy(typed, text)
	if other, found := Fuzzy(keys.Slip(typed), text); found && (!ok || other-slipCost > score) {
		return other - slipCost, true
	}
	return score, ok
}

func fold(s string) string { return strings.ReplaceAll(strings.ToLower(s), "ё", "е") }

// never is worth less than anything found.
const never = -1 << 30

// best finds the most valuable way in which the letters of word stand in text.
// ends[j] is the worth of the letters so far where the last stands at j, last that
// of the letters before it; open is the best of last further left, less its gap.
func best(word, text []rune) (int, bool) {
	if !within(word, text) {
		return 0, false // most texts; it spares the work
	}
	last, ends := make([]int, len(text)), make([]int, len(text))
	for i, r := range word {
		open := never
		for j := range text {
			if j > 1 {
				open = max(open-gapMore, last[j-2]-gapCost)
			}
			ends[j] = never
			if text[j] != r {
				continue
			}
			before := -gapMore * min(j, 8) // what stands before the first letter
			if i > 0 {
				if before = open; j > 0 {
					before = max(before, last[j-1]+runWorth)
				}
			}
			if before > never/2 {
				ends[j] = before + letterWorth + place(text, j)
			}
		}
		last, ends = ends, last
	}
	top := never
	for _, n := range last {
		top = max(top, n)
	}
	return top, top > never
}

// within tells whether the letters of word stand in text in their order.
func within(word, text []rune) bool {
	for _, r := range text {
		if len(word) > 0 && word[0] == r {
			word = word[1:]
		}
	}
	return len(word) == 0
}

// place is what it is worth that a letter stands where it does.
func place(text []rune, j int) int {
	switch {
	case j == 0:
		return startWorth
	case !wordly(text[j-1]) && wordly(text[j]):
		return wordWorth
	}
	return 0
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

package lang

import (
	"unicode"
	"unicode/utf8"

	"earshot/scoring/linear"
	"earshot/scoring/text"
)

const (
	longestGram = 4   // letters of a feature, with the borders of the word
	readLetters = 200 // letters that are looked at; more change nothing
	longestWord = 24  // letters of a word; the rest is data
	wordWeight  = 2   // of a whole word, where runs of letters weigh 1
)

// border stands before and behind a word.
const border = ' '

// Features appends the runs of one to four letters of the words in a script,
// with their borders, and the words as a whole. Links, handles, emoji and words
// that all the world writes say nothing, nor do words of other scripts; hashtags
// speak only where no word does.
func Features(dst []linear.Feature, tokens []text.Token, script Script) []linear.Feature {
	from := len(dst)
	for _, kind := range [...]text.Kind{text.Word, text.Hashtag} {
		if len(dst) == from {
			dst = featuresOf(dst, tokens, script, kind)
		}
	}
	return dst
}

func featuresOf(dst []linear.Feature, tokens []text.Token, script Script, kind text.Kind) []linear.Feature {
	left := readLetters
	var room [longestWord + 2]rune
	for i := range tokens {
		if left <= 0 {
			break
		}
		if tokens[i].Kind != kind {
			continue
		}
		letters := spell(room[:0], tokens[i].Text, script)
		if len(letters) == 0 || international(letters) {
			continue
		}
		left -= len(letters) - 2
		dst = grams(dst, letters)
	}
	return dst
}

// spell appends the letters of a word, small and between borders; of a letter
// drawn out two are left. A word that begins in another script has none.
func spell(dst []rune, word string, script Script) []rune {
	dst = append(dst, border)
	started := false
	for _, r := range word {
		if len(dst) > longestWord {
			break
		}
		switch {
		case r >= 'a' && r <= 'z', r >= 'а' && r <= 'я':
		case r >= 'A' && r <= 'Z', r >= 'А' && r <= 'Я':
			r += 0x20
		case r == '’' || r == 'ʼ' || r == '‘':
			r = '\''
		case r >= '0' && r <= '9':
			continue
		default:
			r = unicode.ToLower(r)
		}
		if !started {
			if s := ScriptOf(r); s != script {
				if s == NoScript {
					continue
				}
				return dst[:0]
			}
			started = true
		}
		if n := len(dst); n > 2 && dst[n-1] == r && dst[n-2] == r {
			continue
		}
		dst = append(dst, r)
	}
	if !started {
		return dst[:0]
	}
	return append(dst, border)
}

// grams appends the features of one word. It must be fast: it is most of what
// finding the language costs.
func grams(dst []linear.Feature, letters []rune) []linear.Feature {
	var codes [longestWord + 2][utf8.UTFMax]byte
	var sizes [longestWord + 2]int
	for i, r := range letters {
		sizes[i] = utf8.EncodeRune(codes[i][:], r)
	}
	whole := uint32(linear.Seed)
	whole = linear.Step(whole, '=')
	for from := range letters {
		h := uint32(linear.Seed)
		for at := from; at < min(len(letters), from+longestGram); at++ {
			for _, b := range codes[at][:sizes[at]] {
				h = linear.Step(h, b)
			}
			if at == from && letters[at] == border {
				continue
			}
			dst = append(dst, linear.Feature{Hash: linear.Mix(h), Value: 1, At: -1})
		}
		for _, b := range codes[from][:sizes[from]] {
			whole = linear.Step(whole, b)
		}
	}
	return append(dst, linear.Feature{Hash: linear.Mix(whole), Value: wordWeight, At: -1})
}

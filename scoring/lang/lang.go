// Package lang guesses the language of a text by its letters and its most
// frequent words.
//
// This is provisional: a later version brings a model. Letters settle most of
// it for the Cyrillic languages, short words for the Latin ones. A short text
// often fits several; then the confidence is low, and the caller should
// prefer what it knows of the author or the account.
package lang

import (
	_ "embed"
	"math"
	"strings"
	"sync"

	"earshot/scoring/text"
)

// The lists have one language a line: its code, letters that speak for it,
// letters that it does not have ("-" for none), and frequent words.
//
//go:embed languages.txt
var languages string

// How much the signs weigh against each other; set by trying texts.
const (
	ownLetter     = 1.5  // a letter that speaks for the language, once a word
	foreignLetter = -2.0 // a letter that it does not have, once a word
	commonWord    = 1.0  // one of its frequent words
	base          = 0.15 // any word, for the default of a script
	readWords     = 200  // words that are looked at; more change nothing
)

// language is what is known of one language.
type language struct {
	code    string
	own     string
	missing string
	words   map[string]bool
	latin   bool
}

// known parses the list on first use.
var known = sync.OnceValue(func() []language {
	var list []language
	for line := range strings.Lines(languages) {
		fields := strings.Fields(line)
		if len(fields) < 4 || fields[0] == "#" {
			continue
		}
		l := language{code: fields[0], own: fields[1], missing: fields[2], words: map[string]bool{}}
		for _, w := range fields[3:] {
			l.words[w] = true
		}
		l.latin = fields[3][0] < 0x80
		list = append(list, l)
	}
	return list
})

// Detect guesses the language of s: ru uk be kk tt bg sr en de fr es it pt pl
// tr, or "" when nothing speaks for any of them. Confidence runs from 0 to 1;
// it is a rule of thumb, not a measured probability. Names, hashtags and links
// do not count.
func Detect(s string) (code string, confidence float64) {
	list := known()
	score := make([]float64, len(list))
	cyrillic, latin, other := 0, 0, 0
	for w := range text.Words(s) {
		word := strings.ToLower(w.Text)
		written := script(word)
		switch written {
		case 'c':
			cyrillic++
		case 'l':
			latin++
		default:
			other++
			continue
		}
		for i := range list {
			if list[i].latin == (written == 'l') {
				score[i] += list[i].weigh(word)
			}
		}
		if cyrillic+latin+other >= readWords {
			break
		}
	}
	if other > cyrillic+latin || cyrillic+latin == 0 {
		return "", 0
	}
	best, second := -1, 0.0
	for i, l := range list {
		// A few English names in a Russian text do not make it English.
		if l.latin != (latin > cyrillic) {
			continue
		}
		switch {
		case best < 0 || score[i] > score[best]:
			if best >= 0 {
				second = max(second, score[best])
			}
			best = i
		default:
			second = max(second, score[i])
		}
	}
	if score[best] <= 0 {
		return "", 0
	}
	return list[best].code, confident(score[best], second)
}

// confident is how sure the best score is, given the next: it grows with the
// evidence and with the distance between both.
func confident(best, second float64) float64 {
	lead := (best - second) / best
	x := 0.2 + 0.79*lead*(1-math.Exp(-best/1.5))
	return math.Round(x*100) / 100
}

// weigh says how far a word in lower case speaks for the language.
func (l *language) weigh(word string) float64 {
	x := 0.0
	switch {
	case strings.ContainsAny(word, l.missing):
		x += foreignLetter
	case strings.ContainsAny(word, l.own):
		x += ownLetter
	}
	if l.words[word] {
		x += commonWord
	}
	if l.code == "ru" {
		x += base // what could be several languages is Russian more often
	}
	return x
}

// script is 'c' for a word of Cyrillic letters, 'l' for one of Latin letters,
// 0 for all else. The first letter decides.
func script(word string) byte {
	for _, r := range word {
		switch {
		case r >= 0x400 && r < 0x530:
			return 'c'
		case r >= 'a' && r <= 'z', r >= 0xc0 && r < 0x250, r >= 0x1e00 && r < 0x1f00:
			return 'l'
		case r >= '0' && r <= '9':
		default:
			return 0
		}
	}
	return 0
}

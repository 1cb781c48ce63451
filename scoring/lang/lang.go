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
	"unicode"

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
	code  string
	bit   languageSet
	latin bool
}

// languageSet has a bit for each language of the list.
type languageSet uint32

// lastLetter is the last of the letters that lists name.
const lastLetter = 0x52f

// knowledge is the lists turned round: from letters and words to languages.
type knowledge struct {
	list    []language
	letters [lastLetter + 1]struct{ own, missing languageSet }
	words   map[string]languageSet
}

// known parses the list on first use.
var known = sync.OnceValue(func() *knowledge {
	k := &knowledge{words: map[string]languageSet{}}
	for line := range strings.Lines(languages) {
		fields := strings.Fields(line)
		if len(fields) < 4 || fields[0] == "#" {
			continue
		}
		l := language{code: fields[0], bit: 1 << len(k.list), latin: fields[3][0] < 0x80}
		for _, r := range fields[1] {
			k.letters[r].own |= l.bit
		}
		for _, r := range fields[2] {
			k.letters[r].missing |= l.bit
		}
		for _, w := range fields[3:] {
			k.words[w] |= l.bit
		}
		k.list = append(k.list, l)
	}
	return k
})

// Detect guesses the language of s: ru uk be kk tt bg sr en de fr es it pt pl
// tr, or "" when nothing speaks for any of them. Confidence runs from 0 to 1;
// it is a rule of thumb, not a measured probability. Names, hashtags and links
// do not count.
func Detect(s string) (code string, confidence float64) { return Of(text.Tokens(s)) }

// Of is Detect for a caller who has cut the text into tokens already. It must
// be fast: every mention is judged on its way in.
func Of(tokens []text.Token) (code string, confidence float64) {
	k := known()
	list := k.list
	score := make([]float64, len(list))
	cyrillic, latin, other := 0, 0, 0
	for i := range tokens {
		if tokens[i].Kind != text.Word {
			continue
		}
		seen := k.look(&tokens[i])
		switch seen.script {
		case 'c':
			cyrillic++
		case 'l':
			latin++
		default:
			other++
		}
		if seen.script != 0 {
			for i := range list {
				if list[i].latin == (seen.script == 'l') {
					score[i] += list[i].weigh(seen)
				}
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

// weigh says how far a word speaks for the language.
func (l *language) weigh(w signs) float64 {
	x := 0.0
	switch {
	case w.missing&l.bit != 0:
		x += foreignLetter
	case w.own&l.bit != 0:
		x += ownLetter
	}
	if w.common&l.bit != 0 {
		x += commonWord
	}
	if l.code == "ru" {
		x += base // what could be several languages is Russian more often
	}
	return x
}

// signs is what a word shows: its script as by script, and the languages that
// it has a letter of, that lack one of its letters, and that it is common in.
type signs struct {
	script               byte
	own, missing, common languageSet
}

// look reads a word, whatever its case, letter by letter once for all
// languages.
func (k *knowledge) look(t *text.Token) signs {
	w := signs{}
	decided, as := false, t.Norm
	for _, r := range t.Text {
		switch {
		case r >= 'a' && r <= 'z', r >= 'а' && r <= 'я':
		default:
			r = unicode.ToLower(r)
		}
		if !decided {
			w.script, decided = letterScript(r)
		}
		if int(r) < len(k.letters) {
			w.own |= k.letters[r].own
			w.missing |= k.letters[r].missing
		}
		if r == 'ё' || r >= 0x2b0 && r < 0x370 || r >= 0x2000 {
			as = "" // folding may have made another word of it
		}
	}
	if as == "" || len(t.Text) > text.MaxTerm {
		as = strings.ToLower(t.Text)
	}
	w.common = k.words[as]
	return w
}

// script is 'c' for a word of Cyrillic letters, 'l' for one of Latin letters,
// 0 for all else. The first letter decides.
func script(word string) byte {
	for _, r := range word {
		if script, decided := letterScript(r); decided {
			return script
		}
	}
	return 0
}

// letterScript is the script of a small letter; a digit decides nothing.
func letterScript(r rune) (script byte, decided bool) {
	switch {
	case r >= 0x400 && r < 0x530:
		return 'c', true
	case r >= 'a' && r <= 'z', r >= 0xc0 && r < 0x250, r >= 0x1e00 && r < 0x1f00:
		return 'l', true
	}
	return 0, r < '0' || r > '9'
}

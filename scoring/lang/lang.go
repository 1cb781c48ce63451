// Package lang finds the language of a short post.
//
// The script comes first: most scripts have one language here. Russian,
// Ukrainian, Belarusian, Kazakh, Tatar, Bulgarian, Serbian, Macedonian and
// Mongolian share one, English and 22 others the Latin one: each of the two has a
// linear model over runs of one to four letters and whole words (Cavnar and
// Trenkle 1994 found that such runs tell languages apart; the weights are those
// of logistic regression, see package linear). MODELS.md says what the models
// were made from and how well they do.
//
// A post that only laughs, agrees or shows a face has no language of its own.
// Then the caller should take what it knows of the author or the account.
package lang

import (
	_ "embed"
	"math"
	"sync"
	"unicode"
	"unicode/utf8"

	"earshot/scoring/linear"
	"earshot/scoring/text"
)

//go:embed cyrillic.model
var cyrillicWeights []byte

//go:embed latin.model
var latinWeights []byte

// Reading the weights takes some milliseconds; it is done on first use.
var (
	cyrillic = sync.OnceValue(func() *linear.Model { return mustRead(cyrillicWeights) })
	latin    = sync.OnceValue(func() *linear.Model { return mustRead(latinWeights) })
)

// mustRead panics only where the program was built from damaged files, which a
// test would have told.
func mustRead(weights []byte) *linear.Model {
	m, err := linear.Read(weights)
	if err != nil {
		panic("lang: " + err.Error())
	}
	return m
}

const (
	fewestLetters = 3 // in a script whose languages share it: below, anything would be a guess
	// hintLogOdds is what a hint adds: it wins where the model gives the best
	// other less than twelve times as much. Of hints that are right six times of
	// ten, more gains nothing on posts, and loses on short ones.
	hintLogOdds = 2.5
	// Russian and English have something before the others where there is no hint:
	// they are what is read most. It is usual at any length, and up to mostUsual
	// where there are few letters that say something, usualShort by their square:
	// three words leave much open, six hardly anything.
	usual        = 0.5
	usualShort   = 140.0
	mostUsual    = 2.5
	mostSure     = 0.999
	ownScript    = 0.99 // the confidence where the script decides
	mostFeatures = 5 * (readLetters + longestWord + 2)
)

// Detect finds the language of s: a code of ISO 639-1, or "" where nothing
// speaks for any. Confidence is the probability that the code is right, measured
// on posts; 0 exactly where there is no code.
func Detect(s string) (code string, confidence float64) { return Of(text.Tokens(s)) }

// Of is Detect for a caller who has cut the text into tokens already.
func Of(tokens []text.Token) (code string, confidence float64) { return Hinted(tokens, "") }

// Hinted is Of for a caller who was told a language, by the network or by what
// the author wrote before. Such hints are often wrong, so it decides only where
// the letters leave it open; a text without a language of its own gets none here
// either. It must be fast, at most 25 µs: every mention is judged on its way in.
func Hinted(tokens []text.Token, hint string) (code string, confidence float64) {
	script, letters := mainScript(tokens)
	switch {
	case script == NoScript:
		return "", 0
	case only[script] != "":
		return only[script], ownScript
	case letters < fewestLetters:
		return "", 0
	case script == Arabic:
		return arabic(tokens), 0.9
	}
	m := latin()
	if script == Cyrillic {
		m = cyrillic()
	}
	var room [mostFeatures]linear.Feature
	features := Features(room[:0], tokens, script)
	if len(features) == 0 {
		return "", 0
	}
	var sums [32]float32
	z := m.Logits(sums[:0], features)
	for c, name := range m.Classes {
		switch {
		case name == hint:
			z[c] += hintLogOdds
		case hint == "" && (name == "ru" || name == "en"):
			z[c] += min(mostUsual, usual+usualShort/float32(letters*letters))
		}
	}
	linear.Softmax(z)
	best := 0
	for c := range z {
		if z[c] > z[best] {
			best = c
		}
	}
	return m.Classes[best], math.Round(min(mostSure, float64(z[best]))*1000) / 1000
}

// mainScript gives the script that most of a text is written in, and how many
// letters of it say something. Within a text, words with a capital count half:
// names of brands and places are written as they are at home. Hashtags count
// where there are no words.
func mainScript(tokens []text.Token) (script Script, letters int) {
	var sums [scripts]int
	for _, kind := range [...]text.Kind{text.Word, text.Hashtag} {
		first := true
		left := readLetters
		for i := range tokens {
			if tokens[i].Kind != kind || left <= 0 {
				continue
			}
			s, n, capital := measure(tokens[i].Text)
			left -= n
			if s == NoScript {
				continue
			}
			if !capital || first {
				n *= 2
			}
			first = false
			sums[s] += n * heft(s)
		}
		if !first {
			break
		}
	}
	if sums[Kana] > 0 { // Japanese is written with Chinese letters, too
		sums[Kana] += sums[Han]
		sums[Han] = 0
	}
	for s, n := range sums {
		if n > sums[script] {
			script = Script(s)
		}
	}
	return script, (sums[script] + 1) / 2
}

// heft is how many letters of an alphabet say as much as one of the script.
func heft(s Script) int {
	switch s {
	case Han, Kana, Hangul:
		return 3
	}
	return 1
}

// measure gives the script of a word by its first letter, its letters, and
// whether it begins with a capital. What all the world writes has no script.
func measure(word string) (script Script, letters int, capital bool) {
	for i, r := range word {
		script = ScriptOf(r)
		if script == NoScript {
			continue
		}
		if script == Cyrillic || script == Latin {
			var room [longestWord + 2]rune
			if spelled := spell(room[:0], word[i:], script); len(spelled) > 0 && international(spelled) {
				return NoScript, 0, false
			}
			capital = unicode.IsUpper(r)
		}
		return script, utf8.RuneCountInString(word[i:]), capital
	}
	return NoScript, 0, false
}

// arabic tells Persian from Arabic by the letters that one of them lacks.
func arabic(tokens []text.Token) string {
	persian := 0
	for i := range tokens {
		if tokens[i].Kind != text.Word && tokens[i].Kind != text.Hashtag {
			continue
		}
		for _, r := range tokens[i].Text {
			switch r {
			case 'پ', 'چ', 'ژ', 'گ', 'ک', 'ی':
				persian++
			case 'ي', 'ك', 'ة', 'ى', 'أ', 'إ':
				persian--
			}
		}
	}
	if persian > 0 {
		return "fa"
	}
	return "ar"
}

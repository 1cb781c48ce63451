// Package feature says what is seen in a text: the words, pairs, letters and
// signs that the models of package linear add up. All judgements read a text in
// the same way; each chooses the kinds that it wants, and how heavy they are.
//
//	Word      a word as written, folded: "работают", "#скидки", "@" for a handle, "0" for a number, "/" for an address
//	Stem      the stem of a word or of a hashtag's words: "работа"
//	Pair      two neighbouring stems, also with the signs of Word: "не работа"
//	Skip      two stems with one between them
//	Negated   a stem behind a negation, up to three words and not beyond a pause
//	Letters   three to five letters of a word with its borders: "<раб", "тают>"
//	Sign      what is no word: "!", "!!", "?", "...", capitals, drawn out letters, quotes, brackets, length of the text
//	Face      emoji and smileys, and whether they are drawn out: ":)", ")))"
//	Mood      what the lists of words that carry a feeling say, see Moods
//
// A feature is known by a hash of its kind and its name only (package linear).
// The hash of a kind and a name never changes: models depend on it.
package feature

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/scoring/linear"
	"earshot/scoring/text"
)

// Kind is a space of names: the same word is another feature in another kind.
type Kind uint8

// The kinds, as the package comment tells them.
const (
	Word Kind = iota
	Stem
	Pair
	Skip
	Negated
	Letters
	Sign
	Face
	Mood
	Kinds // how many there are
)

// Set chooses what is read: the value of a feature of each kind, 0 for a kind
// that is left out. A Set does not change and may be used by many goroutines.
type Set struct {
	Values [Kinds]float32
	// Moods are the lists behind the kind Mood; nil: none.
	Moods *Moods
	// Plain takes the letters of Kazakh and Tatar that Russian keyboards lack for
	// those that people type instead, in Letters and in all that is made of stems:
	// "жақсы" has the letters of "жаксы" there. Stems are cut before, and not
	// always alike. Word keeps what was written.
	Plain bool
	// Contrast is what a feature before the last "but" weighs, of what it weighs
	// behind it; 0: as much.
	Contrast float32
}

// Hash is the hash of a feature of a kind by its name, for what other packages
// add of their own. Names of two words are joined by a space.
func Hash(k Kind, name string) uint32 {
	if k != Letters {
		return linear.Mix(add(seed(k), name))
	}
	h := seed(k)
	for _, c := range name {
		h = letter(h, c)
	}
	return linear.Mix(h)
}

// letter takes a rune into a hash; byte by byte would take twice as long.
func letter(h uint32, c rune) uint32 { return (h ^ uint32(c)) * 16777619 }

// seed begins the hash of a feature.
func seed(k Kind) uint32 { return linear.Step(linear.Seed, byte(k)+1) }

// plain is the letter that stands for a Kazakh or Tatar one where there is none.
func plain(c rune) rune {
	switch c {
	case 'ә':
		return 'а'
	case 'ғ':
		return 'г'
	case 'қ':
		return 'к'
	case 'ң':
		return 'н'
	case 'ө':
		return 'о'
	case 'ұ', 'ү':
		return 'у'
	case 'һ':
		return 'х'
	case 'і':
		return 'и'
	case 'җ':
		return 'ж'
	}
	return c
}

// stem takes a stem into a hash.
func (r *reading) stem(h uint32, s string) uint32 {
	if !r.set.Plain {
		return add(h, s)
	}
	for _, c := range s {
		h = letter(h, plain(c))
	}
	return h
}

func add(h uint32, s string) uint32 {
	for i := 0; i < len(s); i++ {
		h = linear.Step(h, s[i])
	}
	return h
}

// NegationScope is how many words a negation reaches.
const NegationScope = 3

// Append reads a text that was cut into tokens and appends its features to dst,
// each with the number of its token. With a dst that is long enough it takes no
// memory. It must be fast, some 5 µs a text of 100 letters: every mention passes
// here several times on its way in.
func (s *Set) Append(dst []linear.Feature, src string, tokens []text.Token) []linear.Feature {
	r := reading{set: s, src: src, out: dst, mixed: hasLower(src)}
	turn := 0
	if s.Contrast != 0 {
		turn = pivot(src, tokens)
	}
	for i := range tokens {
		if r.heavy = 1; i < turn {
			r.heavy = s.Contrast
		}
		r.gap(tokens, i)
		r.token(tokens, i)
	}
	r.heavy = 1
	r.end(tokens)
	return r.out
}

// reading is one text being read.
type reading struct {
	set   *Set
	src   string
	out   []linear.Feature
	mixed bool    // the text has small letters, so capitals mean something
	heavy float32 // what the features of this token weigh

	scope        int // words that a negation still reaches
	bangs, asks  int
	shouts       int
	before, last string                 // names of the words before, for pairs; "" after a pause
	moods        [MaxColumns][2]float32 // sums of the good and the bad, a list
	words        int

	most  [MaxColumns][2]peak // the tokens that say most, a list and side
	final struct {
		side byte // of the last word that feels: 1 good, 2 bad
		at   int
	}
}

// peak is the token that says most.
type peak struct {
	by float32
	at int
}

func (r *reading) put(k Kind, hash uint32, at int) { r.scaled(k, hash, at, 1) }

func (r *reading) scaled(k Kind, hash uint32, at int, by float32) {
	if v := r.set.Values[k]; v != 0 {
		r.out = append(r.out, linear.Feature{Hash: linear.Mix(hash), Value: v * by * r.heavy, At: int32(at)})
	}
}

// gap reads what stands before token i. A pause ends a negation; pairs go on.
func (r *reading) gap(tokens []text.Token, i int) {
	from := 0
	if i > 0 {
		from = tokens[i-1].End
	}
	if g := r.src[from:tokens[i].Start]; g != " " && g != "" {
		r.marks(g, i-1)
	}
}

// marks reads punctuation.
func (r *reading) marks(g string, at int) {
	for i := 0; i < len(g); i++ {
		switch g[i] {
		case '!':
			r.bangs++
			r.scope = 0
		case '?':
			r.asks++
			r.scope = 0
		case '.':
			r.scope = 0
			if strings.HasPrefix(g[i:], "..") {
				r.put(Sign, add(seed(Sign), "..."), at)
				i = len(g) - len(strings.TrimLeft(g[i:], ".")) - 1
			}
		case ',', ';', ':', '\n':
			r.scope = 0
		case '"':
			r.put(Sign, add(seed(Sign), "\""), at)
		}
	}
	if len(g) > 2 {
		switch {
		case strings.Contains(g, "…"):
			r.scope = 0
			r.put(Sign, add(seed(Sign), "..."), at)
		case strings.Contains(g, "—"):
			r.scope = 0
		case strings.Contains(g, "«"):
			r.put(Sign, add(seed(Sign), "\""), at)
		}
	}
}

// token reads token i.
func (r *reading) token(tokens []text.Token, i int) {
	t := &tokens[i]
	name := t.Stem
	switch t.Kind {
	case text.Word, text.Hashtag:
		r.words++
		r.word(t, i)
	case text.Emoji, text.Smiley:
		r.put(Face, add(seed(Face), t.Norm), i)
		if t.Kind == text.Smiley && len(t.Text) >= 4 {
			r.put(Face, add(add(seed(Face), t.Norm), "+"), i)
		}
		r.mood(t, i)
		name = t.Norm
	case text.Handle:
		name = "@"
		r.put(Word, add(seed(Word), name), i)
	case text.URL:
		name = "/"
		r.put(Word, add(seed(Word), name), i)
	case text.Number:
		name = "0"
		r.put(Word, add(seed(Word), name), i)
	}
	if r.last != "" {
		r.put(Pair, r.stem(linear.Step(r.stem(seed(Pair), r.last), ' '), name), i)
	} else {
		r.put(Pair, r.stem(linear.Step(seed(Pair), '^'), name), i)
	}
	if r.before != "" {
		r.put(Skip, r.stem(linear.Step(r.stem(seed(Skip), r.before), ' '), name), i)
	}
	r.before, r.last = r.last, name
}

// word reads a word or a hashtag.
func (r *reading) word(t *text.Token, i int) {
	r.put(Word, add(seed(Word), t.Norm), i)
	r.put(Stem, r.stem(seed(Stem), t.Stem), i)
	if r.scope > 0 {
		r.put(Negated, r.stem(seed(Negated), t.Stem), i)
	}
	r.mood(t, i)
	if r.set.Values[Letters] != 0 {
		r.letters(t.Norm, i)
	}
	if r.set.Values[Sign] != 0 {
		if r.mixed && capitals(t.Text) {
			r.shouts++
			r.put(Sign, add(seed(Sign), "CAPS"), i)
		}
		if drawn(t.Norm) {
			r.put(Sign, add(seed(Sign), "looong"), i)
		}
	}
	if Negates(t.Norm) {
		r.scope = NegationScope
	} else if r.scope > 0 {
		r.scope--
	}
}

// letters reads three to five neighbouring letters of a word, borders included.
func (r *reading) letters(norm string, at int) {
	const longest = 5
	var runes [64]rune
	n := 1
	runes[0] = '<'
	for _, c := range norm {
		if n == len(runes)-1 {
			break // the rest of what is no word
		}
		if r.set.Plain {
			c = plain(c)
		}
		runes[n] = c
		n++
	}
	runes[n] = '>'
	n++
	value := r.set.Values[Letters] * r.heavy
	start := seed(Letters)
	for i := 0; i+2 < n; i++ {
		h := start
		for k := i; k < n && k < i+longest; k++ {
			h = letter(h, runes[k])
			if k >= i+2 {
				r.out = append(r.out, linear.Feature{Hash: linear.Mix(h), Value: value, At: int32(at)})
			}
		}
	}
}

// end reads what stands behind the last token, and what belongs to all.
func (r *reading) end(tokens []text.Token) {
	last, from := len(tokens)-1, 0
	if last >= 0 {
		from = tokens[last].End
		r.put(Pair, add(linear.Step(r.stem(seed(Pair), r.last), ' '), "$"), last)
	}
	r.marks(r.src[from:], last)
	r.count("!", r.bangs)
	r.count("?", r.asks)
	r.count("A", r.shouts)
	r.count("n", bitLength(r.words))
	r.total()
}

// count puts a sign for how often something was seen: once, twice, more.
func (r *reading) count(name string, n int) {
	for i := range min(n, 3) {
		r.put(Sign, add(linear.Step(seed(Sign), byte('1'+i)), name), -1)
	}
}

func bitLength(n int) int {
	switch {
	case n < 5:
		return 0
	case n < 12:
		return 1
	case n < 25:
		return 2
	}
	return 3
}

func hasLower(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'a' && s[i] <= 'z' {
			return true
		}
		if s[i] >= utf8.RuneSelf {
			return strings.IndexFunc(s[i:], unicode.IsLower) >= 0
		}
	}
	return false
}

// capitals reports a word of three letters or more, all of them capitals.
func capitals(word string) bool {
	n := 0
	for _, c := range word {
		switch {
		case c >= 'a' && c <= 'z', c >= 'а' && c <= 'я':
			return false
		case c >= 'A' && c <= 'Z', c >= 'А' && c <= 'Я':
			n++
		case c >= utf8.RuneSelf && unicode.IsLower(c):
			return false
		case c >= utf8.RuneSelf && unicode.IsUpper(c):
			n++
		}
	}
	return n >= 3
}

// drawn reports a word with the same letter three times in a row: "плооохо".
func drawn(norm string) bool {
	var one, two rune
	for _, c := range norm {
		if c == one && c == two && (c < '0' || c > '9') && c != 'w' {
			return true
		}
		two, one = one, c
	}
	return false
}

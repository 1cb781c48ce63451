package emotion

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"earshot/scoring/text"
)

//go:embed words.txt
var wordLists string

// lists knows the words that carry an emotion, and the beginnings of words.
type lists struct {
	whole  map[string]uint8 // the emotions of a word, a bit each
	starts map[string]uint8 // those of all words that begin so
	longer map[string][]phrase
}

// phrase is a run of words; the first is known already.
type phrase struct {
	rest []string
	bits uint8
}

const shortestStart, longestStart = 2, 12 // letters of a beginning

var known = sync.OnceValue(func() *lists {
	l := &lists{map[string]uint8{}, map[string]uint8{}, map[string][]phrase{}}
	for line := range strings.Lines(wordLists) {
		cells := strings.Fields(line)
		if len(cells) < 3 || cells[0] == "#" {
			continue
		}
		class := slices.Index(names[:], cells[1])
		if class < 0 {
			continue
		}
		for _, w := range cells[2:] {
			l.add(w, 1<<class)
		}
	}
	return l
})

func (l *lists) add(word string, bits uint8) {
	if !cased(word) { // a face: :D is another one than :d
		l.whole[word] |= bits
		return
	}
	if first, rest, ok := strings.Cut(word, "-"); ok {
		first = text.Fold(first)
		l.longer[first] = append(l.longer[first], phrase{strings.Split(text.Fold(rest), "-"), bits})
		return
	}
	if start, ok := strings.CutSuffix(word, "*"); ok {
		l.starts[text.Fold(start)] |= bits
		return
	}
	l.whole[text.Fold(word)] |= bits
}

// cased reports what begins with a letter, and is no face.
func cased(s string) bool { return s != "" && s[0] != ':' && s[0] != ';' && s[0] != '<' }

// at gives the emotions of token i, a bit each, and the longest entry that says
// so; 0: none.
func (l *lists) at(tokens []text.Token, i int) (bits uint8, entry string) {
	t := &tokens[i]
	switch t.Kind {
	case text.Emoji, text.Smiley:
		return l.whole[t.Norm], t.Norm
	case text.Word, text.Hashtag:
	default:
		return 0, ""
	}
	word := strings.TrimPrefix(t.Norm, "#")
	bits = l.whole[word]
	for _, p := range l.longer[word] {
		if follows(tokens[i+1:], p.rest) {
			bits |= p.bits
			word = p.rest[0]
		}
	}
	if bits != 0 {
		return bits, word
	}
	n := 0
	for k := range word {
		if n > longestStart {
			break
		}
		if n >= shortestStart {
			if b := l.starts[word[:k]]; b != 0 {
				bits |= b
				entry = word[:k]
			}
		}
		n++
	}
	if utf8.RuneCountInString(word) <= longestStart {
		if b := l.starts[word]; b != 0 {
			bits |= b
			entry = word
		}
	}
	return bits, entry
}

// follows tells whether words begin with those of a phrase.
func follows(tokens []text.Token, words []string) bool {
	if len(tokens) < len(words) {
		return false
	}
	for i, w := range words {
		start, any := strings.CutSuffix(w, "*")
		if got := tokens[i].Norm; got != w && !(any && strings.HasPrefix(got, start)) {
			return false
		}
	}
	return true
}

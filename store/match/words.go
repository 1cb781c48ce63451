package match

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"earshot/scoring/text"
)

// gap is what lies between two parts of a text, in words: more than any NEAR
// can bridge, so that nothing is found across a title's end.
const gap = 1 << 20

// document is a text with its tokens. Both tokens and folded text are made on
// first use: to cut a text takes a hundred times as long as to look through it
// for letters.
type document struct {
	tools  *tools
	parts  []string
	folded []string
	list   []text.Token
	at     []int // position of each token, in words
	cut    bool
}

// tools are what all mentions of a query are read with.
type tools struct {
	words memory
	spare sync.Pool // *document whose lists may be written over
}

// newDocument takes texts that stand apart from each other. It must be fast:
// what no index can answer reads every text of the store.
func newDocument(t *tools, parts ...string) *document {
	d, ok := t.spare.Get().(*document)
	if !ok {
		d = &document{}
	}
	*d = document{tools: t, parts: append(d.parts[:0], parts...), folded: d.folded[:0], list: d.list[:0], at: d.at[:0]}
	return d
}

// tokens cuts the text.
func (d *document) tokens() []text.Token {
	if d.cut {
		return d.list
	}
	d.cut = true
	for i, part := range d.parts {
		before := len(d.list)
		d.list = d.tools.words.cutter().Tokens(d.list, part)
		for j := range d.list[before:] {
			d.at = append(d.at, i*gap+j)
		}
	}
	return d.list
}

func (d *document) empty() bool {
	return !slices.ContainsFunc(d.parts, func(p string) bool { return p != "" })
}

// holds looks for letters with their case.
func (d *document) holds(s string) bool {
	return slices.ContainsFunc(d.parts, func(p string) bool { return p != "" && strings.Contains(p, s) })
}

func (d *document) fold() []string {
	if len(d.folded) == 0 {
		for _, p := range d.parts {
			d.folded = append(d.folded, text.Fold(p))
		}
	}
	return d.folded
}

// form is how a word of a query is compared.
type form int

const (
	stems form = iota
	exact
	prefix
)

// term is one word of a query.
type term struct {
	norm string
	stem string
	form form
}

// hits compares with a token; the sign of a hashtag does not count, so that
// pizza finds #pizza.
func (t term) hits(tok *text.Token) bool {
	switch t.form {
	case stems:
		return tok.Stem == t.stem || tok.Norm == t.norm
	case exact:
		return bare(tok) == t.norm || tok.Norm == t.norm
	default:
		return strings.HasPrefix(bare(tok), t.norm) || strings.HasPrefix(tok.Norm, t.norm)
	}
}

func bare(tok *text.Token) string {
	if tok.Kind == text.Hashtag {
		return strings.TrimPrefix(tok.Norm, "#")
	}
	return tok.Norm
}

// finder finds one word or several side by side. A query of nothing but
// punctuation has no words; it is then looked for letter by letter.
type finder struct {
	terms []term
	plain literal
}

func newFinder(s string, f form) finder {
	var x finder
	for t := range text.All(s) {
		x.terms = append(x.terms, term{norm: t.Norm, stem: t.Stem, form: f})
	}
	if len(x.terms) == 0 {
		x.plain = newLiteral(s)
	}
	if f == prefix { // only the last word is unfinished
		for i := range len(x.terms) - 1 {
			x.terms[i].form = exact
		}
	}
	return x
}

func (f finder) in(d *document) bool {
	if len(f.terms) == 0 {
		return f.plain.in(d)
	}
	for i := range d.tokens() {
		if f.startsAt(d, i) {
			return true
		}
	}
	return false
}

func (f finder) startsAt(d *document, i int) bool {
	if i+len(f.terms) > len(d.list) {
		return false
	}
	for j, t := range f.terms {
		if d.at[i+j] != d.at[i]+j || !t.hits(&d.list[i+j]) {
			return false
		}
	}
	return true
}

// spans gives every place where the finder finds, for NEAR.
func (f finder) spans(d *document) []span {
	if len(f.terms) == 0 {
		return nil
	}
	var out []span
	for i := range d.tokens() {
		if f.startsAt(d, i) {
			out = append(out, span{d.at[i], d.at[i] + len(f.terms) - 1})
		}
	}
	return out
}

// literal is text looked for letter by letter, without case.
type literal struct {
	folded string
	norms  []string
	stems  []string
	first  bool // the first letter must not stand inside a word
	last   bool // nor the last
}

func newLiteral(s string) literal {
	l := literal{folded: text.Fold(s)}
	for t := range text.All(s) {
		l.norms, l.stems = append(l.norms, t.Norm), append(l.stems, t.Stem)
	}
	r, _ := utf8.DecodeRuneInString(l.folded)
	l.first = wordy(r) || r == '#' || r == '@'
	r, _ = utf8.DecodeLastRuneInString(l.folded)
	l.last = wordy(r)
	return l
}

func wordy(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r) }

func (l literal) in(d *document) bool {
	if l.folded == "" {
		return false
	}
	return slices.ContainsFunc(d.fold(), l.stands) ||
		len(l.norms) == 1 && slices.ContainsFunc(d.tokens(), func(t text.Token) bool { return t.Norm == l.norms[0] })
}

// stands looks for the literal in a folded text, not inside a longer word.
func (l literal) stands(s string) bool {
	for from := 0; ; {
		i := strings.Index(s[from:], l.folded)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(l.folded)
		before, _ := utf8.DecodeLastRuneInString(s[:start])
		after, _ := utf8.DecodeRuneInString(s[end:])
		if !(l.first && start > 0 && wordy(before)) && !(l.last && end < len(s) && wordy(after)) {
			return true
		}
		_, size := utf8.DecodeRuneInString(s[start:])
		from = start + size
	}
}

// spans gives the places of the literal's tokens, for NEAR.
func (l literal) spans(d *document) []span {
	var out []span
	tokens := d.tokens()
	for i := 0; len(l.norms) > 0 && i+len(l.norms) <= len(tokens); i++ {
		same := true
		for j, n := range l.norms {
			same = same && tokens[i+j].Norm == n
		}
		if same {
			out = append(out, span{d.at[i], d.at[i] + len(l.norms) - 1})
		}
	}
	return out
}

package grammar

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/scoring/text"
)

// Hit is a rule that holds, and the tokens from From to To, without To, that
// made it hold. A rule made of others has From == To.
type Hit struct {
	Rule     int
	From, To int
}

// Matcher finds the rules of a grammar in texts. It keeps its memory for the
// next text and is used by one goroutine at a time.
type Matcher struct {
	g      *Grammar
	src    string
	tokens []text.Token

	symbols []symbol
	starts  []int32 // of each token's symbols, and the end of the last
	places  []place
	holds   []uint64 // sentences in which each rule holds, a bit each
	hits    []Hit
}

// place is what a token knows of where it stands.
type place struct {
	sentence uint8
	first    bool // of its sentence
	last     bool
	quote    uint8 // number of the quotation it stands in, 0 for none
}

// maxSentences is as many as are told apart; the rest counts as one.
const maxSentences = 63

// NewMatcher gives a matcher of a grammar.
func NewMatcher(g *Grammar) *Matcher {
	return &Matcher{g: g, holds: make([]uint64, len(g.rules))}
}

// Match gives the rules that hold in a text cut into tokens, each once, those
// that were matched in the order of the text and then those made of others. The
// list is the matcher's own and good until the next call. It must be fast: every mention passes here
// on its way in.
func (m *Matcher) Match(src string, tokens []text.Token, names *Names) []Hit {
	m.src, m.tokens = src, tokens
	m.symbols, m.starts, m.places, m.hits = m.symbols[:0], m.starts[:0], m.places[:0], m.hits[:0]
	clear(m.holds)
	m.layout()
	for i := range tokens {
		m.starts = append(m.starts, int32(len(m.symbols)))
		m.look(&tokens[i])
		if !m.places[i].first && len(m.g.caps) > 0 && capital(tokens[i].Text) {
			m.symbols = append(m.symbols, m.g.caps...)
		}
		m.symbols = names.append(m.symbols, m.g, tokens, i)
	}
	m.starts = append(m.starts, int32(len(m.symbols)))
	for i := range tokens {
		if m.places[i].first && m.g.after != 0 {
			m.walk(m.g.after, i, i)
		}
		for _, s := range m.symbols[m.starts[i]:m.starts[i+1]] {
			if to := m.g.roots[s]; to != 0 {
				m.walk(to, i, i+1)
			}
		}
	}
	m.combine()
	m.src, m.tokens = "", nil
	return m.hits
}

// look finds the symbols of a token.
func (m *Matcher) look(t *text.Token) {
	g := m.g
	if t.Kind != text.Word {
		m.symbols = append(m.symbols, g.kinds[t.Kind]...)
		if t.Kind != text.Hashtag {
			m.symbols = append(m.symbols, g.stems[t.Stem]...)
			return
		}
	}
	norm := strings.TrimPrefix(t.Norm, "#")
	m.symbols = append(m.symbols, g.stems[t.Stem]...)
	m.symbols = append(m.symbols, g.forms[norm]...)
	for _, b := range g.heads[letters(norm, headLetters)] {
		if strings.HasPrefix(norm, b.start) {
			m.symbols = append(m.symbols, b.symbols...)
		}
	}
}

// capital reports a word that begins with a capital letter.
func capital(word string) bool {
	if word == "" {
		return false
	}
	if word[0] < utf8.RuneSelf {
		return word[0] >= 'A' && word[0] <= 'Z'
	}
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// walk goes on at a node of the tree with token i; the match began at from.
func (m *Matcher) walk(at int32, from, i int) {
	n := &m.g.nodes[at]
	for _, r := range n.rules {
		m.hit(r, from, i)
	}
	if n.end != 0 && i > from && m.places[i-1].last {
		m.walk(n.end, from, i)
	}
	if i > from && m.places[i-1].last || i >= len(m.tokens) {
		return
	}
	if len(n.next) > 0 {
		m.edges(n.next, from, i, 0)
	}
	if len(n.far) == 0 {
		return
	}
	for gap := range longGap + 1 {
		m.edges(n.far, from, i+gap, uint8(gap))
		if i+gap+1 >= len(m.tokens) || m.places[i+gap].last {
			return
		}
	}
}

// edges follows those that token i has a symbol for.
func (m *Matcher) edges(list []edge, from, i int, gap uint8) {
	for _, s := range m.symbols[m.starts[i]:m.starts[i+1]] {
		for k := range list {
			if list[k].with == s && gap <= list[k].gap {
				m.walk(list[k].to, from, i+1)
			}
		}
	}
}

// hit notes that a rule holds for the tokens from from to to.
func (m *Matcher) hit(rule uint16, from, to int) {
	if to == from {
		return
	}
	p := m.places[from]
	if p.quote != 0 && m.places[to-1].quote == p.quote {
		m.holds[quoted] |= 1 << p.sentence
		return
	}
	if m.holds[rule] == 0 {
		m.hits = append(m.hits, Hit{int(rule), from, to})
	}
	m.holds[rule] |= 1 << p.sentence
}

// combine makes the rules that are made of others, in the order of the file.
func (m *Matcher) combine() {
	for _, w := range m.g.whens {
		mask := ^uint64(0)
		for _, p := range w.parts {
			x := m.holds[p.rule]
			if p.any && x != 0 {
				x = ^uint64(0)
			}
			if p.not {
				x = ^x
			}
			mask &= x
		}
		if n := len(m.places); n == 0 {
			mask = 0
		} else {
			mask &= 2<<m.places[n-1].sentence - 1
		}
		if mask != 0 && m.holds[w.rule] == 0 {
			m.hits = append(m.hits, Hit{Rule: int(w.rule)})
		}
		m.holds[w.rule] |= mask
	}
	for r := range given {
		if m.holds[r] != 0 {
			m.hits = append(m.hits, Hit{Rule: r})
		}
	}
}

// layout parts the text into sentences and quotations.
func (m *Matcher) layout() {
	sentence, quote, quotes := uint8(0), uint8(0), uint8(0)
	first := true
	for i := range m.tokens {
		from := 0
		if i > 0 {
			from = m.tokens[i-1].End
		}
		quote, quotes = turn(m.src[from:m.tokens[i].Start], quote, quotes)
		end := len(m.src)
		if i+1 < len(m.tokens) {
			end = m.tokens[i+1].Start
		}
		behind := m.src[m.tokens[i].End:end]
		last := i+1 == len(m.tokens) || ends(behind)
		m.places = append(m.places, place{sentence, first, last, quote})
		first = last
		if last {
			m.marks(behind, sentence)
			sentence = min(sentence+1, maxSentences)
		}
	}
	m.quotes(quotes)
}

func (m *Matcher) marks(behind string, sentence uint8) {
	if strings.Contains(behind, "?") || strings.Contains(behind, "？") {
		m.holds[asks] |= 1 << sentence
	}
	if strings.Contains(behind, "!") {
		m.holds[shouts] |= 1 << sentence
	}
}

// ends tells whether what stands between two tokens ends a sentence.
func ends(gap string) bool {
	if gap == " " || gap == "" {
		return false
	}
	if strings.ContainsAny(gap, "!?;\n") {
		return true
	}
	i := strings.IndexByte(gap, '.')
	return i >= 0 && i+1 < len(gap) || strings.Contains(gap, "…") || strings.Contains(gap, "？")
}

// turn opens and closes quotations.
func turn(gap string, quote, quotes uint8) (now, all uint8) {
	if gap == " " || gap == "" {
		return quote, quotes
	}
	for _, c := range gap {
		switch c {
		case '«', '„':
			quotes = min(quotes+1, 250)
			quote = quotes
		case '»', '”':
			quote = 0
		case '"', '“': // the second opens in English and closes in German
			if quote != 0 {
				quote = 0
				continue
			}
			quotes = min(quotes+1, 250)
			quote = quotes
		}
	}
	return quote, quotes
}

// quotes forgets quotations of one word, which are names, those of the whole
// text, and those that never end.
func (m *Matcher) quotes(n uint8) {
	if n == 0 {
		return
	}
	for from := 0; from < len(m.places); {
		q, to := m.places[from].quote, from
		for to < len(m.places) && m.places[to].quote == q {
			to++
		}
		if q != 0 && (to-from < 2 || to-from == len(m.places) || to == len(m.places) && !m.closed()) {
			for i := from; i < to; i++ {
				m.places[i].quote = 0
			}
		}
		from = to
	}
}

// closed tells whether a quotation ends behind the last token.
func (m *Matcher) closed() bool {
	return strings.ContainsAny(m.src[m.tokens[len(m.tokens)-1].End:], "»”\"")
}

package match

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/scoring/text"
	"earshot/store/index"
)

// layer is one text in an index: its words and signs stand under a beginning
// of their own, so that a bio is not found as a name. Behind that beginning:
//
//	w stem 0 norm   every token
//	i norm          a token whose stem is no beginning of its norm (happy, happi)
//	a run           letters and digits in a row that are no token by themselves
//	p sign, p pair  signs, and signs side by side
//	o               the text is odd: runs and signs do not tell all of it
//	y               there is a text (not for the body: it nearly always has one)
//	q pair          two words side by side, as one of pairKinds (the body only)
//
// A run is a row of runes that are wordy in the folded text. Every run of a
// text that is not odd is either under a, or the norm of a token under w (but
// for the sign of a hashtag or handle): what is looked for letter by letter
// has its runs in these.
type layer string

// The layers. Of people, the first two hold all descriptions that their
// mentions came with, the others the current one.
const (
	bodyLayer layer = ""
	geoLayer  layer = "g"

	namesLayer layer = "N"
	biosLayer  layer = "B"

	nameLayer  layer = "Q"
	bioLayer   layer = "R"
	placeLayer layer = "L"
)

// oddLength is the length of a norm from which it may have been cut: then two
// tokens of one norm may have different stems.
const oddLength = text.MaxTerm - utf8.UTFMax

// writer collects terms in one piece of memory: a mention has some fifty.
type writer struct {
	cutter *text.Cutter
	tokens []text.Token // of the part at hand
	bytes  []byte
	ends   []int
	linked bool // some token is an address that is no mailbox
}

// add writes one term from its pieces.
func (w *writer) add(pieces ...string) {
	for _, p := range pieces {
		w.bytes = append(w.bytes, p...)
	}
	w.ends = append(w.ends, len(w.bytes))
}

// terms gives all that was written, sorted, each once.
func (w *writer) terms() []string {
	all := string(w.bytes)
	list := make([]string, len(w.ends))
	start := 0
	for i, end := range w.ends {
		list[i] = all[start:end]
		start = end
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// text lays one text into a layer.
func (w *writer) text(l layer, parts ...string) {
	for _, part := range parts {
		if part == "" {
			continue
		}
		if l != bodyLayer {
			w.add(string(l), "y")
		}
		w.tokens = w.cutter.Tokens(w.tokens[:0], part)
		for i := range w.tokens {
			w.token(l, &w.tokens[i])
			if l == bodyLayer && i > 0 {
				w.pair(w.tokens[i-1].Stem, w.tokens[i].Stem)
			}
		}
		if !w.runs(l, part) {
			w.add(string(l), "o")
		}
	}
}

func (w *writer) token(l layer, t *text.Token) {
	w.add(string(l), "w", t.Stem, "\x00", t.Norm)
	if !strings.HasPrefix(bare(t), t.Stem) {
		w.add(string(l), "i", t.Norm)
	}
	if t.Kind == text.URL {
		w.linked = w.linked || !mailbox(t.Norm)
		if len(t.Norm) >= oddLength && !strings.ContainsAny(t.Norm, ".:/@") {
			w.add(string(l), "o") // cut so that it looks like a word
		}
	}
}

// pairKinds is how many kinds of neighbours are told apart. A phrase asks the
// mentions that hold its words and the kinds of its pairs: one of fifty that
// hold the words alone, for 20 bytes a mention. More kinds would need more
// bytes, fewer would find more in vain; places of words would need as many
// bytes and more time to be laid.
const pairKinds = 1 << 10

// pair lays two neighbours.
func (w *writer) pair(a, b string) {
	k := pairKind(a, b)
	w.bytes = append(w.bytes, 'q', byte(k>>8), byte(k))
	w.ends = append(w.ends, len(w.bytes))
}

// pairKind is the FNV-1a hash (32 bits) of two stems, folded.
func pairKind(a, b string) uint32 {
	h := uint32(2166136261)
	for i := range len(a) {
		h = (h ^ uint32(a[i])) * 16777619
	}
	h *= 16777619
	for i := range len(b) {
		h = (h ^ uint32(b[i])) * 16777619
	}
	return (h ^ h>>10 ^ h>>20) % pairKinds
}

// runs lays what the tokens leave of a part: runs that are no tokens, and
// signs. It walks over the text and its folded form side by side, which go
// rune by rune as long as there are no combining marks. It is false for a text
// in which they do not, or whose tokens begin and end otherwise than its runs.
func (w *writer) runs(l layer, part string) bool {
	folded := text.Fold(part)
	at, j, sign := 0, 0, -1 // place in folded; the first token not behind; place of the sign before
	for i := 0; i < len(part); {
		if b := part[i]; b == ' ' && at < len(folded) && folded[at] == ' ' { // the short way for every seventh byte
			i, at, sign = i+1, at+1, -1
			continue
		}
		start, from := i, at
		for i < len(part) {
			r, size := utf8.DecodeRuneInString(part[i:])
			f, fsize := utf8.DecodeRuneInString(folded[at:])
			if strange(r, f, size) {
				return false
			}
			if !wordy(f) {
				break
			}
			i, at = i+size, at+fsize
		}
		if i > start {
			for j < len(w.tokens) && w.tokens[j].End <= start {
				j++
			}
			if run := folded[from:at]; j == len(w.tokens) || !covers(&w.tokens[j], start, i, run) {
				if len(run) > text.MaxTerm {
					return false
				}
				w.add(string(l), "a", run)
			}
			sign = -1
			continue
		}
		sign = w.sign(l, folded, sign, at)
		_, size := utf8.DecodeRuneInString(part[i:])
		_, fsize := utf8.DecodeRuneInString(folded[at:])
		i, at = i+size, at+fsize
	}
	return at == len(folded)
}

// sign lays the sign at a place, and it together with the one before. It gives
// the place of what is now the sign before, -1 for white space.
func (w *writer) sign(l layer, folded string, before, at int) int {
	r, size := utf8.DecodeRuneInString(folded[at:])
	if unicode.IsSpace(r) {
		return -1
	}
	w.add(string(l), "p", folded[at:at+size])
	if before >= 0 {
		w.add(string(l), "p", folded[before:at+size])
	}
	return at
}

// covers tells whether a token is the run from start to end.
func covers(t *text.Token, start, end int, run string) bool {
	switch t.Kind {
	case text.Word, text.Number:
		return t.Start == start && t.End == end && t.Norm == run
	case text.Hashtag, text.Handle:
		return t.Start+1 == start && t.End == end && t.Norm[1:] == run
	}
	return false
}

// strange reports runes at which tokens and runs part ways: combining marks,
// letters that folding makes signs, bytes that are no UTF-8.
func strange(r, folded rune, size int) bool {
	if r < utf8.RuneSelf || r >= 'А' && r <= 'я' {
		return false
	}
	return r == utf8.RuneError && size <= 1 || unicode.IsMark(r) && !dress(r) || wordy(r) != wordy(folded)
}

// dress reports the marks that only dress an emoji: to the tokenizer they are
// signs.
func dress(r rune) bool { return r == '\ufe0e' || r == '\ufe0f' || r == '\u20e3' }

// normOf gives the norm in a term of w, "" for other terms.
func normOf(term string) string {
	_, norm, _ := strings.Cut(term, "\x00")
	return norm
}

// layers are where a question looks for words: in any of them.
type layers []layer

// any joins what is looked for in each layer.
func (ls layers) any(in func(layer) index.Node) index.Node {
	list := make([]index.Node, len(ls))
	for i, l := range ls {
		list[i] = in(l)
	}
	return orOf(list...)
}

func (l layer) term(pieces ...string) index.Node {
	return index.Term{Term: string(l) + strings.Join(pieces, "")}
}

// odd is what always has to be asked.
func (ls layers) odd() index.Node {
	return index.Maybe{Node: ls.any(func(l layer) index.Node { return l.term("o") })}
}

// andOf joins nodes without needless brackets.
func andOf(list ...index.Node) index.Node {
	if len(list) == 1 {
		return list[0]
	}
	return index.And{List: list}
}

// orOf joins nodes without needless brackets.
func orOf(list ...index.Node) index.Node {
	if len(list) == 1 {
		return list[0]
	}
	return index.Or{List: list}
}

// none matches nothing.
func none() index.Node { return index.Or{} }

package intent

import (
	_ "embed"
	"strings"
	"sync"

	"earshot/scoring/feature"
	"earshot/scoring/grammar"
	"earshot/scoring/linear"
	"earshot/scoring/text"
)

//go:embed things.txt
var things string

//go:embed ru.txt
var russian string

//go:embed en.txt
var english string

//go:embed trouble.txt
var trouble string

//go:embed plain.txt
var plainTrouble string

//go:embed occasions.txt
var personal string

// rules parses the grammar on first use: starting the program must not pay for it.
var rules = sync.OnceValue(func() *rulebook {
	g := grammar.Must(things, russian, english, trouble, plainTrouble, personal)
	b := &rulebook{grammar: g, hashes: make([]uint32, len(g.Rules())), occasion: make([][]string, len(g.Rules())), mixed: make([]bool, len(g.Rules()))}
	for i, name := range g.Rules() {
		if name, ok := strings.CutPrefix(name, "occasion."); ok {
			b.occasion[i] = []string{name}
			continue
		}
		if !strings.HasPrefix(name, "part.") {
			b.hashes[i] = feature.Hash(ruleKind, name)
		}
		b.mixed[i] = name == "sarcasm.plain" || name == "sarcasm.trouble"
	}
	return b
})

// rulebook is the grammar, with what each of its rules is: a feature, or an
// occasion.
type rulebook struct {
	grammar  *grammar.Grammar
	hashes   []uint32   // 0 for what is no feature: occasions, and parts of other rules
	occasion [][]string // with the name, nil for a feature
	mixed    []bool     // praise and trouble together
}

// The kinds of features beside those of package feature.
const (
	ruleKind = feature.Kinds + iota
	moodKind
	mentionKind
)

// What the features weigh against each other, tried on situations left out.
const (
	ruleValue = 1.5
	moodValue = 1
)

// words is what is read of a text beside its rules.
var words = sync.OnceValue(func() *feature.Set {
	s := &feature.Set{}
	s.Values[feature.Stem] = 0.5
	s.Values[feature.Negated] = 0.4
	s.Values[feature.Sign] = 0.5
	s.Values[feature.Face] = 0.5
	return s
})

// pieces are read for the intents alone: what a word that nobody taught looks like,
// and which words stand together. For leads they only blur what is asked for: "хочу
// спать" looks much like "хочу шкаф".
var pieces = sync.OnceValue(func() *feature.Set {
	s := &feature.Set{}
	s.Values[feature.Pair] = 0.2
	s.Values[feature.Letters] = 0.2
	return s
})

// Input is what is known of a text beside its words.
type Input struct {
	Lang  string         // language, "" if that is not known
	Mood  float64        // score of sentiment, from -1 to 1
	Kind  string         // of mention: review, article, mail ...; "" if that is not known
	Names *grammar.Names // what the workspace listens for; nil: nothing
}

// Reader reads texts as the models of this package see them. It keeps its
// memory for the next text and is used by one goroutine at a time.
type Reader struct {
	book     *rulebook
	words    *feature.Set
	pieces   *feature.Set
	matcher  *grammar.Matcher
	hits     []grammar.Hit
	features []linear.Feature
	plain    int // features before the rules
	fine     int // features before the pieces
	parts    []span
}

// NewReader gives a reader.
func NewReader() *Reader {
	b := rules()
	return &Reader{book: b, words: words(), pieces: pieces(), matcher: grammar.NewMatcher(b.grammar)}
}

// Read gives the features of a text, in a list of the reader's own that is good
// until the next call: all of them, for the intents, and the first of them, for
// leads and reviews. It must be fast: every mention passes here on its way in.
func (r *Reader) Read(s string, tokens []text.Token, in Input) (all, first []linear.Feature) {
	r.features = r.words.Append(r.features[:0], s, tokens)
	r.plain = len(r.features)
	r.hits = r.matcher.Match(s, tokens, in.Names)
	for i, h := range r.hits {
		if r.book.hashes[h.Rule] != 0 {
			r.features = append(r.features, linear.Feature{Hash: r.book.hashes[h.Rule], Value: ruleValue, At: int32(i)})
		}
	}
	switch {
	case in.Mood > 0:
		r.add(moodKind, "+", float32(in.Mood)*moodValue)
	case in.Mood < 0:
		r.add(moodKind, "-", float32(-in.Mood)*moodValue)
	}
	switch in.Kind {
	case "review", "article", "mail", "message":
		r.add(mentionKind, in.Kind, 1)
	}
	r.fine = len(r.features)
	r.features = r.pieces.Append(r.features, s, tokens)
	return r.features, r.features[:r.fine]
}

func (r *Reader) add(k feature.Kind, name string, value float32) {
	r.features = append(r.features, linear.Feature{Hash: feature.Hash(k, name), Value: value, At: -1})
}

// occasions are the personal occasions of the text that was read last.
func (r *Reader) occasions() []string {
	var found []string
	for _, h := range r.hits {
		if name := r.book.occasion[h.Rule]; name != nil {
			if found == nil {
				found = name[:1:1] // shared by all, so appending copies
			} else {
				found = append(found, name[0])
			}
		}
	}
	return found
}

// mixed tells whether the text that was read last praises and tells of trouble.
func (r *Reader) mixed() bool {
	for _, h := range r.hits {
		if r.book.mixed[h.Rule] {
			return true
		}
	}
	return false
}

// questioned reports a question mark outside of addresses.
func questioned(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] == '?' && (i+1 == len(s) || s[i+1] <= ' ' || strings.IndexByte("?!.)\"»", s[i+1]) >= 0 || s[i+1] >= 0x80) {
			return true
		}
	}
	return strings.Contains(s, "？")
}

package sentiment

import (
	"strings"

	"earshot/scoring/text"
)

// Span is a run of tokens that names something: from From up to, but not with, To.
type Span struct{ From, To int }

// Side says whose name stands in a clause.
type side uint8

const (
	ours side = 1 << iota
	theirs
	both = ours | theirs
)

// Towards judges what a text says of the things at named, where it also names
// others: "Kashnik broke, but Levsha fixed it in a day". The text is cut into
// clauses; a clause speaks of what it names, or else of what the one before it
// named. Comparisons ("better than", "switched from", "instead of") are read by
// pattern. It costs one more reading of the text, and is for texts that name
// both alone; where either list is empty it is Of.
func Towards(src string, tokens []text.Token, lang string, named, others []Span) Result {
	if len(named) == 0 || len(others) == 0 {
		return Of(src, tokens, lang)
	}
	t := towards{src: src, tokens: tokens, sides: make([]side, len(tokens))}
	t.mark(others, theirs)
	t.mark(named, ours)
	t.cut()
	t.own()
	own, all := t.said(false), t.said(true)
	sign, word := t.compared()
	switch {
	case sign != 0:
		return t.verdict(sign, word, own, lang)
	case own != "":
		return mixed(Judge(own, lang), Of(src, tokens, lang))
	}
	return Judge(all, lang)
}

// How what is said of a thing alone and the mood of the whole text go together:
// the whole alone can never decide. Tried on RuSentNE, see MODELS.md.
const (
	ownShare = 0.7
	decides  = 0.3
	atLeast  = 0.25 // of what is said of the thing alone: below, the whole would decide
)

// mixed lets the mood of the whole text colour what is said of ours.
func mixed(own, whole Result) Result {
	score := round(ownShare*own.Score + (1-ownShare)*whole.Score)
	label := Neutral
	switch {
	case score > decides && own.Score > atLeast:
		label = Positive
	case score < -decides && own.Score < -atLeast:
		label = Negative
	}
	if label != own.Label {
		own.Confidence = min(own.Confidence, 0.5)
	}
	own.Label, own.Score = label, score
	return own
}

// towards is one text being read.
type towards struct {
	src     string
	tokens  []text.Token
	sides   []side // of each token
	clauses []clause
}

// clause is a run of tokens, and whom it speaks of.
type clause struct {
	from, to int
	names    side // whose names stand in it
	of       side
}

func (t *towards) mark(spans []Span, s side) {
	for _, x := range spans {
		for i := max(0, x.From); i < min(x.To, len(t.sides)); i++ {
			t.sides[i] = s
		}
	}
}

// cut parts the text into clauses.
func (t *towards) cut() {
	c := clause{}
	for i := range t.tokens {
		if i > c.from && t.parted(i) {
			c.to = i
			t.clauses = append(t.clauses, c)
			c = clause{from: i}
		}
		c.names |= t.sides[i]
	}
	c.to = len(t.tokens)
	t.clauses = append(t.clauses, c)
}

// parted tells whether a clause begins at token i.
func (t *towards) parted(i int) bool {
	gap := t.src[t.tokens[i-1].End:t.tokens[i].Start]
	if strings.ContainsAny(gap, ".!?;\n…") {
		return true
	}
	word := t.tokens[i].Norm
	switch word {
	case "чем", "than", "нежели": // a comparison stays whole
		return false
	case "но", "а", "зато", "однако", "хотя", "but", "while", "whereas", "although", "though", "yet", "however", "тогда":
		return true
	case "и", "and":
		return t.named(i+1, i+4)
	}
	return strings.ContainsAny(gap, ",:(—–") && (t.tokens[i-1].Kind != text.Word || !t.listed(i))
}

// named tells whether a name stands among tokens.
func (t *towards) named(from, to int) bool {
	for i := from; i < min(to, len(t.sides)); i++ {
		if t.sides[i] != 0 {
			return true
		}
	}
	return false
}

// listed tells whether the comma before token i parts two names: "Kashnik, Levsha".
func (t *towards) listed(i int) bool { return t.sides[i-1] != 0 && t.sides[i] != 0 }

// own settles whom each clause speaks of: its names, else those before, else
// those that come first.
func (t *towards) own() {
	last := side(0)
	for i := range t.clauses {
		if n := t.clauses[i].names; n != 0 {
			last = n
		}
		t.clauses[i].of = last
	}
	for i := len(t.clauses) - 2; i >= 0; i-- {
		if t.clauses[i].of == 0 {
			t.clauses[i].of = t.clauses[i+1].of
		}
	}
}

// said joins the clauses that speak of ours: of ours alone, or also those that
// speak of both.
func (t *towards) said(shared bool) string {
	var b strings.Builder
	for _, c := range t.clauses {
		if c.of != ours && !(shared && c.of == both) || c.from == c.to {
			continue
		}
		end := len(t.src)
		if c.to < len(t.tokens) {
			end = t.tokens[c.to].Start
		}
		b.WriteString(strings.TrimRight(t.src[t.tokens[c.from].Start:end], " ,—–-:("))
		b.WriteByte(' ')
	}
	return b.String()
}

// verdict is what a comparison says, unless what is said of ours alone says the
// opposite, surely.
func (t *towards) verdict(sign int, word, own, lang string) Result {
	const compared, probability = 0.6, 0.75
	s := float64(sign)
	if own != "" {
		if r := Judge(own, lang); r.Score*s < -0.7 {
			return r
		}
	}
	r := Result{Label: Positive, Score: s * compared, Confidence: probability, Why: []Reason{{word, s}}}
	if sign < 0 {
		r.Label = Negative
	}
	return r
}

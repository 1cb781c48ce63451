package sentiment

import (
	"embed"
	"fmt"
	"math"
	"sync"

	"earshot/scoring/feature"
	"earshot/scoring/linear"
	"earshot/scoring/text"
)

// Classes are the labels in the order of the columns of the models.
func Classes() []string { return []string{Negative, Neutral, Positive} }

// Model judges texts of one language. It does not change and may be used by many
// goroutines.
type Model struct {
	lang    string
	weights *linear.Model
	set     feature.Set
	lent    sync.Pool // of *scratch
}

// scratch is what judging a text needs, kept for the next.
type scratch struct {
	features []linear.Feature
	z        []float32
	sums     []float32 // of each token, for reasons
}

// New makes a model of its weights and the word lists that go with them.
func New(lang string, weights *linear.Model, moods *feature.Moods) (*Model, error) {
	if len(weights.Classes) != 3 || weights.Classes[0] != Negative || weights.Classes[2] != Positive {
		return nil, fmt.Errorf("a model of sentiment has the classes %q, not %q", Classes(), weights.Classes)
	}
	return &Model{lang: lang, weights: weights, set: Features(lang, moods)}, nil
}

// Features is what the model of a language reads of a text; it was made with the
// same. The numbers were chosen by cross-validation.
func Features(lang string, moods *feature.Moods) feature.Set {
	s := feature.Set{Moods: moods}
	s.Values = [feature.Kinds]float32{
		feature.Word: 1, feature.Stem: 1, feature.Pair: 0.7, feature.Negated: 1,
		feature.Letters: 0.3, feature.Sign: 2, feature.Face: 2, feature.Mood: 1.5,
	}
	switch lang {
	case "ru":
		s.Contrast = 0.6
	case "en":
		s.Contrast = 0.6
		s.Values[feature.Pair], s.Values[feature.Letters], s.Values[feature.Mood] = 1, 0.2, 1
	case "kk", "tt":
		s.Plain = true
		s.Values[feature.Letters] = 0.5
	}
	return s
}

// Judge judges a text.
func (m *Model) Judge(s string) Result { return m.judge(s, text.Tokens(s), 1) }

// Of is Judge for a caller who has cut s into tokens already.
func (m *Model) Of(s string, tokens []text.Token) Result { return m.judge(s, tokens, 1) }

// Logits appends the calibrated logits of a text, one for each class, to dst.
func (m *Model) Logits(dst []float32, s string, tokens []text.Token) []float32 {
	work := m.borrow()
	defer m.lent.Put(work)
	work.features = m.set.Append(work.features[:0], s, tokens)
	return m.weights.Logits(dst, work.features)
}

func (m *Model) borrow() *scratch {
	if work, ok := m.lent.Get().(*scratch); ok {
		return work
	}
	return &scratch{}
}

// longest is how many features are kept for the next text: those of a long post.
const longest = 1 << 15

// judge judges a text that was cut into tokens. With little trust the answer is
// drawn towards neutral.
func (m *Model) judge(s string, tokens []text.Token, trust float64) Result {
	work := m.borrow()
	work.features = m.set.Append(work.features[:0], s, tokens)
	work.z = m.weights.Logits(work.z[:0], work.features)
	label := m.choose(work.z)
	linear.Softmax(work.z)
	var p [3]float64
	for c := range p {
		p[c] = float64(work.z[c])
	}
	if trust < 1 {
		for c, doubt := range [3]float64{0.15, 0.7, 0.15} {
			p[c] = trust*p[c] + (1-trust)*doubt
		}
		label = top(p)
	}
	r := Result{Label: m.weights.Classes[label], Score: round(p[2] - p[0]), Confidence: round(p[label])}
	r.Why = m.reasons(s, tokens, work)
	if cap(work.features) <= longest {
		m.lent.Put(work)
	}
	return r
}

// choose gives the class to name. The models were made with every class as heavy
// as the others, so that a rare one is found, too; calibration then adds how
// frequent each is. Naming goes without that, probabilities with it.
func (m *Model) choose(z []float32) int {
	best, most := 0, float32(math.Inf(-1))
	for c := range z {
		if x := z[c] - m.weights.Shift(c); x > most {
			best, most = c, x
		}
	}
	return best
}

func top(p [3]float64) int {
	best := 0
	for c := range p {
		if p[c] > p[best] {
			best = c
		}
	}
	return best
}

//go:embed *.model *.moods
var files embed.FS

// loaded are the models of the program, read on first use: starting it must not
// pay for them.
var loaded = map[string]func() *Model{
	"ru": sync.OnceValue(func() *Model { return must("ru") }),
	"en": sync.OnceValue(func() *Model { return must("en") }),
	"uk": sync.OnceValue(func() *Model { return must("uk") }),
	"kk": sync.OnceValue(func() *Model { return must("kk") }),
	"tt": sync.OnceValue(func() *Model { return must("tt") }),
}

// Languages are those that have a model.
func Languages() []string { return []string{"en", "ru", "uk", "kk", "tt"} }

// Embedded gives the model of the program for a language, nil where there is none.
func Embedded(lang string) *Model { return embedded(lang) }

func embedded(lang string) *Model {
	if load := loaded[lang]; load != nil {
		return load()
	}
	return nil
}

// must reads an embedded model, whose soundness a test holds.
func must(lang string) *Model {
	m, err := read(lang)
	if err != nil {
		panic(err)
	}
	return m
}

func read(lang string) (*Model, error) {
	data, err := files.ReadFile(lang + ".model")
	if err != nil {
		return nil, err
	}
	weights, err := linear.Read(data)
	if err != nil {
		return nil, fmt.Errorf("%s.model: %w", lang, err)
	}
	if data, err = files.ReadFile(lang + ".moods"); err != nil {
		return nil, err
	}
	moods, err := feature.ReadMoods(data)
	if err != nil {
		return nil, fmt.Errorf("%s.moods: %w", lang, err)
	}
	return New(lang, weights, moods)
}

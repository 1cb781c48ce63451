package scoring

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"earshot/scoring/intent"
	"earshot/scoring/learn"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"
)

// Correction is something a person taught: a text like this means Label.
type Correction struct {
	Text string // as the judge saw it
	Lang string // a hint as Input.Lang is, perhaps ""
	// Label is negative, neutral, positive, an intent, lead, not-lead,
	// irrelevant (other, and no lead) or lang:xx. Any other teaches nothing.
	Label string
	// Catalog are the names that the workspace listens for; nil = none. They are
	// rare words, and yet never what a correction is about.
	Catalog *Catalog
}

// Learner is a judge that learns from corrections. All its methods may be called
// by many goroutines at once.
type Learner interface {
	Judge
	// Learn puts one correction in force before it returns.
	Learn(c Correction)
	// Relearn forgets everything and learns the corrections in their order, the
	// oldest first. Judge goes on with what was known until it is done. It gives
	// what learning them one by one gives.
	Relearn(log []Correction)
}

// remembered is how many corrected texts are known by heart.
const remembered = 100_000

// Trained judges by the models that are embedded, and by what it was taught.
type Trained struct {
	frozen frozen
	now    atomic.Pointer[learn.Delta]
	// learning lets one correction after the other in.
	learning sync.Mutex
	lists    sync.Pool // of *learnt
}

// New gives a judge that was taught nothing yet. Whoever cuts the same texts
// shares words; nil: none is remembered.
func New(words *text.Cutter) *Trained { return &Trained{frozen: frozen{words: words}} }

// vocabulary is read on first use: starting the program must not pay for it.
var vocabulary = sync.OnceValue(learn.Known)

// Judge implements the interface.
func (t *Trained) Judge(in Input) Verdict {
	view := t.now.Load().View()
	defer view.Done()
	if view.Empty() {
		return t.frozen.Judge(in)
	}
	return t.frozen.judge(in, func(in Input, tokens []text.Token) Verdict {
		l := t.lend(view, in.Text, tokens)
		defer t.takeBack(l)
		return verdict(in, tokens, l)
	})
}

// takeBack puts into the pool what holds on to no text.
func (t *Trained) takeBack(l *learnt) {
	clear(l.why[:cap(l.why)])
	if cap(l.features) <= maxLent {
		*l = learnt{features: l.features[:0], why: l.why[:0]}
		t.lists.Put(l)
	}
}

// lend gives what was learnt for one text, out of the pool.
func (t *Trained) lend(view learn.View, src string, tokens []text.Token) *learnt {
	l, _ := t.lists.Get().(*learnt)
	if l == nil {
		l = &learnt{}
	}
	l.view, l.src, l.tokens, l.key = view, src, tokens, learn.Key(src, tokens)
	return l
}

// Learn implements Learner.
func (t *Trained) Learn(c Correction) {
	t.learning.Lock()
	defer t.learning.Unlock()
	d := t.now.Load()
	if d == nil {
		d = learn.New(remembered)
	}
	t.teach(d, c, stems(c.Catalog))
	t.now.Store(d)
}

// Relearn implements Learner.
func (t *Trained) Relearn(log []Correction) {
	t.learning.Lock()
	defer t.learning.Unlock()
	if len(log) == 0 {
		t.now.Store(nil)
		return
	}
	d := learn.New(remembered)
	var catalog *Catalog
	var names map[string]bool
	for _, c := range log {
		if c.Catalog != catalog {
			catalog, names = c.Catalog, stems(c.Catalog)
		}
		t.teach(d, c, names)
	}
	t.now.Store(d)
}

// stems are the words of all names.
func stems(c *Catalog) map[string]bool {
	if c == nil {
		return nil
	}
	all := map[string]bool{}
	for _, list := range [][]string{c.Brands, c.Products, c.Competitors} {
		for _, name := range list {
			for _, t := range text.Tokens(name) {
				all[t.Stem] = true
			}
		}
	}
	return all
}

// teach reads a correction as lessons and learns them.
func (t *Trained) teach(d *learn.Delta, c Correction, names map[string]bool) {
	t.frozen.judge(Input{Text: c.Text, Lang: c.Lang}, func(in Input, tokens []text.Token) Verdict {
		if lessons := t.lessons(d, in, tokens, c.Label, names); len(lessons) > 0 {
			d.Learn(lessons...)
		}
		return Verdict{}
	})
}

// lessons are what a correction means: for irrelevant two, as for a lead in what is
// taken for spam, for all others one.
func (t *Trained) lessons(d *learn.Delta, in Input, tokens []text.Token, label string, names map[string]bool) []learn.Lesson {
	if strings.TrimSpace(in.Text) == "" {
		return nil // a picture: what it is says nothing of the next one
	}
	label = strings.ToLower(strings.TrimSpace(label))
	view := d.View()
	defer view.Done()
	l := t.lend(view, in.Text, tokens)
	defer t.takeBack(l)
	code, trusted := l.language(language(tokens, in.Lang))
	one := learn.Lesson{Key: l.key}
	if tag, ok := strings.CutPrefix(label, "lang:"); ok {
		if one.Task, one.Class = learn.Language, slices.Index(languages(), plainCode(tag)); one.Class < 0 {
			return nil
		}
		return []learn.Lesson{one}
	}
	reader := learn.Reader{Words: vocabulary()}
	one.Features = reader.Append(nil, in.Text, tokens, code, nil)
	one.Features = slices.DeleteFunc(one.Features, func(f learn.Feature) bool { return names[tokens[f.At].Stem] })

	frozen := sentiment.Of(in.Text, tokens, trusted)
	mood, intents := moods(), aims()
	if class := slices.Index(mood[:], label); class >= 0 {
		z := moodLogits(frozen)
		one.Task, one.Class, one.Base = learn.Sentiment, class, z[:]
		return []learn.Lesson{one}
	}
	aim := intent.Of(in.Text, tokens, intent.Input{Lang: trusted, Mood: l.mood(frozen).Score})
	other := one
	byLead := leadLogits(&aim)
	one.Task, one.Base = learn.Intent, aim.Logits[:]
	other.Task, other.Base = learn.Lead, byLead[:]
	switch label {
	case "irrelevant":
		one.Class = slices.Index(intents[:], intent.Other)
		return []learn.Lesson{one, other}
	case "lead", "not-lead":
		if label != "lead" {
			return []learn.Lesson{other}
		}
		other.Class = 1
		told, _ := l.aim(&aim)
		if told != intent.Spam {
			return []learn.Lesson{other}
		}
		// Spam is never a lead, so whoever finds a lead in it says that it is none.
		one.Class = l.unlessSpam(&aim)
		return []learn.Lesson{one, other}
	}
	if one.Class = slices.Index(intents[:], label); one.Class < 0 {
		return nil
	}
	return []learn.Lesson{one}
}

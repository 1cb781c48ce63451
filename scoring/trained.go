package scoring

import (
	"math"
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
	Text string // as it was then
	Lang string // a hint as Input.Lang is, perhaps ""
	// Label is negative, neutral, positive, an intent, lead, not-lead,
	// irrelevant (other, and no lead) or lang:xx. Any other teaches nothing.
	Label string
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
	frozen provisional
	now    atomic.Pointer[learn.Delta]
	// learning lets one correction after the other in.
	learning sync.Mutex
	lists    sync.Pool // of *[]learn.Feature
}

// New gives a judge that was taught nothing yet. Whoever cuts the same texts
// shares words; nil: none is remembered.
func New(words *text.Cutter) *Trained { return &Trained{frozen: provisional{words: words}} }

// Judge implements the interface.
func (t *Trained) Judge(in Input) Verdict {
	view := t.now.Load().View()
	defer view.Done()
	return t.frozen.judge(in, func(in Input, tokens []text.Token) Verdict {
		return t.verdict(in, tokens, view)
	})
}

// Learn implements Learner.
func (t *Trained) Learn(c Correction) {
	t.learning.Lock()
	defer t.learning.Unlock()
	d := t.now.Load()
	if d == nil {
		d = learn.New(remembered)
	}
	t.teach(d, c)
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
	for _, c := range log {
		t.teach(d, c)
	}
	t.now.Store(d)
}

// teach reads a correction as lessons.
func (t *Trained) teach(d *learn.Delta, c Correction) {
	t.frozen.judge(Input{Text: c.Text, Lang: c.Lang}, func(in Input, tokens []text.Token) Verdict {
		code, trusted := language(tokens, in.Lang)
		mood := sentiment.Of(in.Text, tokens, trusted)
		key, features := learn.Key(in.Text, tokens), learn.Append(nil, tokens, code)
		lesson := func(task learn.Task, class int, base []float32) {
			d.Learn(learn.Lesson{Task: task, Class: class, Base: base, Features: features, Key: key})
		}
		label := strings.ToLower(strings.TrimSpace(c.Label))
		if class := slices.Index(moods(), label); class >= 0 {
			lesson(learn.Sentiment, class, moodLogits(mood))
			return Verdict{}
		}
		if tag, ok := strings.CutPrefix(label, "lang:"); ok {
			if class := slices.Index(lessonLanguages(), plainCode(tag)); class >= 0 {
				lesson(learn.Language, class, nil)
			}
			return Verdict{}
		}
		aim, lead, _ := intent.Of(in.Text, tokens, trusted, mood.Score)
		if label == "irrelevant" {
			lesson(learn.Lead, 0, leadLogits(lead))
			label = intent.Other
		}
		if class := slices.Index([]string{"not-lead", "lead"}, label); class >= 0 {
			lesson(learn.Lead, class, leadLogits(lead))
		} else if class := slices.Index(aims(), label); class >= 0 {
			lesson(learn.Intent, class, aimLogits(aim))
		}
		return Verdict{}
	})
}

func moods() []string {
	return []string{sentiment.Negative, sentiment.Neutral, sentiment.Positive}
}

func aims() []string {
	return []string{intent.Complaint, intent.Concern, intent.Need, intent.Question, intent.Insight, intent.Praise, intent.Idea, intent.Spam, intent.Other}
}

// lessonLanguages are the languages that a text can be taught to be in.
func lessonLanguages() []string {
	return strings.Fields("ar az be bg cs de el en es et fa fi fr he hi hu hy id it ja ka kk ko lt lv mk mn nl pl pt ro ru sr sv th tr tt uk vi zh")
}

// moodLogits are the logarithms of the three probabilities that a judgement
// implies: its confidence is one of them, its score the difference of two.
func moodLogits(r sentiment.Result) []float32 {
	p := [3]float64{0, r.Confidence, 0}
	switch r.Label {
	case sentiment.Negative:
		p[0], p[2] = r.Confidence, r.Confidence+r.Score
		p[1] = 1 - p[0] - p[2]
	case sentiment.Positive:
		p[2], p[0] = r.Confidence, r.Confidence-r.Score
		p[1] = 1 - p[0] - p[2]
	default:
		p[0], p[2] = (1-r.Confidence-r.Score)/2, (1-r.Confidence+r.Score)/2
	}
	z := make([]float32, 3)
	for c := range z {
		z[c] = float32(math.Log(max(p[c], 0.005)))
	}
	return z
}

func aimLogits(aim string) []float32 {
	z := make([]float32, len(aims()))
	if i := slices.Index(aims(), aim); i >= 0 {
		z[i] = 2
	}
	return z
}

func leadLogits(lead bool) []float32 {
	if lead {
		return []float32{0, 1}
	}
	return []float32{1, 0}
}

// verdict judges by the frozen models, then by what was taught.
func (t *Trained) verdict(in Input, tokens []text.Token, view learn.View) Verdict {
	v := verdict(in, tokens)
	if view.Empty() {
		return v
	}
	key := learn.Key(in.Text, tokens)
	if class, ok := view.Exact(learn.Language, key); ok {
		in.Lang = lessonLanguages()[class]
		v.Lang = in.Lang
	}
	features := learn.Append(nil, tokens, v.Lang)
	z := moodLogits(sentiment.Result{Label: v.Sentiment, Score: v.Score, Confidence: v.Confidence})
	any := view.Add(learn.Sentiment, z, features)
	if class, ok := view.Exact(learn.Sentiment, key); ok {
		any, z = true, decided(z, class)
	}
	if any {
		p := soft(z)
		best := top(p)
		v.Sentiment, v.Confidence, v.Score = moods()[best], float64(p[best]), float64(p[2]-p[0])
	}
	z = aimLogits(v.Intent)
	any = view.Add(learn.Intent, z, features)
	if class, ok := view.Exact(learn.Intent, key); ok {
		any, z = true, decided(z, class)
	}
	if any {
		v.Intent = aims()[top(z)]
		v.Lead = v.Lead && v.Intent != intent.Spam
	}
	z = leadLogits(v.Lead)
	any = view.Add(learn.Lead, z, features)
	if class, ok := view.Exact(learn.Lead, key); ok {
		any, z = true, decided(z, class)
	}
	if any {
		v.Lead = z[1] > z[0]
	}
	return v
}

// decided moves logits until a class has taught probability or more.
func decided(z []float32, class int) []float32 {
	const taught = 0.95
	others := 0.0
	for c, x := range z {
		if c != class {
			others += math.Exp(float64(x))
		}
	}
	z[class] = max(z[class], float32(math.Log(others*taught/(1-taught))))
	return z
}

func soft(z []float32) []float32 {
	sum, best := 0.0, z[top(z)]
	for c := range z {
		z[c] = float32(math.Exp(float64(z[c] - best)))
		sum += float64(z[c])
	}
	for c := range z {
		z[c] /= float32(sum)
	}
	return z
}

func top(z []float32) int {
	best := 0
	for c, x := range z {
		if x > z[best] {
			best = c
		}
	}
	return best
}

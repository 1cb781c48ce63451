package scoring

import (
	"math"
	"slices"
	"strings"

	"earshot/scoring/intent"
	"earshot/scoring/learn"
	"earshot/scoring/linear"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"
)

// learnt is what the team taught, as it applies to one text. A nil one says
// nothing.
type learnt struct {
	view     learn.View
	src      string
	tokens   []text.Token
	key      uint64 // of the text
	features []learn.Feature
	why      []Reason
}

// byHeart is the remark where a person corrected this very text.
const byHeart = "(taught by the team)"

// byWord stands behind a word that was taught.
const byWord = ": taught by the team"

// certain is the probability of what a person said about this very text.
const certain = 0.97

// noted is the least weight that is worth a reason; of a task no more than
// mostNoted words are named, the heaviest.
const (
	noted     = 0.1
	mostNoted = 3
)

// language gives the language that was taught, or the one that was found, and
// reads what was taught of the words in it.
func (l *learnt) language(code, trusted string) (string, string) {
	if l == nil {
		return code, trusted
	}
	if class, ok := l.view.Exact(learn.Language, l.key); ok {
		code = languages()[class]
		trusted = code
		l.why = append(l.why, Reason{Word: byHeart, About: "language"})
	}
	if gate := l.view.Gate(); gate != nil {
		reader := learn.Reader{Words: vocabulary()}
		l.features = reader.Append(l.features, l.src, l.tokens, code, gate)
	}
	return code, trusted
}

// knows tells whether a person has said what this very text is.
func (l *learnt) knows(task learn.Task) bool {
	if l == nil {
		return false
	}
	_, ok := l.view.Exact(task, l.key)
	return ok
}

// mood puts what was taught over a judgement of sentiment.
func (l *learnt) mood(r sentiment.Result) sentiment.Result {
	if l == nil {
		return r
	}
	z := moodLogits(r)
	if !l.apply(learn.Sentiment, z[:]) {
		return r
	}
	linear.Softmax(z[:])
	best := linear.Top(z[:])
	r.Label, r.Confidence, r.Score = moods()[best], rounded(z[best]), rounded(z[2]-z[0])
	l.note(learn.Sentiment, aboutSentiment, func(row func(class int) float32) float32 { return row(2) - row(0) })
	return r
}

// aim puts what was taught over a judgement of the intent and the lead.
func (l *learnt) aim(r *intent.Result) (aim string, lead bool) {
	if l == nil {
		return r.Intent, r.Lead
	}
	aim = r.Intent
	z := r.Logits // a copy
	if l.apply(learn.Intent, z[:]) {
		best := linear.Top(z[:])
		aim = aims()[best]
		l.note(learn.Intent, aim, func(row func(class int) float32) float32 { return row(best) })
	}
	lead = r.LeadLogit > 0
	if z := leadLogits(r); l.apply(learn.Lead, z[:]) {
		lead = z[1] > z[0]
		l.note(learn.Lead, intent.Lead, func(row func(class int) float32) float32 { return row(1) - row(0) })
	}
	return aim, lead && aim != intent.Spam
}

// unlessSpam is what a text is most likely, by everything known, if it is no spam.
func (l *learnt) unlessSpam(r *intent.Result) int {
	z := r.Logits // a copy
	l.view.Add(learn.Intent, z[:], l.features)
	names := aims()
	z[slices.Index(names[:], intent.Spam)] = float32(math.Inf(-1))
	return linear.Top(z[:])
}

// apply changes logits by what was taught, of this text or of its words, and
// tells whether there was anything.
func (l *learnt) apply(t learn.Task, z []float32) bool {
	taught := l.view.Add(t, z, l.features)
	if class, ok := l.view.Exact(t, l.key); ok {
		others := 0.0
		for c, x := range z {
			if c != class {
				others += math.Exp(float64(x))
			}
		}
		z[class] = max(z[class], float32(math.Log(others*certain/(1-certain))))
		return true
	}
	return taught
}

// note adds the reasons: that this text is known by heart, and the words that
// were taught with what they add.
func (l *learnt) note(t learn.Task, about string, weigh func(row func(class int) float32) float32) {
	if _, ok := l.view.Exact(t, l.key); ok {
		l.why = append(l.why, Reason{Word: byHeart, About: about})
	}
	first := len(l.why)
	for i := 0; i < len(l.features); {
		at, sum := l.features[i].At, float32(0)
		for ; i < len(l.features) && l.features[i].At == at; i++ {
			f := &l.features[i]
			sum += weigh(func(class int) float32 { return l.view.Weight(t, class, f) })
		}
		if math.Abs(float64(sum)) >= noted {
			l.why = append(l.why, Reason{Word: l.tokens[at].Text, Weight: rounded(sum), About: about})
		}
		if len(l.why) > first+mostNoted {
			weakest := first
			for i := range l.why[first:] {
				if math.Abs(l.why[first+i].Weight) < math.Abs(l.why[weakest].Weight) {
					weakest = first + i
				}
			}
			l.why = slices.Delete(l.why, weakest, weakest+1)
		}
	}
	for i := range l.why[first:] {
		l.why[first+i].Word += byWord
	}
}

// reasons appends what was taught to the reasons of a verdict.
func (l *learnt) reasons(why []Reason) []Reason {
	if l == nil {
		return why
	}
	return append(why, l.why...)
}

func rounded(x float32) float64 { return math.Round(float64(x)*1000) / 1000 }

func moods() [3]string {
	return [...]string{sentiment.Negative, sentiment.Neutral, sentiment.Positive}
}

func aims() [9]string { return [9]string(intent.Intents()) }

// languages are those that a text can be taught to be in.
func languages() []string {
	return strings.Fields("ar az be bg cs de el en es et fa fi fr he hi hu hy id it ja ka kk ko lt lv mk mn nl pl pt ro ru sr sv th tr tt uk vi zh")
}

// moodLogits are the logarithms of the three probabilities that a judgement
// implies: its confidence is one of them, its score the difference of two.
func moodLogits(r sentiment.Result) (z [3]float32) {
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
	for c := range z {
		z[c] = float32(math.Log(max(p[c], 0.005)))
	}
	return z
}

// leadLogits are those of no lead and of a lead.
func leadLogits(r *intent.Result) [2]float32 { return [...]float32{0, r.LeadLogit} }

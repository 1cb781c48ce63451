package main

import (
	"math"
	"slices"
	"strings"

	"earshot/scoring/intent"
	"earshot/scoring/linear"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"
)

// softSlope is the factor of all logits that makes probabilities true.
func softSlope(posts []meant, out []guess) float32 {
	slope := 1.0
	z := make([]float32, len(intent.Intents()))
	for range 300 {
		gradient := 0.0
		for i := range posts {
			if slices.Contains(kept, posts[i].situation) {
				continue
			}
			for c, x := range out[i].aims {
				z[c] = float32(slope) * x
			}
			linear.Softmax(z)
			for c, x := range out[i].aims {
				gradient += float64(z[c] * x)
			}
			gradient -= float64(out[i].aims[posts[i].aim])
		}
		slope -= 0.3 * gradient / float64(len(posts))
	}
	return float32(slope)
}

// straight fits slope and shift of a class that is decided by itself (Platt
// scaling), by gradient descent on the left-out posts that were labelled for it.
func straight(posts []meant, out []guess, class int, is func(*meant) bool) (slope, shift float32) {
	a, b := 1.0, 0.0
	for range 2000 {
		da, db := 0.0, 0.0
		for i := range posts {
			if slices.Contains(kept, posts[i].situation) {
				continue
			}
			if class == 1 && posts[i].noReview {
				continue
			}
			z := float64(out[i].leads[class])
			g := 1 / (1 + math.Exp(-a*z-b))
			if is(&posts[i]) {
				g--
			}
			da += g * z
			db += g
		}
		a -= 0.5 * da / float64(len(posts))
		b -= 0.5 * db / float64(len(posts))
	}
	return float32(a), float32(b)
}

// yesno counts a class that is there or not: right, too much, missed.
type yesno struct{ hit, wrong, missed int }

func (y *yesno) add(want, got bool) {
	switch {
	case want && got:
		y.hit++
	case got:
		y.wrong++
	case want:
		y.missed++
	}
}

func (y yesno) f1() float64 { return f1Of(y.hit, y.missed, y.wrong) }

func (y yesno) n() int { return y.hit + y.missed }

// intentFigures are those of the method, one situation left out at a time, and
// those of the embedded weights on situations that they were never made from.
func intentFigures(posts []meant, crowd []everyday, out []guess) []figure {
	var list []figure
	slope, shift := straight(posts, out, 0, func(p *meant) bool { return p.lead })
	rSlope, rShift := straight(posts, out, 1, func(p *meant) bool { return p.review })
	for _, code := range []string{"ru", "en"} {
		said := func(i int) intent.Result {
			g := out[i]
			return intent.Result{
				Intent: intent.Intents()[linear.Top(g.aims)],
				Lead:   slope*g.leads[0]+shift > 0, Review: rSlope*g.leads[1]+rShift > 0,
			}
		}
		list = append(list, oneLanguage("left out, ", code, posts, func(p *meant) bool { return true }, said)...)
		list = append(list, plainFigures(code, posts, said)...)
		embedded := func(i int) intent.Result { return judged(posts[i].text, posts[i].lang) }
		list = append(list, oneLanguage("held-out situations, ", code, posts, func(p *meant) bool { return slices.Contains(kept, p.situation) }, embedded)...)
	}
	list = append(list, bySituation(posts, out, slope, shift)...)
	return append(list, onEveryday(posts, crowd)...)
}

func judged(s, lang string) intent.Result {
	tokens := text.Tokens(s)
	return intent.Of(s, tokens, intent.Input{Lang: lang, Mood: sentiment.Of(s, tokens, lang).Score})
}

// oneLanguage measures the posts of a language that are taken.
func oneLanguage(how, code string, posts []meant, take func(*meant) bool, said func(i int) intent.Result) []figure {
	c := newConfusion(len(intent.Intents()))
	var lead, review, occasion yesno
	for i := range posts {
		p := &posts[i]
		if p.lang != code || !take(p) {
			continue
		}
		r := said(i)
		c[p.aim][slices.Index(intent.Intents(), r.Intent)]++
		lead.add(p.lead, r.Lead)
		if !p.noReview {
			review.add(p.review, r.Review)
		}
		found := judged(p.text, code).Occasions
		if p.occasion != "-" || len(found) > 0 {
			right := slices.Contains(found, p.occasion)
			occasion.add(p.occasion != "-", right)
			if p.occasion == "-" || len(found) > 1 || len(found) == 1 && !right {
				occasion.wrong++
			}
		}
	}
	prefix := "intent " + code + ": "
	list := []figure{
		{name: prefix + how + "lead F1", value: lead.f1(), goal: 0.82, n: lead.n()},
		{name: prefix + how + "macro-F1 of intents", value: c.macroF1(), n: c.total()},
		{name: prefix + how + "review F1", value: review.f1(), n: review.n()},
		{name: prefix + how + "occasions F1", value: occasion.f1(), n: occasion.n()},
	}
	for i, name := range intent.Intents() {
		f := figure{name: prefix + how + name + " F1", value: c.f1(i)}
		for _, x := range c[i] {
			f.n += x
		}
		if name == intent.Complaint {
			f.goal = 0.85
		}
		list = append(list, f)
	}
	return list
}

// plainFigures are those of plain posts, one of their files left out at a time: what
// the grammar is mended by.
func plainFigures(code string, posts []meant, said func(i int) intent.Result) []figure {
	var all []figure
	for _, situation := range []string{"plain", "common", "street", "talk", "winding", "letters"} {
		list := oneLanguage("left out "+situation+", ", code, posts, func(p *meant) bool { return p.situation == situation }, said)
		for _, f := range list {
			if strings.HasSuffix(f.name, "complaint F1") || strings.HasSuffix(f.name, "macro-F1 of intents") || strings.HasSuffix(f.name, "lead F1") {
				all = append(all, f)
			}
		}
	}
	return all
}

// bySituation are the leads of every situation, by models made without it.
func bySituation(posts []meant, out []guess, slope, shift float32) []figure {
	var names []string
	counts := map[string]*yesno{}
	for i := range posts {
		p := &posts[i]
		if counts[p.situation] == nil {
			counts[p.situation] = &yesno{}
			names = append(names, p.situation)
		}
		counts[p.situation].add(p.lead, slope*out[i].leads[0]+shift > 0)
	}
	slices.Sort(names)
	var list []figure
	for _, name := range names {
		list = append(list, figure{name: "intent: lead F1, left out " + name, value: counts[name].f1(), n: counts[name].n()})
	}
	return list
}

// onEveryday measures false alarms where nobody is after anything, and how true
// the probability of a lead is.
func onEveryday(posts []meant, crowd []everyday) []figure {
	alarms, n, found, leads := 0, 0, 0, 0
	for i := range crowd {
		c := &crowd[i]
		if !c.held {
			continue
		}
		r := judged(c.text, "ru")
		if c.lead {
			leads++
			if r.Lead {
				found++
			}
			continue
		}
		n++
		if r.Lead {
			alarms++
		}
	}
	var k, t calibration
	for i := range posts {
		if p := &posts[i]; slices.Contains(kept, p.situation) {
			r := judged(p.text, p.lang)
			k.add(r.LeadScore, p.lead)
			t.add(r.Confidence, intent.Intents()[p.aim] == r.Intent)
		}
	}
	list := []figure{
		{name: "intent: calibration error of leads, held-out situations", value: k.err(), goal: 0.05, most: true, n: len(posts)},
		{name: "intent: calibration error of intents, held-out situations", value: t.err(), goal: 0.05, most: true, n: len(posts)},
	}
	if n > 0 {
		list = append(list, figure{name: "intent ru: false alarms of leads, everyday posts held out", value: float64(alarms) / float64(n), goal: 0.03, most: true, n: n})
	}
	if leads > 0 {
		list = append(list, figure{name: "intent ru: leads found among them", value: float64(found) / float64(leads), goal: 7.0 / 12, n: leads})
	}
	return list
}

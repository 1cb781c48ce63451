package main

import (
	"fmt"
	"slices"
	"strings"

	"earshot/scoring/emotion"
	"earshot/scoring/linear"
	"earshot/scoring/linear/fit"
	"earshot/scoring/text"
)

// emotionTask makes the models of emotions and measures those that are embedded.
func emotionTask(e *env) ([]figure, error) {
	if !e.eval {
		for _, m := range []struct {
			path     string
			bits     uint
			examples func(*env) ([]fit.Example, error)
		}{
			{"scoring/emotion/ru.model", 16, russianEmotions},
			{"scoring/emotion/en.model", 16, englishEmotions},
		} {
			examples, err := m.examples(e)
			if err != nil {
				return nil, err
			}
			d := fit.Fit(examples, fit.Options{
				Classes: emotion.Names(), Multi: true, Bits: m.bits, Epochs: 30, Rate: 0.1, Balance: 0.5, Smooth: 0.1, Seen: 2, Seed: e.seed,
			})
			weights, err := d.Model(0.01)
			if err != nil {
				return nil, err
			}
			if err := e.save(m.path, weights.Append(nil)); err != nil {
				return nil, err
			}
		}
	}
	return emotionFigures(e)
}

const (
	tweets = "en_sentiment_semeval2013_2016.tsv"
	// What is known of English by reading: the lists of words were mended after
	// the first had been read, the second came after that.
	firstHand, secondHand = "emotion/en_by_hash.tsv", "emotion/en_by_hash_2.tsv"
)

// emotionBits reads "anger,disgust" or "none".
func emotionBits(label string) uint64 {
	bits := uint64(0)
	for name := range strings.SplitSeq(label, ",") {
		if i := slices.Index(emotion.Names(), name); i >= 0 {
			bits |= 1 << i
		}
	}
	return bits
}

func russianEmotions(e *env) ([]fit.Example, error) {
	rows, err := e.rows("ru_emotion_semeval2025t11_train.tsv", 2)
	if err != nil {
		return nil, err
	}
	list, err := neutralPosts(e, "ru")
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		list = append(list, felt(r.text(), emotionBits(r.label()), 1))
	}
	news, err := e.rows("ru_entity_sentiment_rusentne2023_train.tsv", 4)
	if err != nil {
		return nil, err
	}
	for i, r := range news {
		if i%5 == 0 && r.label() == "neutral" {
			list = append(list, felt(r.text(), 0, 0.15))
		}
	}
	return list, nil
}

// felt is an example that shows emotions, a bit each.
func felt(s string, bits uint64, weight float32) fit.Example {
	return fit.Example{Features: emotion.Features(nil, s, text.Tokens(s)), Class: -1, Labels: bits, Weight: weight}
}

// neutralPosts are our own posts about shops and services that were called
// neutral: they show no emotion. Public sets have few of their kind.
func neutralPosts(e *env, lang string) ([]fit.Example, error) {
	files, err := e.oursLike("intent/" + lang + "_*.tsv")
	if err != nil {
		return nil, err
	}
	var list []fit.Example
	for _, file := range files {
		rows, err := e.ours(file, 7)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r[4] == "neu" {
				list = append(list, felt(r.text(), 0, 0.3))
			}
		}
	}
	return list, nil
}

// englishEmotions makes labels that nobody gave. A tweet whose only listed words
// are of one emotion has that emotion, if people called its feeling a fitting
// one; a neutral tweet without such words has none. Each is learnt again without
// the words that gave it away, so that the words beside them are learnt, too.
// What was labelled by hand is left out.
func englishEmotions(e *env) ([]fit.Example, error) {
	rows, err := e.rows(tweets, 2)
	if err != nil {
		return nil, err
	}
	labelled, err := handLabels(e, firstHand, secondHand)
	if err != nil {
		return nil, err
	}
	list, err := neutralPosts(e, "en")
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if _, ok := labelled[fmt.Sprintf("%08x", linear.Hash(r.text()))]; ok {
			continue
		}
		tokens := text.Tokens(r.text())
		bits := uint64(0)
		given := map[int32]bool{}
		for i := range tokens {
			if b := emotion.Listed(tokens, i); b != 0 {
				bits |= uint64(b)
				given[int32(i)] = true
			}
		}
		if !fits(bits, r.label()) {
			continue
		}
		weight := float32(1)
		if bits == 0 && r.label() != "neutral" {
			weight = 0.3
		}
		features := emotion.Features(nil, r.text(), tokens)
		list = append(list, fit.Example{Features: features, Class: -1, Labels: bits, Weight: weight})
		if bits != 0 {
			rest := slices.DeleteFunc(slices.Clone(features), func(f linear.Feature) bool { return given[f.At] })
			list = append(list, fit.Example{Features: rest, Class: -1, Labels: bits, Weight: 0.25})
		}
	}
	return list, nil
}

// fits tells whether a set of listed emotions can be believed of a tweet with a
// sentiment: one alone, on its side.
func fits(bits uint64, sentiment string) bool {
	const joy, surprise = 1 << 0, 1 << 5
	switch bits {
	case 0:
		return true
	case joy:
		return sentiment == "positive"
	case surprise:
		return true
	}
	return bits&(bits-1) == 0 && sentiment == "negative"
}

// handLabels are the emotions of English tweets that were read by people, by the
// hash of the text.
func handLabels(e *env, files ...string) (map[string]uint64, error) {
	labels := map[string]uint64{}
	for _, file := range files {
		rows, err := e.ours(file, 2)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			labels[r.text()] = emotionBits(r.label())
		}
	}
	return labels, nil
}

// emotionFigures measures what is embedded.
func emotionFigures(e *env) ([]figure, error) {
	var list []figure
	if file := "ru_emotion_semeval2025t11_dev.tsv"; e.has(file) {
		rows, err := e.rows(file, 2)
		if err != nil {
			return nil, err
		}
		var m emotionCount
		for _, r := range rows {
			m.add(emotionBits(r.label()), r.text(), "ru")
		}
		list = append(list, m.figures("emotion ru, SemEval-2025 T11 dev", 0.83)...)
	}
	if !e.has(tweets) {
		return list, nil
	}
	rows, err := e.rows(tweets, 2)
	if err != nil {
		return nil, err
	}
	for _, set := range [][2]string{{firstHand, "200 tweets labelled by us"}, {secondHand, "100 more, not looked at before"}} {
		labels, err := handLabels(e, set[0])
		if err != nil {
			return nil, err
		}
		var m emotionCount
		for _, r := range rows {
			if bits, ok := labels[fmt.Sprintf("%08x", linear.Hash(r.text()))]; ok {
				m.add(bits, r.text(), "en")
			}
		}
		list = append(list, m.figures("emotion en, "+set[1], 0)...)
	}
	return list, nil
}

// emotionCount counts what was found and what should have been.
type emotionCount struct {
	n                  int
	hit, missed, false [6]int
}

func (m *emotionCount) add(want uint64, s, lang string) {
	got := uint64(0)
	for _, f := range emotion.Judge(s, lang) {
		got |= 1 << slices.Index(emotion.Names(), f.Name)
	}
	m.n++
	for c := range m.hit {
		switch w, g := want>>c&1, got>>c&1; {
		case w == 1 && g == 1:
			m.hit[c]++
		case w == 1:
			m.missed[c]++
		case g == 1:
			m.false[c]++
		}
	}
}

// figures gives the mean of F1, F1 of all decisions together, and each.
func (m *emotionCount) figures(name string, goal float64) []figure {
	macro := figure{name: name + ": macro-F1", goal: goal, n: m.n}
	var hit, missed, wrong int
	var each []figure
	for c, emotion := range emotion.Names() {
		f := f1Of(m.hit[c], m.missed[c], m.false[c])
		macro.value += f / float64(len(m.hit))
		hit, missed, wrong = hit+m.hit[c], missed+m.missed[c], wrong+m.false[c]
		each = append(each, figure{name: name + ": " + emotion, value: f, n: m.hit[c] + m.missed[c]})
	}
	return append([]figure{macro, {name: name + ": micro-F1", value: f1Of(hit, missed, wrong), n: m.n}}, each...)
}

func f1Of(hit, missed, wrong int) float64 {
	return 2 * float64(hit) / max(1, float64(2*hit+missed+wrong))
}

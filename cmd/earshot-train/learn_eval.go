package main

import (
	"fmt"
	"slices"

	"earshot/scoring"
	"earshot/scoring/intent"
	"earshot/scoring/text"
)

// taught is a new word with its texts.
type taught struct {
	word, meaning string
	texts         []string
}

// newWords reads the words of testdata/slang of a language.
func newWords(e *env, lang string) ([]taught, error) {
	rows, err := e.ours("slang/"+lang+".tsv", 3)
	if err != nil {
		return nil, err
	}
	var list []taught
	for _, r := range rows {
		if i := len(list) - 1; i < 0 || list[i].word != r.label() {
			list = append(list, taught{word: r.label(), meaning: r[1]})
		}
		w := &list[len(list)-1]
		w.texts = append(w.texts, r.text())
	}
	return list, nil
}

// slangFigures teach each word by some of its texts and ask for the others, all
// choices of neighbours in turn; then all words at once, and ask for what has
// nothing to do with them.
func slangFigures(e *env, words *text.Cutter, lang, dev string) ([]figure, error) {
	list, err := newWords(e, lang)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var figures []figure
	for _, by := range []struct {
		texts int
		goal  float64
	}{{0, 0}, {1, 0.90}, {3, 0.95}} {
		right, asked := 0, 0
		for _, w := range list {
			r, n := learnable(words, lang, w, by.texts)
			right, asked = right+r, asked+n
		}
		figures = append(figures, figure{
			name:  fmt.Sprintf("learning %s: new words, accuracy after %d corrections", lang, by.texts),
			value: float64(right) / float64(max(1, asked)), goal: by.goal, n: len(list),
		})
	}
	if !e.has(dev) {
		return figures, nil
	}
	rows, err := e.rows(dev, 2)
	if err != nil {
		return nil, err
	}
	judge := scoring.New(words)
	before := moodOf(judge, lang, rows)
	for i := range 3 {
		for _, w := range list {
			judge.Learn(scoring.Correction{Text: w.texts[i], Lang: lang, Label: w.meaning})
		}
	}
	lost := before.accuracy() - moodOf(judge, lang, rows).accuracy()
	return append(figures, figure{
		name: fmt.Sprintf("learning %s: accuracy lost elsewhere, all new words taught", lang), value: lost, goal: 0.005, most: true, n: len(rows),
	}), nil
}

// learnable counts the texts of a word that are judged right after others were
// taught.
func learnable(words *text.Cutter, lang string, w taught, by int) (right, asked int) {
	judge := scoring.New(words)
	for first := range w.texts {
		var log []scoring.Correction
		rest := slices.Clone(w.texts)
		for k := range by {
			s := w.texts[(first+k)%len(w.texts)]
			log = append(log, scoring.Correction{Text: s, Lang: lang, Label: w.meaning})
			rest = slices.DeleteFunc(rest, func(o string) bool { return o == s })
		}
		judge.Relearn(log)
		for _, s := range rest {
			asked++
			if judge.Judge(scoring.Input{Text: s, Lang: lang}).Sentiment == w.meaning {
				right++
			}
		}
	}
	return right, asked
}

func moodOf(judge scoring.Judge, lang string, rows []row) confusion {
	c := newConfusion(len(moods))
	for _, r := range rows {
		c[mood(r.label())][mood(judge.Judge(scoring.Input{Text: r.text(), Lang: lang}).Sentiment)]++
	}
	return c
}

// aimFigures teach the errors of half of the posts of the held-out situations
// and ask for the other half, and for a set that has nothing to do with them.
func aimFigures(e *env, words *text.Cutter, lang, dev string) ([]figure, error) {
	var seen, rest []row
	for _, situation := range kept {
		rows, err := e.ours("intent/"+lang+"_"+situation+".tsv", 7)
		if err != nil {
			return nil, err
		}
		for i, r := range rows {
			if r[4] == "sentiment" {
				continue // the heading
			}
			if i%2 == 0 {
				seen = append(seen, r)
			} else {
				rest = append(rest, r)
			}
		}
	}
	if len(rest) == 0 {
		return nil, nil
	}
	judge := scoring.New(words)
	feeling, aim := authored(judge, lang, rest)
	errors := 0
	for _, r := range seen {
		v := judge.Judge(scoring.Input{Text: r.text(), Lang: lang})
		for _, label := range []string{v.Sentiment, v.Intent} {
			right := moods[mood(r[4])]
			if slices.Contains(intent.Intents(), label) {
				right = r.label()
			}
			if label != right {
				errors++
				judge.Learn(scoring.Correction{Text: r.text(), Lang: lang, Label: right})
			}
		}
	}
	feeling2, aim2 := authored(judge, lang, rest)
	name := fmt.Sprintf("learning %s: macro-F1 gained, other situations, errors of %d posts corrected: ", lang, len(seen))
	list := []figure{
		{name: name + "sentiment", value: feeling2.macroF1() - feeling.macroF1(), goal: 0, n: len(rest)},
		{name: name + "intent", value: aim2.macroF1() - aim.macroF1(), goal: 0, n: len(rest)},
	}
	if !e.has(dev) {
		return list, nil
	}
	rows, err := e.rows(dev, 2)
	if err != nil {
		return nil, err
	}
	lost := moodOf(scoring.New(words), lang, rows).macroF1() - moodOf(judge, lang, rows).macroF1()
	return append(list, figure{name: fmt.Sprintf("learning %s: macro-F1 lost elsewhere after these %d corrections", lang, errors), value: lost, goal: 0.01, most: true, n: len(rows)}), nil
}

// authored counts sentiment and intent of our own posts.
func authored(judge scoring.Judge, lang string, rows []row) (feeling, aim confusion) {
	feeling, aim = newConfusion(len(moods)), newConfusion(len(intent.Intents()))
	for _, r := range rows {
		v := judge.Judge(scoring.Input{Text: r.text(), Lang: lang})
		feeling[mood(r[4])][mood(v.Sentiment)]++
		aim[max(0, slices.Index(intent.Intents(), r.label()))][slices.Index(intent.Intents(), v.Intent)]++
	}
	return feeling, aim
}

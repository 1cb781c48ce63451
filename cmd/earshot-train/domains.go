package main

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"earshot/scoring/learn"
	"earshot/scoring/linear"
	"earshot/scoring/linear/fit"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"
)

// A domain that a model has never seen is met by a team that corrects what is
// wrong and is silent about the rest. The embedded models have seen most of what
// there is, so that these stand over smaller ones of the same kind.

// seenPosts is how many posts of a new domain the team sees.
const seenPosts = 1000

// domain is a new kind of text for a model made of another.
type domain struct {
	name      string
	lang      string // of the model
	theirs    string // of the new kind
	home      func(*env) ([]row, error)
	strange   func(*env) ([]row, error)
	elsewhere string // a set of the old kind, "" for a fifth of it by hash
}

// columnsOf reads label and text of a file of more columns.
func columnsOf(file string, columns int, take func(row) bool) func(*env) ([]row, error) {
	return func(e *env) ([]row, error) {
		rows, err := e.rows(file, columns)
		rows = slices.DeleteFunc(rows, func(r row) bool {
			return take != nil && !take(r) || !slices.Contains(moods, r.label())
		})
		return rows, err
	}
}

func domains() []domain {
	const russian, reviews = "ru_sentiment3_semeval2025t11_train.tsv", "kk_sentiment2_kazsandra_valid_balanced.tsv"
	some := func(r row) bool { return textHash(r.text())%4 == 0 }
	app := func(r row) bool { return r[1] == "appstore" }
	own := func(lang string) func(*env) ([]row, error) {
		return func(e *env) ([]row, error) {
			rows, err := ownPosts(e, lang)
			for i, r := range rows {
				rows[i] = row{moods[mood(r.label())], r.text()}
			}
			return rows, err
		}
	}
	return []domain{
		{"kk app reviews; shop, map and book reviews", "kk", "kk", columnsOf(reviews, 3, app), columnsOf(reviews, 3, func(r row) bool { return !app(r) }), ""},
		{"ru T11; our posts", "ru", "ru", columnsOf(russian, 2, nil), own("ru"), "ru_sentiment3_semeval2025t11_dev.tsv"},
		{"ru T11; Ukrainian posts", "ru", "uk", columnsOf(russian, 2, nil), columnsOf("uk_sentiment3_semeval2025t11_train.tsv", 2, nil), "ru_sentiment3_semeval2025t11_dev.tsv"},
		{"ru T11; news", "ru", "ru", columnsOf(russian, 2, nil), columnsOf("ru_entity_sentiment_rusentne2023_train.tsv", 4, nil), "ru_sentiment3_semeval2025t11_dev.tsv"},
		{"en tweets; our posts", "en", "en", columnsOf(tweets, 2, some), own("en"), "en_sentiment_tweeteval_val.tsv"},
	}
}

// domainsTask measures what the team's corrections do for kinds of text that a
// model has never seen, and to those that it has.
func domainsTask(e *env) ([]figure, error) {
	var list []figure
	sum := 0.0
	if !e.has(tweets) {
		return nil, nil
	}
	for _, d := range domains() {
		figures, err := d.measure(e)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.name, err)
		}
		sum += figures[1].value - figures[0].value
		list = append(list, figures...)
	}
	return append(list, figure{name: "a new domain: macro-F1 gained, mean", value: sum / float64(len(domains())), goal: 0.11, n: len(domains())}), nil
}

// heard is a text as a model and the team's corrections see it.
type heard struct {
	class int
	base  []float32
	words []learn.Feature
}

// measure meets one domain.
func (d *domain) measure(e *env) ([]figure, error) {
	home, err := d.home(e)
	if err != nil {
		return nil, err
	}
	elsewhere := slices.DeleteFunc(slices.Clone(home), func(r row) bool { return !heldOut(r.text()) })
	if d.elsewhere == "" {
		home = slices.DeleteFunc(home, func(r row) bool { return heldOut(r.text()) })
	} else if elsewhere, err = e.rows(d.elsewhere, 2); err != nil {
		return nil, err
	}
	strange, err := d.strange(e)
	if err != nil {
		return nil, err
	}
	judge, err := d.judge(e, home)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(strange, func(a, b row) int { return int(textHash(a.text())) - int(textHash(b.text())) })
	half := min(seenPosts, len(strange)/2)
	if half == 0 {
		return nil, errors.New("there are no posts of the new kind")
	}
	seen, rest, old := judge(strange[:half], d.theirs), judge(strange[half:], d.theirs), judge(elsewhere, d.lang)
	delta := learn.New(0)
	before, beforeOld := macro(delta, rest), macro(delta, old)
	corrected := 0
	for _, h := range seen {
		if linear.Top(h.with(delta)) != h.class {
			corrected++
			delta.Learn(learn.Lesson{Task: learn.Sentiment, Class: h.class, Base: h.base, Features: h.words})
		}
	}
	name := fmt.Sprintf("a new domain, %s, %d of %d corrected: ", d.name, corrected, half)
	return []figure{
		{name: name + "macro-F1 before", value: before, n: len(rest)},
		{name: name + "after", value: macro(delta, rest), n: len(rest)},
		{name: name + "lost elsewhere", value: beforeOld - macro(delta, old), goal: 0.01, most: true, n: len(old)},
	}, nil
}

// judge makes a model of the domain at home and gives what reads by it.
func (d *domain) judge(e *env, home []row) (func([]row, string) []heard, error) {
	var r recipe
	for _, x := range recipes(e.seed) {
		if x.lang == d.lang {
			r = x
		}
	}
	lists, err := r.lists(e)
	if err != nil {
		return nil, err
	}
	set := sentiment.Features(d.lang, lists)
	examples := make([]fit.Example, len(home))
	for i, x := range home {
		examples[i] = fit.Example{Features: set.Append(nil, x.text(), text.Tokens(x.text())), Class: mood(x.label())}
	}
	model, err := fit.Fit(examples, r.options).Model(0)
	if err != nil {
		return nil, err
	}
	reader := learn.Reader{Words: learn.Known()}
	return func(rows []row, lang string) []heard {
		list := make([]heard, len(rows))
		for i, x := range rows {
			tokens := text.Tokens(x.text())
			z := model.Logits(nil, set.Append(nil, x.text(), tokens))
			linear.Softmax(z)
			for c, p := range z {
				z[c] = float32(math.Log(max(float64(p), 0.005))) // as package scoring does
			}
			list[i] = heard{mood(x.label()), z, reader.Append(nil, x.text(), tokens, lang, nil)}
		}
		return list
	}, nil
}

// with are the logits of a text over what was taught.
func (h *heard) with(d *learn.Delta) []float32 {
	z := slices.Clone(h.base)
	view := d.View()
	defer view.Done()
	view.Add(learn.Sentiment, z, h.words)
	return z
}

// macro is the macro-F1 of texts over the classes that they have.
func macro(d *learn.Delta, list []heard) float64 {
	c, there := newConfusion(len(moods)), map[int]bool{}
	for i := range list {
		there[list[i].class] = true
		c[list[i].class][linear.Top(list[i].with(d))]++
	}
	sum := 0.0
	for k := range c {
		if there[k] {
			sum += c.f1(k)
		}
	}
	return sum / float64(max(1, len(there)))
}

package main

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"earshot/scoring/feature"
	"earshot/scoring/linear/fit"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"
)

// moods are the classes of sentiment, in the order of the models.
var moods = sentiment.Classes()

// kept are the situations of our own posts that no model is made from.
var kept = []string{"travel", "government", "game"}

// labelled is a text with its class.
type labelled struct {
	text   string
	class  int
	weight float32
	home   bool // of the kind that the model is measured and calibrated on
	// situation is that of our own posts, "" for all other texts. The posts of one
	// situation fall into one fold: they know each other's words.
	situation string
}

// fold is the part of cross-validation that a text falls into.
func (x *labelled) fold(folds int) int {
	if x.situation != "" {
		return int(textHash(x.situation)>>3) % folds
	}
	return int(textHash(x.text)>>3) % folds
}

// recipe says how the model of a language is made. The numbers were chosen by
// cross-validation, see scoring/MODELS.md.
type recipe struct {
	lang    string
	sources []source
	lists   func(*env) (*feature.Moods, error)
	options fit.Options
	folds   int
	prune   float64
	// ours is how many times our posts count when probabilities are set right: the
	// others are so many that they alone would decide, and the product reads posts.
	ours float64
}

// source is a file of examples.
type source struct {
	file    string // "": our own posts
	columns int
	weight  float32
	home    bool
	take    func(row) (class int, ok bool) // nil: the label is the name of a class
}

func recipes(seed uint64) []recipe {
	base := fit.Options{Classes: moods, Bits: 18, Epochs: 12, Rate: 0.1, Balance: 1, Power: 0.01, Start: 0.001, Ratio: 1, Average: 4, Seed: seed}
	with := func(change func(*fit.Options)) fit.Options {
		o := base
		change(&o)
		return o
	}
	return []recipe{
		{lang: "ru", lists: russianLists(""), folds: 5, prune: 0.015, ours: 0.3, options: with(func(o *fit.Options) { o.Rate = 0.2 }), sources: []source{
			{file: "ru_sentiment3_semeval2025t11_train.tsv", columns: 2, weight: 1, home: true},
			{file: "ru_entity_sentiment_rusentne2023_train.tsv", columns: 4, weight: 0.1},
			{columns: 7, weight: 0.25},
		}},
		{lang: "en", lists: englishLists, folds: 4, prune: 0.01, ours: 0.3, options: with(func(o *fit.Options) { o.Bits, o.Seen, o.Epochs = 20, 2, 8 }), sources: []source{
			{file: "en_sentiment_semeval2013_2016.tsv", columns: 2, weight: 1, home: true},
			{columns: 7, weight: 1},
		}},
		{lang: "uk", lists: russianLists("uk.txt"), folds: 5, prune: 0.025, options: base, sources: []source{
			{file: "uk_sentiment3_semeval2025t11_train.tsv", columns: 2, weight: 1, home: true},
			{file: "ru_sentiment3_semeval2025t11_train.tsv", columns: 2, weight: 0.1},
		}},
		{lang: "kk", lists: russianLists("kk.txt"), folds: 5, prune: 0.025, options: with(func(o *fit.Options) { o.Rate, o.Ratio, o.Dropout = 0.08, 0.5, 0.3 }), sources: []source{
			{file: "kk_sentiment2_kazsandra_valid_balanced.tsv", columns: 3, weight: 1, home: true},
			{file: "lang_train_40.tsv", columns: 2, weight: 0.3, take: func(r row) (int, bool) { return 1, r.label() == "kk" && textHash(r.text())%4 == 0 }},
		}},
		{lang: "tt", lists: russianLists("tt.txt"), folds: 5, prune: 0.025, options: base, sources: []source{
			{file: "tt_sentiment3_semeval2025t11_train.tsv", columns: 2, weight: 1, home: true},
			{file: "ru_sentiment3_semeval2025t11_train.tsv", columns: 2, weight: 0.1},
		}},
	}
}

// heldOut keeps a fifth of a set that has no part for measuring.
func heldOut(s string) bool { return textHash(s)%5 == 0 }

func textHash(s string) uint32 {
	f := fnv.New32a()
	f.Write([]byte(s)) // a hash never fails
	return f.Sum32() * 2654435761 >> 8
}

func mood(label string) int {
	switch label {
	case sentiment.Negative, "neg":
		return 0
	case sentiment.Positive, "pos":
		return 2
	}
	return 1
}

// sentimentTask makes a model for each language, or takes those that are
// embedded, and measures them.
func sentimentTask(e *env) ([]figure, error) {
	var list []figure
	models := map[string]*sentiment.Model{}
	for _, r := range recipes(e.seed) {
		if e.eval || e.langs != "" && !strings.Contains(","+e.langs+",", ","+r.lang+",") {
			models[r.lang] = sentiment.Embedded(r.lang)
			continue
		}
		m, figures, err := r.make(e)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.lang, err)
		}
		models[r.lang] = m
		list = append(list, figures...)
	}
	figures, err := measureSentiment(e, models)
	return append(list, figures...), err
}

// read gathers the examples of a recipe.
func (r *recipe) read(e *env) ([]labelled, error) {
	var list []labelled
	for _, s := range r.sources {
		rows, err := s.rows(e, r.lang)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			class, ok := mood(row.label()), true
			if s.take != nil {
				class, ok = s.take(row)
			} else if s.file != "" && !slices.Contains(moods, row.label()) {
				return nil, fmt.Errorf("%s: %q is no sentiment: %q", s.file, row.label(), row.text())
			}
			if ok {
				x := labelled{text: row.text(), class: class, weight: s.weight, home: s.home}
				if s.file == "" {
					x.situation = row[1]
				}
				list = append(list, x)
			}
		}
	}
	return list, nil
}

// rows reads a source. Of our own posts, the sentiment becomes the label.
func (s *source) rows(e *env, lang string) ([]row, error) {
	if s.file != "" {
		return e.rows(s.file, s.columns)
	}
	posts, err := ownPosts(e, lang)
	posts = slices.DeleteFunc(posts, func(r row) bool { return slices.Contains(kept, r[1]) || slices.Contains(told, r[1]) })
	return posts, err
}

// told are situations whose trouble is told without a word that feels like anything:
// from them a model of moods learns that kitchens are bad.
var told = []string{"winding", "letters"}

// ownPosts gives our own posts in a language: sentiment, situation, text.
func ownPosts(e *env, lang string) ([]row, error) {
	names, err := e.oursLike("intent/" + lang + "_*.tsv")
	if err != nil {
		return nil, err
	}
	var list []row
	for _, name := range names {
		rows, err := e.ours(name, 7)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if slices.Contains([]string{"neg", "neu", "pos"}, r[4]) {
				list = append(list, row{r[4], r[5], r[6]})
			}
		}
	}
	return list, nil
}

// make makes the model of a language and writes it. What is out of a fold
// measures and calibrates.
func (r *recipe) make(e *env) (*sentiment.Model, []figure, error) {
	lists, err := r.lists(e)
	if err != nil {
		return nil, nil, err
	}
	examples, err := r.read(e)
	if err != nil {
		return nil, nil, err
	}
	set := sentiment.Features(r.lang, lists)
	all := make([]fit.Example, len(examples))
	for i, x := range examples {
		all[i] = fit.Example{Features: set.Append(nil, x.text, text.Tokens(x.text)), Class: x.class, Weight: x.weight}
	}
	e.say("  %s: %d examples", r.lang, len(all))
	folds, err := r.crossValidate(examples, all, &set)
	if err != nil {
		return nil, nil, err
	}
	dense := fit.Fit(all, r.options)
	dense.SetCalibration(folds.slope, folds.shift)
	weights, err := dense.Model(r.prune)
	if err != nil {
		return nil, nil, err
	}
	data, moodData := weights.Append(nil), lists.Append(nil)
	if err := e.save("scoring/sentiment/"+r.lang+".model", data); err != nil {
		return nil, nil, err
	}
	if err := e.save("scoring/sentiment/"+r.lang+".moods", moodData); err != nil {
		return nil, nil, err
	}
	figures := append(folds.figures(), figure{name: "sentiment " + r.lang + ": KiB", value: float64(len(data)+len(moodData)) / 1024, goal: r.room(), most: true, n: len(all)})
	m, err := sentiment.New(r.lang, weights, lists)
	return m, figures, err
}

// room is how large a model and its lists may be, in KiB.
func (r *recipe) room() float64 {
	if r.lang == "en" {
		return 1536
	}
	return 1024
}

package main

import (
	"slices"
	"strings"

	"earshot/scoring/lang"
	"earshot/scoring/linear"
	"earshot/scoring/linear/fit"
	"earshot/scoring/text"
)

// detectors are the two models of languages.
var detectors = []struct {
	script lang.Script
	path   string
	codes  string
	bits   uint
	crops  int // how often a text is learnt again, cut to a few words
}{
	{lang.Cyrillic, "scoring/lang/cyrillic.model", "be bg kk mk mn ru sr tt uk", 16, 2},
	{lang.Latin, "scoring/lang/latin.model", "az cs de en es et fi fr hu id it kk lt lv nl pl pt ro sr sv tr vi", 15, 1},
}

// spoken is a text whose language is known.
type spoken struct {
	code, text string
	set        string // where it is from, for the figures
	held       bool   // not learnt from
}

// langTask makes the detectors and measures them on what they have not seen.
func langTask(e *env) ([]figure, error) {
	texts, err := langTexts(e)
	if err != nil {
		return nil, err
	}
	if !e.eval {
		for _, d := range detectors {
			if err := makeDetector(e, texts, d.script, strings.Fields(d.codes), d.path, d.bits, d.crops); err != nil {
				return nil, err
			}
		}
		e.say("  the figures below are of the weights embedded before; run --eval for those of the new ones")
	}
	return langFigures(texts), nil
}

// langTexts collects texts by language; where only figures are wanted, from the
// sets that are at hand. Every tenth, by its hash, is held out;
// those of dev sets all are.
func langTexts(e *env) ([]spoken, error) {
	var list []spoken
	seen := map[string]bool{}
	add := func(code, set, s string, held bool) {
		if key := code + s; !seen[key] {
			seen[key] = true
			list = append(list, spoken{code, s, set, held})
		}
	}
	posts, err := e.ours("lang/posts.tsv", 2)
	if err != nil {
		return nil, err
	}
	for _, r := range posts {
		add(r[0], "our own posts", r.text(), true)
	}
	common, err := e.ours("lang/common.tsv", 2)
	if err != nil {
		return nil, err
	}
	for _, r := range common {
		for _, w := range strings.Fields(r.text()) {
			add(r[0], "words", w, false)
		}
	}
	for _, s := range langSets {
		if e.eval && !e.has(s.file) {
			continue
		}
		rows, err := e.rows(s.file, s.columns)
		if err != nil {
			return nil, err
		}
		counts := map[string]int{}
		for i, r := range rows {
			code, set := s.code, s.set
			if code == "" {
				code = r[0]
				counts[code]++
				set = partOf(code, counts[code], r.text())
			}
			if s.every == 0 || i%s.every == 0 {
				add(code, set, r.text(), s.held || linear.Hash(r.text())%10 == 0)
			}
		}
	}
	return list, nil
}

// langSets are the files that texts come from, those to hold out first: a text
// of two sets counts for the first.
var langSets = []struct {
	file    string
	columns int
	code    string // "": the first column
	set     string
	held    bool
	every   int // one of so many lines; 0: all
}{
	{"ru_emotion_semeval2025t11_dev.tsv", 2, "ru", "posts", true, 0},
	{"uk_emotion_semeval2025t11_dev.tsv", 2, "uk", "posts", true, 0},
	{"tt_emotion_semeval2025t11_dev.tsv", 2, "tt", "posts", true, 0},
	{"en_sentiment_tweeteval_val.tsv", 2, "en", "posts", true, 0},
	{"lang_train_40.tsv", 2, "", "", false, 0},
	{"ru_emotion_semeval2025t11_train.tsv", 2, "ru", "posts", false, 0},
	{"uk_emotion_semeval2025t11_train.tsv", 2, "uk", "posts", false, 0},
	{"tt_emotion_semeval2025t11_train.tsv", 2, "tt", "posts", false, 0},
	{"kk_sentiment2_kazsandra_valid_balanced.tsv", 3, "kk", "posts", false, 0},
	{"en_sentiment_semeval2013_2016.tsv", 2, "en", "posts", false, 10},
	{"ru_entity_sentiment_rusentne2023_train.tsv", 4, "ru", "sentences", false, 3},
}

// partOf tells where the n-th line of a language in lang_train_40.tsv is from:
// a thousand sentences, a thousand pairs and a thousand words, then posts; Tatar
// has posts alone.
func partOf(code string, n int, s string) string {
	words := len(strings.Fields(s))
	switch {
	case code == "tt" || n > 3000:
		return "posts"
	case n > 900 && words == 1:
		return "single words"
	case n > 900 && words == 2:
		return "pairs of words"
	}
	return "sentences"
}

// makeDetector learns the languages of a script.
func makeDetector(e *env, texts []spoken, script lang.Script, codes []string, path string, bits uint, crops int) error {
	var train, held []fit.Example
	chance := chances(e.seed)
	for i, t := range texts {
		class := slices.Index(codes, t.code)
		if class < 0 {
			continue
		}
		s, ok := inScript(t, script, i)
		if !ok {
			continue
		}
		put := func(list *[]fit.Example, s string) {
			if f := lang.Features(nil, text.Tokens(s), script); len(f) > 0 {
				*list = append(*list, fit.Example{Features: f, Class: class})
			}
		}
		if t.held {
			put(&held, s)
			continue
		}
		for _, form := range forms(&chance, t.code, s, crops) {
			put(&train, form)
		}
	}
	d := fit.Fit(train, fit.Options{Classes: codes, Bits: bits, Epochs: 4, Rate: 0.3, Balance: 1, Seed: e.seed})
	d.Calibrate(held, false)
	m, err := d.Model(0.02)
	if err != nil {
		return err
	}
	return e.save(path, m.Append(nil))
}

// langFigures measures what is embedded.
func langFigures(texts []spoken) []figure {
	sets := []string{"our own posts", "posts", "sentences", "pairs of words", "single words"}
	right, all := map[[2]string]int{}, map[[2]string]int{}
	var truth calibration
	for _, t := range texts {
		if !t.held {
			continue
		}
		code, confidence := lang.Detect(t.text)
		key := [2]string{t.set, t.code}
		all[key]++
		if code == t.code {
			right[key]++
		}
		if code != "" && (t.set == "posts" || t.set == "sentences") {
			truth.add(confidence, code == t.code)
		}
	}
	var list []figure
	for _, set := range sets {
		list = append(list, meanOf(set, right, all)...)
	}
	return append(list, figure{name: "language: calibration error, posts and sentences", value: truth.err(), n: int(truth.total())})
}

// meanOf is the mean over the languages of a set, and of each language of it
// where that is of interest.
func meanOf(set string, right, all map[[2]string]int) []figure {
	var codes []string
	for key := range all {
		if key[0] == set {
			codes = append(codes, key[1])
		}
	}
	slices.Sort(codes)
	mean := figure{name: "language, " + set + ": mean accuracy"}
	var list []figure
	for _, code := range codes {
		n := all[[2]string{set, code}]
		share := float64(right[[2]string{set, code}]) / float64(n)
		mean.value += share / float64(len(codes))
		mean.n += n
		if set == "posts" || set == "sentences" {
			f := figure{name: "language, " + set + ": " + code, value: share, n: n}
			if set == "posts" && strings.Contains("ru uk kk en", code) {
				f.goal = 0.98
			}
			list = append(list, f)
		}
	}
	if len(codes) == 0 {
		return nil
	}
	if set == "posts" {
		mean.goal = 0.965
	}
	return append([]figure{mean}, list...)
}

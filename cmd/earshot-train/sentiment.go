package main

import (
	"earshot/scoring/sentiment"
)

// moods are the classes of sentiment, in the order of the models.
var moods = []string{sentiment.Negative, sentiment.Neutral, sentiment.Positive}

// sentimentTask measures what is embedded.
func sentimentTask(e *env) ([]figure, error) {
	var list []figure
	for _, s := range []struct {
		name, lang, file string
		columns          int
		goal             float64
		recall           bool
	}{
		{"sentiment en: macro-recall, TweetEval validation", "en", "en_sentiment_tweeteval_val.tsv", 2, 0.655, true},
		{"sentiment ru: macro-F1, SemEval-2025 T11 dev", "ru", "ru_sentiment3_semeval2025t11_dev.tsv", 2, 0.90, false},
		{"sentiment uk: macro-F1, SemEval-2025 T11 dev", "uk", "uk_sentiment3_semeval2025t11_dev.tsv", 2, 0.68, false},
		{"sentiment tt: macro-F1, SemEval-2025 T11 dev", "tt", "tt_sentiment3_semeval2025t11_dev.tsv", 2, 0, false},
	} {
		if !e.has(s.file) {
			continue
		}
		rows, err := e.rows(s.file, s.columns)
		if err != nil {
			return nil, err
		}
		c := newConfusion(len(moods))
		for _, r := range rows {
			c[mood(r.label())][mood(sentiment.Judge(r.text(), s.lang).Label)]++
		}
		f := figure{name: s.name, value: c.macroF1(), goal: s.goal, n: c.total()}
		if s.recall {
			f.value = c.macroRecall()
		}
		list = append(list, f)
	}
	return list, nil
}

func mood(label string) int {
	for i, name := range moods {
		if name == label {
			return i
		}
	}
	return 1
}

package main

import (
	"slices"
	"time"

	"earshot/scoring/sentiment"
	"earshot/scoring/text"
)

// measureSentiment judges the parts of the sets that no model was made from.
func measureSentiment(e *env, models map[string]*sentiment.Model) ([]figure, error) {
	var list []figure
	for _, s := range []struct {
		lang, file, about string
		goal              float64
		recall            bool
	}{
		{"en", "en_sentiment_tweeteval_val.tsv", "TweetEval validation", 0.655, true},
		{"ru", "ru_sentiment3_semeval2025t11_dev.tsv", "T11 dev", 0.90, false},
		{"uk", "uk_sentiment3_semeval2025t11_dev.tsv", "T11 dev", 0.68, false},
		{"tt", "tt_sentiment3_semeval2025t11_dev.tsv", "T11 dev", 0, false},
	} {
		m := models[s.lang]
		if m == nil || !e.has(s.file) {
			continue
		}
		rows, err := e.rows(s.file, 2)
		if err != nil {
			return nil, err
		}
		if s.lang == "en" {
			with, single, err := e.singles(m, rows, s.about)
			if err != nil {
				return nil, err
			}
			list, rows = append(list, with), single
		}
		c, off := judgeRows(m, rows)
		f := figure{name: "sentiment " + s.lang + ", " + s.about + ": macro-F1", value: c.macroF1(), goal: s.goal, n: c.total()}
		if s.recall {
			f.name, f.value = "sentiment "+s.lang+", "+s.about+": macro-recall", c.macroRecall()
		}
		list = append(list, f, figure{name: "sentiment " + s.lang + ", " + s.about + ": calibration error", value: off.err(), goal: map[string]float64{"en": 0.02}[s.lang], most: true, n: c.total()})
		list = append(list, figure{name: "sentiment " + s.lang + ": µs for 100 letters", value: speed(m, rows), goal: 25, most: true, n: c.total()})
	}
	own, err := e.onOurs(models)
	return append(list, own...), err
}

// singles leaves out the tweets that are learnt from in other letters, and tells how
// much better the model would look with them.
func (e *env) singles(m *sentiment.Model, rows []row, about string) (figure, []row, error) {
	c, _ := judgeRows(m, rows)
	with := figure{name: "sentiment en, " + about + " with the twins of what is learnt: macro-recall", value: c.macroRecall(), n: c.total()}
	if !e.has(tweets) {
		return with, rows, nil
	}
	learnt, err := e.rows(tweets, 2)
	return with, withoutTwins(rows, learnt), err
}

// onOurs measures the posts of the situations that no model is made from.
func (e *env) onOurs(models map[string]*sentiment.Model) ([]figure, error) {
	var list []figure
	for _, lang := range []string{"ru", "en"} {
		rows, err := ownPosts(e, lang)
		if err != nil {
			return nil, err
		}
		rows = slices.DeleteFunc(rows, func(r row) bool { return !slices.Contains(kept, r[1]) })
		if m := models[lang]; m != nil && len(rows) > 0 {
			c, off := judgeRows(m, rows)
			list = append(list,
				figure{name: "sentiment " + lang + ", our posts of unseen situations: macro-F1", value: c.macroF1(), n: c.total()},
				figure{name: "sentiment " + lang + ", our posts of unseen situations: calibration error", value: off.err(), n: c.total()})
		}
	}
	return list, nil
}

func judgeRows(m *sentiment.Model, rows []row) (confusion, calibration) {
	c, off := newConfusion(3), calibration{}
	for _, r := range rows {
		result := m.Judge(r.text())
		truth, said := mood(r.label()), mood(result.Label)
		c[truth][said]++
		off.add(result.Confidence, truth == said)
	}
	return c, off
}

// speed is how long a text of a set takes in the mean, cut into tokens before.
func speed(m *sentiment.Model, rows []row) float64 {
	cutter := text.NewCutter()
	cut := make([][]text.Token, len(rows))
	letters := 0
	for i, r := range rows {
		cut[i] = cutter.Tokens(nil, r.text())
		letters += len([]rune(r.text()))
	}
	best := time.Hour
	for range 3 {
		began := time.Now()
		for i, r := range rows {
			m.Of(r.text(), cut[i])
		}
		best = min(best, time.Since(began))
	}
	return float64(best.Microseconds()) / float64(letters) * 100
}

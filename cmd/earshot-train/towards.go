package main

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/scoring/linear"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"
)

// towardsTask measures the sentiment towards a name; there is nothing to make.
// News say of whom they speak, but hardly how people speak of brands: the figures
// compare what clauses give with what the whole text gives.
func towardsTask(e *env) ([]figure, error) {
	const file = "ru_entity_sentiment_rusentne2023_train.tsv"
	if !e.has(file) {
		return nil, nil
	}
	rows, err := e.rows(file, 4)
	if err != nil {
		return nil, err
	}
	whole, part := newConfusion(len(moods)), newConfusion(len(moods))
	for _, r := range rows {
		if linear.Hash(r.text())%5 != 0 {
			continue
		}
		tokens := text.Tokens(r.text())
		named, others := entities(r.text(), tokens, r[1])
		if len(named) == 0 || len(others) == 0 {
			continue
		}
		want := mood(r.label())
		whole[want][mood(sentiment.Judge(r.text(), "ru").Label)]++
		part[want][mood(sentiment.Towards(r.text(), tokens, "ru", named, others).Label)]++
	}
	return []figure{
		{name: "towards a name, RuSentNE: macro-F1 of positive and negative", value: sides(part), n: part.total()},
		{name: "the same by the whole text", value: sides(whole), n: whole.total()},
	}, nil
}

// sides is the mean of F1 of negative and positive, as RuSentNE measures.
func sides(c confusion) float64 { return (c.f1(0) + c.f1(2)) / 2 }

// entities finds a name in a sentence, and all other words with a capital that
// do not begin a sentence.
func entities(s string, tokens []text.Token, name string) (named, others []sentiment.Span) {
	begins := true
	for i, t := range tokens {
		if i > 0 {
			begins = strings.ContainsAny(s[tokens[i-1].End:t.Start], ".!?")
		}
		first, _ := utf8.DecodeRuneInString(t.Text)
		switch {
		case strings.Contains(name, t.Text) && t.Kind == text.Word && utf8.RuneCountInString(t.Text) > 1:
			named = append(named, sentiment.Span{From: i, To: i + 1})
		case t.Kind == text.Word && unicode.IsUpper(first) && !begins:
			others = append(others, sentiment.Span{From: i, To: i + 1})
		}
	}
	return named, others
}

package desk

import (
	"testing"

	"earshot/store"
)

func TestEmotionsAreApart(t *testing.T) {
	j := store.Judgement{Why: []store.Reason{
		{What: "ужасно", About: "sentiment", Weight: -2}, {What: "бесит", About: "anger", Weight: 0.9}, {About: "disgust", Weight: 0.5}, {What: "rule", About: "rule"},
	}}
	if got := Emotions(j); len(got) != 2 || got[0].About != "anger" || got[1].About != "disgust" {
		t.Errorf("%+v", got)
	}
	if got := WithoutEmotions(j); len(got) != 2 || got[0].About != "sentiment" || got[1].About != "rule" {
		t.Errorf("%+v", got)
	}
	if len(j.Why) != 4 || j.Why[1].About != "anger" {
		t.Errorf("the judgement was changed: %+v", j.Why)
	}
	if got := Emotions(store.Judgement{}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

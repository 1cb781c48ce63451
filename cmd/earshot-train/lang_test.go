package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"earshot/scoring/emotion"
	"earshot/scoring/lang"
)

// sets makes a folder with small public sets of our own writing.
func sets(t *testing.T, files map[string]string) *env {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return &env{data: dir, testdata: filepath.Join(dir, "ours"), out: dir, seed: 7, log: io.Discard}
}

func TestFormsOfAText(t *testing.T) {
	const s = "Çok güzel bir ürün olmuş, herkese tavsiye ederim"
	c := chances(1)
	short, plain := 0, 0
	for range 200 {
		list := forms(&c, "tr", s, 2)
		if list[0] != s {
			t.Fatal("the text itself is gone")
		}
		for _, f := range list[1:3] {
			if n := len(strings.Fields(f)); n < 2 || n > 8 {
				t.Errorf("%d words: %q", n, f)
			}
			short++
		}
		if len(list) > 3 {
			plain++
			if strings.ContainsAny(list[3], "çğışöü") {
				t.Errorf("marks stayed: %q", list[3])
			}
		}
	}
	if short != 400 || plain < 10 || plain > 60 {
		t.Errorf("%d short, %d plain", short, plain)
	}
	if got := forms(&c, "de", "ja", 2); got[0] != "ja" || len(got) != 1 {
		t.Errorf("%q", got)
	}
}

func TestHowPeopleType(t *testing.T) {
	c := chances(3)
	for _, e := range [][3]string{{"kk", "өте жақсы", "оте жаксы"}, {"pl", "zażółć gęślą", "zazolc gesla"}, {"de", "größe", "grosse"}, {"ru", "ёж", "ёж"}} {
		if got := unmarked(&c, e[0], e[1]); got != e[2] {
			t.Errorf("%s %q: %q, want %q", e[0], e[1], got, e[2])
		}
	}
	seen := map[string]bool{}
	for range 20 {
		seen[unmarked(&c, "tt", "бик яхшы әйе")] = true
	}
	if !seen["бик яхшы эйе"] || !seen["бик яхшы айе"] {
		t.Errorf("%v", seen)
	}
	if got, ok := inScript(spoken{code: "sr", text: "Хвала, љубави"}, lang.Latin, 1); got != "hvala, ljubavi" || !ok {
		t.Errorf("%q %v", got, ok)
	}
	if got, ok := inScript(spoken{code: "kk", text: "Жақсы"}, lang.Latin, 0); got != "jaqsy" || !ok {
		t.Errorf("%q %v", got, ok)
	}
	if _, ok := inScript(spoken{code: "kk", text: "Жақсы", set: "posts"}, lang.Latin, 0); ok {
		t.Error("a post in another script was learnt")
	}
	if got, ok := inScript(spoken{code: "sr", text: "Хвала"}, lang.Cyrillic, 0); got != "Хвала" || !ok {
		t.Errorf("%q %v", got, ok)
	}
}

func TestWhereLinesAreFrom(t *testing.T) {
	for _, e := range []struct {
		code string
		n    int
		text string
		want string
	}{
		{"ru", 5, "один", "sentences"}, {"ru", 1500, "два слова", "pairs of words"}, {"ru", 2500, "слово", "single words"}, {"ru", 3500, "слово", "posts"}, {"tt", 5, "бик яхшы", "posts"},
	} {
		if got := partOf(e.code, e.n, e.text); got != e.want {
			t.Errorf("%+v: %s", e, got)
		}
	}
}

// What is held out is never learnt, and a text of two sets belongs to the first.
func TestTextsOfLanguages(t *testing.T) {
	e := sets(t, map[string]string{
		"ru_emotion_semeval2025t11_dev.tsv":   "joy\tура\n",
		"ru_emotion_semeval2025t11_train.tsv": "joy\tура\nnone\tстол\n",
		"lang_train_40.tsv":                   "ru\tура\npl\tstół\n",
		"ours/lang/posts.tsv":                 "# c\nru\tдом\n",
		"ours/lang/common.tsv":                "ru\tи в\n",
	})
	if _, err := langTexts(e); err == nil {
		t.Error("half of the sets are missing, and a detector would be made of the others")
	}
	e.eval = true
	texts, err := langTexts(e)
	if err != nil {
		t.Fatal(err)
	}
	var story []string
	for _, x := range texts {
		line := x.code + " " + x.text + " " + x.set
		if x.held {
			line += ", held"
		}
		story = append(story, line)
	}
	for _, want := range []string{"ru дом our own posts, held", "ru и words", "ru ура posts, held"} {
		if !slices.Contains(story, want) {
			t.Errorf("%q is not in %q", want, story)
		}
	}
	if len(story) != 6 {
		t.Errorf("%q", story)
	}
	list, err := langTask(e)
	if err != nil || len(list) < 3 || list[0].name != "language, our own posts: mean accuracy" || list[0].value != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}

// The same texts and seed give the same bytes, and the model knows its texts.
func TestDetectorsAreMade(t *testing.T) {
	e := sets(t, nil)
	var texts []spoken
	for code, list := range map[string][]string{"ru": {"это был хороший день", "где мой заказ", "я жду вас"}, "uk": {"це був гарний день", "де моє замовлення", "я чекаю на вас"}} {
		for i, s := range list {
			texts = append(texts, spoken{code: code, text: s, set: "posts", held: i == 2})
		}
	}
	slices.SortFunc(texts, func(a, b spoken) int { return strings.Compare(a.text, b.text) })
	var first []byte
	for range 2 {
		if err := makeDetector(e, texts, lang.Cyrillic, []string{"ru", "uk"}, "x.model", 10, 1); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(e.out, "x.model"))
		if err != nil || len(data) < 100 {
			t.Fatalf("%d bytes, %v", len(data), err)
		}
		if first != nil && !slices.Equal(first, data) {
			t.Error("other bytes the second time")
		}
		first = data
	}
}

func TestWeakLabels(t *testing.T) {
	const joy, anger, surprise = 1, 4, 32
	for _, e := range []struct {
		bits  uint64
		label string
		want  bool
	}{
		{0, "neutral", true},
		{0, "positive", true},
		{joy, "positive", true},
		{joy, "negative", false},
		{anger, "negative", true},
		{anger, "positive", false},
		{anger, "neutral", false},
		{joy | anger, "negative", false},
		{surprise, "neutral", true},
	} {
		if got := fits(e.bits, e.label); got != e.want {
			t.Errorf("%b %s: %v", e.bits, e.label, got)
		}
	}
	if got := emotionBits("anger,joy"); got != joy|anger || emotionBits("none") != 0 {
		t.Errorf("%b", got)
	}
}

func TestEnglishIsTaughtByWords(t *testing.T) {
	e := sets(t, map[string]string{
		tweets:                        "positive\tso happy today with them\nnegative\tso happy today\nnegative\tso sad, crying\nneutral\tthe store opens at nine\n",
		"ours/intent/en_shop.tsv":     "other\tno\t-\tno\tneu\tshop\tThe shop is on Main Street\nother\tno\t-\tno\tneg\tshop\tbad shop\n",
		"ours/emotion/en_by_hash.tsv": "none\t00000000\n",
	})
	list, err := englishEmotions(e)
	if err != nil {
		t.Fatal(err)
	}
	var labels []uint64
	for _, x := range list {
		labels = append(labels, x.Labels)
	}
	// Our neutral post, joy with and without its word, sadness likewise, none.
	if !slices.Equal(labels, []uint64{0, 1, 1, 2, 2, 0}) {
		t.Errorf("%v", labels)
	}
	if len(list) == 6 && len(list[2].Features) >= len(list[1].Features) {
		t.Error("the word that gives it away was not left out")
	}
}

func TestEmotionsAreMeasured(t *testing.T) {
	var m emotionCount
	m.add(emotionBits("anger"), "Как же бесит этот банк, ненавижу!", "ru")
	m.add(emotionBits("none"), "Магазин работает с 9 до 18", "ru")
	m.add(emotionBits("joy"), "", "ru")
	list := m.figures("x", 0.5)
	if len(list) != 2+len(emotion.Names()) || list[0].n != 3 || list[1].value <= 0 || list[1].value >= 1 {
		t.Errorf("%+v", list)
	}
	if f1Of(0, 0, 0) != 0 || f1Of(2, 0, 0) != 1 {
		t.Error("F1")
	}
}

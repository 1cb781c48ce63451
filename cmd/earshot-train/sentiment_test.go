package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"earshot/scoring/feature"
	"earshot/scoring/linear/fit"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"
)

// none are word lists without a word.
func none(*env) (*feature.Moods, error) { return newMoodLists(1).moods(), nil }

// workshop is an env over small sets: twenty texts a class, and our posts of two
// situations, one of which is kept.
func workshop(t *testing.T) *env {
	t.Helper()
	dir := t.TempDir()
	put := func(name, content string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var b strings.Builder
	for i := range 20 {
		fmt.Fprintf(&b, "positive\tlovely day %d\nneutral\tplain day %d\nnegative\tawful day %d\n", i, i, i)
	}
	put("set.tsv", b.String())
	put("intent/en_bank.tsv", "praise\tno\t-\tno\tpos\tbank\tlovely bank\ncomplaint\tno\t-\tno\tneg\tbank\tawful bank\nother\tno\t-\tno\t?\tbank\tno label\n")
	put("intent/en_travel.tsv", "praise\tno\t-\tno\tpos\ttravel\tlovely trip\n")
	put("scoring/sentiment/en.model", "")
	return &env{data: dir, testdata: dir, out: dir, log: io.Discard, seed: 7}
}

// small is a recipe for the workshop.
func small() recipe {
	return recipe{
		lang: "en", lists: none, folds: 2, ours: 2,
		options: fit.Options{Classes: moods, Bits: 12, Epochs: 6, Balance: 1, Average: 2, Ratio: 1, Seed: 7},
		sources: []source{{file: "set.tsv", columns: 2, weight: 1, home: true}, {columns: 7, weight: 3}},
	}
}

func TestMakingTwiceGivesTheSameBytes(t *testing.T) {
	var made [2][]byte
	for i := range made {
		e, r := workshop(t), small()
		m, figures, err := r.make(e)
		if err != nil {
			t.Fatal(err)
		}
		for s, want := range map[string]string{"a lovely day": sentiment.Positive, "an awful day": sentiment.Negative} {
			if got := m.Judge(s); got.Label != want {
				t.Errorf("%q is %s", s, got.Label)
			}
		}
		if len(figures) != 6 {
			t.Errorf("%d figures: three of the folds, two of our posts, the size", len(figures))
		}
		for _, name := range []string{"en.model", "en.moods"} {
			data, err := os.ReadFile(filepath.Join(e.out, "scoring", "sentiment", name))
			if err != nil || len(data) == 0 {
				t.Fatalf("%s: %d bytes, %v", name, len(data), err)
			}
			made[i] = append(made[i], data...)
		}
	}
	if !bytes.Equal(made[0], made[1]) {
		t.Error("two runs give two models")
	}
}

func TestARecipeReadsItsSources(t *testing.T) {
	e, r := workshop(t), small()
	list, err := r.read(e)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 62 {
		t.Errorf("%d examples: 60 of the set and two of the bank, none that is kept or has no label", len(list))
	}
	for _, x := range list {
		ours := strings.Contains(x.text, "bank")
		if strings.Contains(x.text, "trip") || x.text == "no label" {
			t.Errorf("%q is not to learn from", x.text)
		}
		if ours != (x.situation == "bank") || ours == x.home || ours != (x.weight == 3) {
			t.Errorf("%+v", x)
		}
	}
	r.sources[0].take = func(row row) (int, bool) { return 2, row.label() == "positive" }
	if list, err = r.read(e); err != nil || len(list) != 22 {
		t.Errorf("%d examples of those that are taken, %v", len(list), err)
	}
	r.sources[0].file = "none.tsv"
	if _, err = r.read(e); err == nil || !strings.Contains(err.Error(), "none.tsv") {
		t.Errorf("a set that is not there: %v", err)
	}
}

// The posts of a situation know each other's names, so that a fold has all of
// them or none.
func TestASituationIsLeftOutAsAWhole(t *testing.T) {
	seen := map[int]bool{}
	for i := range 50 {
		one := labelled{text: fmt.Sprint("post ", i), situation: "bank"}
		two := labelled{text: fmt.Sprint("another ", i), situation: "bank"}
		if one.fold(5) != two.fold(5) {
			t.Fatalf("%q and %q are in two folds", one.text, two.text)
		}
		one.situation = ""
		seen[one.fold(5)] = true
	}
	if len(seen) != 5 {
		t.Errorf("texts without a situation fall into %d of 5 folds", len(seen))
	}
}

func TestFoldsMeasureWhatTheyLeftOut(t *testing.T) {
	e, r := workshop(t), small()
	list, err := r.read(e)
	if err != nil {
		t.Fatal(err)
	}
	lists, err := none(e)
	if err != nil {
		t.Fatal(err)
	}
	set := sentiment.Features("en", lists)
	all := make([]fit.Example, len(list))
	for i, x := range list {
		all[i] = fit.Example{Features: set.Append(nil, x.text, text.Tokens(x.text)), Class: x.class, Weight: x.weight}
	}
	f, err := r.crossValidate(list, all, &set)
	if err != nil {
		t.Fatal(err)
	}
	if f.home.total() != 60 || f.ours.total() != 2 {
		t.Errorf("%d texts and %d posts are measured, once each: 60 and 2", f.home.total(), f.ours.total())
	}
	if f.home.macroF1() < 0.9 {
		t.Errorf("macro-F1 %.2f where a word tells all", f.home.macroF1())
	}
	for c := range f.slope {
		if f.slope[c] <= 0 {
			t.Errorf("slope %v of class %d", f.slope[c], c)
		}
	}
}

func TestPartsOfOurPostsCalibrate(t *testing.T) {
	for _, ours := range []float64{0, 0.3, 1, 2.5} {
		r, sum := recipe{ours: ours}, 0
		for i := range 2000 {
			sum += r.counts(&labelled{text: fmt.Sprint("post ", i)})
		}
		if mean := float64(sum) / 2000; mean < ours-0.05 || mean > ours+0.05 {
			t.Errorf("%v of our posts were asked for, %v count", ours, mean)
		}
	}
}

// What the recipes promise: known languages, weights that can be, no text of a
// situation that is kept, no part of a set that only measures.
func TestRecipes(t *testing.T) {
	var langs []string
	for _, r := range recipes(7) {
		langs = append(langs, r.lang)
		o := r.options
		if !slices.Equal(o.Classes, sentiment.Classes()) || o.Seed != 7 || o.Rate <= 0 || o.Epochs < o.Average {
			t.Errorf("%s: %+v", r.lang, o)
		}
		if r.folds < 2 || r.prune <= 0 || r.prune > 0.05 {
			t.Errorf("%s: %d folds, prune %v", r.lang, r.folds, r.prune)
		}
		home, own := 0, false
		for _, s := range r.sources {
			if strings.Contains(s.file, "_dev") || strings.Contains(s.file, "_val.") || strings.Contains(s.file, "test") {
				t.Errorf("%s learns from %s", r.lang, s.file)
			}
			if s.home {
				home++
			}
			own = own || s.file == ""
			if s.weight <= 0 {
				t.Errorf("%s: %q weighs %v", r.lang, s.file, s.weight)
			}
		}
		if home != 1 || own != (r.ours > 0) {
			t.Errorf("%s: %d sets are its home; our posts: %v, count %v", r.lang, home, own, r.ours)
		}
	}
	slices.Sort(langs)
	if want := slices.Sorted(slices.Values(sentiment.Languages())); !slices.Equal(langs, want) {
		t.Errorf("recipes for %q, languages %q", langs, want)
	}
	if a, b := recipes(1)[0].options, recipes(2)[0].options; a.Seed == b.Seed {
		t.Error("a seed is not taken")
	}
}

func TestOurPostsAreReadByTheirMood(t *testing.T) {
	e := workshop(t)
	posts, err := ownPosts(e, "en")
	if err != nil || len(posts) != 3 {
		t.Fatalf("%q, %v", posts, err)
	}
	for i, want := range []int{2, 0, 2} {
		if got := mood(posts[i].label()); got != want {
			t.Errorf("%q is %d", posts[i].text(), got)
		}
	}
	if posts, err = ownPosts(e, "tt"); err != nil || len(posts) != 0 {
		t.Errorf("%q, %v", posts, err)
	}
}

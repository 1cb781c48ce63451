package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"earshot/scoring/text"
)

// New words are learnt as fast as is promised, whatever the models below are.
func TestNewWordsAreLearnt(t *testing.T) {
	e := &env{testdata: "../../testdata", eval: true, log: io.Discard}
	for _, lang := range []string{"ru", "en"} {
		list, err := slangFigures(e, text.NewCutter(), lang, "not here")
		if err != nil || len(list) != 3 {
			t.Fatalf("%s: %d figures, %v", lang, len(list), err)
		}
		if before := list[0].value; before > 0.5 {
			t.Errorf("%s: %.2f of the texts are judged right before anything is taught: the words are no news", lang, before)
		}
		for _, f := range list {
			if !f.met() {
				t.Errorf("%s: %.3f, want %.2f", f.name, f.value, f.goal)
			}
		}
	}
}

// Corrected errors do no harm to posts of the same situations; there are too few
// of them to show more, three are .03.
func TestCorrectedErrorsDoNoHarm(t *testing.T) {
	e := &env{testdata: "../../testdata", eval: true, log: io.Discard}
	for _, lang := range []string{"ru", "en"} {
		list, err := aimFigures(e, text.NewCutter(), lang, "not here")
		if err != nil || len(list) == 0 {
			t.Fatalf("%s: %v", lang, err)
		}
		for _, f := range list {
			t.Logf("%s: %+.3f", f.name, f.value)
			if f.value < -0.1 {
				t.Errorf("%s: %+.3f", f.name, f.value)
			}
		}
	}
}

func TestNewWordsAreInOrder(t *testing.T) {
	for _, lang := range []string{"ru", "en"} {
		list, err := newWords(&env{testdata: "../../testdata"}, lang)
		if err != nil {
			t.Fatal(err)
		}
		good := 0
		for _, w := range list {
			if len(w.texts) != 8 {
				t.Errorf("%s has %d texts", w.word, len(w.texts))
			}
			if w.meaning == moods[2] {
				good++
			}
		}
		if 2*good != len(list) {
			t.Errorf("%s: %d of %d words are good", lang, good, len(list))
		}
	}
}

// The vocabulary is made of whatever is there, the same each time.
func TestTheVocabularyIsReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("reads all texts twice")
	}
	data := os.Getenv("EARSHOT_DATASETS")
	if data == "" {
		t.Skip("EARSHOT_DATASETS is not set")
	}
	dir := t.TempDir()
	if err := os.MkdirAll(dir+"/scoring/learn", 0o755); err != nil {
		t.Fatal(err)
	}
	var made [2][]byte
	for i := range made {
		e := &env{data: data, testdata: "../../testdata", out: dir, log: io.Discard}
		if err := makeVocabulary(e); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(dir + "/scoring/learn/words.sketch")
		if err != nil {
			t.Fatal(err)
		}
		made[i] = b
	}
	if !bytes.Equal(made[0], made[1]) {
		t.Error("two runs give two vocabularies")
	}
}

func TestAVocabularyNeedsItsTexts(t *testing.T) {
	e := &env{data: t.TempDir(), testdata: t.TempDir(), log: io.Discard}
	if err := makeVocabulary(e); err == nil || !strings.Contains(err.Error(), readBefore[0].name) {
		t.Errorf("%v", err)
	}
}

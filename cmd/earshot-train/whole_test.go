package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// The room that all weights take is a promise; how fast they are is measured, never
// tested, because it depends on who else uses the machine.
func TestAllWeightsTogetherKeepTheirRoom(t *testing.T) {
	list, err := wholeTask(&env{testdata: "../../testdata", out: "../..", log: io.Discard, eval: true})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]figure{}
	for _, f := range list {
		seen[f.name] = f
	}
	if f := seen["embedded weights: MB"]; f.n < 15 || !f.met() {
		t.Errorf("%d files of weights take %.2f MB, at most %.0f", f.n, f.value, f.goal)
	}
	if f := seen["the whole judge: µs a text, all judgements"]; f.n < 400 || f.value <= 0 {
		t.Errorf("%d texts in %.1f µs each", f.n, f.value)
	}
}

// Only what is embedded counts, and a folder without weights is none that is small.
func TestTheRoomOfWeightsCountsWhatIsEmbedded(t *testing.T) {
	dir := t.TempDir()
	if size, n := weightsSize(dir); size != 0 || n != 0 {
		t.Errorf("an empty folder has %d bytes in %d files", size, n)
	}
	if err := os.MkdirAll(filepath.Join(dir, "scoring", "lang"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, bytes := range map[string]int{"lang/a.model": 100, "b.moods": 20, "c.sketch": 3, "notes.txt": 5000} {
		if err := os.WriteFile(filepath.Join(dir, "scoring", name), make([]byte, bytes), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if size, n := weightsSize(dir); size != 123 || n != 3 {
		t.Errorf("%d bytes in %d files, want 123 in 3", size, n)
	}
}

// The sentiment that a user gets is measured on the public sets where they are at hand.
func TestTheWholeJudgeIsMeasuredOnPublicSets(t *testing.T) {
	dir := t.TempDir()
	rows := "positive\tСпасибо, всё отлично!\nnegative\tУжасный день, ненавижу\nneutral\tСегодня понедельник\n"
	if err := os.WriteFile(filepath.Join(dir, "ru_sentiment3_semeval2025t11_dev.tsv"), []byte(rows), 0o644); err != nil {
		t.Fatal(err)
	}
	list, err := wholeTask(&env{data: dir, testdata: t.TempDir(), out: t.TempDir(), log: io.Discard, eval: true})
	if err != nil || len(list) != 3 {
		t.Fatalf("%d figures, %v", len(list), err)
	}
	for _, f := range list[:2] {
		if f.n != 3 || f.value < 0.6 {
			t.Errorf("%s: %.2f of %d", f.name, f.value, f.n)
		}
	}
}

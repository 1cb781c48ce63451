package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What was written blind holds the embedded models. The floors lie under what was
// measured by a post or two, so that weights made anew are not stopped by chance.
func TestPostsWrittenBlindKeepTheirFloors(t *testing.T) {
	list, err := blindFigures(&env{testdata: "../../testdata", log: io.Discard, eval: true})
	if err != nil {
		t.Fatal(err)
	}
	check(t, list, map[string]float64{
		"blind ru, first: complaint F1":  0.86,
		"blind en, first: complaint F1":  0.85,
		"blind ru, second: complaint F1": 0.86,
		"blind en, second: complaint F1": 0.81,
		"blind ru, third: complaint F1":  0.70,
		"blind en, third: complaint F1":  0.70,
		"blind ru, fourth: complaint F1": 0.82,
		"blind en, fourth: complaint F1": 0.75,
		"blind ru, fourth: lead F1":      0.82,
		"blind en, fourth: lead F1":      0.80,
		"blind ru, first: lead F1":       0.82,
		"blind en, first: lead F1":       0.80,
		"blind ru, second: lead F1":      0.82,
		"blind en, second: lead F1":      0.82,
		"blind ru, leads: leads found":   0.80,
		"blind en, leads: leads found":   0.75,
	})
}

// A post of the blind sets in what is learnt would make every figure a boast.
func TestNoModelIsMadeFromWhatWasWrittenBlind(t *testing.T) {
	e := &env{testdata: "../../testdata", log: io.Discard, eval: true}
	posts, err := intentPosts(e)
	if err != nil {
		t.Fatal(err)
	}
	learnt := map[string]bool{}
	for _, p := range posts {
		learnt[strings.ToLower(p.text)] = true
	}
	names, err := e.oursLike("intent/blind/*.tsv")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d blind sets, %v", len(names), err)
	}
	for _, name := range names {
		rows, err := e.ours(name, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if learnt[strings.ToLower(r.text())] {
				t.Errorf("%s: %q is learnt, too", name, r.text())
			}
		}
	}
}

// Whoever mends the grammar wants to see what was taken for what, one a line.
func TestMissesAreNamedOnRequestOnly(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "intent", "blind"), 0o755); err != nil {
		t.Fatal(err)
	}
	// Nobody could find praise, let alone a lead, in the second of these.
	const rows = "complaint\tno\t-\tno\tneg\tfirst\tYour courier lost my parcel and nobody answers\n" +
		"praise\tyes\t-\tno\tpos\tfirst\tYour courier lost my parcel again, refund me\n"
	if err := os.WriteFile(filepath.Join(dir, "intent", "blind", "en_first.tsv"), []byte(rows), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{false, true} {
		var log bytes.Buffer
		list, err := blindFigures(&env{testdata: dir, log: &log, eval: true, misses: want})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(log.String(), "praise, lead yes: taken for complaint, false"); got != want {
			t.Errorf("misses named: %t, want %t: %s", got, want, log.String())
		}
		check(t, list, map[string]float64{"blind en, first: complaint recall": 1, "blind en, first: complaint precision": 0.5})
	}
}

// Each kind of set asks something else of the judge.
func TestEveryBlindSetAsksItsOwnQuestion(t *testing.T) {
	list, err := blindFigures(&env{testdata: "../../testdata", log: io.Discard, eval: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"ru", "en"} {
		for set, about := range map[string]string{
			"first": "complaint F1", "second": "lead F1", "leads": "leads found", "notleads": "false alarms",
			"thanks": "confident praise among sarcastic thanks",
		} {
			name := "blind " + lang + ", " + set + ": " + about
			found := false
			for _, f := range list {
				found = found || f.name == name && f.goal > 0 && f.n > 0
			}
			if !found {
				t.Errorf("%s is not measured against a goal", name)
			}
		}
	}
}

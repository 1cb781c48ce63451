package main

import (
	"strings"
	"testing"
	"time"

	"earshot/store/exchange"
	"earshot/store/query"
)

// TestWhatIsPrintedCanBeImportedAndAsked: the lines are the exchange format,
// the changes name mentions, and the questions parse.
func TestWhatIsPrintedCanBeImportedAndAsked(t *testing.T) {
	said := func(args ...string) []string {
		t.Helper()
		var out strings.Builder
		if err := run(args, &out); err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(out.String()), "\n")
	}
	lines := said("--n", "500", "--seed", "3")
	if len(lines) != 500 {
		t.Fatalf("%d lines", len(lines))
	}
	for _, line := range lines {
		if _, err := exchange.Decode([]byte(line), time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
	}
	if again := said("--n", "500", "--seed", "3"); strings.Join(again, "\n") != strings.Join(lines, "\n") {
		t.Error("the same seed prints something else")
	}
	if changes := said("--n", "2000", "--changes"); len(changes) < 10 || len(changes) > 60 {
		t.Errorf("%d changes of 2,000 mentions", len(changes))
	}
	for _, line := range said("--n", "500", "--queries", "2") {
		_, q, ok := strings.Cut(line, "\t")
		if _, err := query.Parse(q); !ok || err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func TestWrongFlagsSaySo(t *testing.T) {
	for _, args := range [][]string{{"--n", "0"}, {"more"}, {"--until", "tomorrow"}, {"--nonsense"}} {
		if err := run(args, &strings.Builder{}); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
}

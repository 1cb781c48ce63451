package main

import (
	"bytes"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheTableOfFigures(t *testing.T) {
	list := []figure{
		{name: "good", value: 0.9, goal: 0.8, n: 10},
		{name: "poor", value: 0.7, goal: 0.8, n: 10},
		{name: "quick", value: 12.34, goal: 25, most: true},
		{name: "plain", value: 0.5},
	}
	for format, want := range map[string]string{
		"text":     "poor    0.700  ≥ 0.800  no",
		"markdown": "| quick | 12.3 | ≤ 25.0 | yes | 0 |",
	} {
		var out bytes.Buffer
		if err := write(&out, list, format); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s lacks %q:\n%s", format, want, out.String())
		}
	}
	if (figure{value: math.NaN(), goal: 1, most: true}).met() {
		t.Error("no number meets a goal")
	}
}

func TestTablesAreRead(t *testing.T) {
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
	put("sentiment/a.tsv", "# a comment\npositive\tgood\twith a tab\r\n\nnegative\tbad\n")
	put("b.tsv", "one column\n")
	e := &env{data: dir, testdata: dir, log: io.Discard}
	rows, err := e.rows("a.tsv", 2)
	if err != nil || len(rows) != 2 || rows[0].label() != "positive" || rows[0].text() != "good\twith a tab" {
		t.Errorf("%q, %v", rows, err)
	}
	if _, err := e.rows("b.tsv", 2); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a short line: %v", err)
	}
	if e.has("c.tsv") || (&env{}).has("a.tsv") {
		t.Error("what is not there was found")
	}
	if list, err := e.ours("c.tsv", 2); list != nil || err != nil {
		t.Errorf("%v, %v", list, err)
	}
	if names, err := e.oursLike("sentiment/*.tsv"); err != nil || len(names) != 1 || names[0] != "sentiment/a.tsv" {
		t.Errorf("%q, %v", names, err)
	}
}

func TestOnlyMeasuringWritesNothing(t *testing.T) {
	dir := t.TempDir()
	e := &env{out: dir, eval: true, log: io.Discard}
	if err := e.save("x.model", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "x.model")); err == nil {
		t.Error("a file was written")
	}
	e.eval = false
	if err := e.save("x.model", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "x.model")); err != nil || string(data) != "x" {
		t.Errorf("%q, %v", data, err)
	}
}

func TestMeasures(t *testing.T) {
	c := newConfusion(2)
	c[0][0], c[0][1], c[1][0], c[1][1] = 6, 2, 3, 9
	if r, p := c.of(0); r != 0.75 || math.Abs(p-6.0/9) > 1e-9 {
		t.Errorf("recall %v, precision %v", r, p)
	}
	if c.macroRecall() != 0.75 || c.accuracy() != 0.75 || c.total() != 20 {
		t.Errorf("%v %v %v", c.macroRecall(), c.accuracy(), c.total())
	}
	if f := newConfusion(3).macroF1(); f != 0 {
		t.Errorf("nothing was right: %v", f)
	}
	var k calibration
	for i := range 100 {
		k.add(0.9, i < 90)
		k.add(0.5, i < 40)
	}
	if err := k.err(); math.Abs(err-0.05) > 1e-9 {
		t.Errorf("calibration error %v", err)
	}
}

func TestFlagsThatCannotBe(t *testing.T) {
	t.Setenv("EARSHOT_DATASETS", "")
	for _, args := range [][]string{{"--only", "astrology"}, {"more"}, {"--format", "pdf"}, {}, {"--data", ""}} {
		if err := run(args, io.Discard, io.Discard); err == nil {
			t.Errorf("%q was accepted", args)
		}
	}
}

func TestEvalWithoutDataWorks(t *testing.T) {
	t.Setenv("EARSHOT_DATASETS", "")
	var out bytes.Buffer
	if err := run([]string{"--eval", "--testdata", t.TempDir()}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "figure") {
		t.Errorf("%q", out.String())
	}
}

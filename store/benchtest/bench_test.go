package benchtest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"earshot/store/benchtest"
)

// TestMain lets the tests start themselves again as the processes that are
// measured.
func TestMain(m *testing.M) {
	if child, err := benchtest.Child(os.Args[1:], os.Stdin, os.Stdout); child {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func small(t *testing.T) benchtest.Options {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o := benchtest.Options{
		Sizes: []int{300}, Seed: 7, Dir: t.TempDir(), Queries: 3, Writes: 40, Budget: 20 * time.Millisecond,
		Self: []string{self}, Say: t.Logf,
	}
	if path, err := exec.LookPath("sqlite3"); err == nil {
		o.SQLite = path
	}
	return o
}

// TestEveryFigureIsMeasured; how fast anything is does not matter here.
func TestEveryFigureIsMeasured(t *testing.T) {
	o := small(t)
	table, err := benchtest.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := table.Write(&out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if lines[0] != "| figure | goal | 300 |" || lines[1] != "| --- | --- | --- |" || len(lines) < 50 {
		t.Errorf("%d lines: %s", len(lines), out.String())
	}
	for _, line := range lines[2:] {
		cell := strings.Split(line, "|")[3]
		missing := strings.TrimSpace(cell) == "" || strings.Contains(cell, "not measured")
		if optional := strings.Contains(line, "whole process") || strings.Contains(line, "memory"); missing && !optional {
			t.Errorf("a figure is missing: %s", line)
		}
	}
	for _, goal := range []string{"ingest one by one", "after compact", "newest 50: rare term", "count: AND", "day x sentiment", "state of 500", "kill -9"} {
		if !strings.Contains(out.String(), goal) {
			t.Errorf("nothing tells of %q", goal)
		}
	}
	stoppedEarly(t, o)
}

// stoppedEarly asks for the same again and stops in the middle: what is kept
// is not built again, and what was measured so far is not lost.
func stoppedEarly(t *testing.T, o benchtest.Options) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	o.Say = func(format string, args ...any) {
		if strings.Contains(format, "built at") {
			t.Error("it was built again")
		}
		if len(args) == 2 && args[1] == "first questions" {
			stop()
		}
	}
	table, err := benchtest.Run(ctx, o)
	if !errors.Is(err, context.Canceled) || len(table.Lines) < 5 {
		t.Errorf("stopped early: %v, %d lines", err, len(table.Lines))
	}
}

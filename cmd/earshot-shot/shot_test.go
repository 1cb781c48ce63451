package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKeysAreWhatATerminalSends(t *testing.T) {
	got := keystrokes("j,,enter,ctrl+d,shift+tab,comma,alt+x,й,Hi")
	want := []string{"j", "\r", "\x04", "\x1b[Z", ",", "\x1bx", "й", "Hi"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"esc", "tab", "space", "backspace", "delete", "up", "down", "left", "right", "home", "end", "pgup", "pgdown"} {
		if keyBytes(name) == "" {
			t.Errorf("%s sends nothing", name)
		}
	}
	if len(keystrokes("")) != 0 {
		t.Error("no keys, no press")
	}
}

func TestAnImpossibleSizeIsRefusedInPlainWords(t *testing.T) {
	for _, args := range [][]string{{"--cols", "3"}, {"--rows", "9999"}, {"--nothing"}} {
		if err := run(context.Background(), args, &bytes.Buffer{}); err == nil {
			t.Errorf("%v passed", args)
		}
	}
}

// TestTheSameDemoIsTheSamePicture builds earshot, takes its picture twice and
// presses the same keys both times.
func TestTheSameDemoIsTheSamePicture(t *testing.T) {
	program := filepath.Join(t.TempDir(), "earshot")
	build := exec.Command("go", "build", "-o", program, "earshot/cmd/earshot")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	take := func(extra ...string) string {
		t.Helper()
		out := filepath.Join(t.TempDir(), "screen.svg")
		args := append([]string{"--program", program, "--out", out, "--keys", "j,j,k", "--seed", "7", "--cols", "100", "--rows", "30"}, extra...)
		if err := run(t.Context(), args, &bytes.Buffer{}); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	first, second, other := take(), take(), take("--seed", "8")
	if first != second {
		t.Errorf("the same seed and time gave two pictures:\n%s", cmp.Diff(strings.Split(first, "\n"), strings.Split(second, "\n")))
	}
	if first == other {
		t.Error("another seed gave the same picture")
	}
	if !strings.Contains(first, "Stream") || len(first) > 150<<10 {
		t.Errorf("%d bytes of\n%.2000s", len(first), first)
	}
}

func TestAProgramThatEndsSaysWhy(t *testing.T) {
	echo, err := exec.LookPath("echo")
	if err != nil {
		t.Fatal(err)
	}
	err = run(t.Context(), []string{"--program", echo, "--at", "yesterday"}, &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "--at yesterday") {
		t.Errorf("got %v", err)
	}
	if err := run(t.Context(), []string{"--program", filepath.Join(t.TempDir(), "nothing")}, &bytes.Buffer{}); err == nil {
		t.Error("a program that is not there was photographed")
	}
}

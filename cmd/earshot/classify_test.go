package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"earshot/scoring"
	"earshot/scoring/text"
)

// answersTo gives the objects that texts are answered with.
func answersTo(t *testing.T, in string) []classified {
	t.Helper()
	var out bytes.Buffer
	c := &Call{In: strings.NewReader(in), Out: &out}
	if err := classify(context.Background(), c, scoring.New(text.NewCutter()), nil, writeVerdictJSON); err != nil {
		t.Fatal(err)
	}
	var list []classified
	for line := range strings.Lines(out.String()) {
		var x classified
		if err := json.Unmarshal([]byte(line), &x); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		list = append(list, x)
	}
	return list
}

func TestOneAnswerALineInOrder(t *testing.T) {
	long := strings.Repeat("очень ", 100_000)
	list := answersTo(t, "Холодильник опять не морозит, третий день жду мастера\r\n\nneed a plumber in Leeds today\n\xff\xfe\n"+long+"\nlast")
	if len(list) != 6 {
		t.Fatalf("%d answers", len(list))
	}
	if x := list[0]; x.Lang != "ru" || x.Intent != "complaint" || x.Lead || len(x.Why) == 0 {
		t.Errorf("%+v", x)
	}
	if x := list[1]; x.Intent != "other" || x.Sentiment == "" || x.Why == nil {
		t.Errorf("a blank line: %+v", x)
	}
	if x := list[2]; x.Lang != "en" || !x.Lead {
		t.Errorf("%+v", x)
	}
}

// Who types a line sees its answer before the next one.
func TestAnAnswerComesAtOnce(t *testing.T) {
	in, typed := io.Pipe()
	read, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- classify(context.Background(), &Call{In: in, Out: out}, scoring.New(text.NewCutter()), nil, writeVerdict)
		out.Close()
	}()
	answers := bufio.NewReader(read)
	for _, line := range []string{"спасибо, всё отлично!\n", "где купить билет?\n"} {
		if _, err := io.WriteString(typed, line); err != nil {
			t.Fatal(err)
		}
		if got, err := answers.ReadString('\n'); err != nil || !strings.Contains(got, strings.TrimSpace(line)) {
			t.Fatalf("%q, %v", got, err)
		}
	}
	typed.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

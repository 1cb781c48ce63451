package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"
)

// tripwire is a reader or writer that stops the call once so many bytes went
// through it.
type tripwire struct {
	io.Reader
	io.Writer
	left int
	trip func()
}

func (w *tripwire) pass(n int) {
	if w.left -= n; w.left <= 0 {
		w.trip()
	}
}

// Read implements io.Reader.
func (w *tripwire) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p[:min(len(p), 4096)])
	w.pass(n)
	return n, err
}

// Write implements io.Writer.
func (w *tripwire) Write(p []byte) (int, error) {
	w.pass(len(p))
	return w.Writer.Write(p)
}

// stopped makes a call in this process that a person stops: at once, or when
// bytes have come in or gone out.
func (s *sandbox) stopped(in string, after int, args ...string) result {
	s.t.Helper()
	ctx, stop := context.WithCancel(within(s.t, time.Minute))
	defer stop()
	if after == 0 {
		stop()
	}
	var out, said bytes.Buffer
	wire := &tripwire{Reader: strings.NewReader(in), Writer: &out, left: after, trip: stop}
	cmd := s.command(args...)
	code := Main(ctx, &Call{Args: append([]string{"--data", s.data}, args...), Dir: s.home, Env: cmd.Env, In: wire, Out: wire, Err: &said})
	return result{code: code, out: out.String(), err: said.String()}
}

func TestWhatIsStoppedSaysWhatItLeaves(t *testing.T) {
	s := newSandbox(t)
	in := jsonl("m", 3000)
	if r := s.stopped(in, len(in)/2, "import", "jsonl", "-"); r.code != exitError || !strings.Contains(r.err, "stopped; what is counted above is in, and the same command goes on from there") {
		t.Fatalf("import: exit %d: %s", r.code, r.err)
	}
	if n := s.count("*"); n == 0 || n >= 3000 {
		t.Fatalf("%d are in", n)
	}
	s.try(in, "import", "jsonl", "-")
	s.clean(3000)
	s.run("backup", s.path("b.db"))
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"backup", s.path("c.db")}, "stopped; no backup was made"},
		{[]string{"compact"}, "stopped; the data are as before"},
		{[]string{"check"}, "stopped; what is wrong is known only at the end"},
		{[]string{"prune", "--all"}, "stopped; 0 mentions are gone, the rest is untouched"},
		{[]string{"restore", s.path("b.db")}, "stopped; nothing was changed"},
		{[]string{"search", "*"}, "earshot: stopped"},
	} {
		if r := s.stopped("", 0, c.args...); r.code != exitError || !strings.Contains(r.err, c.says) || strings.Contains(r.err, "context") {
			t.Errorf("%v: exit %d: %s", c.args, r.code, r.err)
		}
	}
	if exists(s.path("c.db")) {
		t.Error("half a backup is left")
	}
	s.clean(3000)
}

func TestAnExportThatIsStoppedEndsWithAWholeLine(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 3000), "import", "jsonl", "-")
	r := s.stopped("", 100_000, "export", "mentions")
	if r.code != exitError || !strings.HasSuffix(r.out, "}\n") {
		t.Fatalf("exit %d, the end is %q", r.code, r.out[max(0, len(r.out)-40):])
	}
	lines := strings.Split(strings.TrimSpace(r.out), "\n")
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Fatalf("not whole: %s", line)
		}
	}
	if len(lines) >= 3000 {
		t.Fatal("it was not stopped")
	}
}

func TestOneThingIsNotOneThings(t *testing.T) {
	if got := things(1, "needs you", "need you"); got != "1 thing needs you" {
		t.Error(got)
	}
	if got := things(2, "is", "are"); got != "2 things are" {
		t.Error(got)
	}
}

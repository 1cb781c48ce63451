package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be the program too: started under the name
// earshot it is earshot, in a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"earshot": child})
}

// long tells whether the long lane runs, with all counts.
func long() bool { return os.Getenv("EARSHOT_LONG") == "1" }

// sandbox is a person's machine: a home, a data folder and a program.
type sandbox struct {
	t    testing.TB
	home string
	data string
	user string
}

func newSandbox(t testing.TB) *sandbox {
	t.Helper()
	home := t.TempDir()
	return &sandbox{t: t, home: home, data: filepath.Join(home, "data"), user: "anna"}
}

// as is the same machine with another person at it.
func (s *sandbox) as(user string) *sandbox {
	other := *s
	other.user = user
	return &other
}

// path is a place in the home.
func (s *sandbox) path(parts ...string) string {
	return filepath.Join(append([]string{s.home}, parts...)...)
}

// write makes a file in the home and gives its path.
func (s *sandbox) write(name, content string) string {
	s.t.Helper()
	path := s.path(name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// command is earshot in a process of its own.
func (s *sandbox) command(args ...string) *exec.Cmd {
	s.t.Helper()
	self, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	return &exec.Cmd{
		Path: self, Args: append([]string{"earshot"}, args...), Dir: s.home,
		Env: []string{
			"HOME=" + s.home, "XDG_DATA_HOME=" + s.path("share"), "XDG_CONFIG_HOME=" + s.path("config"),
			"XDG_STATE_HOME=" + s.path("state"), "EARSHOT_DATA=" + s.data, "EARSHOT_USER=" + s.user,
			"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "TZ=UTC", "LANG=C.UTF-8", "TERM=dumb", quickRace,
		},
	}
}

// quickRace takes away the second that a program under the race detector
// spends at its end.
const quickRace = "GORACE=atexit_sleep_ms=0"

// result is what a call left behind.
type result struct {
	code int
	out  string
	err  string
}

// lines are the lines of standard output.
func (r result) lines() []string {
	return strings.FieldsFunc(r.out, func(c rune) bool { return c == '\n' })
}

// callTimeout ends a call that hangs, with a dump of its goroutines.
const callTimeout = 2 * time.Minute

// try runs a call to its end, whatever it says.
func (s *sandbox) try(stdin string, args ...string) result {
	s.t.Helper()
	return s.finish(s.start(stdin, args...))
}

// running is a call that has been started.
type running struct {
	*exec.Cmd
	out, err bytes.Buffer
}

func (s *sandbox) start(stdin string, args ...string) *running {
	s.t.Helper()
	r := &running{Cmd: s.command(args...)}
	r.Stdin, r.Stdout, r.Stderr = strings.NewReader(stdin), &r.out, &r.err
	if err := r.Start(); err != nil {
		s.t.Fatal(err)
	}
	return r
}

func (s *sandbox) finish(r *running) result {
	s.t.Helper()
	limit := time.AfterFunc(callTimeout, func() { _ = r.Process.Signal(quit) })
	err := r.Wait()
	if !limit.Stop() {
		s.t.Fatalf("earshot %s hangs:\n%s", strings.Join(r.Args[1:], " "), r.err.String())
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatal(err)
	}
	return result{r.ProcessState.ExitCode(), r.out.String(), r.err.String()}
}

// run makes a call that must succeed.
func (s *sandbox) run(args ...string) result {
	s.t.Helper()
	return s.expect(0, args...)
}

// expect makes a call that must end with a code.
func (s *sandbox) expect(code int, args ...string) result {
	s.t.Helper()
	r := s.try("", args...)
	if r.code != code {
		s.t.Fatalf("earshot %s: exit %d, want %d\n%s%s", strings.Join(args, " "), r.code, code, r.out, r.err)
	}
	return r
}

// mention is a line of search --json, as far as the tests look at it.
type mention struct {
	Network  string
	ID       string
	Account  string
	Doc      uint64
	State    string
	Assignee string
	Text     string
	Title    string
	Tags     []string
	Notes    []struct{ By, Text string }
	History  []struct{ By, Verb, Title string }
}

// mentions are the matches of a query.
func (s *sandbox) mentions(query string) []mention {
	s.t.Helper()
	return decode[mention](s.t, s.run("export", "mentions", "--query", query).lines())
}

// count is the number of matches of a query.
func (s *sandbox) count(query string) int {
	s.t.Helper()
	var n int
	if _, err := fmt.Sscan(s.run("search", query, "--count").out, &n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func decode[T any](t testing.TB, lines []string) []T {
	t.Helper()
	out := make([]T, len(lines))
	for i, line := range lines {
		if err := json.Unmarshal([]byte(line), &out[i]); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
	}
	return out
}

// jsonl makes the lines of n mentions with the ids prefix1, prefix2, ...
func jsonl(prefix string, n int) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, `{"network":"shop","id":"%s%d","created":"%s","author":{"id":"u%d","handle":"user%d"},"text":"Холодильник номер %d не морозит"}`+"\n",
			prefix, i, time.Date(2026, 11, 1, 0, 0, i, 0, time.UTC).Format(time.RFC3339), i%97, i%97, i)
	}
	return b.String()
}

// owner is a process that owns the data until it is ended.
type owner struct {
	*running
	t      testing.TB
	exited chan struct{}
}

// own starts a process that keeps the data, and waits until it has them.
func (s *sandbox) own(args ...string) *owner {
	s.t.Helper()
	r := &running{Cmd: s.command(args...)}
	said, tell := io.Pipe()
	r.Stdout, r.Stderr = &r.out, io.MultiWriter(&r.err, tell)
	if err := r.Start(); err != nil {
		s.t.Fatal(err)
	}
	o := &owner{running: r, t: s.t, exited: make(chan struct{})}
	go func() {
		defer close(o.exited)
		_ = r.Wait() // killed, mostly
		_ = tell.Close()
	}()
	s.t.Cleanup(func() {
		_ = r.Process.Kill() // it may have ended
		<-o.exited
	})
	ready := make(chan struct{})
	go func() {
		buf := make([]byte, 1)
		if _, err := said.Read(buf); err == nil {
			close(ready)
		}
		_, _ = io.Copy(io.Discard, said)
	}()
	select {
	case <-ready:
	case <-o.exited:
		s.t.Fatalf("earshot %s ended: %s", strings.Join(args, " "), r.err.String())
	case <-time.After(callTimeout):
		s.t.Fatalf("earshot %s says nothing", strings.Join(args, " "))
	}
	return o
}

// end ends the owner by a signal and waits for it.
func (o *owner) end(signal os.Signal) {
	o.t.Helper()
	if err := o.Process.Signal(signal); err != nil {
		o.t.Fatal(err)
	}
	select {
	case <-o.exited:
	case <-time.After(callTimeout):
		_ = o.Process.Signal(quit)
		<-o.exited
		o.t.Fatalf("the owner does not end:\n%s", o.err.String())
	}
}

// within bounds a test that waits for something outside.
func within(t testing.TB, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
	"github.com/spf13/cobra"
	bbolt "go.etcd.io/bbolt"
)

// TestEveryCommandHasHelpWithAnExample, and no flag is without a word on it.
func TestEveryCommandHasHelpWithAnExample(t *testing.T) {
	root := newRoot(&Call{})
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.Short == "" || !strings.Contains(cmd.Example, "earshot") {
			t.Errorf("%q lacks a description or an example", cmd.CommandPath())
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(root)
	s := newSandbox(t)
	for _, cmd := range append(root.Commands(), root) {
		args := append(strings.Fields(cmd.CommandPath())[1:], "--help")
		r := s.run(args...)
		if help := ansi.Strip(r.out); !strings.Contains(help, "EXAMPLES") || !strings.Contains(help, "earshot") || strings.Contains(help, "`") {
			t.Errorf("%v shows no example, or raw marks: %s", args, help)
		}
	}
	if exists(s.data) {
		t.Error("help made a data folder")
	}
}

// TestEveryCommandOfTheContractIsThere, with a story in testdata/script.
func TestEveryCommandOfTheContractIsThere(t *testing.T) {
	files, err := os.ReadDir("testdata/script")
	if err != nil {
		t.Fatal(err)
	}
	var stories strings.Builder
	for _, f := range files {
		text, err := os.ReadFile("testdata/script/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		stories.Write(text)
	}
	for _, name := range strings.Fields("demo connect accounts disconnect sync import export search reply tag assign done snooze undo redo note learn " +
		"views post posts replies keys backup restore compact prune check doctor version completion") {
		if cmd, _, err := newRoot(&Call{}).Find([]string{name}); err != nil || cmd.Name() != name {
			t.Errorf("there is no command %s", name)
		}
		if !strings.Contains(stories.String(), "\ncode 0 "+name) && name != "demo" {
			t.Errorf("no story uses %s", name)
		}
	}
}

// display is a terminal of 100x30 with a call in it.
type display struct {
	s       *sandbox
	cmd     *exec.Cmd
	tty     *os.File
	mu      sync.Mutex
	shown   bytes.Buffer
	more    chan struct{} // closed when something is drawn, and made anew
	drained chan struct{}
}

// display starts a call in a terminal.
func (s *sandbox) display(args ...string) *display {
	s.t.Helper()
	d := &display{s: s, cmd: s.command(args...), more: make(chan struct{}), drained: make(chan struct{})}
	d.cmd.Env = append(d.cmd.Env, "TERM=xterm-256color")
	var err error
	if d.tty, err = pty.StartWithSize(d.cmd, &pty.Winsize{Rows: 30, Cols: 100}); err != nil {
		s.t.Fatal(err)
	}
	go func() {
		defer close(d.drained)
		buf := make([]byte, 8<<10)
		for {
			n, err := d.tty.Read(buf)
			d.mu.Lock()
			d.shown.Write(buf[:n])
			close(d.more)
			d.more = make(chan struct{})
			d.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return d
}

// see waits until the words have been drawn.
func (d *display) see(words string) {
	d.s.t.Helper()
	late := time.After(30 * time.Second)
	for {
		d.mu.Lock()
		found, more := strings.Contains(ansi.Strip(d.shown.String()), words), d.more
		d.mu.Unlock()
		if found {
			return
		}
		select {
		case <-more:
		case <-late:
			_ = d.cmd.Process.Kill()
			_ = d.end()
			d.s.t.Fatalf("%v never shows %q: %q", d.cmd.Args, words, ansi.Strip(d.shown.String()))
		}
	}
}

// end waits for the call to end.
func (d *display) end() error {
	err := d.s.waitFor(d.cmd)
	<-d.drained
	_ = d.tty.Close()
	return err
}

// onScreen starts a call in a terminal and waits until it shows the words; it
// gives the terminal, for keys.
func (s *sandbox) onScreen(words string, args ...string) (*os.File, func() error) {
	s.t.Helper()
	d := s.display(args...)
	d.see(words)
	return d.tty, d.end
}

func press(t testing.TB, tty io.Writer, keys string) {
	t.Helper()
	if _, err := io.WriteString(tty, keys); err != nil {
		t.Fatal(err)
	}
}

// TestTheDemoOpensAndLeavesNothingBehind.
func TestTheDemoOpensAndLeavesNothingBehind(t *testing.T) {
	s := newSandbox(t)
	tty, end := s.onScreen("Stream", "demo", "--seed", "7", "--at", "2026-11-20T12:00:00Z")
	press(t, tty, "\x03\x03")
	if err := end(); err != nil {
		t.Errorf("the demo ends with %v", err)
	}
	if exists(s.data) {
		t.Error("the demo touched the workspace")
	}
	for _, args := range [][]string{{"demo", "--at", "noon"}, {"demo", "--rate", "-1"}} {
		if r := s.try("", args...); r.code != exitUsage {
			t.Errorf("%v: exit %d", args, r.code)
		}
	}
}

// TestAScreenIsAnOwnerLikeAnyOther: verbs work while it is open, a second
// screen attaches to it, and goes on by itself when the first ends.
func TestAScreenIsAnOwnerLikeAnyOther(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 5), "import", "jsonl", "-")
	first, endFirst := s.onScreen("Stream")
	s.run("tag", "shop:m1", "+vip")
	second, endSecond := s.onScreen("Stream")
	press(t, first, "\x03\x03")
	if err := endFirst(); err != nil {
		t.Errorf("the first screen ends with %v", err)
	}
	s.run("tag", "shop:m2", "+vip")
	if n := s.count("tag:vip"); n != 2 {
		t.Errorf("%d of 2 tags are there", n)
	}
	press(t, second, "\x03\x03")
	if err := endSecond(); err != nil {
		t.Errorf("the second screen ends with %v", err)
	}
	s.clean(5)
}

// TestAFileOfAnotherTimeOrWithoutRightsStaysAsItIs: newer, read-only, cut.
func TestAFileOfAnotherTimeOrWithoutRightsStaysAsItIs(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 50), "import", "jsonl", "-")
	file := s.path("data", dataFile)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	newer := newerSchema(t, s, whole)
	for name, c := range map[string]struct {
		content []byte
		says    string
	}{
		"newer":  {newer, "newer earshot"},
		"cut":    {whole[:6*4096], "damaged"},
		"zeroed": {make([]byte, len(whole)), "damaged"},
		"text":   {bytes.Repeat([]byte("hello "), 20_000), "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(file, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"search", "*"}, {"tag", "shop:m1", "+x"}, {"check"}, {"doctor"}, {"sync", "--once"}} {
				r := s.try("", args...)
				if r.code != exitError || !strings.Contains(r.out+r.err, c.says) || strings.Contains(r.err, "goroutine") {
					t.Errorf("%v: exit %d, %s", args, r.code, shorten(r.out+r.err))
				}
			}
			if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, c.content) {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
}

// newerSchema is the file as a later earshot would leave it.
func newerSchema(t *testing.T, s *sandbox, whole []byte) []byte {
	t.Helper()
	path := s.write("newer.db", string(whole))
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			if v := b.Get([]byte("schema")); v != nil {
				return b.Put([]byte("schema"), bytes.Repeat([]byte("9"), max(1, len(v))))
			}
			return nil
		})
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	newer, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return newer
}

// TestWithoutRightsToWriteNothingHappens: a file and a folder of somebody else.
func TestWithoutRightsToWriteNothingHappens(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 5), "import", "jsonl", "-")
	file := s.path("data", dataFile)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	call := func(args ...string) result {
		r := &running{Cmd: s.command(args...)}
		r.Stdout, r.Stderr = &r.out, &r.err
		if os.Geteuid() == 0 { // root may write everywhere: be somebody else
			somebody(t, r.Cmd, s.home)
		}
		if err := r.Start(); err != nil {
			t.Fatal(err)
		}
		return s.finish(r)
	}
	for _, mode := range []struct{ file, folder os.FileMode }{{0o444, 0o755}, {0o444, 0o555}, {0o000, 0o755}} {
		if err := errors.Join(os.Chmod(file, mode.file), os.Chmod(s.data, mode.folder)); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"search", "*"}, {"tag", "shop:m1", "+x"}, {"check"}} {
			r := call(args...)
			if r.code != exitError || !strings.Contains(r.err, "doctor says what to do") || !strings.Contains(r.err, "permission denied") && !strings.Contains(r.err, "read-only") {
				t.Errorf("%v %v: exit %d, %s%s", mode, args, r.code, r.out, r.err)
			}
		}
	}
	if err := errors.Join(os.Chmod(s.data, 0o700), os.Chmod(file, 0o600)); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
	s.clean(5)
}

// TestCtrlCEndsALongCall at once, and leaves the data sound.
func TestCtrlCEndsALongCall(t *testing.T) {
	s := newSandbox(t)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		o := s.own("sync")
		for _, p := range []*owner{s.own("sync"), o} { // a guest first
			p.end(signal)
			if code := p.ProcessState.ExitCode(); code != 0 {
				t.Errorf("%v: it ends with %d %s", signal, code, p.err.String())
			}
		}
	}
	s.clean(0)
}

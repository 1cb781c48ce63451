package session_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"earshot/ui/paint"
	"earshot/ui/session"
	"earshot/ui/theme"
	"earshot/ui/uitest"
)

// recorder is a terminal that remembers what it was sent.
type recorder struct {
	*terminal
	mu   sync.Mutex
	said []byte
}

func (r *recorder) Write(p []byte) (int, error) {
	r.mu.Lock()
	r.said = append(r.said, p...)
	r.mu.Unlock()
	return r.terminal.Write(p)
}

func (r *recorder) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return string(r.said)
}

func TestKeysAreObeyedWhileTheTerminalHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow, quick := newTerminal(110, 34), newTerminal(110, 34)
		s := run(t, slow, nil)
		other := run(t, quick, func(o *session.Options) { o.Desk = s.desk })
		see(t, quick, "23 open")
		stall := make(chan struct{})
		slow.mu.Lock()
		slow.stall = stall
		slow.mu.Unlock()
		for range 5 {
			slow.press("e")
		}
		time.Sleep(4 * time.Second) // what others do is counted now and then
		rest()
		see(t, quick, "17 open")
		slow.mu.Lock()
		slow.stall = nil
		slow.mu.Unlock()
		close(stall)
		rest()
		see(t, slow, "17 open")
		other.stop(t, quick)
		s.end(t, slow)
	})
}

func TestAnEditorGetsTheTerminalAndGivesItBack(t *testing.T) {
	dir := t.TempDir()
	script := filepath.Join(dir, "edit.sh")
	if err := os.WriteFile(script, []byte("printf 'the editor has it'\nprintf 'written elsewhere' > \"$1\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", dir)
	t.Setenv("VISUAL", "sh "+script)
	term := &recorder{terminal: newTerminal(110, 34)}
	in, keys, err := os.Pipe() // an editor is given a file
	if err != nil {
		t.Fatal(err)
	}
	defer keys.Close()
	var raw []string
	s := start(t, term.terminal, func(o *session.Options) {
		o.In, o.Out, o.Local = in, term, true
		o.Raw = func() (func(), error) {
			raw = append(raw, "raw")
			return func() { raw = append(raw, "as before") }, nil
		}
	})
	term.await(t, "Stream: Inbox")
	fmt.Fprint(keys, "c")
	term.await(t, "new post")
	fmt.Fprint(keys, "\x18e")
	term.await(t, "written elsewhere")
	// By a key: a program that is cut off does not wait for who reads its file.
	fmt.Fprint(keys, "\x03\x03")
	if err := <-s.done; err != nil {
		t.Errorf("the session ended with %v", err)
	}
	s.done <- nil
	s.stop(t, term.terminal)
	said := term.text()
	at := 0
	for _, want := range []string{"\x1b[?1049h", "\x1b[?1049l", "the editor has it", "\x1b[?1049h", "\x1b[?1049l"} {
		i := strings.Index(said[at:], want)
		if i < 0 {
			t.Fatalf("%q does not follow in %q", want, said)
		}
		at += i + len(want)
	}
	if strings.Contains(said[at:], "\x1b[?1049l") {
		t.Error("the terminal is given back twice")
	}
	if got := strings.Join(raw, ", "); got != "raw, as before, raw, as before" {
		t.Errorf("the terminal is switched %s", got)
	}
}

func TestTheScreenIsDrawnAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term := newTerminal(110, 34)
		s := run(t, term, nil)
		fmt.Fprint(term.emu, "\x1b[2J\x1b[5;5Hwall: the machine goes down\r\n")
		term.press("\x0c")
		see(t, term, "Stream: Inbox")
		if strings.Contains(term.frame(), "goes down") {
			t.Error("what others wrote stays on the screen")
		}
		term.count()
		fmt.Fprint(term.keys, "\x1b[?2026;2$y") // the terminal knows how to hold a frame back
		rest()
		term.press("\x0c")
		if n := term.count(); n < 3000 {
			t.Errorf("drawn anew with %d bytes", n)
		}
		s.end(t, term)
	})
}

func TestACopiedTextLeavesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term := &recorder{terminal: newTerminal(110, 34)}
		s := run(t, term.terminal, func(o *session.Options) { o.Out = term })
		fmt.Fprint(term.keys, "y")
		synctest.Wait()
		time.Sleep(20 * time.Millisecond)
		synctest.Wait()
		if !strings.Contains(term.text(), "\x1b]52;c;") {
			t.Error("the clipboard waits for a clock")
		}
		s.end(t, term.terminal)
	})
}

// BenchmarkKey is a key from the message to its bytes at 200x60, when the stream
// has changed: view and painting together stay far below 3 ms.
func BenchmarkKey(b *testing.B) {
	d := uitest.New(b, uitest.Options{Theme: theme.Dark, Width: 200, Height: 60})
	s := paint.NewScreen()
	keys := []tea.KeyPressMsg{uitest.Key("j"), uitest.Key("k")}
	var out []byte
	b.ReportAllocs()
	n, sum := 0, 0
	for b.Loop() {
		d.Model.Update(keys[n%2])
		f := paint.Frame{View: d.Model.View(), Width: 200, Height: 60, Profile: colorprofile.ANSI256}
		out = s.Draw(out[:0], f)
		n++
		sum += len(out)
	}
	b.ReportMetric(float64(sum/n), "bytes/key")
}

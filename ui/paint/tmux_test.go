package paint_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"earshot/ui/paint"
)

// pane is a pane of a real tmux that shows what is written to it.
type pane struct {
	t    *testing.T
	dir  string
	in   *os.File
	sent int
}

func newPane(t *testing.T, width, height int) *pane {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		if os.Getenv("EARSHOT_NO_SKIP") == "1" {
			t.Fatal("NOT TESTED: tmux is not installed, and EARSHOT_NO_SKIP=1 allows no skipping")
		}
		t.Skip("tmux is not installed")
	}
	p := &pane{t: t, dir: t.TempDir()}
	pipe := filepath.Join(p.dir, "in")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	p.tmux("-f", "/dev/null", "new-session", "-d", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height), "stty raw -echo; exec cat '"+pipe+"'")
	t.Cleanup(func() {
		p.tmux("kill-server")
		p.in.Close()
	})
	p.tmux("set-option", "-g", "status", "off")
	p.tmux("resize-window", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height))
	var err error
	if p.in, err = os.OpenFile(pipe, os.O_WRONLY, 0); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *pane) tmux(args ...string) string {
	p.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-S", filepath.Join(p.dir, "s")}, args...)...)
	cmd.Env = append(os.Environ(), "TMUX=", "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// show writes and waits until tmux has read it.
func (p *pane) show(out []byte) string {
	p.t.Helper()
	p.sent++
	mark := fmt.Sprint("frame ", p.sent)
	if _, err := p.in.Write(append(bytes.Clone(out), "\x1b]2;"+mark+"\x07"...)); err != nil {
		p.t.Fatal(err)
	}
	for range 2000 {
		if strings.TrimSpace(p.tmux("display-message", "-p", "#{pane_title}")) == mark {
			return p.tmux("capture-pane", "-e", "-p")
		}
	}
	p.t.Fatalf("tmux does not read %q", out)
	return ""
}

// TestTmuxShowsTheFrames compares, after each frame, what tmux shows with what
// it shows once everything has been drawn anew.
func TestTmuxShowsTheFrames(t *testing.T) {
	const width, height = 40, 8
	p := newPane(t, width, height)
	for seed := range uint64(4) {
		kinds := []string{"ascii", "cyrillic", "cjk", "emoji", "rtl", "styles", "links"}
		m := &maker{r: rand.New(rand.NewPCG(seed, 3)), kinds: kinds, width: width, height: height, rows: make([]string, height)}
		screen := paint.NewScreen()
		for step := range 12 {
			f, resized := m.next()
			if resized { // the pane keeps its size
				m.width, m.height, m.rows = width, height, make([]string, height)
				continue
			}
			f.Graphemes = false
			out := screen.Draw(nil, f)
			got := p.show(out)
			f.Again += 1000
			want := p.show(screen.Draw(nil, f))
			m.again += 1000
			a, b := emulator(t, width, height), emulator(t, width, height)
			fmt.Fprint(a, strings.ReplaceAll(strings.TrimRight(got, "\n"), "\n", "\r\n"))
			fmt.Fprint(b, strings.ReplaceAll(strings.TrimRight(want, "\n"), "\n", "\r\n"))
			if wrong := differ(a, b); wrong != "" {
				t.Fatalf("seed %d, step %d: tmux does not show %q\nwritten %q\n%s", seed, step, f.View.Content, out, wrong)
			}
		}
		p.show(screen.Leave(nil))
	}
	if alt := p.tmux("display-message", "-p", "#{alternate_on} #{cursor_flag} #{wrap_flag}"); strings.TrimSpace(alt) != "0 1 1" {
		t.Errorf("the terminal is left as %q", alt)
	}
}

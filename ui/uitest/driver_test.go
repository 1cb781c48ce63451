package uitest

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func scenarios(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(Testdata(t), "scenarios", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	return files
}

// TestScenarios plays every scenario, and then asks whether every command of the
// table was run by one of them.
func TestScenarios(t *testing.T) {
	ran := map[string]bool{}
	for _, file := range scenarios(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			d := New(t, Options{})
			d.Play(file)
			for name := range d.Ran {
				ran[name] = true
			}
		})
	}
	if t.Failed() {
		return
	}
	var missing []string
	for _, c := range New(t, Options{}).Commands() {
		if !ran[c.Name()] {
			missing = append(missing, c.Name())
		}
	}
	if slices.Sort(missing); len(missing) > 0 {
		t.Errorf("no scenario runs %d commands:\n%s", len(missing), strings.Join(missing, "\n"))
	}
}

// TestFrames compares the whole screen at the sizes people have.
func TestFrames(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"120x40", 120, 40}, {"80x24", 80, 24}, {"200x60", 200, 60}, {"40x12", 40, 12}} {
		t.Run(size.name, func(t *testing.T) {
			d := New(t, Options{Width: size.w, Height: size.h})
			d.Golden("screen-" + size.name)
			d.Press("j j j j enter")
			d.Golden("thread-" + size.name)
		})
	}
}

// TestPaneFrames compares each pane alone on 120x40.
func TestPaneFrames(t *testing.T) {
	for _, c := range []struct{ name, keys string }{
		{"stream", "f"},
		{"thread", "j j j j enter f"},
		{"contact", "j 2 f"},
		{"help", "?"},
		{"palette", "ctrl+k"},
		{"line", ":"},
		{"query", "/"},
		{"snooze", "s"},
		{"why", "w"},
		{"sources", "g s"},
		{"people", "ctrl+f"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := New(t, Options{})
			d.Press(strings.Fields(c.keys)...)
			d.Golden("pane-" + c.name)
		})
	}
}

func TestPlainScreensAreASCIIButForWhatPeopleWrote(t *testing.T) {
	d := New(t, Options{Plain: true})
	d.Golden("plain-120x40")
	for _, r := range d.Frame() {
		if r >= 0x2190 && r < 0x3000 {
			t.Fatalf("the plain screen shows %q", r)
		}
	}
}

func TestAnEmptyWorkspaceSaysWhatToDo(t *testing.T) {
	d := New(t, Options{Empty: true})
	d.See("Welcome.")
	d.Press("'", "a")
	d.See("earshot connect")
	d.See("no account connected")
	d.Golden("empty-120x40")
}

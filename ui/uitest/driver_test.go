package uitest

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"earshot/ui/keys"
)

func scenarios(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(Testdata(t), "scenarios", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	return files
}

// TestScenarios plays every scenario by its keys, then again with every command
// started through the palette, and through the ":" line: what is seen has to be
// the same. Then it names the commands that nobody has started through a door.
func TestScenarios(t *testing.T) {
	ran := map[string]bool{}
	for _, door := range []string{"", "palette", "line"} {
		for _, file := range scenarios(t) {
			name := strings.TrimSuffix(filepath.Base(file), ".txt")
			t.Run(strings.TrimSuffix(name+"/"+door, "/"), func(t *testing.T) {
				d := New(t, Options{})
				d.Door = door
				d.Play(file)
				for name := range d.Doors {
					ran[name] = true
				}
			})
		}
	}
	if t.Failed() {
		return
	}
	var missing []string
	for _, c := range New(t, Options{}).Commands() {
		for _, door := range doors(c) {
			if name := door + " " + c.Name(); !ran[name] {
				missing = append(missing, name)
			}
		}
	}
	if slices.Sort(missing); len(missing) > 0 {
		t.Errorf("no scenario starts these through these doors:\n%s", strings.Join(missing, "\n"))
	}
}

// doors are those by which a command can be started.
func doors(c *keys.Command) (out []string) {
	if len(c.Keys) > 0 {
		out = append(out, "key")
	}
	if c.KeyOnly == "" {
		out = append(out, "palette", "line")
	}
	return out
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
	d.See("Nothing is here yet.")
	d.Press("'", "a")
	d.See(":connect")
	d.See("no account connected")
	d.Golden("empty-120x40")
}

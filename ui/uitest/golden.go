package uitest

import (
	"bufio"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write testdata/frames anew")

// Testdata is the path of the repository's testdata folder.
func Testdata(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "testdata")
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("the test runs outside the repository")
		}
	}
}

// Golden compares the screen with testdata/frames/NAME.txt. With -update the
// file is written.
func (d *Driver) Golden(name string) {
	d.T.Helper()
	d.Exact()
	d.golden(name, d.Frame())
}

func (d *Driver) golden(name, got string) {
	d.T.Helper()
	path := filepath.Join(Testdata(d.T), "frames", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			d.T.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			d.T.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		d.T.Fatalf("%v; go test -update writes it", err)
	}
	if string(want) != got {
		d.T.Errorf("the screen differs from %s.txt (go test -update takes it over):\n%s", name, difference(string(want), got))
	}
}

// difference shows the rows that differ.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	var b strings.Builder
	for i := range max(len(w), len(g)) {
		row := func(rows []string) string {
			if i < len(rows) {
				return rows[i]
			}
			return ""
		}
		if row(w) != row(g) {
			b.WriteString(strconv.Itoa(i) + " want " + row(w) + "\n" + strconv.Itoa(i) + " got  " + row(g) + "\n")
		}
	}
	return b.String()
}

// Play plays a scenario: one step a line.
//
//	# a remark            press j enter "g i"... keys by name
//	type some text        letter by letter
//	paste some text       at once
//	see text, not text    on the screen or not
//	size 80x24            the terminal's size
//	arrive ID text        a mention comes in
//	click left text      on a text of the screen; see Click
//	wait 10s              the clock moves on
//	copied text           the clipboard holds it
//	local                 the person sits at this machine; $DIR is a folder
//	                      with a picture, pic.png
//	leaves ACCOUNT how    what is due on an account is sent (ok), fails, or
//	                      nobody knows whether it arrived (unsure)
//	history N             so many ordinary mentions of the past weeks
//	look                  the watch for alerts looks once
//	answered ID WHO       a colleague answers a mention first
//	quits                 the program has ended
//	keys only             from here on commands are started by their keys, whatever
//	                      Driver.Door says
func (d *Driver) Play(path string) {
	d.T.Helper()
	file, err := os.Open(path)
	if err != nil {
		d.T.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "keys only" { // what it shows is about the doors themselves
			d.Door = ""
			continue
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if why := d.step(line); why != "" {
			d.T.Fatalf("%s:%d: %s: %s\n%s", filepath.Base(path), n, line, why, d.Frame())
		}
		d.Exact()
	}
}

// step does one line of a scenario; it returns what is wrong.
func (d *Driver) step(line string) string {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "press":
		d.Press(rest)
	case "type":
		d.Type(strings.ReplaceAll(rest, "$DIR", d.dir))
	case "paste":
		d.Paste(rest)
	case "see":
		if !strings.Contains(d.Frame(), rest) {
			return "not on the screen"
		}
	case "not":
		if strings.Contains(d.Frame(), rest) {
			return "is on the screen"
		}
	case "size":
		w, h, _ := strings.Cut(rest, "x")
		width, err1 := strconv.Atoi(w)
		height, err2 := strconv.Atoi(h)
		if err1 != nil || err2 != nil {
			return "a size is 80x24"
		}
		d.Size(width, height)
	case "arrive":
		id, text, _ := strings.Cut(rest, " ")
		d.Arrive(id, text)
	case "wait":
		by, err := time.ParseDuration(rest)
		if err != nil {
			return err.Error()
		}
		d.Advance(by)
	case "copied":
		if d.Copied != rest {
			return "the clipboard holds " + d.Copied
		}
	case "quits":
		if !d.Quit {
			return "the program runs on"
		}
	default:
		return d.outside(verb, rest)
	}
	return ""
}

// outside does the steps that happen around the screen.
func (d *Driver) outside(verb, rest string) string {
	first, second, _ := strings.Cut(rest, " ")
	var err error
	switch verb {
	case "click":
		if why := d.click(first, second); why != "" {
			return why
		}
	case "local":
		err = d.local()
	case "leaves":
		err = d.leave(first, second)
	case "answered":
		err = d.answer(first, second)
	case "history":
		err = d.History(rest)
	case "look":
		err = d.Desk.Alerts.Look(context.Background())
	default:
		return "unknown step"
	}
	if err != nil {
		return err.Error()
	}
	d.settle()
	return ""
}

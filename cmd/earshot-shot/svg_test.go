package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// seen gives the cells of an emulator that was fed a text.
func seen(cols, rows int, p palette, chunks ...string) [][]cell {
	c := &camera{screen: vt.NewEmulator(cols, rows)}
	for _, chunk := range chunks {
		c.feed([]byte(chunk))
	}
	c.flush()
	return c.cells(p)
}

func draw(grid [][]cell, p palette) string {
	var b bytes.Buffer
	writeSVG(&b, grid, p, "a <small> & quiet window")
	return b.String()
}

// small is a screen of everything that needs care: styles, wide letters,
// clusters, text from the right, lines, blocks, and characters of XML.
func small(p palette) [][]cell {
	return seen(26, 9, p, strings.Join([]string{
		"\x1b[1mbold\x1b[m \x1b[2mfaint\x1b[m \x1b[3mitalic\x1b[m \x1b[9mgone\x1b[m",
		"\x1b[31mred \x1b[38;2;1;2;3mrgb \x1b[38;5;208m256\x1b[m \x1b[7mreverse\x1b[m",
		"\x1b[4mkept underlined  gap\x1b[m",
		"\x1b[44;97m paper across words \x1b[m x",
		"привет, 冷蔵庫 and 👍🏽!",
		"هل الثلاجة? <a&b> \"q\"",
		"╭──┬──╮ ▁▂▃▄▅▆▇██ ░▒▓ ▚▐▔",
		"│  │  │ \x1b[32m████\x1b[31m██\x1b[m",
		"╰──┴──╯ ●▲▼ two  spaces",
	}, "\r\n"))
}

func TestASmallScreenIsDrawnAsItAlwaysWas(t *testing.T) {
	for _, theme := range []string{"dark", "light"} {
		p := paletteOf(theme)
		got := draw(small(p), p)
		file := filepath.Join("testdata", "small-"+theme+".svg")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
			t.Errorf("%s (go test -update rewrites it):\n%s", file, diff)
		}
	}
}

func TestThePictureIsGoodXML(t *testing.T) {
	p := paletteOf("dark")
	hostile := seen(20, 2, p, "</text><script>&\r\n]]> \x1b[8msecret\x1b[m")
	for _, text := range []string{draw(small(p), p), draw(hostile, p), draw(nil, p)} {
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in\n%s", err, text)
			}
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "script" {
				t.Fatal("text of the screen became an element")
			}
		}
	}
	if got := escape("a\x00b\x1bc\uffffd"); got != "abcd" {
		t.Errorf("what XML cannot hold is left out: %q", got)
	}
}

func TestEveryRunStandsInItsOwnCells(t *testing.T) {
	p := paletteOf("dark")
	body, _ := texts(seen(30, 1, p, "ab cd  ef \x1b[1mgh\x1b[m 冷蔵庫 👍 кот"))
	for _, want := range []string{
		`x="0" y="14" textLength="45" class="a">ab cd<`, // a single space keeps a run
		`x="63" y="14" textLength="18" class="a">ef<`,   // two end it
		`class="b">gh<`, // so does another look
		`x="117" y="14" textLength="54" class="a">冷蔵庫<`, // two cells each
		`x="180" y="14" textLength="18" lengthAdjust="spacingAndGlyphs" class="a">👍<`,
		`x="207" y="14" textLength="27" class="a">кот<`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
}

func TestLinesAndBarsAreWhole(t *testing.T) {
	p := paletteOf("dark")
	var b bytes.Buffer
	shapes(&b, seen(6, 3, p, "╭────\r\n│ ███\r\n│▌▌"))
	for _, want := range []string{
		"M9 9.5H45",            // one line over four cells
		"M4.5 19V57",           // one line over two rows
		"M4.5 19V14Q4.5 9.5 9", // the corner that joins them
		"M18 19H45V38H18Z",     // one bar over three cells
		"M9 38H13.5V57H9Z",     // halves stay halves
		"M18 38H22.5V57H18Z",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in\n%s", want, b.String())
		}
	}
	for r := '▀'; r <= '▟'; r++ {
		boxes, density := boxesOf(r)
		if len(boxes) == 0 || density < 1 || density > 4 {
			t.Errorf("%c has no shape", r)
		}
		for _, x := range boxes {
			if x.x0 < 0 || x.y0 < 0 || x.x1 > 8 || x.y1 > 8 || x.x0 >= x.x1 || x.y0 >= x.y1 {
				t.Errorf("%c leaves its cell: %v", r, x)
			}
		}
	}
}

func TestAClusterTornInTwoIsOne(t *testing.T) {
	p := paletteOf("dark")
	whole := "é 👩‍👩‍👧 й привет"
	want := seen(20, 1, p, whole)
	for i := range len(whole) {
		if diff := cmp.Diff(want, seen(20, 1, p, whole[:i], whole[i:]), cmp.AllowUnexported(cell{}, look{})); diff != "" {
			t.Fatalf("torn at byte %d:\n%s", i, diff)
		}
	}
}

func TestTheCursorShowsWhereItIs(t *testing.T) {
	p := paletteOf("dark")
	c := &camera{screen: vt.NewEmulator(5, 1), cursor: true}
	c.feed([]byte("ab"))
	row := c.cells(p)[0]
	if row[1].paper != "" || row[2].paper != p.ink {
		t.Errorf("the cursor stands behind the text: %+v", row)
	}
	c.cursor = false
	if row = c.cells(p)[0]; row[2].paper != "" {
		t.Errorf("a hidden cursor is not drawn: %+v", row)
	}
}

func TestNamesOfStylesAreShortAndDifferent(t *testing.T) {
	known := map[string]bool{}
	for i := range 800 {
		name := className(i)
		if known[name] || len(name) > 3 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Fatalf("%d is called %q", i, name)
		}
		known[name] = true
	}
}

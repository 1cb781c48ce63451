package widget_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"earshot/ui/theme"
	"earshot/ui/widget"
)

// halves is a picture whose upper half is red and whose lower half is blue.
func halves() []byte {
	out := make([]byte, 16*16*3)
	for i := range 16 * 16 {
		if i < 8*16 {
			out[3*i] = 200
		} else {
			out[3*i+2] = 100
		}
	}
	return out
}

// TestAPictureIsTwoPointsACell: exact in size, in the colours of its pixels.
func TestAPictureIsTwoPointsACell(t *testing.T) {
	rows := widget.Face(theme.New(theme.Dark, false), halves(), 16, 8)
	if len(rows) != 4 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows {
		if ansi.StringWidth(row) != 8 || ansi.Strip(row) != strings.Repeat("▀", 8) || !strings.HasSuffix(row, "\x1b[m") {
			t.Errorf("row %d is %q", i, row)
		}
		want := "38;2;200;0;0;48;2;200;0;0m"
		if i >= 2 {
			want = "38;2;0;0;100;48;2;0;0;100m"
		}
		if strings.Count(row, want) != 8 {
			t.Errorf("row %d is %q", i, row)
		}
	}
}

// TestAPictureNeedsColours: without them, and of bytes that are no picture, there
// is none.
func TestAPictureNeedsColours(t *testing.T) {
	for _, th := range []*theme.Theme{theme.New(theme.Mono, false), theme.New(theme.Basic, false), theme.New(theme.Dark, true)} {
		if rows := widget.Face(th, halves(), 16, 8); rows != nil {
			t.Errorf("%s draws %q", th.Kind, rows)
		}
	}
	th := theme.New(theme.Dark, false)
	for _, bad := range [][]byte{nil, make([]byte, 767), make([]byte, 769)} {
		if widget.Face(th, bad, 16, 8) != nil {
			t.Errorf("%d bytes are a picture", len(bad))
		}
	}
	if widget.Face(th, halves(), 16, 0) != nil || widget.Face(th, halves(), 16, 17) != nil {
		t.Error("a picture of no or too many cells")
	}
}

// TestInitialsStandInASquare: of any name, in any theme, exactly so wide.
func TestInitialsStandInASquare(t *testing.T) {
	for name, want := range map[string]string{
		"Иван Петров": "ИП", "mia": "M", "Mia van der Laurent": "ML", "雪 田中": "雪田", "42": "4", "": "?", "👩‍👩‍👧": "?", "עמר חדד": "עח",
		"\u202ereversed name": "RN", "@o'brien": "OB",
	} {
		for _, th := range []*theme.Theme{theme.New(theme.Dark, false), theme.New(theme.Light, false), theme.New(theme.Mono, false), theme.New(theme.Basic, true)} {
			rows := widget.Initials(th, widget.Policy{}, name, "mastodon:77", 8)
			if len(rows) != 3 {
				t.Fatalf("%d rows", len(rows))
			}
			for _, row := range rows {
				if w := ansi.StringWidthWc(row); w != 8 {
					t.Errorf("%q takes %d cells in %s: %q", name, w, th.Kind, row)
				}
			}
			if got := strings.Trim(ansi.Strip(rows[1]), " │|\u200e"); got != want {
				t.Errorf("%q has the initials %q, not %q", name, got, want)
			}
		}
	}
}

// TestAPersonKeepsTheirColour: the same for the same id, and not one for all.
func TestAPersonKeepsTheirColour(t *testing.T) {
	th := theme.New(theme.Dark, false)
	draw := func(id string) string { return widget.Initials(th, widget.Policy{}, "A", id, 8)[0] }
	seen := map[string]bool{}
	for _, id := range strings.Split("abcdefghijklmnop", "") {
		first, again := draw(id), draw(id)
		seen[first] = true
		if first != again {
			t.Error("the colour changes")
		}
	}
	if len(seen) < 4 {
		t.Errorf("%d colours for 16 people", len(seen))
	}
	if edge := ansi.Strip(widget.Initials(theme.New(theme.Mono, true), widget.Policy{}, "A", "x", 8)[0]); edge != "+------+" {
		t.Errorf("%q", edge)
	}
}

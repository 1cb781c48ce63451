package widget_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"earshot/ui/theme"
	"earshot/ui/widget"
)

func TestTheMoodsCanBeReadWithoutColour(t *testing.T) {
	th := theme.New(theme.Mono, false)
	for _, c := range []struct {
		neg, neu, pos, width int
		want                 string
	}{
		{5, 0, 5, 10, "▼▼▼▼▼▲▲▲▲▲"},
		{1, 1, 98, 10, "▼·▲▲▲▲▲▲▲▲"},
		{0, 3, 0, 4, "····"},
		{1, 1, 1, 10, "▼▼▼▼···▲▲▲"},
		{0, 0, 0, 3, "   "},
		{1, 2, 3, 0, ""},
		{1, 1, 1, 1, "·"},
	} {
		got := ansi.Strip(widget.Moods(th, c.neg, c.neu, c.pos, c.width))
		if got != c.want {
			t.Errorf("%v gives %q, want %q", c, got, c.want)
		}
	}
}

func TestTheMoodsTakeTheirCells(t *testing.T) {
	for _, th := range []*theme.Theme{theme.New(theme.Dark, false), theme.New(theme.Mono, true)} {
		for width := range 20 {
			for n := range 60 {
				got := widget.Moods(th, n%7, n%5*3, n%11, width)
				if w := ansi.StringWidthWc(got); w != width {
					t.Fatalf("%d cells of %d: %q", w, width, got)
				}
			}
		}
	}
}

func TestColumnsStandBesideEachOther(t *testing.T) {
	got := widget.Beside([]string{"ab"}, 2, "|", []string{"xyz", "uvw"}, 3, 3)
	if want := "ab|xyz\n  |uvw\n  |   "; strings.Join(got, "\n") != want {
		t.Errorf("%q", got)
	}
}

package layout_test

import (
	"testing"

	"earshot/ui/keys"
	"earshot/ui/layout"
)

// TestThePanesCoverTheScreen walks through sizes: no place leaves the screen, no
// two overlap, and together with separator, status and footer they fill it.
func TestThePanesCoverTheScreen(t *testing.T) {
	for width := 1; width < 260; width += 7 {
		for height := 1; height < 90; height += 3 {
			for _, focus := range layout.Panes() {
				for _, full := range []bool{false, true} {
					p := layout.Arrange(width, height, focus, keys.Card, full)
					covered(t, p, width, height)
					if p.Find(focus) == nil {
						t.Fatalf("%dx%d: the focused pane %s is not on the screen", width, height, focus)
					}
				}
			}
		}
	}
}

func covered(t *testing.T, p layout.Plan, width, height int) {
	t.Helper()
	cells := 0
	for i, a := range p.Places {
		r := a.Rect
		if r.X < 0 || r.Y < 0 || r.X+r.W > width || r.Y+r.H > p.Height || r.Empty() {
			t.Fatalf("%dx%d: %s stands at %+v", width, height, a.Pane, r)
		}
		cells += r.W * r.H
		for _, b := range p.Places[:i] {
			s := b.Rect
			if r.X < s.X+s.W && s.X < r.X+r.W && r.Y < s.Y+s.H && s.Y < r.Y+r.H {
				t.Fatalf("%dx%d: %s and %s overlap", width, height, a.Pane, b.Pane)
			}
		}
	}
	if p.Down >= 0 {
		cells += p.Height
	}
	if cells != width*p.Height {
		t.Fatalf("%dx%d: the panes fill %d of %d cells", width, height, cells, width*p.Height)
	}
	rows := p.Height
	for _, row := range []int{p.Status, p.Footer} {
		if row >= 0 {
			rows++
			if row < p.Height || row >= height {
				t.Fatalf("%dx%d: a line at the bottom stands in row %d", width, height, row)
			}
		}
	}
	if rows != height {
		t.Fatalf("%dx%d: %d rows are used", width, height, rows)
	}
}

func TestHowManyPanesASizeShows(t *testing.T) {
	for _, c := range []struct{ w, h, panes int }{{120, 40, 4}, {200, 60, 4}, {110, 32, 4}, {80, 24, 2}, {100, 50, 2}, {40, 12, 1}, {10, 3, 1}} {
		p := layout.Arrange(c.w, c.h, keys.Stream, keys.Card, false)
		if len(p.Places) != c.panes {
			t.Errorf("%dx%d shows %d panes, want %d", c.w, c.h, len(p.Places), c.panes)
		}
		if f := layout.Arrange(c.w, c.h, keys.Compose, keys.Card, true); len(f.Places) != 1 || f.Places[0].Pane != keys.Compose {
			t.Errorf("%dx%d: full screen shows %v", c.w, c.h, f.Places)
		}
	}
}

func TestTheSecondPaneOfASmallScreenFollowsTheFocus(t *testing.T) {
	p := layout.Arrange(80, 24, keys.Insight, keys.Card, false)
	if p.Find(keys.Insight) == nil || p.Find(keys.Card) != nil || p.Find(keys.Stream) == nil {
		t.Errorf("shown are %v", p.Places)
	}
	p = layout.Arrange(80, 24, keys.Stream, keys.Compose, false)
	if place := p.Find(keys.Compose); place == nil || len(place.Tabs) != 3 {
		t.Errorf("shown are %v", p.Places)
	}
}

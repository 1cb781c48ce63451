package layout_test

import (
	"testing"

	"pgregory.net/rapid"

	"earshot/ui/keys"
	"earshot/ui/layout"
)

// TestThePanesTileTheScreen walks through every size from 10x3 to 250x80, every
// focus, full screen or not, at the side and at the bottom: no place leaves the
// screen, no two overlap, together with separators, status and footer they fill
// it, and the stream is never too small to be of use.
func TestThePanesTileTheScreen(t *testing.T) {
	for width := 10; width <= 250; width++ {
		for height := 3; height <= 80; height++ {
			for _, focus := range layout.Panes() {
				for _, arrangement := range layout.Arrangements() {
					for _, full := range []bool{false, true} {
						if full && arrangement != layout.Auto {
							continue
						}
						tiled(t, layout.Screen{Width: width, Height: height, Focus: focus, Second: keys.Card, Full: full, Wish: layout.Wish{Arrangement: arrangement}})
					}
				}
			}
		}
	}
}

// TestWhateverIsWishedThePanesTileTheScreen: however far a person moves what
// parts the panes, and on sizes that nobody has.
func TestWhateverIsWishedThePanesTileTheScreen(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tiled(r, layout.Screen{
			Width: rapid.IntRange(1, 400).Draw(r, "width"), Height: rapid.IntRange(1, 120).Draw(r, "height"),
			Focus: rapid.SampledFrom(layout.Panes()).Draw(r, "focus"), Second: rapid.SampledFrom(append(layout.Panes(), "")).Draw(r, "second"),
			Full: rapid.Bool().Draw(r, "full"),
			Wish: layout.Wish{
				Arrangement: rapid.SampledFrom(append(layout.Arrangements(), "")).Draw(r, "arrangement"),
				Cols:        rapid.IntRange(-100, 100).Draw(r, "cols"), Rows: rapid.IntRange(-100, 100).Draw(r, "rows"),
			},
		})
	})
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func tiled(t fataler, s layout.Screen) {
	t.Helper()
	p := layout.Arrange(s)
	cells := 0
	for i, a := range p.Places {
		r := a.Rect
		if r.X < 0 || r.Y < 0 || r.X+r.W > s.Width || r.Y+r.H > p.Height || r.Empty() {
			t.Fatalf("%+v: %s stands at %+v", s, a.Pane, r)
		}
		cells += r.W * r.H
		if r.X > 0 {
			cells += r.H // the separator before it
		}
		for _, b := range p.Places[:i] {
			q := b.Rect
			if r.X < q.X+q.W && q.X < r.X+r.W && r.Y < q.Y+q.H && q.Y < r.Y+r.H {
				t.Fatalf("%+v: %s and %s overlap", s, a.Pane, b.Pane)
			}
		}
	}
	if cells != s.Width*p.Height {
		t.Fatalf("%+v: the panes fill %d of %d cells", s, cells, s.Width*p.Height)
	}
	if p.Find(s.Focus) == nil {
		t.Fatalf("%+v: the focused pane is not on the screen", s)
	}
	if stream := p.Find(keys.Stream); len(p.Places) > 1 {
		if r := stream.Rect; r.W < layout.StreamWidth || r.H < layout.StreamHeight {
			t.Fatalf("%+v: the stream has %dx%d", s, r.W, r.H)
		}
		for _, place := range p.Places {
			if r := place.Rect; r.W < layout.OtherWidth || r.H < layout.OtherHeight {
				t.Fatalf("%+v: %s has %dx%d", s, place.Pane, r.W, r.H)
			}
		}
	}
	bottom(t, s, p)
}

// bottom holds that status line and footer stand below the panes, and nothing
// is left over.
func bottom(t fataler, s layout.Screen, p layout.Plan) {
	t.Helper()
	rows := p.Height
	for _, row := range []int{p.Status, p.Footer} {
		if row >= 0 {
			rows++
			if row < p.Height || row >= s.Height {
				t.Fatalf("%+v: a line at the bottom stands in row %d", s, row)
			}
		}
	}
	if rows != s.Height {
		t.Fatalf("%+v: %d rows are used", s, rows)
	}
}

func TestHowManyPanesASizeShows(t *testing.T) {
	for _, c := range []struct{ w, h, panes int }{{120, 40, 4}, {200, 60, 4}, {110, 32, 4}, {80, 24, 2}, {100, 50, 2}, {200, 24, 2}, {40, 12, 1}, {10, 3, 1}} {
		p := layout.Arrange(layout.Screen{Width: c.w, Height: c.h, Focus: keys.Stream, Second: keys.Card})
		if len(p.Places) != c.panes {
			t.Errorf("%dx%d shows %d panes, want %d", c.w, c.h, len(p.Places), c.panes)
		}
		if f := layout.Arrange(layout.Screen{Width: c.w, Height: c.h, Focus: keys.Compose, Full: true}); len(f.Places) != 1 || f.Places[0].Pane != keys.Compose {
			t.Errorf("%dx%d: full screen shows %v", c.w, c.h, f.Places)
		}
	}
}

func TestTheSecondPaneOfASmallScreenFollowsTheFocus(t *testing.T) {
	p := layout.Arrange(layout.Screen{Width: 80, Height: 24, Focus: keys.Insight, Second: keys.Card})
	if p.Find(keys.Insight) == nil || p.Find(keys.Card) != nil || p.Find(keys.Stream) == nil {
		t.Errorf("shown are %v", p.Places)
	}
	p = layout.Arrange(layout.Screen{Width: 80, Height: 24, Focus: keys.Stream, Second: keys.Compose})
	if place := p.Find(keys.Compose); place == nil || len(place.Tabs) != 3 {
		t.Errorf("shown are %v", p.Places)
	}
}

func TestSideAndBottom(t *testing.T) {
	at := func(w, h int, a layout.Arrangement) layout.Rect {
		p := layout.Arrange(layout.Screen{Width: w, Height: h, Focus: keys.Stream, Second: keys.Card, Wish: layout.Wish{Arrangement: a}})
		return p.Find(keys.Card).Rect
	}
	for _, c := range []struct {
		w, h int
		a    layout.Arrangement
		side bool
	}{
		{120, 40, layout.Auto, true},
		{120, 40, layout.Bottom, false},
		{80, 24, layout.Auto, false},
		{80, 24, layout.Side, true},
		{80, 24, layout.Bottom, false},
		{200, 24, layout.Auto, true},
		{70, 24, layout.Side, false},
	} {
		if r := at(c.w, c.h, c.a); (r.X > 0) != c.side {
			t.Errorf("%dx%d %s: the contact stands at %+v", c.w, c.h, c.a, r)
		}
	}
}

func TestWhatPartsThePanesCanBeMoved(t *testing.T) {
	stream := func(wish layout.Wish) layout.Rect {
		p := layout.Arrange(layout.Screen{Width: 120, Height: 40, Focus: keys.Stream, Wish: wish})
		return p.Find(keys.Stream).Rect
	}
	before := stream(layout.Wish{})
	if r := stream(layout.Wish{Cols: 8}); r.W <= before.W || r.H != before.H {
		t.Errorf("wider is %+v after %+v", r, before)
	}
	if r := stream(layout.Wish{Rows: 10}); r.H <= before.H || r.W != before.W {
		t.Errorf("higher is %+v after %+v", r, before)
	}
	below := stream(layout.Wish{Arrangement: layout.Bottom})
	if r := stream(layout.Wish{Arrangement: layout.Bottom, Rows: -10}); r.H >= below.H {
		t.Errorf("lower is %+v after %+v", r, below)
	}
}

// BenchmarkArrange: the plan is made for every message, and must cost nothing
// beside drawing a row (a few microseconds).
func BenchmarkArrange(b *testing.B) {
	s := layout.Screen{Width: 200, Height: 60, Focus: keys.Stream, Second: keys.Card}
	for b.Loop() {
		layout.Arrange(s)
	}
}

// TestTheComposerIsAStripUntilSomebodyWrites: on a high screen the rows that its
// short list does not need are the stream's, and a text that is being written keeps
// its room while the eye is elsewhere.
func TestTheComposerIsAStripUntilSomebodyWrites(t *testing.T) {
	rows := func(s layout.Screen) int {
		p := layout.Arrange(s)
		return p.Find(keys.Compose).Rect.H
	}
	for _, s := range []layout.Screen{{Width: 120, Height: 40}, {Width: 200, Height: 60}, {Width: 250, Height: 100}} {
		s.Focus = keys.Stream
		idle := rows(s)
		if idle > layout.StripHeight+1 || idle < layout.OtherHeight {
			t.Errorf("at %dx%d an idle composer takes %d rows", s.Width, s.Height, idle)
		}
		s.Writing = true
		writing := rows(s)
		s.Focus, s.Writing = keys.Compose, false
		if writing != rows(s) || writing < 2*idle-2 {
			t.Errorf("at %dx%d it takes %d rows idle, %d while written in, %d focused", s.Width, s.Height, idle, writing, rows(s))
		}
	}
}

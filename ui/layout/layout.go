// Package layout divides the screen into rectangles. It is pure arithmetic:
// from 120x40 up four panes, below that the stream and one other, on the
// smallest screens one.
package layout

import "earshot/ui/keys"

// Rect is a rectangle of cells, its first at X, Y from zero.
type Rect struct{ X, Y, W, H int }

// Empty tells whether nothing can be drawn in it.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Place is where one pane is shown. The first row of Rect is its title.
type Place struct {
	Pane keys.Scope
	Rect Rect
	// Tabs are the panes that share the place; nil when it has it alone. The
	// title row names them all.
	Tabs []keys.Scope
}

// Plan is the division of one screen.
type Plan struct {
	Places []Place
	// Down is the column of the vertical separator, -1 for none; it runs from
	// the first row to the last of the panes.
	Down   int
	Height int // rows of the panes together
	Status int // the row of the status line, -1 for none
	Footer int // the row of the footer, -1 for none
}

// Panes lists the panes in the order of their numbers 1 to 4.
func Panes() []keys.Scope {
	return []keys.Scope{keys.Stream, keys.Card, keys.Compose, keys.Insight}
}

// The least size of the four-pane screen, and of the two-pane one.
const (
	FullWidth, FullHeight = 110, 32
	HalfWidth, HalfHeight = 60, 18
)

// Arrange divides width x height cells. focus has the keys; second is the pane
// that was last shown beside the stream.
func Arrange(width, height int, focus, second keys.Scope, full bool) Plan {
	p := Plan{Down: -1, Status: -1, Footer: -1, Height: height}
	if height >= 4 {
		p.Height--
		p.Status = p.Height
	}
	if height >= 6 {
		p.Height--
		p.Status, p.Footer = p.Height, p.Height+1
	}
	switch {
	case full:
		p.Places = []Place{{Pane: focus, Rect: Rect{0, 0, width, p.Height}}}
	case width >= FullWidth && height >= FullHeight:
		p.four(width, focus)
	case width >= HalfWidth && height >= HalfHeight:
		p.two(width, focus, second)
	default:
		p.Places = []Place{{Pane: focus, Rect: Rect{0, 0, width, p.Height}, Tabs: Panes()}}
	}
	return p
}

// four gives the stream the larger part at the left with the composer below,
// and the person and the figures the right.
func (p *Plan) four(width int, focus keys.Scope) {
	right := width * 42 / 100
	if width >= 160 {
		right = width * 40 / 100
	}
	left := width - right - 1
	p.Down = left
	// The composer grows when somebody writes.
	lower := p.Height * 34 / 100
	if focus == keys.Compose {
		lower = p.Height * 45 / 100
	}
	upper := p.Height * 54 / 100
	p.Places = []Place{
		{Pane: keys.Stream, Rect: Rect{0, 0, left, p.Height - lower}},
		{Pane: keys.Card, Rect: Rect{left + 1, 0, right, upper}},
		{Pane: keys.Compose, Rect: Rect{0, p.Height - lower, left, lower}},
		{Pane: keys.Insight, Rect: Rect{left + 1, upper, right, p.Height - upper}},
	}
}

// two puts one other pane below the stream; the others are its tabs.
func (p *Plan) two(width int, focus, second keys.Scope) {
	if focus != keys.Stream {
		second = focus
	}
	if second == "" || second == keys.Stream {
		second = keys.Card
	}
	lower := p.Height * 45 / 100
	if focus != keys.Stream {
		lower = p.Height * 55 / 100
	}
	p.Places = []Place{
		{Pane: keys.Stream, Rect: Rect{0, 0, width, p.Height - lower}},
		{Pane: second, Rect: Rect{0, p.Height - lower, width, lower}, Tabs: Panes()[1:]},
	}
}

// Find gives the place of a pane, nil if it is not on the screen.
func (p *Plan) Find(pane keys.Scope) *Place {
	for i := range p.Places {
		if p.Places[i].Pane == pane {
			return &p.Places[i]
		}
	}
	return nil
}

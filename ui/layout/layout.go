// Package layout divides the screen into rectangles. It is pure arithmetic:
// from 110x32 up four panes, below that the stream and one other, on the
// smallest screens one. The others stand at the side of the stream or below it,
// and a person may move what parts them; the stream stays useful whatever is
// wished.
package layout

import "earshot/ui/keys"

// Rect is a rectangle of cells, its first at X, Y from zero. Where X is not
// zero the column before it belongs to a vertical separator.
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
	Height int // rows of the panes together
	Status int // the row of the status line, -1 for none
	Footer int // the row of the footer, -1 for none
	// Side tells whether the other panes stand beside the stream.
	Side bool
}

// Arrangement says where the other panes stand.
type Arrangement string

// The arrangements. Auto follows the size: at the side where there is room for
// four panes or little height, else at the bottom.
const (
	Auto   Arrangement = "auto"
	Side   Arrangement = "side"
	Bottom Arrangement = "bottom"
)

// Arrangements lists what a setting may name.
func Arrangements() []Arrangement { return []Arrangement{Auto, Side, Bottom} }

// Wish is how a person wants the screen divided.
type Wish struct {
	Arrangement Arrangement // empty = Auto
	// Cols and Rows widen and heighten the stream, in percent of the screen.
	Cols, Rows int
}

// Screen is what is to be divided and who matters in it.
type Screen struct {
	Width, Height int
	Focus         keys.Scope // has the keys
	Second        keys.Scope // was last shown beside the stream
	Full          bool       // Focus has the screen alone
	Writing       bool       // a text is being written in the composer, focused or not
	Wish          Wish
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

// StripHeight is what the composer takes at most while nobody uses it.
const StripHeight = 9

// The least size of the stream and of another pane beside or below it; MaxMove
// bounds how far, in percent, what parts them is moved.
const (
	StreamWidth, StreamHeight = 44, 7
	OtherWidth, OtherHeight   = 32, 5
	MaxMove                   = 40
)

// Arrange divides a screen.
func Arrange(s Screen) Plan {
	p := Plan{Status: -1, Footer: -1, Height: s.Height}
	if s.Height >= 4 {
		p.Height--
		p.Status = p.Height
	}
	if s.Height >= 6 {
		p.Height--
		p.Status, p.Footer = p.Height, p.Height+1
	}
	p.Side = s.side()
	four := s.Width >= FullWidth && s.Height >= FullHeight
	switch {
	case s.Full:
		p.Places = []Place{{Pane: s.Focus, Rect: Rect{0, 0, s.Width, p.Height}}}
	case four && p.Side:
		p.beside(s)
	case four:
		p.below(s)
	case s.Width >= HalfWidth && s.Height >= HalfHeight:
		p.two(s)
	default:
		p.Places = []Place{{Pane: s.Focus, Rect: Rect{0, 0, s.Width, p.Height}, Tabs: Panes()}}
	}
	return p
}

// side tells whether the others stand at the side.
func (s Screen) side() bool {
	if s.Width < StreamWidth+1+OtherWidth {
		return false
	}
	switch s.Wish.Arrangement {
	case Side:
		return true
	case Bottom:
		return false
	}
	return s.Width >= FullWidth
}

// beside gives the stream the larger part at the left with the composer below,
// and the person and the figures the right.
func (p *Plan) beside(s Screen) {
	left := s.left()
	x, right := left+1, s.Width-left-1
	// The composer is a strip until somebody writes, on a high screen no higher
	// than on a usual one: its list is short, the stream never is.
	share := min(26, StripHeight*100/p.Height+1)
	if s.Focus == keys.Compose || s.Writing {
		share = 46
	}
	lower := p.lower(share-s.Wish.Rows, OtherHeight)
	upper := p.Height * 54 / 100
	p.Places = []Place{
		{Pane: keys.Stream, Rect: Rect{0, 0, left, p.Height - lower}},
		{Pane: keys.Card, Rect: Rect{x, 0, right, upper}},
		{Pane: keys.Compose, Rect: Rect{0, p.Height - lower, left, lower}},
		{Pane: keys.Insight, Rect: Rect{x, upper, right, p.Height - upper}},
	}
}

// left is the width of the stream with others at its side.
func (s Screen) left() int {
	share := 58
	if s.Width >= 160 {
		share = 60
	}
	return clamp(s.Width*(share+s.Wish.Cols)/100, StreamWidth, s.Width-1-OtherWidth)
}

// lower is the height of what stands below the stream, least at the least.
func (p *Plan) lower(share, least int) int {
	return clamp(p.Height*share/100, min(least, p.Height-StreamHeight), p.Height-StreamHeight)
}

// below gives the stream the whole width, and the others a row below it. The
// pane with the focus gets more of that row.
func (p *Plan) below(s Screen) {
	share := 46
	if s.Focus == keys.Compose || s.Writing {
		share = 50
	}
	lower := p.lower(share-s.Wish.Rows, OtherHeight)
	y := p.Height - lower
	p.Places = []Place{{Pane: keys.Stream, Rect: Rect{0, 0, s.Width, y}}}
	room := s.Width - 2
	x := 0
	for i, pane := range Panes()[1:] {
		w := room / (3 - i)
		p.Places = append(p.Places, Place{Pane: pane, Rect: Rect{x, y, w, lower}})
		x, room = x+w+1, room-w
	}
}

// two puts one other pane beside or below the stream; the others are its tabs.
func (p *Plan) two(s Screen) {
	second := s.Second
	if s.Focus != keys.Stream {
		second = s.Focus
	}
	if second == "" || second == keys.Stream {
		second = keys.Card
	}
	stream := Rect{0, 0, s.Width, p.Height}
	other := stream
	if p.Side {
		stream.W = s.left()
		other.X, other.W = stream.W+1, s.Width-stream.W-1
	} else {
		share := 45
		if s.Focus != keys.Stream {
			share = 55
		}
		other.H = p.lower(share-s.Wish.Rows, OtherHeight)
		stream.H -= other.H
		other.Y = stream.H
	}
	p.Places = []Place{{Pane: keys.Stream, Rect: stream}, {Pane: second, Rect: other, Tabs: Panes()[1:]}}
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

func clamp(n, least, most int) int { return max(least, min(n, most)) }

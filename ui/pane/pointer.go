package pane

import tea "charm.land/bubbletea/v2"

// Gesture is what a pointer did on a pane.
type Gesture string

// The gestures.
const (
	Pick   Gesture = "pick"   // a click: select what stands there
	Toggle Gesture = "toggle" // a click with ctrl: mark it or not
	Extend Gesture = "extend" // dragged here, or clicked with shift: mark up to here
	Drop   Gesture = "drop"   // the button that dragged was let go
	Menu   Gesture = "menu"   // the right button: the root shows a menu for what is selected then
)

// Pointer is one gesture at a cell of the pane's last View, from zero.
type Pointer struct {
	X, Y    int
	Width   int // of the View, where it is told: of overlays
	Gesture Gesture
	// Focused tells that the pane had the keys before: only then does a click on
	// what is selected already open it.
	Focused bool
	// Run runs a command of the pane or of everywhere by its ID, as its key does:
	// a pointer has no verbs of its own.
	Run func(id string) tea.Cmd
}

// Pointed is a pane or an overlay that knows what stands at its cells. Without
// it a click only gives the pane the focus. Whatever a gesture does a key does
// too.
type Pointed interface {
	// Point takes a gesture.
	Point(at Pointer) tea.Cmd
}

// Wheeled is a pane that scrolls by itself. All others are scrolled by their
// commands "down" and "up", three at a time.
type Wheeled interface {
	// Wheel scrolls by n lines, up if n is negative; false = it does not now.
	Wheel(n int) (tea.Cmd, bool)
}

// Rows remembers what stands on which line of the last View, for Point.
type Rows struct{ items []int }

// Begin starts a drawing whose first lines hold no item.
func (r *Rows) Begin(lines int) {
	r.items = r.items[:0]
	r.Add(-1, lines)
}

// Add says that the next lines show an item; -1 = none.
func (r *Rows) Add(item, lines int) {
	for range lines {
		r.items = append(r.items, item)
	}
}

// At gives the item on a line; false = there is none.
func (r *Rows) At(y int) (int, bool) {
	if y < 0 || y >= len(r.items) || r.items[y] < 0 {
		return 0, false
	}
	return r.items[y], true
}

// PickRow is Point for a pane with one list: a click selects a row by going
// there, a click on the selected row opens it. at is the selected row, move goes
// n rows on, open is the ID of what opens a row.
func PickRow(p Pointer, row, at int, move func(n int) tea.Cmd, open string) tea.Cmd {
	if row == at && p.Gesture == Pick && p.Focused {
		return p.Run(open)
	}
	if row == at {
		return nil
	}
	return move(row - at)
}

// Package paint brings frames to a terminal in as few bytes as possible.
//
// A frame is text: lines with styles (SGR, ECMA-48 8.3.117) and links (OSC 8) and
// nothing else; every other sequence in it is dropped. [Screen] turns a frame
// into cells, compares them with what the terminal shows and writes the
// difference; it is a pure function of the frames so far. [Painter] does that in
// a goroutine of its own, so that a terminal that hangs holds up nobody: frames
// that come meanwhile replace one another.
//
// Terminals disagree about how many cells a joined emoji, an accent or a wide
// letter takes. Behind such a cluster the cursor is never trusted: the next cell
// is addressed by its column, and the cells that a terminal could have drawn
// over are drawn again. So a column never breaks, whatever the terminal thinks,
// and a row with emoji costs nothing while it does not change.
package paint

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Frame is all that the terminal is to show.
type Frame struct {
	// View is the content, the cursor in cells from the upper left corner, and
	// the modes: mouse, focus, paste, title. The alternate screen is always used.
	View tea.View
	// Width and Height are the terminal's size in cells. Without a size nothing
	// is drawn.
	Width, Height int
	// Profile says which colours the terminal knows.
	Profile colorprofile.Profile
	// Graphemes says that the terminal has confirmed mode 2027: clusters are
	// measured as a whole, and the mode is switched on.
	Graphemes bool
	// Sync says that the terminal knows synchronised output (mode 2026).
	Sync bool
	// Again asks for a full repaint whenever the number changes.
	Again int
}

// same tells whether nothing would change on the terminal.
func (f *Frame) same(o *Frame) bool {
	a, b := f.View, o.View
	return f.Width == o.Width && f.Height == o.Height && f.Profile == o.Profile && f.Graphemes == o.Graphemes &&
		f.Sync == o.Sync && f.Again == o.Again && a.Content == b.Content && a.WindowTitle == b.WindowTitle &&
		a.MouseMode == b.MouseMode && a.ReportFocus == b.ReportFocus &&
		a.KeyboardEnhancements == b.KeyboardEnhancements && sameCursor(a.Cursor, b.Cursor)
}

func sameCursor(a, b *tea.Cursor) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.X == b.X && a.Y == b.Y && a.Shape == b.Shape && a.Blink == b.Blink
}

package paint

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// modes are the states of the terminal besides its cells.
type modes struct {
	in        bool // on the alternate screen
	set       Frame
	visible   bool // the cursor
	shape     int
	graphemes bool
}

// What a frame of that many bytes needs: to be held back until it is complete,
// and to hide the cursor that runs over the screen. Shorter ones arrive whole.
const (
	large = 200
	wide  = 64
)

// enter brings the terminal into the modes of a frame and tells whether this is
// the beginning.
func (m *modes) enter(p *pen, f *Frame) bool {
	begin := !m.in
	old, now := &m.set.View, &f.View
	if begin {
		// Keys are reported so that esc and alt, ctrl+i and tab can be told
		// apart (kitty keyboard protocol; xterm's modifyOtherKeys, 2). The stack of
		// kitty's flags belongs to the alternate screen. Without autowrap a glyph
		// of unexpected width cannot reach the next row. Mode 8 (BDSM, ECMA-48
		// 8.3.18) off: the terminals on VTE, and mintty, would else turn whole rows
		// round where right-to-left text of two columns meets, and VTE sees no marks
		// that could part it.
		p.out = append(p.out, ansi.SetModeAltScreenSaveCursor+ansi.ResetModeAutoWrap+ansi.ResetModeBiDirectionalSupport+ansi.ResetModeTextCursorEnable+
			ansi.SetModifyOtherKeys2...)
		p.out = append(p.out, ansi.PushKittyKeyboard(flags(now.KeyboardEnhancements))...)
		p.out = append(p.out, ansi.SetModeBracketedPaste...)
		*m = modes{in: true, shape: m.shape}
		old = &m.set.View
	} else if now.KeyboardEnhancements != old.KeyboardEnhancements {
		p.out = append(p.out, ansi.KittyKeyboard(flags(now.KeyboardEnhancements), 1)...)
	}
	if now.WindowTitle != old.WindowTitle {
		p.out = append(p.out, ansi.SetWindowTitle(title(now.WindowTitle))...)
	}
	if now.ReportFocus != old.ReportFocus {
		p.out = append(p.out, either(now.ReportFocus, ansi.SetModeFocusEvent, ansi.ResetModeFocusEvent)...)
	}
	if now.MouseMode != old.MouseMode {
		p.out = append(p.out, mouse(old.MouseMode, now.MouseMode)...)
	}
	if f.Graphemes != m.graphemes {
		m.graphemes = f.Graphemes
		p.out = append(p.out, either(f.Graphemes, ansi.SetModeUnicodeCore, ansi.ResetModeUnicodeCore)...)
	}
	m.set = *f
	m.set.View.Content = ""
	return begin
}

// flags are those of the kitty keyboard protocol.
func flags(k tea.KeyboardEnhancements) int {
	n := ansi.KittyDisambiguateEscapeCodes
	for flag, on := range map[int]bool{
		ansi.KittyReportEventTypes: k.ReportEventTypes, ansi.KittyReportAlternateKeys: k.ReportAlternateKeys,
		ansi.KittyReportAllKeysAsEscapeCodes: k.ReportAllKeysAsEscapeCodes, ansi.KittyReportAssociatedKeys: k.ReportAssociatedText,
	} {
		if on {
			n |= flag
		}
	}
	return n
}

func either(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// title is a text that cannot end the sequence it stands in.
func title(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, s)
}

// mouse changes which events are reported, with positions as decimal numbers
// (mode 1006).
func mouse(old, now tea.MouseMode) string {
	out := ""
	if old != tea.MouseModeNone {
		out = ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent
	}
	switch now {
	case tea.MouseModeCellMotion:
		return out + ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr
	case tea.MouseModeAllMotion:
		return out + ansi.SetModeMouseAnyEvent + ansi.SetModeMouseExtSgr
	}
	return out + ansi.ResetModeMouseExtSgr
}

// cursor puts the cursor where the frame wants it and closes the frame: start is
// where its bytes begin, rows where those of its rows do.
func (m *modes) cursor(p *pen, f *Frame, rows, start int) {
	drawn := len(p.out) - rows
	hide := m.visible && (f.View.Cursor == nil || drawn > wide && !f.Sync)
	if hide {
		m.visible = false
		p.out = insert(p.out, start, ansi.ResetModeTextCursorEnable)
	}
	if c := f.View.Cursor; c != nil {
		p.move(min(max(c.X, 0), p.width-1), min(max(c.Y, 0), p.height-1))
		shape := 2*int(c.Shape) + 1 // DECSCUSR
		if !c.Blink {
			shape++
		}
		if shape != m.shape && (m.shape != 0 || shape != 1) {
			m.shape = shape
			p.out = append(p.out, ansi.SetCursorStyle(shape)...)
		}
		if !m.visible {
			m.visible = true
			p.out = append(p.out, ansi.SetModeTextCursorEnable...)
		}
	}
	if f.Sync && drawn > large {
		p.out = append(insert(p.out, start, ansi.SetModeSynchronizedOutput), ansi.ResetModeSynchronizedOutput...)
	}
}

func insert(dst []byte, at int, text string) []byte {
	dst = append(dst, text...)
	copy(dst[at+len(text):], dst[at:])
	copy(dst[at:], text)
	return dst
}

// leave undoes all.
func (m *modes) leave(p *pen) {
	if !m.in {
		return
	}
	p.out = append(p.out, ansi.ResetModifyOtherKeys+ansi.PopKittyKeyboard(1)...)
	if p.tables != nil {
		p.wearLink()
	}
	p.out = append(p.out, ansi.ResetStyle+ansi.ResetModeAltScreenSaveCursor+ansi.SetModeTextCursorEnable+
		ansi.SetModeAutoWrap+ansi.SetModeBiDirectionalSupport+ansi.ResetModeBracketedPaste...)
	if m.set.View.ReportFocus {
		p.out = append(p.out, ansi.ResetModeFocusEvent...)
	}
	if m.set.View.MouseMode != tea.MouseModeNone {
		p.out = append(p.out, mouse(m.set.View.MouseMode, tea.MouseModeNone)...)
	}
	if m.shape > 1 {
		p.out = append(p.out, ansi.SetCursorStyle(0)...)
	}
	if m.graphemes {
		p.out = append(p.out, ansi.ResetModeUnicodeCore...)
	}
	if m.set.View.WindowTitle != "" {
		p.out = append(p.out, ansi.SetWindowTitle("")...)
	}
	*m = modes{}
}

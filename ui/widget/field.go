package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/store/clean"
	"earshot/ui/theme"
)

// Field is one line of text being edited. It edits by what a person sees as one
// character, not by code points.
type Field struct {
	parts   []string // one visible character each
	at      int
	offered bool // the text was offered: typing replaces it, editing keeps it
}

// maxField is the longest text, in visible characters; a query may be long.
const maxField = 8 << 10

// Text is what stands in the field.
func (f *Field) Text() string { return strings.Join(f.parts, "") }

// Before is the text before the cursor.
func (f *Field) Before() string { return strings.Join(f.parts[:f.at], "") }

// Set replaces the text; the cursor goes to its end.
func (f *Field) Set(s string) {
	f.offered = false
	f.parts = split(clean.Line(s, 0))
	if strings.HasSuffix(s, " ") {
		f.parts = append(f.parts, " ") // a completion that goes on
	}
	f.parts = f.parts[:min(len(f.parts), maxField)]
	f.at = len(f.parts)
}

// Offer sets a text that the next typed letter replaces, but that any other key
// takes over: what was left unfinished the last time.
func (f *Field) Offer(s string) {
	f.Set(s)
	f.offered = len(f.parts) > 0
}

// Insert puts text at the cursor: what was typed or pasted. Line ends become
// spaces.
func (f *Field) Insert(s string) {
	if f.offered {
		f.parts, f.at, f.offered = nil, 0, false
	}
	if s != " " {
		lead := strings.HasPrefix(s, " ")
		tail := strings.HasSuffix(s, " ") && len(s) > 1
		s = clean.Line(s, 0)
		if lead {
			s = " " + s
		}
		if tail {
			s += " "
		}
	}
	before := f.Before() + s
	rest := strings.Join(f.parts[f.at:], "")
	f.parts = split(before)
	f.at = len(f.parts)
	f.parts = append(f.parts, split(rest)...)
	f.parts = f.parts[:min(len(f.parts), maxField)]
	f.at = min(f.at, len(f.parts))
}

// Key edits by a key; it reports whether the key meant something to the field.
func (f *Field) Key(k tea.KeyPressMsg) bool {
	if k.Text != "" {
		f.Insert(k.Text)
		return true
	}
	f.offered = false
	switch k.String() {
	case "left", "ctrl+b":
		f.at = max(0, f.at-1)
	case "right":
		f.at = min(len(f.parts), f.at+1)
	case "home", "ctrl+a":
		f.at = 0
	case "end", "ctrl+e":
		f.at = len(f.parts)
	case "ctrl+left", "alt+b", "alt+left":
		f.at = f.wordStart()
	case "ctrl+right", "alt+f", "alt+right":
		f.at = f.wordEnd()
	case "backspace", "ctrl+h":
		f.cut(max(0, f.at-1), f.at)
	case "delete":
		f.cut(f.at, min(len(f.parts), f.at+1))
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		f.cut(f.wordStart(), f.at)
	case "ctrl+u":
		f.cut(0, f.at)
	default:
		return false
	}
	return true
}

func (f *Field) cut(from, to int) {
	f.parts = append(f.parts[:from:from], f.parts[to:]...)
	f.at = from
}

func (f *Field) wordStart() int {
	i := f.at
	for i > 0 && f.parts[i-1] == " " {
		i--
	}
	for i > 0 && f.parts[i-1] != " " {
		i--
	}
	return i
}

func (f *Field) wordEnd() int {
	i := f.at
	for i < len(f.parts) && f.parts[i] == " " {
		i++
	}
	for i < len(f.parts) && f.parts[i] != " " {
		i++
	}
	return i
}

// View draws the field in exactly width cells, scrolled so that the cursor can
// be seen, and gives the cell of the cursor. hint stands where nothing is typed.
func (f *Field) View(th *theme.Theme, p Policy, width int, hint string) (string, int) {
	if width <= 0 {
		return "", 0
	}
	if len(f.parts) == 0 {
		return NewLine(th, p, width).Put(theme.Hint, hint).String(), 0
	}
	cells := func(s string) string { return p.Clean(s) }
	from, used := f.at, 0
	for from > 0 {
		w := p.Width(cells(f.parts[from-1]))
		if used+w > width-1 {
			break
		}
		used += w
		from--
	}
	var b strings.Builder
	cursor, n := used, 0
	for i := from; i < len(f.parts); i++ {
		part := cells(f.parts[i])
		w := p.Width(part)
		if n+w > width {
			break
		}
		b.WriteString(part)
		n += w
	}
	token := theme.Input
	if f.offered {
		token = theme.Hint
	}
	return th.Paint(token, b.String()) + Spaces(width-n), cursor
}

func split(s string) []string {
	var out []string
	for rest := s; rest != ""; {
		c, _ := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
		rest = rest[len(c):]
		out = append(out, c)
	}
	return out
}

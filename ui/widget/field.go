package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"

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
	from    int    // the first character in sight
	cell    int    // where View put the cursor
	killed  string // what was cut last, for ctrl+y
	offered bool   // the text was offered: typing replaces it, editing keeps it
}

// maxField is the longest text, in visible characters; a query may be long.
const maxField = 8 << 10

// Text is what stands in the field.
func (f *Field) Text() string { return strings.Join(f.parts, "") }

// Before is the text before the cursor.
func (f *Field) Before() string { return strings.Join(f.parts[:f.at], "") }

// Set replaces the text; the cursor goes to its end.
func (f *Field) Set(s string) {
	f.offered, f.from = false, 0
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

// Key edits by a key, as a shell does; it reports whether the key meant something
// to the field. Words end at spaces for ctrl+w and ctrl+arrow, at anything but
// letters and digits for alt+b, alt+f and alt+d; what ctrl+w, ctrl+u, ctrl+k and
// alt+d cut comes back with ctrl+y.
func (f *Field) Key(k tea.KeyPressMsg) bool {
	if k.Text != "" {
		f.Insert(k.Text)
		return true
	}
	f.offered = false
	name := k.String()
	if to, ok := f.goal(name); ok {
		f.at = to
		return true
	}
	switch name {
	case "backspace", "ctrl+h":
		f.cut(max(0, f.at-1), f.at)
	case "delete":
		f.cut(f.at, min(len(f.parts), f.at+1))
	case "ctrl+w", "ctrl+backspace":
		f.kill(f.back(spaced), f.at)
	case "alt+backspace":
		f.kill(f.back(lettered), f.at)
	case "alt+d", "ctrl+delete":
		f.kill(f.at, f.forth(lettered))
	case "ctrl+u":
		f.kill(0, f.at)
	case "ctrl+k":
		f.kill(f.at, len(f.parts))
	case "ctrl+y":
		f.Insert(f.killed)
	default:
		return false
	}
	return true
}

// goal is where a key moves the cursor.
func (f *Field) goal(name string) (int, bool) {
	switch name {
	case "left", "ctrl+b":
		return max(0, f.at-1), true
	case "right":
		return min(len(f.parts), f.at+1), true
	case "home", "ctrl+a":
		return 0, true
	case "end", "ctrl+e":
		return len(f.parts), true
	case "alt+b", "alt+left":
		return f.back(lettered), true
	case "alt+f", "alt+right":
		return f.forth(lettered), true
	case "ctrl+left":
		return f.back(spaced), true
	case "ctrl+right":
		return f.forth(spaced), true
	}
	return 0, false
}

func (f *Field) cut(from, to int) {
	f.parts = append(f.parts[:from:from], f.parts[to:]...)
	f.at = from
}

// kill cuts and keeps what was cut.
func (f *Field) kill(from, to int) {
	if from < to {
		f.killed = strings.Join(f.parts[from:to], "")
	}
	f.cut(from, to)
}

// spaced and lettered tell what belongs to a word.
func spaced(part string) bool { return part != " " }

func lettered(part string) bool {
	r, _ := utf8.DecodeRuneInString(part)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// back is where the word at or before the cursor begins.
func (f *Field) back(word func(string) bool) int {
	i := f.at
	for i > 0 && !word(f.parts[i-1]) {
		i--
	}
	for i > 0 && word(f.parts[i-1]) {
		i--
	}
	return i
}

// forth is where the word at or behind the cursor ends.
func (f *Field) forth(word func(string) bool) int {
	i := f.at
	for i < len(f.parts) && !word(f.parts[i]) {
		i++
	}
	for i < len(f.parts) && word(f.parts[i]) {
		i++
	}
	return i
}

// View draws the field in exactly width cells, scrolled so that the cursor can
// be seen, and gives the cell of the cursor. hint stands where nothing is typed.
func (f *Field) View(th *theme.Theme, p Policy, width int, hint string) (string, int) {
	f.cell = 0
	if width <= 0 {
		return "", 0
	}
	if len(f.parts) == 0 {
		return NewLine(th, p, width).Put(theme.Hint, hint).String(), 0
	}
	cells := func(s string) string { return p.Clean(s) }
	f.cell = f.scroll(p, width)
	var b strings.Builder
	n := 0
	for i := f.from; i < len(f.parts); i++ {
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
	return th.Paint(token, p.Apart(b.String())) + Spaces(width-n), f.cell
}

// Cell is where the cursor stood when the field was drawn last, counted from its
// first cell.
func (f *Field) Cell() int { return f.cell }

// scroll brings the cursor into sight, moving the text as little as it can, and
// gives the cells before the cursor. A cell is kept for the cursor itself.
func (f *Field) scroll(p Policy, width int) int {
	f.from = min(f.from, f.at)
	used := 0
	for i := f.from; i < f.at; i++ {
		used += p.Width(p.Clean(f.parts[i]))
	}
	for used > width-1 && f.from < f.at {
		used -= p.Width(p.Clean(f.parts[f.from]))
		f.from++
	}
	rest := 1
	for i := f.at; i < len(f.parts) && used+rest < width; i++ {
		rest += p.Width(p.Clean(f.parts[i]))
	}
	for f.from > 0 {
		w := p.Width(p.Clean(f.parts[f.from-1]))
		if used+rest+w > width {
			break
		}
		used += w
		f.from--
	}
	return used
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

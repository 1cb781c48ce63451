package compose

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/rivo/uniseg"

	"earshot/store/clean"
)

// area is a text of several lines being edited. It edits by what a person sees
// as one character, wraps at words, and takes back its own changes.
type area struct {
	parts []string // one visible character each; a line end is one of them
	at    int      // the cursor stands before this part
	goal  int      // column that up and down aim for; -1 = where the cursor is
	lay   layout
	past  []moment // for taking back, oldest first
	ahead []moment // for doing again
	mode  string   // what the last change was; a change of mode begins a moment
	bytes int
}

// moment is the text as it was before a change.
type moment struct {
	parts []string
	at    int
}

// The largest text, in bytes: more than any network and the desk take; and how
// many changes can be taken back.
const (
	maxBytes   = 256 << 10
	maxMoments = 200
)

// Set replaces the text and forgets what could be taken back; the cursor goes
// to its end.
func (a *area) Set(s string) {
	s = clean.Text(s, 0)
	*a = area{parts: split(s), goal: -1, bytes: len(s)}
	a.at = len(a.parts)
}

// Text is what stands there.
func (a *area) Text() string { return strings.Join(a.parts, "") }

// Empty tells whether nothing is written.
func (a *area) Empty() bool { return strings.TrimSpace(a.Text()) == "" }

// Insert puts a text at the cursor: what was typed or pasted. It reports
// whether all of it found room.
func (a *area) Insert(s string) bool {
	s = clean.Text(s, 0)
	if s == "" {
		return true
	}
	if a.bytes+len(s) > maxBytes {
		return false
	}
	a.remember(insertMode(s))
	a.bytes += len(s)
	// A combining mark or a joiner belongs to the character before it.
	from := max(0, a.at-1)
	fresh := split(strings.Join(a.parts[from:a.at], "") + s)
	a.parts = slices.Concat(a.parts[:from], fresh, a.parts[a.at:])
	a.at = from + len(fresh)
	a.touched()
	return true
}

// insertMode: a word at a time is taken back, and a paste as a whole.
func insertMode(s string) string {
	switch {
	case strings.TrimSpace(s) == "":
		return "space"
	case len(s) > 16:
		return ""
	}
	return "insert"
}

// remember keeps the text before a change; changes of one mode in a row count
// as one.
func (a *area) remember(mode string) {
	a.ahead = nil
	if mode != "" && mode == a.mode {
		return
	}
	if !(mode == "insert" && a.mode == "space") { // the space before a word goes with it
		a.past = append(a.past, moment{a.parts, a.at})
		if len(a.past) > maxMoments {
			a.past = a.past[1:]
		}
	}
	a.mode = mode
}

// touched forgets what depends on the text.
func (a *area) touched() { a.lay.width, a.goal = 0, -1 }

// step takes back a change, or does it again.
func (a *area) step(from, to *[]moment) bool {
	if len(*from) == 0 {
		return false
	}
	last := (*from)[len(*from)-1]
	*from = (*from)[:len(*from)-1]
	*to = append(*to, moment{a.parts, a.at})
	a.parts, a.at, a.mode = last.parts, last.at, ""
	a.bytes = len(a.Text())
	a.touched()
	return true
}

// cut takes away a range of parts. The parts are copied: what can be taken back
// keeps the old ones.
func (a *area) cut(from, to int, mode string) {
	from, to = max(0, from), min(to, len(a.parts))
	if from >= to {
		return
	}
	a.remember(mode)
	for _, p := range a.parts[from:to] {
		a.bytes -= len(p)
	}
	a.parts = slices.Concat(a.parts[:from], a.parts[to:])
	a.at = from
	a.touched()
}

// Key edits by a key; it reports whether the key meant something.
func (a *area) Key(k tea.KeyPressMsg) bool {
	if k.Text != "" {
		return a.Insert(k.Text)
	}
	switch name := k.String(); name {
	case "enter", "shift+enter", "ctrl+j":
		return a.Insert("\n")
	case "backspace", "ctrl+h":
		a.cut(a.at-1, a.at, "delete")
	case "delete":
		a.cut(a.at, a.at+1, "delete")
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		a.cut(a.wordStart(), a.at, "word")
	case "alt+d", "ctrl+delete", "alt+delete":
		a.cut(a.at, a.wordEnd(), "word")
	case "ctrl+u":
		a.cut(a.lay.start(a), a.at, "line")
	case "ctrl+z":
		a.step(&a.past, &a.ahead)
	case "ctrl+y":
		a.step(&a.ahead, &a.past)
	default:
		return a.move(name)
	}
	return true
}

// move puts the cursor elsewhere.
func (a *area) move(name string) bool {
	goal := -1
	switch name {
	case "left", "ctrl+b":
		a.at = max(0, a.at-1)
	case "right":
		a.at = min(len(a.parts), a.at+1)
	case "ctrl+left", "alt+left", "alt+b":
		a.at = a.wordStart()
	case "ctrl+right", "alt+right", "alt+f":
		a.at = a.wordEnd()
	case "home", "ctrl+a":
		a.at = a.lay.start(a)
	case "end", "ctrl+e":
		a.at = a.lay.end(a)
	case "ctrl+home":
		a.at = 0
	case "ctrl+end":
		a.at = len(a.parts)
	case "up", "ctrl+p":
		goal = a.vertical(-1)
	case "down", "ctrl+n":
		goal = a.vertical(1)
	case "pgup":
		goal = a.vertical(-max(1, a.lay.height-1))
	case "pgdown":
		goal = a.vertical(max(1, a.lay.height-1))
	default:
		return false
	}
	a.goal, a.mode = goal, ""
	return true
}

// vertical goes n rows down as they are on the screen and gives the column to
// aim for further on.
func (a *area) vertical(n int) int {
	row, column := a.lay.place(a)
	if a.goal >= 0 {
		column = a.goal
	}
	switch to := row + n; {
	case to < 0:
		a.at = 0
	case to >= len(a.lay.rows):
		a.at = len(a.parts)
	default:
		a.at = a.lay.part(a, to, column)
	}
	return column
}

// Top tells whether the cursor stands in the first row.
func (a *area) Top() bool {
	row, _ := a.lay.place(a)
	return row == 0
}

func blank(part string) bool { return part == " " || part == "\n" }

func (a *area) wordStart() int {
	i := a.at
	for i > 0 && blank(a.parts[i-1]) {
		i--
	}
	for i > 0 && !blank(a.parts[i-1]) {
		i--
	}
	return i
}

func (a *area) wordEnd() int {
	i := a.at
	for i < len(a.parts) && blank(a.parts[i]) {
		i++
	}
	for i < len(a.parts) && !blank(a.parts[i]) {
		i++
	}
	return i
}

// split cuts a text into visible characters (grapheme clusters, Unicode UAX 29).
func split(s string) []string {
	out := make([]string, 0, len(s))
	for rest, state := s, -1; rest != ""; {
		var c string
		c, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		out = append(out, c)
	}
	return out
}

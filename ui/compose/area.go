package compose

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/rivo/uniseg"

	"earshot/store/clean"
	"earshot/ui/keys"
)

// area is a text of several lines being edited. It edits by what a person sees
// as one character, wraps at words, takes back its own changes and gives back
// what was cut. A key costs what its row costs, not what the text is long:
// rows are laid out anew only where they change, see layout.edited. (Counting
// and saving read the whole text; they have a benchmark.)
type area struct {
	parts  []string // one visible character each; a line end is one of them
	at     int      // the cursor stands before this part
	goal   int      // column that up and down aim for; -1 = where the cursor is
	lay    layout
	log    log
	killed string // what was cut last, for ctrl+y
	chain  bool   // the last key cut: the next cut adds to it
	bytes  int
	joined string // the text as one string, while fresh
	fresh  bool
}

// The largest text, in bytes: more than any network and the desk take.
const maxBytes = 256 << 10

// Set replaces the text and forgets what could be taken back; the cursor goes
// to its end.
func (a *area) Set(s string) {
	s = clean.Text(s, 0)
	*a = area{parts: split(s), goal: -1, bytes: len(s), killed: a.killed, joined: s, fresh: true}
	a.at = len(a.parts)
}

// Change replaces the text as one change that can be taken back, such as what
// comes home from $EDITOR; the cursor stays as near as it can.
func (a *area) Change(s string) {
	s = clean.Text(s, maxBytes)
	at := a.at
	a.log.begin("", at)
	a.swap(0, len(a.parts), split(s))
	a.at = min(at, len(a.parts))
	a.touched()
}

// Text is what stands there.
func (a *area) Text() string {
	if !a.fresh {
		a.joined, a.fresh = strings.Join(a.parts, ""), true
	}
	return a.joined
}

// Before is the text between the start of the cursor's line and the cursor.
func (a *area) Before() string { return strings.Join(a.parts[lineStart(a.parts, a.at):a.at], "") }

// Place is the cursor as the number of bytes before it, for a draft to keep.
func (a *area) Place() int {
	n := 0
	for _, p := range a.parts[:a.at] {
		n += len(p)
	}
	return n
}

// GoTo puts the cursor behind a number of bytes, or as near as there is a
// visible character's end.
func (a *area) GoTo(bytes int) {
	a.at = 0
	for a.at < len(a.parts) && bytes >= len(a.parts[a.at]) {
		bytes -= len(a.parts[a.at])
		a.at++
	}
	a.goal, a.log.mode = -1, ""
}

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
	a.log.begin(insertMode(s), a.at)
	// A combining mark or a joiner belongs to the character before it.
	from := max(0, a.at-1)
	a.swap(from, a.at, split(strings.Join(a.parts[from:a.at], "")+s))
	a.touched()
	return true
}

// Replace takes n visible characters before the cursor for a text, as one
// change: how a proposal of the list gets into the text.
func (a *area) Replace(n int, s string) {
	s = clean.Text(s, maxBytes-a.bytes)
	a.log.begin("", a.at)
	a.swap(max(0, a.at-n), a.at, split(s))
	a.touched()
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

// touched ends what only the last change allows.
func (a *area) touched() { a.goal, a.chain = -1, false }

// swap puts other characters in the place of some, notes it for undo, and
// leaves the cursor behind them. All changes of the text go through here.
func (a *area) swap(from, to int, in []string) {
	out := slices.Clone(a.parts[from:to])
	a.log.note(change{from, out, in})
	a.put(from, to, in)
}

func (a *area) put(from, to int, in []string) {
	for _, p := range a.parts[from:to] {
		a.bytes -= len(p)
	}
	for _, p := range in {
		a.bytes += len(p)
	}
	a.parts = slices.Replace(a.parts, from, to, in...)
	a.at, a.fresh = from+len(in), false
	a.lay.edited(a, from, to-from, len(in))
}

// cut takes away a range of parts.
func (a *area) cut(from, to int, mode string) {
	from, to = max(0, from), min(to, len(a.parts))
	if from >= to {
		return
	}
	a.log.begin(mode, a.at)
	a.swap(from, to, nil)
	a.touched()
}

// kill cuts a range and remembers it for ctrl+y; cuts in a row add up, each on
// its side.
func (a *area) kill(from, to int) {
	text := strings.Join(a.parts[max(0, from):min(to, len(a.parts))], "")
	if text == "" {
		return
	}
	switch {
	case !a.chain:
		a.killed = text
	case to > a.at:
		a.killed += text
	default:
		a.killed = text + a.killed
	}
	a.cut(from, to, "kill")
	a.chain = true
}

// Key edits by a key; it reports whether the key meant something.
func (a *area) Key(k tea.KeyPressMsg) bool {
	if k.Text != "" {
		return a.Insert(k.Text)
	}
	name := k.String()
	if other, ok := keys.Latin(name); ok {
		name = other // alt with a letter of the Russian layout
	}
	switch name {
	case "enter", "shift+enter", "ctrl+j":
		return a.Insert("\n")
	case "backspace", "ctrl+h", "shift+backspace":
		a.cut(a.at-1, a.at, "delete")
	case "delete", "ctrl+d":
		a.cut(a.at, a.at+1, "delete")
	case "ctrl+w":
		a.kill(blankStart(a.parts, a.at), a.at)
	case "alt+backspace", "ctrl+backspace":
		a.kill(wordStart(a.parts, a.at), a.at)
	case "alt+d", "ctrl+delete", "alt+delete":
		a.kill(a.at, wordEnd(a.parts, a.at))
	case "ctrl+u":
		a.kill(lineStart(a.parts, a.at), a.at)
	case "ctrl+k":
		a.kill(a.at, max(lineEnd(a.parts, a.at), min(a.at+1, len(a.parts))))
	case "ctrl+y":
		return a.Insert(a.killed)
	case "ctrl+z", "ctrl+_", "alt+z", "ctrl+/":
		a.step(&a.log.past, &a.log.ahead, true)
	case "alt+Z", "alt+shift+z", "ctrl+shift+z":
		a.step(&a.log.ahead, &a.log.past, false)
	default:
		return a.move(name)
	}
	return true
}

// split cuts a text into visible characters (grapheme clusters, Unicode UAX 29).
func split(s string) []string {
	out := make([]string, 0, len(s))
	for line := range strings.SplitAfterSeq(s, "\n") { // a line end parts clusters
		if simple(line) {
			for i, r := range line {
				out = append(out, line[i:i+len(string(r))])
			}
			continue
		}
		for rest, state := line, -1; rest != ""; {
			var c string
			c, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
			out = append(out, c)
		}
	}
	return out
}

// simple tells whether each letter of a text is one visible character by
// itself: Latin and Cyrillic without combining marks. That is nearly all text,
// and far quicker to walk.
func simple(s string) bool {
	for _, r := range s {
		switch {
		case r >= ' ' && r <= '~', r == '\n', r >= 0xc0 && r <= 0x24f, r >= 0x410 && r <= 0x45f, r == 'Ё', r == '«', r == '»', r == '—', r == '–', r == '…', r == '№':
		default:
			return false
		}
	}
	return true
}

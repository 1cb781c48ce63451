package text

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// The memory of a Cutter. By Zipf's law a few thousand words make nearly all
// of what people write; the rest pushes each other out.
const (
	cutterSlots = 1 << 15 // words kept; with their forms about 4 MB when all are taken
	longestKept = 64      // bytes; longer words seldom come twice
)

// Cutter cuts texts as Tokens does and remembers the forms of the words it has
// met: folding and stemming a word costs ten times as much as cutting it out,
// and most words come again. What it remembers is bounded, and no answer
// depends on it. One Cutter may be used by many goroutines; it takes no locks.
// A nil Cutter works and remembers nothing.
type Cutter struct {
	seed  maphash.Seed
	slots []atomic.Pointer[forms]
}

// forms is a word, or a hashtag, with what is made of it. It never changes.
type forms struct{ written, norm, stem string }

// NewCutter gives a Cutter that has met no word yet. Whoever cuts many texts
// keeps one, and all share it.
func NewCutter() *Cutter {
	return &Cutter{seed: maphash.MakeSeed(), slots: make([]atomic.Pointer[forms], cutterSlots)}
}

// Tokens cuts s into tokens, in the order of the text, and appends them to
// dst. Give it the list of the text before, cut to no length, and it takes no
// memory at all for words that it knows. It has to be fast: every mention
// passes here twice on its way in, to be judged and to be found again. Text
// points into s; Norm and Stem do so only where the word is new.
func (c *Cutter) Tokens(dst []Token, s string) []Token {
	x := scanner{src: s, words: c, paren: parens{src: s}}
	for {
		t, ok := x.next()
		if !ok {
			return dst
		}
		if dst == nil {
			dst = make([]Token, 0, 4+len(s)/10) // Russian: 11 bytes a word, English: 6
		}
		dst = append(dst, t)
	}
}

// find gives the forms of a word met before, nil for a new one. A word lives
// in one of two neighbouring slots.
func (c *Cutter) find(written string) (f *forms, slot uint64) {
	slot = maphash.String(c.seed, written) & uint64(len(c.slots)-1)
	if f = c.slots[slot].Load(); f != nil && f.written == written {
		return f, slot
	}
	if f = c.slots[slot^1].Load(); f != nil && f.written == written {
		return f, slot
	}
	return nil, slot
}

// keep remembers the forms of a word at the slot that find named. What was
// there moves next door, and what was there is forgotten. The copy holds on to
// nothing of the text that the word came from.
func (c *Cutter) keep(slot uint64, written, norm, stem string) *forms {
	f := &forms{written: strings.Clone(written)}
	if f.norm = f.written; norm != written {
		f.norm = strings.Clone(norm)
	}
	if at := strings.Index(f.norm, stem); at >= 0 {
		f.stem = f.norm[at : at+len(stem)]
	} else {
		f.stem = strings.Clone(stem)
	}
	if old := c.slots[slot].Swap(f); old != nil {
		c.slots[slot^1].Store(old)
	}
	return f
}

// forms gives the norm and the stem of a word or hashtag.
func (c *scanner) forms(written string, k Kind) (norm, stem string) {
	if c.words == nil || len(written) > longestKept {
		return c.derive(written, k)
	}
	f, slot := c.words.find(written)
	if f == nil {
		norm, stem = c.derive(written, k)
		f = c.words.keep(slot, written, norm, stem)
	}
	return f.norm, f.stem
}

// derive makes the forms of a word or hashtag.
func (c *scanner) derive(written string, k Kind) (norm, stem string) {
	norm = term(written)
	if k == Hashtag {
		return norm, c.stems.stem(norm[1:])
	}
	return norm, c.stems.stem(norm)
}

// plainWord measures the word at the start of s if there is nothing to think
// about: ASCII and Cyrillic letters, perhaps digits behind them, and then a
// sign that neither belongs to a word nor to an address. It is 0 for what
// needs a closer look. Nine words of ten are plain.
func plainWord(s string) int {
	n := 0
	for n < len(s) {
		b := s[n]
		if low := b | 0x20; low >= 'a' && low <= 'z' || b >= '0' && b <= '9' && n > 0 {
			n++
			continue
		}
		if (b == 0xd0 || b == 0xd1) && n+1 < len(s) && s[n+1]&0xc0 == 0x80 { // U+0400 to U+047F, all letters
			n += 2
			continue
		}
		break
	}
	if n == 0 || !ends(s[n:]) || laughs(s) {
		return 0
	}
	return n
}

// ends reports signs behind which no word and no address goes on. A point or
// colon does so only before white space.
func ends(s string) bool {
	if s == "" {
		return true
	}
	switch s[0] {
	case ' ', '\n', '\t', '\r', ',', '!', '?', ';', '"', '(', ')':
		return true
	case '.', ':':
		return len(s) == 1 || s[1] == ' ' || s[1] == '\n'
	}
	return false
}

// laughs reports what may be a face such as xD.
func laughs(s string) bool {
	switch {
	case s[0] == 'x' || s[0] == 'X':
		s = s[1:]
	case strings.HasPrefix(s, "х") || strings.HasPrefix(s, "Х"): // Cyrillic
		s = s[len("х"):]
	default:
		return false
	}
	return s != "" && s[0]|0x20 == 'd' || strings.HasPrefix(s, "Д") || strings.HasPrefix(s, "д")
}

// idle reports ASCII that starts no token.
func idle(b byte) bool {
	switch b {
	case '#', '@', ':', ';', '=', '>', '<', '^', '-', '(', ')':
		return false
	}
	return b < '0' || b > '9' && b < 'A' || b > 'Z' && b < 'a' || b > 'z' && b < 0x80
}

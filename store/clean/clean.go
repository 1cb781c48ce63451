// Package clean makes text from outside safe to store and to show.
//
// Posts, mails, names and links are written by strangers. A stranger can hide
// an escape sequence that rewrites the terminal, a direction override that
// turns a link round, or two hundred accents on one letter that cover the rows
// above. Everything that arrives passes through this package once, before it
// is stored; the screen checks once more where text becomes cells.
//
// The functions are pure, take any bytes, run in linear time and are
// idempotent: cleaning what is clean changes nothing and allocates nothing.
// Words are never changed: no case folding, no normalisation of letters.
package clean

import "strings"

const (
	// maxMarks is how many combining marks a base may carry. Vietnamese needs
	// two, pointed Hebrew and Thai three; beyond four it is decoration.
	maxMarks = 4
	// maxJoins is how many joiners one emoji may be glued together with. The
	// longest in use, a kissing couple with skin tones, has three.
	maxJoins = 8
	// maxBreaks is how many line ends in a row survive: two blank lines.
	maxBreaks = 3
	// ellipsis ends a text that was cut.
	ellipsis = "…"
)

// Text cleans a text of several lines.
//
// Line ends become "\n", tabs become spaces, at most three line ends stand in
// a row. Escape sequences, control characters, direction controls and other
// invisible characters are removed, except where they belong to an emoji or
// join letters of a script that needs them. Bytes that are not UTF-8 become
// U+FFFD, one for each run. At most four combining marks stay on a base.
//
// The result has at most limit bytes; a longer one is cut between two visible
// characters and ends in "…". A limit of zero or less means no limit.
func Text(s string, limit int) string {
	return cleaned(s, limit, false)
}

// Line cleans a text that has to stay on one line: a name, a handle, a
// subject. It does what Text does, and also turns every run of white space,
// line ends included, into one space and trims both ends.
func Line(s string, limit int) string {
	return cleaned(s, limit, true)
}

// cleaned runs the cleaner and then applies the limit.
func cleaned(s string, limit int, line bool) string {
	c := cleaner{src: s, limit: limit, line: line}
	s = c.run()
	if limit <= 0 || len(s) <= limit {
		return s
	}
	s = cut(s, limit)
	// The cut may have parted what was whole, such as a joiner from the letter
	// after it. A second pass costs little and removes what now stands alone.
	c = cleaner{src: s, line: line}
	return c.run()
}

// cleaner walks over src once. As long as nothing has to change it only moves
// pos; the first change starts out, and pieces of src are copied as wholes.
type cleaner struct {
	src   string
	pos   int    // next byte to read
	out   []byte // what is finished; nil until something changed
	from  int    // start of the piece of src that is kept but not yet in out
	limit int    // bytes wanted, 0 for all
	line  bool   // one line: white space is collapsed

	prev   rune // last rune kept, 0 at the start
	marks  int  // combining marks kept since the last base
	joins  int  // joiners kept in the emoji at hand
	breaks int  // line ends kept since the last visible rune
	broken bool // the last thing kept stands for bytes that are not UTF-8
}

// run cleans everything, or as much as the limit asks for.
func (c *cleaner) run() string {
	for c.pos < len(c.src) {
		// Some slack beyond the limit lets cut see what follows.
		if c.limit > 0 && c.size() > c.limit+lookahead {
			break
		}
		if !c.plainRun() {
			c.special()
		}
	}
	if c.out == nil {
		return c.trimmed(c.src[c.from:c.pos])
	}
	return c.trimmed(string(append(c.out, c.src[c.from:c.pos]...)))
}

// trimmed removes the space that a line may still end in.
func (c *cleaner) trimmed(s string) string {
	if c.line {
		return strings.TrimSuffix(s, " ")
	}
	return s
}

// size is how long the result is so far, in bytes.
func (c *cleaner) size() int { return len(c.out) + c.pos - c.from }

// plainRun skips letters that never need care: printable ASCII and the
// Cyrillic letters U+0400..U+047F. That is nearly all text, and it is what
// makes the clean case fast. It reports whether it moved.
func (c *cleaner) plainRun() bool {
	s, start, end := c.src, c.pos, len(c.src)
	if c.limit > 0 {
		// Enough to go over the limit, so that a short limit on a long text
		// does not read the whole of it.
		end = min(end, start+c.limit+lookahead+1)
	}
	i, last := start, start
	for i < end {
		b := s[i]
		switch {
		case b == ' ' && c.line && !c.mayspace(i):
			return c.moved(i, last)
		case b >= ' ' && b < 0x7f:
			last, i = i, i+1
		case (b == 0xd0 || b == 0xd1) && i+1 < len(s) && s[i+1]&0xc0 == 0x80:
			last, i = i, i+2
		default:
			return c.moved(i, last)
		}
	}
	return c.moved(i, last)
}

// mayspace reports whether a space at byte i of src may stay on a line: it has
// something before it that is no space.
func (c *cleaner) mayspace(i int) bool {
	if i > c.pos {
		return c.src[i-1] != ' '
	}
	return c.size() > 0 && c.prev != ' '
}

// moved notes that src is kept up to i, and that its last rune starts at last.
func (c *cleaner) moved(i, last int) bool {
	if i == c.pos {
		return false
	}
	if c.breaks > 0 && strings.TrimLeft(c.src[c.pos:i], " ") != "" {
		c.breaks = 0
	}
	if i-last == 1 {
		c.prev = rune(c.src[last])
	} else {
		c.prev = rune(c.src[last]&0x1f)<<6 | rune(c.src[last+1]&0x3f)
	}
	c.pos, c.marks, c.joins, c.broken = i, 0, 0, false
	return true
}

// keep takes over n bytes of src, which end in the visible rune r.
func (c *cleaner) keep(n int, r rune) {
	c.pos += n
	c.prev, c.broken = r, false
}

// drop leaves out n bytes of src.
func (c *cleaner) drop(n int) { c.replace(n, "") }

// replace puts text where n bytes of src were.
func (c *cleaner) replace(n int, text string) {
	if c.out == nil {
		c.out = make([]byte, 0, c.room())
	}
	c.out = append(c.out, c.src[c.from:c.pos]...)
	c.out = append(c.out, text...)
	c.pos += n
	c.from = c.pos
}

// room guesses how long the result gets, in bytes.
func (c *cleaner) room() int {
	if c.limit > 0 {
		return min(len(c.src), c.limit+2*lookahead)
	}
	return len(c.src)
}

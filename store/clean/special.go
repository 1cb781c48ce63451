package clean

import (
	"unicode"
	"unicode/utf8"
)

const (
	esc         = 0x1b
	zwnj        = '\u200c' // zero width non-joiner
	zwj         = '\u200d' // zero width joiner
	textStyle   = '\ufe0e' // shows the symbol before it as text
	emojiStyle  = '\ufe0f' // shows the symbol before it as emoji
	keycap      = '\u20e3' // puts the digit before it on a key
	blackFlag   = '\U0001f3f4'
	cancelTag   = '\U000e007f'
	replacement = "\ufffd"
)

// special deals with one rune that plainRun stopped at.
func (c *cleaner) special() {
	r, n := utf8.DecodeRuneInString(c.src[c.pos:])
	switch {
	case r == utf8.RuneError && n == 1:
		c.invalid()
	case r == '\n', r == '\u2028', r == '\u2029':
		c.newline(r, n)
	case r == '\r':
		c.carriageReturn()
	case r == '\t':
		c.space(n)
	case r == esc:
		c.drop(escapeLen(c.src[c.pos:]))
	case r < ' ' || r == 0x7f:
		c.drop(n)
	case r >= 0x80 && r < 0xa0:
		c.drop(max(n, highLen(c.src[c.pos:], r, n)))
	case c.line && isSpace(r):
		c.space(n)
	case simple(r):
		c.base(r, n)
	default:
		c.rare(r, n)
	}
}

// rare deals with the runes that depend on their neighbours.
func (c *cleaner) rare(r rune, n int) {
	switch {
	case r == zwj, r == zwnj:
		c.joiner(r, n)
	case r == textStyle, r == emojiStyle:
		c.style(r, n)
	case invisible(r):
		c.drop(n)
	case r == blackFlag:
		c.base(r, n+tagsLen(c.src[c.pos+n:]))
	case unicode.Is(unicode.M, r):
		if c.marks >= maxMarks {
			c.drop(n)
			return
		}
		c.marks++
		c.breaks = 0
		c.keep(n, r)
	default:
		c.base(r, n)
	}
}

// base keeps a visible rune that marks may stand on.
func (c *cleaner) base(r rune, n int) {
	c.marks, c.breaks = 0, 0
	if c.prev != zwj {
		c.joins = 0
	}
	c.keep(n, r)
}

// newline keeps a line end, unless there are enough.
func (c *cleaner) newline(r rune, n int) {
	switch {
	case c.line:
		c.space(n)
		return
	case c.breaks >= maxBreaks:
		c.drop(n)
		return
	case r == '\n':
		c.keep(n, '\n')
	default:
		c.replace(n, "\n")
		c.prev, c.broken = '\n', false
	}
	c.breaks++
	c.marks, c.joins = 0, 0
}

// carriageReturn makes one line end of CR and of CRLF.
func (c *cleaner) carriageReturn() {
	if c.pos+1 < len(c.src) && c.src[c.pos+1] == '\n' {
		c.drop(1)
		return
	}
	c.newline('\r', 1)
}

// space puts one space in place of n bytes of white space. On a line it joins the
// space before it, and disappears at the start.
func (c *cleaner) space(n int) {
	if c.line && (c.prev == ' ' || c.size() == 0) {
		c.drop(n)
		return
	}
	c.replace(n, " ")
	c.prev, c.marks, c.joins, c.broken = ' ', 0, 0, false
}

// invalid deals with a byte that is no UTF-8: a terminal control in its 8-bit
// form is removed with what belongs to it, the rest becomes U+FFFD.
func (c *cleaner) invalid() {
	s := c.src[c.pos:]
	if n := highLen(s, rune(s[0]), 1); n > 0 {
		c.drop(n)
		return
	}
	if c.broken {
		c.drop(1)
		return
	}
	c.base(utf8.RuneError, 0)
	c.replace(1, replacement)
	c.broken = true
}

// joiner keeps ZWJ inside an emoji, and ZWJ and ZWNJ between letters of the
// scripts whose shapes depend on them.
func (c *cleaner) joiner(r rune, n int) {
	next, _ := utf8.DecodeRuneInString(c.src[c.pos+n:])
	switch {
	case r == zwj && c.inEmoji() && pictograph(next) && c.joins < maxJoins:
		c.joins++
		c.keep(n, r)
	case joining(c.prev) && joining(next) && (!unicode.Is(unicode.M, next) || c.marks < maxMarks):
		c.keep(n, r)
	default:
		c.drop(n)
	}
}

// inEmoji reports whether the text so far ends in an emoji that can be joined.
func (c *cleaner) inEmoji() bool {
	return c.prev == emojiStyle || pictograph(c.prev)
}

// style keeps a variation selector behind a symbol that has two looks: an
// emoji, or a digit that a key is drawn around.
func (c *cleaner) style(r rune, n int) {
	next, _ := utf8.DecodeRuneInString(c.src[c.pos+n:])
	key := r == emojiStyle && next == keycap &&
		(c.prev >= '0' && c.prev <= '9' || c.prev == '#' || c.prev == '*')
	if key || pictograph(c.prev) && !skinTone(c.prev) {
		c.keep(n, r)
		return
	}
	c.drop(n)
}

// tagsLen measures the tag characters at the start of s that make a regional
// flag, such as that of Scotland, out of a black flag: three to six letters or
// digits and the cancel tag. It is 0 when they make none.
func tagsLen(s string) int {
	const longest = 6
	for i, count := 0, 0; count <= longest; count++ {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		digit := r >= 0xe0030 && r <= 0xe0039
		letter := r >= 0xe0061 && r <= 0xe007a
		switch {
		case r == cancelTag && count >= 3:
			return i
		case !digit && !letter:
			return 0
		}
	}
	return 0
}

package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// scanner walks over a text once and gives one token after the other.
type scanner struct {
	src   string
	pos   int
	prev  rune    // rune before pos, 0 at the start
	bare  int     // before this byte no address without scheme starts
	words *Cutter // remembers words, or nil
	stems stemmer
	paren parens
	tags  bool // only hashtags get forms, and no stem
}

// next gives the next token, and false at the end.
func (c *scanner) next() (Token, bool) {
	for c.pos < len(c.src) {
		if t, ok := c.token(); ok {
			return t, true
		}
	}
	return Token{}, false
}

// token reads one token, or steps over one rune that starts none.
func (c *scanner) token() (Token, bool) {
	s := c.src[c.pos:]
	if idle(s[0]) {
		c.prev = rune(s[0])
		c.pos++
		return Token{}, false
	}
	if n := plainWord(s); n > 0 {
		return c.make(Word, n), true
	}
	r, size := utf8.DecodeRuneInString(s)
	glued := wordRune(c.prev) // inside or right behind a word
	switch {
	case wordRune(r) && !unicode.IsMark(r):
		return c.wordly(s, r, size, glued), true
	case r == '#' && !glued:
		if n := hashtagLen(s); n > 0 {
			return c.make(Hashtag, n), true
		}
	case r == '@' && !glued:
		if n := handleLen(s); n > 0 {
			return c.make(Handle, n), true
		}
	}
	if n := emojiLen(s, r, size); n > 0 {
		return c.make(Emoji, n), true
	}
	if face, n := smiley(s, c.prev); n > 0 {
		return c.face(face, n), true
	}
	if r == '(' || r == ')' {
		var face string
		if face, size = c.paren.at(c.pos); face != "" {
			return c.face(face, size), true
		}
	}
	c.skip(size)
	return Token{}, false
}

// wordly reads what starts with a letter or digit: an address, a face such as
// xD, a number or a word.
func (c *scanner) wordly(s string, r rune, size int, glued bool) Token {
	if !glued {
		if n := c.address(s); n > 0 {
			return c.make(URL, n)
		}
		if face, n := letterSmiley(s, r); n > 0 {
			return c.face(face, n)
		}
	}
	if single(r) {
		return c.make(Word, size)
	}
	n, letters := wordLen(s)
	if letters {
		return c.make(Word, n)
	}
	return c.make(Number, numberLen(s, n))
}

// address measures the address at pos. A row of words that is none is not
// searched again from its second word, which keeps "a-b-c-d..." linear.
func (c *scanner) address(s string) int {
	n := urlLen(s)
	if n == 0 && c.pos >= c.bare {
		var looked int
		n, looked = bareLen(s)
		c.bare = c.pos + looked
	}
	return n
}

// skip steps over n bytes that are part of no token.
func (c *scanner) skip(n int) {
	c.prev, _ = utf8.DecodeLastRuneInString(c.src[c.pos : c.pos+n])
	c.pos += n
}

// make cuts a token of n bytes and fills in its forms.
func (c *scanner) make(k Kind, n int) Token {
	t := Token{Text: c.src[c.pos : c.pos+n], Kind: k, Start: c.pos, End: c.pos + n}
	if c.tags {
		if k == Hashtag {
			t.Norm = term(t.Text)
		}
		c.skip(n)
		return t
	}
	switch k {
	case Word, Hashtag:
		t.Norm, t.Stem = c.forms(t.Text, k)
	case Emoji:
		t.Norm = plainEmoji(t.Text)
		t.Stem = t.Norm
	default:
		t.Norm = term(t.Text)
		t.Stem = t.Norm
	}
	c.skip(n)
	return t
}

// face cuts a smiley of n bytes.
func (c *scanner) face(norm string, n int) Token {
	t := Token{Text: c.src[c.pos : c.pos+n], Norm: norm, Stem: norm, Kind: Smiley, Start: c.pos, End: c.pos + n}
	c.skip(n)
	return t
}

// wordRune reports letters, digits and the marks on them.
func wordRune(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	case r >= 0x400 && r < 0x480: // Cyrillic
		return true
	case r >= 0x2010 && r < 0x2028, r >= 0x1f000 && r < 0x1fb00: // dashes, quotes; emoji
		return false
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) && r != '\ufe0f' && r != '\ufe0e' && r != '\u20e3' || unicode.IsDigit(r)
}

// nameRune reports what hashtags and handles are made of: as wordRune, with
// the underscore. In a running text the underscore is punctuation.
func nameRune(r rune) bool { return r == '_' || wordRune(r) }

// single reports letters of scripts written without spaces, in which one
// character is one token and a phrase is a row of them.
func single(r rune) bool {
	return r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// apostrophe reports the signs that join letters to one word: don't, об'ява.
func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

// wordLen measures the word at the start of s and reports whether it has a
// letter. A hyphen parts words: both halves can be searched for.
func wordLen(s string) (n int, letters bool) {
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		switch {
		case single(r):
			return n, letters
		case wordRune(r):
			letters = letters || !unicode.IsDigit(r)
		case apostrophe(r) && n > 0:
			after, _ := utf8.DecodeRuneInString(s[n+size:])
			if !unicode.IsLetter(after) || single(after) {
				return n, letters
			}
		default:
			return n, letters
		}
		n += size
	}
	return n, letters
}

// numberLen measures the number at the start of s, whose first n bytes are
// digits: points, commas and colons between digits belong to it.
func numberLen(s string, n int) int {
	digit := func(i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }
	for n < len(s) && strings.IndexByte(".,:", s[n]) >= 0 && digit(n+1) {
		end := n + 1
		for digit(end) {
			end++
		}
		if r, _ := utf8.DecodeRuneInString(s[end:]); wordRune(r) {
			return n // "2.0beta": what follows is a word
		}
		n = end
	}
	return n
}

// hashtagLen measures "#" and a word that is not all digits; 0 when there is
// none.
func hashtagLen(s string) int {
	n, letters := 1, false
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if !nameRune(r) {
			break
		}
		letters = letters || !unicode.IsDigit(r) && r != '_'
		n += size
	}
	if !letters {
		return 0
	}
	return n
}

// handleLen measures "@name" or "@name@host"; 0 when there is none. Points and
// hyphens belong to it where more of the name follows.
func handleLen(s string) int {
	n := nameLen(s, 1)
	if n == 1 {
		return 0
	}
	if n < len(s) && s[n] == '@' {
		if host := nameLen(s, n+1); host > n+1 {
			return host
		}
	}
	return n
}

// nameLen is where a name that starts at byte i of s ends.
func nameLen(s string, i int) int {
	for end := i; end < len(s); {
		r, size := utf8.DecodeRuneInString(s[end:])
		switch {
		case nameRune(r):
			end += size
			i = end
		case (r == '.' || r == '-') && end == i && end > 0 && s[end-1] != '@':
			end += size
		default:
			return i
		}
	}
	return i
}

package text

import (
	"strings"
	"unicode/utf8"
)

// The faces that smileys are brought down to.
const (
	happy  = ":)"
	laugh  = ":D"
	wink   = ";)"
	sad    = ":("
	crying = ":'("
	doubt  = ":/"
	gasp   = ":o"
	tongue = ":p"
	heart  = "<3"
	broken = "</3"
)

// smiley recognises a face that starts with punctuation, and measures it; the
// length is 0 when there is none. prev is the rune before it.
func smiley(s string, prev rune) (face string, n int) {
	switch s[0] {
	case ':', ';', '=':
		return eyes(s, 0, prev)
	case '>':
		// Angry brows over a face, as in ">:(".
		if len(s) > 1 && s[1] == ':' {
			return eyes(s, 1, prev)
		}
	case '<', '^', '-', "¯"[0]:
		return drawn(s)
	}
	return "", 0
}

// drawn recognises the faces that are always drawn the same.
func drawn(s string) (face string, n int) {
	for _, f := range [...]struct{ drawn, face string }{
		{"<3", heart},
		{"</3", broken},
		{"^_^", happy},
		{"^-^", happy},
		{"^^", happy},
		{"-_-", doubt},
		{"¯\\_(ツ)_/¯", doubt},
	} {
		if strings.HasPrefix(s, f.drawn) && !wordAt(s, len(f.drawn)) {
			return f.face, len(f.drawn)
		}
	}
	return "", 0
}

// eyes reads a face whose eyes are at byte i: a tear, a nose, a mouth that may
// go on, as in ":-)))".
func eyes(s string, i int, prev rune) (face string, n int) {
	look := s[i]
	i++
	tear := strings.HasPrefix(s[i:], "'")
	if tear {
		i++
	}
	if i+1 < len(s) && (s[i] == '-' || s[i] == '^' || s[i] == 'o' && (s[i+1] == ')' || s[i+1] == '(')) {
		i++
	}
	if i >= len(s) {
		return "", 0
	}
	start, mouth := i, s[i]
	if face = mouthFace(mouth); face == "" {
		return "", 0
	}
	for i < len(s) && s[i] == mouth {
		i++
	}
	if !plausible(look, mouth, i-start, prev, wordAt(s, i)) {
		return "", 0
	}
	switch {
	case look == ';' && face == happy:
		return wink, i
	case tear && face == sad:
		return crying, i
	}
	return face, i
}

// plausible tells a face from what only looks like one: "12:30", "http://",
// "C:\Users", "x=3", "итог:(см. ниже)". look and mouth are its signs, length
// counts the mouths, prev is the rune before, followed says that a word comes
// right behind.
func plausible(look, mouth byte, length int, prev rune, followed bool) bool {
	switch {
	case mouth == ')':
		return true
	case mouth == '(':
		return length > 1 || !followed
	case followed, prev >= '0' && prev <= '9', mouth == '/' && length > 1:
		return false
	case look == '=':
		return prev != '=' && strings.IndexByte("DPp/][", mouth) >= 0
	case strings.IndexByte("co0O3", mouth) >= 0:
		return length == 1 && !wordRune(prev)
	}
	return true
}

// mouthFace is the face that a mouth makes, "" for what is no mouth.
func mouthFace(mouth byte) string {
	switch mouth {
	case ')', ']', '3', '*':
		return happy
	case 'D':
		return laugh
	case '(', '[', '<', 'c', '{':
		return sad
	case '/', '\\', '|':
		return doubt
	case 'o', 'O', '0':
		return gasp
	case 'p', 'P':
		return tongue
	}
	return ""
}

// letterSmiley recognises faces that start with a letter: xD, хД, T_T, o_O.
func letterSmiley(s string, first rune) (face string, n int) {
	switch first {
	case 'x', 'X', 'х', 'Х':
		n = utf8.RuneLen(first)
		after, size := utf8.DecodeRuneInString(s[n:])
		if !strings.ContainsRune("DdДд", after) {
			return "", 0
		}
		for strings.HasPrefix(s[n:], string(after)) {
			n += size
		}
		face = laugh
	case 'T', 'Т', 'o', 'O', 'о', 'О', '0':
		n = utf8.RuneLen(first)
		if n >= len(s) || s[n] != '_' {
			return "", 0
		}
		after, size := utf8.DecodeRuneInString(s[n+1:])
		n += 1 + size
		switch {
		case after == first && (first == 'T' || first == 'Т'):
			face = crying
		case first != 'T' && first != 'Т' && strings.ContainsRune("oOоО0", after):
			face = gasp
		default:
			return "", 0
		}
	}
	if face == "" || wordAt(s, n) {
		return "", 0
	}
	return face, n
}

// wordAt reports whether a word goes on at byte i of s.
func wordAt(s string, i int) bool {
	r, n := utf8.DecodeRuneInString(s[i:])
	return n > 0 && wordRune(r)
}

// parens tells brackets from the smiles that Russian writers leave of smileys:
// "спасибо)))", "жаль(". A closing bracket that nothing opened is a smile; an
// opening one that nothing closes on its line is sad.
type parens struct {
	src   string
	depth int  // brackets opened and not yet closed on this line
	seen  int  // up to where line ends were looked for
	until int  // where the search for a closing bracket ended
	found bool // whether it found one
}

// at looks at the run of brackets at byte i. It returns the face that it is
// and its length; or no face and the length of what is real brackets.
func (p *parens) at(i int) (face string, n int) {
	if strings.IndexByte(p.src[p.seen:i], '\n') >= 0 {
		p.depth = 0
	}
	p.seen = i
	sign := p.src[i]
	for i+n < len(p.src) && p.src[i+n] == sign {
		n++
	}
	switch {
	case sign == '(' && n == 1 && p.closed(i):
		p.depth++
		return "", 1
	case sign == '(':
		return sad, n
	case p.depth > 0:
		n = min(n, p.depth)
		p.depth -= n
		return "", n // the rest of the run is looked at next
	case n == 1 && marker(p.src[:i]):
		return "", 1
	}
	return happy, n
}

// closed reports whether a closing bracket follows byte i on its line. It
// remembers what it found, so that every byte is searched once.
func (p *parens) closed(i int) bool {
	if p.until <= i {
		n := strings.IndexAny(p.src[i+1:], ")\n")
		p.found = n >= 0 && p.src[i+1+n] == ')'
		p.until = len(p.src)
		if n >= 0 {
			p.until = i + 1 + n
		}
	}
	return p.found
}

// marker reports whether before ends in what a list is numbered with: a number
// or a lone letter, as in "1) один" and "а) раз".
func marker(before string) bool {
	r, n := utf8.DecodeLastRuneInString(before)
	if r >= '0' && r <= '9' {
		return true
	}
	if !wordRune(r) {
		return false
	}
	r, _ = utf8.DecodeLastRuneInString(before[:len(before)-n])
	return len(before) == n || r == '\n' || r == ' '
}

package session

import (
	"bytes"
	"io"
	"time"
	"unicode/utf8"
)

// The terminal library gives up on an escape sequence after 50 ms: on a line
// that stalls, "esc [ A" becomes three keys that run commands or stand in the
// text, and a bracketed paste whose end is torn never ends. So what a terminal
// sends is mended before the library sees it:
//
//   - the beginning of a sequence, or of a letter, waits for its rest;
//   - an escape by itself goes on at once, for it may be the key; if what comes
//     next can only be the rest of a sequence, it is made whole again;
//   - a text that came at once and in no brackets, as an old terminal pastes, is
//     put into brackets: nobody types so, and its letters are no commands.
//
// A sequence that never goes on is passed as it is with the next byte.
const (
	patience = time.Second            // for the rest of a sequence
	quick    = 150 * time.Millisecond // faster than anybody presses esc and "["
	awake    = 40 * time.Millisecond  // so long after the last read the library surely still waits behind an escape
	stalled  = 10 * time.Second       // a paste in which nothing came for so long has lost its end
	longest  = 1 << 10                // bytes of a sequence; what is longer is none
)

const (
	pasteBegins = "\x1b[200~"
	pasteEnds   = "\x1b[201~"
)

// mender holds what came of a sequence so far. It belongs to one reader.
type mender struct {
	now    func() time.Time
	held   []byte
	told   bool      // the escape of held has been passed on
	last   time.Time // when bytes came last
	escape time.Time // when an escape by itself was passed on
	lone   bool      // it was the last byte
	awake  bool      // the library still waits for what follows it
	paste  bool      // inside the brackets of a paste
	burst  time.Time // when a paste without brackets came
}

// feed takes what was read and gives what can be passed on.
func (m *mender) feed(chunk []byte) []byte {
	if len(chunk) == 0 {
		return nil
	}
	now := m.now()
	gap := now.Sub(m.last)
	m.last = now
	// Every read winds up the library's timer anew, also one that gives nothing.
	m.awake = m.awake && gap < awake
	var out []byte
	switch {
	case m.paste && gap > stalled:
		out = append(append(out, m.release()...), pasteEnds...)
		m.paste = false
	case len(m.held) > 0 && !m.paste && (gap > patience || gap > quick && waitsForText(m.held)):
		out = m.release()
	}
	bare := len(m.held) == 0 && !m.paste && !m.lone
	data := chunk
	if m.lone && m.torn(chunk, now.Sub(m.escape)) {
		data, m.told = append([]byte{esc}, chunk...), true
	}
	m.lone = false
	if len(m.held) > 0 {
		data = append(m.held, data...)
		m.held = nil
	}
	waiting := 0
	if m.told && m.awake {
		if _, whole := piece(data); whole {
			waiting = 1 // the library still has the escape
		}
	}
	if bare && m.pasted(data, now) {
		m.burst = now
		out = append(append(append(out, pasteBegins...), data...), pasteEnds...)
		return out
	}
	return append(out, m.scan(data, now)[waiting:]...)
}

const esc = 0x1b

// release gives up on what is held.
func (m *mender) release() []byte {
	held := m.held
	if m.told && len(held) > 0 {
		held = held[1:]
	}
	m.held, m.told = nil, false
	return bytes.Clone(held)
}

// scan passes on whole sequences and keeps the beginning of one at the end.
func (m *mender) scan(data []byte, now time.Time) []byte {
	for i := 0; i < len(data); {
		n, whole := piece(data[i:])
		rest := data[i:]
		switch {
		case whole:
			if seq := string(rest[:n]); seq == pasteBegins {
				m.paste = true
			} else if seq == pasteEnds {
				m.paste = false
			}
			m.told = false
			i += n
		case len(rest) == 1 && rest[0] == esc && !m.paste:
			m.escape, m.lone, m.awake = now, true, true
			return data
		case len(rest) > longest:
			i += n
		default:
			m.held = bytes.Clone(rest)
			return data[:i]
		}
	}
	return data
}

// torn tells whether what came after an escape by itself is the rest of a
// sequence: it is whole, or it came too soon to be typed.
func (m *mender) torn(chunk []byte, gap time.Duration) bool {
	if gap > patience || len(chunk) == 0 || bytes.IndexByte([]byte("[O"), chunk[0]) < 0 {
		return false
	}
	seq := append([]byte{esc}, chunk...)
	n, whole := piece(seq)
	switch {
	case whole:
		return n > 2 && key(seq[:n])
	case len(chunk) == 1:
		return gap < quick
	}
	return true // "[1;" is nothing that anybody types in one stroke
}

// key tells whether a whole sequence ends as those of keys, of the mouse and of
// pastes do.
func key(seq []byte) bool {
	last := seq[len(seq)-1]
	if seq[1] == 'O' {
		return bytes.IndexByte([]byte("ABCDEFHPQRSM"), last) >= 0
	}
	return len(seq) > 3 || bytes.IndexByte([]byte("ABCDEFGHPQRSZIOu~"), last) >= 0
}

// waitsForText tells whether the held sequence is one that ends with its own
// sign only, such as an answer of the terminal; alt and a letter begin so too.
func waitsForText(held []byte) bool {
	return len(held) > 1 && held[0] == esc && bytes.IndexByte([]byte("]P_^X"), held[1]) >= 0
}

// pasted tells whether a chunk is a text that nobody has typed: several lines,
// or more words at once than a stalled line collects.
func (m *mender) pasted(data []byte, now time.Time) bool {
	lines, letters, words := 0, 0, 0
	body := bytes.TrimRight(data, "\r\n")
	for i, b := range body {
		switch {
		case b == '\r' || b == '\n':
			lines++
		case b < ' ' && b != '\t' || b == 0x7f:
			return false
		case b == ' ' || b == '\t':
			if i > 0 && body[i-1] > ' ' {
				words++
			}
		default:
			letters++
		}
	}
	if !m.burst.IsZero() && now.Sub(m.burst) < quick/3 && letters > 0 {
		return true // the next part of it
	}
	return lines > 0 && letters >= 16 && words > 0 || letters >= 48 && words >= 6 && body[0] != '/' && body[0] != ':'
}

// piece measures the first letter or escape sequence; whole is false when its
// end has not come yet.
func piece(b []byte) (n int, whole bool) {
	if b[0] != esc {
		if b[0] < utf8.RuneSelf || utf8.FullRune(b) {
			_, n = utf8.DecodeRune(b)
			return n, true
		}
		return len(b), false
	}
	if len(b) == 1 {
		return 1, false
	}
	switch b[1] {
	case esc:
		return 1, true
	case '[':
		return csi(b)
	case 'O':
		return min(3, len(b)), len(b) >= 3
	case ']', 'P', '_', '^', 'X':
		return text(b)
	}
	n, whole = piece(b[1:]) // alt and a letter
	return n + 1, whole
}

// csi measures a control sequence: parameters, intermediates, a final byte
// (ECMA-48, 5.4). The Linux console writes its function keys as "esc [ [ A".
func csi(b []byte) (int, bool) {
	i := 2
	if len(b) > i && b[i] == '[' {
		return min(4, len(b)), len(b) >= 4
	}
	for ; i < len(b); i++ {
		switch {
		case b[i] >= 0x40 && b[i] <= 0x7e:
			return i + 1, true
		case b[i] < ' ' || b[i] >= 0x7f:
			return i, true // broken off: what comes is something else
		}
	}
	return len(b), false
}

// text measures a sequence that ends in BEL or in "esc \".
func text(b []byte) (int, bool) {
	for i := 2; i < len(b); i++ {
		switch {
		case b[i] == 0x07:
			return i + 1, true
		case b[i] == esc && i+1 < len(b):
			if b[i+1] == '\\' {
				return i + 2, true
			}
			return i, true
		}
	}
	return len(b), false
}

// terminal is what Bubble Tea needs to switch a terminal to raw mode and to stop
// reading from it.
type terminal interface {
	io.ReadWriteCloser
	Fd() uintptr
	Name() string
}

// mendedTerminal is a terminal whose input is mended.
type mendedTerminal struct {
	terminal
	in mended
}

// Read reads the mended input.
func (t *mendedTerminal) Read(p []byte) (int, error) { return t.in.Read(p) }

// mended is a reader whose input is mended.
type mended struct {
	io.Reader
	m    mender
	rest []byte // what found no room
}

// mend mends what is read from in.
func mend(in io.Reader, now func() time.Time) io.Reader {
	r := mended{Reader: in, m: mender{now: now}}
	if t, ok := in.(terminal); ok {
		return &mendedTerminal{t, r}
	}
	return &r
}

// Read gives what can be passed on, which may be nothing yet. It reads less than
// there is room for: whoever waits for the terminal would not hear of a rest
// kept here.
func (r *mended) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		n, err := r.Reader.Read(p[:max(1, len(p)-longest-32)])
		r.rest = r.m.feed(p[:n:n])
		if err != nil {
			r.rest = append(r.rest, r.m.release()...)
			n = copy(p, r.rest)
			r.rest = r.rest[n:]
			return n, err
		}
	}
	n := copy(p, r.rest)
	r.rest = bytes.Clone(r.rest[n:])
	return n, nil
}

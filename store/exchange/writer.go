package exchange

import (
	"encoding/json"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// writer appends JSON to a buffer. It is written by hand because the order of
// the fields is part of the contract and the package exports millions of them.
type writer struct {
	buf   []byte
	extra map[string]json.RawMessage
	err   error
}

func (w *writer) open()  { w.buf = append(w.buf, '{') }
func (w *writer) close() { w.buf = append(w.buf, '}') }

// comma stands before everything but the first thing in an object or a list.
func (w *writer) comma() {
	if n := len(w.buf); n > 0 && w.buf[n-1] != '{' && w.buf[n-1] != '[' {
		w.buf = append(w.buf, ',')
	}
}

func (w *writer) name(s string) {
	w.comma()
	w.buf = appendQuoted(w.buf, s)
	w.buf = append(w.buf, ':')
}

func (w *writer) text(name, s string) {
	w.name(name)
	w.buf = appendQuoted(w.buf, s)
}

func (w *writer) textIf(name, s string) {
	if s != "" {
		w.text(name, s)
	}
}

func (w *writer) number(name string, n int) {
	w.name(name)
	w.buf = strconv.AppendInt(w.buf, int64(n), 10)
}

// decimal writes a number; JSON knows neither infinity nor "not a number".
func (w *writer) decimal(name string, n float64) {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		n = 0
	}
	w.name(name)
	w.buf = strconv.AppendFloat(w.buf, n, 'g', -1, 64)
}

func (w *writer) flag(name string, b bool) {
	w.name(name)
	w.buf = strconv.AppendBool(w.buf, b)
}

// time writes RFC 3339 in UTC, and nothing for "never".
func (w *writer) time(name string, t time.Time) {
	if t.IsZero() {
		return
	}
	w.name(name)
	w.buf = append(w.buf, '"')
	w.buf = t.UTC().AppendFormat(w.buf, time.RFC3339Nano)
	w.buf = append(w.buf, '"')
}

func (w *writer) texts(name string, items []string) {
	w.name(name)
	w.buf = append(w.buf, '[')
	for _, s := range items {
		w.comma()
		w.buf = appendQuoted(w.buf, s)
	}
	w.buf = append(w.buf, ']')
}

// list writes a list of objects.
func list[T any](w *writer, items []T, one func(T)) {
	w.buf = append(w.buf, '[')
	for _, x := range items {
		w.comma()
		w.open()
		one(x)
		w.close()
	}
	w.buf = append(w.buf, ']')
}

// appendQuoted writes a JSON string (RFC 8259, section 7). Control characters,
// DEL and the line separators are escaped, so that a line stays one line and is
// safe to print; bytes that are not UTF-8 become U+FFFD.
func appendQuoted(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 0x20 && c != '"' && c != '\\' && c != 0x7f {
				i++
				continue
			}
			b = append(b, s[start:i]...)
			switch c {
			case '"', '\\':
				b = append(b, '\\', c)
			case '\n':
				b = append(b, '\\', 'n')
			case '\r':
				b = append(b, '\\', 'r')
			case '\t':
				b = append(b, '\\', 't')
			default:
				b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		broken := r == utf8.RuneError && size == 1
		if broken || r < 0xa0 || r == 0x2028 || r == 0x2029 {
			b = append(b, s[start:i]...)
			b = append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
			start = i + size
		}
		i += size
	}
	return append(append(b, s[start:]...), '"')
}

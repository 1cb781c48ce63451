package contacts

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// wide reads UTF-16, which spreadsheets write as "Unicode text", as UTF-8. A
// mark at the beginning tells; without one, every second byte is zero.
func wide(r io.Reader) io.Reader {
	in := bufio.NewReader(r)
	head, _ := in.Peek(64) // an error comes again with the first read
	order := unicode.BigEndian
	zeros := [2]int{}
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch half := len(head) / 2; {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), half > 1 && zeros[1] > half*2/3:
		order = unicode.LittleEndian
	case bytes.HasPrefix(head, []byte("\xfe\xff")), half > 1 && zeros[0] > half*2/3:
	default:
		return in
	}
	return unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader(in)
}

// lines reads a file line by line. What was read can be put back.
type lines struct {
	in     *bufio.Reader
	number int   // of the line that next gave last
	bytes  int64 // up to its end
	back   [][]byte
	set    charset
}

// errLong is a line longer than any row.
var errLong = errors.New("it is longer than 1 MiB")

// next gives a line with its end. io.EOF comes alone, after the last.
func (l *lines) next() ([]byte, error) {
	if n := len(l.back); n > 0 {
		line := l.back[n-1]
		l.back = l.back[:n-1]
		l.count(line)
		return line, nil
	}
	var line []byte
	long := false
	for {
		part, err := l.in.ReadSlice('\n')
		l.bytes += int64(len(part))
		if long = long || len(line)+len(part) > maxRecord; !long {
			line = append(line, part...)
		}
		switch {
		case err == nil, err == io.EOF && (len(line) > 0 || long):
			l.number++
			if long {
				return nil, errLong
			}
			return line, nil
		case err != bufio.ErrBufferFull:
			return nil, err
		}
	}
}

func (l *lines) count(line []byte) {
	l.number++
	l.bytes += int64(len(line))
}

// unread puts back lines that next gave last, in their order.
func (l *lines) unread(list [][]byte) {
	for i := len(list) - 1; i >= 0; i-- {
		l.back = append(l.back, list[i])
		l.number--
		l.bytes -= int64(len(list[i]))
	}
}

// charset is what the bytes above 127 of a file mean. UTF-8 is UTF-8; else the
// first word decides that has any: Cyrillic letters stand together, accents of
// the west alone among Latin letters.
type charset struct{ table *charmap.Charmap }

func (c *charset) text(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	if c.table == nil {
		c.table = charmap.Windows1251
		if alone(b) {
			c.table = charmap.Windows1252
		}
	}
	out, err := c.table.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\ufffd")
	}
	return string(out)
}

// alone tells whether most high bytes stand beside Latin letters.
func alone(b []byte) bool {
	latin, high := 0, 0
	for i := 1; i < len(b); i++ {
		switch {
		case b[i-1] >= 0xc0 && b[i] >= 0xc0:
			high++
		case b[i-1] >= 0xc0 && letter(b[i]), b[i] >= 0xc0 && letter(b[i-1]):
			latin++
		}
	}
	return latin > high
}

func letter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

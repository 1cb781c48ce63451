package contacts

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// noEnd is a card that is cut off.
const noEnd = "the card does not end: END:VCARD is missing"

// book reads an address book, card by card.
type book struct {
	*lines
	o     Options
	seen  *seen
	rows  [][]byte // of the card so far
	start int      // the line of its BEGIN; 0 = between two cards
}

// readCards reads an address book.
func readCards(l *lines, o Options, s *seen) {
	b := &book{lines: l, o: o, seen: s}
	for b.row() {
	}
}

// row takes one line; it reports whether there may be another.
func (b *book) row() bool {
	row, err := b.next()
	word := strings.ToLower(string(bytes.TrimSpace(row[:min(len(row), 40)])))
	switch {
	case errors.Is(err, errLong): // a picture in one line, say: it is left out
		return true
	case err == io.EOF:
		if b.start > 0 {
			b.seen.refuse(b.start, b.bytes, noEnd)
		}
		return false
	case err != nil:
		b.seen.yield(Row{Line: b.number}, err)
		return false
	case word == "begin:vcard":
		cut := b.start
		b.rows, b.start = nil, b.number
		return cut == 0 || b.seen.refuse(cut, b.bytes, noEnd)
	case b.start == 0:
		return true
	case word == "end:vcard":
		line, rows := b.start, b.rows
		b.start, b.rows = 0, nil
		return b.card(line, rows)
	}
	if len(b.rows) < maxLines {
		b.rows = append(b.rows, row)
	}
	return true
}

// maxLines is how many lines of one card are read: pictures have thousands, and
// stand at the end.
const maxLines = 4096

// card reads what stands between BEGIN and END.
func (b *book) card(line int, rows [][]byte) bool {
	c := &card{main: builder{from: b.o}, set: &b.set}
	for _, row := range unfold(rows) {
		if p, ok := property(row, c.set); ok {
			c.take(p)
		}
	}
	row := Row{Line: line, Bytes: b.bytes}
	var named bool
	var why string
	if row.Person, named, why = c.done(); why != "" {
		return b.seen.refuse(line, b.bytes, why)
	}
	row.Beside = c.others(row.Person)
	return b.seen.row(row, named)
}

// unfold joins the lines of a property: those that go on begin with white space;
// in quoted-printable the line before ends in "=".
func unfold(rows [][]byte) (out [][]byte) {
	soft := false
	for _, row := range rows {
		row = bytes.TrimRight(row, "\r\n")
		last := len(out) - 1
		switch {
		case soft:
			out[last] = append(bytes.TrimSuffix(out[last], []byte("=")), row...)
		case last >= 0 && len(row) > 0 && (row[0] == ' ' || row[0] == '\t'):
			out[last] = append(out[last], row[1:]...)
		default:
			out = append(out, bytes.Clone(row))
			last++
		}
		head, _, _ := bytes.Cut(out[last], []byte(":"))
		soft = bytes.HasSuffix(row, []byte("=")) && bytes.Contains(bytes.ToUpper(head), []byte("QUOTED-PRINTABLE"))
	}
	return out
}

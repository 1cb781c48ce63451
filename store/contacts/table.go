package contacts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

var errOpen = errors.New("a quote is opened and not closed")

// table cuts a file into rows of values.
type table struct {
	*lines
	comma byte
}

// record gives the values of the next row and the number of its first line. The
// error is io.EOF at the end, errLong or errOpen where the row is refused.
func (t *table) record() ([]string, int, error) {
	first, err := t.next()
	start := t.number
	if err != nil {
		return nil, start, err
	}
	all, rest, open := first, [][]byte(nil), t.open(first, false)
	for open {
		line, err := t.next()
		if err == nil && len(all)+len(line) > maxRecord {
			rest, err = append(rest, line), errLong
		}
		if err != nil {
			t.unread(rest) // no quote stands in them, so that all of this is linear
			return nil, start, &Refusal{Line: start, Why: errOpen.Error()}
		}
		if rest == nil {
			all = bytes.Clone(all)
		}
		rest, all = append(rest, line), append(all, line...)
		open = t.open(line, open)
	}
	return t.split(all), start, nil
}

// open tells whether a quoted value goes on behind a line.
func (t *table) open(line []byte, open bool) bool {
	begin := !open // of a value
	for i := 0; i < len(line); i++ {
		switch b := line[i]; {
		case open && b == '"' && i+1 < len(line) && line[i+1] == '"':
			i++
		case open && b == '"':
			open = false
		case open:
		case b == t.comma:
			begin = true
			continue
		case begin && b == '"':
			open = true
		case begin && b == ' ':
			continue
		}
		begin = false
	}
	return open
}

// split cuts a row into its values. What follows a closing quote belongs to the
// value: people write "Acme" Ltd.
func (t *table) split(row []byte) []string {
	row = bytes.TrimRight(row, "\r\n")
	var out []string
	for {
		value, rest, more := t.value(row)
		out = append(out, t.set.text(value))
		if !more {
			return out
		}
		row = rest
	}
}

func (t *table) value(row []byte) (value, rest []byte, more bool) {
	trimmed := bytes.TrimLeft(row, " ")
	if len(trimmed) == 0 || trimmed[0] != '"' {
		return bytes.Cut(row, []byte{t.comma})
	}
	row = trimmed[1:]
	for i := 0; i < len(row); i++ {
		switch {
		case row[i] != '"':
			value = append(value, row[i])
		case i+1 < len(row) && row[i+1] == '"':
			value = append(value, '"')
			i++
		default:
			tail, rest, more := bytes.Cut(row[i+1:], []byte{t.comma})
			return append(value, bytes.TrimRight(tail, " \r")...), rest, more
		}
	}
	return value, nil, false
}

// separator finds what stands between the values of a header.
func separator(header []byte) byte {
	best, most := byte(','), 0
	for _, c := range []byte(",;\t|") {
		if n := bytes.Count(header, []byte{c}); n > most {
			best, most = c, n
		}
	}
	return best
}

// openTable reads up to the names of the columns.
func openTable(l *lines) (*table, []string, error) {
	t := &table{lines: l}
	first, err := t.next()
	for err == nil && len(bytes.TrimSpace(first)) == 0 {
		first, err = t.next()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("the first line cannot be read: %w", err)
	}
	t.comma = separator(first)
	if word := bytes.TrimSpace(first); len(word) == 5 && hasFold(word, "sep=") { // a spreadsheet's own way to say it
		t.comma = word[4]
	} else {
		t.unread([][]byte{first})
	}
	names, line, err := t.record()
	if r := (*Refusal)(nil); errors.As(err, &r) { // no row is refused: without a header there are none
		err = fmt.Errorf("line %d: %s", line, r.Why)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("the header cannot be read: %w", err)
	}
	return t, names, nil
}

// readTable reads a file of rows under a header.
func readTable(l *lines, o Options, s *seen) {
	t, names, err := openTable(l)
	if err != nil {
		s.yield(Row{}, err)
		return
	}
	cols, err := header(names, o)
	if err != nil {
		s.yield(Row{}, err)
		return
	}
	for t.row(cols, s) {
	}
}

// row reads one row; it reports whether there may be another.
func (t *table) row(cols *columns, s *seen) bool {
	values, line, err := t.record()
	var refused *Refusal
	switch {
	case err == io.EOF:
		return false
	case errors.As(err, &refused):
		return s.refuse(line, t.bytes, refused.Why)
	case errors.Is(err, errLong):
		return s.refuse(line, t.bytes, err.Error())
	case err != nil:
		s.yield(Row{Line: line}, err)
		return false
	case strings.TrimSpace(strings.Join(values, "")) == "":
		return true // spreadsheets end in such rows
	}
	p, named, why := cols.person(values)
	if why != "" {
		return s.refuse(line, t.bytes, why)
	}
	return s.row(Row{Line: line, Person: p, Bytes: t.bytes}, named)
}

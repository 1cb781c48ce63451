// Package contacts reads lists of contacts from files: tables (CSV as RFC 4180
// and as spreadsheets write it), address books (vCard 2.1, 3.0 and 4.0: RFC 2426,
// RFC 6350), and the JSON Lines that Write made, which come back without loss.
//
// Which of them a file is, its separator and its character set are found from
// its first bytes. One row is one identity; a card of an address book that names
// several addresses and accounts is one identity and those that are the same
// person beside it. Files are outside text: every value is cleaned and bounded,
// and a row that cannot be read is refused with its line while the rest goes in.
package contacts

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"iter"
	"time"

	"earshot/store"
)

// Limits of what one file may hold.
const (
	maxRecord = 1 << 20 // bytes of a row, or of a card
	maxValue  = 1 << 10 // bytes of a value that is kept
	maxNote   = 8 << 10 // bytes of a description or a remark
	maxFacts  = 40      // columns beside those that are known
	maxBeside = 16      // further addresses and accounts of one card
	maxRow    = 200     // bytes of an id
)

// Row is one row of a file.
type Row struct {
	Line   int            // where it begins, from 1
	Person store.Identity // without Num and the times
	Beside []store.Identity
	// Contact tells that Person and Beside are one contact as earshot has written
	// it, with the identities that networks gave; else the file says so.
	Contact bool
	Bytes   int64 // of the file, up to the end of this row
}

// Refusal says why a row of a file was not read. The rest of the file is.
type Refusal struct {
	Line  int
	Why   string
	Bytes int64
}

// Error gives the reason; the line is told by whoever knows the file's name.
func (r *Refusal) Error() string { return r.Why }

// Options say what a file does not say itself.
type Options struct {
	From string    // where facts come from: "import clients.csv"
	At   time.Time // when
	Skip []string  // columns that are left out
}

// Read goes through the rows of a file. A row that cannot be read is a *Refusal,
// and the walk goes on; any other error ends it.
func Read(r io.Reader, o Options) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		in := bufio.NewReaderSize(wide(r), 64<<10)
		head, err := in.Peek(512)
		if err != nil && err != io.EOF {
			yield(Row{}, err)
			return
		}
		if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
			_, _ = in.Discard(3) // it was peeked
			head = head[3:]
		}
		head = bytes.TrimLeft(head, " \t\r\n")
		lines := &lines{in: in}
		seen := &seen{o: o, lines: map[string]int{}, yield: yield}
		switch {
		case len(head) == 0:
			yield(Row{}, fmt.Errorf("the file is empty"))
		case hasFold(head, "begin:vcard"):
			readCards(lines, o, seen)
		case head[0] == '{':
			readOwn(lines, seen)
		default:
			readTable(lines, o, seen)
		}
	}
}

func hasFold(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && bytes.EqualFold(b[:len(prefix)], []byte(prefix))
}

// seen hands rows on, each id of the file once.
type seen struct {
	o     Options
	lines map[string]int
	yield func(Row, error) bool
}

func (s *seen) row(r Row, named bool) bool {
	if named {
		if first, again := s.lines[r.Person.ID]; again {
			return s.refuse(r.Line, r.Bytes, fmt.Sprintf("the id %s stands in line %d already", Name(r.Person), first))
		}
		s.lines[r.Person.ID] = r.Line
	}
	return s.yield(r, nil)
}

func (s *seen) refuse(line int, read int64, why string) bool {
	return s.yield(Row{Line: line, Bytes: read}, &Refusal{line, why, read})
}

package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"
)

// Line is one line of a file: where it stands, and what it holds.
type Line struct {
	Number int   // from 1, blank lines counted
	Bytes  int64 // how far the file has been read, this line included
	Record Record
}

// Reader reads a file of the exchange format line by line, in bounded memory.
type Reader struct {
	in     *bufio.Reader
	now    time.Time
	number int
	bytes  int64
	line   []byte // reused: nothing of a Record points into it
	room   room   // reused as well
}

// NewReader reads r; times more than a day after now are refused.
func NewReader(r io.Reader, now time.Time) *Reader {
	return &Reader{in: bufio.NewReaderSize(r, 64<<10), now: now}
}

// All walks the lines that are not blank. A line that cannot be accepted comes
// with a *Refusal, and the reading goes on; any other error is the file's own
// and the last thing that comes. It can be walked once.
func (r *Reader) All() iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		for {
			length, err := r.next()
			if err != nil && !errors.Is(err, io.EOF) {
				yield(r.here(), fmt.Errorf("line %d cannot be read: %w", r.number, err))
				return
			}
			if length > 0 && !r.give(length, yield) || err != nil {
				return
			}
		}
	}
}

func (r *Reader) here() Line { return Line{Number: r.number, Bytes: r.bytes} }

// give yields the line just read; blank ones are skipped.
func (r *Reader) give(length int, yield func(Line, error) bool) bool {
	here := r.here()
	if length > MaxLine {
		return yield(here, tooLong(length))
	}
	line := r.line
	if r.number == 1 {
		line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	}
	if len(bytes.TrimSpace(line)) == 0 {
		return true
	}
	r.room.reset()
	record, err := decode(line, r.now, &r.room)
	here.Record = record
	return yield(here, err)
}

// next reads one line into r.line and gives its length without the line end. Of
// a line that is too long it keeps the beginning only.
func (r *Reader) next() (length int, err error) {
	r.line = r.line[:0]
	r.number++
	for {
		part, err := r.in.ReadSlice('\n')
		r.bytes += int64(len(part))
		if err == nil {
			part = part[:len(part)-1]
		}
		length += len(part)
		if room := MaxLine - len(r.line); room > 0 {
			r.line = append(r.line, part[:min(room, len(part))]...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return length, err
		}
	}
}

package mailfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"
)

// Mbox walks the messages of an mbox file: mboxo or mboxrd, with any line ends;
// a file that begins with a header instead of a From_ line is one message. It
// reads a stream in bounded memory. A message that cannot be accepted comes as
// an Item without a Mention and a *Refusal, and the reading goes on; any other
// error is the stream's own and the last thing that comes. The Bytes of the
// items add up to the size of the file, blank lines before the first apart.
//
// A From_ line opens a message where a blank line stands before it and a header
// line behind it. Content-Length is not believed: it is wrong in every file
// that was ever edited.
func Mbox(r io.Reader, now time.Time) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		m := &mbox{in: bufio.NewReaderSize(r, 64<<10), now: now, yield: yield}
		m.run()
	}
}

type mbox struct {
	in    *bufio.Reader
	now   time.Time
	yield func(Item, error) bool

	number int
	start  int64 // where the message begins
	offset int64 // how far we have read
	env    envelope
	opened bool // a From_ line began this message
	buf    []byte
	over   bool // the message is larger than we keep
	ended  bool // the caller wants no more
}

func (m *mbox) run() {
	if bom, _ := m.in.Peek(3); string(bom) == "\ufeff" {
		n, _ := m.in.Discard(len(bom))
		m.offset = int64(n)
	}
	atStart, blankBefore := true, true
	for !m.ended {
		line, err := m.in.ReadSlice('\n')
		if atStart && len(line) < 1000 && bytes.HasPrefix(line, []byte("From ")) {
			line = bytes.Clone(line) // looking ahead moves the buffer
			if m.opens(string(line), blankBefore) {
				blankBefore = false
				continue
			}
		}
		m.add(line, atStart)
		if atStart {
			blankBefore = len(bytes.TrimRight(line, "\r\n")) == 0 && len(line) > 0
		} else {
			blankBefore = false
		}
		atStart = err == nil
		switch {
		case err == nil || errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			m.flush()
			return
		default:
			m.fail(err)
			return
		}
	}
}

// opens begins a new message if a line is a From_ line. Without a date in it
// only a well-known field behind it will do: people begin sentences with "From"
// too.
func (m *mbox) opens(line string, blankBefore bool) bool {
	env, dated := fromLine(line)
	if !blankBefore && !dated {
		return false
	}
	const enough = 120
	ahead, _ := m.in.Peek(enough)
	next, _ := cutLine(ahead)
	next = bytes.TrimPrefix(next, []byte(">"))
	name := strings.ToLower(string(next[:fieldName(next)]))
	switch {
	case dated && (name != "" || bytes.HasPrefix(next, []byte("From "))):
	case !dated && len(strings.Fields(line)) <= 3 && slices.Contains([]string{
		"from", "date", "received", "return-path", "message-id", "delivered-to", "subject", "to", "mime-version", "content-type",
		"x-mozilla-status", "x-gm-thrid", "x-original-to", "status",
	}, name):
	default:
		return false
	}
	m.flush()
	m.env, m.opened, m.start = env, true, m.offset
	m.offset += int64(len(line))
	return true
}

// add keeps a line of the message, with the quoting of From taken off.
func (m *mbox) add(line []byte, atStart bool) {
	m.offset += int64(len(line))
	if len(m.buf)+len(line) > MaxMessage {
		m.over = true
		return
	}
	if atStart && len(line) > 5 && line[0] == '>' && bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
		line = line[1:]
	}
	m.buf = append(m.buf, line...)
}

// flush gives the message that was collected.
func (m *mbox) flush() {
	if !m.opened && len(bytes.TrimSpace(m.buf)) == 0 && !m.over {
		m.buf = m.buf[:0]
		return // blank lines before the first message
	}
	m.number++
	item := Item{Number: m.number, Offset: m.start, Bytes: m.offset - m.start}
	raw, env, over, opened := m.buf, m.env, m.over, m.opened
	m.buf, m.env, m.over, m.opened = m.buf[:0], envelope{}, false, false
	m.start = m.offset
	var refusal *Refusal
	switch {
	case over:
		refusal = refuse("is larger than %d bytes", MaxMessage)
	case !opened && fieldName(bytes.TrimLeft(raw, "\r\n")) == 0:
		refusal = refuse("the file does not begin like an mbox (\"From ...\") or a mail (\"From: ...\")")
	default:
		item.Mention, refusal = read(raw, env, m.now)
	}
	if refusal == nil {
		m.ended = !m.yield(item, nil)
		return
	}
	refusal.Number, refusal.Offset = m.number, item.Offset
	m.ended = !m.yield(item, refusal)
}

func (m *mbox) fail(err error) {
	item := Item{Number: m.number + 1, Offset: m.start, Bytes: m.offset - m.start}
	m.yield(item, fmt.Errorf("the mailbox cannot be read behind byte %d: %w", m.offset, err))
}

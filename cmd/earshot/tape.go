package main

import (
	"errors"
	"io"
	"sync"
)

// tape keeps what was read of standard input, so that a call whose owner left
// can be made again elsewhere with the same input. One goroutine reads the
// source; it starts with the first Read, because a call that reads nothing must
// not swallow the input of the loop it stands in.
type tape struct {
	source io.Reader
	start  sync.Once

	mu   sync.Mutex
	news *sync.Cond
	kept []byte
	base int64 // bytes before kept that were let go
	err  error // of the source
	head *head
}

const (
	// maxTape is how much is kept to be read again, in bytes: the ids of a
	// million mentions.
	maxTape = 16 << 20
	// maxAhead is how far the source is read ahead, in bytes.
	maxAhead = 256 << 10
)

func newTape(source io.Reader) *tape {
	t := &tape{source: source}
	t.news = sync.NewCond(&t.mu)
	return t
}

// errTapeCut says that there is too much standard input to begin again.
var errTapeCut = errors.New("the process that owned the data left while it read a long standard input; try again")

// play gives a new reader; the one before reads no more. It begins at the
// start, or, for the keys of a screen, where the one before ended.
func (t *tape) play(goOn bool) (*head, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := &head{tape: t}
	if goOn && t.head != nil {
		h.at = t.head.at
	}
	if t.head != nil {
		t.head.stopped = true
	}
	t.head = h
	t.news.Broadcast()
	if h.at < t.base {
		return nil, errTapeCut
	}
	return h, nil
}

// record reads the source to its end.
func (t *tape) record() {
	buf := make([]byte, 32<<10)
	for {
		n, err := t.source.Read(buf)
		t.mu.Lock()
		t.kept = append(t.kept, buf[:n]...)
		t.err = err
		t.news.Broadcast()
		for err == nil && t.base+int64(len(t.kept)) > t.head.at+maxAhead {
			t.news.Wait()
		}
		if len(t.kept) > maxTape {
			read := t.head.at - t.base
			t.kept, t.base = append([]byte(nil), t.kept[read:]...), t.head.at
		}
		t.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// head reads the tape from one place on.
type head struct {
	tape    *tape
	at      int64
	stopped bool
}

// Read waits for input; after stop it gives io.ErrClosedPipe.
func (h *head) Read(p []byte) (int, error) {
	t := h.tape
	t.start.Do(func() { go t.record() })
	t.mu.Lock()
	defer t.mu.Unlock()
	for !h.stopped && h.at == t.base+int64(len(t.kept)) && t.err == nil {
		t.news.Wait()
	}
	if h.stopped {
		return 0, io.ErrClosedPipe
	}
	n := copy(p, t.kept[h.at-t.base:])
	h.at += int64(n)
	t.news.Broadcast()
	if n == 0 && len(p) > 0 {
		return 0, t.err
	}
	return n, nil
}

// stop ends a Read that waits.
func (h *head) stop() {
	h.tape.mu.Lock()
	defer h.tape.mu.Unlock()
	h.stopped = true
	h.tape.news.Broadcast()
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"testing"
)

// weigher notes the greatest live heap while something passes through.
type weigher struct {
	left  int // lines still to come
	n     int
	rest  bytes.Buffer
	every int // bytes between two looks
	since int
	peak  uint64
}

func (w *weigher) look(n int) {
	if w.since += n; w.since < w.every {
		return
	}
	w.since = 0
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	w.peak = max(w.peak, m.HeapAlloc)
}

// Read gives lines of the exchange format, made as they are read.
func (w *weigher) Read(p []byte) (int, error) {
	for w.rest.Len() < len(p) && w.left > 0 {
		w.left--
		w.n++
		fmt.Fprintf(&w.rest, `{"network":"shop","id":"%d","created":"2026-11-01T00:00:00Z","author":{"id":"u%d"},"text":"Холодильник номер %d не морозит %x"}`+"\n", w.n, w.n%997, w.n, w.n*7919)
	}
	n, err := w.rest.Read(p)
	w.look(n)
	return n, err
}

// Write takes what an export writes, and forgets it.
func (w *weigher) Write(p []byte) (int, error) {
	w.n += bytes.Count(p, []byte("\n"))
	w.look(len(p))
	return len(p), nil
}

// carry imports and exports so many mentions and gives the greatest live heap
// of both.
func carry(t *testing.T, lines int) (in, out uint64) {
	t.Helper()
	home := t.TempDir()
	call := func(r io.Reader, w io.Writer, args ...string) {
		var said bytes.Buffer
		c := &Call{Args: args, Dir: home, Env: []string{"HOME=" + home, "EARSHOT_USER=anna", "TZ=UTC"}, In: r, Out: w, Err: &said}
		if code := Main(context.Background(), c); code != exitOK {
			t.Fatalf("%v: exit %d: %s", args, code, said.String())
		}
	}
	from, to := &weigher{left: lines, every: 200 << 10}, &weigher{every: 200 << 10}
	call(from, io.Discard, "import", "jsonl", "-")
	call(nil, to, "export", "mentions")
	if to.n != lines {
		t.Fatalf("%d of %d came out", to.n, lines)
	}
	return from.peak, to.peak
}

// TestImportAndExportNeedTheSameMemoryForMuchAndLittle: both stream. With
// EARSHOT_LONG it is 100,000.
func TestImportAndExportNeedTheSameMemoryForMuchAndLittle(t *testing.T) {
	if testing.Short() {
		t.Skip("it carries many mentions")
	}
	many := 20_000
	if long() {
		many = 100_000
	}
	smallIn, smallOut := carry(t, 4000)
	in, out := carry(t, many)
	const slack = 24 << 20 // tables that have a fixed size, and are filled by and by
	if in > smallIn+slack || out > smallOut+slack {
		t.Errorf("import needs %d MiB for 4000 and %d for %d, export %d and %d", smallIn>>20, in>>20, many, smallOut>>20, out>>20)
	}
	t.Logf("live heap: import %d MiB for 4000, %d for %d; export %d and %d", smallIn>>20, in>>20, many, smallOut>>20, out>>20)
}

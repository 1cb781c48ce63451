package session_test

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestAFloodOfAMinute: while 50 mentions a second come in for a minute (20
// seconds without EARSHOT_LONG=1), every key
// is answered within the next frame, the selection stays on its mention, and at
// the end there are no more goroutines and hardly more memory than after the
// first ten seconds.
func TestAFloodOfAMinute(t *testing.T) {
	seconds := 20 // the store in memory reads all it has for each redraw, which takes longer and longer
	if os.Getenv("EARSHOT_LONG") == "1" {
		seconds = 60
	}
	synctest.Test(t, func(t *testing.T) {
		const rate, frame = 50, time.Second / 120
		term := newTerminal(120, 40)
		s := run(t, term, nil)
		term.press("jjj")
		var early, routines int
		keys, pressed := []string{"j", "k"}, 0
		for second := range seconds {
			for i := range rate {
				s.arrive(fmt.Sprintf("flood %d of %d", i, second))
				if i%10 == 5 {
					synctest.Wait()
					term.count()
					before := column(term.frame())
					io.WriteString(term.keys, keys[pressed%2]) //nolint:errcheck // a pipe of our own
					pressed++
					time.Sleep(frame)
					synctest.Wait()
					if after := column(term.frame()); after == before {
						t.Errorf("second %d: the key %d is not answered:\n%s", second, i, term.frame())
						break
					}
				}
				if i%10 != 5 {
					time.Sleep(time.Second / rate)
				}
			}
			if second == 9 {
				rest()
				early, routines = heap(), runtime.NumGoroutine()
			}
		}
		rest()
		// The runtime and its collector keep a few of their own, which come and
		// go; a leak would be one for each mention or key.
		if n := runtime.NumGoroutine(); n > routines+rate/5 {
			t.Errorf("%d goroutines have become %d", routines, n)
		}
		// What was stored is in memory here; beyond that nothing may grow.
		if grown, stored := heap()-early, (seconds-10)*rate*12<<10; grown > stored {
			t.Errorf("the heap has grown by %d kB", grown>>10)
		}
		see(t, term, "new above")
		s.end(t, term)
	})
}

// column is where the selection stands: the first column of the stream.
func column(frame string) string {
	var out strings.Builder
	for row := range strings.Lines(frame) {
		r := []rune(row)
		if len(r) > 0 && r[0] == '▌' {
			out.WriteByte('>')
		} else {
			out.WriteByte('.')
		}
	}
	return out.String()
}

func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

package paint_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"earshot/ui/paint"
)

// tape keeps every write; while it is held, writes hang.
type tape struct {
	mu     sync.Mutex
	writes []string
	hold   chan struct{}
	err    error
}

func (t *tape) Write(p []byte) (int, error) {
	t.mu.Lock()
	hold, err := t.hold, t.err
	t.mu.Unlock()
	if hold != nil {
		<-hold
	}
	if err != nil {
		return 0, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.writes = append(t.writes, string(p))
	return len(p), nil
}

func (t *tape) take() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.writes
	t.writes = nil
	return out
}

func TestAKeyIsAnsweredAtOnceAndABurstIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &tape{}
		p := paint.New(out, paint.Options{Rate: 100})
		p.Show(sheet("start"))
		time.Sleep(time.Second)
		synctest.Wait()
		out.take()
		p.Show(sheet("a key"))
		synctest.Wait() // no time passes
		if got := out.take(); len(got) != 1 || !strings.Contains(got[0], "a key") {
			t.Fatalf("a key is not answered at once: %q", got)
		}
		for i := range 100 {
			p.Show(sheet(fmt.Sprint("burst ", i)))
			time.Sleep(time.Millisecond)
		}
		p.Show(sheet("LAST"))
		time.Sleep(time.Second)
		synctest.Wait()
		got := out.take()
		if len(got) > 11 {
			t.Errorf("a burst of 100 ms takes %d writes at 100 a second", len(got))
		}
		if !strings.Contains(strings.Join(got, ""), "LAST") {
			t.Errorf("the last frame is not drawn: %q", got)
		}
		p.Show(sheet("LAST"))
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := out.take(); len(got) > 0 {
			t.Errorf("an idle screen sends %q", got)
		}
		p.Close()
	})
}

func TestATerminalThatHangsHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &tape{hold: make(chan struct{})}
		p := paint.New(out, paint.Options{})
		p.Show(sheet("hangs"))
		synctest.Wait()
		text := strings.Repeat("x", 2000)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		refused := false
		for i := range 100_000 {
			p.Show(sheet(text[i%1000:]))
			if _, err := p.Write([]byte(text)); err != nil {
				refused = true
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 8<<20 {
			t.Errorf("%d bytes are kept for a terminal that does not read", grown)
		}
		if !refused {
			t.Error("bytes are kept without end")
		}
		out.mu.Lock()
		hold := out.hold
		out.hold = nil
		out.mu.Unlock()
		p.Show(sheet("the newest"))
		close(hold)
		time.Sleep(time.Second)
		synctest.Wait()
		if got := out.take(); len(got) != 2 || !strings.Contains(got[1], "the newest") {
			t.Errorf("%d writes follow", len(got))
		}
		p.Close()
		if got := out.take(); len(got) != 1 || !strings.Contains(got[0], "\x1b[?1049l") {
			t.Errorf("the terminal is not given back: %q", got)
		}
		p.Close()
		if got := out.take(); len(got) > 0 {
			t.Errorf("it is given back twice: %q", got)
		}
	})
}

func TestClosingWaitsForATerminalOnlySoLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &tape{hold: make(chan struct{})}
		p := paint.New(out, paint.Options{})
		p.Show(sheet("hangs"))
		synctest.Wait()
		p.Close() // the bubble's clock runs on: this ends
		close(out.hold)
		synctest.Wait()
	})
}

func TestTheTerminalIsLentAndTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &tape{}
		p := paint.New(out, paint.Options{})
		p.Show(sheet("mine"))
		p.Write([]byte("\x1b]52;c;YQ==\x07"))
		time.Sleep(time.Second)
		if got := strings.Join(out.take(), ""); !strings.Contains(got, "]52;") {
			t.Errorf("bytes of no frame are lost: %q", got)
		}
		p.Leave()
		if got := out.take(); len(got) != 1 || !strings.Contains(got[0], "\x1b[?1049l") {
			t.Errorf("leaving writes %q", got)
		}
		p.Show(sheet("meanwhile"))
		time.Sleep(time.Second)
		if got := out.take(); len(got) > 0 {
			t.Errorf("draws on what is not its own: %q", got)
		}
		p.Resume()
		time.Sleep(time.Second)
		if got := strings.Join(out.take(), ""); !strings.Contains(got, "\x1b[?1049h") || !strings.Contains(got, "meanwhile") {
			t.Errorf("coming back writes %q", got)
		}
		p.Close()
	})
}

func TestATerminalThatIsGoneIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []error
		out := &tape{err: io.ErrClosedPipe}
		p := paint.New(out, paint.Options{Failed: func(err error) { told = append(told, err) }})
		for i := range 3 {
			p.Show(sheet(fmt.Sprint("nobody sees ", i)))
			time.Sleep(time.Second)
		}
		p.Close()
		if len(told) != 1 || !errors.Is(told[0], io.ErrClosedPipe) {
			t.Errorf("told %v", told)
		}
		if text := (paint.Panic{Value: "x", Stack: bytes.Repeat([]byte("y"), 3)}).Error(); text != "the screen cannot be drawn: x\nyyy" {
			t.Error(text)
		}
	})
}

package session_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/ui/session"
	"earshot/ui/theme"
	"earshot/ui/uitest"
)

// terminal is an emulator as the far end of a session, which counts what it is
// sent.
type terminal struct {
	emu   *vt.SafeEmulator
	keys  *io.PipeWriter
	in    *io.PipeReader
	mu    sync.Mutex
	bytes int
	stall chan struct{} // non-nil: writes hang until it is closed
	drawn chan struct{} // has something when something was drawn
}

func newTerminal(width, height int) *terminal {
	t := &terminal{emu: vt.NewSafeEmulator(width, height), drawn: make(chan struct{}, 1)}
	t.in, t.keys = io.Pipe()
	return t
}

// Write takes a frame; a terminal behind a pty gets CRLF.
func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	stall := t.stall
	t.bytes += len(p)
	t.mu.Unlock()
	if stall != nil {
		<-stall
	}
	_, err := t.emu.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	select {
	case t.drawn <- struct{}{}:
	default:
	}
	return len(p), err
}

func (t *terminal) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.bytes
	t.bytes = 0
	return n
}

func (t *terminal) frame() string {
	return strings.ReplaceAll(ansi.Strip(t.emu.Render()), "\r", "")
}

// press types keys and lets the screen come to rest.
func (t *terminal) press(keys string) {
	io.WriteString(t.keys, keys) //nolint:errcheck // a pipe of our own
	rest()
}

// rest waits, in the bubble's time, until a frame has been drawn and nothing
// moves any more.
func rest() {
	time.Sleep(300 * time.Millisecond)
	synctest.Wait()
}

type stage struct {
	desk   *desk.Desk
	cancel context.CancelFunc
	done   chan error
	n      int
}

// run starts a session on a terminal inside the bubble of a test.
func run(t *testing.T, term *terminal, change func(*session.Options)) *stage {
	t.Helper()
	s := start(t, term, change)
	rest()
	return s
}

// start starts a session on a terminal.
func start(t *testing.T, term *terminal, change func(*session.Options)) *stage {
	t.Helper()
	st := mem.New()
	n := 0
	env := store.Env{Now: func() time.Time { return store.Stamp(time.Now()) }, ID: func() string { n++; return fmt.Sprintf("%026d", n) }, Rand: func() float64 { return 0.5 }}
	s := &stage{desk: desk.New(st, env, desk.Options{}), done: make(chan error, 1)}
	uitest.Fill(t, s.desk)
	var ctx context.Context
	ctx, s.cancel = context.WithCancel(context.Background())
	go io.Copy(io.Discard, term.emu) //nolint:errcheck // the emulator's own answers
	o := session.Options{
		In: term.in, Out: term, Env: []string{"TERM=xterm-256color", "TERM_PROGRAM=Apple_Terminal"},
		Size: session.Size{Width: 110, Height: 34}, Desk: s.desk, User: "anna",
	}
	if change != nil {
		change(&o)
	}
	go func() { s.done <- session.Run(ctx, o) }()
	return s
}

// end stops the session and lets timers that are still wound up run out.
func (s *stage) end(t *testing.T, term *terminal) {
	t.Helper()
	s.stop(t, term)
	time.Sleep(time.Second)
}

func (s *stage) stop(t *testing.T, term *terminal) {
	t.Helper()
	s.cancel()
	if err := <-s.done; err != nil {
		t.Errorf("the session ended with %v", err)
	}
	term.keys.Close()
	// Not Close of the emulator, which races with its own Read.
	if pipe, ok := term.emu.InputPipe().(io.Closer); ok {
		pipe.Close()
	}
}

// arrive lets a mention come in.
func (s *stage) arrive(text string) {
	s.n++
	m := &store.Mention{
		Key: store.Key{Network: "vk", ID: fmt.Sprint("live", s.n)}, Kind: store.KindPost, Created: store.Stamp(time.Now()),
		Author: store.Author{ID: fmt.Sprint("live", s.n), Name: "Live One"}, Body: store.Body{Text: text},
	}
	s.desk.Inbox.Ingest(context.Background(), desk.Batch{Account: "polar-vk", Events: []desk.Event{{Mention: m}}}) //nolint:errcheck // seen on the screen
}

func TestASessionShowsTheScreenTakesKeysAndQuits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term := newTerminal(110, 34)
		s := run(t, term, nil)
		see(t, term, "Stream: Inbox  23")
		term.press("e")
		see(t, term, "closed 1 mention")
		s.arrive("Is anybody there?")
		rest()
		see(t, term, "Is anybody there?")
		term.press("q")
		if err := <-s.done; err != nil {
			t.Errorf("q ended the session with %v", err)
		}
		s.done <- nil
		s.end(t, term)
	})
}

func see(t *testing.T, term *terminal, text string) {
	t.Helper()
	if frame := term.frame(); !strings.Contains(frame, text) {
		t.Errorf("the terminal does not show %q:\n%s", text, frame)
	}
}

func TestTheHoldCountsDownByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term := newTerminal(110, 34)
		s := run(t, term, nil)
		doc, err := s.desk.Lookup.Resolve(t.Context(), "mastodon:101")
		if err != nil {
			t.Fatal(err)
		}
		out := desk.Outgoing{Message: store.Message{Text: "He is on his way."}, About: doc}
		if _, err := s.desk.Publish.Send(t.Context(), desk.By{User: "anna", Door: "key"}, out); err != nil {
			t.Fatal(err)
		}
		rest()
		see(t, term, "sending in 10s: z to stop")
		time.Sleep(5 * time.Second)
		see(t, term, "sending in 5s: z to stop")
		term.press("z")
		see(t, term, "took back: reply")
		s.end(t, term)
	})
}

func TestATerminalIsResizedAndHangsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term := newTerminal(110, 34)
		sizes := make(chan session.Size)
		s := run(t, term, func(o *session.Options) { o.Resize = sizes })
		term.emu.Resize(80, 24)
		sizes <- session.Size{Width: 80, Height: 24}
		sizes <- session.Size{}
		rest()
		see(t, term, "3 Compose  4 Analytics")
		close(sizes)
		if err := <-s.done; err != nil {
			t.Errorf("hanging up ended the session with %v", err)
		}
		s.done <- nil
		s.end(t, term)
	})
}

func TestAFloodIsDrawnAFewTimesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term := newTerminal(110, 34)
		s := run(t, term, nil)
		term.count()
		for i := range 200 {
			s.arrive(fmt.Sprint("flood ", i))
			time.Sleep(5 * time.Millisecond)
		}
		rest()
		if n := term.count(); n > 100_000 {
			t.Errorf("200 mentions in a second take %d bytes", n)
		}
		see(t, term, "new above")
		term.press("gg")
		see(t, term, "flood 199")
		s.end(t, term)
	})
}

// TestAStalledTerminalHoldsUpNobody runs in real time, because a stalled program
// hangs on locks, during which a bubble's time stands still.
func TestAStalledTerminalHoldsUpNobody(t *testing.T) {
	slow, quick := newTerminal(110, 34), newTerminal(110, 34)
	s := start(t, slow, nil)
	other := start(t, quick, func(o *session.Options) { o.Desk = s.desk })
	slow.await(t, "Stream: Inbox")
	quick.await(t, "Stream: Inbox")
	stall := make(chan struct{})
	slow.mu.Lock()
	slow.stall = stall
	slow.mu.Unlock()
	for i := range 20 {
		s.arrive(fmt.Sprint("while one hangs ", i))
	}
	quick.await(t, "43 open")
	slow.mu.Lock()
	slow.stall = nil
	slow.mu.Unlock()
	close(stall)
	slow.await(t, "43 open")
	other.stop(t, quick)
	s.stop(t, slow)
}

// await waits for a text on the terminal: it looks whenever something is drawn.
func (t *terminal) await(tb testing.TB, text string) {
	tb.Helper()
	late := time.After(20 * time.Second)
	for !strings.Contains(t.frame(), text) {
		select {
		case <-t.drawn:
		case <-late:
			tb.Fatalf("the terminal never shows %q:\n%s", text, t.frame())
		}
	}
}

func TestATornEscapeSequenceIsNoCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term := newTerminal(110, 34)
		s := run(t, term, nil)
		// An arrow key on a slow line: the terminal library takes the escape for
		// itself after 50 ms, and "[" and "A" for keys.
		io.WriteString(term.keys, "\x1b") //nolint:errcheck // a pipe of our own
		time.Sleep(70 * time.Millisecond)
		io.WriteString(term.keys, "[") //nolint:errcheck // a pipe of our own
		time.Sleep(20 * time.Millisecond)
		term.press("A")
		see(t, term, "Stream: Inbox")
		time.Sleep(time.Second)
		term.press("[")
		see(t, term, "Stream: All")
		s.end(t, term)
	})
}

func TestTheThemeComesFromTheTerminal(t *testing.T) {
	for env, want := range map[string]theme.Kind{
		"TERM=xterm-256color": theme.Dark, "TERM=linux": theme.Basic, "TERM=dumb": theme.Mono,
		"TERM=xterm": theme.Basic, "TERM=xterm-256color NO_COLOR=1": theme.Mono, "TERM=xterm COLORTERM=truecolor": theme.Dark,
	} {
		if got := session.Kind(session.Options{Env: strings.Fields(env)}); got != want {
			t.Errorf("%s gives %s, want %s", env, got, want)
		}
	}
	if got := session.InForce(session.Options{Env: []string{"NO_COLOR=1"}, Screen: session.Screen{Theme: "light"}}).Base; got != theme.Light {
		t.Errorf("a setting gives %s", got)
	}
}

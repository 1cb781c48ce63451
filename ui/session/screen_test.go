package session

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/store"
	"earshot/ui"
	"earshot/ui/paint"
	"earshot/ui/theme"
)

// sink keeps what is written.
type sink struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *sink) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func newTestScreen(t *testing.T, o Options) *screen {
	t.Helper()
	h := NewHost(context.Background(), Options{Screen: Screen{Theme: string(theme.Mono)}})
	h.Env = store.RealEnv()
	m, err := New(h, ui.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := newScreen(m, func() time.Time { return time.Time{} }, o, func() {})
	t.Cleanup(s.close)
	return s
}

func TestTheTerminalIsGivenBackBeforeAPanicIsTold(t *testing.T) {
	out := &sink{}
	restored := false
	s := newTestScreen(t, Options{Out: out, Raw: func() (func(), error) { return func() { restored = true }, nil }})
	if err := s.take(); err != nil {
		t.Fatal(err)
	}
	s.painter.Show(paint.Frame{View: tea.NewView("hello"), Width: 20, Height: 2})
	defer func() {
		if recover() == nil {
			t.Error("the panic is swallowed")
		}
		if !strings.HasSuffix(out.String(), ansi.SetWindowTitle("")) && !strings.Contains(out.String(), ansi.ResetModeAltScreenSaveCursor) && strings.Contains(out.String(), "hello") || !restored {
			t.Errorf("the terminal is left as it was: %q, restored %v", out, restored)
		}
	}()
	cmd := s.guard(func() tea.Msg { return tea.BatchMsg{func() tea.Msg { panic("in a command") }} })
	cmd().(tea.BatchMsg)[0]()
}

func TestWhatTheTerminalKnowsIsKept(t *testing.T) {
	s := newTestScreen(t, Options{Out: &sink{}})
	s.Update(tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeReset})
	s.Update(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModePermanentlySet})
	if !s.frame.Sync || !s.frame.Graphemes {
		t.Errorf("%+v", s.frame)
	}
	s.Update(tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeNotRecognized})
	if s.frame.Sync {
		t.Error("a terminal that knows nothing of it holds frames back")
	}
	again := s.frame.Again
	s.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	s.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	s.Update(tea.WindowSizeMsg{})
	s.Update(tea.FocusMsg{})
	if s.frame.Width != 80 || s.frame.Height != 24 || s.frame.Again != again+3 {
		t.Errorf("%+v", s.frame)
	}
}

func TestOnlyAMistakeOfOursIsAnError(t *testing.T) {
	s := newTestScreen(t, Options{Out: &sink{}})
	s.failed(errors.New("broken pipe"))
	if err := s.trouble(); err != nil {
		t.Errorf("a terminal that goes away is %v", err)
	}
	s.failed(paint.Panic{Value: "index out of range"})
	if err := s.trouble(); err == nil {
		t.Error("a mistake is hidden")
	}
}

func TestWhatTheTerminalIsAsked(t *testing.T) {
	for env, want := range map[string]int{"TERM=xterm": 3, "TERM=xterm TERM_PROGRAM=Apple_Terminal": 1, "TERM=dumb": 0} {
		asked := ""
		if cmd := start(Options{Env: strings.Fields(env)}); cmd != nil {
			asked = cmd().(tea.RawMsg).Msg.(string)
		}
		if got := strings.Count(asked, "$p") + strings.Count(asked, "\x1b]11;"); got != want {
			t.Errorf("%s is asked %q", env, asked)
		}
	}
}

package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"earshot/ui"
	"earshot/ui/paint"
	"earshot/ui/pane"
	"earshot/ui/theme"
)

// screen stands between the model and Bubble Tea: it hands every view to the
// painter and keeps what the terminal says about itself. Bubble Tea runs the
// loop and reads the keys; it draws nothing.
type screen struct {
	*ui.Model
	o       Options
	now     func() time.Time
	painter *paint.Painter
	frame   paint.Frame
	once    sync.Once
	mu      sync.Mutex
	raw     func() // undoes raw mode; nil = not in it
	err     error  // why nothing can be drawn any more
	cancel  func()
}

func newScreen(model *ui.Model, now func() time.Time, o Options, cancel func()) *screen {
	s := &screen{Model: model, now: now, o: o, cancel: cancel}
	if o.Size.Width <= 0 || o.Size.Height <= 0 {
		o.Size = Size{80, 24}
	}
	s.o.Size = o.Size
	s.frame = paint.Frame{Width: o.Size.Width, Height: o.Size.Height, Profile: profile(o), Sync: o.Screen.Sync}
	s.painter = paint.New(o.Out, paint.Options{Rate: o.Screen.FPS, Failed: s.failed})
	return s
}

// profile says which colours the terminal knows.
func profile(o Options) colorprofile.Profile {
	switch {
	case InForce(o).Base == theme.Mono:
		return colorprofile.Ascii
	case o.Local:
		return colorprofile.Detect(o.Out, o.Env)
	}
	return colorprofile.Env(o.Env)
}

// options of the program. Its clock only sends what Bubble Tea itself has to say
// to the terminal, which is nothing as long as everybody uses tea.Raw.
func (s *screen) options(ctx context.Context) []tea.ProgramOption {
	in := s.o.In
	if in != nil {
		in = mend(in, s.now)
	}
	return []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(s.painter), tea.WithEnvironment(s.o.Env),
		tea.WithoutRenderer(), tea.WithFPS(10), tea.WithoutSignalHandler(), tea.WithColorProfile(s.frame.Profile),
		tea.WithWindowSize(s.o.Size.Width, s.o.Size.Height),
		tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
			if raw, ok := msg.(tea.RawMsg); ok { // at once, not with the clock
				_, _ = fmt.Fprint(s.painter, raw.Msg) // a terminal that takes nothing has other troubles
				return nil
			}
			return msg
		}),
	}
}

// Update takes a message.
func (s *screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	defer s.rescue()
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		if msg.Width > 0 && msg.Height > 0 {
			s.frame.Width, s.frame.Height = msg.Width, msg.Height
			s.frame.Again++ // a terminal that says its size has moved its rows about
		}
	case tea.ColorProfileMsg:
		s.frame.Profile = msg.Profile
	case tea.ModeReportMsg:
		s.mode(msg)
	case tea.FocusMsg, pane.Redraw:
		s.frame.Again++
	case pane.Exec:
		return s, tea.Exec(&outside{ExecCommand: msg.Command, screen: s}, msg.Done)
	}
	_, cmd := s.Model.Update(msg)
	return s, s.guard(cmd)
}

// mode takes what the terminal says about a mode: 0 is unknown, 4 never.
func (s *screen) mode(msg tea.ModeReportMsg) {
	known := msg.Value == ansi.ModeReset || msg.Value == ansi.ModeSet || msg.Value == ansi.ModePermanentlySet
	switch msg.Mode {
	case ansi.ModeSynchronizedOutput:
		s.frame.Sync = known || s.o.Screen.Sync
	case ansi.ModeUnicodeCore:
		s.frame.Graphemes = s.frame.Graphemes || known
	}
}

// View hands the newest view to the painter. It runs after every message, so it
// costs no more than the model's own, which is cached.
func (s *screen) View() tea.View {
	defer s.rescue()
	s.frame.View = s.Model.View()
	s.painter.Show(s.frame)
	return tea.View{}
}

// guard gives the terminal back before a panic in a command is reported.
func (s *screen) guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		defer s.rescue()
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i, c := range batch {
				batch[i] = s.guard(c)
			}
		}
		return msg
	}
}

func (s *screen) rescue() {
	if r := recover(); r != nil {
		s.close()
		panic(r)
	}
}

// failed ends a session whose terminal takes nothing any more.
func (s *screen) failed(err error) {
	s.mu.Lock()
	s.err = err
	s.mu.Unlock()
	s.cancel()
}

// trouble is why the screen ended, unless that was the end of the line.
func (s *screen) trouble() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var p paint.Panic
	if errors.As(s.err, &p) {
		return s.err
	}
	return nil
}

// take switches the terminal to raw mode.
func (s *screen) take() (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.o.Raw != nil {
		s.raw, err = s.o.Raw()
	}
	return err
}

// release undoes take.
func (s *screen) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.raw != nil {
		s.raw()
		s.raw = nil
	}
}

// close gives the terminal back.
func (s *screen) close() {
	s.once.Do(func() {
		s.painter.Close()
		s.release()
	})
}

// outside runs another program on the terminal, such as an editor.
type outside struct {
	tea.ExecCommand
	screen *screen
}

// SetStdout gives the program the terminal itself, not the painter.
func (o *outside) SetStdout(io.Writer) { o.ExecCommand.SetStdout(o.screen.o.Out) }

// Run gives the terminal away and takes it back.
func (o *outside) Run() error {
	o.screen.painter.Leave()
	o.screen.release()
	err := o.ExecCommand.Run()
	if again := o.screen.take(); err == nil {
		err = again
	}
	o.screen.painter.Resume()
	return err
}

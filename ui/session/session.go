// Package session runs the screen for one person on one terminal, whichever it
// is: the local one, a socket, an SSH channel. Nothing here or below touches
// the process's own terminal, environment or clipboard.
package session

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/store/desk"
	"earshot/ui"
	"earshot/ui/layout"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/welcome"
	"earshot/ui/widget"
)

// Size is a terminal's size in cells.
type Size struct{ Width, Height int }

// Options say who sits at which terminal.
type Options struct {
	In     io.Reader
	Out    io.Writer
	Env    []string    // of the terminal: TERM, COLORTERM, NO_COLOR, SSH_TTY
	Size   Size        // at the start; zero = asked of Out, if it is a terminal
	Resize <-chan Size // nil for none; closing it ends the session
	Desk   *desk.Desk
	User   string
	Zone   *time.Location
	Screen Screen
	Local  bool // the person sits at this machine
	// Raw switches the terminal to raw mode and gives what undoes that; nil if
	// somebody else cares for it.
	Raw func() (func(), error)
	// Rebound replaces keys; see keys.New.
	Rebound map[string][]string
	// Macros are those of the configuration, by their letter.
	Macros map[string]string
	// Guide helps a person to begin; nil = nobody does.
	Guide welcome.Guide
}

// Screen is how the screen looks.
type Screen struct {
	Plain bool   // ASCII only
	Theme string // a kind, or one of Themes; empty = what the terminal says
	// Emoji is how lists show emoji; empty = short.
	Emoji widget.Emoji
	// Density is how many lines a mention takes in lists: compact, normal, roomy;
	// empty = by the size.
	Density string
	// NoMouse leaves the mouse to the terminal until the person switches it on.
	NoMouse bool
	Sync    bool // force synchronised output where the terminal is not asked
	// Themes are a person's own.
	Themes []theme.Spec
	// Layout says where the panes stand; empty = by the size.
	Layout layout.Arrangement
	// Told is said once at the start: what is wrong with a theme file.
	Told []string
	// FPS is the greatest number of frames a second; 0 = 120.
	FPS int
	// Redraws is the greatest number of redraws a second that come by
	// themselves; 0 = 10.
	Redraws int
}

// Run shows the screen until the person quits, the terminal goes away or ctx
// ends. Only trouble with the terminal itself is an error.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	h := NewHost(ctx, o)
	h.Terminal = o.In
	pump := newPump(o)
	model, err := New(h, ui.Options{
		Rebound: o.Rebound, Look: Look(o), NoMouse: o.Screen.NoMouse, Macros: o.Macros, Wake: pump.wakeAt, Start: start(o),
	}, o.Guide)
	if err != nil {
		return err
	}
	screen := newScreen(model, h.Now, o, cancel)
	defer screen.close()
	defer func() { _, _ = io.WriteString(screen.painter, ansi.ResetModeLightDark) }() // a terminal that is gone needs no reset
	if err := screen.take(); err != nil {
		return err
	}
	program := tea.NewProgram(screen, screen.options(ctx)...)
	done := make(chan struct{})
	go func() {
		defer close(done)
		pump.run(ctx, program.Send)
	}()
	if o.Resize != nil {
		go resize(ctx, cancel, o.Resize, program.Send)
	}
	_, err = program.Run()
	cancel()
	// The pump may hang in Send of a program that has stopped reading; it ends
	// with the context, and nothing waits for it longer than that.
	<-done
	keep(ctx, model)
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil && !errors.Is(err, tea.ErrProgramPanic) || errors.Is(err, context.Canceled) {
		return screen.trouble()
	}
	return err
}

// goodbye is how long what the screen remembers may take to be stored at the end.
const goodbye = 2 * time.Second

// keep stores what the panes remember. A screen that cannot remember is no
// reason to end with an error: the next one begins where the last save was.
func keep(ctx context.Context, model *ui.Model) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
	defer cancel()
	_ = ui.Keep(ctx, model)
}

// NewHost makes what panes are given.
func NewHost(ctx context.Context, o Options) *pane.Host {
	zone := o.Zone
	if zone == nil {
		zone = time.UTC
	}
	h := &pane.Host{
		Desk: o.Desk, User: o.User, Zone: zone, Local: o.Local, Context: ctx, Density: o.Screen.Density,
		Theme:  InForce(o).Build(o.Screen.Plain),
		Policy: widget.Shown(o.Screen.Emoji, o.Screen.Plain),
	}
	if o.Desk != nil {
		h.Env = o.Desk.Env()
	}
	return h
}

// InForce is the theme with which the screen starts: that of the setting, or
// where there is none of that name, the one that fits the terminal.
func InForce(o Options) theme.Spec {
	if spec, ok := theme.Find(o.Screen.Themes, o.Screen.Theme); ok {
		return spec
	}
	kind := Kind(o)
	return theme.Spec{Name: string(kind), Base: kind}
}

// Look is what the screen is told about its looks.
func Look(o Options) ui.Look {
	setting := o.Screen.Theme
	if _, ok := theme.Find(o.Screen.Themes, setting); !ok {
		setting = ""
	}
	return ui.Look{Setting: setting, Themes: o.Screen.Themes, Terminal: Kind(o), Arrangement: o.Screen.Layout, Told: o.Screen.Told}
}

// Kind is the family of themes that fits the terminal: NO_COLOR (no-color.org),
// --plain and dumb terminals get none, terminals of 16 colours their own.
func Kind(o Options) theme.Kind {
	switch env := environ(o.Env); {
	case env["NO_COLOR"] != "" || o.Screen.Plain || env["TERM"] == "dumb":
		return theme.Mono
	case env["TERM"] == "linux" || env["TERM"] == "ansi" || env["TERM"] == "xterm" && env["COLORTERM"] == "":
		return theme.Basic
	}
	return theme.Dark
}

func environ(list []string) map[string]string {
	out := map[string]string{}
	for _, e := range list {
		k, v, _ := strings.Cut(e, "=")
		out[k] = v
	}
	return out
}

// start is what the terminal is asked: its background, for the theme, and
// whether it knows synchronised output and graphemes; and to tell when the
// system goes dark or light. Apple's terminal and the
// dumbest would show the question.
func start(o Options) tea.Cmd {
	env := environ(o.Env)
	if env["TERM"] == "dumb" {
		return nil
	}
	ask := ansi.RequestBackgroundColor
	if env["TERM_PROGRAM"] != "Apple_Terminal" {
		ask += ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore + ansi.SetModeLightDark
	}
	return tea.Raw(ask)
}

// resize passes sizes on; the end of the channel is the end of the terminal.
func resize(ctx context.Context, cancel func(), sizes <-chan Size, send func(tea.Msg)) {
	for {
		select {
		case <-ctx.Done():
			return
		case s, ok := <-sizes:
			if !ok {
				cancel()
				return
			}
			if s.Width > 0 && s.Height > 0 {
				send(tea.WindowSizeMsg{Width: s.Width, Height: s.Height})
			}
		}
	}
}

// Package panetest puts one pane on a stage: keys, pastes, ticks and changes
// reach it as the screen would pass them on, its background work is done at
// once, and what it tells others is kept for the test to look at.
//
// It is for the tests of a pane by itself; whole screens are driven by uitest.
// The clock stands still unless Advance moves it, ids are counted, and the data
// are a store in memory whose mentions carry the judgement they were given, so
// that a better model changes no frame.
package panetest

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/scoring"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/uitest"
)

// Start is when the clock of every stage begins: a Friday morning.
func Start() time.Time { return uitest.Start() }

// Stage is one pane under test.
type Stage struct {
	T     testing.TB
	Desk  *desk.Desk
	Store store.Store // below the desk, for what no verb writes
	Host  *pane.Host
	Pane  pane.Pane
	// Told are the messages for others, in order: Compose, Filter, Focus, ...
	Told []tea.Msg
	// Stuck holds back what commands do until Flow, to look at races.
	Stuck    bool
	held     []tea.Cmd
	table    *keys.Table
	overlays []pane.Overlay
	sub      *store.Sub
	now      time.Time
	w, h     int
	depth    int
}

// Options shape a stage. The zero value is 50x19 without colour for anna.
type Options struct {
	Width, Height int
	Plain         bool
	Theme         theme.Kind // empty = Mono
	User          string
	Hold          time.Duration
	Local         bool
	Judge         scoring.Judge // of what arrives live; nil = the usual one
	Seek          desk.Seek     // what is looked up about people
}

// New makes a stage without a pane: fill its desk, then Put the pane on it.
func New(t testing.TB, o Options) *Stage {
	t.Helper()
	s := &Stage{T: t, now: Start(), w: o.Width, h: o.Height}
	if s.w == 0 {
		s.w, s.h = 50, 19
	}
	if o.Theme == "" {
		o.Theme = theme.Mono
	}
	if o.User == "" {
		o.User = "anna"
	}
	ids := 0
	env := store.Env{
		Now:  func() time.Time { return s.now },
		ID:   func() string { ids++; return fmt.Sprintf("%026d", ids) },
		Rand: func() float64 { return 0.5 },
	}
	st := mem.New()
	t.Cleanup(func() { _ = st.Close() })
	s.Store, s.Desk = st, desk.New(st, env, desk.Options{Hold: o.Hold, Judge: o.Judge, Seek: o.Seek, Vault: openVault{}})
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	s.Host = &pane.Host{
		Desk: s.Desk, User: o.User, Env: env, Zone: time.UTC, Local: o.Local, Context: ctx,
		Theme: theme.New(o.Theme, o.Plain),
	}
	s.Host.Policy.ASCII = o.Plain
	s.sub = s.Desk.Bus().Subscribe()
	t.Cleanup(s.sub.Close)
	return s
}

// Put puts the pane on the stage, with the commands of the whole screen that it
// is to be tried with, and lets it read.
func (s *Stage) Put(p pane.Pane, global ...keys.Command) *Stage {
	s.T.Helper()
	s.Pane, s.table = p, keys.New(nil)
	if err := s.table.Add(append(p.Commands(), global...)...); err != nil {
		s.T.Fatal(err)
	}
	s.sub.Take()
	s.run(p.Changed(pane.All()))
	s.settle()
	s.View()
	return s
}

// Size changes the pane's size.
func (s *Stage) Size(w, h int) { s.w, s.h = w, h }

// Now is the stage's time.
func (s *Stage) Now() time.Time { return s.now }

// Send gives the pane a message and lets everything it causes happen.
func (s *Stage) Send(msg tea.Msg) {
	s.T.Helper()
	s.run(s.Pane.Update(msg))
	s.settle()
	s.View()
}

// Press presses keys by their names: "j", "enter", "ctrl+x s".
func (s *Stage) Press(names ...string) {
	s.T.Helper()
	for _, name := range names {
		for _, key := range strings.Fields(name) {
			s.key(uitest.Key(key))
			s.settle()
			s.View()
		}
	}
}

// Type types a text letter by letter.
func (s *Stage) Type(text string) {
	s.T.Helper()
	for _, r := range text {
		k := tea.KeyPressMsg{Code: r, Text: string(r)}
		if r == '\n' {
			k = uitest.Key("enter")
		}
		s.key(k)
		s.settle()
		s.View()
	}
}

// Paste pastes a text.
func (s *Stage) Paste(text string) {
	s.T.Helper()
	msg := tea.PasteMsg{Content: text}
	if n := len(s.overlays); n > 0 {
		s.over(msg)
	} else if s.Pane.Captures() {
		s.run(s.Pane.Update(msg))
	}
	s.settle()
}

// key passes a key on as the screen does.
func (s *Stage) key(k tea.KeyPressMsg) {
	s.T.Helper()
	name := keys.Name(k)
	if len(s.overlays) > 0 {
		acts := map[string]pane.Act{"enter": pane.Accept, "esc": pane.Back, "down": pane.Next, "up": pane.Previous, "tab": pane.Complete}
		if act, ok := acts[name]; ok {
			s.over(act)
		} else if !bound(s, k, name) {
			s.over(k)
		}
		return
	}
	captures := s.Pane.Captures()
	if captures && s.table.Pending() == "" && keys.Plain(k) {
		s.run(s.Pane.Update(k))
		return
	}
	hit := s.table.Press(name, s.Pane.Scope(), keys.Global)
	switch {
	case hit.Command != nil:
		s.start(hit.Command, hit.Arg)
	case hit.Pending:
	case captures && !strings.Contains(hit.Typed, " "):
		s.run(s.Pane.Update(k))
	case hit.Reason != "":
		s.Told = append(s.Told, pane.Notice{Text: hit.Reason, Level: pane.Warning})
	}
}

func (s *Stage) over(msg tea.Msg) {
	n := len(s.overlays)
	done, cmd := s.overlays[n-1].Update(msg)
	if done {
		s.overlays = s.overlays[:n-1]
	}
	s.run(cmd)
}

func (s *Stage) start(c *keys.Command, arg string) {
	if c.Arg == nil || arg != "" {
		s.run(s.Host.Through("key", func() tea.Cmd { return c.Run(arg) }))
		return
	}
	text := ""
	if c.Arg.Start != nil {
		text = c.Arg.Start()
	}
	s.overlays = append(s.overlays, overlay.NewPrompt(s.Host, c.Title, *c.Arg, text, func(arg string) tea.Cmd {
		return s.Host.Through("key", func() tea.Cmd { return c.Run(arg) })
	}, nil))
}

// run carries out a command and everything that comes of it.
func (s *Stage) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if s.Stuck {
		s.held = append(s.held, cmd)
		return
	}
	s.hear(cmd())
}

// Flow lets happen what was held back.
func (s *Stage) Flow() {
	s.T.Helper()
	s.Stuck = false
	for len(s.held) > 0 {
		cmd := s.held[0]
		s.held = s.held[1:]
		s.hear(cmd())
	}
	s.settle()
	s.View()
}

func (s *Stage) hear(msg tea.Msg) {
	if s.depth++; s.depth > 300 {
		s.T.Fatalf("messages go round in circles: %T", msg)
	}
	defer func() { s.depth-- }()
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			s.run(c)
		}
	case pane.Result:
		if inner, ok := msg.Open(); ok {
			s.hear(pane.To{Pane: msg.To, Msg: inner})
		}
	case pane.To:
		if msg.Pane == s.Pane.Scope() {
			s.run(s.Pane.Update(msg.Msg))
		} else {
			s.Told = append(s.Told, msg)
		}
	case pane.Push:
		s.overlays = append(s.overlays, msg.Overlay)
	case pane.Pop:
		s.overlays = s.overlays[:max(0, len(s.overlays)-1)]
		s.Told = append(s.Told, msg)
	default:
		if v := reflect.ValueOf(msg); v.Type().String() == "tea.sequenceMsg" {
			for i := range v.Len() {
				s.run(v.Index(i).Interface().(tea.Cmd))
			}
			return
		}
		s.Told = append(s.Told, msg)
	}
}

// settle passes on what has changed in the store until nothing more happens.
func (s *Stage) settle() {
	s.T.Helper()
	if s.Pane == nil || s.Stuck {
		return
	}
	for range 100 {
		select {
		case <-s.sub.Wake():
			s.run(s.Pane.Changed(s.sub.Take()))
		default:
			return
		}
	}
	s.T.Fatal("the pane does not come to rest")
}

// Advance moves the clock, with every tick the pane asks for on the way.
func (s *Stage) Advance(by time.Duration) {
	s.T.Helper()
	s.settle()
	end := s.now.Add(by)
	for range 10_000 {
		c, ok := s.Pane.(pane.Clocked)
		if !ok {
			break
		}
		next := c.NextTick()
		if next.IsZero() || next.After(end) {
			break
		}
		if next.After(s.now) {
			s.now = next
		}
		s.Send(pane.Tick{Now: s.now})
	}
	s.now = end
	s.settle()
}

// View draws the pane, which must take exactly its rectangle.
func (s *Stage) View() string {
	s.T.Helper()
	view := s.Pane.View(s.w, s.h)
	Exact(s.T, view, s.w, s.h)
	return view
}

// Exact fails unless a drawing takes exactly width x height cells.
func Exact(t testing.TB, view string, width, height int) {
	t.Helper()
	rows := strings.Split(view, "\n")
	if len(rows) != height {
		t.Fatalf("%d rows instead of %d:\n%s", len(rows), height, ansi.Strip(view))
	}
	for i, row := range rows {
		if w := ansi.StringWidthWc(row); w != width {
			t.Fatalf("row %d takes %d cells of %d: %q", i, w, width, row)
		}
	}
}

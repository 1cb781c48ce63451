// Package uitest drives a whole screen without a terminal and without sleeps.
//
// A Driver presses keys, runs every command they cause until nothing is left to
// do, and gives the frame as plain text. Its clock stands still unless Advance
// moves it; its data are a store in memory with the fixture of a fictional
// brand. Frames are compared with files in testdata/frames (go test -update
// writes them), and scenarios in testdata/scenarios are played line by line.
package uitest

import (
	"context"
	"encoding/base64"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/ui"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/session"
	"earshot/ui/theme"
	"earshot/ui/welcome"
)

// Options shape a driver. The zero value is 120x40 with the fixture.
type Options struct {
	Width, Height int
	Empty         bool // no fixture
	Strange       bool // hostile and foreign texts instead of the fixture
	User          string
	Plain         bool
	Theme         theme.Kind // empty = Mono
	Rebound       map[string][]string
	Hold          time.Duration
	Guide         welcome.Guide // nil: a small one with the fixture, none without
}

// Driver is one session under test.
type Driver struct {
	T     testing.TB
	Desk  *desk.Desk
	Host  *pane.Host
	Model *ui.Model
	Quit  bool // the program has ended
	// Copied is what was put into the clipboard last.
	Copied string
	// Ran holds the names of the commands that were run.
	Ran map[string]bool
	// Doors holds the doors by which they were run, as "line stream.tag".
	Doors map[string]bool
	// Door, if not empty, is the door through which Press starts commands in
	// place of their keys: "palette" or "line".
	Door   string
	clock  *Clock
	sub    *store.Sub
	width  int
	height int
	depth  int
	sent   int    // what the runner has delivered
	dir    string // of the person's files, once local
}

// Clock is the time of a driver.
type Clock struct{ now time.Time }

// Start is when every driver's clock begins: a Friday morning.
func Start() time.Time { return time.Date(2026, 11, 20, 9, 31, 0, 0, time.UTC) }

// Env is a store.Env on the clock, with counted ids.
func (c *Clock) Env() store.Env {
	n := 0
	return store.Env{
		Now: func() time.Time { return c.now },
		ID: func() string {
			n++
			return fmt.Sprintf("%026d", n)
		},
		Rand: func() float64 { return 0.5 },
	}
}

// New starts a session.
func New(t testing.TB, o Options) *Driver {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 120, 40
	}
	if o.User == "" {
		o.User = "anna"
	}
	if o.Theme == "" {
		o.Theme = theme.Mono
	}
	clock := &Clock{now: Start()}
	st := mem.New()
	t.Cleanup(func() { _ = st.Close() })
	d := &Driver{T: t, clock: clock, Ran: map[string]bool{}, Doors: map[string]bool{}, Desk: desk.New(st, clock.Env(), desk.Options{
		Hold: o.Hold, Judge: newJudge(), Seek: desk.Seek{Sources: []string{desk.SourceRelMe}}, // nobody asks in a test
	})}
	if !o.Empty {
		fill := Fill
		if o.Strange {
			fill = FillStrange
		}
		fill(t, d.Desk)
		if o.Guide == nil {
			o.Guide = shore{}
		}
	}
	d.seat(o, ui.Look{Setting: string(o.Theme), Terminal: theme.Dark})
	return d
}

// Again begins another session of the same person on the same data, as the next
// morning, with its own setting of the looks.
func Again(d *Driver, look ui.Look) *Driver {
	d.T.Helper()
	next := &Driver{T: d.T, clock: d.clock, Ran: map[string]bool{}, Doors: map[string]bool{}, Desk: d.Desk}
	next.seat(Options{User: d.Host.User, Width: d.width, Height: d.height, Theme: theme.Kind(look.Setting), Plain: d.Host.Policy.ASCII}, look)
	return next
}

// seat begins the session.
func (d *Driver) seat(o Options, look ui.Look) {
	d.T.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	d.T.Cleanup(cancel)
	d.Host = session.NewHost(ctx, session.Options{
		Desk: d.Desk, User: o.User, Screen: session.Screen{Plain: o.Plain, Theme: string(o.Theme), Themes: look.Themes},
	})
	if o.Theme == "" && look.Terminal != "" {
		d.Host.Theme = theme.New(look.Terminal, o.Plain)
	}
	d.sub = d.Desk.Bus().Subscribe()
	d.T.Cleanup(d.sub.Close)
	var err error
	if d.Model, err = session.New(d.Host, ui.Options{
		Rebound: o.Rebound, Look: look, Ran: func(name, door string) { d.Ran[name], d.Doors[door+" "+name] = true, true },
	}, o.Guide); err != nil {
		d.T.Fatal(err)
	}
	d.run(d.Model.Init())
	d.Size(o.Width, o.Height)
}

// Size gives the terminal a size.
func (d *Driver) Size(width, height int) {
	d.width, d.height = width, height
	d.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// Press presses keys by their names: "j", "G", "enter", "ctrl+d", "g i".
func (d *Driver) Press(names ...string) {
	d.T.Helper()
	for _, name := range names {
		for _, key := range strings.Fields(name) {
			if k := Key(key); !d.through(k) {
				d.Send(k)
			}
		}
	}
}

// through starts the command of a key through the palette or the ":" line, if it
// has one and they run it; it reports whether it did.
func (d *Driver) through(k tea.KeyPressMsg) bool {
	if d.Door == "" {
		return false
	}
	hit, text := ui.Meant(d.Model, k)
	c := hit.Command
	if c == nil || c.KeyOnly != "" {
		return false
	}
	if d.Door == "line" && c.Arg != nil && c.Arg.Optional {
		return false // by key it asks, by the line it need not
	}
	d.Model.Table().Reset()
	if text { // where ":" and ctrl+k may belong to the text
		d.Send(Key("ctrl+x"))
	}
	if d.Door == "palette" {
		d.Send(Key(map[bool]string{true: "p", false: "ctrl+k"}[text]))
		d.Type(c.ID)
	} else {
		d.Send(Key(":"))
		d.Send(Key("ctrl+u"))
		d.Type(strings.TrimSpace(c.ID + " " + hit.Arg))
	}
	d.Send(Key("enter"))
	if hit.Arg != "" && d.Door == "palette" {
		d.Type(hit.Arg)
		d.Send(Key("enter"))
	}
	return true
}

// Type types a text letter by letter.
func (d *Driver) Type(text string) {
	d.T.Helper()
	for _, r := range text {
		d.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// Paste pastes a text.
func (d *Driver) Paste(text string) { d.Send(tea.PasteMsg{Content: text}) }

// Key makes the message of a named key.
func Key(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp,
		"pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "f1": tea.KeyF1,
	}
	var k tea.KeyPressMsg
	rest := name
	for {
		mod, after, ok := strings.Cut(rest, "+")
		m := map[string]tea.KeyMod{"ctrl": tea.ModCtrl, "alt": tea.ModAlt, "shift": tea.ModShift}[mod]
		if !ok || m == 0 {
			break
		}
		k.Mod |= m
		rest = after
	}
	switch code, ok := special[rest]; {
	case ok:
		k.Code = code
	case rest == "space":
		k.Code, k.Text = ' ', " "
	default:
		k.Code = []rune(rest)[0]
		if k.Mod&(tea.ModCtrl|tea.ModAlt) == 0 {
			k.Text = rest
		}
	}
	return k
}

// Send gives the screen a message, lets everything it causes happen, and draws:
// what fits on the screen is known only then.
func (d *Driver) Send(msg tea.Msg) {
	d.update(msg)
	d.settle()
	d.View()
}

func (d *Driver) update(msg tea.Msg) {
	if d.depth++; d.depth > 500 {
		d.T.Fatalf("messages go round in circles: %T", msg)
	}
	_, cmd := d.Model.Update(msg)
	d.run(cmd)
	d.depth--
}

// run carries out a command and everything that comes of it.
func (d *Driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	case tea.QuitMsg:
		d.Quit = true
	case tea.RawMsg:
		if text, ok := strings.CutPrefix(fmt.Sprint(msg.Msg), "\x1b]52;c;"); ok {
			copied, err := base64.StdEncoding.DecodeString(strings.TrimRight(text, "\a"))
			if d.Copied = string(copied); err != nil {
				d.T.Errorf("what is copied cannot be read: %q, %v", text, err)
			}
		}
	default:
		v := reflect.ValueOf(msg)
		switch v.Type().String() {
		case "tea.sequenceMsg":
			for i := range v.Len() {
				d.run(v.Index(i).Interface().(tea.Cmd))
			}
		default:
			d.update(msg)
		}
	}
}

// settle passes on what has changed in the store, and the ticks due within a
// blink, until nothing more happens.
func (d *Driver) settle() {
	for range 200 {
		select {
		case <-d.sub.Wake():
			d.update(pane.Changes(d.sub.Take()))
			continue
		default:
		}
		next := d.Model.NextTick()
		if next.IsZero() || next.Sub(d.clock.now) > 150*time.Millisecond {
			return
		}
		d.update(pane.Tick{Now: next})
	}
	d.T.Fatal("the screen does not come to rest")
}

// Advance moves the clock, with every tick on the way.
func (d *Driver) Advance(by time.Duration) {
	end := d.clock.now.Add(by)
	for range 10_000 {
		next := d.Model.NextTick()
		if next.IsZero() || next.After(end) {
			break
		}
		if next.After(d.clock.now) {
			d.clock.now = next
		}
		d.Send(pane.Tick{Now: next})
	}
	d.clock.now = end
	d.settle()
}

// Now is the driver's time.
func (d *Driver) Now() time.Time { return d.clock.now }

// View draws.
func (d *Driver) View() tea.View { return d.Model.View() }

// Frame is the screen as plain text, without direction marks and without spaces
// at the ends of rows.
func (d *Driver) Frame() string {
	text := strings.ReplaceAll(ansi.Strip(d.View().Content), "\u200e", "")
	rows := strings.Split(text, "\n")
	for i := range rows {
		rows[i] = strings.TrimRight(rows[i], " ")
	}
	return strings.Join(rows, "\n") + "\n"
}

// Styled is the screen with its colours.
func (d *Driver) Styled() string { return d.View().Content }

// See fails unless the screen shows a text.
func (d *Driver) See(text string) {
	d.T.Helper()
	if !strings.Contains(d.Frame(), text) {
		d.T.Fatalf("the screen does not show %q:\n%s", text, d.Frame())
	}
}

// Not fails if the screen shows a text.
func (d *Driver) Not(text string) {
	d.T.Helper()
	if strings.Contains(d.Frame(), text) {
		d.T.Fatalf("the screen shows %q:\n%s", text, d.Frame())
	}
}

// Exact fails unless every row has exactly the screen's width, as the renderer
// measures it.
func (d *Driver) Exact() {
	d.T.Helper()
	rows := strings.Split(d.View().Content, "\n")
	if len(rows) != d.height {
		d.T.Fatalf("%d rows on a screen of %d:\n%s", len(rows), d.height, d.Frame())
	}
	for i, row := range rows {
		w := ansi.StringWidthWc(row)
		if d.Host.Policy.Graphemes {
			w = ansi.StringWidth(row)
		}
		if w != d.width {
			d.T.Fatalf("row %d takes %d cells of %d: %q", i, w, d.width, ansi.Strip(row))
		}
	}
}

// Commands lists the session's commands.
func (d *Driver) Commands() []*keys.Command { return d.Model.Table().In() }

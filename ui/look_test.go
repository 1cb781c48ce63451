package ui_test

import (
	"context"
	"image/color"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"earshot/store/desk"
	"earshot/ui"
	"earshot/ui/layout"
	"earshot/ui/session"
	"earshot/ui/theme"
	"earshot/ui/uitest"
)

// again begins a second session of the same person on the same data.
func again(t *testing.T, d *uitest.Driver, l ui.Look) *uitest.Driver {
	t.Helper()
	return uitest.Again(d, l)
}

// Anna goes through the themes, sees each on the whole screen, and goes back.
func TestAThemeIsSeenWhileItIsChosen(t *testing.T) {
	for _, door := range []string{"palette", "line"} {
		d := uitest.New(t, uitest.Options{Theme: theme.Dark})
		before := d.Styled()
		if door == "palette" {
			d.Press("ctrl+k")
			d.Type("theme")
			d.Press("enter", "down", "down") // auto, dark
			d.Press("down")                  // light
		} else {
			d.Press(":")
			d.Type("theme light")
		}
		if d.Host.Theme.Name != "light" {
			t.Fatalf("%s: the screen shows %s", door, d.Host.Theme.Name)
		}
		d.Press("esc")
		if d.Host.Theme.Name != "dark" || d.Styled() != before {
			t.Fatalf("%s: esc leaves %s", door, d.Host.Theme.Name)
		}
	}
}

func TestWhatWasChosenIsThereTheNextTime(t *testing.T) {
	d := uitest.New(t, uitest.Options{Theme: theme.Dark})
	dark := ui.Look{Setting: "dark", Terminal: theme.Dark}
	d.Press(":")
	d.Type("theme contrast")
	d.Press("enter", "|", "}", "}")
	frame := d.Frame()
	next := again(t, d, dark)
	if next.Host.Theme.Name != "contrast" {
		t.Errorf("the theme is %s", next.Host.Theme.Name)
	}
	if got := next.Frame(); place(got) != place(frame) {
		t.Errorf("the panes stand otherwise:\n%s", got)
	}
	// A setting that was changed since wins; a terminal without colour too.
	if next := again(t, d, ui.Look{Setting: "light", Terminal: theme.Dark, Arrangement: layout.Side}); next.Host.Theme.Name != "light" || place(next.Frame()) == place(frame) {
		t.Errorf("an old choice wins over a new setting: %s", next.Host.Theme.Name)
	}
	next = again(t, d, ui.Look{Terminal: theme.Mono})
	if next.Host.Theme.Kind != theme.Mono {
		t.Errorf("NO_COLOR is overruled by %s", next.Host.Theme.Name)
	}
	next.Press(":")
	next.Type("theme dark")
	next.Press("enter")
	next.See("NO_COLOR is set")
	// Boris has his own.
	if got, err := d.Desk.Prefs.Get(context.Background(), "boris", "look"); err != nil || got != nil {
		t.Errorf("boris has %s, %v", got, err)
	}
}

// place is where the contact's title stands in a frame.
func place(frame string) int { return strings.Index(frame, "Contact: ") }

func TestARuinedMemoryIsNoMemory(t *testing.T) {
	d := uitest.New(t, uitest.Options{Theme: theme.Dark})
	before := d.Frame()
	for _, value := range []string{`{"theme":7}`, `{"theme":"gone","panes":"round","cols":9999,"rows":-9999}`, "\xff"} {
		if err := d.Desk.Prefs.Set(context.Background(), desk.By{User: "anna"}, "look", []byte(value)); err != nil {
			t.Fatal(err)
		}
		next := again(t, d, ui.Look{Setting: "dark", Terminal: theme.Dark})
		next.Exact()
		if next.Host.Theme.Name != "dark" || !strings.Contains(value, "cols") && next.Frame() != before {
			t.Errorf("%q gives %s:\n%s", value, next.Host.Theme.Name, next.Frame())
		}
	}
}

func TestTheBackgroundIsFollowedWhereNobodyChose(t *testing.T) {
	for _, c := range []struct {
		look ui.Look
		want theme.Kind
	}{
		{ui.Look{}, theme.Light},
		{ui.Look{Setting: "dark"}, theme.Dark},
		{ui.Look{Setting: "contrast"}, theme.ContrastLight},
		{ui.Look{Setting: "auto"}, theme.Light},
		{ui.Look{Terminal: theme.Basic}, theme.Basic},
	} {
		d := uitest.New(t, uitest.Options{})
		d = again(t, d, c.look)
		d.Send(tea.BackgroundColorMsg{Color: color.White})
		if got := d.Host.Theme.Kind; got != c.want {
			t.Errorf("%+v on white is %s, want %s", c.look, got, c.want)
		}
		d.Send(tea.BackgroundColorMsg{Color: color.Black})
		d.Send(uv.LightColorSchemeEvent{})
		if got := d.Host.Theme.Kind; got != c.want.On(true) {
			t.Errorf("%+v on black again is %s", c.look, got)
		}
	}
}

func TestAutoIsWhatTheTerminalIsLike(t *testing.T) {
	d := again(t, uitest.New(t, uitest.Options{}), ui.Look{Setting: "dark", Terminal: theme.Dark})
	d.Send(tea.BackgroundColorMsg{Color: color.White})
	d.Press(":")
	d.Type("theme auto")
	d.Press("enter")
	if d.Host.Theme.Kind != theme.Light {
		t.Errorf("auto on white is %s", d.Host.Theme.Kind)
	}
}

func TestWhatIsWrongWithAThemeIsSaidAtTheStart(t *testing.T) {
	d := again(t, uitest.New(t, uitest.Options{}), ui.Look{Told: []string{`mine.toml:2: there is no token "acent"; did you mean "accent"?`}})
	d.See("mine.toml:2")
}

func TestTheSessionBeginsWithTheThemeOfTheSetting(t *testing.T) {
	own := []theme.Spec{{Name: "mine", Base: theme.Light}}
	for _, c := range []struct{ setting, want string }{{"mine", "mine"}, {"contrast", "contrast"}, {"nosuch", "dark"}, {"", "dark"}} {
		o := session.Options{Screen: session.Screen{Theme: c.setting, Themes: own}}
		if got := session.InForce(o).Name; got != c.want {
			t.Errorf("%q begins with %s, want %s", c.setting, got, c.want)
		}
		if l := session.Look(o); c.setting == "nosuch" && l.Setting != "" {
			t.Errorf("a theme that there is not keeps the terminal from being followed: %+v", l)
		}
	}
}

// The terminal is made smaller and larger again, line by line: the selected
// mention stays in sight, and so does the person's place in the list.
func TestTheSelectedMentionStaysInSightWhateverTheSize(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("j", "j", "j", "j", "j", "j", "j", "j", "j", "j", "j")
	selected := func() string {
		for _, row := range strings.Split(d.Frame(), "\n") {
			if strings.HasPrefix(row, "▌") {
				return row
			}
		}
		return ""
	}
	if !strings.Contains(selected(), "Guest 0") {
		t.Fatalf("selected is %q", selected())
	}
	for h := 40; h >= 8; h-- {
		for _, w := range []int{160, 120, 100, 80, 46} {
			d.Size(w, h)
			d.Exact()
			if !strings.Contains(selected(), "Guest 0") {
				t.Fatalf("%dx%d shows %q as selected:\n%s", w, h, selected(), d.Frame())
			}
		}
	}
	for _, key := range []string{"|", "}", "}", "{", "<", ">"} {
		d.Size(120, 40)
		d.Press(key)
		if !strings.Contains(selected(), "Guest 0") {
			t.Fatalf("after %s: %q", key, selected())
		}
	}
}

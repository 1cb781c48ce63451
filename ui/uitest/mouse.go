package uitest

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Where finds a text on the screen: the cell of its first letter. What stands
// there more than once is found where it stands first.
func (d *Driver) Where(text string) (x, y int, ok bool) {
	for y, row := range strings.Split(strings.ReplaceAll(ansi.Strip(d.View().Content), "\u200e", ""), "\n") {
		if i := strings.Index(row, text); i >= 0 {
			return ansi.StringWidthWc(row[:i]), y, true
		}
	}
	return 0, 0, false
}

// Mouse presses a button at a cell and lets it go.
func (d *Driver) Mouse(x, y int, button tea.MouseButton, mod tea.KeyMod) {
	at := tea.Mouse{X: x, Y: y, Button: button, Mod: mod}
	if button == tea.MouseWheelUp || button == tea.MouseWheelDown {
		d.Send(tea.MouseWheelMsg(at))
		return
	}
	d.Send(tea.MouseClickMsg(at))
	d.Send(tea.MouseReleaseMsg(at))
}

// Click clicks on a text of the screen, or turns the wheel over it: how is
// "left", "right", "shift", "ctrl", "up" or "down".
func (d *Driver) Click(how, text string) {
	d.T.Helper()
	if why := d.click(how, text); why != "" {
		d.T.Fatalf("%s:\n%s", why, d.Frame())
	}
}

func (d *Driver) click(how, text string) string {
	x, y, ok := d.Where(text)
	if !ok {
		return "nothing to click: " + text
	}
	button := map[string]tea.MouseButton{"right": tea.MouseRight, "up": tea.MouseWheelUp, "down": tea.MouseWheelDown}[how]
	if button == tea.MouseNone {
		button = tea.MouseLeft
	}
	d.Mouse(x, y, button, map[string]tea.KeyMod{"shift": tea.ModShift, "ctrl": tea.ModCtrl}[how])
	return ""
}

// Drag pulls from one text of the screen to another.
func (d *Driver) Drag(from, to string) {
	d.T.Helper()
	x, y, ok := d.Where(from)
	x2, y2, ok2 := d.Where(to)
	if !ok || !ok2 {
		d.T.Fatalf("nothing to drag from %q to %q:\n%s", from, to, d.Frame())
	}
	step := 1
	if y2 < y {
		step = -1
	}
	at := tea.Mouse{X: x, Y: y, Button: tea.MouseLeft}
	d.Send(tea.MouseClickMsg(at))
	for at.Y != y2 {
		at.X, at.Y = x2, at.Y+step
		d.Send(tea.MouseMotionMsg(at))
	}
	d.Send(tea.MouseReleaseMsg(at))
}

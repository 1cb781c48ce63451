package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
	"earshot/ui/uitest"
)

func TestAClickSelectsAndASecondOpens(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Click("left", "Three weeks")
	d.Not("thread of")
	d.See("Contact: Mia Laurent")
	d.Click("left", "Three weeks")
	d.See("Stream: thread of Mia Laurent")
	if !d.Ran["stream.open"] {
		t.Error("a click opens by something else than the command")
	}
}

func TestAClickGivesTheFocusAndTheWheelDoesNot(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Click("left", "Nothing is waiting")
	d.See("▶ Compose")
	d.Click("down", "Холодильник")
	d.See("▶ Compose")
	d.See("Contact: 雪 田中")
	d.Click("up", "Холодильник")
	d.See("Contact: Иван Петров")
	d.Click("left", "Analytics:")
	d.See("▶ Analytics")
	// The first click into a pane never opens what was selected there.
	d.Click("left", "Холодильник опять")
	d.See("▶ Stream: Inbox")
	d.Not("thread of")
}

func TestTabsFooterAndCountsRunTheirCommands(t *testing.T) {
	d := uitest.New(t, uitest.Options{Width: 80, Height: 24})
	for _, tab := range []struct{ text, see string }{{"3 Compose", "▶ Compose"}, {"4 Analytics", "▶ Analytics"}, {"2 Contact", "▶ Contact"}} {
		d.Click("left", tab.text)
		d.See(tab.see)
	}
	d = uitest.New(t, uitest.Options{})
	d.Click("left", "e Done and next")
	d.See("closed 1 mention")
	if !d.Ran["stream.done-next"] {
		t.Error("the footer runs something else")
	}
	d.Press("z")
	d.Advance(60e9)
	for text, see := range map[string]string{" leads ": "Stream: Leads", " mine ": "Stream: Mine", " urgent ": "Stream: Urgent", "23 open  1": "Stream: Inbox", "polar-vk ok": "▶ Sources"} {
		d.Click("left", text)
		d.See(see)
		d.Press("esc")
		d.Advance(60e9)
	}
}

func TestDraggingMarksRows(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Drag("Three weeks", "新しい冷蔵庫")
	d.See("3 marked")
	d.Press("esc")
	d.Not("marked")
	d.Click("left", "Three weeks")
	d.Click("shift", "新しい冷蔵庫")
	d.See("3 marked")
	d.Click("ctrl", "Courier never")
	d.See("4 marked")
	d.Press("E")
	d.See("closed 5 mentions") // the dialogues around them
}

func TestTheRightButtonShowsWhatCanBeDone(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Click("right", "Three weeks")
	d.See("▶ Do")
	d.See("Done and next")
	d.Golden("mouse-menu")
	d.Click("left", "Assign to me")
	d.See("assigned 1 mention to anna")
	d.Click("right", "新しい冷蔵庫")
	d.Click("left", "Three weeks") // beside the menu: it goes, nothing else happens
	d.Not("▶ Do")
	d.See("Contact: 雪 田中")
	d.Click("right", "新しい冷蔵庫")
	d.Click("left", "Palette")
	d.See("▶ Palette")
	d.Press("esc", ":")
	d.Type("mou")
	d.Click("left", "Mouse on or off")
	d.Click("left", "Mouse on or off")
	d.See("the mouse is the terminal's")
}

func TestTheMouseIsSwitchedOffAndThatIsRemembered(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	if d.View().MouseMode != tea.MouseModeCellMotion {
		t.Fatal("the mouse does not work at the start")
	}
	d.Press(":")
	d.Type("mouse")
	d.Press("enter")
	d.See("the mouse is the terminal's")
	if d.View().MouseMode != tea.MouseModeNone {
		t.Fatal("the terminal still sends the mouse")
	}
	d.Click("left", "Three weeks")
	d.Not("Contact: Mia Laurent")
	if got, err := d.Desk.Prefs.Get(t.Context(), "anna", "mouse"); err != nil || string(got) != "off" {
		t.Fatalf("remembered is %q, %v", got, err)
	}
	if err := d.Desk.Prefs.Set(t.Context(), desk.By{User: "anna"}, "mouse", []byte("on")); err != nil {
		t.Fatal(err)
	}
}

// TestAnyClickAnywhereIsHarmless clicks every cell with every button, on every
// size, over everything.
func TestAnyClickAnywhereIsHarmless(t *testing.T) {
	for _, where := range []string{"", "enter", "?", "ctrl+k", ":", "s", "2", "c", "/"} {
		d := uitest.New(t, uitest.Options{})
		for _, size := range [][2]int{{40, 12}, {13, 5}, {80, 24}} {
			d.Size(size[0], size[1])
			d.Press(where)
			for i := range 60 {
				x, y := i*7%(size[0]+2), i*5%(size[1]+2)
				d.Mouse(x, y, []tea.MouseButton{tea.MouseLeft, tea.MouseRight, tea.MouseMiddle, tea.MouseWheelUp, tea.MouseWheelDown}[i%5], 0)
				d.Exact()
			}
			d.Press("esc", "esc", "esc", "1")
		}
		if d.Quit {
			t.Fatalf("after %q a click quit", where)
		}
	}
}

func TestClicksInThreadAndContact(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("J", "J", "enter")
	d.See("Stream: thread of")
	d.Click("down", "Stream: thread of")
	d.Exact()
	d.Press("esc", "g g")
	d.Click("left", "Three weeks")
	d.Click("left", "post · praise")
	d.See("▶ Contact")
	if !strings.Contains(d.Frame(), "▌") {
		t.Error("nothing is selected")
	}
}

func TestClicksInTheHelp(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("?")
	d.Click("left", "Done and stay")
	d.See("▶ Help")
	d.Click("left", "Done and stay")
	d.See("closed 1 mention")
	d.Press("?")
	d.Type("undo")
	d.Click("left", "Undo")
	d.See("took back")
}

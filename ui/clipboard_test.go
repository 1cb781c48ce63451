package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/pane"
	"earshot/ui/uitest"
)

func TestWhatIsTooLongForTheClipboardIsSaid(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Send(pane.Copy{Text: strings.Repeat("x", 56_244), What: "text"})
	if len(d.Copied) != 56_244 {
		t.Fatalf("%d bytes were copied", len(d.Copied))
	}
	d.Send(pane.Copy{Text: strings.Repeat("y", 56_300), What: "text"})
	d.See("the text is too long for the clipboard of a terminal: 56 kB")
	if strings.HasPrefix(d.Copied, "y") {
		t.Fatal("what the terminal would drop was sent")
	}
}

func TestInTmuxTheWayToTheClipboardIsToldOnce(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Send(tea.EnvMsg{"TMUX=/tmp/tmux-0/default,1,0"})
	d.Press("y")
	d.See("if nothing arrives in the clipboard: tmux set -g set-clipboard on")
	d.Press("y")
	d.See("copied the id: mastodon:101")
}

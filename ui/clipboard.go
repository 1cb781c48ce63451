package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/ui/pane"
)

// mostCopied is how many bytes of text fit into the clipboard by OSC 52: xterm
// and tmux drop sequences of more than 74,994 bytes of base64, silently.
const mostCopied = 74_994 / 4 * 3

// clipboard is what is known of the way to the person's clipboard, which never
// answers.
type clipboard struct {
	tmux bool // the terminal is inside tmux, which may keep copies to itself
	told bool // the person has been told what to do then
}

// env takes the variables of the person's terminal.
func (c *clipboard) env(msg tea.EnvMsg) { c.tmux = msg.Getenv("TMUX") != "" }

// copy sends a text to the clipboard, or says why it cannot.
func (c *clipboard) copy(msg pane.Copy) (tea.Cmd, pane.Notice) {
	if len(msg.Text) > mostCopied {
		return nil, pane.Notice{Level: pane.Warning, Text: fmt.Sprintf(
			"the %s is too long for the clipboard of a terminal: %d kB, at most %d; select it by hand", msg.What, len(msg.Text)/1000, mostCopied/1000)}
	}
	n := pane.Notice{Text: "copied the " + msg.What + ": " + msg.Text, Level: pane.Done}
	if c.tmux && !c.told {
		c.told = true
		n.Text = "copied the " + msg.What + "; if nothing arrives in the clipboard: tmux set -g set-clipboard on"
	}
	return tea.Raw(ansi.SetSystemClipboard(msg.Text)), n
}

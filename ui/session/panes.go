package session

import (
	"earshot/ui"
	"earshot/ui/accuracy"
	"earshot/ui/alerts"
	"earshot/ui/card"
	"earshot/ui/compose"
	"earshot/ui/groups"
	"earshot/ui/insight"
	listening "earshot/ui/listen"
	"earshot/ui/pane"
	"earshot/ui/people"
	"earshot/ui/sources"
	"earshot/ui/status"
	"earshot/ui/stream"
	"earshot/ui/thread"
	"earshot/ui/verb"
	"earshot/ui/welcome"
)

// New makes the screen with all its panes. With a host without a desk it only
// serves to print the table of commands; without a guide nobody is helped to
// begin.
func New(h *pane.Host, o ui.Options, g welcome.Guide) (*ui.Model, error) {
	memory := &verb.Memory{}
	o.Commands = append(o.Commands, verb.Global(h)...)
	return ui.New(h, append(Panes(h, memory), welcome.New(h, g)), o)
}

// Panes makes all panes of a screen.
func Panes(h *pane.Host, memory *verb.Memory) []pane.Pane {
	return []pane.Pane{stream.New(h, memory), thread.New(h, memory), card.New(h, memory), compose.New(h), insight.New(h), status.New(h), people.New(h), alerts.New(h), listening.New(h), groups.New(h), accuracy.New(h), sources.New(h)}
}

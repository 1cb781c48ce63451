// Package accuracy shows how right the judge is by what the team has corrected.
// It is a pane without a place on the screen, whose overlay shows the figures and
// the corrections themselves.
package accuracy

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// Scope is the screen's address.
const Scope keys.Scope = "accuracy"

// Pane holds the figures.
type Pane struct {
	h    *pane.Host
	box  *pane.Mailbox
	now  desk.Accuracy
	rows []row
	list overlay.List
	err  string
	open bool
	got  bool // an answer has come
}

// row is a line of the screen: a heading, a figure, or a correction.
type row struct {
	head  string
	label string
	text  string
	token theme.Token
	made  *desk.Correction
}

// New makes the screen.
func New(h *pane.Host) *Pane { return &Pane{h: h, box: h.Mailbox(Scope)} }

// Scope is its address.
func (p *Pane) Scope() keys.Scope { return Scope }

// Title names it.
func (p *Pane) Title() string { return "Accuracy" }

// Captures is never true: the overlay has the keys.
func (p *Pane) Captures() bool { return false }

// Changed reads anew what is in sight.
func (p *Pane) Changed(ch pane.Changes) tea.Cmd {
	if !p.open || !ch.Touch(store.TopicTaught) {
		return nil
	}
	return p.read()
}

// Commands is the one that opens it.
func (p *Pane) Commands() []keys.Command {
	return keys.Views.In(keys.Command{
		ID: "accuracy", Title: "Accuracy of the judgement", Keys: []string{"g j"}, Scope: keys.Global,
		Doc: "How often the judge was right before you corrected it, what it takes for what, and all corrections.",
		Run: func(string) tea.Cmd {
			p.open, p.list.Told = true, pane.Notice{}
			return tea.Batch(p.read(), pane.Send(pane.Push{Overlay: sheet{p}}))
		},
	})
}

// reckoned is the answer of a read.
type reckoned struct {
	accuracy desk.Accuracy
	err      error
}

func (p *Pane) read() tea.Cmd {
	teach, zone := p.h.Desk.Teach, p.h.Zone
	return p.box.Read(func(ctx context.Context) tea.Msg {
		a, err := teach.Accuracy(ctx, zone)
		return reckoned{a, err}
	})
}

// Update takes what was read, and what a key did.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case reckoned:
		p.take(msg)
	case pane.Notice:
		p.list.Told = msg
	}
	return nil
}

func (p *Pane) take(a reckoned) {
	p.got, p.err = true, ""
	if a.err != nil {
		p.err = a.err.Error()
		return
	}
	p.now, p.rows = a.accuracy, lay(a.accuracy)
	ids := make([]string, len(p.rows))
	for i, r := range p.rows {
		if ids[i] = fmt.Sprint(i, r.head, r.label); r.made != nil {
			ids[i] = r.made.ID
		}
	}
	p.list.Set(ids)
}

// lay puts the figures into rows.
func lay(a desk.Accuracy) (rows []row) {
	if a.Corrections == 0 {
		return nil
	}
	for _, s := range a.Aspects {
		rows = append(rows, row{head: s.Name, text: s.Words(), token: quality(s.Score)})
		for _, label := range s.Labels {
			rows = append(rows, row{label: label.Name, text: tests(label), token: quality(label)})
		}
	}
	if len(a.Confused) > 0 {
		rows = append(rows, row{head: "taken for", text: "the judge's word, and what people meant", token: theme.Dim})
	}
	for _, c := range a.Confused {
		rows = append(rows, row{label: times(c.N), text: "said " + c.Said + ", was " + c.Was, token: theme.Text})
	}
	if len(a.Langs) > 0 {
		rows = append(rows, row{head: "languages"})
	}
	for _, s := range a.Langs {
		rows = append(rows, row{label: s.Name, text: tests(s), token: quality(s)})
	}
	rows = append(rows, row{head: "corrections", text: "the newest first", token: theme.Dim})
	for i := range a.Latest {
		rows = append(rows, row{made: &a.Latest[i]})
	}
	return rows
}

func tests(s desk.Score) string {
	few := ""
	if s.TooFew() {
		few = ", too few to tell"
	}
	return fmt.Sprintf("%3d%%  %d of %d%s", s.Percent(), s.Right, s.All, few)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func quality(s desk.Score) theme.Token {
	switch {
	case s.TooFew():
		return theme.Dim
	case s.Percent() < 50:
		return theme.Warn
	}
	return theme.Text
}

// NextTick is when a read that takes long is to be told.
func (p *Pane) NextTick() time.Time { return p.box.NextTick() }

// View is never called: it has no place.
func (p *Pane) View(width, height int) string { return widget.Block(nil, width, height) }

// Cursor is never shown.
func (p *Pane) Cursor() *tea.Cursor { return nil }

// week is the share of the weeks as a line of signs, the newest at the right.
func (p *Pane) weeks(width int) string {
	values := make([]int, len(p.now.Weeks))
	for i, w := range p.now.Weeks {
		values[i] = w.Percent()
	}
	return widget.Spark(p.h.Theme, theme.Info, values, min(width, len(values)))
}

// before tells what was said and what was taught.
func before(c *desk.Correction) string {
	was := c.Was
	if was == "" {
		was = "by hand" // a person had set it before, or nobody noted it
	}
	if was == c.Label {
		return c.Label + ", as it was judged"
	}
	return was + " > " + c.Label
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

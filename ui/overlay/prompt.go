// Package overlay holds what lies over the screen for a moment: prompts, the
// palette, help, menus, pages of text. Each implements pane.Overlay; the root
// keeps them on a stack, from which Esc takes the top one. None of them knows a
// verb: they call functions they were made with.
package overlay

import (
	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// maxRows is how many proposals a prompt shows at once.
const maxRows = 8

// Prompt asks for one line of text, with proposals while it is typed.
type Prompt struct {
	h       *pane.Host
	title   string
	arg     keys.Arg
	run     func(text string) tea.Cmd
	keep    func(text string)
	field   widget.Field
	choices []keys.Choice
	list    widget.List[int]
	picked  bool // the selection is the person's, not ours
	err     string
}

// NewPrompt asks for arg; run gets what was typed. text is what the prompt
// already holds. keep, if not nil, is told what was typed when Esc ends the
// prompt, so that it can be offered again.
func NewPrompt(h *pane.Host, title string, arg keys.Arg, text string, run func(string) tea.Cmd, keep func(string)) *Prompt {
	p := &Prompt{h: h, title: title, arg: arg, run: run, keep: keep}
	p.field.Set(text)
	p.typed()
	return p
}

// Offer puts in what was left unfinished the last time: typing replaces it.
func (p *Prompt) Offer(text string) {
	if text != "" {
		p.field.Offer(text)
		p.typed()
	}
}

// Title names the prompt.
func (p *Prompt) Title() string { return p.title }

// Size is one row for the field, one for the hint, and the proposals.
func (p *Prompt) Size(width, height int) (int, int) {
	if p.arg.Complete == nil {
		return width, min(height, 2)
	}
	return width, min(height, 2+maxRows)
}

// Update takes a key or an act.
func (p *Prompt) Update(msg tea.Msg) (bool, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		p.field.Insert(msg.Content)
		p.typed()
		return false, p.preview()
	case tea.KeyPressMsg:
		if p.field.Key(msg) {
			p.typed()
			return false, p.preview()
		}
	case pane.Act:
		return p.act(msg)
	}
	return false, nil
}

func (p *Prompt) act(a pane.Act) (bool, tea.Cmd) {
	switch a {
	case pane.Back:
		if p.keep != nil {
			p.keep(p.field.Text())
		}
		p.field.Set("")
		p.picked = false
		return true, p.preview()
	case pane.Next, pane.Previous, pane.PageDown, pane.PageUp:
		p.move(a)
		return false, p.preview()
	case pane.Complete:
		if c, ok := p.choice(); ok {
			p.field.Set(c.Text)
			p.typed()
			return false, p.preview()
		}
	case pane.Accept:
		return p.accept()
	}
	return false, nil
}

// preview shows what would come of the text, where the argument can.
func (p *Prompt) preview() tea.Cmd {
	if p.arg.Preview == nil {
		return nil
	}
	text := p.field.Text()
	if c, ok := p.choice(); ok && p.picked {
		text = c.Text
	}
	return p.arg.Preview(text)
}

func (p *Prompt) move(a pane.Act) {
	steps := map[pane.Act]int{pane.Next: 1, pane.Previous: -1, pane.PageDown: maxRows, pane.PageUp: -maxRows}
	if p.picked || a != pane.Next {
		p.list.Move(steps[a])
	}
	p.picked = p.list.Len() > 0
}

func (p *Prompt) accept() (bool, tea.Cmd) {
	text := p.field.Text()
	if c, ok := p.choice(); ok && p.picked {
		text = c.Text
	}
	if text == "" && !p.arg.Optional {
		p.err = "type something, or esc to go back"
		return false, nil
	}
	if p.arg.Check != nil {
		if p.err = p.arg.Check(text); p.err != "" {
			return false, nil
		}
	}
	return true, p.run(text)
}

func (p *Prompt) choice() (keys.Choice, bool) {
	i, ok := p.list.Selected()
	if !ok {
		return keys.Choice{}, false
	}
	return p.choices[i], true
}

// typed looks for proposals anew.
func (p *Prompt) typed() {
	p.err, p.picked = "", false
	if p.arg.Complete != nil {
		p.choices = p.arg.Complete(p.field.Text())
	}
	p.list.Set(widget.Rows(len(p.choices)))
	p.list.Top()
}

// View draws the prompt.
func (p *Prompt) View(width, height int) string {
	th, pol := p.h.Theme, p.h.Policy
	ask := p.ask(width)
	field, _ := p.field.View(th, pol, width-ask, p.arg.Hint)
	rows := []string{widget.NewLine(th, pol, width).Put(theme.Accent, p.arg.Ask+": ").String()}
	if ask < width {
		rows[0] = widget.NewLine(th, pol, ask).Put(theme.Accent, p.arg.Ask+": ").String() + field
	}
	p.list.Resize(max(1, height-2))
	from, to := p.list.Window()
	for i := from; i < to && len(rows) < height-1; i++ {
		rows = append(rows, p.row(p.choices[i], p.picked && i == p.list.At(), width))
	}
	for len(rows) < height-1 {
		rows = append(rows, widget.Spaces(width))
	}
	return widget.Block(append(rows, p.last(width)), width, height)
}

func (p *Prompt) row(c keys.Choice, selected bool, width int) string {
	l := widget.NewLine(p.h.Theme, p.h.Policy, width)
	if selected {
		l.Put(theme.Accent, p.h.Theme.Signs.Select+" ")
	} else {
		l.Gap(2)
	}
	label := c.Label
	if label == "" {
		label = c.Text
	}
	return l.Fixed(theme.Strong, label, min(28, width/2)).Gap(1).Put(theme.Dim, c.Doc).String()
}

func (p *Prompt) last(width int) string {
	l := widget.NewLine(p.h.Theme, p.h.Policy, width)
	if p.err != "" {
		return l.Put(theme.Bad, p.err).String()
	}
	l.Put(theme.Key, "enter").Put(theme.Dim, " do it  ")
	if p.arg.Complete != nil {
		l.Put(theme.Key, "tab").Put(theme.Dim, " complete  ")
	}
	l.Put(theme.Key, "esc").Put(theme.Dim, " back")
	if _, n := p.h.Policy.Cut(p.arg.Hint, width); p.arg.Hint != "" && n+4 < l.Left() && p.field.Text() != "" {
		l.Gap(2).Put(theme.Hint, p.arg.Hint)
	}
	return l.String()
}

func (p *Prompt) ask(width int) int {
	_, n := p.h.Policy.Cut(p.arg.Ask+": ", width)
	return n
}

// Cursor is where the next letter goes.
func (p *Prompt) Cursor() *tea.Cursor {
	return tea.NewCursor(p.ask(1<<12)+p.field.Cell(), 0)
}

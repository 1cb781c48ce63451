package groups

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// Invitations from a page of people of a list: those who are marked, or the one under
// the cursor, get a draft each, which somebody looks at and sends.

// mark takes a key that marks people or invites them.
func (g *people) mark(name string, at *entry) tea.Cmd {
	if g.list == "" || at == nil || at.id == "" {
		return nil
	}
	if g.marked == nil {
		g.marked = map[string]bool{}
	}
	switch name {
	case "space":
		if g.marked[at.id] {
			delete(g.marked, at.id)
		} else {
			g.marked[at.id] = true
		}
		return pane.Send(pane.To{Pane: Scope, Msg: step{}})
	case "*":
		all := g.everybody()
		if len(g.those()) == len(all) {
			clear(g.marked)
			return nil
		}
		for _, id := range all {
			g.marked[id] = true
		}
	case "i":
		return g.ask(at.id)
	}
	return nil
}

// step moves the cursor on, behind a mark.
type step struct{}

// everybody are the people on the page.
func (g *people) everybody() (out []string) {
	if pg := g.p.pages[ofPeople]; pg != nil {
		for _, e := range pg.entries {
			if e.id != "" {
				out = append(out, e.id)
			}
		}
	}
	return out
}

// those are the marked in the order of the page. Who has left it since, because they
// have joined or were invited by somebody else, counts no more.
func (g *people) those() (out []string) {
	for _, id := range g.everybody() {
		if g.marked[id] {
			out = append(out, id)
		}
	}
	return out
}

// inviting says what i does.
func (g *people) inviting() string {
	if n := len(g.those()); n > 0 {
		return fmt.Sprintf("invite %d", n)
	}
	return "invite"
}

// ask asks for the words of the invitation to the marked, else to the one under the
// cursor. Those of the last time are offered, by list: what is said to customers does
// not fit those who follow already.
func (g *people) ask(at string) tea.Cmd {
	who := g.those()
	if len(who) == 0 {
		who = []string{at}
	}
	title := fmt.Sprintf("invite %d people of %s", len(who), g.list)
	if len(who) == 1 {
		title = "invite one of " + g.list
	}
	arg := keys.Arg{Ask: "text", Hint: "Dear {name}, follow us: https://... (a draft for each; you look at it and send it)"}
	return g.p.ask(title, arg, g.p.said[g.list], func(text string) tea.Cmd {
		g.p.said[g.list] = text
		return g.invite(who, text)
	})
}

// invite writes the drafts. One is opened at once; of several the page tells where
// they wait.
func (g *people) invite(who []string, text string) tea.Cmd {
	h, by, list := g.p.h, g.p.h.By(), g.list
	return func() tea.Msg {
		out, err := h.Desk.Invitations.Prepare(h.Context, by, desk.Invite{List: list, People: who, Text: text})
		if err != nil {
			failed := pane.Notice{Text: err.Error(), Level: pane.Failure}
			return tea.BatchMsg{pane.Send(h.Fail(err)), pane.Send(pane.To{Pane: Scope, Msg: failed})}
		}
		said := pane.Notice{Text: out.Title, Level: pane.Done, Undo: out.Seq != 0}
		if len(out.Made) == 0 {
			said.Level = pane.Warning
		}
		if why := out.Reasons(); why != "" {
			said.Text += ": " + why
		}
		if len(out.Made) == 1 {
			return tea.BatchMsg{
				pane.Send(pane.To{Pane: Scope, Msg: left{}}), pane.Send(pane.Pop{}), pane.Send(pane.Pop{}), pane.Send(said),
				pane.Send(pane.Compose{Kind: pane.Resume, Draft: out.Made[0].ID}),
			}
		}
		if len(out.Made) > 1 {
			said.Text += "; the drafts wait in the outbox (g o)"
		}
		return tea.BatchMsg{pane.Send(said), pane.Send(pane.To{Pane: Scope, Msg: invited{g}}), pane.Send(pane.To{Pane: Scope, Msg: said})}
	}
}

// left says that the pages have gone.
type left struct{}

// invited says that those who were marked have their drafts.
type invited struct{ g *people }

// took takes what became of marks and invitations.
func (p *Pane) took(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case step:
		if pg := p.pages[ofPeople]; pg != nil {
			pg.list.Move(1)
		}
	case left:
		for _, pg := range p.pages {
			if pg != nil {
				pg.here = false
			}
		}
	case invited:
		clear(msg.g.marked)
	}
	return nil
}

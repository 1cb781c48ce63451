package stream

import (
	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/pane"
)

// held is what a macro works on from its first verb to its end: what that verb
// takes out of the list is still there for the verbs after it.
type held struct {
	group  string      // of the macro
	docs   []store.Doc // what its verbs work on
	one    *store.Mention
	marked bool // docs were marked, not just selected
	next   bool // a verb asked to go on to the next mention
}

// holding is what the macro holds of which a step is being run; nil for none, and
// where another set has been marked since.
func holding(p *Pane) *held {
	h := p.marks.held
	if h == nil || h.group != p.h.Group() || h.marked != (len(p.marks.docs) > 0) {
		return nil
	}
	return h
}

// hold keeps what a verb of a macro works on for the verbs after it. Going on to
// the next mention waits for the end of the macro as well.
func hold(p *Pane, next bool) {
	if holding(p) == nil {
		p.marks.held = &held{group: p.h.Group(), docs: docs(p), one: p.Selected(), marked: len(p.marks.docs) > 0}
	}
	p.marks.held.next = p.marks.held.next || next
}

// release lets a macro's verbs work on what is selected from now on, because a
// step of it has moved the cursor. What is marked does not depend on the cursor.
func release(p *Pane) {
	if h := p.marks.held; h != nil && !h.marked {
		p.marks.held = nil
	}
}

// target is the mention that verbs on one of them work on.
func target(p *Pane) *store.Mention {
	if h := holding(p); h != nil && !h.marked {
		return h.one
	}
	return p.Selected()
}

// played ends what a macro held: the marks go, or the cursor goes on, unless the
// list has done that already because the mention left it.
func played(p *Pane, group string) tea.Cmd {
	h := p.marks.held
	if h == nil || h.group != group {
		return nil
	}
	p.marks.held = nil
	p.cache.Drop()
	if h.marked {
		p.marks.clear()
		return nil
	}
	now := p.Selected()
	return goOn(p, h.next && now != nil && h.one != nil && now.Doc == h.one.Doc)
}

// told takes what the screen tells.
func told(p *Pane, msg tea.Msg) tea.Cmd {
	if m, ok := msg.(pane.Played); ok {
		return played(p, m.Group)
	}
	return cover(p, msg.(pane.Cover).By != "")
}

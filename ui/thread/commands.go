package thread

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/verb"
)

// Commands are the movements, what is only here, and the verbs.
func (p *Pane) Commands() []keys.Command {
	all := pane.ListCommands(keys.Thread, func() pane.Mover { return &p.scroll }, p.moved)
	for i := range all {
		if id := all[i].ID; id == "up" || id == "half-page-up" {
			run := all[i].Run
			all[i].Run = func(arg string) tea.Cmd { return acts{p}.upwards(func() tea.Cmd { return run(arg) }) }
		}
	}
	all = append(all, acts{p}.own()...)
	docs := func() []store.Doc {
		if m := p.mention(); m != nil {
			return []store.Doc{m.Doc}
		}
		return nil
	}
	verbs := verb.Commands(p.h, keys.Thread, verb.Target{
		Mention: p.mention, Docs: docs, Memory: p.memory, Done: p.acted,
	})
	// The thread opens any link of a turn, not only the place of a mention.
	verbs = slices.DeleteFunc(verbs, func(c keys.Command) bool { return c.ID == "open-link" })
	return append(all, verbs...)
}

// acts are the commands that only the thread has.
type acts struct{ *Pane }

func (p acts) own() []keys.Command {
	return []keys.Command{
		{
			ID: "back", Title: "Back to the list", Keys: []string{"esc", "q"}, Scope: keys.Thread, Footer: 100,
			Run: func(string) tea.Cmd { return pane.Send(pane.Cover{Place: keys.Stream}) },
		},
		{
			ID: "unfold", Title: "Open or fold", Keys: []string{"enter"}, Scope: keys.Thread, Footer: 95, When: p.folded,
			Doc: "Shows quotes and long texts of the selected message in full, or folds them again.",
			Run: func(string) tea.Cmd {
				t := p.turn()
				p.talk.open[t.id()] = !p.talk.open[t.id()]
				t.rows, p.scroll.toSelection = nil, true
				p.cache.Drop()
				return nil
			},
		},
		{
			ID: "open-link", Title: "Open link", Keys: []string{"o"}, Scope: keys.Thread, When: p.linked,
			Doc: "Opens what is listed below the selected message by its letter: a link, a picture, the message itself.",
			Run: func(string) tea.Cmd { return overlay.Open(p.h, p.turn().links()) },
		},
		{
			ID: "next-unanswered", Title: "Next unanswered", Keys: []string{"n"}, Scope: keys.Thread, Footer: 60, When: p.unanswered,
			Doc: "Goes to the next message of the conversation that nobody has answered or closed.",
			Run: func(string) tea.Cmd { return p.to(p.nextUnanswered()) },
		},
		{
			ID: "parent", Title: "What it answers", Keys: []string{"p"}, Scope: keys.Thread, When: p.answering,
			Doc: "Goes to the message that the selected one answers.",
			Run: func(string) tea.Cmd { return p.to(slices.Index(p.talk.turns, p.turn().answers)) },
		},
		{
			ID: "earlier", Title: "Earlier conversation", Keys: []string{"H"}, Scope: keys.Thread, Footer: 40, When: p.before,
			Doc: "Shows the conversation that the same person had with us before, above this one.",
			Run: func(string) tea.Cmd { return p.further() },
		},
		p.saving(),
	}
}

func (p acts) folded() string {
	if t := p.turn(); t == nil || !t.folds {
		return "nothing is folded in this message"
	}
	return ""
}

func (p acts) linked() string {
	if t := p.turn(); t == nil || len(t.links()) == 0 {
		return "there is no link in this message"
	}
	return ""
}

func (p acts) answering() string {
	if t := p.turn(); t == nil || t.answers == nil {
		return "what this answers is not here"
	}
	return ""
}

func (p acts) before() string {
	if p.fresh || len(p.talk.Past) >= len(p.talk.Earlier) {
		return "there is no earlier conversation with this person"
	}
	return ""
}

func (p acts) unanswered() string {
	if p.nextUnanswered() < 0 {
		return "everything here is answered or closed"
	}
	return ""
}

// nextUnanswered is the place of the next mention that waits for an answer,
// round the end; -1 for none.
func (p acts) nextUnanswered() int {
	for i := range p.talk.turns {
		at := (p.scroll.at + 1 + i) % len(p.talk.turns)
		t := p.talk.turns[at]
		if m := t.Mention; m != nil && !t.past && t.lost != removed && m.Work.Unhandled() && m.Work.Answered.IsZero() {
			return at
		}
	}
	return -1
}

// to selects a turn.
func (p acts) to(i int) tea.Cmd {
	if i < 0 {
		return nil
	}
	p.scroll.Go(i)
	return p.moved()
}

// upwards moves up; who is at the very top already gets the conversation before.
func (p acts) upwards(move func() tea.Cmd) tea.Cmd {
	if p.scroll.top == 0 && p.scroll.off == 0 && p.scroll.at == 0 && p.before() == "" && !p.box.Busy() {
		return p.further()
	}
	return move()
}

// further reads one more of the earlier conversations.
func (p acts) further() tea.Cmd {
	p.talk.past, p.talk.reveal = len(p.talk.Past)+1, true
	return p.load()
}

// moved tells the others where the selection is. What nobody had seen is seen
// once the cursor has been on it.
func (p *Pane) moved() tea.Cmd {
	p.cache.Drop()
	t := p.turn()
	if t == nil || t.Mention == nil || !p.talk.unseen[t.Mention.Doc] || t.Mention.Work.State != store.StateNew {
		return p.selected()
	}
	doc, by := t.Mention.Doc, p.h.By()
	return tea.Batch(p.selected(), func() tea.Msg {
		return p.h.Fail(p.h.Desk.Triage.Look(p.h.Context, by, desk.On(doc)))
	})
}

// acted goes on to the next dialogue after done or snooze.
func (p *Pane) acted(next bool) tea.Cmd {
	if !next {
		return nil
	}
	return pane.Send(pane.To{Pane: keys.Stream, Msg: pane.Step{By: 1, Open: true}})
}

// Package thread is the pane that shows one dialogue in the stream's place: the
// mention, its parents and answers, what we sent and how far it has come, and
// the notes between, in the order of time.
package thread

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/verb"
)

// Pane is the thread view.
type Pane struct {
	h      *pane.Host
	memory *verb.Memory
	box    *pane.Mailbox
	doc    store.Doc // the mention it was opened for
	d      desk.Dialogue
	turns  []turn
	err    string
	loaded bool
	fresh  bool // the selection has still to go to doc
	scroll scroll
	cache  pane.Cache
}

// turn is one thing said, laid out in lines when it is drawn.
type turn struct {
	desk.Turn
	first, lines int // its lines in the last drawing
}

// scroll is the place: which turn is selected, which line is the first in sight.
type scroll struct {
	at, top       int
	height, total int
	count         int
	starts        []int // first line of each turn
	toSelection   bool  // the next drawing brings the selection into sight
}

// New makes the thread view; memory is what "." repeats.
func New(h *pane.Host, memory *verb.Memory) *Pane {
	return &Pane{h: h, memory: memory, box: h.Mailbox(keys.Thread)}
}

// Scope is the thread's address.
func (p *Pane) Scope() keys.Scope { return keys.Thread }

// Title names the author of the first mention and the state of the dialogue.
func (p *Pane) Title() string {
	if !p.loaded || p.err != "" || len(p.turns) == 0 {
		return "Stream: thread"
	}
	title := "Stream: thread"
	for _, t := range p.turns {
		if t.Mention != nil {
			title += " of " + name(t.Mention.Author)
			break
		}
	}
	title += fmt.Sprintf("  %s  %d", p.d.State, len(p.turns))
	if p.d.Assignee != "" {
		title += "  @" + p.d.Assignee
	}
	return title
}

// Captures is never true: the thread edits nothing.
func (p *Pane) Captures() bool { return false }

// Cursor is never shown.
func (p *Pane) Cursor() *tea.Cursor { return nil }

// loaded is one answer of the store.
type loaded struct {
	dialogue desk.Dialogue
	err      error
}

// Update takes what is addressed to the thread.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pane.OpenThread:
		return p.open(msg.Doc)
	case loaded:
		return p.got(msg)
	case pane.Restyled, pane.Tick:
		p.cache.Drop()
	}
	return nil
}

func (p *Pane) open(doc store.Doc) tea.Cmd {
	p.doc, p.fresh, p.err = doc, true, ""
	p.cache.Drop()
	by := p.h.By()
	look := func() tea.Msg {
		if err := p.h.Desk.Triage.Look(p.h.Context, by, desk.Around(doc)); err != nil {
			return p.h.Fail(err)
		}
		// What the network knows of the discussion and we do not arrives later.
		return p.h.Fail(p.h.Desk.Outbox.FetchThread(p.h.Context, doc))
	}
	return tea.Batch(p.load(), look, pane.Send(pane.Cover{Place: keys.Stream, By: keys.Thread}))
}

func (p *Pane) load() tea.Cmd {
	doc, lookup := p.doc, p.h.Desk.Lookup
	return p.box.Read(func(ctx context.Context) tea.Msg {
		d, err := lookup.Dialogue(ctx, doc)
		return loaded{d, err}
	})
}

// Changed reads the dialogue again when something in it may have changed.
func (p *Pane) Changed(ch pane.Changes) tea.Cmd {
	if p.doc == 0 || !ch.Touch(store.TopicMentions, store.TopicPosts, store.TopicNotes, store.TopicJobs) {
		return nil
	}
	return p.load()
}

func (p *Pane) got(msg loaded) tea.Cmd {
	p.cache.Drop()
	if msg.err != nil {
		p.err = msg.err.Error()
		return nil
	}
	id, before, opened := p.id(), p.mention(), p.fresh
	p.d, p.err, p.loaded = msg.dialogue, "", true
	p.turns = make([]turn, len(msg.dialogue.Turns))
	for i, t := range msg.dialogue.Turns {
		p.turns[i] = turn{Turn: t}
	}
	if p.fresh {
		id, p.fresh, p.scroll.toSelection = fmt.Sprint("m", p.doc), false, true
	}
	at := slices.IndexFunc(p.turns, func(t turn) bool { return t.id() == id })
	p.scroll.at = max(0, min(max(at, 0), len(p.turns)-1))
	// What changes elsewhere moves nobody: the thread may be long out of sight.
	if m := p.mention(); !opened && before != nil && m != nil && m.Doc == before.Doc {
		return nil
	}
	return p.selected()
}

// id tells turns apart across reads.
func (t turn) id() string {
	switch {
	case t.Mention != nil:
		return fmt.Sprint("m", t.Mention.Doc)
	case t.Post != nil:
		return "p" + t.Post.ID
	}
	return "n" + t.Note.ID
}

func (p *Pane) id() string {
	if p.scroll.at < len(p.turns) {
		return p.turns[p.scroll.at].id()
	}
	return ""
}

// mention is the selected one: on our own posts and notes, the nearest mention
// before them. While another dialogue is being read there is none: a verb must
// not reach the one before it.
func (p *Pane) mention() *store.Mention {
	if p.fresh {
		return nil
	}
	for i := min(p.scroll.at, len(p.turns)-1); i >= 0; i-- {
		if p.turns[i].Mention != nil {
			return p.turns[i].Mention
		}
	}
	for _, t := range p.turns {
		if t.Mention != nil {
			return t.Mention
		}
	}
	return nil
}

func (p *Pane) selected() tea.Cmd {
	m := p.mention()
	if m == nil {
		return nil
	}
	return pane.Send(pane.Selected{From: keys.Thread, Doc: m.Doc, Identity: m.Identity(), Account: m.Account})
}

func (p *Pane) moved() tea.Cmd {
	p.cache.Drop()
	return p.selected()
}

// NextTick asks for a redraw when a relative time moves on.
func (p *Pane) NextTick() time.Time {
	now := p.h.Now()
	for _, t := range p.turns {
		if now.Sub(t.At) < time.Hour {
			return now.Truncate(time.Minute).Add(time.Minute)
		}
	}
	return time.Time{}
}

// Commands are the movements, the way back and the verbs.
func (p *Pane) Commands() []keys.Command {
	all := pane.ListCommands(keys.Thread, func() pane.Mover { return &p.scroll }, p.moved)
	// The movements need the number of turns.
	for i := range all {
		run := all[i].Run
		all[i].Run = func(arg string) tea.Cmd {
			p.scroll.turns(p.turns)
			return run(arg)
		}
	}
	all = append(all, keys.Command{
		ID: "back", Title: "Back to the list", Keys: []string{"esc", "q"}, Scope: keys.Thread, Footer: 100,
		Run: func(string) tea.Cmd { return pane.Send(pane.Cover{Place: keys.Stream}) },
	})
	docs := func() []store.Doc {
		if m := p.mention(); m != nil {
			return []store.Doc{m.Doc}
		}
		return nil
	}
	return append(all, verb.Commands(p.h, keys.Thread, verb.Target{
		Mention: p.mention, Docs: docs, Memory: p.memory, Done: p.acted,
	})...)
}

// acted goes on to the next dialogue after done or snooze.
func (p *Pane) acted(next bool) tea.Cmd {
	if !next {
		return nil
	}
	return pane.Send(pane.To{Pane: keys.Stream, Msg: pane.Step{By: 1, Open: true}})
}

func name(a store.Author) string {
	for _, s := range []string{a.Name, a.Handle, a.Email, a.ID} {
		if s != "" {
			return s
		}
	}
	return "unknown"
}

// Package thread is the pane that shows one dialogue in the stream's place: the
// mention, its parents and answers, what we sent and how far it has come, and
// the notes between, in the order of time.
package thread

import (
	"context"
	"errors"
	"fmt"
	"strconv"
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
	by     desk.By   // who opened it, through which door
	talk   talk
	err    string
	loaded bool
	fresh  bool // the selection has still to go to doc
	scroll scroll
	width  int // for which the turns are laid out
	cache  pane.Cache
	folder string // where files were saved last, as it was typed
}

// talk is what is on the screen, and what the person did with it.
type talk struct {
	desk.Talk
	turns  []*turn
	unseen map[store.Doc]bool // nobody had seen it when it came here
	open   map[string]bool    // unfolded turns
	past   int                // how many earlier conversations are wanted
	reveal bool               // the one that comes is to be brought into sight
}

// New makes the thread view; memory is what "." repeats.
func New(h *pane.Host, memory *verb.Memory) *Pane {
	p := &Pane{h: h, memory: memory, box: h.Mailbox(keys.Thread)}
	p.scroll.lines = func(i int) int { return len(painter{p}.rows(i)) }
	return p
}

// Scope is the thread's address.
func (p *Pane) Scope() keys.Scope { return keys.Thread }

// Title names the author of the first mention and the state of the dialogue.
func (p *Pane) Title() string {
	if !p.loaded || p.err != "" || len(p.talk.turns) == 0 {
		return "Stream: thread"
	}
	title := "Stream: thread"
	for _, t := range p.talk.turns {
		if t.Mention != nil && !t.past {
			title += " of " + name(t.Mention.Author)
			break
		}
	}
	title += fmt.Sprintf("  %s  %d", p.talk.State, len(p.talk.Turns))
	if p.talk.Assignee != "" {
		title += "  @" + p.talk.Assignee
	}
	return title
}

// Captures is never true: the thread edits nothing.
func (p *Pane) Captures() bool { return false }

// Cursor is never shown.
func (p *Pane) Cursor() *tea.Cursor { return nil }

// loaded is one answer of the store.
type loaded struct {
	talk desk.Talk
	err  error
}

// Update takes what is addressed to the thread.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pane.OpenThread:
		return p.open(msg.Doc)
	case loaded:
		return p.got(msg)
	case pane.Restyled, pane.Tick:
		p.drop()
	}
	return nil
}

// drop forgets what was laid out.
func (p *Pane) drop() {
	p.cache.Drop()
	for _, t := range p.talk.turns {
		t.rows = nil
	}
}

func (p *Pane) open(doc store.Doc) tea.Cmd {
	p.doc, p.fresh, p.err, p.by = doc, true, "", p.h.By()
	p.talk.open, p.talk.unseen, p.talk.past = map[string]bool{}, map[store.Doc]bool{}, 0
	p.cache.Drop()
	return tea.Batch(p.load(), pane.Send(pane.Cover{Place: keys.Stream, By: keys.Thread}))
}

// look says that the dialogue has been seen: after it was read, so that what
// was new in it could be marked.
func (p *Pane) look() tea.Cmd {
	doc, by := p.doc, p.by
	return func() tea.Msg {
		if err := p.h.Desk.Triage.Look(p.h.Context, by, desk.Around(doc)); err != nil {
			return p.h.Fail(err)
		}
		if err := p.h.Desk.Enrich.Opened(p.h.Context, doc); err != nil {
			return p.h.Fail(err)
		}
		// What the network knows of the discussion and we do not arrives later.
		return p.h.Fail(p.h.Desk.Outbox.FetchThread(p.h.Context, doc))
	}
}

func (p *Pane) load() tea.Cmd {
	doc, past, scope, lookup := p.doc, p.talk.past, p.h.Scope(), p.h.Desk.Lookup
	return p.box.Read(func(ctx context.Context) tea.Msg {
		d, err := lookup.Talk(ctx, doc, past, scope)
		return loaded{d, err}
	})
}

// Changed reads the dialogue again when something in it may have changed. Of
// mentions that arrive or change elsewhere only the place is looked at: at fifty
// arrivals a second a long conversation must not be read with each.
func (p *Pane) Changed(ch pane.Changes) tea.Cmd {
	if p.doc == 0 || !ch.Touch(store.TopicMentions, store.TopicPosts, store.TopicNotes, store.TopicJobs) {
		return nil
	}
	mentions, others := ch[store.TopicMentions], ch.Touch(store.TopicPosts, store.TopicNotes, store.TopicJobs)
	if others || mentions.All || p.box.Busy() || !p.loaded || p.err != "" {
		return p.load()
	}
	for _, t := range p.talk.turns {
		if t.Mention != nil && mentions.Has(strconv.FormatUint(uint64(t.Mention.Doc), 10)) {
			return p.load()
		}
	}
	doc, past, scope, lookup, thread := p.doc, p.talk.past, p.h.Scope(), p.h.Desk.Lookup, p.talk.Thread
	return p.box.Read(func(ctx context.Context) tea.Msg {
		for id := range mentions.IDs {
			n, _ := strconv.ParseUint(id, 10, 64)
			if m, err := lookup.Get(ctx, store.Doc(n)); err == nil && m.Thread() == thread {
				d, err := lookup.Talk(ctx, doc, past, scope)
				return loaded{d, err}
			}
		}
		return nil
	})
}

func (p *Pane) got(msg loaded) tea.Cmd {
	p.cache.Drop()
	if errors.Is(msg.err, context.Canceled) {
		return nil
	}
	if msg.err != nil {
		p.err = msg.err.Error()
		if errors.Is(msg.err, store.ErrNotFound) {
			p.err = "This mention is gone: its author or the network took it away. esc goes back."
		}
		return nil
	}
	id, first, before, opened := p.id(p.scroll.at), p.id(p.scroll.top), p.mention(), p.fresh
	old := p.talk.turns
	if opened {
		old = nil
	}
	p.talk.Talk, p.err, p.loaded = msg.talk, "", true
	p.talk.build(old)
	p.scroll.count = len(p.talk.turns)
	if opened {
		id, p.fresh = fmt.Sprint("m", p.doc), false
		p.scroll.top, p.scroll.off, p.scroll.toSelection = 0, 0, true
	} else if i := p.talk.find(first); i >= 0 {
		p.scroll.top = i
	}
	p.scroll.at = max(0, p.talk.find(id))
	if p.talk.reveal {
		p.talk.reveal = false
		p.scroll.back(max(1, p.scroll.height/2)) // the selection stays: verbs mean the conversation one opened
	}
	if opened {
		return tea.Batch(p.selected(), p.look())
	}
	// What changes elsewhere moves nobody: the thread may be long out of sight.
	if m := p.mention(); before != nil && m != nil && m.Doc == before.Doc {
		return nil
	}
	return p.selected()
}

// id tells turns apart across reads.
func (t *turn) id() string {
	switch {
	case t.Mention != nil:
		return fmt.Sprint("m", t.Mention.Doc)
	case t.Post != nil:
		return "p" + t.Post.ID
	}
	return "n" + t.Note.ID
}

func (p *Pane) id(i int) string {
	if i < len(p.talk.turns) {
		return p.talk.turns[i].id()
	}
	return ""
}

// turn is the selected one, nil for none.
func (p *Pane) turn() *turn {
	if p.scroll.at < len(p.talk.turns) && !p.fresh {
		return p.talk.turns[p.scroll.at]
	}
	return nil
}

// mention is the selected one: on our own posts and notes, the one that they
// belong to, else the nearest before them. While another dialogue is being read
// there is none: a verb must not reach the one before it.
func (p *Pane) mention() *store.Mention {
	if p.fresh {
		return nil
	}
	for i := min(p.scroll.at, len(p.talk.turns)-1); i >= 0; i-- {
		t := p.talk.turns[i]
		if t.Mention == nil && t.answers != nil {
			t = t.answers
		}
		if t.Mention != nil && t.lost != removed {
			return t.Mention
		}
	}
	for _, t := range p.talk.turns {
		if t.Mention != nil && t.lost != removed {
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

// NextTick asks for a redraw when a relative time moves on, and while a read
// takes long.
func (p *Pane) NextTick() time.Time {
	now, next := p.h.Now(), time.Time{}
	for i := p.scroll.top; i < min(len(p.talk.turns), p.scroll.top+p.scroll.height); i++ {
		if now.Sub(p.talk.turns[i].At) < time.Hour {
			next = now.Truncate(time.Minute).Add(time.Minute)
			break
		}
	}
	if !p.loaded || p.fresh {
		next = pane.Sooner(next, p.box.NextTick())
	}
	return next
}

func name(a store.Author) string {
	for _, s := range []string{a.Name, a.Handle, a.Email, a.ID} {
		if s != "" {
			return s
		}
	}
	return "unknown"
}

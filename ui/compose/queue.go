package compose

import (
	"context"
	"errors"
	"sync"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// queue does what touches drafts one after the other.
type queue struct {
	tasks []task
	busy  bool
	end   func() tea.Msg // does what is under way, or waits for it
}

// task is one piece of background work. Saves of the same draft that follow
// each other are one.
type task struct {
	save string // the draft that it only saves
	run  func(ctx context.Context) tea.Msg
}

// stepped says that a task is done, and what it brought.
type stepped struct{ msg tea.Msg }

// add appends a task and begins if nothing is under way.
func (q *queue) add(h *pane.Host, t task) tea.Cmd {
	if n := len(q.tasks); n > 0 && t.save != "" && q.tasks[n-1].save == t.save {
		q.tasks[n-1] = t
	} else {
		q.tasks = append(q.tasks, t)
	}
	return q.next(h)
}

func (q *queue) next(h *pane.Host) tea.Cmd {
	if q.busy || len(q.tasks) == 0 {
		return nil
	}
	t := q.tasks[0]
	q.tasks, q.busy = q.tasks[1:], true
	// A session that ends cuts no task short: what was pressed before is done.
	ctx := context.WithoutCancel(h.Context)
	q.end = sync.OnceValue(func() tea.Msg { return t.run(ctx) })
	run := q.end
	return func() tea.Msg { return toUs(stepped{run()}) }
}

// Keep stores the last words and does what is still queued, when the session
// has ended: somebody quit, the terminal hung up or the program is to end.
func (p *Pane) Keep(ctx context.Context) error {
	p.save()
	var errs []error
	note := func(msg tea.Msg) {
		if to, ok := msg.(pane.To); ok {
			msg = to.Msg
		}
		if s, ok := msg.(saved); ok {
			errs = append(errs, s.err)
		}
	}
	if p.queue.busy {
		note(p.queue.end()) // the program may have ended before it began
	}
	for _, t := range p.queue.tasks {
		note(t.run(ctx))
	}
	p.queue = queue{}
	return errors.Join(errs...)
}

func toUs(msg tea.Msg) tea.Msg { return pane.To{Pane: keys.Compose, Msg: msg} }

// goOn passes on what a task brought and begins the next one.
func goOn(p *Pane, s stepped) tea.Cmd {
	p.queue.busy = false
	var told tea.Cmd
	if s.msg != nil {
		told = pane.Send(s.msg)
	}
	return tea.Batch(told, p.queue.next(p.h))
}

// do queues work that may change drafts; run gives a message for the screen,
// toUs for ourselves.
func (p *Pane) do(run func(ctx context.Context, by desk.By) tea.Msg) tea.Cmd {
	by := p.h.By()
	return p.queue.add(p.h, task{run: func(ctx context.Context) tea.Msg { return run(ctx, by) }})
}

// saved says that a draft is in the store, or why not.
type saved struct {
	id  string
	err error
}

// save puts the writing into the store if anything of it is new.
func (p *Pane) save() tea.Cmd {
	if p.ed.due().IsZero() {
		return nil
	}
	d, by, publish := p.ed.snapshot(), p.h.By(), p.h.Desk.Publish
	p.ed.clean()
	return p.queue.add(p.h, task{save: d.ID, run: func(ctx context.Context) tea.Msg {
		_, err := publish.SaveDraft(ctx, by, d)
		return toUs(saved{d.ID, err})
	}})
}

// saved notes a save. One that failed is tried again; the text is still there.
func (p *Pane) saved(msg saved) tea.Cmd {
	if msg.err == nil {
		p.ed.kept = p.ed.kept || msg.id == p.ed.draft.ID
		return nil
	}
	if msg.id == p.ed.draft.ID {
		p.ed.dirty()
	}
	return pane.Send(pane.Notice{Text: "the draft is not saved: " + msg.err.Error(), Level: pane.Failure})
}

// leave ends the writing; what was written stays as a draft.
func (p *Pane) leave() tea.Cmd {
	cmd := p.save()
	p.forget()
	return cmd
}

// forget ends the writing on the screen; whoever calls it has seen to the text.
func (p *Pane) forget() {
	p.ed.open.end()
	p.ed = editor{}
	p.rev.reset()
}

// drop throws the writing away; undo brings it back as it was last.
func (p sender) drop() tea.Cmd {
	d, publish := p.ed.snapshot(), p.h.Desk.Publish
	p.forget()
	p.show(listing)
	return p.do(func(ctx context.Context, by desk.By) tea.Msg {
		if _, err := publish.SaveDraft(ctx, by, d); err != nil {
			return p.h.Fail(err)
		}
		return discarded(p.h, publish.DropDraft(ctx, by, d.ID))
	})
}

func discarded(h *pane.Host, err error) tea.Msg {
	if err != nil {
		return h.Fail(err)
	}
	return pane.Notice{Text: "discarded the draft; z brings it back", Level: pane.Done}
}

// left says that a post is on its way out.
type left struct {
	post  store.Post
	draft string
}

// refused says that somebody answered first.
type refused struct{ conflict *store.Conflict }

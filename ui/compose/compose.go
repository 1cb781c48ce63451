// Package compose is the pane in which posts and answers are written, looked
// over, sent and watched on their way out.
//
// It has five screens: the overview (drafts and outbox), the calendar, the
// editor, the review before anything leaves, and the preview of one network.
// Nothing that was typed is lost on any way out of the editor: a draft saves
// itself at most a second after the last key, and everything that touches it
// in the store (save, send, discard, open) waits in one queue, so that a save
// can never overtake the send that ends the draft.
package compose

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// screen is what the pane shows.
type screen string

// The screens.
const (
	listing    screen = "overview"
	planning   screen = "calendar"
	editing    screen = "editor"
	reviewing  screen = "review"
	previewing screen = "preview"
)

// Pane is the composer.
type Pane struct {
	h      *pane.Host
	screen screen
	shelf  shelf
	ed     editor
	rev    review
	queue  queue
	sent   sent // what was sent last from here
	canned canned
	cache  pane.Cache
}

// sent is what left the editor last, to notice when it is taken back.
type sent struct{ post, draft string }

// New makes the composer.
func New(h *pane.Host) *Pane {
	p := &Pane{h: h, screen: listing}
	p.shelf = shelf{h: h, box: h.Mailbox(keys.Compose)}
	p.rev = review{box: h.Mailbox(keys.Compose)}
	p.canned = canned{box: h.Mailbox(keys.Compose), answers: h.Mailbox(keys.Compose)}
	return p
}

// Scope is the composer's address.
func (p *Pane) Scope() keys.Scope { return keys.Compose }

// Title names the screen.
func (p *Pane) Title() string {
	switch p.screen {
	case planning:
		return "Compose: calendar"
	case editing:
		return "Compose: " + p.ed.name()
	case reviewing:
		return "Compose: review of the " + p.ed.name()
	case previewing:
		return "Compose: preview"
	}
	return "Compose" + p.shelf.summary()
}

// Captures tells whether the editor has the keys.
func (p *Pane) Captures() bool { return p.screen == editing }

// Cursor stands where the next letter goes.
func (p *Pane) Cursor() *tea.Cursor {
	if p.screen != editing {
		return nil
	}
	return p.ed.cursor
}

// Update takes what is addressed to the composer.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pane.Selected:
		return nil // the selection of others changes nothing here
	case tea.KeyPressMsg:
		return typist{p}.typed(msg)
	case tea.PasteMsg:
		return typist{p}.pasted(msg.Content)
	case pane.Compose:
		return p.ask(msg)
	case pane.Tick:
		return p.tick(msg.Now)
	case pane.Focused:
		p.cache.Drop()
		if !msg.Now {
			return p.save()
		}
		return nil
	case stepped:
		return goOn(p, msg)
	default:
		p.cache.Drop()
		return p.answer(msg)
	}
}

// answer takes what background work has brought.
func (p *Pane) answer(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case shelved:
		return p.shelved(msg)
	case opened:
		return p.opened(msg)
	case refreshed:
		if p.ed.about != nil && p.ed.about.Doc == msg.mention.Doc {
			p.ed.about = msg.mention
		}
	case saved:
		return p.saved(msg)
	case left:
		return sender{p}.left(msg)
	case failed:
		return sender{p}.notSent(msg.err)
	case refused:
		p.rev.conflict, p.rev.sending = msg.conflict, false
	case edited:
		return (&writing{p}).edited(msg)
	case inspected:
		p.rev.files = msg
	case listed:
		p.canned.list = msg
		typist{p}.propose()
	case remembered:
		p.ed.pop.found(msg)
	}
	return nil
}

// Changed reads again what has changed.
func (p *Pane) Changed(ch pane.Changes) tea.Cmd {
	var cmds []tea.Cmd
	if ch.Touch(store.TopicDrafts, store.TopicPosts, store.TopicJobs, store.TopicAccounts, store.TopicHealth) {
		cmds = append(cmds, p.shelf.load())
	}
	if ch.Touch(store.TopicCanned) {
		cmds = append(cmds, p.canned.load(p.h))
	}
	if p.ed.about != nil && ch.Has(store.TopicMentions, docID(p.ed.about.Doc)) {
		cmds = append(cmds, refresh(p.h, p.ed.about.Doc))
	}
	return tea.Batch(cmds...)
}

// NextTick is when the draft has to be saved, or a countdown moves on.
func (p *Pane) NextTick() time.Time {
	next, moves := p.ed.due(), p.ed.nextTick()
	if p.screen == listing || p.screen == planning {
		moves = p.shelf.nextTick()
	}
	if !moves.IsZero() && (next.IsZero() || moves.Before(next)) {
		return moves
	}
	return next
}

func (p *Pane) tick(now time.Time) tea.Cmd {
	p.cache.Drop()
	if due := p.ed.due(); !due.IsZero() && !now.Before(due) && !p.ed.blank() {
		return p.save()
	}
	return nil
}

// View draws the screen.
func (p *Pane) View(width, height int) string {
	return p.cache.View(width, height, func() string {
		switch p.screen {
		case editing:
			return sheet{&p.ed}.view(width, height)
		case reviewing:
			return reviewer{p}.reviewView(width, height)
		case previewing:
			return reviewer{p}.previewView(width, height)
		}
		return p.shelf.view(width, height)
	})
}

// show goes to the overview or the calendar.
func (p *Pane) show(s screen) {
	p.screen = s
	p.shelf.arrange(s == planning)
	p.cache.Drop()
}

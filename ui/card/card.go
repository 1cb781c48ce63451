// Package card is the pane of the person behind the selected mention: what is
// known of them, and below it everything they said and what we answered, newest
// first, as one timeline.
//
// The card follows the selection of other panes once it rests. Peek shows
// another person until the selection moves on or Esc goes back.
package card

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/keys"
	"earshot/ui/merge"
	"earshot/ui/pane"
	"earshot/ui/verb"
	"earshot/ui/widget"
)

// Pane is the contact card.
type Pane struct {
	h      *pane.Host
	memory *verb.Memory
	box    *pane.Mailbox
	show   showing
	who    answer
	list   widget.List[string]
	cache  pane.Cache
	spots  pane.Rows     // what stands on which line, for the pointer
	merge  *merge.Screen // open or closed, of the last who was looked at
}

// showing is whose card is wanted, and why.
type showing struct {
	identity string        // whose card; empty = nobody
	doc      store.Doc     // the mention the selection is on
	chosen   pane.Selected // the newest settled selection
	peek     bool          // identity was asked for, the selection is elsewhere
	kind     kind          // which entries of the timeline
	enough   int           // how many mentions may be read before somebody scrolls on
	held     string        // the identity that another is to be compared with
	aim      store.Doc     // the cursor has still to go to this mention
}

// How much of the timeline is read at a time, and how much at most to fill the
// window with entries of one kind before somebody scrolls on, in mentions.
const (
	pageSize = 40
	enough   = 400
)

// New makes the card; memory is what "." repeats.
func New(h *pane.Host, memory *verb.Memory) *Pane {
	return &Pane{h: h, memory: memory, box: h.Mailbox(keys.Card)}
}

// Scope is the card's address.
func (p *Pane) Scope() keys.Scope { return keys.Card }

// Title names the person.
func (p *Pane) Title() string {
	switch {
	case p.show.identity == "" || !p.who.known:
		return "Contact"
	case p.show.peek:
		return "Contact: " + Name(p.who.Identity.Author) + "  peek, esc goes back"
	}
	return "Contact: " + Name(p.who.Identity.Author)
}

// Captures is never true: the card edits nothing.
func (p *Pane) Captures() bool { return false }

// Cursor is never shown.
func (p *Pane) Cursor() *tea.Cursor { return nil }

// Update takes what is addressed to the card, and the selection.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pane.Selected:
		if msg.Settled && msg.From != keys.Card {
			return p.follow(msg)
		}
	case pane.Peek:
		return p.turn(msg.Identity, 0, msg.Identity != p.show.chosen.Identity)
	case answer:
		return p.got(msg)
	case further:
		return p.more(msg)
	case pane.Compare:
		return p.beside(msg.One, msg.Other)
	case pane.Merge:
		return p.decide(msg.Identity)
	case pane.Restyled, pane.Tick:
		p.cache.Drop()
	default:
		if p.merge.Open() && merge.Taken(msg) {
			return p.merge.Take(msg)
		}
	}
	return nil
}

// decide opens the screen on which is decided who is who.
func (p *Pane) decide(identity string) tea.Cmd {
	p.merge = merge.New(p.h, keys.Card, identity)
	return tea.Batch(p.merge.Read(), pane.Send(pane.Push{Overlay: p.merge}))
}

// follow shows the person behind a selection that has come to rest. A selection
// that is told again does not end a peek.
func (p *Pane) follow(msg pane.Selected) tea.Cmd {
	same := p.show.chosen.Doc == msg.Doc && p.show.chosen.Identity == msg.Identity
	p.show.chosen = msg
	if same && (p.show.peek || p.who.known) {
		return nil
	}
	return p.turn(msg.Identity, msg.Doc, false)
}

// turn shows a person, with the cursor on one mention of theirs.
func (p *Pane) turn(identity string, doc store.Doc, peek bool) tea.Cmd {
	p.cache.Drop()
	other := identity != p.show.identity
	p.show.identity, p.show.doc, p.show.peek, p.show.aim = identity, doc, peek, doc
	if identity == "" {
		p.box.Forget()
		p.who = answer{}
		p.list.Set(nil)
		return nil
	}
	if !other && p.who.known {
		p.aim()
		return nil
	}
	p.show.enough = enough
	return p.load()
}

// aim puts the cursor on the mention it was meant for, if it is among what was
// read.
func (p *Pane) aim() {
	if p.show.aim != 0 {
		p.list.Select(mentionID(p.show.aim))
		p.show.aim = 0
	}
}

// Changed reads the card again when something of it may have changed.
func (p *Pane) Changed(ch pane.Changes) tea.Cmd {
	if p.merge.Open() && ch.Touch(store.TopicPeople) {
		return tea.Batch(p.merge.Read(), p.changed(ch))
	}
	return p.changed(ch)
}

func (p *Pane) changed(ch pane.Changes) tea.Cmd {
	if p.show.identity == "" || !ch.Touch(store.TopicMentions, store.TopicPeople, store.TopicPosts, store.TopicNotes, store.TopicTasks) {
		return nil
	}
	return p.load()
}

func (p *Pane) load() tea.Cmd {
	identity, limit, scope, lookup := p.show.identity, pageSize, p.h.Scope(), p.h.Desk.Lookup
	return p.box.Read(func(ctx context.Context) tea.Msg { return read(ctx, lookup, identity, limit, scope) })
}

// got puts an answer on the card.
func (p *Pane) got(a answer) tea.Cmd {
	if errors.Is(a.err, context.Canceled) {
		return nil
	}
	if fresh := !p.who.known || p.who.Identity.ID != a.Identity.ID; fresh {
		p.list = widget.List[string]{}
	} else if a.known {
		a.before(p.who)
	}
	p.who = a
	p.fill()
	p.aim()
	return p.readOn()
}

// more puts an older stretch below.
func (p *Pane) more(f further) tea.Cmd {
	if f.err != nil {
		if !errors.Is(f.err, context.Canceled) {
			p.who.err = f.err
		}
		p.cache.Drop()
		return nil
	}
	p.who.extend(f.Stretch)
	p.fill()
	return p.readOn()
}

// fill gives the list what there is of the kind that is shown.
func (p *Pane) fill() {
	p.cache.Drop()
	p.who.arrange(p.show.kind)
	ids := make([]string, len(p.who.items))
	for i := range p.who.items {
		ids[i] = p.who.items[i].id()
	}
	p.list.Set(ids)
}

// readOn reads the next stretch when the end is near: never more than one at a
// time, and never all of it to fill the window with a rare kind.
func (p *Pane) readOn() tea.Cmd {
	n := len(p.who.Timeline)
	if !p.who.More || n == 0 || n >= p.show.enough || p.box.Busy() || p.list.At() < p.list.Len()-2*p.list.Rows() {
		return nil
	}
	at, identity, scope, lookup := p.who.Timeline[n-1].Position(), p.show.identity, p.h.Scope(), p.h.Desk.Lookup
	return p.box.Read(func(ctx context.Context) tea.Msg {
		s, err := lookup.Timeline(ctx, identity, &at, pageSize, scope)
		return further{s, err}
	})
}

// moved reads further when the cursor comes near the end.
func (p *Pane) moved() tea.Cmd {
	p.cache.Drop()
	p.show.enough = max(p.show.enough, len(p.who.Timeline)+enough)
	return p.readOn()
}

// selected is the item of the timeline under the cursor, nil for none.
func (p *Pane) selected() *item {
	if i := p.list.At(); p.show.identity != "" && i < len(p.who.items) {
		return &p.who.items[i]
	}
	return nil
}

// mention is the mention that the item under the cursor is, answers or belongs
// to; nil for none.
func (p *Pane) mention() *store.Mention {
	if it := p.selected(); it != nil {
		return it.mention
	}
	return nil
}

// NextTick asks for a redraw when a relative time in sight moves on.
func (p *Pane) NextTick() time.Time {
	now := p.h.Now()
	from, to := p.list.Window()
	for i := from; i < min(to, len(p.who.items)); i++ {
		if d := now.Sub(p.who.items[i].at); d < time.Hour && d > -time.Hour {
			return now.Truncate(time.Minute).Add(time.Minute)
		}
	}
	return time.Time{}
}

// Name is how a person is called: the name, else what there is.
func Name(a store.Author) string {
	for _, s := range []string{a.Name, a.Handle, a.Email, a.ID} {
		if s != "" {
			return s
		}
	}
	return "unknown"
}

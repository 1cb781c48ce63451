// Package pane is the contract between the screen and its panes.
//
// # What the author of a pane has to do
//
// A pane is a value that implements Pane, made by New(h *pane.Host) in a package
// of its own. It imports keys, pane, theme, widget, verb, overlay and the desk;
// never another pane and never the root. It lives on the Update loop: no locks,
// no goroutines of its own.
//
// Making. New only builds. It must not read data or call anything of h.Desk: the
// table of commands is also printed without a workspace (h.Desk is nil then).
// The first read is the answer to Changed(All()), which comes once at the start.
//
// Reading. Data are read only inside a tea.Cmd, through a Mailbox:
//
//	p.page = h.Mailbox(keys.Card)            // in New, one for each kind of read
//	return p.page.Read(func(ctx context.Context) tea.Msg {
//		person, err := h.Desk.Lookup.Person(ctx, id, 20, h.Scope())
//		return loaded{person, err}           // any private type
//	})
//
// A new Read of the same mailbox cancels the one before it. Answers come to
// Update unwrapped and only while they are fresh: a pane never checks for stale
// ones. Copy what the closure needs before (id above), it runs elsewhere.
// An error that a person should see: show it in the pane, or h.Fail(err).
//
// Changing. A verb of the desk is called inside a tea.Cmd as well, which h.Do
// wraps: take h.By() when the command runs, not later (Do does that), because it
// knows whether a key, the palette or the ":" line called.
//
//	Run: func(arg string) tea.Cmd {
//		id := p.id
//		return h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { ... })
//	}
//
// The outcome's title goes to the status line, an error in plain words. Nothing
// needs to be read again by hand: the change comes back through Changed.
//
// Messages. Update receives what is addressed to the pane (answers of its own
// mailboxes, pane.To), what is broadcast (Selected, Tick, Restyled, Focused), and,
// while Captures() is true, keys.Plain keys and pastes as tea.KeyPressMsg and
// tea.PasteMsg. Everything else a person types arrives through Commands. A message of an
// unknown type is ignored. To tell others something, return it from a tea.Cmd:
// Selected, Compose, Focus, Notice, Push; pane.Send(msg) is the shortest way.
//
// Commands. Closures over the pane, built once; see keys.Command. Their Scope is
// the pane's own, or keys.Global for what has to work from anywhere (Run changes
// the pane's mode and returns pane.Send(pane.Focus{...})). The keys 1-4, tab, f, all
// of g+letter, c (new post), ctrl+f, / : ctrl+k ? J K z Z ' [ ] - are declared
// already: "g o", "g c" and "c" reach the composer as Compose{Outbox, Planned,
// NewPost}, r and R as Compose{Reply, Other}, "g a" focuses the analytics, "g p" and
// x the card (x with Peek). The verbs on a mention come from package verb: a pane
// with mentions of its own (a timeline) may offer them with verb.Commands.
// A command whose function does not exist is left out, never stubbed. When must be
// cheap: footer and help ask often. "esc" steps back one level inside the pane, with
// a When that is "" only while there is such a level; it never drops text.
// j, k, arrows, g g, G, ctrl+d, ctrl+u are commands of every pane with a list: use
// ListCommands.
//
// Drawing. View(width, height) gives exactly height lines of exactly width cells,
// without a trailing line end, without the title (the screen draws it) and without
// a frame. It is called after every message: wrap it in a Cache, and drop the cache
// whenever something drawn has changed. Text from outside goes through widget
// (Policy of h.Policy, Brief in lists), which makes it safe and exact; nothing else
// may be painted. Paint with h.Theme by token, never with colours. Say with a sign
// or a word what a colour says. No clocks with seconds, no spinners. The selection
// of a list is a mark in its first column, not a background. Any size must work,
// down to 10x1; empty states say in one line what to do.
//
// Pointer. The screen works without a mouse. A pane whose rows can be clicked
// implements Pointed, one that scrolls other than by "down" and "up" Wheeled; see
// there. What a click does it does through the pane's own commands.
//
// Time. h.Now() and h.Zone, never time.Now. Relative times are drawn anew at Tick. A
// pane that needs a Tick at a certain moment (a draft to save a second after the
// last key) implements Clocked; no tea.Tick, no timers.
//
// Tests. uitest.New drives a whole session without sleeps; see there. Golden frames
// lie in testdata/frames, scenarios in testdata/scenarios: every command must be
// pressed by one.
package pane

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/keys"
)

// Pane is one part of the screen.
type Pane interface {
	// Scope is the pane's address and the scope of its commands.
	Scope() keys.Scope
	// Title names the pane, with what it shows: "Stream" or "Stream: Leads".
	Title() string
	// Commands are the pane's commands; asked for once.
	Commands() []keys.Command
	// Update takes a message; see the package comment for which ones.
	Update(msg tea.Msg) tea.Cmd
	// Changed says that data have changed: read again what depends on them.
	Changed(ch Changes) tea.Cmd
	// View draws exactly height lines of exactly width cells.
	View(width, height int) string
	// Captures tells whether text is being edited: plain keys go to Update.
	Captures() bool
	// Cursor is where the text cursor stands inside the last View, nil = hidden.
	Cursor() *tea.Cursor
}

// Keeper is a pane with something that it stores now and then: what its screen
// remembers.
type Keeper interface {
	// Keep stores what is not stored yet. It is called once, when the session has
	// ended and nothing else of the pane runs any more.
	Keep(ctx context.Context) error
}

// Changes is what has changed since the last time, by topic.
type Changes map[store.Topic]store.Changed

// All is the change of everything, which also starts a pane.
func All() Changes { return nil }

// Touch tells whether one of the topics changed.
func (c Changes) Touch(topics ...store.Topic) bool {
	if c == nil {
		return true
	}
	for _, t := range topics {
		if _, ok := c[t]; ok {
			return true
		}
	}
	return false
}

// Has tells whether one thing of a topic changed.
func (c Changes) Has(topic store.Topic, id string) bool {
	if c == nil {
		return true
	}
	ch, ok := c[topic]
	return ok && ch.Has(id)
}

// Cache keeps what a pane drew last, until it is dropped or the size changes.
type Cache struct {
	text          string
	width, height int
	ok            bool
}

// View gives the kept drawing or draws anew.
func (c *Cache) View(width, height int, draw func() string) string {
	if !c.ok || c.width != width || c.height != height {
		c.text, c.width, c.height, c.ok = draw(), width, height, true
	}
	return c.text
}

// Text is the last drawing, for those who look for what was clicked.
func (c *Cache) Text() string { return c.text }

// Drop forgets the drawing.
func (c *Cache) Drop() { c.ok = false }

// Clocked is a pane that needs a Tick at a certain time.
type Clocked interface {
	// NextTick is when the next Tick is needed; zero = none. It is asked after
	// every message and must be cheap.
	NextTick() time.Time
}

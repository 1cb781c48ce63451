// Package groups lists groups of people: segments, contact lists with those who
// follow, advocates. It is a pane without a place on the screen, whose overlays
// show them, and who is in each.
package groups

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/widget"
)

// Scope is the address of the groups.
const Scope keys.Scope = "groups"

// Pane holds the pages.
type Pane struct {
	h     *pane.Host
	boxes [4]*pane.Mailbox
	pages [4]*page          // one of each kind at most is open; people lie over the others
	said  map[string]string // the words of the last invitation, by the list
}

// The kinds of pages.
const (
	ofSegments = iota
	ofLists
	ofAdvocates
	ofPeople
)

// New makes the groups.
func New(h *pane.Host) *Pane {
	p := &Pane{h: h, said: map[string]string{}}
	for i := range p.boxes {
		p.boxes[i] = h.Mailbox(Scope)
	}
	return p
}

// Scope is the address of the groups.
func (p *Pane) Scope() keys.Scope { return Scope }

// Title names them.
func (p *Pane) Title() string { return "Groups of people" }

// Captures is never true: the overlays have the keys.
func (p *Pane) Captures() bool { return false }

// Commands open the pages, and take a segment that is typed in full.
func (p *Pane) Commands() []keys.Command {
	return keys.Views.In(
		keys.Command{
			ID: "segments", Title: "Segments", Keys: []string{"g e"}, Scope: keys.Global,
			Doc: "Named groups of people: who is in a segment is reckoned from its query at every look.",
			Run: func(string) tea.Cmd { return p.open(ofSegments, segments{p}) },
		},
		keys.Command{
			ID: "segment-add", Title: "Add a segment", Keys: []string{"g E"}, Scope: keys.Global,
			Doc: "A name and a query on people: press: bio:journalist followers:>1k. segment:press then finds what they say.",
			Arg: &keys.Arg{Ask: "segment", Hint: "press: bio:journalist followers:>1k", Check: checkSegment},
			Run: func(arg string) tea.Cmd { return segments{p}.add(arg) },
		},
		keys.Command{
			ID: "lists", Title: "Lists and followers", Keys: []string{"g f"}, Scope: keys.Global,
			Doc: "The contact lists with their people: who is on a list but does not follow, who follows but is on no list, who is on two.",
			Run: func(string) tea.Cmd { return p.open(ofLists, lists{p}) },
		},
		keys.Command{
			ID: "advocates", Title: "Advocates", Keys: []string{"g v"}, Scope: keys.Global,
			Doc: "Who speaks for us, or may: how far each has come, how far their word carries, what they were given.",
			Run: func(string) tea.Cmd { return p.open(ofAdvocates, advocates{p}) },
		},
	)
}

// open lays a page over the screen and reads it.
func (p *Pane) open(kind int, c content) tea.Cmd {
	pg := &page{h: p.h, box: p.boxes[kind], content: c, here: true}
	p.pages[kind] = pg
	return tea.Batch(pg.read(), pane.Send(pane.Push{Overlay: pg}))
}

// Changed reads anew what is in sight.
func (p *Pane) Changed(ch pane.Changes) tea.Cmd {
	var cmds []tea.Cmd
	for _, pg := range p.pages {
		if pg != nil && pg.here && ch.Touch(store.TopicPeople) {
			cmds = append(cmds, pg.read())
		}
	}
	return tea.Batch(cmds...)
}

// Update takes what was read, and what a verb did.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case answer:
		msg.page.take(msg)
	case ready:
		return msg()
	case pane.Notice:
		for _, pg := range p.pages {
			if pg != nil {
				pg.list.Told = msg
			}
		}
	default:
		return p.took(msg)
	}
	return nil
}

// ready is a read that has come, and what is to be shown of it.
type ready func() tea.Cmd

// NextTick is when a read that takes long is to be told.
func (p *Pane) NextTick() (at time.Time) {
	for _, box := range p.boxes {
		at = pane.Sooner(at, box.NextTick())
	}
	return at
}

// View is never called: the pages have no place.
func (p *Pane) View(width, height int) string { return widget.Block(nil, width, height) }

// Cursor is never shown.
func (p *Pane) Cursor() *tea.Cursor { return nil }

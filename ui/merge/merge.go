// Package merge is the screen on which a person decides who is who: at the left
// one person with all accounts, at the right those who may be the same, with the
// evidence, what would be one card, and what speaks against it.
//
// It is an overlay that the card opens; the card hands its answers on.
package merge

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/widget"
)

// Screen is the overlay.
type Screen struct {
	h        *pane.Host
	identity string // whose card it is about
	who      reading
	other    preview // the candidate under the cursor; empty = not read yet
	boxes    [2]*pane.Mailbox
	members  widget.List[string]
	list     widget.List[string]
	right    bool // the candidates have the keys
	field    widget.Field
	typing   bool
	gone     bool // it was closed
	to       keys.Scope
	told     told
	layout   layout
	sure     string // what stands against the merge that was asked for once
}

// reading is what was read of the person, and of those who may be the same.
type reading struct {
	desk.Person
	edges []store.Edge
	found []candidate
	text  string // what they were looked for by
	known bool
	err   error
}

// candidate is somebody who may be the same person.
type candidate struct {
	store.Identity
	pair desk.Likeness // what earshot says; Own = "" where it says nothing
}

// preview is the card of a candidate.
type preview struct {
	desk.Person
	err error
}

// unread says why there is no card; "" = there is one, or it is still being read.
func (p preview) unread() string {
	if p.err == nil {
		return ""
	}
	return "this person cannot be read: " + p.err.Error()
}

// Taken tells whether a message is an answer for the screen.
func Taken(msg tea.Msg) bool {
	switch msg.(type) {
	case reading, preview, told:
		return true
	}
	return false
}

// New makes the screen about the person behind an identity; Read fills it. Its
// answers come to the pane of a scope, which hands them to Take.
func New(h *pane.Host, to keys.Scope, identity string) *Screen {
	return &Screen{h: h, to: to, identity: identity, right: true, boxes: [2]*pane.Mailbox{h.Mailbox(to), h.Mailbox(to)}}
}

// most is how many people a search gives, and mostShown how many of those who may be
// the same are seen at once.
const (
	most      = 20
	mostShown = 8
)

// Read reads the person and the candidates anew.
func (s *Screen) Read() tea.Cmd {
	identity, text, d, scope := s.identity, s.field.Text(), s.h.Desk, s.h.Scope()
	return s.boxes[0].Read(func(ctx context.Context) tea.Msg {
		out := reading{text: text}
		if out.Person, out.err = d.Lookup.Person(ctx, identity, 1, scope); out.err != nil {
			return out
		}
		if out.edges, out.err = d.People.Edges(ctx, identity); out.err != nil {
			return out
		}
		out.known = true
		for _, l := range out.Waiting {
			out.found = append(out.found, candidate{l.Other, l})
		}
		if text == "" {
			return out
		}
		var people []store.Identity
		if people, out.err = d.Lookup.People(ctx, text, most); out.err == nil {
			out.found = out.look(people)
		}
		return out
	})
}

// look makes candidates of who was found: those that earshot suggests first, with
// what it says of them.
func (r *reading) look(people []store.Identity) (out []candidate) {
	for _, c := range r.found {
		if slices.ContainsFunc(people, func(p store.Identity) bool { return p.ID == c.ID }) {
			out = append(out, c)
		}
	}
	for _, p := range people {
		if slices.Contains(r.Contact.Members, p.ID) || slices.ContainsFunc(out, func(c candidate) bool { return c.ID == p.ID }) {
			continue
		}
		out = append(out, candidate{Identity: p})
	}
	return out
}

// Take takes an answer that the pane was handed.
func (s *Screen) Take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case reading:
		s.who = msg
		ids := make([]string, len(msg.found))
		for i, c := range msg.found {
			ids[i] = c.ID
		}
		s.list.Set(ids)
		members := make([]string, len(msg.Members))
		for i, m := range msg.Members {
			members[i] = m.ID
		}
		s.members.Set(members)
		return s.moved()
	case preview:
		s.other = msg
	case told:
		s.told = msg
	}
	return nil
}

// moved reads the card of the candidate under the cursor.
func (s *Screen) moved() tea.Cmd {
	s.sure = ""
	id, ok := s.list.Selected()
	if !ok {
		s.other = preview{}
		return nil
	}
	if s.other.Identity.ID != id {
		s.other = preview{}
	}
	lookup, scope := s.h.Desk.Lookup, s.h.Scope()
	return s.boxes[1].Read(func(ctx context.Context) tea.Msg {
		p, err := lookup.Person(ctx, id, 1, scope)
		return preview{p, err}
	})
}

// chosen is the candidate under the cursor.
func (s *Screen) chosen() (candidate, bool) {
	if i := s.list.At(); i < len(s.who.found) {
		return s.who.found[i], true
	}
	return candidate{}, false
}

// Open tells whether the screen is still looked at.
func (s *Screen) Open() bool { return s != nil && !s.gone }

// Title names it.
func (s *Screen) Title() string { return "Who is who" }

// Size takes what there is, up to a page; more where many may be the same, as while
// one searches. It does not shrink again: the screen around it would jump with
// every letter.
func (s *Screen) Size(width, height int) (int, int) {
	shown := min(len(s.who.found), mostShown)
	if s.typing || s.who.text != "" {
		shown = mostShown
	}
	s.layout.tall = max(s.layout.tall, faceRows+2+max(2*len(s.who.Members)+1, shown+10))
	return width, min(height, max(20, min(30, s.layout.tall)))
}

// Cursor is where the next letter of the search goes.
func (s *Screen) Cursor() *tea.Cursor {
	if !s.typing {
		return nil
	}
	return tea.NewCursor(len(ask)+s.field.Cell(), 0)
}

// ask stands before the search.
const ask = "find: "

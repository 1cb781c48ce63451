package stream

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// marks is the set of mentions that bulk verbs work on.
type marks struct {
	docs    map[store.Doc]bool
	last    []store.Doc // the set before it was used or cleared
	anchor  store.Doc   // where a range began
	ranging bool
}

func (m *marks) clear() {
	if len(m.docs) > 0 {
		m.last = m.list()
	}
	m.docs, m.ranging = map[store.Doc]bool{}, false
}

func (m *marks) list() []store.Doc {
	out := make([]store.Doc, 0, len(m.docs))
	for d := range m.docs {
		out = append(out, d)
	}
	slices.Sort(out)
	return out
}

// docs is what verbs work on: the marked mentions, else the selected one.
func (p *Pane) docs() []store.Doc {
	if len(p.marks.docs) > 0 {
		return p.marks.list()
	}
	if m := p.Selected(); m != nil {
		return []store.Doc{m.Doc}
	}
	return nil
}

// acted is called when a verb has been started on docs.
func (p *Pane) acted(next bool) tea.Cmd {
	p.cache.Drop()
	if len(p.marks.docs) > 0 {
		p.marks.clear()
		return nil
	}
	if !next || p.list.At() == p.list.Len()-1 {
		return nil
	}
	return p.next(pane.Step{By: 1})
}

// extend marks from the anchor to the cursor.
func (p *Pane) extend() {
	ids := p.list.IDs()
	from, to := slices.Index(ids, p.marks.anchor), p.list.At()
	if from < 0 {
		p.marks.ranging = false
		return
	}
	for _, id := range ids[min(from, to) : max(from, to)+1] {
		p.marks.docs[id] = true
	}
}

// marking are the commands of the set.
func (p *Pane) marking() []keys.Command {
	return []keys.Command{
		{ID: "mark", Title: "Mark", Keys: []string{"space"}, Scope: keys.Stream, When: p.anySelected,
			Doc: "Marks or unmarks the mention; verbs then work on all that are marked.", Run: p.toggle},
		{ID: "mark-range", Title: "Mark a range", Keys: []string{"v"}, Scope: keys.Stream, When: p.anySelected,
			Doc: "Begins a range: moving the cursor marks, v again ends it.", Run: func(string) tea.Cmd {
				p.marks.ranging = !p.marks.ranging
				if p.marks.ranging {
					p.marks.anchor, _ = p.list.Selected()
					p.extend()
				}
				p.cache.Drop()
				return nil
			}},
		{ID: "mark-last", Title: "Mark the last set again", Keys: []string{"V"}, Scope: keys.Stream,
			When: func() string {
				if len(p.marks.last) == 0 {
					return "nothing was marked before"
				}
				return ""
			},
			Run: func(string) tea.Cmd {
				for _, id := range p.marks.last {
					if p.rows[id] != nil {
						p.marks.docs[id] = true
					}
				}
				p.cache.Drop()
				return nil
			}},
		{ID: "mark-all", Title: "Mark all matches", Keys: []string{"*"}, Scope: keys.Stream, When: p.anySelected,
			Doc: "Marks everything that the view or query matches, on the screen or not.", Run: p.markAll},
		{ID: "unmark", Title: "Unmark all", Keys: []string{"esc"}, Scope: keys.Stream,
			When: func() string {
				if len(p.marks.docs) == 0 {
					return "nothing is marked"
				}
				return ""
			},
			Run: func(string) tea.Cmd {
				p.marks.clear()
				p.cache.Drop()
				return nil
			}},
	}
}

func (p *Pane) toggle(string) tea.Cmd {
	id, _ := p.list.Selected()
	if p.marks.docs[id] {
		delete(p.marks.docs, id)
	} else {
		p.marks.docs[id] = true
	}
	p.list.Move(1)
	return p.moved()
}

// all is the answer of markAll.
type all struct{ docs []store.Doc }

// markAll finds every match and marks it.
func (p *Pane) markAll(string) tea.Cmd {
	q, scope, lookup := p.show.parsed, p.h.Scope(), p.h.Desk.Lookup
	return p.marksBox().Read(func(ctx context.Context) tea.Msg {
		var out all
		err := lookup.Find(ctx, q, scope, 0, func(m *store.Mention) error {
			out.docs = append(out.docs, m.Doc)
			return nil
		})
		if err != nil {
			return nil
		}
		return out
	})
}

func (p *Pane) marksBox() *pane.Mailbox {
	if p.read.all == nil {
		p.read.all = p.h.Mailbox(keys.Stream)
	}
	return p.read.all
}

func (p *Pane) markedAll(a all) tea.Cmd {
	for _, id := range a.docs {
		p.marks.docs[id] = true
	}
	p.cache.Drop()
	return pane.Send(pane.Notice{Text: fmt.Sprintf("%d marked: the next verb works on all of them, esc unmarks", len(a.docs)), Level: pane.Plain})
}

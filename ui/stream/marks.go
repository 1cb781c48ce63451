package stream

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// marks is the set of mentions that bulk verbs work on.
type marks struct {
	docs    map[store.Doc]string // each with the query under which it was marked
	sorted  []store.Doc          // docs in order, while known: the footer asks at every key
	whole   []store.Doc          // sorted with all for which its rows stand, while known
	away    int                  // of docs, so many are not in this view
	last    []store.Doc          // the set before it was used or cleared
	anchor  store.Doc            // where a range began
	ranging bool
	box     *pane.Mailbox // for marking everything
	spots   pane.Rows     // what stands on which line, for the pointer
	held    *held         // by a macro
}

func (m *marks) clear() {
	if len(m.docs) > 0 {
		m.last = m.list()
	}
	m.docs, m.ranging, m.sorted, m.whole, m.away = map[store.Doc]string{}, false, nil, nil, 0
}

func (m *marks) list() []store.Doc {
	if m.sorted != nil {
		return m.sorted
	}
	out := make([]store.Doc, 0, len(m.docs))
	for d := range m.docs {
		out = append(out, d)
	}
	slices.Sort(out)
	m.sorted = out
	return out
}

func (m *marks) has(id store.Doc) bool {
	_, ok := m.docs[id]
	return ok
}

// add marks a mention that a query shows.
func (m *marks) add(id store.Doc, text string) { m.docs[id], m.sorted, m.whole = text, nil, nil }

func (m *marks) toggle(id store.Doc, text string) {
	if m.has(id) {
		delete(m.docs, id)
		m.sorted, m.whole = nil, nil
	} else {
		m.add(id, text)
	}
}

// place counts which of the marked are not in this view. What lies below what
// has been read counts as there if it was marked under this query.
func place(p *Pane) {
	p.marks.away = 0
	for id, text := range p.marks.docs {
		if p.rows[id] == nil && (text != p.show.text || !p.read.more) {
			p.marks.away++
		}
	}
}

// title says how many are marked, or how far marking everything has come.
func (m *marks) title() string {
	percent, slow := m.box.Slow()
	switch n := len(m.docs); {
	case slow && percent >= 0:
		return fmt.Sprintf("  marking %d%%, esc stops", percent)
	case slow:
		return "  marking, esc stops"
	case n == 0:
		return ""
	case m.away == 0:
		return fmt.Sprintf("  %d marked", n)
	case m.away == n:
		return fmt.Sprintf("  %d marked, none in this view", n)
	default:
		return fmt.Sprintf("  %d marked, %d not in this view", n, m.away)
	}
}

// extend marks from the anchor to the cursor.
func (m *marks) extend(ids []store.Doc, at int, text string) {
	from := slices.Index(ids, m.anchor)
	if from < 0 || at >= len(ids) {
		m.ranging = false
		return
	}
	for _, id := range ids[min(from, at) : max(from, at)+1] {
		m.add(id, text)
	}
}

// docs is what verbs work on: the marked mentions, else the selected one; for a
// step of a macro those of its first verb.
func docs(p *Pane) []store.Doc {
	if h := holding(p); h != nil {
		return h.docs
	}
	if len(p.marks.docs) > 0 {
		if p.marks.whole == nil {
			p.marks.whole = p.folds.all(p.marks.list())
		}
		return p.marks.whole
	}
	if id, _ := p.list.Selected(); len(p.folds.groups[id].docs) > 0 {
		return p.folds.all([]store.Doc{id})
	}
	if m := p.Selected(); m != nil {
		return []store.Doc{m.Doc}
	}
	return nil
}

// acted is called when a verb has been started on docs.
func (p *Pane) acted(next bool) tea.Cmd {
	p.tabs.soon = true
	p.cache.Drop()
	heed(p)
	if p.h.Group() != "" {
		hold(p, next)
		return nil
	}
	if len(p.marks.docs) > 0 {
		p.marks.clear()
		return nil
	}
	return goOn(p, next)
}

// goOn goes to the next that needs somebody, if that is asked for.
func goOn(p *Pane, next bool) tea.Cmd {
	if !next || p.list.At() == p.list.Len()-1 {
		return nil
	}
	return p.next(pane.Step{By: 1})
}

// marking are the commands of the set.
func marking(p *Pane) []keys.Command {
	need := func(reason string, ok func() bool) func() string {
		return func() string {
			if ok() {
				return ""
			}
			return reason
		}
	}
	command := func(id, title, key, doc string, when func() string, run func()) keys.Command {
		return keys.Command{ID: id, Title: title, Keys: []string{key}, Doc: doc, Scope: keys.Stream, When: when, Run: func(string) tea.Cmd {
			run()
			return p.moved()
		}}
	}
	marked := need("nothing is marked", func() bool { return len(p.marks.docs) > 0 || p.marks.ranging })
	before := need("nothing was marked before", func() bool { return len(p.marks.last) > 0 })
	return []keys.Command{
		command("mark", "Mark", "space", "Marks or unmarks the mention; verbs then work on all that are marked.", anySelected(p), func() {
			id, _ := p.list.Selected()
			p.marks.toggle(id, p.show.text)
			p.list.Move(1)
		}),
		command("mark-range", "Mark a range", "v", "Begins a range: moving the cursor marks, v again ends it.", anySelected(p), func() {
			p.marks.ranging = !p.marks.ranging
			p.marks.anchor, _ = p.list.Selected()
		}),
		command("mark-last", "Mark the last set again", "V", "", before, func() {
			for _, id := range p.marks.last {
				p.marks.add(id, p.show.text)
			}
		}),
		{
			ID: "mark-all", Title: "Mark all matches", Keys: []string{"*"}, Scope: keys.Stream, When: anySelected(p), Run: func(string) tea.Cmd { return markAll(p) },
			Doc: "Marks everything that the view or query matches, on the screen or not.",
		},
		command("unmark", "Unmark all", "esc", "", marked, p.marks.clear),
	}
}

// marksSlow tells whether marking everything takes so long that it can be stopped.
func marksSlow(p *Pane) bool {
	_, slow := p.marks.box.Slow()
	return slow
}

// all is the answer of markAll.
type all struct{ docs []store.Doc }

// markAll finds every match and marks it.
func markAll(p *Pane) tea.Cmd {
	q, scope, lookup, id, total := p.show.parsed, p.h.Scope(), p.h.Desk.Lookup, p.folds.id, 0
	if p.read.counts {
		total = p.read.total
	}
	return p.marks.box.Read(func(ctx context.Context) tea.Msg {
		var out all
		reads := false // where mentions have to be looked at, that is what takes the time
		looks := desk.Watch(ctx, func(done, of int) {
			reads = true
			desk.Tell(ctx, done, of)
		})
		err := lookup.Find(looks, q, scope, 0, func(m *store.Mention) error {
			if out.docs = append(out.docs, id(m)); !reads && len(out.docs)%store.Patience == 0 {
				desk.Tell(ctx, len(out.docs), max(total, len(out.docs)))
			}
			return ctx.Err()
		})
		if err != nil {
			return nil
		}
		return out
	})
}

func (m *marks) take(a all, p *Pane) tea.Cmd {
	for _, id := range a.docs {
		m.add(id, p.show.text)
	}
	place(p)
	what := "all of them"
	if len(p.folds.sizes) > 0 {
		what = "them and their duplicates" // so that "tagged 141" surprises nobody
	}
	text := fmt.Sprintf("%s marked: the next verb works on %s, esc unmarks", desk.Thousands(len(m.docs)), what)
	return pane.Send(pane.Notice{Text: text, Level: pane.Plain})
}

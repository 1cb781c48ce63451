package stream

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// folds is how mentions that belong together are shown: those that say the same
// in one row, the first in the list's order, with how many they are; those of a
// group (a discussion, a person) in one row while it is closed, one below the
// other while it is open; or each by itself.
//
// A row that stands for several is known by a number of its own, so that the
// cursor and the marks stay on it while one more comes and is what it shows: the
// head of the cluster, or what was the oldest of the group when it was first seen.
type folds struct {
	open   bool          // in the list, every mention has its row
	want   bool          // what open will be with the next answer
	by     desk.Grouping // of the list; empty = none
	sizes  map[store.Doc]int
	groups map[store.Doc]branch
	opened map[string]bool      // groups that are open
	named  map[string]store.Doc // what closed groups are known by
	page   page                 // the last answer
}

// branch is a row's place in a group.
type branch struct {
	key    string
	docs   []store.Doc // of all in the group, the newest first
	more   bool        // and there are more
	open   bool
	member bool // not the first of an open group
}

// id is what the row of a mention is known by.
func (f *folds) id(m *store.Mention) store.Doc {
	if f.open {
		return m.Doc
	}
	return desk.Row{Mention: m}.ID()
}

// take gives the rows of an answer, in order and by id, and keeps their sizes.
func (f *folds) take(a page) ([]store.Doc, map[store.Doc]*store.Mention) {
	f.open, f.by, f.page = a.open, a.by, a
	f.sizes, f.groups = make(map[store.Doc]int), make(map[store.Doc]branch)
	if a.by != "" {
		return f.takeGroups(a.groups)
	}
	f.named = nil
	ids, rows := make([]store.Doc, len(a.rows)), make(map[store.Doc]*store.Mention, len(a.rows))
	for i, row := range a.rows {
		ids[i] = f.id(row.Mention)
		rows[ids[i]] = row.Mention
		if row.Size > 1 {
			f.sizes[ids[i]] = row.Size
		}
	}
	return ids, rows
}

func (f *folds) takeGroups(groups []desk.Group) ([]store.Doc, map[store.Doc]*store.Mention) {
	ids, rows := []store.Doc(nil), map[store.Doc]*store.Mention{}
	named := make(map[string]store.Doc, len(groups))
	add := func(id store.Doc, m *store.Mention, b branch) {
		ids = append(ids, id)
		rows[id] = m
		if len(b.docs) > 1 {
			f.groups[id] = b
		}
	}
	for _, g := range groups {
		b := branch{key: g.Key, more: g.More, open: f.opened[g.Key]}
		for _, m := range g.Mentions {
			b.docs = append(b.docs, m.Doc)
		}
		id, ok := f.named[g.Key]
		if !ok {
			id = b.docs[len(b.docs)-1]
		}
		named[g.Key] = id
		if !b.open || len(b.docs) == 1 {
			add(id, g.Mentions[0], b)
			continue
		}
		for i, m := range g.Mentions {
			b.member = i > 0
			add(m.Doc, m, b)
		}
	}
	f.named = named
	return ids, rows
}

// all gives every mention for which rows stand.
func (f *folds) all(ids []store.Doc) []store.Doc {
	if len(f.groups) == 0 {
		return ids
	}
	var out []store.Doc
	for _, id := range ids {
		if b, ok := f.groups[id]; ok && !b.open {
			out = append(out, b.docs...)
		} else {
			out = append(out, id)
		}
	}
	return out
}

// refold takes an answer over. What marked rows stand for may be others now.
func refold(p *Pane, a page) ([]store.Doc, map[store.Doc]*store.Mention) {
	p.marks.whole = nil
	return p.folds.take(a)
}

// branchWidth is the column of groups: a sign, how many ("▸50+"), a gap.
const branchWidth = 5

// branch draws a row's place in its group.
func (p painter) branch(l *widget.Line, b branch) {
	if p.cols.group == 0 {
		return
	}
	open, closed := "▾", "▸"
	if p.pol.ASCII {
		open, closed = "v", ">"
	}
	text := ""
	switch {
	case b.member:
		l.Gap(1).Fixed(theme.Faint, p.h.Theme.Signs.Down, p.cols.group-1)
		return
	case len(b.docs) > 1:
		text = closed
		if b.open {
			text = open
		}
		text += widget.Number(len(b.docs))
		if b.more {
			text += "+"
		}
	}
	l.Fixed(theme.Accent, text, p.cols.group-1).Gap(1)
}

// toggle opens or closes the group under the cursor, from what was read already.
func toggle(p *Pane, open bool) tea.Cmd {
	id, _ := p.list.Selected()
	key := p.folds.groups[id].key
	if p.folds.opened == nil {
		p.folds.opened = map[string]bool{}
	}
	p.folds.opened[key] = open
	head := func(ids []store.Doc) int {
		return slices.IndexFunc(ids, func(id store.Doc) bool { return p.folds.groups[id].key == key })
	}
	from, _ := p.list.Window()
	row := head(p.list.IDs()) - from
	ids, rows := refold(p, p.folds.page)
	p.rows = rows
	p.list.Set(ids)
	p.list.Place(ids[head(ids)], row)
	recount(p)
	return p.moved()
}

func foldCommands(p *Pane) []keys.Command {
	fold := func(open bool) func() string {
		return func() string {
			id, ok := p.list.Selected()
			b := p.folds.groups[id]
			switch {
			case p.folds.by == "":
				return "the list is not grouped; T groups it"
			case !ok || len(b.docs) < 2:
				return "there is nothing else in this group"
			case b.open == open:
				return "the group is so already"
			}
			return ""
		}
	}
	return []keys.Command{
		{
			ID: "fold", Title: "Duplicates in one row", Keys: []string{"D"}, Scope: keys.Stream,
			Doc: "Shows those that say the same in one row, with their number, or each by itself.",
			When: func() string {
				if p.folds.by != "" {
					return "in groups each mention stands by itself; T ends them"
				}
				return ""
			},
			Run: func(string) tea.Cmd {
				// Begins anew: marks and the cursor stand on rows that are others now.
				p.folds.want = !p.folds.open
				p.marks.clear()
				return p.reload(p.show.filter())
			},
		},
		{
			ID: "group", Title: "Group by thread, person, not", Keys: []string{"T"}, Scope: keys.Stream,
			Doc: "One row for each discussion, then for each person, then for each mention again; it is remembered. Verbs on a closed group work on all of it.",
			When: func() string {
				if len(p.show.parsed.Tail.Sort) > 0 {
					return "a list with sort: has no groups"
				}
				if p.prefs.kept.Urgent {
					return "with the most urgent first there are no groups; O puts the newest first"
				}
				return ""
			},
			Run: func(string) tea.Cmd {
				next := map[desk.Grouping]desk.Grouping{"": desk.ByThread, desk.ByThread: desk.ByPerson}
				p.marks.clear()
				p.prefs.kept.Group = next[grouping(p)]
				return tea.Batch(p.prefs.save(p.h), p.reload(p.show.filter()))
			},
		},
		{ID: "group-open", Title: "Open the group", Keys: []string{"l", "right"}, Scope: keys.Stream, When: fold(true), Run: func(string) tea.Cmd { return toggle(p, true) }},
		{ID: "group-close", Title: "Close the group", Keys: []string{"h", "left"}, Scope: keys.Stream, When: fold(false), Run: func(string) tea.Cmd { return toggle(p, false) }},
	}
}

// grouping is by what the list asked for is grouped: as the query says, else as
// was chosen.
func grouping(p *Pane) desk.Grouping {
	switch p.show.parsed.Tail.Group {
	case "thread":
		return desk.ByThread
	case "author":
		return desk.ByPerson
	}
	if len(p.show.parsed.Tail.Sort) > 0 || p.prefs.kept.Urgent {
		return ""
	}
	return p.prefs.kept.Group
}

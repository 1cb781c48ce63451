package stream

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/query"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// filter shows what matches a query; the view before stays known to "-".
func (p *Pane) filter(f pane.Filter) tea.Cmd {
	now := p.show.filter()
	if now == f {
		return nil
	}
	if err := p.show.set(f); err != nil {
		return pane.Send(pane.Notice{Text: "this view's query is broken: " + err.Error(), Level: pane.Failure})
	}
	p.show.last = now
	return p.reload(now)
}

func (s *showing) filter() pane.Filter { return pane.Filter{Name: s.name, Query: s.text} }

// set takes a filter over if its query can be read.
func (s *showing) set(f pane.Filter) error {
	q, err := query.Parse(f.Query)
	if err == nil {
		s.name, s.text, s.parsed = f.Name, f.Query, q
	}
	return err
}

// reload reads another list, in which the cursor goes to the newest. The list
// of the query before stays until it comes: nothing flickers while one types,
// and a search that takes too long can be stopped without a loss.
func (p *Pane) reload(before pane.Filter) tea.Cmd {
	p.cache.Drop()
	if p.read.old == nil && p.read.loaded {
		p.read.old = &shown{filter: before, limit: p.read.limit, total: p.read.total, counts: p.read.counts}
	}
	remember(p)
	release(p)
	p.tabs.soon = true
	if p.marks.ranging = false; p.folds.by != "" {
		p.marks.clear() // a closed group stands for others in another view
	}
	p.prefs.back = p.prefs.kept.Places[p.show.text]
	p.marks.box.Forget() // what was asked of the list before is not marked in this one
	p.read.counts, p.read.limit, p.read.err = false, max(pageSize, p.show.spot.limit), ""
	p.read.again.page, p.read.again.count = false, false
	return tea.Batch(p.load(), p.recount())
}

// wipe clears the list for that of another query.
func wipe(p *Pane) {
	p.list.Set(nil)
	p.rows = map[store.Doc]*store.Mention{}
	clear(p.show.fresh)
	p.show.own = own{}
	p.read.old, p.read.loaded, p.show.follow = nil, false, true
}

// searching tells that a search takes long.
func searching(percent int) string {
	if percent < 0 {
		return "searching"
	}
	return fmt.Sprintf("searching %d%%", percent)
}

// slow tells whether a search takes so long that it can be stopped.
func slow(p *Pane) bool {
	_, slow := p.read.page.Slow()
	return slow && p.read.old != nil
}

// stop ends the search under way; what the list shows is what is asked for.
// The list itself is as it was, so it is read again.
func stop(p *Pane) tea.Cmd {
	p.cache.Drop()
	old := p.read.old
	if old == nil || p.show.set(old.filter) != nil {
		return nil
	}
	p.read.old, p.read.limit, p.read.total, p.read.counts = nil, old.limit, old.total, old.counts
	p.read.count.Forget()
	p.read.again.count = false
	p.step = nil
	return p.load()
}

// views are the saved views, the starter views until they have been read.
func views(h *pane.Host) []store.View {
	if len(h.Names.Views) > 0 {
		return h.Names.Views
	}
	return []store.View{{Name: "Inbox", Letter: "i", Query: "is:open"}, {Name: "All", Letter: "a"}}
}

// turn goes n views on.
func turn(p *Pane, n int) tea.Cmd {
	views := views(p.h)
	at := -1
	for i, v := range views {
		if v.Name == p.show.name {
			at = i
		}
	}
	if at < 0 && n < 0 {
		at = 0
	}
	v := views[(at+n+len(views))%len(views)]
	return p.filter(pane.Filter{Name: v.Name, Query: v.Query})
}

// jump goes to the view of a letter or a name.
func jump(p *Pane, to string) tea.Cmd {
	other, _ := keys.Latin(to)
	for _, try := range []string{to, other} {
		for _, v := range views(p.h) {
			if try != "" && (v.Letter == try || v.Name == try) {
				return tea.Batch(p.filter(pane.Filter{Name: v.Name, Query: v.Query}), toFront())
			}
		}
	}
	return pane.Send(pane.Notice{Text: fmt.Sprintf("no saved view has the letter %q", to), Level: pane.Warning})
}

// named goes to a starter view by its query, wherever the focus is.
func named(name, text string) func(string) tea.Cmd {
	return func(string) tea.Cmd {
		return pane.Send(pane.To{Pane: keys.Stream, Msg: pane.Filter{Name: name, Query: text}})
	}
}

// next goes to the next mention that needs somebody.
func (p *Pane) next(s pane.Step) tea.Cmd {
	ids := p.list.IDs()
	var thread store.Key
	if m := p.Selected(); m != nil {
		thread = m.Thread()
	}
	for i := p.list.At() + s.By; i >= 0 && i < len(ids); i += s.By {
		m := p.rows[ids[i]]
		if m == nil || !m.Work.Unhandled() || m.Thread() == thread {
			continue
		}
		p.list.Select(ids[i])
		cmds := []tea.Cmd{p.moved()}
		if s.Open || p.covered {
			cmds = append(cmds, pane.Send(pane.To{Pane: keys.Thread, Msg: pane.OpenThread{Doc: m.Doc}}))
		}
		return tea.Batch(cmds...)
	}
	if p.read.more && s.By > 0 {
		p.step = &s
		p.read.limit = p.list.Len() + pageSize*2
		return p.load()
	}
	where := "below"
	if s.By < 0 {
		where = "above"
	}
	return pane.Send(pane.Notice{Text: "nothing " + where + " needs anybody", Level: pane.Plain})
}

// size is how many mentions match, and in how many rows they stand where these
// are fewer: those that say the same share one.
func size(p *Pane) string {
	switch n := p.list.Len(); {
	case len(p.folds.sizes) == 0 || p.folds.open || p.folds.by != "" || n >= p.read.total || p.read.old != nil:
		// The count and the list come one after the other: without a folded row a
		// difference only means that one of them is on its way.
	case !p.read.more:
		return fmt.Sprintf("%d in %d rows", p.read.total, n)
	default:
		return fmt.Sprintf("%d mentions", p.read.total)
	}
	return fmt.Sprint(p.read.total)
}

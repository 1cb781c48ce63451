// Package stream is the pane of live mentions: what matches the view or the
// query typed, newest first, arriving by itself.
//
// The selection stays on its mention. While the cursor rests on the newest,
// arrivals push the list down before one's eyes; anywhere else the list stands
// still and the title says how many are new above.
package stream

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/query"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/verb"
	"earshot/ui/widget"
)

// Pane is the stream.
type Pane struct {
	h       *pane.Host
	memory  *verb.Memory
	list    widget.List[store.Doc]
	rows    map[store.Doc]*store.Mention
	read    reading
	show    showing
	bar     bar
	marks   marks
	cache   pane.Cache
	covered bool // the thread lies over us
	folds   folds
	step    *pane.Step
	prefs   prefs
	sight   sight
	tabs    tabs
}

// reading is the state of what is read in the background.
type reading struct {
	page   *pane.Mailbox
	count  *pane.Mailbox
	limit  int  // mentions wanted
	more   bool // there are matches behind the last one
	loaded bool
	err    string
	total  int
	counts bool // total is known
	// again says that mentions have changed while a read was under way: it goes
	// on, or a stream of arrivals would let none of them end, and follows anew.
	again struct{ page, count bool }
	old   *shown // what the list shows until the answer comes; nil = what is asked for
}

// shown is the list of the query before, which stays in sight while the next
// one is looked for, and comes back where that is stopped.
type shown struct {
	filter pane.Filter
	limit  int
	total  int
	counts bool
}

// showing is which mentions are shown.
type showing struct {
	name   string // of a saved view; empty for a query typed
	text   string // the query
	parsed query.Query
	last   pane.Filter        // the view before, for "-"
	follow bool               // the cursor rests on the newest
	fresh  map[store.Doc]bool // arrived and not yet in sight
	newest store.Doc          // the greatest seen; what comes later has arrived since
	spot   spot               // where the cursor goes once the list has come
	own    own
}

// pageSize is how many mentions are read at first, and more at a time.
const pageSize = 120

// New makes the stream; memory is what "." repeats.
func New(h *pane.Host, memory *verb.Memory) *Pane {
	p := &Pane{h: h, memory: memory, rows: map[store.Doc]*store.Mention{}}
	p.read = reading{page: h.Mailbox(keys.Stream), count: h.Mailbox(keys.Stream), limit: pageSize}
	p.show = showing{follow: true, fresh: map[store.Doc]bool{}}
	p.marks = marks{docs: map[store.Doc]string{}, box: h.Mailbox(keys.Stream)}
	p.prefs.box, p.tabs.box = h.Mailbox(keys.Stream), h.Mailbox(keys.Stream)
	p.bar = bar{h: h, more: proposing{box: h.Mailbox(keys.Stream)}, history: h.History("query"), recall: h.Mailbox(keys.Stream)}
	p.show.set(pane.Filter{Name: "Inbox", Query: inboxQuery})
	p.show.last = pane.Filter{Name: "All"}
	return p
}

// Scope is the stream's address.
func (p *Pane) Scope() keys.Scope { return keys.Stream }

// Title names the view, with the number of matches and of arrivals above.
func (p *Pane) Title() string {
	title := "Stream: " + p.show.name
	if p.show.name == "" {
		title = "Stream: " + p.show.text
	}
	if percent, slow := p.read.page.Slow(); slow {
		title += "  " + searching(percent)
	} else if p.read.counts {
		title += "  " + size(p)
	}
	if p.folds.by != "" {
		title += "  by " + string(p.folds.by)
	}
	if urgentFirst(p) {
		title += "  urgent first"
	}
	title += p.marks.title()
	if n := above(p); n > 0 {
		title += fmt.Sprintf("  %d new above", n)
	}
	return title + since(p)
}

// Cursor stands in the query bar while it is open.
func (p *Pane) Cursor() *tea.Cursor { return p.bar.cursor() }

// Captures tells whether the query bar is open.
func (p *Pane) Captures() bool { return p.bar.open }

// Update takes what is addressed to the stream.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page:
		return p.got(msg)
	case total:
		return counted(p, msg)
	case visit:
		return visited(p, msg)
	case all:
		p.cache.Drop()
		return p.marks.take(msg, p)
	case peopleFound, pane.Recalled:
		p.cache.Drop()
		p.bar.told(msg)
	case tea.KeyPressMsg:
		return p.typed(msg)
	case tea.PasteMsg:
		p.bar.more.walks = false
		p.bar.field.Insert(msg.Content)
		return p.live()
	case pane.Filter:
		return tea.Batch(p.filter(msg), toFront())
	case pane.Step:
		return p.next(msg)
	case pane.Returned:
		return returned(p, msg.Docs)
	case pane.Cover, pane.Played:
		return told(p, msg)
	case tabCounts:
		p.cache.Drop()
		p.tabs.counts = msg
	case pane.Restyled:
		p.cache.Drop()
		p.sight.drawn.forget()
		return renamed(p)
	case pane.Tick:
		return tick(p)
	}
	return nil
}

// toFront brings the list before the person, from under a thread too.
func toFront() tea.Cmd {
	return tea.Batch(pane.Send(pane.Cover{Place: keys.Stream}), pane.Send(pane.Focus{Pane: keys.Stream}))
}

// cover notes whether something lies over the list. When that goes, the
// selection is the list's again.
func cover(p *Pane, covered bool) tea.Cmd {
	before := p.covered
	if p.covered = covered; before && !covered {
		return p.selected()
	}
	return nil
}

// Changed reads again when mentions have changed.
func (p *Pane) Changed(ch pane.Changes) tea.Cmd {
	p.tabs.stale = p.tabs.stale || ch.Touch(store.TopicMentions, store.TopicViews)
	if !ch.Touch(store.TopicMentions) {
		return countTabs(p)
	}
	cmds := []tea.Cmd{p.prefs.load(p.h), countTabs(p)}
	if ch == nil {
		cmds = append(cmds, p.bar.history.Recall(p.bar.recall))
	}
	if p.read.again.page = p.read.page.Busy(); !p.read.again.page {
		cmds = append(cmds, p.load())
	}
	if p.read.again.count = p.read.count.Busy(); !p.read.again.count {
		cmds = append(cmds, p.recount())
	}
	return tea.Batch(cmds...)
}

// NextTick asks for a redraw when the first relative time in sight moves on: in
// a minute while there are minutes, else at the next full hour of an age; and
// while a long search goes on.
func (p *Pane) NextTick() (next time.Time) {
	return pane.Sooner(pane.Sooner(pane.Sooner(pane.Sooner(p.read.page.NextTick(), p.marks.box.NextTick()), nextAge(p)), p.prefs.due), p.tabs.due(p.show.follow))
}

// tick draws anew what the time has changed, and writes what is remembered.
func tick(p *Pane) tea.Cmd {
	p.cache.Drop()
	p.sight.drawn.forget()
	if due := p.prefs.due; !due.IsZero() && !p.h.Now().Before(due) {
		return tea.Batch(p.prefs.save(p.h), countTabs(p))
	}
	return countTabs(p)
}

// Selected is the mention under the cursor, nil for none.
func (p *Pane) Selected() *store.Mention {
	id, ok := p.list.Selected()
	if !ok {
		return nil
	}
	return p.rows[id]
}

// selected tells the others what is selected now.
func (p *Pane) selected() tea.Cmd {
	msg := pane.Selected{From: keys.Stream}
	if m := p.Selected(); m != nil {
		msg.Doc, msg.Identity, msg.Account = m.Doc, m.Identity(), m.Account
	}
	return pane.Send(msg)
}

// moved is called after every movement of the cursor.
func (p *Pane) moved() tea.Cmd {
	p.cache.Drop()
	if p.h.Group() != "" {
		release(p)
	}
	p.show.own.slipped, p.show.own.back = time.Time{}, nil
	if p.show.follow = p.list.At() == 0; !p.show.follow {
		p.prefs.leave(p.show.text, p.Selected(), p.h.Now())
	}
	p.prefs.looked(p.Selected())
	if p.marks.ranging {
		p.marks.extend(p.list.IDs(), p.list.At(), p.show.text)
	}
	if p.marks.sorted == nil && len(p.marks.docs) > 0 { // not at every key: many may be marked
		place(p)
	}
	return tea.Batch(p.selected(), p.loadMore())
}

// page is one answer of the store: rows, or groups.
type page struct {
	rows   []desk.Row
	by     desk.Grouping
	groups []desk.Group
	open   bool // each mention has a row
	more   bool
	err    error
}

// total is the number of matches.
type total struct {
	n   int
	err error
}

// load reads the list again.
func (p *Pane) load() tea.Cmd {
	q, scope, limit, lookup, open, by := ordered(p), p.h.Scope(), p.read.limit, p.h.Desk.Lookup, p.folds.want, grouping(p)
	if by != "" {
		return p.read.page.Read(func(ctx context.Context) tea.Msg {
			out, limit := page{open: true, by: by}, groupsOf(limit)
			out.groups, out.err = desk.Grouped(ctx, lookup, q, scope, by, limit+1)
			if len(out.groups) > limit {
				out.groups, out.more = out.groups[:limit], true
			}
			return out
		})
	}
	return p.read.page.Read(func(ctx context.Context) tea.Msg {
		out := page{open: open}
		out.rows, out.err = lookup.Rows(ctx, q, scope, limit+1, !open)
		if len(out.rows) > limit {
			out.rows, out.more = out.rows[:limit], true
		}
		return out
	})
}

// groupsOf is how many groups are read where so many mentions would be: fewer at
// a time, because each is a look into the index.
func groupsOf(limit int) int {
	const first, more = pageSize / 3, 2 * pageSize / 3
	if limit <= pageSize {
		return first
	}
	return max(first, limit-2*pageSize+more)
}

func (p *Pane) recount() tea.Cmd {
	search, lookup := store.Search{Expr: p.show.parsed.Expr, Scope: p.h.Scope()}, p.h.Desk.Lookup
	return p.read.count.Read(func(ctx context.Context) tea.Msg {
		n, err := lookup.Count(ctx, search)
		return total{n, err}
	})
}

// counted takes the number of matches; the list says what is wrong with a query.
func counted(p *Pane, t total) tea.Cmd {
	if t.err == nil {
		p.read.total, p.read.counts = t.n, true
	}
	if p.read.again.count {
		p.read.again.count = false
		return p.recount()
	}
	return nil
}

// loadMore reads further when the cursor comes near the end.
func (p *Pane) loadMore() tea.Cmd {
	if !p.read.more || p.read.page.Busy() || p.list.At() < p.list.Len()-2*p.list.Rows() {
		return nil
	}
	p.read.limit = p.list.Len() + pageSize*2
	return p.load()
}

// maxLimit is how far the list is read to find the selected mention again.
const maxLimit = 5000

// got puts an answer into the list, and reads again if it is out of date by now.
func (p *Pane) got(a page) tea.Cmd {
	p.cache.Drop()
	if p.read.old != nil {
		wipe(p)
	}
	cmd := fill(p, a)
	if again := p.read.again.page; again && !p.read.page.Busy() {
		p.read.again.page = false
		return tea.Batch(cmd, p.load())
	}
	return cmd
}

// fill puts an answer into the list.
func fill(p *Pane, a page) tea.Cmd {
	if a.err != nil {
		p.read.err = a.err.Error()
		return nil
	}
	ids, rows := refold(p, a)
	if at := p.list.At(); a.more && at > 0 && (lost(p.list.IDs(), at, rows) || short(p, ids)) && p.read.limit < maxLimit {
		p.read.limit = min(maxLimit, p.read.limit*4)
		return p.load()
	}
	arrived(p, ids)
	before, had := p.list.Selected()
	gone := p.rows[before]
	p.rows, p.read.more, p.read.err, p.read.loaded = rows, a.more, "", true
	place(p)
	p.sight.cols = measure(p.h.Policy.Brief(), rows, p.folds.sizes)
	if a.by != "" {
		p.sight.cols.group = branchWidth
	}
	follow := p.show.follow
	p.list.Set(ids)
	settle(p)
	if rows[before] == nil {
		slip(p, gone, p.Selected())
	}
	recount(p)
	p.prefs.looked(p.Selected())
	if follow && p.list.At() < p.list.Rows()-1 {
		p.list.Reveal()
	}
	p.show.follow = p.show.follow || p.list.At() == 0
	seen(p)
	if id, ok := p.list.Selected(); p.step != nil {
		step := *p.step
		p.step = nil
		return p.next(step)
	} else if ok != had || id != before {
		return tea.Batch(p.selected(), comeBack(p))
	}
	return comeBack(p)
}

package stream

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
)

// own tells what the person did to the list from what others did to it. Where a
// colleague, a rule or a network takes away the very mention that somebody looks
// at, the cursor falls on its neighbour: a key that was on its way then means the
// one that went, and must not close the one that came in its place.
type own struct {
	docs    map[store.Doc]bool // what the person's verbs took hold of in this list
	threads map[store.Key]bool // and the dialogues around it
	many    time.Time          // when a verb took hold of more than can be noted
	slipped time.Time          // when the cursor fell on another mention
	back    []store.Doc        // what an undo brings back and the list does not show yet
}

// glance is how long a person needs to see that another mention is selected, with
// the delay of a slow line: less, and the key was meant for the one before.
const glance = time.Second

// heed notes what a verb of the person takes hold of.
func heed(p *Pane) {
	o := &p.show.own
	docs := docs(p)
	if len(docs) > pageSize || len(o.docs) > 10*pageSize {
		o.docs, o.threads, o.many = nil, nil, p.h.Now()
		return
	}
	if o.docs == nil {
		o.docs, o.threads = map[store.Doc]bool{}, map[store.Key]bool{}
	}
	for _, d := range docs {
		o.docs[d] = true
		if m := p.rows[d]; m != nil {
			o.threads[m.Thread()] = true
		}
	}
	if m := p.Selected(); m != nil && len(p.marks.docs) == 0 {
		o.threads[m.Thread()] = true
	}
}

// slip notes that the selected mention went without the person's doing.
func slip(p *Pane, gone *store.Mention, now *store.Mention) {
	o := &p.show.own
	if gone == nil || now == nil || gone.Doc == now.Doc || o.docs[gone.Doc] || o.threads[gone.Thread()] {
		return
	}
	if many := o.many; !many.IsZero() && p.h.Now().Sub(many) < 10*glance {
		return
	}
	o.slipped = p.h.Now()
}

// mistaken is the reason why a verb does not work this very moment; "" = it does.
func mistaken(p *Pane) string {
	at := p.show.own.slipped
	if at.IsZero() || len(p.marks.docs) > 0 || holding(p) != nil || p.h.Now().Sub(at) >= glance {
		return ""
	}
	return "nothing done: your mention has just left this list, another is selected now; look, and press again"
}

// spot is a place in the list: what is selected, and where on the page.
type spot struct {
	id    store.Doc
	row   int
	rows  int // of the page: the query bar takes some away
	limit int // mentions that were read
}

// here is where the cursor is.
func here(p *Pane) spot {
	id, _ := p.list.Selected()
	from, _ := p.list.Window()
	if p.list.At() == 0 {
		return spot{} // the newest, whichever that will be
	}
	return spot{id: id, row: p.list.At() - from, rows: p.list.Rows(), limit: p.read.limit}
}

// settle brings the cursor to its place in a list that has just come.
func settle(p *Pane) {
	to := p.show.spot
	p.show.spot = spot{}
	if to.id != 0 && p.rows[to.id] != nil {
		p.list.Resize(to.rows)
		p.list.Place(to.id, to.row)
		p.show.follow = p.list.At() == 0
	}
}

// returned goes to what an undo brought back, or remembers to: whoever takes
// something back goes on with it. A set stays where it is.
func returned(p *Pane, docs []store.Doc) tea.Cmd {
	p.show.own.back = nil
	var found []store.Doc
	for _, id := range p.list.IDs() {
		if m := p.rows[id]; m != nil && (slices.Contains(docs, m.Doc) || slices.Contains(docs, id)) {
			found = append(found, id)
		}
	}
	now, _ := p.list.Selected()
	switch {
	case p.covered || len(docs) == 0 || slices.Contains(found, now):
	case len(found) == 0:
		p.show.own.back = docs
	case len(found) == 1:
		p.list.Select(found[0])
		return p.moved()
	}
	return nil
}

// comeBack hands what an undo brought back to returned, once the list is read
// anew; pane.Returned may be told before or after that.
func comeBack(p *Pane) tea.Cmd {
	if len(p.show.own.back) == 0 {
		return nil
	}
	return returned(p, p.show.own.back)
}

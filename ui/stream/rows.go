package stream

import (
	"earshot/store"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// View draws the list, under the query bar when it is open.
func (p *Pane) View(width, height int) string {
	return p.cache.View(width, height, func() string { return draw(p, width, height) })
}

func draw(p *Pane, width, height int) string {
	var rows []string
	percent, slow := p.read.page.Slow()
	if p.bar.slow = ""; slow {
		p.bar.slow = searching(percent)
	}
	if width >= tabWidth && height >= tabHeight && !fresh(p) {
		rows = append(rows, tabLine(p, width))
	}
	p.bar.row = len(rows)
	if p.bar.open {
		rows = append(rows, p.bar.view(width)...)
	}
	p.sight.width, p.sight.height = width, height
	f := formOf(densityNow(p), width, height)
	p.list.Resize(max(1, (height-len(rows))/f.lines))
	if p.show.follow && p.list.At() < p.list.Rows() {
		p.list.Reveal() // what came before the first drawing, or a pane grown taller
	}
	seen(p)
	p.marks.spots.Begin(0)
	if p.list.Len() == 0 {
		return widget.Block(append(rows, empty(p, width)...), width, height)
	}
	from, to := p.list.Window()
	p.marks.spots.Begin(len(rows))
	paint := painter{h: p.h, pol: p.h.Policy.Brief(), width: width, form: f, cols: p.sight.cols}
	p.sight.drawn.begin(paint)
	for i := from; i < to; i++ {
		id := p.list.IDs()[i]
		m := p.rows[id]
		if m == nil {
			continue
		}
		before := len(rows)
		rows = append(rows, p.sight.drawn.row(m, look{
			selected: i == p.list.At(), marked: p.marks.has(id), times: p.folds.sizes[id],
			unread: p.prefs.unread(m), group: p.folds.groups[id],
		})...)
		p.marks.spots.Add(i, len(rows)-before)
	}
	return widget.Block(rows, width, height)
}

// fresh tells whether nothing was ever here.
func fresh(p *Pane) bool { return len(p.h.Names.Accounts) == 0 && len(p.h.Names.Langs) == 0 }

// empty says what to do when there is nothing to show.
func empty(p *Pane, width int) []string {
	line := func(token theme.Token, text string) string {
		return widget.NewLine(p.h.Theme, p.h.Policy, width).Gap(2).Put(token, text).String()
	}
	switch {
	case p.read.err != "":
		return []string{line(theme.Bad, p.read.err)}
	case p.read.page.Busy() && p.bar.slow != "" && !p.bar.open:
		return []string{line(theme.Dim, p.bar.slow+": no index answers this, every mention has to be read."), line(theme.Dim, "/ changes the search.")}
	case !p.read.loaded || p.read.old != nil:
		return nil
	case fresh(p):
		return []string{
			line(theme.Strong, "Nothing is here yet."), "",
			line(theme.Text, "g w        the demo, a first account, a file"),
			line(theme.Text, ":connect   an account: mail, a network, a feed"),
			line(theme.Text, ":import    mentions, a mailbox, a list of feeds"), "",
			line(theme.Dim, "What arrives shows here by itself. ? lists the keys, q quits."),
		}
	case p.show.text == "":
		return []string{line(theme.Dim, "No mentions yet."), line(theme.Dim, "What the accounts hear shows here by itself.")}
	case p.show.name == "Inbox":
		return []string{line(theme.Good, "All done: nothing is open."), line(theme.Dim, "' a shows everything, / searches.")}
	}
	nothing := line(theme.Dim, "Nothing matches "+p.show.text)
	if p.bar.open {
		return []string{nothing, line(theme.Dim, "Only whole words do, or beginnings as in frid*.")}
	}
	return []string{nothing, line(theme.Dim, "' a shows everything, / changes the search, - goes back.")}
}

// sight is what was drawn last.
type sight struct {
	width, height int
	cols          columns
	drawn         drawn
}

// drawn keeps the rows in sight as they were drawn: a key changes one or two of
// them. A mention that is read again is another value, so its row is drawn anew;
// ages move on at a tick, which forgets everything.
type drawn struct {
	by        painter // what all rows have in common
	now, then map[store.Doc]drawnRow
}

type drawnRow struct {
	mention *store.Mention
	look    look
	lines   []string
}

// same tells whether two looks certainly are one; of groups nothing is kept.
func (k look) same(o look) bool {
	return k.selected == o.selected && k.marked == o.marked && k.unread == o.unread && k.times == o.times &&
		k.group.key == "" && o.group.key == "" && len(k.group.docs)+len(o.group.docs) == 0
}

// begin starts a drawing; of the rows before only those stay that it needs.
func (d *drawn) begin(by painter) {
	if d.by != by {
		d.forget()
		d.by = by
	}
	d.now, d.then = d.then, d.now
	if clear(d.now); d.now == nil {
		d.now = map[store.Doc]drawnRow{}
	}
}

func (d *drawn) forget() { d.now, d.then = nil, nil }

// row gives the lines of a mention.
func (d *drawn) row(m *store.Mention, k look) []string {
	r := d.then[m.Doc]
	if r.mention != m || !r.look.same(k) {
		r = drawnRow{m, k, d.by.row(m, k)}
	}
	d.now[m.Doc] = r
	return r.lines
}

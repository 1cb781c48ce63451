package insight

import (
	"fmt"

	"earshot/store/query"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// row is one line of the figures.
type row struct {
	text string
	pick query.Expr // what enter shows in the stream; nil = cannot be opened
}

// wide is the width from which the figures stand in two columns.
const wide = 92

func (p *Pane) draw(width, height int) string {
	if rows := p.empty(width); rows != nil {
		p.walk.fit(nil, len(rows), height)
		p.picks = nil
		return widget.Block(rows, width, height)
	}
	before := p.walk.at
	lines := p.lines(width, height)
	var picks []int
	p.picks = map[int]query.Expr{}
	for i, l := range lines {
		if l.pick != nil {
			picks = append(picks, i)
			p.picks[i] = l.pick
		}
	}
	p.walk.fit(picks, len(lines), height)
	if p.walk.at != before {
		lines = p.lines(width, height) // with the mark in its new place
	}
	var rows []string
	for _, l := range lines[min(p.walk.top, len(lines)):] {
		rows = append(rows, l.text)
	}
	return widget.Block(rows, width, height)
}

// lines lays out the figures: one column, or two with all that can be opened in
// the right one.
func (p *Pane) lines(width, height int) []row {
	f := &figures{h: p.h, a: &p.data, show: p.show, mark: p.walk.at, tall: height >= 24}
	if width < wide {
		f.width = width
		f.head()
		f.volume()
		f.moods()
		f.response()
		f.networks()
		f.intents()
		f.authors()
		f.week()
		f.monitors()
		f.campaigns()
		f.assignees()
		f.reach()
		return f.rows
	}
	left := (width - 1) / 2
	right := width - 1 - left
	l := &figures{h: p.h, a: &p.data, show: p.show, mark: -1, tall: height >= 24, width: left}
	l.head()
	l.volume()
	l.response()
	l.week()
	l.reach()
	f.width = right
	f.moods()
	f.networks()
	f.intents()
	f.authors()
	f.monitors()
	f.campaigns()
	f.assignees()
	gap := p.h.Theme.Paint(theme.Faint, p.h.Theme.Signs.Down)
	out := make([]row, max(len(l.rows), len(f.rows)))
	for i := range out {
		a, b := row{text: widget.Spaces(left)}, row{text: widget.Spaces(right)}
		if i < len(l.rows) {
			a = l.rows[i]
		}
		if i < len(f.rows) {
			b = f.rows[i]
		}
		out[i] = row{text: a.text + gap + b.text, pick: b.pick}
	}
	return out
}

// empty says what to do while there are no figures; nil when there are.
func (p *Pane) empty(width int) []string {
	say := func(token theme.Token, texts ...string) []string {
		rows := []string{}
		for _, text := range texts {
			for _, part := range p.h.Policy.Wrap(text, width-2, 3) {
				rows = append(rows, widget.NewLine(p.h.Theme, p.h.Policy, width).Gap(2).Put(token, part).String())
			}
		}
		return rows
	}
	switch {
	case !p.data.known && p.data.err != nil:
		return say(theme.Bad, p.data.err.Error())
	case !p.data.known && p.slow():
		return say(theme.Dim, "Counting: no index answers this query, every mention of these days has to be read.", "h counts fewer days, n changes the query.")
	case !p.data.known:
		return []string{widget.Spaces(width)}
	case p.data.Total > 0:
		return nil
	case p.show.text != "":
		return say(theme.Dim, "Nothing of the last "+days(p.show.days)+" matches "+p.show.text, "l shows more days, esc counts everything again.")
	}
	return say(theme.Dim, "Nothing was said in the last "+days(p.show.days)+".", "l shows more days; a connected account brings mentions in.")
}

func (p *Pane) slow() bool {
	_, slow := p.box.Slow()
	return slow
}

func days(n int) string {
	if n == 1 {
		return "day"
	}
	return fmt.Sprintf("%d days", n)
}

// figures draws the parts of a report one below the other.
type figures struct {
	h     *pane.Host
	a     *answer
	show  showing
	width int
	mark  int  // line of the cursor, -1 = none
	tall  bool // there is room for higher charts
	rows  []row
}

func (f *figures) add(text string) { f.rows = append(f.rows, row{text: text}) }

// line begins a row that cannot be opened.
func (f *figures) line() *widget.Line {
	return widget.NewLine(f.h.Theme, f.h.Policy.Brief(), f.width).Gap(1)
}

// open begins a row that can be opened, with the mark if the cursor is on it.
func (f *figures) open() *widget.Line {
	l := widget.NewLine(f.h.Theme, f.h.Policy.Brief(), f.width)
	if len(f.rows) == f.mark {
		return l.Fixed(theme.Accent, f.h.Theme.Signs.Select, 1)
	}
	return l.Gap(1)
}

// heading parts the figures; note stands dim behind it.
func (f *figures) heading(title, note string) {
	f.add(f.line().Heading(title, note).String())
}

func (f *figures) dot() string { return " " + f.h.Theme.Signs.Neutral + " " }

// head is what matters most, in one or two lines.
func (f *figures) head() {
	a := f.a
	if a.err != nil {
		f.add(f.line().Put(theme.Bad, a.err.Error()).String())
	}
	noun := " mentions"
	if a.Total == 1 {
		noun = " mention"
	}
	f.add(f.line().Put(theme.Strong, widget.Number(a.Total)).Put(theme.Dim, noun+f.dot()).
		Put(theme.Strong, widget.Number(a.Unhandled)).Put(theme.Dim, " open"+f.dot()+a.From.Format("2 Jan")+" to "+a.To.AddDate(0, 0, -1).Format("2 Jan")).String())
}

// share writes a part of a whole.
func share(n, all int) string {
	if all == 0 {
		return "0%"
	}
	return fmt.Sprintf("%d%%", (n*200+all)/(2*all))
}

// counted is one bar of a list: what it is, how often, and what enter shows.
type counted struct {
	name  string
	sign  string
	token theme.Token
	n     int
	pick  query.Expr
}

// bars draws a list of counts; share tells what part of the whole each is.
func (f *figures) bars(list []counted, all int) {
	top, label := 0, 0
	for _, c := range list {
		top = max(top, c.n)
		label = max(label, f.h.Policy.Width(f.h.Policy.Brief().Clean(c.name)))
	}
	label = min(label, max(10, f.width*9/20))
	for _, c := range list {
		l := f.open()
		if c.sign != "" {
			l.Put(c.token, c.sign).Gap(1)
		}
		l.Fixed(theme.Text, c.name, label).Gap(1).Right(theme.Strong, widget.Number(c.n), 5)
		l.Right(theme.Dim, share(c.n, all), 5).Gap(1)
		if n := l.Left() - 1; n > 3 {
			l.Raw(widget.Bar(f.h.Theme, c.token, c.n, top, n), n)
		}
		f.rows = append(f.rows, row{text: l.String(), pick: c.pick})
	}
}

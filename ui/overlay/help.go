package overlay

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// Place is a part of the screen with what can be done there.
type Place struct {
	Name    string
	Entries []Entry
	Legend  []theme.Meaning // of signs, in a place without entries
}

// Help shows the commands of one place at a time, by groups and in columns; tab
// goes to the next place. Typing searches all places; enter runs what is selected.
type Help struct {
	Commands
	places []Place
	place  int
	lines  []helpLine // of the place
	at     int        // the selected line
	top    int        // the first row in sight
	tall   int        // rows of a column, in sight or not
}

// helpLine is a heading, an entry, a sign of the legend, or empty.
type helpLine struct {
	head  string
	entry *Entry
	sign  *theme.Meaning
}

// columnWide is the least width of a column; more than three tire the eye.
const (
	columnWide  = 56
	mostColumns = 3
)

// NewHelp shows places, the first of which is where the person is.
func NewHelp(h *pane.Host, places []Place, run func(Entry) tea.Cmd) *Help {
	p := &Help{Commands: Commands{h: h, title: "Help", run: run}, places: places}
	for _, place := range places {
		for _, e := range place.Entries {
			if !slices.ContainsFunc(p.entries, func(have Entry) bool { return have.ID() == e.ID() }) {
				p.entries = append(p.entries, e)
			}
		}
	}
	p.open(0)
	return p
}

// Size takes the whole screen.
func (p *Help) Size(width, height int) (int, int) { return width, height }

// open shows a place.
func (p *Help) open(n int) {
	p.place, p.at, p.top = n, 0, 0
	if p.lines = nil; n < len(p.places) {
		p.lines = append(grouped(p.places[n].Entries), explained(p.places[n].Legend)...)
	}
	p.walk(1)
	p.typed()
}

// grouped puts entries under the headings of their groups, or of their scope.
func grouped(entries []Entry) []helpLine {
	head := func(e Entry) string {
		switch c := e.Command; {
		case c.Group != "":
			return string(c.Group)
		case c.Scope == keys.Global:
			return string(keys.General)
		default:
			return keys.Heading(c.Scope)
		}
	}
	var heads []string
	for _, g := range keys.Groups()[:2] {
		heads = append(heads, string(g))
	}
	for _, e := range entries {
		if name := head(e); !slices.Contains(heads, name) && !slices.Contains(keys.Groups(), keys.Group(name)) {
			heads = append(heads, name)
		}
	}
	for _, g := range keys.Groups()[2:] {
		heads = append(heads, string(g))
	}
	var out []helpLine
	for _, name := range heads {
		first := true
		for i := range entries {
			if head(entries[i]) != name {
				continue
			}
			if first && len(out) > 0 {
				out = append(out, helpLine{})
			}
			if first {
				out = append(out, helpLine{head: name})
			}
			first = false
			out = append(out, helpLine{entry: &entries[i]})
		}
	}
	return out
}

// explained puts a legend under its headings.
func explained(legend []theme.Meaning) []helpLine {
	var out []helpLine
	for i, m := range legend {
		switch {
		case m.Sign != "":
			out = append(out, helpLine{sign: &legend[i]})
		case i > 0:
			out = append(out, helpLine{}, helpLine{head: m.Text})
		default:
			out = append(out, helpLine{head: m.Text})
		}
	}
	return out
}

// Update takes a key or an act.
func (p *Help) Update(msg tea.Msg) (bool, tea.Cmd) {
	searching := p.field.Text() != ""
	if a, ok := msg.(pane.Act); ok && !searching {
		return p.browse(a)
	}
	if k, ok := msg.(tea.KeyPressMsg); ok && !searching {
		switch k.String() {
		case "left":
			p.across(-1)
			return false, nil
		case "right":
			p.across(1)
			return false, nil
		}
	}
	return p.Commands.Update(msg)
}

// browse walks the columns.
func (p *Help) browse(a pane.Act) (bool, tea.Cmd) {
	p.err = ""
	switch a {
	case pane.Back:
		return true, nil
	case pane.Next:
		p.at++
		p.walk(1)
	case pane.Previous:
		p.at--
		p.walk(-1)
	case pane.PageDown:
		p.at += max(1, p.list.Rows())
		p.walk(1)
	case pane.PageUp:
		p.at -= max(1, p.list.Rows())
		p.walk(-1)
	case pane.Complete:
		p.open((p.place + 1) % max(1, len(p.places)))
	case pane.Earlier:
		p.open((p.place + len(p.places) - 1) % max(1, len(p.places)))
	case pane.Accept:
		return p.accept(p.here())
	}
	return false, nil
}

// across goes to the column beside.
func (p *Help) across(n int) {
	if to := p.at + n*p.tall; to >= 0 && to < len(p.lines) {
		p.at = to
		p.walk(1)
	}
}

// walk goes on to the next line that holds an entry, or back to the last.
func (p *Help) walk(by int) {
	p.at = max(0, min(p.at, len(p.lines)-1))
	for at := p.at; at >= 0 && at < len(p.lines); at += by {
		if p.lines[at].entry != nil {
			p.at = at
			return
		}
	}
	for at := p.at; at >= 0 && at < len(p.lines); at -= by {
		if p.lines[at].entry != nil {
			p.at = at
			return
		}
	}
}

// here is the selected entry.
func (p *Help) here() Entry {
	if p.at >= len(p.lines) || p.lines[p.at].entry == nil {
		return Entry{}
	}
	return *p.lines[p.at].entry
}

// View draws the field, the places, the columns, and two lines on the selected.
func (p *Help) View(width, height int) string {
	if p.field.Text() != "" || height < 6 {
		return p.Commands.View(width, height)
	}
	room := height - 4
	p.list.Resize(room)
	columns := max(1, min(mostColumns, width/columnWide))
	p.tall = max(1, (len(p.lines)+columns-1)/columns)
	if y := p.at % p.tall; y <= p.top {
		p.top = max(0, y-1) // with its heading
	} else if y >= p.top+room {
		p.top = y - room + 1
	}
	p.top = max(0, min(p.top, p.tall-room))
	rows := []string{p.input(width), p.tabs(width)}
	for y := p.top; y < p.top+room; y++ {
		l := widget.NewLine(p.h.Theme, p.h.Policy, width)
		for x := range columns {
			gap := min(2, 2*(columns-1))
			cell := widget.NewLine(p.h.Theme, p.h.Policy, width/columns-gap)
			if i := x*p.tall + y; y < p.tall && i < len(p.lines) {
				p.cell(cell, i)
			}
			l.Raw(cell.String(), width/columns-gap).Gap(gap)
		}
		rows = append(rows, l.String())
	}
	return widget.Block(append(rows, p.about(width), p.last(width)), width, height)
}

// tabs names the places.
func (p *Help) tabs(width int) string {
	l := widget.NewLine(p.h.Theme, p.h.Policy, width)
	for i, place := range p.places {
		if i == p.place {
			l.Put(theme.Accent, p.h.Theme.Signs.Focus+" ").Put(theme.Focus, place.Name)
		} else {
			l.Gap(2).Put(theme.Dim, place.Name)
		}
		l.Gap(1)
	}
	return l.String()
}

func (p *Help) cell(l *widget.Line, i int) {
	switch line := p.lines[i]; {
	case line.entry != nil:
		e := *line.entry
		if e.Reason == "" { // what an enabled one does stands below, once; here it would be cut
			short := *e.Command
			short.Doc, e.Doc, e.Command = "", "", &short
		}
		e.draw(l, p.h.Theme, i == p.at, min(14, l.Left()/3), min(24, l.Left()/2))
	case line.sign != nil:
		l.Gap(2).Fixed(line.sign.Token, line.sign.Sign, 6).Put(theme.Dim, line.sign.Text)
	case line.head != "":
		l.Put(theme.Title, line.head)
	}
}

// about says all of the selected command, since a column may cut it.
func (p *Help) about(width int) string {
	e := p.here()
	l := widget.NewLine(p.h.Theme, p.h.Policy, width)
	if e.Command == nil {
		return l.String()
	}
	l.Put(theme.Strong, e.title()).Put(theme.Dim, "  :"+e.Command.ID+"  ")
	if e.Reason != "" {
		return l.Put(theme.Warn, "not now: "+e.Reason).String()
	}
	return l.Put(theme.Dim, e.doc()).String()
}

func (p *Help) last(width int) string {
	l := widget.NewLine(p.h.Theme, p.h.Policy, width)
	if p.err != "" {
		return l.Put(theme.Warn, p.err).String()
	}
	for _, k := range [][2]string{{"enter", "run"}, {"tab", "next place"}, {"type", "search"}, {"esc", "back"}} {
		l.Put(theme.Key, k[0]).Put(theme.Dim, " "+k[1]+"  ")
	}
	if p.tall > p.list.Rows() {
		l.Put(theme.Key, "pgdn").Put(theme.Dim, " more")
	}
	return l.String()
}

package welcome

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// sheet is the talk's overlay.
type sheet struct{ p *Pane }

// Title names the step.
func (s sheet) Title() string {
	if pg := s.p.page(); pg != nil {
		return pg.step.Title
	}
	return s.p.Title()
}

// Size is what the step needs.
func (s sheet) Size(width, height int) (int, int) {
	return width, min(height, len(s.lines(width))+1)
}

// Update takes keys. Esc stops what is under way, then goes back a step, then
// ends the talk; the values of a page stay while it is behind another.
func (s sheet) Update(msg tea.Msg) (bool, tea.Cmd) {
	p := s.p
	pg := p.page()
	if pg == nil {
		return true, nil
	}
	switch msg := msg.(type) {
	case tea.PasteMsg:
		if f := pg.field(); f != nil && !p.work.Busy() {
			f.Insert(msg.Content)
		}
	case tea.KeyPressMsg:
		return s.key(pg, msg)
	case pane.Act:
		return s.act(pg, msg)
	}
	return false, nil
}

// AtWork tells whether a step is being done: a key for something else must not stop an
// import half way.
func (s sheet) AtWork() bool { return s.p.work.Busy() }

func (s sheet) key(pg *page, k tea.KeyPressMsg) (bool, tea.Cmd) {
	if s.p.work.Busy() {
		return false, nil
	}
	if f := pg.field(); f != nil {
		switch {
		case k.String() == "shift+tab":
			pg.move(-1)
		case f.Key(k):
			pg.err, pg.choices = "", nil
		}
		return false, nil
	}
	name := keys.Letter(k)
	for _, c := range pg.step.Choices {
		if c.Key == name {
			return s.choose(c)
		}
	}
	switch name {
	case "j":
		pg.move(1)
	case "k":
		pg.move(-1)
	case "q":
		return s.back()
	}
	return false, nil
}

func (s sheet) act(pg *page, a pane.Act) (bool, tea.Cmd) {
	p := s.p
	if a == pane.Back {
		return s.back()
	}
	if p.work.Busy() {
		return false, nil
	}
	switch a {
	case pane.Next:
		pg.move(1)
	case pane.Previous:
		pg.move(-1)
	case pane.Complete:
		return false, s.complete(pg)
	case pane.Accept:
		return s.accept(pg)
	}
	return false, nil
}

// back stops, goes back a step, or ends the talk.
func (s sheet) back() (bool, tea.Cmd) {
	p := s.p
	if p.work.Busy() {
		p.work.Forget()
		p.page().err = "stopped; what is done by now stays"
		return false, nil
	}
	if p.talk = p.talk[:len(p.talk)-1]; len(p.talk) > 0 {
		return false, nil
	}
	return true, nil
}

func (s sheet) accept(pg *page) (bool, tea.Cmd) {
	switch {
	case len(pg.step.Choices) > 0:
		return s.choose(pg.step.Choices[pg.at])
	case len(pg.fields) > 0 && pg.at < len(pg.fields)-1 && strings.TrimSpace(pg.field().Text()) == "" && !pg.step.Fields[pg.at].Optional:
		pg.err = pg.missing()
	case len(pg.fields) > 0 && pg.at < len(pg.fields)-1:
		pg.move(1)
	case pg.step.Do != nil:
		return false, s.p.do()
	default:
		s.p.talk = nil
		return true, nil
	}
	return false, nil
}

func (s sheet) choose(c Choice) (bool, tea.Cmd) {
	var next *Step
	if c.Next != nil {
		next = c.Next()
	}
	switch {
	case next == nil:
		s.p.talk = nil
		return true, nil
	case next.Quit:
		return true, tea.Quit
	}
	return false, s.p.show(next)
}

// complete asks for proposals, or goes to the next field where there are none.
func (s sheet) complete(pg *page) tea.Cmd {
	f := pg.field()
	if f == nil || pg.step.Fields[pg.at].Complete == nil {
		pg.move(1)
		return nil
	}
	name, typed, look := pg.step.Fields[pg.at].Name, f.Text(), pg.step.Fields[pg.at].Complete
	return s.p.fill.Read(func(context.Context) tea.Msg { return filled{name, typed, look(typed)} })
}

// labels is how many cells the names of fields and choices take.
const labels = 20

// lines draws the step.
func (s sheet) lines(width int) []string {
	pg := s.p.page()
	if pg == nil {
		return nil
	}
	th, pol := s.p.h.Theme, s.p.h.Policy
	line := func() *widget.Line { return widget.NewLine(th, pol, width) }
	var out []string
	for _, text := range pg.step.Text {
		for _, row := range pol.Wrap(text, max(1, width-2), 12) {
			out = append(out, line().Gap(2).Put(theme.Text, row).String())
		}
	}
	if pg.step.Link != "" {
		out = append(out, "", line().Gap(2).Put(theme.Link, pg.step.Link).String(), "")
	}
	for i, c := range pg.step.Choices {
		l := s.mark(line(), i == pg.at)
		out = append(out, l.Fixed(theme.Key, c.Key, 2).Fixed(theme.Strong, c.Title, min(labels, width/2)).Gap(1).Put(theme.Dim, c.Doc).String())
	}
	for i, f := range pg.step.Fields {
		l := s.mark(line(), i == pg.at).Fixed(theme.Dim, f.Label, s.label(width))
		field, _ := s.field(pg, i, l.Left())
		out = append(out, l.Raw(field, l.Left()).String())
	}
	for _, c := range pg.choices[:min(len(pg.choices), 8)] {
		out = append(out, line().Gap(2+s.label(width)).Put(theme.Dim, c).String())
	}
	if n := len(pg.choices) - 8; n > 0 {
		out = append(out, line().Gap(2+s.label(width)).Put(theme.Hint, widget.Number(n)+" more; type on").String())
	}
	if text, token := s.news(pg); text != "" {
		for _, row := range pol.Wrap(text, max(1, width-2), 4) {
			out = append(out, line().Gap(2).Put(token, row).String())
		}
	}
	return out
}

// label is how wide the names of fields are drawn.
func (s sheet) label(width int) int { return min(labels, width/3) }

func (s sheet) mark(l *widget.Line, here bool) *widget.Line {
	if here {
		return l.Put(theme.Accent, s.p.h.Theme.Signs.Select+" ")
	}
	return l.Gap(2)
}

// field draws a field; of a secret only how long it is.
func (s sheet) field(pg *page, i, width int) (string, int) {
	f, shown := pg.step.Fields[i], pg.fields[i]
	if f.Secret {
		before := len([]rune(shown.Before()))
		var dots widget.Field
		dots.Set(strings.Repeat("*", len([]rune(shown.Text()))))
		text, _ := dots.View(s.p.h.Theme, s.p.h.Policy, width, f.Hint)
		return text, min(before, max(0, width-1))
	}
	return shown.View(s.p.h.Theme, s.p.h.Policy, width, f.Hint)
}

// news is what went wrong, or how far the work has come.
func (s sheet) news(pg *page) (string, theme.Token) {
	if !s.p.work.Busy() {
		return pg.err, theme.Bad
	}
	far := s.p.far.Load()
	if far == nil {
		return "working; esc stops", theme.Warn
	}
	text := far.Text
	if far.Total > 0 {
		text += "  " + widget.Number(int(100*far.Done/far.Total)) + "%"
	}
	return text + "; esc stops", theme.Warn
}

// View draws the step and what the keys do.
func (s sheet) View(width, height int) string {
	s.p.wide = width
	rows, room := s.lines(width), max(0, height-1)
	s.p.above = s.hidden(len(rows), room)
	rows = rows[s.p.above:min(len(rows), s.p.above+room)]
	for len(rows) < height-1 {
		rows = append(rows, widget.Spaces(width))
	}
	l := widget.NewLine(s.p.h.Theme, s.p.h.Policy, width)
	pg := s.p.page()
	button := "go on"
	switch {
	case pg == nil:
	case len(pg.fields) > 0 && pg.at == len(pg.fields)-1 && pg.step.Button != "":
		button = pg.step.Button
	case len(pg.fields) == 0 && len(pg.step.Choices) == 0:
		button = "close"
	}
	l.Gap(2).Put(theme.Key, "enter").Put(theme.Dim, " "+button+"  ")
	if pg != nil && len(pg.fields) > 0 {
		does := " next  "
		if pg.field() != nil && pg.step.Fields[pg.at].Complete != nil {
			does = " completes  "
		}
		l.Put(theme.Key, "tab").Put(theme.Dim, does)
	}
	return widget.Block(append(rows, l.Put(theme.Key, "esc").Put(theme.Dim, " back").String()), width, height)
}

// Cursor stands in the field.
func (s sheet) Cursor() *tea.Cursor {
	pg := s.p.page()
	if pg == nil || pg.field() == nil || s.p.work.Busy() {
		return nil
	}
	const wide = 1 << 12
	_, x := s.field(pg, pg.at, wide)
	return tea.NewCursor(2+s.label(s.p.wide)+x, s.told()+pg.at-s.p.above)
}

// told is how many lines stand above the fields and choices.
func (s sheet) told() (n int) {
	pg := s.p.page()
	for _, text := range pg.step.Text {
		n += len(s.p.h.Policy.Wrap(text, max(1, s.p.wide-2), 12))
	}
	if pg.step.Link != "" {
		n += 3
	}
	return n
}

// hidden is how many of the lines go above the edge where there is no room for
// all: what is to be filled in stays in sight, and as much as can be of what is
// told about it.
func (s sheet) hidden(lines, room int) int {
	pg := s.p.page()
	if pg == nil || lines <= room {
		return 0
	}
	return max(0, min(lines-room, s.told()+pg.at))
}

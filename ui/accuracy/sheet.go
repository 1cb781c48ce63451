package accuracy

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// sheet is the overlay.
type sheet struct{ p *Pane }

// Title names it.
func (s sheet) Title() string { return "Accuracy" }

// Size is what the rows need, up to thirty.
func (s sheet) Size(width, height int) (int, int) {
	return width, min(height, 30, max(10, len(s.p.rows)+6))
}

// Cursor is never shown.
func (s sheet) Cursor() *tea.Cursor { return nil }

// Update takes a key or an act.
func (s sheet) Update(msg tea.Msg) (bool, tea.Cmd) {
	p := s.p
	switch msg := msg.(type) {
	case pane.Act:
		switch msg {
		case pane.Back:
			p.open = false
			return true, nil
		case pane.Accept:
			return s.show()
		default:
			msg.Turn(&p.list)
		}
	case tea.KeyPressMsg:
		p.told = pane.Notice{}
		return s.key(msg)
	}
	return false, nil
}

func (s sheet) key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	switch keys.Letter(msg) {
	case "q":
		s.p.open = false
		return true, nil
	case "j":
		s.p.list.Move(1)
	case "k":
		s.p.list.Move(-1)
	case "c":
		s.p.corrections()
	case "d":
		return false, s.remove()
	}
	return false, nil
}

// corrections goes to the newest of them, or back to the figures.
func (p *Pane) corrections() {
	if at := p.at(); at != nil && at.made != nil {
		p.list.Top()
		return
	}
	for i, r := range p.rows {
		if r.made != nil {
			p.list.Move(i - p.list.At())
			return
		}
	}
}

func (p *Pane) at() *row {
	if i := p.list.At(); i >= 0 && i < len(p.rows) {
		return &p.rows[i]
	}
	return nil
}

// show opens the mention that was corrected.
func (s sheet) show() (bool, tea.Cmd) {
	at := s.p.at()
	switch {
	case at == nil || at.made == nil:
		s.p.told = pane.Notice{Text: "enter opens the mention of a correction; c goes to them"}
		return false, nil
	case at.made.Doc == 0:
		s.p.told = pane.Notice{Text: "this was taught as a mere text"}
		return false, nil
	}
	s.p.open = false
	return true, tea.Batch(
		pane.Send(pane.To{Pane: keys.Thread, Msg: pane.OpenThread{Doc: at.made.Doc}}))
}

// remove takes a correction back.
func (s sheet) remove() tea.Cmd {
	at := s.p.at()
	if at == nil || at.made == nil {
		s.p.told = pane.Notice{Text: "d takes back the correction under the cursor; c goes to them"}
		return nil
	}
	id, teach := at.made.ID, s.p.h.Desk.Teach
	verb := s.p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return teach.Remove(ctx, by, id) })
	return func() tea.Msg {
		msg := verb()
		if n, ok := msg.(pane.Notice); ok { // the sheet lies over the status line
			return tea.BatchMsg{pane.Send(n), pane.Send(pane.To{Pane: Scope, Msg: n})}
		}
		return msg
	}
}

// View draws the figures and the corrections.
func (s sheet) View(width, height int) string {
	p := s.p
	th, pol := p.h.Theme, p.h.Policy.Brief()
	line := func() *widget.Line { return widget.NewLine(th, pol, width) }
	var head []string
	say := func(t theme.Token, text string) {
		for _, part := range pol.Wrap(text, max(1, width-4), 6) {
			head = append(head, line().Gap(2).Put(t, part).String())
		}
	}
	switch {
	case p.err != "":
		say(theme.Bad, p.err)
	case p.got && len(p.rows) == 0:
		say(theme.Text, "Nothing was corrected yet. m and a letter correct how a mention was judged: m - negative, m + positive, m c complaint, m l lead.")
		say(theme.Dim, "Each correction is learnt at once, and is a test: what the judge had said before it.")
		say(theme.Dim, "' s shows what it is least sure of: there a correction teaches most.")
	case len(p.rows) > 0 && height > 8:
		say(theme.Dim, "Each correction tests what the judge had said before it could learn from it. People correct what is wrong: of all mentions more are right. What was handled without a correction is the upper bound.")
		head = append(head, line().Gap(2).Put(theme.Dim, "right a week, the newest at the right  ").Raw(p.weeks(12), 12).String())
	}
	foot := line().Put(theme.Key, "enter").Put(theme.Dim, " its mention  ").Put(theme.Key, "d").Put(theme.Dim, " take back  ").
		Put(theme.Key, "c").Put(theme.Dim, " corrections  ").Put(theme.Key, "esc").Put(theme.Dim, " back")
	said := line().Gap(2).Put(map[pane.Level]theme.Token{pane.Failure: theme.Bad, pane.Warning: theme.Warn}[p.told.Level], p.told.Text)
	room := max(0, height-2)
	p.list.Resize(max(1, room-len(head)))
	rows := head
	from, to := p.list.Window()
	for i := from; i < to && len(rows) < room; i++ {
		rows = append(rows, p.row(line(), i))
	}
	for len(rows) < room {
		rows = append(rows, widget.Spaces(width))
	}
	return widget.Block(append(rows[:room], said.String(), foot.String()), width, height)
}

func (p *Pane) row(l *widget.Line, i int) string {
	r := p.rows[i]
	if i == p.list.At() {
		l.Put(theme.Accent, p.h.Theme.Signs.Select+" ")
	} else {
		l.Gap(2)
	}
	switch {
	case r.made != nil:
		l.Fixed(theme.Text, before(r.made), 30).Gap(1)
		return l.Fixed(theme.Dim, r.made.By, 8).Gap(1).Max(theme.Text, oneLine(r.made.Text), l.Left()-widget.WhenWidth-1).
			End(theme.Dim, widget.Ago(p.h.Now(), r.made.At, p.h.Zone)+" ").String()
	case r.head != "":
		return l.Fixed(theme.Strong, r.head, 12).Gap(1).Put(r.token, r.text).String()
	}
	return l.Gap(2).Fixed(theme.Dim, r.label, 10).Gap(1).Put(r.token, r.text).String()
}

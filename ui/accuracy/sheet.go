package accuracy

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
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
	switch s.p.list.Steer(msg) {
	case "q":
		s.p.open = false
		return true, nil
	case "enter":
		return s.show()
	case "c":
		s.p.corrections()
	case "d":
		return false, s.remove()
	}
	return false, nil
}

// Point takes a click.
func (s sheet) Point(at pane.Pointer) tea.Cmd { return s.p.list.Point(at) }

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
		s.p.list.Told = pane.Notice{Text: "enter opens the mention of a correction; c goes to them"}
		return false, nil
	case at.made.Doc == 0:
		s.p.list.Told = pane.Notice{Text: "this was taught as a mere text"}
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
		s.p.list.Told = pane.Notice{Text: "d takes back the correction under the cursor; c goes to them"}
		return nil
	}
	id, teach := at.made.ID, s.p.h.Desk.Teach
	return overlay.Tell(Scope, s.p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return teach.Remove(ctx, by, id) }))
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
	return p.list.Lines(p.h, overlay.Sheet{Head: head, Row: p.row, Keys: []string{
		"enter", "its mention", "d", "take back", "c", "corrections", "esc", "back",
	}, None: []string{"esc", "back"}}, width, height)
}

func (p *Pane) row(l *widget.Line, i int) string {
	r := p.rows[i]
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

package alerts

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// roomy is the width from which a topic has its course and its moods.
const roomy = 64

// canvas draws.
type canvas struct{ *Pane }

// View draws the list that is shown.
func (p *Pane) View(width, height int) string {
	return p.cache.View(width, height, func() string { return widget.Block(canvas{p}.draw(width, height), width, height) })
}

func (p canvas) draw(width, height int) []string {
	rows := []string{p.tabs(width)}
	if height < 5 {
		rows = nil // the title says it
	}
	if p.show == topics && p.lists[topics].Len() > 0 && width >= roomy && height >= 8 {
		rows = append(rows, p.columns(width))
	}
	p.spots.Begin(len(rows))
	if text := p.empty(); text != "" {
		for _, part := range p.h.Policy.Wrap(text, max(1, width-4), 6) {
			rows = append(rows, p.line(width).Gap(2).Put(theme.Dim, part).String())
		}
		return rows
	}
	each := 2
	list := &p.lists[p.show]
	list.Resize(max(1, (height-len(rows))/each))
	from, to := list.Window()
	for i := from; i < to; i++ {
		both := p.item(i, width)
		rows = append(rows, both...)
		p.spots.Add(i, len(both))
	}
	return rows
}

func (p canvas) line(width int) *widget.Line {
	return widget.NewLine(p.h.Theme, p.h.Policy.Brief(), width)
}

// tabs name the three lists with their numbers; the one shown is marked.
func (p canvas) tabs(width int) string {
	l := p.line(width).Gap(1)
	for i, name := range [parts]string{"alerts", "trends", "watched"} {
		token, before := theme.Dim, " "
		if part(i) == p.show {
			token, before = theme.Strong, p.h.Theme.Signs.Select
		}
		l.Put(theme.Accent, before).Put(token, name)
		if n := p.lists[i].Len(); n > 0 {
			l.Put(theme.Dim, fmt.Sprintf(" %d", n))
		}
		l.Gap(2)
	}
	return l.String()
}

// columns name what a topic has, above the first.
func (p canvas) columns(width int) string {
	l := p.line(width).Gap(1).Right(theme.Dim, "posts", 5).Gap(1).Fixed(theme.Dim, "usual", 11)
	if t := p.talk.list; len(t) > 0 && len(t[0].Course) > 0 {
		l.Fixed(theme.Dim, "hour by hour", len(t[0].Course)).Gap(1)
	}
	return l.Fixed(theme.Dim, "moods", 8).Gap(1).Put(theme.Dim, "topic").String()
}

// empty says what to do while there is nothing to show; "" = there is.
func (p canvas) empty() string {
	if p.lists[p.show].Len() > 0 {
		return ""
	}
	switch {
	case p.show == topics && p.talk.err != nil:
		return p.talk.err.Error()
	case p.show != topics && p.data.err != nil:
		return p.data.err.Error()
	case p.show == topics && !p.talk.known, p.show != topics && !p.data.known:
		return "Looking."
	case p.show == topics:
		return "Nothing is talked about more than in the eight weeks before. Topics need three people and a day or two of history."
	case p.show == watched:
		return "Nothing is watched. a adds an alert; A in the stream watches what it shows."
	case p.data.list.Waiting > 0:
		return fmt.Sprintf("%d wait until your quiet hours end.", p.data.list.Waiting)
	}
	return "Nothing was raised yet. VIPs, a negative spike and the topics of the day come by themselves; a adds an alert, A in the stream watches what it shows."
}

// item draws one of the list in two lines.
func (p canvas) item(i, width int) []string {
	switch p.show {
	case topics:
		return p.drawTopic(i, width)
	case watched:
		return p.drawSub(i, width)
	}
	return p.drawAlert(i, width)
}

// begin begins the first line of an item with the mark of the selection.
func (p canvas) begin(i, width int) *widget.Line {
	l := p.line(width)
	if i == p.lists[p.show].At() {
		return l.Fixed(theme.Accent, p.h.Theme.Signs.Select, 1)
	}
	return l.Gap(1)
}

func (p canvas) drawAlert(i, width int) []string {
	if i >= len(p.data.list.Rows) {
		return nil
	}
	r, signs := p.data.list.Rows[i], p.h.Theme.Signs
	l := p.begin(i, width)
	title := theme.Text
	if r.Unseen {
		l.Fixed(theme.Unseen, signs.New, 2)
		title = theme.Strong
	} else {
		l.Gap(2)
	}
	l.Right(theme.Dim, widget.Ago(p.h.Now(), r.At, p.h.Zone), widget.WhenWidth).Gap(1)
	count := ""
	if r.Count > 1 {
		count = widget.Number(r.Count)
	}
	l.Right(theme.Strong, count, 4).Gap(1)
	state := p.state(r)
	room := l.Left()
	if state != "" && room > 40 {
		room -= len(state) + 2
	} else {
		state = ""
	}
	l.Max(title, r.Title, room)
	l.End(theme.Dim, state+" ")
	below := p.line(width).Gap(4).Put(theme.Dim, firstOf(r.Why, r.Query))
	return []string{l.String(), below.String()}
}

// state says whether what an alert tells of goes on.
func (p canvas) state(r desk.AlertRow) string {
	switch {
	case len(r.Held) > 0 || r.When != store.AlertOver && r.When != store.AlertSpike:
		return ""
	case r.Closed.IsZero():
		return "goes on"
	}
	return "ended " + widget.Ago(p.h.Now(), r.Closed, p.h.Zone)
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func (p canvas) drawTopic(i, width int) []string {
	if i >= len(p.talk.list) {
		return nil
	}
	t, th := p.talk.list[i], p.h.Theme
	l := p.begin(i, width)
	l.Right(theme.Strong, widget.Number(t.Count), 5).Gap(1)
	if width >= roomy {
		l.Fixed(theme.Dim, desk.UsualText(t.Usual), 11)
		n := len(t.Course)
		l.Raw(widget.Spark(th, theme.Bar1, t.Course, n), n).Gap(1)
		l.Raw(widget.Moods(th, t.Moods[0], t.Moods[1], t.Moods[2], 8), 8).Gap(1)
	}
	l.Put(theme.Strong, t.Name())
	below := p.line(width).Gap(4)
	if len(t.Examples) > 0 && t.Examples[0] != nil {
		m := t.Examples[0]
		who := firstOf(m.Author.Handle, m.Author.Name, m.Author.Email)
		below.Put(theme.Name, who).Put(theme.Dim, " "+strings.Join(strings.Fields(m.Body.Title+" "+m.Body.Text), " "))
	}
	return []string{l.String(), below.String()}
}

func (p canvas) drawSub(i, width int) []string {
	if i >= len(p.data.subs) {
		return nil
	}
	s := p.data.subs[i]
	l := p.begin(i, width).Gap(1).Max(theme.Strong, s.Name, max(1, width/2)).Gap(2).Put(theme.Text, desk.WhenText(s))
	if p.h.Now().Before(s.Muted) {
		text := "muted"
		if s.Muted.Before(desk.Forever()) {
			text += " until " + s.Muted.In(p.h.Zone).Format("Mon 15:04")
		}
		l.Gap(2).Put(theme.Warn, text)
	}
	return []string{l.String(), p.line(width).Gap(4).Put(theme.Dim, firstOf(s.Query, about(s.When))).String()}
}

// about says what a subscription without a query watches.
func about(when store.AlertWhen) string {
	switch when {
	case store.AlertVIP:
		return "whatever somebody says who is marked as a VIP (m v)"
	case store.AlertSilent:
		return "accounts that hear nothing for longer than is usual at these hours of the week"
	case store.AlertTrend:
		return "what is new, or talked about more than before"
	}
	return "everything"
}

// Point selects the item that was clicked, and opens the selected one.
func (p *Pane) Point(at pane.Pointer) tea.Cmd {
	row, ok := p.spots.At(at.Y)
	if !ok {
		return nil
	}
	list := &p.lists[p.show]
	return pane.PickRow(at, row, list.At(), func(n int) tea.Cmd {
		list.Move(n)
		p.cache.Drop()
		return nil
	}, "open")
}

package card

import (
	"fmt"
	"strings"

	"earshot/store"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// The least width at which facts and timeline stand side by side, and at which
// an item of the timeline takes one row.
const (
	sideWidth = 96
	oneRow    = 90
)

// View draws the card.
func (p *Pane) View(width, height int) string {
	return p.cache.View(width, height, func() string { return painter{p}.draw(width, height) })
}

// painter draws the card.
type painter struct{ *Pane }

func (p painter) draw(width, height int) string {
	p.spots.Begin(0)
	if rows := p.empty(width); rows != nil {
		return widget.Block(rows, width, height)
	}
	if width >= sideWidth && height >= 12 {
		left := min(56, width*2/5)
		gap := p.h.Theme.Paint(theme.Faint, p.h.Theme.Signs.Down)
		right := width - left - 1
		rows := widget.Beside(p.sheet().rows(left, height), left, gap, p.timeline(right, height, 0), right, height)
		return widget.Block(rows, width, height)
	}
	// The timeline is what one comes for: it has the larger part.
	room := max(1, height*2/5)
	if height < 14 {
		room = max(1, (height+1)/3)
	} else {
		room = min(max(room, height/2), room+p.sheet().pressing(width, room))
	}
	rows := p.sheet().rows(width, max(1, room))
	rows = append(rows, p.timeline(width, height-len(rows), len(rows))...)
	return widget.Block(rows, width, height)
}

// empty says what to do while there is no card to show; nil when there is one.
func (p painter) empty(width int) []string {
	say := func(token theme.Token, texts ...string) []string {
		var rows []string
		for _, text := range texts {
			for _, s := range p.h.Policy.Wrap(text, width-2, 3) {
				rows = append(rows, line(p.h, width).Gap(1).Put(token, s).String())
			}
		}
		return append(rows, widget.Spaces(width))
	}
	switch {
	case p.show.identity == "" && p.show.doc != 0:
		return say(theme.Dim, "The network does not tell who wrote this.")
	case p.show.identity == "":
		return say(theme.Dim, "Nobody is selected.", "Move in the stream (1): the person behind the mention shows here.")
	case p.who.err != nil && !p.who.known:
		return say(theme.Bad, p.who.err.Error())
	case p.who.known:
		return nil
	case p.who.Identity.ID == "":
		return say(theme.Dim, "") // the first reading is under way
	case p.who.account != "":
		return say(theme.Dim, "This is "+p.who.account+", an account of yours: it has no card.", "Cards are of people; those who write to it have one.")
	}
	return say(theme.Dim, "Nothing is kept of this person.", "They may have been forgotten on request.")
}

func (p painter) sheet() *sheet { return &sheet{p.h, &p.who} }

// line begins a row with a free first column.
func line(h *pane.Host, width int) *widget.Line {
	return widget.NewLine(h.Theme, h.Policy, width).Gap(1)
}

// dot stands between two facts.
func dot(h *pane.Host) string { return " " + h.Theme.Signs.Neutral + " " }

// timeline draws a rule and the items in height rows.
// first is the line of the pane on which it begins.
func (p painter) timeline(width, height, first int) []string {
	if height <= 0 {
		return nil
	}
	rows := []string{p.rule(width)}
	each := 2
	if width >= oneRow || height < 4 || height < 8 && width >= 60 {
		each = 1
	}
	strip := &strip{h: p.h, many: len(p.who.Members) > 1}
	p.spots.Begin(first + len(rows))
	p.list.Resize(max(1, (height-1)/each))
	from, to := p.list.Window()
	for i := from; i < min(to, len(p.who.items)); i++ {
		rows = append(rows, strip.item(&p.who.items[i], i == p.list.At(), width, each)...)
		p.spots.Add(i, each)
	}
	if to >= len(p.who.items) && len(rows) < height {
		rows = append(rows, line(p.h, width).Gap(1).Put(theme.Dim, p.end()).String())
	}
	return rows
}

// end says why nothing follows.
func (p painter) end() string {
	switch {
	case p.box.Busy():
		return "reading on"
	case p.who.More:
		return fmt.Sprintf("of the newest %d mentions; G reads on", len(p.who.Timeline))
	case p.show.kind != everything && len(p.who.items) == 0:
		return "none; T shows the others"
	}
	return "that is all"
}

func (p painter) rule(width int) string {
	l := line(p.h, width).Put(theme.Title, "Timeline")
	if p.show.kind != everything {
		l.Put(theme.Dim, ": ").Put(theme.Strong, p.show.kind.String())
	}
	if p.who.err != nil {
		return l.Gap(1).Put(theme.Bad, p.who.err.Error()).String()
	}
	return l.String()
}

// strip draws the entries of the timeline.
type strip struct {
	h    *pane.Host
	many bool // the person has several accounts: say which
}

// item draws one entry: mark, sign, age, what it is, the text.
func (s *strip) item(it *item, selected bool, width, each int) []string {
	pol := s.h.Policy.Brief()
	start := func() *widget.Line {
		l := widget.NewLine(s.h.Theme, pol, width)
		if selected {
			return l.Fixed(theme.Accent, s.h.Theme.Signs.Select, 1)
		}
		return l.Gap(1)
	}
	look, what, text := s.look(it)
	l := start().Fixed(look.token, look.sign, 1)
	l.When(theme.Dim, s.h.Now(), it.at, s.h.Zone).Gap(1)
	if each == 1 {
		return []string{l.Fixed(look.head, what, min(28, width/3)).Gap(1).Put(look.body, text).String()}
	}
	return []string{l.Put(look.head, what).String(), start().Gap(1+widget.WhenWidth+1).Put(look.body, text).String()}
}

// look is how an item is painted.
type look struct {
	token      theme.Token
	sign       string
	head, body theme.Token
}

func (s *strip) look(it *item) (l look, what, text string) {
	switch {
	case it.post != nil:
		token, word := pane.Delivery(it.post.State())
		by := it.post.By
		if by == s.h.User {
			by = "you"
		}
		return look{token, ">", theme.Ours, theme.Ours}, by + " answered" + dot(s.h) + word, it.post.Message.Text
	case it.note != nil:
		return look{theme.Note, "#", theme.Note, theme.Note}, "note by " + it.note.By, it.note.Text
	}
	m := it.mention
	token, sign := s.h.Theme.Mood(m.Judgement.Sentiment)
	l = look{token, sign, theme.Dim, theme.Text}
	if m.Work.State == store.StateNew {
		l.head = theme.Unseen
	}
	return l, s.what(m), body(m)
}

// what tells kind, intent and state of a mention, and the network where the
// person is on several.
func (s *strip) what(m *store.Mention) string {
	parts := []string{}
	if s.many {
		parts = append(parts, m.Key.Network)
	}
	if m.Kind != "" {
		parts = append(parts, string(m.Kind))
	}
	if in := m.Judgement.Intent; in != "" && in != "other" {
		parts = append(parts, in)
	}
	if m.Judgement.Lead {
		parts = append(parts, "lead")
	}
	parts = append(parts, m.Judgement.Occasions...)
	state := string(m.Work.State)
	if !m.Work.Answered.IsZero() {
		state += ", answered"
	}
	parts = append(parts, state)
	if m.Work.Assignee != "" {
		parts = append(parts, "@"+m.Work.Assignee)
	}
	return strings.Join(parts, dot(s.h))
}

func body(m *store.Mention) string {
	switch {
	case m.Body.Warning != "":
		return "[" + m.Body.Warning + "]"
	case m.Body.Title != "":
		return m.Body.Title + ": " + m.Body.Text
	}
	return m.Body.Text
}

package merge

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"earshot/store"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// sideBySide is the width from which both sides stand beside each other.
const sideBySide = 76

// View draws the person, the candidates, what would be one card, and the keys.
func (s *Screen) View(width, height int) string { return painter{s}.draw(width, height) }

// painter draws the screen.
type painter struct{ *Screen }

func (s painter) draw(width, height int) string {
	body := max(1, height-1)
	var rows []string
	switch {
	case s.who.err != nil:
		rows = s.failed(width)
	case !s.who.known:
		rows = append(rows, s.line(width).Put(theme.Dim, "reading").String())
	case width >= sideBySide:
		left := width * 2 / 5
		gap := s.h.Theme.Paint(theme.Faint, s.h.Theme.Signs.Down)
		s.layout.begin(left, s.faced(body))
		if s.faced(body) {
			rows = s.sides(left, width-left-1, gap)
		}
		room := body - len(rows)
		rows = append(rows, widget.Beside(s.person(left, room), left, gap, s.candidates(width-left-1, room), width-left-1, room)...)
	case s.right:
		s.layout.begin(0, false)
		rows = s.candidates(width, body)
	default:
		s.layout.begin(width, false)
		rows = s.person(width, body)
	}
	rows = rows[:min(len(rows), body)]
	for len(rows) < body {
		rows = append(rows, widget.Spaces(width))
	}
	if s.told.text != "" {
		rows[len(rows)-1] = s.line(width).Gap(1).Put(s.told.token, s.told.text).String()
	}
	return widget.Block(append(rows, s.foot(width)), width, height)
}

// failed says why the person could not be read; that there is nobody is no failure.
func (s painter) failed(width int) (rows []string) {
	token := theme.Bad
	if errors.Is(s.who.err, store.ErrNotFound) {
		token = theme.Text
	}
	for _, text := range s.h.Policy.Wrap(s.who.err.Error(), max(1, width-2), 3) {
		rows = append(rows, s.line(width).Gap(1).Put(token, text).String())
	}
	return rows
}

func (s painter) line(width int) *widget.Line {
	return widget.NewLine(s.h.Theme, s.h.Policy.Brief(), width)
}

// cursor begins a row of a list.
func (s painter) cursor(width int, selected, focused bool) *widget.Line {
	l := s.line(width)
	switch {
	case selected && focused:
		return l.Fixed(theme.Accent, s.h.Theme.Signs.Select, 2)
	case selected:
		return l.Fixed(theme.Faint, s.h.Theme.Signs.Select, 2)
	}
	return l.Gap(2)
}

// person draws the accounts, each with why it belongs here.
func (s painter) person(width, height int) []string {
	head := s.line(width).Gap(1)
	if s.layout.faced {
		head.Put(theme.Title, fmt.Sprintf("Accounts of this person: %d", len(s.who.Members)))
	} else {
		s.name(head, s.who.Person)
	}
	rows := []string{head.String()}
	s.layout.left.Add(-1, 1)
	s.members.Resize(max(1, (height-2)/2))
	from, to := s.members.Window()
	for i := from; i < min(to, len(s.who.Members)); i++ {
		m := s.who.Members[i]
		l := s.cursor(width, i == s.members.At(), !s.right)
		l.Fixed(theme.Dim, m.Network, min(10, width/4)).Gap(1).Put(theme.Text, called(m))
		rows = append(rows, l.String())
		rows = append(rows, s.line(width).Gap(min(13, 3+width/4)).Put(theme.Dim, s.because(m)).String())
		s.layout.left.Add(i, 2)
	}
	if rest := len(s.who.Members) - to; rest > 0 {
		rows = append(rows, s.line(width).Gap(2).Put(theme.Dim, fmt.Sprintf("and %d more", rest)).String())
	}
	return rows
}

// because says why an account belongs to the person: the surest edge to it.
func (s painter) because(m store.Identity) string {
	for _, e := range s.who.edges { // the strongest first
		if e.A != m.ID && e.B != m.ID {
			continue
		}
		if e.By != "" && e.By != "earshot" {
			return "merged by " + e.By + ", " + e.At.In(s.h.Zone).Format("2 Jan 2006")
		}
		return fmt.Sprintf("%s, %.1f bits", e.Kind, e.Bits)
	}
	if name := m.Author.Name; name != "" && name != s.who.Identity.Author.Name {
		return name
	}
	return widget.Plural(m.Mentions, "mention", "mentions")
}

// candidates draws those who may be the same, and below them the evidence about
// the one under the cursor and what would be one card.
func (s painter) candidates(width, height int) []string {
	var rows []string
	if s.typing || s.who.text != "" {
		view, _ := s.field.View(s.h.Theme, s.h.Policy.Brief(), max(0, width-len(ask)), "a name, a handle, an address")
		rows = append(rows, widget.NewLine(s.h.Theme, s.h.Policy, min(len(ask), width)).Put(theme.Accent, ask).String()+view)
	} else {
		rows = append(rows, s.line(width).Gap(1).Put(theme.Title, "May be the same").String())
	}
	s.layout.right.Add(-1, 1)
	if len(s.who.found) == 0 {
		text := "nobody looks like this person; / finds others"
		if s.who.text != "" {
			text = "nobody is called that"
		}
		return append(rows, s.line(width).Gap(1).Put(theme.Dim, text).String())
	}
	room := max(1, min(len(s.who.found), (height-1)/2, mostShown))
	if height < 12 {
		room = max(1, min(room, height-5))
	}
	s.list.Resize(room)
	from, to := s.list.Window()
	for i := from; i < min(to, len(s.who.found)); i++ {
		rows = append(rows, s.candidate(width, i))
		s.layout.right.Add(i, 1)
	}
	if rest := len(s.who.found) - to; rest > 0 {
		rows = append(rows, s.line(width).Gap(2).Put(theme.Dim, fmt.Sprintf("and %d more", rest)).String())
	}
	if height > 14 {
		rows = append(rows, s.line(width).String())
	}
	below := append(s.together(width), s.evidence(width)...)
	return append(rows, below[:max(0, min(len(below), height-len(rows)))]...)
}

func (s painter) candidate(width, i int) string {
	c := s.who.found[i]
	l := s.cursor(width, i == s.list.At(), s.right)
	end, token := "", theme.Info
	switch {
	case c.pair.Impostor():
		end, token = "looks like a VIP", theme.Bad
	case c.pair.LooksLike:
		end, token = "looks alike", theme.Warn
	case c.pair.Own != "":
		end = fmt.Sprintf("%.1f bits", c.pair.Bits)
	}
	name := cmp.Or(c.Author.Name, called(c.Identity))
	l.Max(theme.Strong, name, max(8, min(l.Left()-len(end)-1, width/2)))
	if name != called(c.Identity) && l.Left() > len(end)+4 {
		l.Gap(1).Max(theme.Dim, called(c.Identity), l.Left()-len(end)-1)
	}
	if l.Left() > len(end)+len(c.Network)+2 {
		l.Gap(1).Max(theme.Dim, c.Network, l.Left()-len(end)-1)
	}
	return l.End(token, end).String()
}

// together says what would be one card, and what speaks against it.
func (s painter) together(width int) (rows []string) {
	if s.other.unread() != "" {
		return []string{s.line(width).Gap(1).Put(theme.Bad, s.other.unread()).String()}
	}
	if s.other.Identity.ID == "" {
		return []string{s.line(width).String()}
	}
	n, m := len(s.who.Members)+len(s.other.Members), s.who.Sum.Mentions+s.other.Sum.Mentions
	text := widget.Plural(n, "account", "accounts") + ", " + widget.Plural(m, "mention", "mentions")
	if tasks := len(s.who.Tasks) + len(s.other.Tasks); tasks > 0 {
		text += ", " + widget.Plural(tasks, "promise", "promises")
	}
	if orders := s.who.Bought.Count + s.other.Bought.Count; orders > 0 {
		text += ", " + widget.Plural(orders, "order", "orders")
	}
	rows = append(rows, s.line(width).Gap(1).Put(theme.Dim, "one card: ").Put(theme.Text, text).String())
	c, _ := s.chosen()
	for _, why := range s.against() {
		rows = append(rows, s.line(width).Gap(1).Put(theme.Warn, "but ").Put(theme.Text, why).String())
	}
	if s.sure == c.ID && s.sure != "" {
		rows = append(rows, s.line(width).Gap(1).Put(theme.Key, "y").Put(theme.Warn, " again merges them all the same").String())
	}
	return rows
}

// evidence draws what two values say about their owners, the strongest first: the
// bits as a figure and as a bar, then in words.
func (s painter) evidence(width int) (rows []string) {
	c, ok := s.chosen()
	if !ok || c.pair.Own == "" {
		return nil
	}
	list := slices.Clone(c.pair.Evidence)
	rest := c.pair.Bits
	for _, e := range list {
		rest -= e.Bits
	}
	if math.Abs(rest) >= .05 { // the figures below have to add up to that above
		list = append(list, store.Evidence{Kind: "chance", Bits: rest, Why: "of any two people to be one"})
	}
	slices.SortStableFunc(list, func(a, b store.Evidence) int { return cmp.Compare(math.Abs(b.Bits), math.Abs(a.Bits)) })
	top := 1.0
	for _, e := range list {
		top = max(top, math.Abs(e.Bits))
	}
	bar := min(12, width/6)
	for _, e := range list {
		l := s.line(width).Gap(1)
		token := theme.Good
		if e.Bits < 0 {
			token = theme.Bad
		}
		l.Right(token, fmt.Sprintf("%+.1f", e.Bits), 6).Gap(1)
		l.Raw(widget.Bar(s.h.Theme, token, int(math.Round(math.Abs(e.Bits)*10)), int(top*10), bar), bar).Gap(1)
		l.Fixed(theme.Text, e.Kind, min(8, width/5)).Gap(1).Put(theme.Dim, words(e))
		rows = append(rows, l.String())
	}
	return rows
}

// words tells an evidence in plain words. Of a name each word is an evidence of
// its own, so it stands there.
func words(e store.Evidence) string {
	switch {
	case e.Why == "":
		return strings.TrimSpace(e.A + " and " + e.B)
	case e.Kind != "name" || e.A == "":
		return e.Why
	case e.A == e.B:
		return e.A + ": " + e.Why
	}
	return e.A + ", " + e.B + ": " + e.Why
}

// foot names the keys that do something now.
func (s painter) foot(width int) string {
	l := s.line(width)
	all := [][2]string{{"y", "one person"}, {"n", "not the same"}, {"/", "find"}, {"tab", "accounts"}, {"z", "undo"}, {"esc", "back"}}
	switch {
	case s.who.err != nil:
		all = all[4:]
	case s.typing:
		all = [][2]string{{"enter", "to the list"}, {"esc", "no search"}}
	case !s.right:
		all = [][2]string{{"u", "split off"}, {"tab", "candidates"}, {"z", "undo"}, {"esc", "back"}}
	case len(s.who.found) == 0:
		all = all[2:]
	}
	for _, k := range all {
		if l.Left() < len(k[0])+len(k[1])+3 {
			break
		}
		l.Put(theme.Key, k[0]).Put(theme.Dim, " "+k[1]+"  ")
	}
	return l.String()
}

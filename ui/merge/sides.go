package merge

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// The two people as cards beside each other above the lists: faces, names, how to
// tell them apart at a glance. And the pointer, which needs to know what stands where.

// The pictures, and the least body that has room for them above the lists.
const (
	faceCells  = 8
	faceRows   = 4
	facedFloor = 15
)

// layout is what stands where in the last drawing.
type layout struct {
	faced       bool
	split       int // the column at which the right side begins
	tall        int // the most rows that were needed since it was opened
	left, right pane.Rows
}

// begin notes the columns of the left side; 0 = there is the right one alone.
func (l *layout) begin(left int, faced bool) {
	l.split, l.faced = left, faced
	skip := 0
	if faced {
		skip = faceRows + 1
	}
	l.left.Begin(skip)
	l.right.Begin(skip)
}

// faced tells whether both are shown as cards.
func (s painter) faced(body int) bool { return body >= facedFloor }

// sides draws both cards, and a rule below them.
func (s painter) sides(left, right int, gap string) []string {
	other := s.side(s.other.Person, right)
	if s.other.Identity.ID == "" {
		text := "nobody to compare with"
		switch {
		case s.other.unread() != "":
			text = "cannot be read"
		case len(s.who.found) > 0:
			text = "reading"
		}
		other = []string{s.line(right).Gap(1).Put(theme.Dim, text).String()}
	}
	rows := widget.Beside(s.side(s.who.Person, left), left, gap, other, right, faceRows)
	across := s.h.Theme.Signs.Across
	return append(rows, s.h.Theme.Paint(theme.Faint, strings.Repeat(across, left+1+right)))
}

// name puts a name with its mark.
func (s painter) name(l *widget.Line, p desk.Person) {
	vip := ""
	if p.Sum.VIP {
		vip = "  VIP"
	}
	l.Max(theme.Strong, cmp.Or(p.Identity.Author.Name, called(p.Identity)), max(8, l.Left()-len(vip))).Put(theme.Lead, vip)
}

// side draws one of the two: the picture, and beside it what tells people apart.
func (s painter) side(p desk.Person, width int) []string {
	face := widget.Face(s.h.Theme, p.Avatar, store.AvatarSide, faceCells)
	if face == nil {
		a := p.Identity.Author
		face = widget.Initials(s.h.Theme, s.h.Policy.Brief(), cmp.Or(a.Name, a.Handle, a.Email), p.Contact.ID, faceCells)
	}
	at := width - faceCells - 1
	head := s.line(at).Gap(1)
	s.name(head, p)
	text := []string{head.String()}
	for _, parts := range s.about(p) {
		l := s.line(at).Gap(1)
		for i, part := range parts {
			if i > 0 {
				part = " " + s.h.Theme.Signs.Neutral + " " + part
			}
			if i > 0 && s.h.Policy.Width(part) > l.Left() {
				break // a figure cut in half would be a wrong one
			}
			l.Put(theme.Dim, part)
		}
		text = append(text, l.String())
	}
	return widget.Beside(padded(face, s.line), faceCells+1, "", text, at, faceRows)
}

// padded puts a free column before each row of a picture.
func padded(face []string, line func(int) *widget.Line) (out []string) {
	for _, row := range face {
		out = append(out, line(1).String()+row)
	}
	return out
}

// about are three rows of what tells people apart: how they are reached, how many
// hear them and how much they said, what they write in, where, and since when.
func (s painter) about(p desk.Person) [3][]string {
	reached := []string{called(p.Identity), p.Identity.Network}
	if n := len(p.Members); n > 1 {
		reached = append(reached, fmt.Sprintf("+%d more", n-1))
	}
	said := []string{widget.Plural(p.Sum.Mentions, "mention", "mentions")}
	if p.Sum.Followers > 0 {
		said = append([]string{widget.Number(p.Sum.Followers) + " followers"}, said...)
	}
	if p.Bought.Count > 0 {
		said = append(said, widget.Plural(p.Bought.Count, "order", "orders"))
	}
	var rest []string
	if len(p.Langs) > 0 {
		rest = append(rest, widget.Language(p.Langs[0].Lang))
	}
	if places := p.Sum.Places(); len(places) > 0 {
		rest = append(rest, places[0].Value)
	}
	if !p.Sum.First.IsZero() {
		rest = append(rest, "since "+s.since(p.Sum.First))
	}
	return [3][]string{reached, said, rest}
}

// since is a day; the year only when it is another one.
func (s painter) since(at time.Time) string {
	at = at.In(s.h.Zone)
	if at.Year() == s.h.Now().In(s.h.Zone).Year() {
		return at.Format("2 Jan")
	}
	return at.Format("2 Jan 2006")
}

// Point gives the keys to the side that was clicked, and selects the row there. A
// click merges nobody.
func (s *Screen) Point(at pane.Pointer) tea.Cmd {
	if at.Gesture != pane.Pick || !s.who.known {
		return nil
	}
	s.told = told{}
	if right := at.X >= s.layout.split; right != s.right {
		s.right, s.typing, s.sure = right, false, ""
	}
	if !s.right {
		if i, ok := s.layout.left.At(at.Y); ok {
			s.members.Move(i - s.members.At())
		}
		return nil
	}
	i, ok := s.layout.right.At(at.Y)
	if !ok || i == s.list.At() {
		return nil
	}
	s.typing = false
	s.list.Move(i - s.list.At())
	return s.moved()
}

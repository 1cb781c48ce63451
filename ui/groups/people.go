package groups

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// mostPeople is how many people of a group are shown, the weightiest.
const mostPeople = 500

// people is the page of who is in a group.
type people struct {
	p      *Pane
	name   string // of the group
	find   func(ctx context.Context, n int) ([]desk.Found, int, error)
	nobody string
	list   string          // the contact list whose people these are; "" = it is none
	marked map[string]bool // who is to be invited, by the identity of the row
}

func (g *people) title() string { return "People: " + g.name }

func (g *people) empty() (string, string) {
	if g.nobody != "" {
		return g.nobody, ""
	}
	return "Nobody is in this group now.", ""
}

func (g *people) keys() []string {
	if g.list == "" {
		return []string{"enter", "card"}
	}
	return []string{"enter", "card", "space", "mark", "*", "all", "i", g.inviting()}
}

func (g *people) head(l *widget.Line) string {
	name := nameWidth(l.Left())
	if g.list != "" {
		l.Gap(2)
		name = max(4, name-2)
	}
	return l.Fixed(theme.Dim, "", name).Gap(1).Gap(4).Right(theme.Dim, "inf", 3).Right(theme.Dim, "reach", 7).Gap(2).Put(theme.Dim, "where").String()
}

func (g *people) read(ctx context.Context) ([]entry, error) {
	list, total, err := g.find(ctx, mostPeople)
	out := make([]entry, 0, len(list)+1)
	for i := range list {
		f := &list[i]
		out = append(out, entry{id: f.Who.ID, data: f.Who.ID, draw: func(l *widget.Line) string { return g.row(l, f) }})
	}
	if total > len(list) {
		out = append(out, entry{id: "", draw: func(l *widget.Line) string {
			return l.Put(theme.Dim, "and "+desk.Thousands(total-len(list))+" more; earshot lists show, segments show tell all").String()
		}})
	}
	return out, err
}

// row is one person: name, VIP, influence, reach, and where they are found.
func (g *people) row(l *widget.Line, f *desk.Found) string {
	name := nameWidth(l.Left())
	if g.list != "" {
		sign := ""
		if g.marked[f.Who.ID] {
			sign = g.p.h.Theme.Signs.Marked
		}
		l.Fixed(theme.Accent, sign, 2)
		name = max(4, name-2)
	}
	l.Fixed(theme.Strong, f.Name(), name).Gap(1)
	figures(l, f)
	parts := []string{strings.Join(f.Networks, " ")}
	if f.Place != "" {
		parts = append(parts, f.Place)
	}
	if f.Who.Author.Handle != "" && f.Who.Author.Handle != f.Name() {
		parts = append(parts, "@"+f.Who.Author.Handle)
	}
	if f.Who.Author.Email != "" && f.Who.Author.Email != f.Name() {
		parts = append(parts, f.Who.Author.Email)
	}
	l.Max(theme.Dim, strings.Join(parts, " "+g.p.h.Theme.Signs.Neutral+" "), l.Left()-widget.WhenWidth-1)
	if f.Who.Last.IsZero() {
		return l.String()
	}
	return l.End(theme.Dim, widget.Ago(g.p.h.Now(), f.Who.Last, g.p.h.Zone)+" ").String()
}

// figures are VIP, influence and reach in their columns.
func figures(l *widget.Line, f *desk.Found) {
	if f.VIP {
		l.Fixed(theme.Lead, "VIP", 4)
	} else {
		l.Gap(4)
	}
	if f.Influence >= 0.5 { // nobody reshared most people: a column of 0 says nothing
		l.Right(theme.Accent, widget.Number(int(f.Influence+0.5)), 3)
	} else {
		l.Gap(3)
	}
	if f.Reach > 0 {
		l.Right(theme.Dim, widget.Number(f.Reach), 7).Gap(2)
	} else {
		l.Gap(9)
	}
}

func (g *people) press(name string, at *entry) (bool, tea.Cmd) {
	if name != "enter" {
		return false, g.mark(name, at)
	}
	if at == nil || at.id == "" {
		return false, nil
	}
	for _, pg := range g.p.pages {
		if pg != nil {
			pg.here = false
		}
	}
	return true, tea.Batch(pane.Send(pane.Pop{}), card(at.id)) // the page below goes, too
}

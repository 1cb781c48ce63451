package groups

import (
	"cmp"
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// advocates is the page of those who speak for us.
type advocates struct{ p *Pane }

func (s advocates) title() string { return "Advocates" }

func (s advocates) empty() (string, string) {
	return "No advocate yet. Somebody who speaks well of us is found, approached, agrees, is active.",
		"A on the card of a person begins, W there writes down what they were given; earshot advocate does it from scripts."
}

func (s advocates) keys() []string {
	return []string{"enter", "card", "a", "stage", "w", "reward", "s", "what they say"}
}

func (s advocates) head(l *widget.Line) string {
	l.Fixed(theme.Dim, "stage", 11).Fixed(theme.Dim, "", nameWidth(l.Left())).Gap(1).Gap(4).Right(theme.Dim, "inf", 3).Right(theme.Dim, "reach", 7).Gap(2)
	return l.Put(theme.Dim, "given").String()
}

func (s advocates) read(ctx context.Context) ([]entry, error) {
	list, err := s.p.h.Desk.Advocates.List(ctx)
	out := make([]entry, 0, len(list))
	for i := range list {
		a := &list[i]
		out = append(out, entry{id: a.Contact.ID, data: a, draw: func(l *widget.Line) string { return s.row(l, a) }})
	}
	return out, err
}

func (s advocates) row(l *widget.Line, a *desk.AdvocateRow) string {
	token := theme.Text
	switch a.Stage {
	case store.StageActive:
		token = theme.Good
	case store.StageEnded, "":
		token = theme.Dim
	}
	l.Fixed(token, cmp.Or(string(a.Stage), "-"), 11).Fixed(theme.Strong, a.Name(), nameWidth(l.Left())).Gap(1)
	figures(l, &a.Found)
	since := ""
	if !a.At.IsZero() {
		since = widget.Ago(s.p.h.Now(), a.At, s.p.h.Zone) + " "
	}
	given := "-"
	if n := len(a.Rewards); n > 0 {
		given = fmt.Sprintf("%d, last %s", n, a.Rewards[0].What)
	}
	if a.Note != "" {
		given += "  " + a.Note
	}
	l.Max(theme.Dim, given, l.Left()-len(since)-1)
	return l.End(theme.Dim, since).String()
}

func (s advocates) press(name string, at *entry) (bool, tea.Cmd) {
	if at == nil {
		return false, nil
	}
	now := at.data.(*desk.AdvocateRow)
	d := s.p.h.Desk.Advocates
	switch name {
	case "enter":
		return true, card(now.Who.ID)
	case "s":
		return true, stream(now.Name(), `author:{from:"`+now.Who.ID+`"}`)
	case "a":
		var items []overlay.Item
		for _, stage := range append(store.Stages(), "") {
			items = append(items, overlay.Item{Title: cmp.Or(string(stage), "none"), Run: func() tea.Cmd {
				return s.p.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
					return d.Stage(ctx, by, now.Who.ID, stage, "")
				})
			}})
		}
		return false, s.p.menu(now.Name(), "How far are they?", items)
	case "w":
		return false, s.p.ask("what "+now.Name()+" was given", keys.Arg{Ask: "reward", Hint: "gift a mug; 500 RUB", Check: func(typed string) string {
			if _, err := desk.ReadGift(typed); err != nil {
				return err.Error()
			}
			return ""
		}}, "", func(text string) tea.Cmd {
			return s.p.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
				g, err := desk.ReadGift(text)
				if err != nil {
					return desk.Outcome{}, err
				}
				g.Identity = now.Who.ID
				return d.Reward(ctx, by, g)
			})
		})
	}
	return false, nil
}

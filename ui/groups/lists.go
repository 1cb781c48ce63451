package groups

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// lists is the page of contact lists: subscribers and followers as one group.
type lists struct{ p *Pane }

func (s lists) title() string { return "Lists and followers" }

func (s lists) empty() (string, string) {
	return "No contact list yet. A list comes from a file: earshot import contacts clients.csv --list clients.",
		"One of followers (f) tells how many of the others follow, who does not, and who follows but is on no list."
}

func (s lists) keys() []string {
	return []string{"enter", "people", "p", "who follows", "i", "invite", "o", "overlap", "f", "followers", "n", "name", "d", "remove"}
}

func (s lists) head(l *widget.Line) string {
	wide := l.Left() >= 70
	l.Fixed(theme.Dim, "", nameWidth(l.Left())).Right(theme.Dim, "people", 8)
	if wide {
		l.Right(theme.Dim, "accounts", 10)
	}
	return l.Gap(2).Put(theme.Dim, "on the other side").String()
}

func (s lists) read(ctx context.Context) ([]entry, error) {
	all, err := s.p.h.Desk.Lists.Audiences(ctx)
	out := make([]entry, 0, len(all))
	for _, a := range all {
		out = append(out, entry{id: a.Name, data: a, draw: func(l *widget.Line) string { return s.row(l, a) }})
	}
	return out, err
}

func (s lists) row(l *widget.Line, a desk.Audience) string {
	wide := l.Left() >= 70
	l.Fixed(theme.Strong, a.Name, nameWidth(l.Left())).Right(theme.Text, desk.Thousands(a.People), 8)
	if wide {
		l.Right(theme.Dim, desk.Thousands(a.Identities), 10)
	}
	l.Gap(2)
	switch {
	case a.Follows:
		l.Put(theme.Info, "followers").Put(theme.Text, fmt.Sprintf(", %s on other lists", share(a.Listed, a.People)))
	default:
		l.Put(theme.Text, share(a.Follow, a.People)+" follow")
	}
	if came := a.Conversion.String(); came != "" {
		l.Put(theme.Good, "  "+came)
	}
	if wide && a.From != "" {
		l.Put(theme.Dim, "  "+a.From)
	}
	return l.String()
}

// share writes a part of a whole: 12 (40%).
func share(n, of int) string {
	if of == 0 || n == 0 {
		return desk.Thousands(n)
	}
	return fmt.Sprintf("%s (%d%%)", desk.Thousands(n), (100*n+of/2)/of)
}

func (s lists) press(name string, at *entry) (bool, tea.Cmd) {
	if at == nil {
		return false, nil
	}
	now := at.data.(desk.Audience)
	d := s.p.h.Desk.Lists
	switch name {
	case "enter":
		return false, s.show(now.Name, now.Name, desk.PartAll, "")
	case "p":
		return false, s.parts(now)
	case "i":
		return false, s.uninvited(now)
	case "o":
		return false, s.overlap(now)
	case "f":
		return false, s.p.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
			return d.Followers(ctx, by, now.Name, !now.Follows)
		})
	case "n":
		return false, s.p.ask("the name of "+now.Name, keys.Arg{Ask: "call it", Check: func(typed string) string {
			if _, err := desk.ListName(typed); err != nil {
				return err.Error()
			}
			return ""
		}}, now.Name, func(text string) tea.Cmd {
			return s.p.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return d.Rename(ctx, by, now.Name, text) })
		})
	case "d":
		return false, s.p.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return d.Remove(ctx, by, now.Name) })
	}
	return false, nil
}

// parts offers the two sides of a list.
func (s lists) parts(a desk.Audience) tea.Cmd {
	item := func(title string, n int, part desk.Part) overlay.Item {
		return overlay.Item{Title: title, Doc: desk.Thousands(n), Run: func() tea.Cmd { return s.show(a.Name, a.Name+", "+title, part, "") }}
	}
	if a.Follows {
		return s.p.menu(a.Name, "These follow. Who of them?", []overlay.Item{
			item("on other lists", a.Listed, desk.PartListed), item("on no list", a.People-a.Listed, desk.PartNotListed),
		})
	}
	return s.p.menu(a.Name, "Who of these?", []overlay.Item{
		item("follow", a.Follow, desk.PartFollow), item("do not follow", a.People-a.Follow, desk.PartNotFollow),
	})
}

// uninvited shows who of a list may be invited to the other side.
func (s lists) uninvited(a desk.Audience) tea.Cmd {
	if a.Follows {
		return s.show(a.Name, a.Name+", on no list", desk.PartNotListed, "")
	}
	return s.show(a.Name, a.Name+", do not follow", desk.PartNotFollow, "")
}

// overlap asks for another list, and shows how the two stand to each other.
func (s lists) overlap(a desk.Audience) tea.Cmd {
	var items []overlay.Item
	for _, e := range s.p.pages[ofLists].entries {
		if other := e.data.(desk.Audience); other.Name != a.Name {
			items = append(items, overlay.Item{Title: other.Name, Doc: desk.Thousands(other.People) + " people", Run: func() tea.Cmd {
				return s.compare(a.Name, other.Name)
			}})
		}
	}
	if len(items) == 0 {
		items = []overlay.Item{{Key: "n", Title: "none", Doc: "there is no other list to compare it with"}}
	}
	return s.p.menu(a.Name, "Compare it with which list?", items)
}

// compare counts the overlap of two lists and offers its parts.
func (s lists) compare(a, b string) tea.Cmd {
	d, h := s.p.h.Desk.Lists, s.p.h
	return s.p.boxes[ofPeople].Read(func(ctx context.Context) tea.Msg {
		o, err := d.Overlap(ctx, a, b)
		return ready(func() tea.Cmd {
			if err != nil {
				return func() tea.Msg { return h.Fail(err) }
			}
			item := func(title string, n int, list string, part desk.Part, other string) overlay.Item {
				return overlay.Item{Title: title, Doc: desk.Thousands(n), Run: func() tea.Cmd { return s.show(list, title, part, other) }}
			}
			return s.p.menu(a+" and "+b, "Who of the two?", []overlay.Item{
				item("on both", len(o.Both), a, desk.PartBoth, b),
				item("only on "+a, len(o.OnlyA), a, desk.PartOnly, b),
				item("only on "+b, len(o.OnlyB), b, desk.PartOnly, a),
			})
		})
	})
}

// show lists the people of a part of a list.
func (s lists) show(list, title string, part desk.Part, other string) tea.Cmd {
	d := s.p.h.Desk.Lists
	return s.p.open(ofPeople, &people{p: s.p, name: title, list: list, nobody: "Nobody.", find: func(ctx context.Context, n int) ([]desk.Found, int, error) {
		return d.People(ctx, list, part, other, n)
	}})
}

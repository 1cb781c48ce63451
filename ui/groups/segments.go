package groups

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store/act"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// segments is the page of segments.
type segments struct{ p *Pane }

func (s segments) title() string { return "Segments" }

func (s segments) empty() (string, string) {
	return "No segment yet. A segment is a name for a query on people: followers:>10k -list:clients.",
		"a adds one; segment:NAME finds what its people say, in every search, view and rule; earshot segments does it from scripts."
}

func (s segments) keys() []string {
	return []string{"enter", "people", "s", "what they say", "a", "add", "e", "query", "n", "name", "d", "remove"}
}

func (s segments) head(l *widget.Line) string {
	return l.Fixed(theme.Dim, "", nameWidth(l.Left())).Right(theme.Dim, "people", 8).Gap(2).Put(theme.Dim, "query").String()
}

func nameWidth(width int) int { return min(28, max(8, width/4)) }

func (s segments) read(ctx context.Context) ([]entry, error) {
	list, err := s.p.h.Desk.Segments.List(ctx, s.p.h.Scope())
	out := make([]entry, 0, len(list))
	for _, one := range list {
		out = append(out, entry{id: one.Name, data: one, draw: func(l *widget.Line) string {
			l.Fixed(theme.Strong, one.Name, nameWidth(l.Left())).Right(theme.Text, desk.Thousands(one.People), 8).Gap(2)
			if one.Err != nil {
				return l.Put(theme.Bad, "cannot be read: "+one.Err.Error()).String()
			}
			return l.Put(theme.Dim, one.Query).String()
		}})
	}
	return out, err
}

func (s segments) press(name string, at *entry) (bool, tea.Cmd) {
	if name == "a" {
		return false, s.p.ask("a segment", keys.Arg{Ask: "segment", Hint: "press: bio:journalist followers:>1k", Check: checkSegment}, "", s.add)
	}
	if at == nil {
		return false, nil
	}
	now := at.data.(desk.SegmentState)
	d := s.p.h.Desk.Segments
	switch name {
	case "enter":
		return false, s.p.open(ofPeople, &people{p: s.p, name: now.Name, find: func(ctx context.Context, n int) ([]desk.Found, int, error) {
			list, err := d.Members(ctx, now.Name, s.p.h.Scope(), n)
			return list, now.People, err
		}})
	case "s":
		return true, stream(now.Name, `segment:"`+now.Name+`"`)
	case "e":
		return false, s.p.ask("the query of "+now.Name, keys.Arg{Ask: now.Name, Hint: "a query on people", Check: desk.CheckSegment}, now.Query, func(text string) tea.Cmd {
			return s.p.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return d.Change(ctx, by, now.Name, text) })
		})
	case "n":
		return false, s.p.ask("the name of "+now.Name, keys.Arg{Ask: "call it", Check: act.CheckName}, now.Name, func(text string) tea.Cmd {
			return s.p.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return d.Rename(ctx, by, now.Name, text) })
		})
	case "d":
		return false, s.p.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return d.Remove(ctx, by, now.Name) })
	}
	return false, nil
}

// add makes a segment of "name: query".
func (s segments) add(text string) tea.Cmd {
	name, q, _ := strings.Cut(text, ":")
	return s.p.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
		return s.p.h.Desk.Segments.Add(ctx, by, strings.TrimSpace(name), strings.TrimSpace(q))
	})
}

func checkSegment(typed string) string {
	name, q, ok := strings.Cut(typed, ":")
	if why := act.CheckName(name); why != "" {
		return why
	}
	if !ok || strings.TrimSpace(q) == "" {
		return "a query on people has to stand behind the name: press: bio:journalist"
	}
	return desk.CheckSegment(q)
}

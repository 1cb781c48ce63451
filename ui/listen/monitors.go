package listen

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// monitors is the list of monitors, an overlay.
type monitors struct{ shelf[desk.MonitorState] }

func newMonitors(h *pane.Host) *monitors {
	m := &monitors{shelf[desk.MonitorState]{h: h, box: h.Mailbox(pane.Listen), title: "Monitors"}}
	m.name = func(s desk.MonitorState) string { return s.Name }
	m.load = func(ctx context.Context) ([]desk.MonitorState, error) { return h.Desk.Monitors.List(ctx, h.Scope()) }
	m.choose = func(s desk.MonitorState) (bool, tea.Cmd) { return true, show(s.Name, `monitor:"`+s.Name+`"`) }
	m.key, m.draw = m.press, m.view
	return m
}

func (m *monitors) press(name string) (bool, tea.Cmd) {
	now, some := m.at()
	switch {
	case name == "a":
		return false, m.ask("a monitor", keys.Arg{Ask: "listen for", Hint: "a name, and a query: pizza: (pizza OR пицца) -ad", Check: checkNew}, "", m.add)
	case !some:
	case name == "e":
		return false, m.ask("the query of "+now.Name, keys.Arg{Ask: now.Name, Hint: "a query", Check: desk.Unheard}, now.Query, func(text string) tea.Cmd {
			return m.change(now.Name, desk.MonitorChange{Query: &text})
		})
	case name == "n":
		return false, m.ask("the name of "+now.Name, keys.Arg{Ask: "call it", Check: act.CheckName}, now.Name, func(text string) tea.Cmd {
			return m.change(now.Name, desk.MonitorChange{Name: &text})
		})
	case name == "w":
		return false, m.ask("the words for "+now.Name, keys.Arg{Ask: "it is called", Hint: "words with commas: Acme, Акме", Optional: true}, strings.Join(now.Names, ", "), func(text string) tea.Cmd {
			names := strings.Split(text, ",")
			return m.change(now.Name, desk.MonitorChange{Names: &names})
		})
	case name == "t":
		return false, pane.Send(pane.Push{Overlay: overlay.NewMenu(m.h, "What is "+now.Name+"?", "", m.kinds(now.Name))})
	case name == "d":
		return false, overlay.Tell(pane.Listen, m.h.Work("taking its name away", func(ctx context.Context, by desk.By) (desk.Outcome, error) {
			return m.h.Desk.Monitors.Remove(ctx, by, now.Name)
		}))
	}
	return false, nil
}

// kinds is the menu of the kinds.
func (m *monitors) kinds(name string) []overlay.Item {
	docs := map[store.MonitorKind]string{
		store.MonitorTopic: "something people talk about", store.MonitorBrand: "ours; @brand means it", store.MonitorProduct: "something we sell", store.MonitorCompetitor: "somebody else's",
	}
	var items []overlay.Item
	for _, kind := range store.MonitorKinds() {
		items = append(items, overlay.Item{Key: string(kind)[:1], Title: string(kind), Doc: docs[kind], Run: func() tea.Cmd {
			return m.change(name, desk.MonitorChange{Kind: &kind})
		}})
	}
	return items
}

// ask opens a prompt over the list.
func (m *monitors) ask(title string, arg keys.Arg, start string, run func(string) tea.Cmd) tea.Cmd {
	return pane.Send(pane.Push{Overlay: overlay.NewPrompt(m.h, title, arg, start, run, nil)})
}

func (m *monitors) add(text string) tea.Cmd {
	name, q, _ := strings.Cut(text, ":")
	return overlay.Tell(pane.Listen, m.h.Work("listening", func(ctx context.Context, by desk.By) (desk.Outcome, error) {
		return m.h.Desk.Monitors.Add(ctx, by, store.Monitor{Name: strings.TrimSpace(name), Query: strings.TrimSpace(q)})
	}))
}

func (m *monitors) change(name string, ch desk.MonitorChange) tea.Cmd {
	return overlay.Tell(pane.Listen, m.h.Work("listening", func(ctx context.Context, by desk.By) (desk.Outcome, error) {
		return m.h.Desk.Monitors.Change(ctx, by, name, ch)
	}))
}

func checkNew(typed string) string {
	name, q, ok := strings.Cut(typed, ":")
	if why := act.CheckName(name); why != "" {
		return why
	}
	if !ok || strings.TrimSpace(q) == "" {
		return "a query has to stand behind the name: pizza: pizza OR пицца"
	}
	return desk.Unheard(q)
}

func (m *monitors) view(width, height int) string {
	th, pol := m.h.Theme, m.h.Policy.Brief()
	var head []string
	switch {
	case m.err != "":
		head = append(head, overlay.Prose(m.h, theme.Bad, m.err, width)...)
	case m.got && len(m.all) == 0:
		head = append(head, overlay.Prose(m.h, theme.Text, "Nothing is listened for yet. A monitor is a name for a query: every mention that it finds carries the name.", width)...)
		head = append(head, overlay.Prose(m.h, theme.Dim, "a adds one here; b m makes one of what the stream shows; earshot monitors does it from scripts.", width)...)
	case len(m.all) > 0:
		l := widget.NewLine(th, pol, width).Gap(2)
		l.Fixed(theme.Dim, "", nameWidth(width)).Right(theme.Dim, "today", 6).Right(theme.Dim, "7 days", 8).Gap(2)
		head = append(head, l.Put(theme.Dim, "query").String())
	}
	return m.list.Lines(m.h, overlay.Sheet{Head: head, Keys: []string{
		"enter", "its mentions", "a", "add", "e", "query", "n", "name", "t", "kind", "w", "words", "d", "remove", "esc", "back",
	}, None: []string{"a", "add", "esc", "back"}, Row: func(l *widget.Line, i int) string { return m.row(l, i, width) }}, width, height)
}

func nameWidth(width int) int { return min(24, max(8, width/4)) }

func (m *monitors) row(l *widget.Line, i, width int) string {
	s := m.all[i]
	l.Fixed(theme.Strong, s.Name, nameWidth(width)).Right(theme.Text, desk.Thousands(s.Today), 6).Right(theme.Text, desk.Thousands(s.Week), 8).Gap(2)
	if s.Err != nil {
		return l.Put(theme.Bad, "cannot be heard: "+s.Err.Error()).String()
	}
	if s.Kind != store.MonitorTopic {
		l.Put(theme.Info, string(s.Kind)+"  ")
	}
	l.Put(theme.Dim, s.Query)
	if len(s.Names) > 0 {
		l.Put(theme.Hint, "  ("+strings.Join(s.Names, ", ")+")")
	}
	return l.String()
}

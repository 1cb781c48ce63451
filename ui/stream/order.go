package stream

import (
	tea "charm.land/bubbletea/v2"

	"earshot/store/query"
	"earshot/ui/keys"
)

// urgentFirst tells whether the list asked for is ordered by priority because the
// person has chosen so: an order or groups that the query names win.
func urgentFirst(p *Pane) bool {
	return p.prefs.kept.Urgent && len(p.show.parsed.Tail.Sort) == 0 && p.show.parsed.Tail.Group == ""
}

// ordered is the query of the list, with the order that was chosen.
func ordered(p *Pane) query.Query {
	q := p.show.parsed
	if urgentFirst(p) {
		q.Tail.Sort = []query.SortKey{{Field: "score", Desc: true}}
	}
	return q
}

// orderCommand puts the most urgent first, or the newest again.
func orderCommand(p *Pane) keys.Command {
	return keys.Command{
		ID: "order", Title: "Urgent or newest first", Keys: []string{"O"}, Scope: keys.Stream,
		Doc: "Puts the highest priority of this moment first, or the newest again; it is remembered. w tells what a priority is made of.",
		When: func() string {
			if len(p.show.parsed.Tail.Sort) > 0 || p.show.parsed.Tail.Group != "" {
				return "this list has the order that its query asks for"
			}
			return ""
		},
		Run: func(string) tea.Cmd {
			p.prefs.kept.Urgent = !p.prefs.kept.Urgent
			p.marks.clear()
			return tea.Batch(p.prefs.save(p.h), p.reload(p.show.filter()))
		},
	}
}

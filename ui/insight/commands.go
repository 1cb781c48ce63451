package insight

import (
	"slices"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store/query"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// periods are the days that the keys step through.
func periods() []int { return []int{7, 14, 30, 90} }

// maxDays is the longest period that can be asked for.
const maxDays = 366

// Commands are the movements, the periods, the query and the way to the stream.
func (p *Pane) Commands() []keys.Command {
	all := pane.ListCommands(keys.Insight, func() pane.Mover {
		if !p.data.known || p.data.Total == 0 {
			return nil
		}
		return &p.walk
	}, func() tea.Cmd {
		p.cache.Drop()
		return nil
	})
	return append(all,
		keys.Command{
			ID: "show", Title: "Show in the stream", Keys: []string{"enter"}, Scope: keys.Insight, Footer: 100, When: p.anyPick,
			Doc: "Filters the stream by the author, network, mood or subject under the cursor.", Run: p.open,
		},
		keys.Command{ID: "shorter", Title: "Fewer days", Keys: []string{"h", "left"}, Scope: keys.Insight, Footer: 70, When: p.canStep(-1), Run: p.step(-1)},
		keys.Command{ID: "longer", Title: "More days", Keys: []string{"l", "right"}, Scope: keys.Insight, Footer: 80, When: p.canStep(1), Run: p.step(1)},
		keys.Command{
			ID: "days", Title: "How many days", Keys: []string{"d"}, Scope: keys.Insight,
			Doc: "Counts as many days as you say, today included.",
			Arg: &keys.Arg{Ask: "days", Hint: "1 to 366", Check: checkDays}, Run: func(arg string) tea.Cmd {
				n, err := strconv.Atoi(arg)
				if err != nil {
					return pane.Send(pane.Notice{Text: checkDays(arg), Level: pane.Warning})
				}
				return p.period(n)
			},
		},
		keys.Command{
			ID: "narrow", Title: "Count only", Keys: []string{"n"}, Scope: keys.Insight, Footer: 60,
			Doc: "Counts only what matches a query.",
			Arg: &keys.Arg{Ask: "count only", Hint: `net:vk sent:neg "exact words"`, Optional: true, Start: func() string { return p.show.text }, Check: p.checkQuery},
			Run: func(arg string) tea.Cmd { return p.narrow(arg, "") },
		},
		keys.Command{
			ID: "widen", Title: "Count everything", Keys: []string{"esc"}, Scope: keys.Insight, Footer: 90, When: p.narrowed,
			Run: func(string) tea.Cmd { return p.narrow("", "") },
		},
	)
}

func (p *Pane) checkQuery(typed string) string {
	if _, err := p.parse(typed); err != nil {
		return err.Error()
	}
	return ""
}

func checkDays(typed string) string {
	if n, err := strconv.Atoi(typed); err != nil || n < 1 || n > maxDays {
		return "a number from 1 to 366"
	}
	return ""
}

func (p *Pane) narrowed() string {
	if p.show.text == "" {
		return "everything is counted already"
	}
	return ""
}

// next is the period before (by -1) or after the one shown; 0 = there is none.
func (p *Pane) next(by int) int {
	all := periods()
	if by < 0 {
		slices.Reverse(all)
	}
	for _, n := range all {
		if by > 0 && n > p.show.days || by < 0 && n < p.show.days {
			return n
		}
	}
	return 0
}

func (p *Pane) canStep(by int) func() string {
	return func() string {
		switch {
		case p.next(by) != 0:
			return ""
		case by > 0:
			return "this is the longest; d takes any number of days"
		}
		return "this is the shortest; d takes any number of days"
	}
}

func (p *Pane) step(by int) func(string) tea.Cmd {
	return func(string) tea.Cmd { return p.period(p.next(by)) }
}

// picked is what enter shows, nil for nothing.
func (p *Pane) picked() query.Expr {
	if p.walk.at < 0 || p.picks == nil {
		return nil
	}
	return p.picks[p.walk.at]
}

func (p *Pane) anyPick() string {
	if p.picked() == nil {
		return "no author, network, mood or subject is under the cursor"
	}
	return ""
}

// open shows in the stream what was counted under the cursor: the same query,
// the same days.
func (p *Pane) open(string) tea.Cmd {
	parts := []query.Expr{p.picked()}
	if p.show.expr != nil {
		parts = append([]query.Expr{p.show.expr}, parts...)
	}
	parts = append(parts, query.Field{Name: "date", Value: query.Range{From: p.data.From.Format(time.DateOnly)}})
	return pane.Send(pane.Filter{Query: query.Print(query.Query{Expr: query.And{List: parts}})})
}

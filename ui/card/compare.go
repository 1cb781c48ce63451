package card

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// compare is the command that puts two people side by side: once on the one, once
// on the other.
func (a acts) compare() keys.Command {
	return keys.Command{
		ID: "compare", Title: "Compare", Keys: []string{"C"}, Scope: keys.Card, Footer: 20, When: a.anyone,
		Doc: "Holds this person; on another person it shows both side by side.", Run: func(string) tea.Cmd {
			one, other := a.p.show.held, a.p.who.Identity.ID
			if one == "" || one == other {
				a.p.show.held = other
				return pane.Send(pane.Notice{Text: Name(a.p.who.Identity.Author) + " is held; the same key on another person compares them", Level: pane.Plain})
			}
			a.p.show.held = ""
			return tea.Batch(pane.Send(pane.Notice{Text: "compared; nobody is held any more"}), a.p.beside(one, other))
		},
	}
}

// beside reads two people and shows them side by side.
func (p *Pane) beside(one, other string) tea.Cmd {
	h, scope := p.h, p.h.Scope()
	return func() tea.Msg {
		var both [2]answer
		for i, id := range []string{one, other} {
			if both[i] = read(h.Context, h.Desk.Lookup, id, 1, scope); both[i].err != nil {
				return h.Fail(both[i].err)
			}
			if !both[i].known {
				return pane.Notice{Text: "one of the two is not known any more", Level: pane.Warning}
			}
		}
		return pane.Push{Overlay: &pair{Page: overlay.NewPage(h, "", nil), h: h, both: both}}
	}
}

// pair is the overlay with two people side by side. It scrolls and closes as a
// page does.
type pair struct {
	*overlay.Page
	h    *pane.Host
	both [2]answer
	top  int
}

// Title names it.
func (c *pair) Title() string { return "Compare" }

// Size is what its rows need.
func (c *pair) Size(width, height int) (int, int) { return width, min(height, len(c.rows())+2) }

// Update scrolls, and closes with enter, esc or q.
func (c *pair) Update(msg tea.Msg) (bool, tea.Cmd) {
	step := 0
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		step = map[string]int{"j": 1, "k": -1}[keys.Letter(msg)]
	case pane.Act:
		step = map[pane.Act]int{pane.Next: 1, pane.Previous: -1, pane.PageDown: 8, pane.PageUp: -8}[msg]
	}
	c.top += step
	return c.Page.Update(msg)
}

// row is one line of the comparison.
type row struct {
	label       string
	left, right string
	token       theme.Token
}

// rows are what is compared, one line each.
func (c *pair) rows() []row {
	one, other := &c.both[0], &c.both[1]
	out := c.accounts(one, other)
	line := func(label string, of func(*answer) string) {
		if l, r := of(one), of(other); l != "" || r != "" {
			out = append(out, row{label, l, r, theme.Text})
		}
	}
	line("Influence", scored)
	line("Rests on", restsOn)
	line("Reach", func(a *answer) string {
		if a.Influence.Reach.Through == 0 {
			return ""
		}
		return a.Influence.Reach.String()
	})
	line("Followers", func(a *answer) string { return widget.Number(a.Sum.Followers) })
	line("Mentions", func(a *answer) string { return fmt.Sprintf("%d, %d open", a.Sum.Mentions, a.Open) })
	line("Mood", c.moods)
	line("Language", func(a *answer) string { return languages(a.Langs) })
	line("Person", func(a *answer) string { return person(c.h, a) })
	line("Place", (*answer).place)
	line("First", func(a *answer) string { return (&sheet{c.h, a}).day(a.Sum.First) })
	line("Last", func(a *answer) string { return (&sheet{c.h, a}).day(a.Sum.Last) })
	line("Marks", marks)
	line("Tags", func(a *answer) string { return few(a.Sum.Tags, 4) })
	line("Lists", func(a *answer) string { return few(a.Sum.Lists, 4) })
	line("Owed", func(a *answer) string { return some(len(a.owed()), "promise", "promises") })
	line("Orders", func(a *answer) string {
		sums := make([]string, 0, len(a.Bought.Sums))
		for _, m := range a.Bought.Sums {
			sums = append(sums, Money(m.Sum, m.Currency))
		}
		return strings.TrimSuffix(some(a.Bought.Count, "order", "orders")+", "+few(sums, 2), ", ")
	})
	return out
}

func some(n int, one, many string) string {
	if n == 0 {
		return ""
	}
	return widget.Plural(n, one, many)
}

// scored is the score of a person; "" where nothing is known.
func scored(a *answer) string {
	score, _, known := strings.Cut(a.Influence.Sum(), " = ")
	if !known {
		return ""
	}
	return score + " of 100"
}

// restsOn is what the score is made of.
func restsOn(a *answer) string {
	_, of, _ := strings.Cut(a.Influence.Sum(), " = ")
	return of
}

func marks(a *answer) string {
	var out []string
	if a.Sum.VIP {
		out = append(out, "VIP")
	}
	for _, c := range a.Influence.Classes {
		out = append(out, string(c.Class))
	}
	return strings.Join(out, ", ")
}

func (c *pair) moods(a *answer) string {
	var out []string
	for _, mood := range []string{"negative", "neutral", "positive"} {
		n := a.Moods[mood]
		if mood == "neutral" {
			n += a.Moods[""]
		}
		_, sign := c.h.Theme.Mood(mood)
		out = append(out, sign+" "+widget.Number(n))
	}
	return strings.Join(out, "  ")
}

// accounts are the names and, in rows of both, the accounts.
func (c *pair) accounts(one, other *answer) []row {
	out := []row{{"", Name(one.Identity.Author), Name(other.Identity.Author), theme.Strong}}
	const most = 5
	cell := func(list []store.Identity, i int) string {
		switch {
		case i >= len(list):
			return ""
		case i == most:
			return fmt.Sprintf("and %d more", len(list)-most)
		}
		return list[i].Network + " " + address(list[i])
	}
	left, right := accounts(one.Members), accounts(other.Members)
	for i := range min(most+1, max(len(left), len(right))) {
		label := ""
		if i == 0 {
			label = "Accounts"
		}
		out = append(out, row{label, cell(left, i), cell(right, i), theme.Text})
	}
	return out
}

// View draws the two columns and the keys.
func (c *pair) View(width, height int) string {
	list := c.rows()
	seen := max(1, height-1)
	c.top = max(0, min(c.top, len(list)-seen))
	var rows []string
	each := max(4, (width-labels-3)/2)
	for _, r := range list[c.top:min(len(list), c.top+seen)] {
		l := widget.NewLine(c.h.Theme, c.h.Policy.Brief(), width).Gap(1).Fixed(theme.Dim, r.label, labels)
		rows = append(rows, l.Fixed(r.token, r.left, each).Gap(1).Fixed(r.token, r.right, each).String())
	}
	for len(rows) < height-1 {
		rows = append(rows, widget.Spaces(width))
	}
	last := widget.NewLine(c.h.Theme, c.h.Policy, width).Put(theme.Key, "esc").Put(theme.Dim, " back")
	if c.top+seen < len(list) {
		last.Put(theme.Dim, "  ").Put(theme.Key, "j").Put(theme.Dim, " more")
	}
	return widget.Block(append(rows, last.String()), width, height)
}

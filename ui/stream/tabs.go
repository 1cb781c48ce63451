package stream

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// tabs are the saved views with their numbers: a line over the list where there
// is room, and the list of letters behind '.
type tabs struct {
	box    *pane.Mailbox
	counts map[string]desk.ViewCount // by name
	stale  bool                      // mentions or views have changed since
	soon   bool                      // by the person himself
	read   time.Time                 // when they were counted last
}

// tabCounts is the answer of count.
type tabCounts map[string]desk.ViewCount

const (
	// tabPause is the least time between two counts: one for many arrivals, not
	// one for each. Nine views of a million mentions are counted by the index.
	tabPause = 500 * time.Millisecond
	// tabRest is the same for somebody who reads further down: what arrives then
	// may cost few bytes and move nothing, and the title says how many are new.
	// What one does oneself is counted at once.
	tabRest = 15 * time.Second
	// Where the line of tabs is drawn: below that the title says enough.
	tabWidth, tabHeight = 60, 14
	// tabNumber is how wide a number stands in a tab at least, so that little jumps.
	tabNumber = 3
)

// due is when the views are to be counted again; zero = they are fresh, or it is
// under way.
func (t *tabs) due(follow bool) time.Time {
	switch {
	case !t.stale || t.box.Busy():
		return time.Time{}
	case follow || t.soon:
		return t.read.Add(tabPause)
	}
	return t.read.Add(tabRest)
}

// countTabs counts the views if that is due.
func countTabs(p *Pane) tea.Cmd {
	t := &p.tabs
	if at := t.due(p.show.follow); at.IsZero() || p.h.Now().Before(at) {
		return nil
	}
	t.stale, t.soon, t.read = false, false, p.h.Now()
	h, scope := p.h, p.h.Scope()
	return t.box.Read(func(ctx context.Context) tea.Msg {
		views, err := h.Desk.Setup.Views(ctx)
		if err != nil {
			return nil
		}
		counts, err := h.Desk.Setup.ViewCounts(ctx, views, scope)
		if err != nil {
			return nil
		}
		out := tabCounts{}
		for i, v := range views {
			out[v.Name] = counts[i]
		}
		return out
	})
}

// tab is one view as it stands in the line.
type tab struct {
	view store.View
	now  bool
	n    string // its number, "" = not known yet
	news bool   // nobody has seen some of them
}

func tabsOf(p *Pane) []tab {
	var out []tab
	for _, v := range views(p.h) {
		t := tab{view: v, now: v.Name == p.show.name}
		if c, ok := p.tabs.counts[v.Name]; ok {
			if c.Err == nil {
				t.n, t.news = widget.Number(c.Total), c.New > 0
			} else {
				t.n = "!"
			}
		}
		if t.now && p.read.counts {
			t.n = widget.Number(p.read.total) // the list is the first to know
		}
		out = append(out, t)
	}
	return out
}

// width is what a tab takes, be it the present one or not: a bracket, letter, name,
// number, and the sign of what is new; in the present one the other bracket stands
// where the number would.
func (t tab) width(pol widget.Policy) int {
	return 4 + pol.Width(pol.Clean(t.view.Letter)+pol.Clean(t.view.Name)) + max(tabNumber, len(t.n))
}

// tabLine draws the tabs from the first of them on that lets the present one be
// in sight, and says how many there are besides.
func tabLine(p *Pane, width int) string {
	list, pol := tabsOf(p), p.h.Policy.Brief()
	const more = 8
	room := func(from int) int { // the first that has no room any more
		left := width
		for i := from; i < len(list); i++ {
			if left -= list[i].width(pol); left < more && i < len(list)-1 || left < 0 {
				return i
			}
		}
		return len(list)
	}
	from, now := 0, 0
	for i, t := range list {
		if t.now {
			now = i
		}
	}
	for from < now && room(from) <= now {
		from++
	}
	to := max(room(from), min(from+1, len(list)))
	l := widget.NewLine(p.h.Theme, pol, width)
	for _, t := range list[from:to] {
		t.draw(l, p.h)
	}
	if hidden := len(list) - (to - from); hidden > 0 {
		l.End(theme.Hint, fmt.Sprintf("' +%d ", hidden))
	}
	return l.String()
}

// draw puts a tab into the line; the number stands at the name, not at the next
// tab.
func (t tab) draw(l *widget.Line, h *pane.Host) {
	left := l.Left()
	name, number := theme.Dim, theme.Dim
	if t.news {
		number = theme.Unseen
	}
	if t.now {
		name = theme.Focus
		l.Put(theme.Accent, "[")
	} else {
		l.Gap(1)
	}
	l.Put(theme.Key, t.view.Letter).Gap(1).Put(name, t.view.Name)
	if !t.now { // its number stands in the title, and an arrival need not write it twice
		l.Gap(1).Put(number, t.n)
	}
	if t.news {
		l.Put(theme.Unseen, h.Theme.Signs.New)
	}
	if t.now {
		l.Put(theme.Accent, "]")
	}
	l.Gap(t.width(h.Policy.Brief()) - (left - l.Left()))
}

// letters lists the views behind ': what the character may be.
func letters(p *Pane) []keys.Choice {
	var out []keys.Choice
	for _, t := range tabsOf(p) {
		if t.view.Letter == "" {
			continue
		}
		out = append(out, keys.Choice{Text: t.view.Letter, Label: fmt.Sprintf("%s %*s", t.view.Name, tabNumber+1, t.n)})
	}
	return out
}

// renamed follows what has become of the view that is shown: another query,
// another name, or saved by now.
func renamed(p *Pane) tea.Cmd {
	if p.bar.open {
		return nil
	}
	now := p.show.filter()
	same := ""
	for _, v := range views(p.h) {
		if v.Name == now.Name {
			if v.Query == now.Query {
				return nil
			}
			return p.filter(pane.Filter{Name: v.Name, Query: v.Query})
		}
		if v.Query == now.Query && same == "" {
			same = v.Name
		}
	}
	p.show.name = same
	return nil
}

package sources

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// sheet is the overlay.
type sheet struct{ p *Pane }

// Title names it.
func (s sheet) Title() string { return "Sources" }

// Size is what the accounts need, with room for what is told of one.
func (s sheet) Size(width, height int) (int, int) {
	return width, min(height, len(s.p.all)+aside+3)
}

// aside is how many lines are told of the account under the cursor.
const aside = 12

// Cursor is never shown.
func (s sheet) Cursor() *tea.Cursor { return nil }

// Update takes a key or an act.
func (s sheet) Update(msg tea.Msg) (bool, tea.Cmd) {
	switch name := s.p.list.Steer(msg); name {
	case "q":
		s.p.open = false
		return true, nil
	case "enter":
		return s.show()
	case "R", "t", "p":
		return false, s.ask(name)
	}
	return false, nil
}

// Point takes a click.
func (s sheet) Point(at pane.Pointer) tea.Cmd { return s.p.list.Point(at) }

// show lets the stream show what the account has heard.
func (s sheet) show() (bool, tea.Cmd) {
	at := s.p.at()
	if at == nil {
		return false, nil
	}
	if at.Network == hookNetwork {
		return false, s.p.showLog(at.Name)
	}
	s.p.open = false
	return true, pane.Send(pane.To{Pane: keys.Stream, Msg: pane.Filter{Query: "account:" + at.Name}})
}

// ask reads the account now instead of at its next time; hooks have keys of their
// own.
func (s sheet) ask(key string) tea.Cmd {
	at := s.p.at()
	switch {
	case at == nil:
		return nil
	case at.Network == hookNetwork:
		return s.p.hookKey(at.Name, key)
	case key != "R":
		return nil
	}
	name, setup := at.Name, s.p.h.Desk.Setup
	return s.p.telling(func(ctx context.Context, _ desk.By) (string, error) {
		return "asking " + name + " now", setup.ReadNow(ctx, name)
	})
}

// View draws the accounts, and below them what there is to know of one.
func (s sheet) View(width, height int) string {
	p := s.p
	line := func() *widget.Line { return widget.NewLine(p.h.Theme, p.h.Policy.Brief(), width) }
	now := overlay.Sheet{Row: p.row, Keys: s.keys(), None: []string{"esc", "back"}}
	switch {
	case p.err != "":
		now.Head = overlay.Prose(p.h, theme.Bad, p.err, width)
	case p.got && len(p.all) == 0:
		now.Head = overlay.Prose(p.h, theme.Text, "No account is connected yet. Add one with :connect, or in a shell: earshot connect", width)
	case len(p.all) > 0:
		head := line().Gap(2)
		for _, c := range p.columns(head.Left()) {
			head.Fixed(theme.Dim, c.head, c.width).Gap(1)
		}
		now.Head = []string{head.String()}
		now.Tail = s.aside(line)
		now.Tail = now.Tail[:max(0, min(len(now.Tail), height-6))] // two accounts stay in sight
	}
	return p.list.Lines(p.h, now, width, height)
}

// keys are those of the row under the cursor, with what they do.
func (s sheet) keys() []string {
	if at := s.p.at(); at != nil && at.Network == hookNetwork {
		pause := "pause"
		if at.paused {
			pause = "go on"
		}
		return []string{"enter", "what it was told", "t", "try it out", "R", "tell it again", "p", pause, "esc", "back"}
	}
	return []string{"enter", "what it heard", "R", "ask it now", "esc", "back"}
}

// column is a part of a row.
type column struct {
	head  string
	width int
	text  func(p *Pane, s *source) string
}

const mayPost = "may post"

// columns are those that a width has room for, the most telling first; what no
// network tells has none.
func (p *Pane) columns(width int) (out []column) {
	name := 16
	if width >= 110 {
		name = 24
	}
	for _, c := range []column{
		{"account", name, func(_ *Pane, s *source) string { return s.Name }},
		{"network", 9, func(_ *Pane, s *source) string { return s.Network }},
		{"state", 9, func(_ *Pane, s *source) string {
			if s.paused {
				return "paused"
			}
			return state(s.health)
		}},
		{"heard", 6, func(p *Pane, s *source) string {
			if s.health.LastEvent.IsZero() {
				return "never"
			}
			if s.silent.ID != "" {
				return widget.Ago(p.h.Now(), s.health.LastEvent, p.h.Zone) + " !"
			}
			return widget.Ago(p.h.Now(), s.health.LastEvent, p.h.Zone)
		}},
		{"behind", 6, func(_ *Pane, s *source) string { return behind(s.health) }},
		{"may ask", 12, func(p *Pane, s *source) string { return left(s.health.Left, s.health.Reset, p.h.Now()) }},
		{mayPost, 12, func(p *Pane, s *source) string {
			if !s.health.Posts.Known {
				return ""
			}
			return left(s.health.Posts.Left, s.health.Posts.Reset, p.h.Now())
		}},
		{"handle", 24, func(_ *Pane, s *source) string { return s.Handle }},
	} {
		if c.head == mayPost && !slices.ContainsFunc(p.all, func(s source) bool { return s.health.Posts.Known }) {
			continue
		}
		if width -= c.width + 1; width < 0 {
			break
		}
		out = append(out, c)
	}
	return out
}

func (p *Pane) row(l *widget.Line, i int) string {
	s := &p.all[i]
	for _, c := range p.columns(l.Left()) {
		token := theme.Text
		switch c.head {
		case "account":
			token = theme.Strong
		case "heard":
			if s.silent.ID != "" {
				token = theme.Warn
			}
		case "state":
			if token = pane.HealthToken(s.health.State); s.health.State == store.HealthOK {
				token = theme.Good
			}
		}
		l.Fixed(token, c.text(p, s), c.width).Gap(1)
	}
	return l.String()
}

// aside is what there is to know of the account under the cursor: what is wrong
// and what to do first.
func (s sheet) aside(line func() *widget.Line) (rows []string) {
	at := s.p.at()
	if at == nil {
		return nil
	}
	say := func(t theme.Token, label, text string) {
		for i, part := range s.p.h.Policy.Brief().Wrap(text, max(1, line().Left()-13), 3) {
			if i > 0 {
				label = ""
			}
			rows = append(rows, line().Gap(2).Fixed(theme.Dim, label, 9).Gap(1).Put(t, part).String())
		}
	}
	rows = append(rows, line().String())
	if h := at.health; h.Message != "" {
		text := h.Message
		if wait := h.NextTry.Sub(s.p.h.Now()); wait > 0 {
			text += "; asks again in " + widget.Short(wait)
		}
		label := "trouble"
		if at.paused {
			label = "paused"
		}
		say(pane.HealthToken(h.State), label, text)
	}
	if al := at.silent; al.ID != "" {
		say(theme.Warn, "silent", fmt.Sprintf("nothing for %s, longer than usual at these hours: %s", widget.Short(s.p.h.Now().Sub(al.Began)), al.Why))
	}
	if who := strings.Join(slices.DeleteFunc([]string{at.Title, at.Server}, func(t string) bool { return t == "" }), " · "); who != "" {
		say(theme.Text, "is", who)
	}
	if len(at.Watch) > 0 {
		say(theme.Text, "watches", strings.Join(at.Watch, ", "))
	}
	if len(at.Can) > 0 {
		say(theme.Text, "can", strings.Join(at.Can, ", ")+posts(at.Limits))
	}
	if text := counted(at.counts); text != "" {
		say(theme.Text, "counts", text)
	}
	for _, ability := range absent(at.Lacks) {
		if len(ability) > 6 { // "no " and it would not fit beside the reasons
			say(theme.Dim, "no", ability+": "+at.Lacks[ability])
			continue
		}
		say(theme.Dim, "no "+ability, at.Lacks[ability])
	}
	return rows
}

// absent are abilities in order, what is about one place (a group, say) first.
func absent(lacks map[string]string) []string {
	all := slices.Sorted(maps.Keys(lacks))
	slices.SortStableFunc(all, func(a, b string) int {
		return strings.Count(b, " ") - strings.Count(a, " ")
	})
	return all
}

// posts tells what one post may hold.
func posts(l store.Limits) string {
	var parts []string
	if l.Chars > 0 {
		parts = append(parts, fmt.Sprintf("%d characters", l.Chars))
	}
	if l.Media > 0 {
		parts = append(parts, fmt.Sprintf("%d files", l.Media))
	}
	if len(parts) == 0 {
		return ""
	}
	return "; a post has up to " + strings.Join(parts, " and ")
}

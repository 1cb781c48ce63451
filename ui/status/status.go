// Package status is the line at the bottom: accounts with their health, counts,
// what is held before it leaves, notices. It is a pane without keys.
package status

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// Scope is the status line's address.
const Scope keys.Scope = "status"

// Pane is the status line.
type Pane struct {
	h      *pane.Host
	boxes  [4]*pane.Mailbox
	health []store.Health
	counts desk.Counters
	digits [4]int      // the most that each count has had: nothing jumps when one shrinks
	known  bool        // counts have been read
	unseen int         // alerts
	owed   []time.Time // when what the person has promised is due, the first first
	pace   pane.Pace
	held   []time.Time
	notice pane.Notice
	until  time.Time // when the notice goes
	cache  pane.Cache
}

// New makes the status line.
func New(h *pane.Host) *Pane {
	p := &Pane{h: h, pace: pane.Pace{Soon: soon, Later: later}}
	for i := range p.boxes {
		p.boxes[i] = h.Mailbox(Scope)
	}
	return p
}

// Scope is the status line's address.
func (p *Pane) Scope() keys.Scope { return Scope }

// Title is never shown.
func (p *Pane) Title() string { return "Status" }

// Commands are none.
func (p *Pane) Commands() []keys.Command { return nil }

// Captures is never true.
func (p *Pane) Captures() bool { return false }

// Cursor is never shown.
func (p *Pane) Cursor() *tea.Cursor { return nil }

// The answers of the three reads.
type (
	gotHealth []store.Health
	gotCounts desk.Counters
	gotHeld   []time.Time
)

// Changed reads what has changed.
func (p *Pane) Changed(ch pane.Changes) tea.Cmd {
	var cmds []tea.Cmd
	if ch.Touch(store.TopicHealth, store.TopicAccounts) {
		cmds = append(cmds, p.boxes[0].Read(func(ctx context.Context) tea.Msg {
			list, err := p.h.Desk.Setup.Health(ctx)
			if err != nil {
				return nil
			}
			return gotHealth(list)
		}))
	}
	if ch.Touch(store.TopicMentions) {
		p.pace.Spoil()
		cmds = append(cmds, p.recount())
	}
	if ch.Touch(store.TopicPosts, store.TopicJobs) {
		cmds = append(cmds, p.boxes[2].Read(p.readHeld()))
	}
	if ch.Touch(store.TopicTasks) {
		cmds = append(cmds, p.boxes[3].Read(p.readOwed()))
	}
	return tea.Batch(cmds...)
}

// soon and later are the least times between two readings of the counts: at 10
// changes a second nobody could read them, and every reading costs four questions.
const (
	soon  = 500 * time.Millisecond
	later = 3 * time.Second
)

// due is when the counts are to be read again; zero = they are fresh, or a
// reading is under way, which is never cut short by the next change.
func (p *Pane) due() time.Time {
	if p.boxes[1].Busy() {
		return time.Time{}
	}
	return p.pace.Due(p.h)
}

// recount reads the counts if they are due.
func (p *Pane) recount() tea.Cmd {
	if at := p.due(); at.IsZero() || p.h.Now().Before(at) {
		return nil
	}
	p.pace.Count(p.h)
	scope, lookup := p.h.Scope(), p.h.Desk.Lookup
	return p.boxes[1].Read(func(ctx context.Context) tea.Msg {
		c, err := lookup.Counters(ctx, scope)
		if err != nil {
			return nil
		}
		return gotCounts(c)
	})
}

// readHeld finds our own sends that can still be stopped.
func (p *Pane) readHeld() func(context.Context) tea.Msg {
	user := p.h.User
	return func(ctx context.Context) tea.Msg {
		posts, err := p.h.Desk.Publish.Waiting(ctx)
		if err != nil {
			return nil
		}
		held := gotHeld{}
		for _, post := range posts {
			if post.By == user && post.State() == store.DeliveryHeld {
				held = append(held, post.At)
			}
		}
		return held
	}
}

// Update takes answers, notices and ticks.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case gotHealth:
		p.health = msg
	case gotCounts:
		p.counts, p.known = desk.Counters(msg), true
	case gotHeld:
		p.held = msg
	case gotOwed:
		p.owed = msg
	case pane.Unseen:
		p.unseen = int(msg)
	case pane.Notice:
		if msg.Text == "" && !p.notice.Refusal {
			return nil // something newer is told
		}
		if msg.Undo {
			p.h.Acted() // a long one ends only now
		}
		p.notice, p.until = msg, p.h.Now().Add(life(msg))
	case pane.Tick:
		if !p.until.IsZero() && !p.h.Now().Before(p.until) {
			p.notice, p.until = pane.Notice{}, time.Time{}
		}
		p.cache.Drop()
		return p.recount()
	case pane.Restyled:
	default:
		return nil
	}
	p.cache.Drop()
	return nil
}

// pending are the held sends that have not left yet.
func (p *Pane) pending() (n int, first time.Time) {
	for _, at := range p.held {
		if at.After(p.h.Now()) {
			n++
			if first.IsZero() || at.Before(first) {
				first = at
			}
		}
	}
	return n, first
}

// NextTick is when the countdown of a held send changes, else when the notice
// goes; and when the counts are to be read again.
func (p *Pane) NextTick() time.Time {
	next := p.until
	if n, at := p.pending(); n > 0 {
		whole := (at.Sub(p.h.Now()) - 1) / time.Second
		next = at.Add(-whole * time.Second)
	}
	_, owed := p.late()
	return pane.Sooner(pane.Sooner(pane.Sooner(next, p.due()), p.h.NextWork()), owed)
}

// View draws one line.
func (p *Pane) View(width, height int) string {
	return p.cache.View(width, height, func() string {
		return widget.Block([]string{p.draw(width)}, width, height)
	})
}

// draw puts the counts first, where they stay: what is told comes behind them, and
// before them only where it has no room otherwise.
func (p *Pane) draw(width int) string {
	l := widget.NewLine(p.h.Theme, p.h.Policy.Brief(), width)
	if l.Gap(1); !p.h.Theme.Banded() {
		l.Gap(1) // for the rule that the screen puts there
	}
	if text := p.h.Working(); text != "" {
		p.drawCounts(l)
		return l.Put(theme.Info, text).String()
	}
	sending := p.sending()
	if sending == "" && p.notice.Text == "" {
		p.drawCounts(l)
		p.drawHealth(l)
		return l.String()
	}
	counts, pol := p.countText(), p.h.Policy.Brief()
	told := pol.Width(sending) + min(leastNotice, pol.Width(pol.Clean(p.notice.Text)))
	stay := told+len(counts)+4 <= l.Left()
	if stay {
		p.drawCounts(l)
	}
	if sending != "" {
		l.Put(theme.Warn, sending).Gap(2)
	}
	if p.notice.Text == "" {
		if !stay {
			p.drawCounts(l)
		}
		p.drawHealth(l)
		return l.String()
	}
	tokens := map[pane.Level]theme.Token{pane.Plain: theme.Info, pane.Done: theme.Good, pane.Warning: theme.Warn, pane.Failure: theme.Bad}
	l.Put(tokens[p.notice.Level], p.notice.Text)
	if key := p.undo(); p.notice.Undo && key != "" && l.Left() > len(key)+len(takesBack)+2 {
		l.Gap(2).Put(theme.Key, key).Put(theme.Dim, takesBack)
	}
	return l.String()
}

// leastNotice is how many cells of a notice must be in sight beside the counts.
const leastNotice = 60

// sending says that something is held and can be stopped; "" = nothing is.
func (p *Pane) sending() string {
	n, at := p.pending()
	if n == 0 {
		return ""
	}
	text := fmt.Sprintf("sending in %ds", int((at.Sub(p.h.Now())+time.Second-1)/time.Second))
	if key := p.undo(); key != "" {
		text += ": " + key + toStop
	}
	if n > 1 {
		text += fmt.Sprintf(" (%d held)", n)
	}
	return text
}

// undo is the key that takes back.
func (p *Pane) undo() string { return p.h.Key("undo", "z") }

// What the key of undo does, said behind it.
const (
	takesBack = " takes it back"
	toStop    = " to stop"
)

// count is one of the counts, as wide as it has ever been in this session.
type count struct {
	text, what string
	token      theme.Token
}

func (p *Pane) columns() []count {
	c := p.counts
	all := [4]struct {
		n     int
		what  string
		token theme.Token
	}{{c.Open, "open", theme.Strong}, {c.Mine, "mine", theme.Name}, {c.Urgent, "urgent", theme.Bad}, {c.Leads, "leads", theme.Lead}}
	var out []count
	for i, one := range all {
		text := fmt.Sprint(one.n)
		p.digits[i] = max(p.digits[i], len(text))
		if one.n == 0 {
			one.token = theme.Dim
		}
		out = append(out, count{fmt.Sprintf("%*s", p.digits[i], text), one.what, one.token})
	}
	if n, _ := p.late(); n > 0 {
		out = append(out, count{fmt.Sprint(n), "owed", theme.Bad})
	}
	if p.unseen > 0 { // most of the time there is none, and the accounts have the room
		out = append(out, count{fmt.Sprint(p.unseen), plural("alert", p.unseen), theme.Accent})
	}
	return out
}

func plural(word string, n int) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

func (p *Pane) countText() string {
	if !p.known {
		return ""
	}
	var parts []string
	for _, c := range p.columns() {
		parts = append(parts, c.text+" "+c.what)
	}
	return strings.Join(parts, "  ")
}

func (p *Pane) drawCounts(l *widget.Line) {
	if !p.known {
		return
	}
	for _, c := range p.columns() {
		l.Put(c.token, c.text).Put(theme.Dim, " "+c.what).Gap(2)
	}
}

// part is one account's health.
type part struct {
	token theme.Token
	text  string
}

// drawHealth puts the accounts at the right end: all of them if they fit, else
// those with trouble and how many are well, else as much of the trouble as fits,
// the worst first.
func (p *Pane) drawHealth(l *widget.Line) {
	if len(p.health) == 0 {
		l.End(theme.Dim, "no account connected ")
		return
	}
	var all, failed, waiting, why []part
	told := false // a failing account has a reason
	for _, h := range p.health {
		one := part{pane.HealthToken(h.State), h.Account + " " + pane.HealthWord(h.State)}
		all = append(all, one)
		switch h.State {
		case store.HealthFailed:
			failed = append(failed, one)
			if h.Message != "" {
				one.text += ": " + h.Message
				told = true
			}
			why = append(why, one)
		case store.HealthWaiting:
			waiting = append(waiting, one)
		}
	}
	trouble := append(failed, waiting...)
	well := part{theme.Dim, fmt.Sprintf("%d accounts ok", len(all)-len(trouble))}
	tries := [][]part{all, append([]part{well}, trouble...)}
	if told {
		tries = slices.Insert(tries, 0, append([]part{well}, append(why, waiting...)...))
	}
	for n := len(trouble); n > 0; n-- {
		tries = append(tries, trouble[:n])
	}
	for _, parts := range tries {
		width := 1
		for _, one := range parts {
			width += p.h.Policy.Width(one.text) + 2
		}
		if width > l.Left() {
			continue
		}
		l.Gap(l.Left() - width)
		for _, one := range parts {
			l.Gap(2).Put(one.token, one.text)
		}
		return
	}
}

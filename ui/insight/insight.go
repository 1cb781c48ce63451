// Package insight is the pane of analytics: how much is said and in which mood,
// how fast we answer, where, what about, by whom, and at which hours of the
// week. What is shown are whole days, the last of them today, of everything or
// of what matches a query.
//
// Figures are counted anew when mentions change, only while somebody can see
// them: at most once a second after one's own acts and while the pane has the
// focus, at most twice a minute for what arrives while one works beside it.
package insight

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/query"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// Pane is the analytics.
type Pane struct {
	h     *pane.Host
	box   *pane.Mailbox
	show  showing
	pace  pane.Pace
	seen  bool // what was counted last has been drawn
	data  answer
	walk  walk
	picks map[int]query.Expr // line -> what enter shows
	cache pane.Cache
}

// showing is what is counted.
type showing struct {
	days  int
	text  string // the query; empty = everything
	expr  query.Expr
	named string // the saved view it came from
}

// soon and later are the least times between two readings that nobody asked for:
// see pane.Pace, and the comment of this package.
const (
	soon  = time.Second
	later = 30 * time.Second
)

// New makes the analytics of the last two weeks.
func New(h *pane.Host) *Pane {
	return &Pane{h: h, box: h.Mailbox(keys.Insight), show: showing{days: 14}, walk: walk{at: -1}, pace: pane.Pace{Soon: soon, Later: later}}
}

// Scope is the address of the analytics.
func (p *Pane) Scope() keys.Scope { return keys.Insight }

// Title names the days and the query.
func (p *Pane) Title() string {
	title := fmt.Sprintf("Analytics: %d days", p.show.days)
	if p.show.days == 1 {
		title = "Analytics: today"
	}
	switch {
	case p.show.named != "":
		title += "  " + p.show.named
	case p.show.text != "":
		title += "  " + p.show.text
	}
	if percent, slow := p.box.Slow(); slow && percent >= 0 {
		title += fmt.Sprintf("  counting %d%%", percent)
	} else if slow {
		title += "  counting"
	}
	return title
}

// Captures is never true: nothing is edited here.
func (p *Pane) Captures() bool { return false }

// Cursor is never shown.
func (p *Pane) Cursor() *tea.Cursor { return nil }

// answer is one reading of the store.
type answer struct {
	desk.Report
	known bool
	err   error
}

// Update takes what is addressed to the analytics. A pane.Filter says what the
// stream shows: the figures follow.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case answer:
		if errors.Is(msg.err, context.Canceled) {
			return nil
		}
		p.cache.Drop()
		if msg.err != nil {
			p.data.err = msg.err
			return nil
		}
		p.data = msg
	case pane.Filter:
		return p.narrow(msg.Query, msg.Name)
	case pane.Tick:
		if !p.data.known {
			p.cache.Drop() // says that it takes long
		}
		if due := p.NextTick(); !p.box.Busy() && !due.IsZero() && !msg.Now.Before(due) {
			return p.load()
		}
	case pane.Focused:
		if p.pace.Later = later; msg.Now {
			p.pace.Later = soon
		}
	case pane.Restyled:
		p.cache.Drop()
	}
	return nil
}

// Changed counts again when mentions or answers have changed.
func (p *Pane) Changed(ch pane.Changes) tea.Cmd {
	switch {
	case ch == nil:
		return p.load()
	case ch.Touch(store.TopicMentions):
		p.pace.Spoil()
	}
	return nil
}

// NextTick is when the figures are to be counted again, and while they are being
// counted, when to tell how far that is. A count under way is not cut short by
// the next change: it would never end.
func (p *Pane) NextTick() time.Time {
	if p.box.Busy() {
		return p.box.NextTick()
	}
	due, now := p.pace.Due(p.h), p.h.Now()
	if !p.seen || due.IsZero() {
		return time.Time{}
	}
	if due.Before(now) {
		return now
	}
	return due
}

// load counts.
func (p *Pane) load() tea.Cmd {
	p.seen = false
	p.pace.Count(p.h)
	d, show, scope := p.h.Desk, p.show, p.h.Scope()
	return p.box.Read(func(ctx context.Context) tea.Msg { return read(ctx, d, show, scope) })
}

func read(ctx context.Context, d *desk.Desk, show showing, scope store.Scope) answer {
	report, err := d.Stats.Report(ctx, show.expr, show.days, scope)
	return answer{Report: report, known: err == nil, err: err}
}

// narrow counts only what matches a query; named is the view it comes from.
func (p *Pane) narrow(text, named string) tea.Cmd {
	q, err := p.parse(text)
	if err != nil {
		return pane.Send(pane.Notice{Text: err.Error(), Level: pane.Warning})
	}
	if text == p.show.text {
		p.show.named = named
		return nil
	}
	p.show.text, p.show.expr, p.show.named = text, q.Expr, named
	p.walk = walk{at: -1}
	return p.load()
}

// period counts other days.
func (p *Pane) period(days int) tea.Cmd {
	p.show.days = days
	p.walk = walk{at: -1}
	return p.load()
}

func (p *Pane) parse(text string) (query.Query, error) { return query.Parse(text) }

// View draws the figures.
func (p *Pane) View(width, height int) string {
	p.seen = true
	return p.cache.View(width, height, func() string { return p.draw(width, height) })
}

// Package alerts is the place over the stream that shows what is worth a look:
// what was raised, what is talked about more than before, and what is watched. It
// tells the status line how much of it is not seen, and rings if that is wanted.
package alerts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/widget"
)

// part is one of the three lists.
type part int

// The parts, in the order in which l goes through them.
const (
	raised part = iota
	topics
	watched
	parts
)

// Pane is the alerts.
type Pane struct {
	h     *pane.Host
	boxes [3]*pane.Mailbox // alerts and subscriptions, topics, the bell
	show  part
	here  bool // it lies over the stream
	lists [parts]widget.List[string]
	data  answer
	talk  trends
	bell  bell
	spots pane.Rows
	cache pane.Cache
}

// trends are the topics of a day as they were read last.
type trends struct {
	list  []desk.Topic
	known bool
	err   error
	pace  pane.Pace
}

// most is how many alerts are read.
const most = 200

// soon and later are the least times between two looks for topics, which read the
// texts of a day; see pane.Pace.
const (
	soon  = 10 * time.Second
	later = 2 * time.Minute
)

// day is how far back topics are looked for.
const day = 24 * time.Hour

// New makes the alerts.
func New(h *pane.Host) *Pane {
	p := &Pane{h: h, talk: trends{pace: pane.Pace{Soon: soon, Later: later}}}
	for i := range p.boxes {
		p.boxes[i] = h.Mailbox(keys.Alerts)
	}
	return p
}

// Scope is the address of the alerts.
func (p *Pane) Scope() keys.Scope { return keys.Alerts }

// Title says what is shown and how much of it is not seen.
func (p *Pane) Title() string {
	title := [parts]string{"Alerts", "Alerts: trends of 24 h", "Alerts: what is watched"}[p.show]
	if n := p.data.list.Unseen; n > 0 {
		title += fmt.Sprintf("  %d unseen", n)
	}
	if until := p.data.list.Until; !until.IsZero() {
		title += "  quiet until " + until.In(p.h.Zone).Format("15:04")
		if n := p.data.list.Waiting; n > 0 {
			title += fmt.Sprintf(", %d wait", n)
		}
	}
	if percent, slow := p.boxes[1].Slow(); slow && p.show == topics {
		title += "  looking"
		if percent >= 0 {
			title += fmt.Sprintf(" %d%%", percent)
		}
	}
	return title
}

// Captures is never true: prompts ask.
func (p *Pane) Captures() bool { return false }

// Cursor is never shown.
func (p *Pane) Cursor() *tea.Cursor { return nil }

// answer is what was raised and what is watched.
type answer struct {
	list  desk.AlertList
	subs  []store.AlertSub
	known bool
	err   error
}

// gotTopics is what is talked about.
type gotTopics struct {
	list []desk.Topic
	err  error
}

// Changed reads again what was raised; topics only while somebody looks.
func (p *Pane) Changed(ch pane.Changes) tea.Cmd {
	var cmds []tea.Cmd
	if ch == nil {
		cmds = append(cmds, p.bell.recall(p))
	}
	if ch.Touch(store.TopicAlerts) {
		cmds = append(cmds, p.load())
	}
	if ch.Touch(store.TopicMentions) {
		p.talk.pace.Spoil()
	}
	return tea.Batch(cmds...)
}

func (p *Pane) load() tea.Cmd {
	alerts, user := p.h.Desk.Alerts, p.h.User
	return p.boxes[0].Read(func(ctx context.Context) tea.Msg {
		list, err := alerts.List(ctx, user, most)
		if err != nil {
			return answer{err: err}
		}
		subs, err := alerts.Subs(ctx)
		return answer{list, subs, err == nil, err}
	})
}

// look reads the topics.
func (p *Pane) look() tea.Cmd {
	p.talk.pace.Count(p.h)
	alerts, scope := p.h.Desk.Alerts, p.h.Scope()
	return p.boxes[1].Read(func(ctx context.Context) tea.Msg {
		list, err := alerts.Trends(ctx, nil, day, scope)
		return gotTopics{list, err}
	})
}

// Update takes what is addressed to the alerts.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case answer:
		p.cache.Drop()
		return p.got(msg)
	case gotTopics:
		p.cache.Drop()
		p.gotTopics(msg)
	case rung:
		p.bell.on = bool(msg)
	case pane.Focused:
		p.here = msg.Now
	case pane.Tick:
		p.cache.Drop()
		if due := p.topicsDue(); !due.IsZero() && !msg.Now.Before(due) {
			return p.look()
		}
	case pane.Restyled:
		p.cache.Drop()
	}
	return nil
}

func (p *Pane) got(msg answer) tea.Cmd {
	if errors.Is(msg.err, context.Canceled) {
		return nil
	}
	if p.data.err = msg.err; msg.err != nil {
		return nil
	}
	p.data = msg
	ids := make([]string, len(msg.list.Rows))
	for i, r := range msg.list.Rows {
		ids[i] = r.ID
	}
	p.lists[raised].Set(ids)
	ids = nil
	for _, s := range msg.subs {
		ids = append(ids, s.Name)
	}
	p.lists[watched].Set(ids)
	return tea.Batch(p.bell.ring(msg.list.Newest), pane.Send(pane.To{Pane: "status", Msg: pane.Unseen(msg.list.Unseen)}))
}

func (p *Pane) gotTopics(msg gotTopics) {
	if errors.Is(msg.err, context.Canceled) {
		return
	}
	if p.talk.err = msg.err; msg.err != nil {
		return
	}
	p.talk.list, p.talk.known = msg.list, true
	var ids []string
	for _, t := range msg.list {
		ids = append(ids, t.Terms[0].Key)
	}
	p.lists[topics].Set(ids)
}

// topicsDue is when topics are to be looked for again; zero = they are fresh, or
// nobody sees them.
func (p *Pane) topicsDue() time.Time {
	if p.show != topics || !p.here || p.boxes[1].Busy() {
		return time.Time{}
	}
	return p.talk.pace.Due(p.h)
}

// NextTick is when something has to be read or told again.
func (p *Pane) NextTick() time.Time { return pane.Sooner(p.topicsDue(), p.boxes[1].NextTick()) }

// turn shows another of the three lists.
func (p *Pane) turn(to part) tea.Cmd {
	p.show = to
	p.cache.Drop()
	if to == topics && (!p.talk.known || !p.talk.pace.Due(p.h).IsZero()) && !p.boxes[1].Busy() {
		return p.look()
	}
	return nil
}

// alert is the selected row of what was raised, nil where there is none.
func (p *Pane) alert() *desk.AlertRow {
	id, ok := p.lists[raised].Selected()
	i := slices.IndexFunc(p.data.list.Rows, func(r desk.AlertRow) bool { return r.ID == id })
	if p.show != raised || !ok || i < 0 {
		return nil
	}
	return &p.data.list.Rows[i]
}

// topic is the selected topic.
func (p *Pane) topic() *desk.Topic {
	if at := p.lists[topics].At(); p.show == topics && at >= 0 && at < len(p.talk.list) {
		return &p.talk.list[at]
	}
	return nil
}

// sub is the subscription that a command works on: the selected one, or that which
// raised the selected alert.
func (p *Pane) sub() *store.AlertSub {
	name, _ := p.lists[watched].Selected()
	if p.show != watched {
		name = ""
		if a := p.alert(); a != nil {
			name = a.Sub
		}
	}
	i := slices.IndexFunc(p.data.subs, func(s store.AlertSub) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &p.data.subs[i]
}

// words are what a post about a topic begins with.
func words(t *desk.Topic) string {
	var out []string
	for _, term := range t.Terms {
		out = append(out, term.Form)
	}
	return strings.Join(out, " ") + " "
}

package stream

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// prefs is what the stream remembers of a person from one session to the next.
//
// It is written a few seconds after something worth it has changed, and when the
// session ends: a process that is killed forgets some seconds of reading.
type prefs struct {
	box   *pane.Mailbox
	kept  remembered
	due   time.Time // when kept is to be written; zero = it has been
	ready bool      // the last visit has been read
	// What came between the last visit and this one: numbers after base, which
	// was the greatest then, up to until. On the first visit base is zero. What
	// comes during the visit is told as "new above".
	base, until store.Doc
	since       time.Time
	read        map[store.Doc]bool // of those, what the cursor has been on
	count       int                // of those in the list, what it has not
	on          *store.Mention     // what the cursor is on
	back        store.Doc          // where this view was left the last time
}

// remembered is the value in the store.
type remembered struct {
	Density string        `json:"density,omitempty"`
	Group   desk.Grouping `json:"group,omitempty"`
	Urgent  bool          `json:"urgent,omitempty"` // the highest priority first
	Newest  store.Doc     `json:"newest,omitempty"` // the greatest number seen
	At      time.Time     `json:"at,omitzero"`      // when that was
	// View is the saved view that was shown last.
	View pane.Filter `json:"view,omitzero"`
	// Places are the mentions on which the cursor was left, by the view's query.
	Places map[string]store.Doc `json:"places,omitempty"`
}

const (
	prefName = "stream"
	// saveAfter is how long a changed place waits to be written.
	saveAfter = 5 * time.Second
	// maxPlaces bounds the views of which the place is remembered.
	maxPlaces = 50
)

// visit is the answer of load: what was remembered.
type visit struct{ remembered }

// load reads what was remembered, once.
func (r *prefs) load(h *pane.Host) tea.Cmd {
	if r.ready || r.box.Busy() {
		return nil
	}
	return r.box.Read(func(ctx context.Context) tea.Msg {
		var v visit
		text, err := h.Desk.Prefs.Get(ctx, h.User, prefName)
		if err != nil || len(text) == 0 || json.Unmarshal(text, &v.remembered) != nil {
			return visit{} // a broken memory is none
		}
		return v
	})
}

// take takes over what was remembered; what was chosen meanwhile stays.
func (r *prefs) take(v visit) {
	was := r.kept
	r.kept, r.ready = v.remembered, true
	r.base, r.since, r.read = v.Newest, v.At, map[store.Doc]bool{}
	r.kept.Places = maps.Clone(v.Places)
	if !slices.Contains(densities(), r.kept.Density) {
		r.kept.Density = ""
	}
	if was.Density != "" {
		r.kept.Density = was.Density
	}
	if was.Group != "" {
		r.kept.Group = was.Group
	}
	if r.kept.Group != desk.ByThread && r.kept.Group != desk.ByPerson {
		r.kept.Group = ""
	}
	if was.View.Name != "" {
		r.kept.View = was.View
	}
	r.kept.Newest = max(was.Newest, v.Newest)
}

// unread tells whether a mention came since the last visit and has not been
// looked at in this one.
func (r *prefs) unread(m *store.Mention) bool {
	return r.base > 0 && m.Doc > r.base && m.Doc <= r.until && m.Created.After(r.since.Add(-newsAge)) && !r.read[m.Doc]
}

// newsAge is how old a mention may be when it comes in and still be news: a
// source that tells its history gives old mentions new numbers.
const newsAge = 24 * time.Hour

// looked notes that the cursor has gone on to a mention: the one it was on has
// been looked at.
func (r *prefs) looked(m *store.Mention) {
	if r.on != nil && m != nil && m.Doc != r.on.Doc && r.unread(r.on) {
		r.read[r.on.Doc] = true
		r.count--
	}
	if m != nil {
		r.on = m
	}
}

// note marks something as worth to be written soon.
func (r *prefs) note(now time.Time) {
	if r.ready && r.due.IsZero() {
		r.due = now.Add(saveAfter)
	}
}

// reached notes the greatest number seen.
func (r *prefs) reached(newest store.Doc, now time.Time) {
	if newest > r.kept.Newest {
		r.kept.Newest = newest
		r.note(now)
	}
}

// leave notes where the cursor was left in a view.
func (r *prefs) leave(text string, m *store.Mention, now time.Time) {
	if m == nil || r.kept.Places[text] == m.Doc {
		return
	}
	if r.kept.Places == nil || len(r.kept.Places) >= maxPlaces {
		r.kept.Places = map[string]store.Doc{}
	}
	r.kept.Places[text] = m.Doc
	r.note(now)
}

// save writes what is remembered.
func (r *prefs) save(h *pane.Host) tea.Cmd {
	write := r.write(h)
	if write == nil {
		return nil
	}
	return func() tea.Msg { return h.Fail(write(h.Context)) }
}

// write makes the call that stores what is remembered; nil if that stands there
// already.
func (r *prefs) write(h *pane.Host) func(context.Context) error {
	r.due = time.Time{}
	if h.Desk == nil {
		return nil
	}
	now := r.kept
	now.Places, now.At = maps.Clone(now.Places), h.Now()
	text, err := json.Marshal(now)
	if err != nil {
		return nil
	}
	by := desk.By{User: h.User, Door: "screen"}
	return func(ctx context.Context) error { return h.Desk.Prefs.Set(ctx, by, prefName, text) }
}

// Keep writes what is not written yet, when the session has ended.
func (p *Pane) Keep(ctx context.Context) error {
	if !p.prefs.ready {
		return nil
	}
	if write := p.prefs.write(p.h); write != nil {
		return write(ctx)
	}
	return nil
}

// visited takes the answer of load; from now on the rows say what is new.
func visited(p *Pane, v visit) tea.Cmd {
	p.prefs.take(v)
	p.prefs.until, p.prefs.back = p.show.newest, p.prefs.kept.Places[p.show.text]
	recount(p)
	p.prefs.looked(p.Selected())
	p.cache.Drop()
	if cmd := again(p, v.View); cmd != nil {
		return cmd
	}
	if grouping(p) != p.folds.by {
		return p.load()
	}
	return nil
}

// recount counts what came since the last visit, of what has been read.
func recount(p *Pane) {
	p.prefs.count = 0
	if p.prefs.base == 0 {
		return
	}
	for _, id := range p.list.IDs() {
		if m := p.rows[id]; m != nil && p.prefs.unread(m) {
			p.prefs.count++
		}
	}
}

// since tells in the title what is new since the last visit.
func since(p *Pane) string {
	n := p.prefs.count
	if n <= 0 {
		return ""
	}
	at := p.prefs.since.In(p.h.Zone)
	when := at.Format("15:04")
	if p.h.Now().Sub(at) >= 20*time.Hour {
		when = at.Format("2 Jan")
	}
	more := ""
	if n >= p.list.Len() && p.read.more {
		more = "+"
	}
	return fmt.Sprintf("  %d%s new since %s (u)", n, more, when)
}

// placeCommand goes to where one was.
func placeCommand(p *Pane) keys.Command {
	return keys.Command{
		ID: "where-i-was", Title: "Where I was", Keys: []string{"u"}, Scope: keys.Stream,
		Doc: "Goes to the mention on which you left this view, or to the first one below what is new since your last visit.",
		When: func() string {
			if p.bar.open || goal(p) < 0 {
				return "you have not left this view yet, and nothing is new since your last visit"
			}
			return ""
		},
		Run: func(string) tea.Cmd {
			p.list.Select(p.list.IDs()[goal(p)])
			return p.moved()
		},
	}
}

// goal is the row where one was: where the cursor was left, else the first below
// what is new; -1 if there is neither.
func goal(p *Pane) int {
	was, at := p.prefs.back, -1
	for i, id := range p.list.IDs() {
		m := p.rows[id]
		if m == nil {
			continue
		}
		if was != 0 && (id == was || m.Doc == was) {
			return i
		}
		if p.prefs.base > 0 && p.prefs.unread(m) {
			at = min(i+1, p.list.Len()-1)
		}
	}
	return at
}

package compose

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/widget"
)

// shelf is what has been written and not finished: drafts, and the outbox.
type shelf struct {
	h       *pane.Host
	box     *pane.Mailbox
	drafts  []store.Draft
	posts   []store.Post
	names   map[store.Doc]string // who is answered
	entries []entry
	list    widget.List[string]
	top     int    // first line in sight
	aim     string // the entry to go to once it is there
	plan    bool   // only what is scheduled, by day
	loaded  bool
	err     string
}

// entry is one line of the shelf: a draft or a post.
type entry struct {
	group string
	draft *store.Draft
	post  *store.Post
}

func (e *entry) id() string {
	if e.draft != nil {
		return "d" + e.draft.ID
	}
	return "p" + e.post.ID
}

func (e *entry) about() store.Doc {
	if e.draft != nil {
		return e.draft.About
	}
	return e.post.About
}

// How far the shelf looks back beyond what waits: posts read, and those shown
// that are done.
const (
	maxPosts = 200
	maxDone  = 30
)

// shelved is one reading of the store.
type shelved struct {
	drafts []store.Draft
	posts  []store.Post
	names  map[store.Doc]string
	err    error
}

// load reads drafts and posts.
func (s *shelf) load() tea.Cmd {
	d, by := s.h.Desk, s.h.By()
	return s.box.Read(func(ctx context.Context) tea.Msg { return readShelf(ctx, d, by) })
}

// readPosts gives what waits, however old, and the newest of the others, in one
// order: newest first.
func readPosts(ctx context.Context, d *desk.Desk) ([]store.Post, error) {
	posts, err := d.Publish.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	waits := map[string]bool{}
	for _, post := range posts {
		waits[post.ID] = true
	}
	newest, err := d.Publish.Posts(ctx, maxPosts)
	if err != nil {
		return nil, err
	}
	done := 0
	for _, post := range newest {
		if st := post.State(); st == store.DeliverySent || st == store.DeliveryStopped {
			if done++; done > maxDone {
				continue
			}
		}
		if !waits[post.ID] {
			posts = append(posts, post)
		}
	}
	slices.SortFunc(posts, func(a, b store.Post) int { return cmp.Compare(b.ID, a.ID) })
	return posts, nil
}

func readShelf(ctx context.Context, d *desk.Desk, by desk.By) shelved {
	out := shelved{names: map[store.Doc]string{}}
	if out.drafts, out.err = d.Publish.Drafts(ctx, by); out.err != nil {
		return out
	}
	if out.posts, out.err = readPosts(ctx, d); out.err != nil {
		return out
	}
	docs := map[store.Doc]bool{}
	for _, draft := range out.drafts {
		docs[draft.About] = true
	}
	for _, post := range out.posts {
		docs[post.About] = true
	}
	for doc := range docs {
		if doc == 0 {
			continue
		}
		if m, err := d.Lookup.Get(ctx, doc); err == nil {
			out.names[doc] = author(m.Author)
		}
	}
	return out
}

// shelved puts a reading on the shelf. A send that was taken back is opened
// again as the draft it was.
func (p *Pane) shelved(msg shelved) tea.Cmd {
	s := &p.shelf
	if msg.err != nil {
		s.err, s.loaded = msg.err.Error(), true
		return nil
	}
	s.drafts, s.posts, s.names, s.loaded, s.err = msg.drafts, msg.posts, msg.names, true, ""
	s.arrange(s.plan)
	if p.sent.post == "" {
		return nil
	}
	gone := !slices.ContainsFunc(s.posts, func(q store.Post) bool { return q.ID == p.sent.post })
	back := slices.ContainsFunc(s.drafts, func(d store.Draft) bool { return d.ID == p.sent.draft })
	if !gone || !back {
		return nil
	}
	draft := p.sent.draft
	p.sent = sent{}
	return pane.Send(pane.Compose{Kind: pane.Resume, Draft: draft})
}

// The groups of the overview, in their order.
const (
	groupTrouble   = "Needs you"
	groupHeld      = "On its way"
	groupDrafts    = "Drafts"
	groupScheduled = "Scheduled"
	groupDone      = "Sent"
)

// arrange orders the entries for the overview or the calendar.
func (s *shelf) arrange(plan bool) {
	if plan != s.plan {
		s.top = 0
	}
	s.plan, s.entries = plan, nil
	if plan {
		s.calendar()
	} else {
		s.overview()
	}
	ids := make([]string, len(s.entries))
	for i := range s.entries {
		ids[i] = s.entries[i].id()
	}
	s.list.Set(ids)
	if s.aim != "" && s.list.Select(s.aim) {
		s.aim = ""
	}
}

func (s *shelf) overview() {
	groups := map[string][]entry{}
	for i := range s.posts {
		g := group(s.posts[i].State())
		groups[g] = append(groups[g], entry{group: g, post: &s.posts[i]})
	}
	for i := range s.drafts {
		groups[groupDrafts] = append(groups[groupDrafts], entry{group: groupDrafts, draft: &s.drafts[i]})
	}
	for _, g := range []string{groupHeld, groupScheduled} {
		slices.SortStableFunc(groups[g], func(a, b entry) int { return a.post.At.Compare(b.post.At) })
	}
	for _, g := range []string{groupTrouble, groupHeld, groupDrafts, groupScheduled, groupDone} {
		s.entries = append(s.entries, groups[g]...)
	}
}

func group(state store.DeliveryState) string {
	switch state {
	case store.DeliveryFailed, store.DeliveryUnsure:
		return groupTrouble
	case store.DeliveryHeld, store.DeliverySending:
		return groupHeld
	case store.DeliveryScheduled:
		return groupScheduled
	}
	return groupDone
}

// calendar lists what is to leave, day by day.
func (s *shelf) calendar() {
	today := s.h.Now().In(s.h.Zone)
	for i := range s.posts {
		p := &s.posts[i]
		if !slices.ContainsFunc(p.To, func(d store.Delivery) bool {
			return d.State == store.DeliveryScheduled || d.State == store.DeliveryHeld
		}) {
			continue
		}
		at := p.At.In(s.h.Zone)
		day := at.Format("Monday 2 January")
		switch at.Format(time.DateOnly) {
		case today.Format(time.DateOnly):
			day = "Today, " + day
		case today.AddDate(0, 0, 1).Format(time.DateOnly):
			day = "Tomorrow, " + day
		}
		if at.Year() != today.Year() {
			day += at.Format(" 2006")
		}
		s.entries = append(s.entries, entry{group: day, post: p})
	}
	slices.SortStableFunc(s.entries, func(a, b entry) int {
		return cmp.Or(a.post.At.Compare(b.post.At), cmp.Compare(a.post.ID, b.post.ID))
	})
}

// selected is the entry under the cursor, nil for none.
func (s *shelf) selected() *entry {
	if i := s.list.At(); i < len(s.entries) {
		return &s.entries[i]
	}
	return nil
}

// summary tells for the title what waits.
func (s *shelf) summary() string {
	var held, trouble int
	for i := range s.posts {
		switch group(s.posts[i].State()) {
		case groupHeld:
			held++
		case groupTrouble:
			trouble++
		}
	}
	text := ""
	if trouble > 0 {
		text += fmt.Sprintf("  %d failed", trouble)
	}
	if held > 0 {
		text += fmt.Sprintf("  %d on its way", held)
	}
	if n := len(s.drafts); n == 1 {
		text += "  1 draft"
	} else if n > 1 {
		text += fmt.Sprintf("  %d drafts", n)
	}
	return text
}

// nextTick is when a countdown or a relative time moves on.
func (s *shelf) nextTick() time.Time {
	now := s.h.Now()
	minute := false
	for i := range s.posts {
		switch p := &s.posts[i]; {
		case p.State() == store.DeliveryHeld && p.At.After(now):
			return now.Truncate(time.Second).Add(time.Second)
		case now.Sub(p.At) < time.Hour:
			minute = true
		}
	}
	for i := range s.drafts {
		minute = minute || now.Sub(s.drafts[i].Saved) < time.Hour
	}
	if !minute {
		return time.Time{}
	}
	return now.Truncate(time.Minute).Add(time.Minute)
}

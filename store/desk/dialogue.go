package desk

import (
	"context"
	"slices"
	"time"

	"earshot/store"
)

// Dialogue is the unit of work (M53): a mention, its parents and its answers
// on every channel, with the notes between them, in the order of time.
type Dialogue struct {
	Thread   store.Key
	Turns    []Turn
	State    store.State // of the mention that most needs somebody
	Assignee string
	Priority int // the highest of the unhandled mentions, else of all
	// Alike are those that say the same as the mention it was asked for.
	Alike Alikes
}

// Turn is one thing said in a dialogue. Exactly one of the first three is set.
type Turn struct {
	Mention *store.Mention
	Post    *store.Post // ours
	Note    *store.Note // internal
	At      time.Time
	Depth   int // 0 for the first, 1 for an answer to it, ...
}

// shownAlike is how many mentions that say the same a dialogue lists.
const shownAlike = 12

// Dialogue reads the discussion around a mention.
func (l *Lookup) Dialogue(ctx context.Context, doc store.Doc) (Dialogue, error) {
	var d Dialogue
	err := l.store.View(ctx, func(tx store.Tx) (err error) {
		d, err = dialogue(ctx, l, tx, doc)
		return err
	})
	return d, err
}

func dialogue(ctx context.Context, l *Lookup, tx store.Tx, doc store.Doc) (d Dialogue, err error) {
	m, err := tx.Mentions().Get(doc)
	if err != nil {
		return d, err
	}
	d.Thread = m.Thread()
	if d.Alike, err = l.alikes(tx, m, shownAlike); err != nil {
		return d, err
	}
	depths := map[string]int{}
	if err := d.begin(tx, depths); err != nil {
		return d, err
	}
	for m, err := range threadMentions(tx, d.Thread) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return d, err
		}
		depth := depthOf(depths, m)
		d.Turns = append(d.Turns, Turn{Mention: m, At: m.Created, Depth: depth})
		if err := d.attach(tx, m, depths); err != nil {
			return d, err
		}
	}
	d.sum(func(m *store.Mention) int { return l.scale.grow.Number(m, l.env.Now()) })
	return d, nil
}

func depthOf(depths map[string]int, m *store.Mention) int {
	depth := 0
	if parent, ok := depths[m.Place.Parent]; ok && m.Place.Parent != "" {
		depth = parent + 1
	} else if m.Place.Parent != "" {
		depth = 1
	}
	depths[m.Key.ID] = depth
	return depth
}

// begin adds the post of ours that the discussion began with, if it did.
func (d *Dialogue) begin(tx store.Tx, depths map[string]int) error {
	post, err := sentPost(tx, d.Thread)
	if err != nil || post == nil || post.About != 0 {
		return err
	}
	depths[d.Thread.ID] = 0
	d.Turns = append(d.Turns, Turn{Post: post, At: post.At})
	return nil
}

// attach adds our answers to m and the notes on it.
func (d *Dialogue) attach(tx store.Tx, m *store.Mention, depths map[string]int) error {
	depth := depths[m.Key.ID]
	for post, err := range postsAbout(tx, m.Doc) {
		if err != nil {
			return err
		}
		for _, to := range post.To {
			if to.RemoteID != "" { // what is said to it stands below it
				depths[to.RemoteID] = depth + 1
			}
		}
		d.Turns = append(d.Turns, Turn{Post: &post, At: post.At, Depth: depth + 1})
	}
	notes, err := notesOf(tx, m.Doc)
	for _, n := range notes {
		d.Turns = append(d.Turns, Turn{Note: &n, At: n.At, Depth: depth + 1})
	}
	return err
}

// stateRank orders states by how much they need somebody.
func stateRank(s store.State) int {
	return slices.Index([]store.State{store.StateDone, store.StateSnoozed, store.StateOpen, store.StateNew}, s)
}

func (d *Dialogue) sum(number func(*store.Mention) int) {
	slices.SortStableFunc(d.Turns, func(a, b Turn) int { return a.At.Compare(b.At) })
	rank, any, unhandled := -1, 0, 0
	for _, t := range d.Turns {
		if t.Mention == nil {
			continue
		}
		w := t.Mention.Work
		if r := stateRank(w.State); r > rank {
			rank, d.State = r, w.State
		}
		if w.Assignee != "" {
			d.Assignee = w.Assignee
		}
		any = max(any, number(t.Mention))
		if w.Unhandled() {
			unhandled = max(unhandled, number(t.Mention))
		}
	}
	if d.Priority = unhandled; d.State == store.StateDone || d.State == store.StateSnoozed {
		d.Priority = any
	}
}

// Stretch is a part of what a person said, with what we said to it.
type Stretch struct {
	Timeline []*store.Mention // newest first
	Ours     []Turn           // our answers to these mentions and the notes on them
	More     bool             // the timeline goes on
}

// stretch reads n matches with what hangs on each: two short looks a mention,
// however long the discussion is that it stands in.
func stretch(ctx context.Context, tx store.Tx, who store.Search, n int) (s Stretch, err error) {
	page, err := readPage(ctx, tx, who, n)
	s.Timeline, s.More = page.Mentions, page.More
	for _, m := range s.Timeline {
		if err != nil {
			break
		}
		var d Dialogue
		err = d.attach(tx, m, map[string]int{})
		s.Ours = append(s.Ours, d.Turns...)
	}
	return s, err
}

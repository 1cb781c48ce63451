package card

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// item is one entry of the timeline: something they said, something we
// answered, or a note of ours.
type item struct {
	at      time.Time
	mention *store.Mention // what was said, or what post and note belong to
	post    *store.Post    // ours
	note    *store.Note    // internal
}

func mentionID(doc store.Doc) string { return "m" + strconv.FormatUint(uint64(doc), 10) }

// id tells the items apart across reads.
func (it *item) id() string {
	switch {
	case it.post != nil:
		return "p" + it.post.ID
	case it.note != nil:
		return "n" + it.note.ID
	}
	return mentionID(it.mention.Doc)
}

// answer is one reading of the store.
type answer struct {
	desk.Person
	items []item
	notes int         // internal notes on what was read
	last  *store.Note // the newest of them
	known bool
	err   error
}

// read reads a person with the timeline: the newest limit mentions, what we
// answered to them and the notes on them. Only dialogues that somebody has
// opened can hold either, and each is read once.
func read(ctx context.Context, lookup *desk.Lookup, identity string, limit int, scope store.Scope) answer {
	person, err := lookup.Person(ctx, identity, limit, scope)
	a := answer{Person: person, err: err, known: err == nil}
	if errors.Is(err, store.ErrNotFound) {
		a.err, a.known = nil, false
	}
	if err != nil {
		a.Identity.ID = identity
		return a
	}
	ours := map[store.Doc]*store.Mention{}
	for _, m := range a.Timeline {
		a.items = append(a.items, item{at: m.Created, mention: m})
		ours[m.Doc] = m
	}
	seen := map[store.Key]bool{}
	for _, m := range a.Timeline {
		if m.Work.State == store.StateNew || seen[m.Thread()] {
			continue
		}
		seen[m.Thread()] = true
		d, err := lookup.Dialogue(ctx, m.Doc)
		if errors.Is(err, store.ErrNotFound) {
			continue // taken away meanwhile
		}
		if err != nil {
			a.err = err
			return a
		}
		a.add(d.Turns, ours)
	}
	slices.SortStableFunc(a.items, func(x, y item) int {
		return cmp.Or(y.at.Compare(x.at), cmp.Compare(y.id(), x.id()))
	})
	return a
}

// add takes the answers and notes of a dialogue that belong to this person.
func (a *answer) add(turns []desk.Turn, ours map[store.Doc]*store.Mention) {
	for _, t := range turns {
		switch {
		case t.Post != nil && ours[t.Post.About] != nil:
			a.items = append(a.items, item{at: postTime(t.Post), mention: ours[t.Post.About], post: t.Post})
		case t.Note != nil && ours[t.Note.Doc] != nil:
			a.items = append(a.items, item{at: t.Note.At, mention: ours[t.Note.Doc], note: t.Note})
			a.notes++
			if a.last == nil || t.Note.At.After(a.last.At) {
				a.last = t.Note
			}
		}
	}
}

// postTime is when an answer left, else when it is due.
func postTime(p *store.Post) time.Time {
	at := p.At
	for _, d := range p.To {
		if d.State == store.DeliverySent && !d.At.IsZero() {
			at = d.At
		}
	}
	return at
}

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

// answer is one reading of the card: the person with the newest stretch of the
// timeline.
type answer struct {
	desk.Person
	items []item // of the timeline as far as it was read, by kind
	notes int    // internal notes on what was read
	last  *store.Note
	known bool
	err   error
	// account is the name of the account of ours that the identity is: it has no card.
	account string
}

// further is one more stretch of the timeline.
type further struct {
	desk.Stretch
	err error
}

// read reads a person with the newest n mentions.
func read(ctx context.Context, lookup *desk.Lookup, identity string, n int, scope store.Scope) answer {
	person, err := lookup.Person(ctx, identity, n, scope)
	a := answer{Person: person, err: err, known: err == nil}
	if errors.Is(err, store.ErrNotFound) {
		a.err, a.known = nil, false
	}
	if nobody, ok := errors.AsType[*desk.Nobody](err); ok {
		a.account = nobody.Account
	}
	if err != nil {
		a.Identity.ID = identity
	}
	return a
}

// extend adds an older stretch.
func (a *answer) extend(s desk.Stretch) {
	a.Timeline, a.Ours, a.More = append(a.Timeline, s.Timeline...), append(a.Ours, s.Ours...), s.More
}

// before keeps what had been read of the timeline beyond the newest stretch:
// the rest of it is not read again at every change.
func (a *answer) before(old answer) {
	if len(a.Timeline) == 0 || !a.More {
		return
	}
	end := a.Timeline[len(a.Timeline)-1].Position()
	i := slices.IndexFunc(old.Timeline, func(m *store.Mention) bool {
		at := m.Position()
		return at.Created.Before(end.Created) || at.Created.Equal(end.Created) && at.Doc < end.Doc
	})
	if i < 0 {
		return
	}
	known := map[string]bool{}
	for _, t := range a.Ours {
		known[turnID(t)] = true
	}
	ours := slices.DeleteFunc(slices.Clone(old.Ours), func(t desk.Turn) bool { return known[turnID(t)] })
	a.extend(desk.Stretch{Timeline: old.Timeline[i:], Ours: ours, More: old.More})
}

func turnID(t desk.Turn) string {
	if t.Post != nil {
		return "p" + t.Post.ID
	}
	return "n" + t.Note.ID
}

// arrange makes the items of what was read, newest first.
func (a *answer) arrange(show kind) {
	a.items, a.notes, a.last = nil, 0, nil
	said := map[store.Doc]*store.Mention{}
	for _, m := range a.Timeline {
		said[m.Doc] = m
		if show == everything || show == theirs {
			a.items = append(a.items, item{at: m.Created, mention: m})
		}
	}
	a.add(a.Ours, said, show)
	slices.SortStableFunc(a.items, func(x, y item) int {
		return cmp.Or(y.at.Compare(x.at), cmp.Compare(y.id(), x.id()))
	})
}

// add takes the answers and notes that belong to this person.
func (a *answer) add(turns []desk.Turn, said map[store.Doc]*store.Mention, show kind) {
	for _, t := range turns {
		switch {
		case t.Post != nil && said[t.Post.About] != nil:
			if show == everything || show == ours {
				a.items = append(a.items, item{at: postTime(t.Post), mention: said[t.Post.About], post: t.Post})
			}
		case t.Note != nil && said[t.Note.Doc] != nil:
			if show == everything || show == notes {
				a.items = append(a.items, item{at: t.Note.At, mention: said[t.Note.Doc], note: t.Note})
			}
			a.notes++
			if a.last == nil || t.Note.At.After(a.last.At) {
				a.last = t.Note
			}
		}
	}
}

// kind is which entries of the timeline are shown.
type kind int

const (
	everything kind = iota
	theirs
	ours
	notes
)

// String names the kind for the rule above the timeline.
func (k kind) String() string { return [...]string{"all", "theirs", "ours", "notes"}[k] }

// next is the kind that the key goes on to.
func (k kind) next() kind { return (k + 1) % (notes + 1) }

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

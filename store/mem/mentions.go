package mem

import (
	"context"
	"fmt"
	"iter"
	"strconv"

	"earshot/store"
	"earshot/store/match"
)

type mentions struct{ tx *tx }

// Get reads one mention.
func (c mentions) Get(doc store.Doc) (*store.Mention, error) {
	if err := c.tx.readable(); err != nil {
		return nil, err
	}
	k, ok := c.tx.state.docs.get(docKey(doc))
	if !ok {
		return nil, fmt.Errorf("mention %d: %w", doc, store.ErrNotFound)
	}
	return k.copy()
}

// Find looks a mention up by its network's id.
func (c mentions) Find(key store.Key) (store.Doc, error) {
	if err := c.tx.readable(); err != nil {
		return 0, err
	}
	doc, ok := c.tx.state.keys.get(key.String())
	if !ok {
		return 0, fmt.Errorf("mention %s: %w", key, store.ErrNotFound)
	}
	return doc, nil
}

// Put stores m.
func (c mentions) Put(m *store.Mention) error {
	if err := c.tx.mayWrite(); err != nil {
		return err
	}
	if err := store.CheckMention(m); err != nil {
		return err
	}
	st := c.tx.state
	if doc, ok := st.keys.get(m.Key.String()); ok && doc != m.Doc {
		return &store.Invalid{Field: "id", Why: fmt.Sprintf("%s is stored already as mention %d", m.Key, doc)}
	}
	if old, ok := st.docs.get(docKey(m.Doc)); ok {
		if old.mention.Key != m.Key {
			return &store.Invalid{Field: "id", Why: fmt.Sprintf("mention %d is %s and cannot become %s", m.Doc, old.mention.Key, m.Key)}
		}
		st.order = st.order.del(orderKey(old.mention.Position()))
	}
	doc := m.Doc
	if doc == 0 {
		doc = st.last + 1
	}
	k, err := keep(m, doc)
	if err != nil {
		return err
	}
	if m.Doc == 0 {
		m.Doc = doc
		c.tx.numbered = append(c.tx.numbered, m)
	}
	st.last = max(st.last, doc)
	st.docs = st.docs.put(docKey(doc), k)
	st.keys = st.keys.put(m.Key.String(), doc)
	st.order = st.order.put(orderKey(k.mention.Position()), k)
	c.tx.Touch(store.TopicMentions, strconv.FormatUint(uint64(doc), 10))
	return nil
}

// SetWork changes our side of a mention.
func (c mentions) SetWork(doc store.Doc, w store.Work) error {
	m, err := c.Get(doc)
	if err != nil {
		return err
	}
	m.Work = w
	return c.Put(m)
}

// Delete removes one mention; no error if there is none.
func (c mentions) Delete(doc store.Doc) error {
	if err := c.tx.mayWrite(); err != nil {
		return err
	}
	st := c.tx.state
	old, ok := st.docs.get(docKey(doc))
	if !ok {
		return nil
	}
	st.docs = st.docs.del(docKey(doc))
	st.keys = st.keys.del(old.mention.Key.String())
	st.order = st.order.del(orderKey(old.mention.Position()))
	c.tx.Touch(store.TopicMentions, strconv.FormatUint(uint64(doc), 10))
	return nil
}

// Search walks the matches in order.
func (c mentions) Search(ctx context.Context, s store.Search) iter.Seq2[*store.Mention, error] {
	return func(yield func(*store.Mention, error) bool) {
		found := 0
		matches := c.matches
		if s.Ranked {
			matches = c.ranked
		}
		for k, err := range matches(ctx, s) {
			var m *store.Mention
			if err == nil {
				m, err = k.copy()
			}
			found++
			if !yield(m, err) || found == s.Limit {
				return
			}
		}
	}
}

// Count is the number of all matches; the search's paging does not matter.
func (c mentions) Count(ctx context.Context, s store.Search) (int, error) {
	s.After = nil
	n := 0
	for _, err := range c.matches(ctx, s) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// Tally counts all matches by facets; the search's paging does not matter.
func (c mentions) Tally(ctx context.Context, s store.Search, by ...store.By) ([]map[string]int, error) {
	tally, err := match.NewTally(s.Scope, by...)
	if err != nil {
		return nil, err
	}
	s.After = nil
	for k, err := range c.matches(ctx, s) {
		if err == nil {
			err = tally.Add(c.tx, k.mention)
		}
		if err != nil {
			return nil, err
		}
	}
	return tally.Counts(), nil
}

// matches walks every mention in the order asked for and asks the matcher.
// Each step looks at the tree as it is then, so that a loop may change what it
// walks.
func (c mentions) matches(ctx context.Context, s store.Search) iter.Seq2[kept, error] {
	return func(yield func(kept, error) bool) {
		if err := c.tx.readable(); err != nil {
			yield(kept{}, err)
			return
		}
		matcher, err := match.Compile(s.Expr, s.Scope)
		if err != nil {
			yield(kept{}, err)
			return
		}
		pace := store.Pace{Progress: s.Progress, Total: int(c.tx.state.last)}
		for n := c.first(s); n != nil && !c.tx.over; n = c.next(s, n.key) {
			if err := pace.Step(ctx); err != nil {
				yield(kept{}, err)
				return
			}
			ok, err := matcher.Match(c.tx, n.val.mention)
			if err != nil {
				yield(kept{}, err)
				return
			}
			if ok && !yield(n.val, nil) {
				return
			}
		}
		pace.End()
	}
}

func (c mentions) first(s store.Search) *tree[kept] {
	order := c.tx.state.order
	switch {
	case s.After != nil:
		return c.next(s, orderKey(store.Position{Created: store.Stamp(s.After.Created), Doc: s.After.Doc}))
	case s.Oldest:
		return order.above("", false)
	default:
		return order.last()
	}
}

func (c mentions) next(s store.Search, key string) *tree[kept] {
	if s.Oldest {
		return c.tx.state.order.above(key, true)
	}
	return c.tx.state.order.below(key)
}

// keep brings a mention into its stored form.
func keep(m *store.Mention, doc store.Doc) (kept, error) {
	stamped := m.Stamped()
	stamped.Doc = doc
	raw, err := store.Encode(stamped)
	if err != nil {
		return kept{}, fmt.Errorf("mention %s: %w", m.Key, err)
	}
	k := kept{raw: raw}
	k.mention, err = k.copy()
	return k, err
}

func (k kept) copy() (*store.Mention, error) {
	m := new(store.Mention)
	return m, store.Decode(k.raw, m)
}

func docKey(doc store.Doc) string { return store.Number(uint64(doc)) }

func orderKey(p store.Position) string { return store.TimeKey(p.Created) + docKey(p.Doc) }

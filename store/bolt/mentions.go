package bolt

import (
	"fmt"
	"strconv"

	"earshot/store"
)

type mentions struct{ tx *tx }

// Get reads one mention.
func (c mentions) Get(doc store.Doc) (m *store.Mention, err error) {
	err = c.tx.read(func() error {
		if m, err = c.tx.shelf().load(doc); m == nil && err == nil {
			err = fmt.Errorf("mention %d: %w", doc, store.ErrNotFound)
		}
		return err
	})
	return m, err
}

// Find looks a mention up by its network's id.
func (c mentions) Find(key store.Key) (doc store.Doc, err error) {
	err = c.tx.read(func() error {
		if doc = c.tx.shelf().find(key); doc == 0 {
			return fmt.Errorf("mention %s: %w", key, store.ErrNotFound)
		}
		return nil
	})
	return doc, err
}

// Put stores m, of what is stored already only what has changed.
func (c mentions) Put(m *store.Mention) error {
	return c.tx.write(func() error {
		if err := store.CheckMention(m); err != nil {
			return err
		}
		s := c.tx.shelf()
		old, err := s.replaced(m)
		if err != nil {
			return err
		}
		stamped := m.Stamped()
		if stamped.Doc == 0 {
			stamped.Doc = store.Doc(s.docs.Sequence() + 1)
		}
		if uint64(stamped.Doc) > s.docs.Sequence() {
			if err := s.docs.SetSequence(uint64(stamped.Doc)); err != nil {
				return err
			}
		}
		if err := c.put(s, old, stamped); err != nil {
			return err
		}
		if m.Doc == 0 {
			m.Doc = stamped.Doc
			c.tx.numbered = append(c.tx.numbered, m)
		}
		c.tx.Touch(store.TopicMentions, strconv.FormatUint(uint64(m.Doc), 10))
		return nil
	})
}

// replaced gives the mention that m takes the place of, nil if none, and
// refuses to mix two.
func (s *shelf) replaced(m *store.Mention) (*store.Mention, error) {
	if doc := s.find(m.Key); doc != 0 && doc != m.Doc {
		return nil, &store.Invalid{Field: "id", Why: fmt.Sprintf("%s is stored already as mention %d", m.Key, doc)}
	}
	if m.Doc == 0 {
		return nil, nil
	}
	old, err := s.load(m.Doc)
	if old != nil && old.Key != m.Key {
		return nil, &store.Invalid{Field: "id", Why: fmt.Sprintf("mention %d is %s and cannot become %s", m.Doc, old.Key, m.Key)}
	}
	return old, err
}

func (c mentions) put(s *shelf, old, m *store.Mention) error {
	was, err := s.put(old, m)
	if err == nil && old != nil && nameOf(old) != nameOf(m) {
		err = s.release(old, was.Person)
	}
	return err
}

// SetWork changes our side of a mention: a few bytes, and some bits of the
// index. It must stay far below 10 us, for thousands are marked at a time.
func (c mentions) SetWork(doc store.Doc, w store.Work) error {
	if err := store.CheckWork(w); err != nil {
		return err
	}
	return c.tx.write(func() error {
		if err := c.tx.shelf().setWork(doc, w.Stamped()); err != nil {
			return err
		}
		c.tx.Touch(store.TopicMentions, strconv.FormatUint(uint64(doc), 10))
		return nil
	})
}

// Delete removes one mention; no error if there is none.
func (c mentions) Delete(doc store.Doc) error {
	return c.tx.write(func() error {
		s := c.tx.shelf()
		old, err := s.load(doc)
		if old == nil {
			return err
		}
		c.tx.Touch(store.TopicMentions, strconv.FormatUint(uint64(doc), 10))
		was, err := s.remove(old)
		if err != nil {
			return err
		}
		return s.release(old, was.Person)
	})
}

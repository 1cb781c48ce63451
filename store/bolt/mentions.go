package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
)

type mentions struct{ tx *tx }

// load reads a mention; nil if there is none. It decodes straight from the
// file, so it must run under guard.
func load(docs *bbolt.Bucket, doc store.Doc) (*store.Mention, error) {
	raw := docs.Get(docKey(doc))
	if raw == nil {
		return nil, nil
	}
	m := new(store.Mention)
	if err := store.Decode(raw, m); err != nil {
		return nil, fmt.Errorf("mention %d: %w", doc, err)
	}
	return m, nil
}

// Get reads one mention.
func (c mentions) Get(doc store.Doc) (m *store.Mention, err error) {
	err = c.tx.read(func() error {
		if m, err = load(must(c.tx.btx, "mentions", "docs"), doc); m == nil && err == nil {
			err = fmt.Errorf("mention %d: %w", doc, store.ErrNotFound)
		}
		return err
	})
	return m, err
}

// Find looks a mention up by its network's id.
func (c mentions) Find(key store.Key) (doc store.Doc, err error) {
	err = c.tx.read(func() error {
		if doc = find(must(c.tx.btx, "mentions", "keys"), key); doc == 0 {
			return fmt.Errorf("mention %s: %w", key, store.ErrNotFound)
		}
		return nil
	})
	return doc, err
}

func find(keys *bbolt.Bucket, key store.Key) store.Doc {
	v := keys.Get([]byte(key.String()))
	if len(v) != 8 {
		return 0
	}
	return store.Doc(binary.BigEndian.Uint64(v))
}

// Put stores m.
func (c mentions) Put(m *store.Mention) error {
	return c.tx.write(func() error {
		if err := store.CheckMention(m); err != nil {
			return err
		}
		all := must(c.tx.btx, "mentions")
		old, err := c.replaced(all, m)
		if err != nil {
			return err
		}
		stamped := m.Stamped()
		docs := all.Bucket([]byte("docs"))
		if stamped.Doc == 0 {
			stamped.Doc = store.Doc(docs.Sequence() + 1)
		}
		raw, err := store.Encode(stamped)
		if err != nil {
			return fmt.Errorf("mention %s: %w", m.Key, err)
		}
		if uint64(stamped.Doc) > docs.Sequence() {
			if err := docs.SetSequence(uint64(stamped.Doc)); err != nil {
				return err
			}
		}
		if err := c.put(all, old, stamped, raw); err != nil {
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
func (c mentions) replaced(all *bbolt.Bucket, m *store.Mention) (*store.Mention, error) {
	if doc := find(all.Bucket([]byte("keys")), m.Key); doc != 0 && doc != m.Doc {
		return nil, &store.Invalid{Field: "id", Why: fmt.Sprintf("%s is stored already as mention %d", m.Key, doc)}
	}
	if m.Doc == 0 {
		return nil, nil
	}
	old, err := load(all.Bucket([]byte("docs")), m.Doc)
	if old != nil && old.Key != m.Key {
		return nil, &store.Invalid{Field: "id", Why: fmt.Sprintf("mention %d is %s and cannot become %s", m.Doc, old.Key, m.Key)}
	}
	return old, err
}

func (c mentions) put(all *bbolt.Bucket, old, m *store.Mention, raw []byte) error {
	if err := all.Bucket([]byte("docs")).Put(docKey(m.Doc), raw); err != nil {
		return err
	}
	if old == nil {
		if err := all.Bucket([]byte("keys")).Put([]byte(m.Key.String()), docKey(m.Doc)); err != nil {
			return err
		}
	}
	return reindex(all, old, m)
}

// Delete removes one mention; no error if there is none.
func (c mentions) Delete(doc store.Doc) error {
	return c.tx.write(func() error {
		all := must(c.tx.btx, "mentions")
		old, err := load(all.Bucket([]byte("docs")), doc)
		if old == nil {
			return err
		}
		err = errors.Join(
			all.Bucket([]byte("docs")).Delete(docKey(doc)),
			all.Bucket([]byte("keys")).Delete([]byte(old.Key.String())),
			reindex(all, old, nil),
		)
		c.tx.Touch(store.TopicMentions, strconv.FormatUint(uint64(doc), 10))
		return err
	})
}

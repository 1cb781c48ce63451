package bolt

import (
	"bytes"
	"errors"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
	"earshot/store/pack"
)

// The part of a rebuilding that knows how mentions are kept.

// descriptions parts the descriptions of authors that can be read from the
// others.
func (r *rebuilder) descriptions() error {
	if err := plant(r.btx); err != nil {
		return err
	}
	versions := must(r.btx, "mentions", "authors")
	return r.part(versions, "authors", func(k, raw []byte) bool {
		person, rest, _ := number(k)
		version, rest, ok := number(rest)
		return ok && version > 0 && len(rest) == 0 && pack.ReadAuthor(person, version, raw, new(store.Author)) == nil
	})
}

// part moves those entries of a bucket to the lost ones that are no good.
func (r *rebuilder) part(b *bbolt.Bucket, kind string, good func(k, raw []byte) bool) error {
	var bad [][]byte
	c := b.Cursor()
	for k, raw := c.First(); k != nil; k, raw = c.Next() {
		if !good(k, raw) {
			bad = append(bad, bytes.Clone(k))
		}
	}
	for _, k := range bad {
		if err := r.lose(b, kind, k); err != nil {
			return err
		}
	}
	return nil
}

// mentions parts the bodies and our work that can be read from the others. A
// mention whose author cannot be read any more stays, without one.
func (r *rebuilder) mentions() error {
	s := openShelf(r.btx, new(tails))
	nameless := map[store.Doc]bool{}
	err := r.part(s.docs, "mentions", func(k, raw []byte) bool {
		doc := docAt(k)
		b, err := pack.OpenBody(doc, raw)
		m := new(store.Mention)
		if doc == 0 || err != nil {
			return false
		}
		// The author comes first: a body repeats nothing that stands there.
		orphan := b.Person != 0 && s.author(b.Person, b.Version, &m.Author) != nil
		if orphan {
			m.Author = store.Author{}
		}
		if b.Mention(m) != nil || store.CheckMention(m) != nil {
			return false
		}
		if orphan {
			nameless[doc] = true
		}
		return true
	})
	if err == nil {
		err = r.part(s.work, "work", func(k, raw []byte) bool {
			return docAt(k) != 0 && s.docs.Get(k) != nil && pack.ReadWork(raw, new(store.Work)) == nil
		})
	}
	if err != nil {
		return err
	}
	for doc := range nameless {
		m := new(store.Mention)
		b, _, err := s.body(doc)
		if err == nil {
			err = b.Mention(m)
		}
		if err != nil {
			return err
		}
		m.Author = store.Author{}
		if err := s.docs.Put(docKey(doc), pack.AppendBody(nil, m, pack.Head{})); err != nil {
			return err
		}
	}
	return nil
}

// index builds anew everything that leads to the mentions.
func (r *rebuilder) index() error {
	all := must(r.btx, "mentions")
	last := all.Bucket([]byte("people")).Sequence()
	for _, name := range []string{"keys", "people"} {
		if err := all.DeleteBucket([]byte(name)); err != nil {
			return err
		}
	}
	if err := errors.Join(r.btx.DeleteBucket([]byte("index")), plant(r.btx)); err != nil {
		return err
	}
	s := openShelf(r.btx, new(tails))
	r.persons = map[uint64]bool{}
	double, err := r.lead(s)
	if err != nil {
		return err
	}
	for person := range r.persons {
		last = max(last, person)
	}
	if k, _ := s.versions.Cursor().Last(); k != nil { // of nobody, see strays
		person, _, _ := number(k)
		last = max(last, person)
	}
	err = errors.Join(s.people.SetSequence(last), fileRecords(r.btx, s), s.index.finish(s))
	for _, m := range double {
		if err == nil {
			err = r.lose(s.docs, "mentions", docKey(m.Doc))
		}
		if err == nil && s.work.Get(docKey(m.Doc)) != nil {
			err = r.lose(s.work, "work", docKey(m.Doc))
		}
	}
	return err
}

// lead makes every mention be found in every way. It gives those that say to
// be another one: the first stays.
func (r *rebuilder) lead(s *shelf) (double []*store.Mention, err error) {
	total := entriesOf(s.docs)
	greatest := s.docs.Sequence()
	w := &walker{bucket: s.docs} // looks for its place anew: the loop writes
	for k, _ := w.start(nil); k != nil; k, _ = w.start(k) {
		if r.Mentions%store.Patience == 0 {
			if err := r.ctx.Err(); err != nil {
				return nil, err
			}
			r.progress(min(r.Mentions, total), total)
		}
		k = bytes.Clone(k)
		m, err := s.load(docAt(k))
		if err != nil {
			return nil, err
		}
		greatest = max(greatest, uint64(m.Doc))
		if s.find(m.Key) != 0 {
			double = append(double, m)
			continue
		}
		if err := r.one(s, m); err != nil {
			return nil, err
		}
		r.Mentions++
	}
	return double, s.docs.SetSequence(greatest)
}

// one leads to one mention: by its key, its author and the index.
func (r *rebuilder) one(s *shelf, m *store.Mention) error {
	b, _, err := s.body(m.Doc)
	if err != nil {
		return err
	}
	if person := b.Person; person != 0 {
		if err := s.people.Put(personKey(nameOf(m)), appendNumber(nil, person)); err != nil {
			return err
		}
		r.persons[person] = true
		s.index.touch(person, m.Identity())
	}
	slot, err := s.index.lay(pack.Head{}, nil, m, b.Person)
	if err != nil {
		return err
	}
	if b.Slot != slot {
		if err := s.docs.Put(docKey(m.Doc), b.WithSlot(slot)); err != nil {
			return err
		}
	}
	return s.keys.Put(pack.AppendKey(nil, m.Key.Network, m.Key.ID), docKey(m.Doc))
}

// strays takes the descriptions away of whom no mention is left.
func (r *rebuilder) strays() error {
	return r.part(must(r.btx, "mentions", "authors"), "authors", func(k, _ []byte) bool {
		person, _, _ := number(k)
		return r.persons[person]
	})
}

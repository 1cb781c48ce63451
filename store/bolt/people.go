package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"earshot/store"
	"earshot/store/pack"
)

// A description of an author is kept once for all mentions that carry it. A
// person is one identity, see store.Mention.Identity, with mentions, a record of
// the store, or both; the descriptions of a
// person are numbered from 1, and the greatest is the newest one seen.

// personKey is the key of an identity, network:rest.
func personKey(identity string) []byte {
	network, id, _ := strings.Cut(identity, ":")
	return pack.AppendKey(nil, network, id)
}

// personOf gives the number of an identity, 0 if there is neither a mention nor
// a record of it.
func (s *shelf) personOf(identity string) uint64 {
	n, _, _ := number(s.people.Get(personKey(identity)))
	return n
}

// numberOf gives the number of an identity, a new one if it has none.
func (s *shelf) numberOf(identity string) (uint64, error) {
	if n := s.personOf(identity); n != 0 {
		return n, nil
	}
	n, err := s.people.NextSequence()
	if err != nil {
		return 0, err
	}
	return n, s.people.Put(personKey(identity), appendNumber(nil, n))
}

// nameOf is whose description m carries: its identity, or for one without any
// name all that is nameless on its network. Empty = there is nothing to keep.
func nameOf(m *store.Mention) string {
	if id := m.Identity(); id != "" {
		return id
	}
	a := m.Author
	a.Followers, a.Following, a.Posts = 0, 0, 0
	if a == (store.Author{}) {
		return ""
	}
	return m.Key.Network + ":"
}

func versionKey(person, version uint64) []byte {
	return appendNumber(appendNumber(nil, person), version)
}

// author reads one description; the three numbers of a stay as they are.
func (s *shelf) author(person, version uint64, a *store.Author) error {
	s.buf = appendNumber(appendNumber(s.buf[:0], person), version)
	raw := s.versions.Get(s.buf)
	if raw == nil {
		return fmt.Errorf("%w: description %d of person %d is missing", store.ErrDamaged, version, person)
	}
	return pack.ReadAuthor(person, version, raw, a)
}

// newest gives the packed newest description of a person and its number, 0 if
// there is none.
func (s *shelf) newest(person uint64) (version uint64, raw []byte) {
	prefix := appendNumber(nil, person)
	w := &walker{bucket: s.versions, back: true, span: span{prefix, appendNumber(nil, person+1)}}
	k, raw := w.start(nil)
	if k == nil {
		return 0, nil
	}
	version, _, _ = number(k[len(prefix):])
	return version, raw
}

// versionsOf reads all stored descriptions of a person, oldest first.
func (s *shelf) versionsOf(person uint64) ([]store.Author, error) {
	prefix := appendNumber(nil, person)
	var list []store.Author
	c := s.versions.Cursor()
	for k, raw := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, raw = c.Next() {
		var a store.Author
		version, _, _ := number(k[len(prefix):])
		if err := pack.ReadAuthor(person, version, raw, &a); err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

// describe gives the place of the description that m carries and stores it if
// it is new. A mention that is put again keeps the one it has, however many
// came later.
func (s *shelf) describe(was pack.Head, old, m *store.Mention) (person, version uint64, err error) {
	name := nameOf(m)
	if name == "" {
		return 0, 0, nil
	}
	if old != nil && was.Person != 0 && nameOf(old) == name {
		a := old.Author
		a.Followers, a.Following, a.Posts = m.Author.Followers, m.Author.Following, m.Author.Posts
		if a == m.Author {
			return was.Person, was.Version, nil
		}
	}
	if person, err = s.numberOf(name); err != nil {
		return 0, 0, err
	}
	version, newest := s.newest(person)
	if newest != nil && bytes.Equal(pack.AppendAuthor(nil, person, version, &m.Author), newest) {
		return person, version, nil
	}
	version++
	s.index.touch(person, m.Identity())
	return person, version, s.versions.Put(versionKey(person, version), pack.AppendAuthor(nil, person, version, &m.Author))
}

// release forgets the person behind old when no mention of theirs is left:
// what is deleted shall leave nothing behind. It runs once the mention is off
// the shelf and out of the index.
func (s *shelf) release(old *store.Mention, person uint64) error {
	if person == 0 || old == nil {
		return nil
	}
	if old.Identity() == "" {
		return nil // what has no name cannot be looked for; there is little of it
	}
	left, err := s.index.mentions.HasPerson(person)
	if err != nil || left {
		return indexError(err)
	}
	if s.index.recorded(old.Identity()) {
		s.index.touch(person, old.Identity())
	} else if err := errors.Join(s.index.forget(person), s.people.Delete(personKey(nameOf(old)))); err != nil {
		return err
	}
	prefix := appendNumber(nil, person)
	for {
		k, _ := s.versions.Cursor().Seek(prefix)
		if !bytes.HasPrefix(k, prefix) {
			return nil
		}
		if err := s.versions.Delete(bytes.Clone(k)); err != nil {
			return err
		}
	}
}

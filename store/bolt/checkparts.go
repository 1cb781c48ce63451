package bolt

import (
	bbolt "go.etcd.io/bbolt"

	"earshot/store"
	"earshot/store/index"
	"earshot/store/match"
	"earshot/store/pack"
)

// mentions checks that every mention can be read and found.
func (c *checker) mentions() error {
	s := c.tx.shelf()
	sum := int(s.docs.Sequence()) // at most
	cur := s.docs.Cursor()
	c.names = map[uint64]string{}
	worked := 0
	for k, _ := cur.First(); k != nil; k, _ = cur.Next() {
		if c.Mentions%store.Patience == 0 {
			if err := c.ctx.Err(); err != nil {
				return err
			}
			c.progress(c.Mentions, max(sum, c.Mentions))
		}
		c.Mentions++
		doc := docAt(k)
		if doc == 0 {
			c.add("the mention %x has no proper number", k)
			continue
		}
		if lookup(s.work, k) != nil {
			worked++
		}
		m, err := s.load(doc)
		if err != nil {
			c.add("%v", err)
			continue
		}
		c.mention(s, m)
		if uint64(doc) > s.docs.Sequence() {
			c.add("mention %d has a number that was not given out yet", doc)
		}
	}
	c.progress(c.Mentions, c.Mentions)
	if n := entriesOf(s.work); n != worked {
		c.add("there is work on %d mentions, of which %d are there", n, worked)
	}
	return nil
}

func entriesOf(b *bbolt.Bucket) int {
	n := 0
	cur := b.Cursor()
	for k, _ := cur.First(); k != nil; k, _ = cur.Next() {
		n++
	}
	return n
}

// mention checks that one mention can be found in every way.
func (c *checker) mention(s *shelf, m *store.Mention) {
	if s.find(m.Key) != m.Doc {
		c.add("mention %d is not found as %s", m.Doc, m.Key)
	} else {
		c.found++
	}
	switch name := nameOf(m); {
	case name != "" && s.personOf(name) == 0:
		c.add("the author of mention %d has no number", m.Doc)
	case m.Identity() != "":
		c.names[s.personOf(name)] = name
	}
}

// people checks that every description can be read and has its person.
func (c *checker) people() error {
	s := c.tx.shelf()
	c.known = map[uint64]bool{}
	cur := s.people.Cursor()
	for k, v := cur.First(); k != nil; k, v = cur.Next() {
		n, rest, ok := number(v)
		switch {
		case !ok || n == 0 || len(rest) > 0 || n > s.people.Sequence():
			c.add("the author %x has no proper number", k)
		case c.known[n]:
			c.add("two authors have the number %d", n)
		}
		c.known[n] = true
	}
	cur = s.versions.Cursor()
	for k, v := cur.First(); k != nil; k, v = cur.Next() {
		person, rest, _ := number(k)
		version, rest, ok := number(rest)
		if !ok || version == 0 || len(rest) > 0 || !c.known[person] {
			c.add("the description %x is of nobody", k)
			continue
		}
		if err := pack.ReadAuthor(person, version, v, new(store.Author)); err != nil {
			c.add("description %d of author %d: %v", version, person, err)
		}
	}
	return c.ctx.Err()
}

// keys looks for keys that lead to no mention of theirs.
func (c *checker) keys() error {
	s := c.tx.shelf()
	if entriesOf(s.keys) == c.found {
		return c.ctx.Err()
	}
	cur := s.keys.Cursor()
	for k, v := cur.First(); k != nil; k, v = cur.Next() {
		m, _ := s.load(docAt(v))
		if m == nil || string(pack.AppendKey(nil, m.Key.Network, m.Key.ID)) != string(k) {
			c.add("the key %x leads to no mention", k)
		}
	}
	return c.ctx.Err()
}

// index proves that the index is what the mentions say.
func (c *checker) index() error {
	s := c.tx.shelf()
	words := s.index.words()
	n, err := s.index.mentions.Check(c.ctx, func(num uint64) (index.Document, uint64, error) {
		doc := store.Doc(num)
		b, ok, err := s.body(doc)
		if !ok || err != nil {
			return index.Document{}, 0, nil // the walk over the mentions has named it
		}
		m, err := s.load(doc)
		if err != nil {
			return index.Document{}, 0, nil
		}
		return match.DocumentBy(words, m, indexPerson(m, b.Person)), b.Slot, nil
	}, func(what string) { c.add("%s", what) })
	if err == nil && n >= 0 && n != c.Mentions {
		c.add("the index holds %d of %d mentions", n, c.Mentions)
	}
	return err
}

// recorded adds those of whom there is a record, whose numbers are theirs as
// well; any other number is of nobody.
func (c *checker) recorded() error {
	s := c.tx.shelf()
	if b := bucket(c.tx.btx, "records", store.KindIdentities); b != nil {
		cur := b.Cursor()
		for k, v := cur.First(); k != nil; k, v = cur.Next() {
			identity := string(k)
			if !match.IsPerson(identity) || store.Decode(v, new(store.Identity)) != nil {
				continue // the walk over the records names what cannot be read
			}
			person := s.personOf(identity)
			if person == 0 {
				c.add("the person %q has no number", identity)
				continue
			}
			c.names[person] = identity
		}
	}
	cur := s.people.Cursor()
	for k, v := cur.First(); k != nil; k, v = cur.Next() {
		person, _, _ := number(v)
		if _, id, ok := pack.ReadKey(k); ok && id != "" && c.names[person] == "" {
			c.add("the number %d is of nobody", person)
		}
	}
	return c.ctx.Err()
}

// persons proves the same of the index of people.
func (c *checker) persons() error {
	if err := c.recorded(); err != nil {
		return err
	}
	s := c.tx.shelf()
	n, err := s.index.people.Check(c.ctx, func(num uint64) (index.Document, uint64, error) {
		identity, ok := c.names[num]
		st, stands := s.index.standing(num)
		if !ok || !stands {
			return index.Document{}, 0, nil
		}
		if st.identity != identity {
			c.add("the index calls person %d %q, not %q", num, st.identity, identity)
		}
		d, _, err := s.index.described(s, num, identity)
		if err != nil {
			return index.Document{}, 0, nil
		}
		return d, st.slot, nil
	}, func(what string) { c.add("people: %s", what) })
	if err == nil && n >= 0 && n != len(c.names) {
		c.add("the index holds %d of %d people", n, len(c.names))
	}
	return err
}

package bolt

import (
	bbolt "go.etcd.io/bbolt"

	"earshot/store"
	"earshot/store/pack"
)

// mentions checks that every mention can be read and found.
func (c *checker) mentions() error {
	s := c.tx.shelf()
	c.states = map[store.State]int{}
	sum := total(s.all.Bucket([]byte("counts")))
	cur := s.docs.Cursor()
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
	c.states[m.Work.State]++
	if s.find(m.Key) != m.Doc {
		c.add("mention %d is not found as %s", m.Doc, m.Key)
	} else {
		c.found["keys"]++
	}
	if name := nameOf(m); name != "" && s.personOf(name) == 0 {
		c.add("the author of mention %d has no number", m.Doc)
	}
	for _, e := range entries(m) {
		if lookup(s.all.Bucket([]byte(e.index)), []byte(e.key)) == nil {
			c.add("mention %d is missing in the index by %s", m.Doc, e.index)
		} else {
			c.found[e.index]++
		}
	}
}

// people checks that every description can be read and has its person.
func (c *checker) people() error {
	s := c.tx.shelf()
	c.persons = map[uint64]bool{}
	cur := s.people.Cursor()
	for k, v := cur.First(); k != nil; k, v = cur.Next() {
		n, rest, ok := number(v)
		switch {
		case !ok || n == 0 || len(rest) > 0 || n > s.people.Sequence():
			c.add("the author %x has no proper number", k)
		case c.persons[n]:
			c.add("two authors have the number %d", n)
		}
		c.persons[n] = true
	}
	cur = s.versions.Cursor()
	for k, v := cur.First(); k != nil; k, v = cur.Next() {
		person, rest, _ := number(k)
		version, rest, ok := number(rest)
		if !ok || version == 0 || len(rest) > 0 || !c.persons[person] {
			c.add("the description %x is of nobody", k)
			continue
		}
		if err := pack.ReadAuthor(person, version, v, new(store.Author)); err != nil {
			c.add("description %d of author %d: %v", version, person, err)
		}
	}
	return c.ctx.Err()
}

// indexes looks for entries that no mention has. Where as many were found from
// the mentions' side as there are, each has its mention.
func (c *checker) indexes() error {
	s := c.tx.shelf()
	for _, name := range append(indexes(), "keys") {
		b := s.all.Bucket([]byte(name))
		if entriesOf(b) == c.found[name] {
			continue
		}
		cur := b.Cursor()
		for k, v := cur.First(); k != nil; k, v = cur.Next() {
			if !c.has(s, name, k, v) {
				c.add("the index by %s has an entry without a mention: %x", name, k)
			}
		}
	}
	return c.ctx.Err()
}

func (c *checker) has(s *shelf, index string, k, v []byte) bool {
	if index == "keys" {
		m, _ := s.load(docAt(v))
		return m != nil && string(pack.AppendKey(nil, m.Key.Network, m.Key.ID)) == string(k)
	}
	if len(k) < posLen {
		return false
	}
	m, _ := s.load(docOf(k))
	if m == nil {
		return false
	}
	for _, e := range entries(m) {
		if e.index == index && e.key == string(k) {
			return true
		}
	}
	return false
}

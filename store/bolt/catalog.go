package bolt

import (
	"cmp"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"sync"
	"time"

	bbolt "go.etcd.io/bbolt"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/index"
	"earshot/store/match"
	"earshot/store/pack"
)

// catalog keeps the two indexes in step with the shelf, in one transaction.
type catalog struct {
	mentions *index.Index
	people   *index.Index
	persons  *bbolt.Bucket // where each person stands in the index of people
	btx      *bbolt.Tx
	db       *bbolt.DB // of btx, which forgets it when it ends
	words    func() *text.Cutter
	waiting  map[uint64]string // people to be indexed anew, with their identities
}

func openCatalog(btx *bbolt.Tx, t *tails) *catalog {
	words := t.words
	if words == nil {
		words = sync.OnceValue(text.NewCutter)
	}
	people := t.sizes
	people.Fresh = cmp.Or(people.Fresh, 64)
	return &catalog{
		mentions: index.Open(newArea(btx, indexOfMentions), t.sizes).Resume(t.mentions),
		people:   index.Open(newArea(btx, indexOfPeople), people).Resume(t.people),
		persons:  must(btx, "index", "persons"),
		btx:      btx,
		db:       btx.DB(),
		words:    words,
		waiting:  map[uint64]string{},
	}
}

// tails are the fresh documents of both indexes as the last commit left them,
// so that the next one, and who looks at the newest, need not read them again.
type tails struct {
	db               *bbolt.DB // a compaction changes it, and counts the commits anew
	commit           int       // number of bbolt's transaction
	mentions, people *index.Tail
	words            func() *text.Cutter // what all share; nil = a memory of one's own
	sizes            index.Sizes
}

// tail gives what is known of the moment of a transaction; a writer's number
// is one above that of the commit before it.
func (s *Store) tail(btx *bbolt.Tx) *tails {
	at := btx.ID()
	if btx.Writable() {
		at--
	}
	if t := s.tails.Load(); t != nil && t.db == btx.DB() && t.commit == at {
		return t
	}
	return &tails{words: s.words, sizes: s.sizes}
}

// keepTail notes the fresh documents of a moment, if they were read and
// nobody knows those of a later one. A view that outlived a compaction has seen
// another file, whose commits have the same numbers.
func (s *Store) keepTail(commit int, c *catalog) {
	s.swap.RLock()
	defer s.swap.RUnlock()
	if c.db != s.db {
		return
	}
	old := s.tails.Load()
	if old != nil && old.commit > commit {
		return
	}
	t := &tails{c.db, commit, c.mentions.Tail(), c.people.Tail(), s.words, s.sizes}
	if old == nil || old.commit < commit || old.mentions == nil && t.mentions != nil || old.people == nil && t.people != nil {
		s.tails.CompareAndSwap(old, t)
	}
}

// indexError turns damage of an index into that of the store.
func indexError(err error) error {
	var d *index.Damaged
	if errors.As(err, &d) {
		return errors.Join(store.ErrDamaged, errors.New(d.Error()+": earshot check --repair builds it anew from the mentions"))
	}
	return err
}

// indexPerson is the person of a mention in the index: somebody without any
// name is nobody there.
func indexPerson(m *store.Mention, person uint64) uint64 {
	if m.Identity() == "" {
		return 0
	}
	return person
}

// lay puts m into the index in the place of old and gives its slot. What a
// change of state or a count leaves alone is not laid anew.
func (c *catalog) lay(was pack.Head, old, m *store.Mention, person uint64) (uint64, error) {
	num := uint64(m.Doc)
	if old != nil && match.SameTerms(old, m) {
		drop, add := match.Changes(old, m)
		return was.Slot, indexError(c.mentions.Change(was.Slot, num, was.Created, drop, add))
	}
	if old != nil {
		if err := c.mentions.Remove(was.Slot, num, was.Created); err != nil {
			return 0, indexError(err)
		}
	}
	slot, err := c.mentions.Add(match.DocumentBy(c.words(), m, indexPerson(m, person)))
	return slot, indexError(err)
}

// work follows a change of our side alone.
func (c *catalog) work(was pack.Head, doc store.Doc, before, after *store.Work) error {
	drop, add := match.WorkChanges(before, after, time.UnixMicro(was.Created))
	return indexError(c.mentions.Change(was.Slot, uint64(doc), was.Created, drop, add))
}

// remove takes a mention out.
func (c *catalog) remove(was pack.Head, doc store.Doc) error {
	return indexError(c.mentions.Remove(was.Slot, uint64(doc), was.Created))
}

// touch notes that what is known of a person has changed.
func (c *catalog) touch(person uint64, identity string) {
	if person != 0 && identity != "" {
		c.waiting[person] = identity
	}
}

// settle brings the index of people up to date; it must run before a question
// and before a commit.
func (c *catalog) settle(s *shelf) error {
	for person, identity := range c.waiting {
		if err := c.person(s, person, identity); err != nil {
			return indexError(err)
		}
	}
	clear(c.waiting)
	return nil
}

// standing is where a person stands in the index of people: the slot, a sum of
// what is kept there but for the weight, the weight, and whose number it is. On
// disk: num slot, sum in 4 bytes, weight in one, the identity.
type standing struct {
	slot     uint64
	sum      uint32
	weight   byte // noWeight without a record
	identity string
}

// noWeight is the weight of those who have no record.
const noWeight = 0xff

func (c *catalog) standing(person uint64) (st standing, ok bool) {
	slot, rest, ok := number(c.persons.Get(appendNumber(nil, person)))
	if !ok || len(rest) <= 5 {
		return st, false
	}
	return standing{slot, binary.BigEndian.Uint32(rest), rest[4], string(rest[5:])}, true
}

func (c *catalog) stand(person uint64, st standing) error {
	raw := binary.BigEndian.AppendUint32(appendNumber(nil, st.slot), st.sum)
	return c.persons.Put(appendNumber(nil, person), append(append(raw, st.weight), st.identity...))
}

// person indexes a person anew, unless nothing of it has changed. Of whom
// there is neither a record nor a mention, nothing stays.
func (c *catalog) person(s *shelf, person uint64, identity string) error {
	d, there, err := c.described(s, person, identity)
	if err != nil {
		return err
	}
	if !there {
		if err := c.forget(person); err != nil {
			return err
		}
		return s.people.Delete(personKey(identity))
	}
	st, known := c.standing(person)
	now := standing{st.slot, sumOf(d), weightOf(d), identity}
	switch {
	case known && st == now:
		return nil
	case known && st.sum == now.sum && st.weight != noWeight && now.weight != noWeight:
		if err := c.people.Change(st.slot, person, int64(person), weighs(st.weight), weighs(now.weight)); err != nil {
			return err
		}
		return c.stand(person, now)
	case known:
		if err := c.people.Remove(st.slot, person, int64(person)); err != nil {
			return err
		}
	}
	if now.slot, err = c.people.Add(d); err != nil {
		return err
	}
	return c.stand(person, now)
}

// weighs is a weight as a facet.
func weighs(weight byte) []index.Facet {
	return []index.Facet{{Field: match.FieldWeight, Value: match.WeightValue(int(weight))}}
}

// weightOf is the weight in a person's facets.
func weightOf(d index.Document) byte {
	for _, f := range d.Facets {
		if f.Field == match.FieldWeight {
			return 10*(f.Value[0]-'0') + f.Value[1] - '0'
		}
	}
	return noWeight
}

// described gives a person as the index ought to have it; false for nobody.
func (c *catalog) described(s *shelf, person uint64, identity string) (index.Document, bool, error) {
	key, err := store.ParseKey(identity)
	if err != nil {
		return index.Document{}, false, err
	}
	authors, err := s.versionsOf(person)
	if err != nil {
		return index.Document{}, false, err
	}
	var versions []match.Described
	for _, a := range authors {
		versions = append(versions, match.Described{Network: key.Network, Author: a})
	}
	var now *store.Identity
	if raw := lookup(bucket(c.btx, "records", store.KindIdentities), []byte(identity)); raw != nil {
		now = new(store.Identity)
		if err := store.Decode(raw, now); err != nil {
			now = nil // the check names it; a search shall still work
		} else {
			now.ID = identity
		}
	}
	d := match.Person(person, versions, now)
	d.Time = int64(person)
	return d, now != nil || len(versions) > 0, nil
}

// sumOf tells two states of a person apart (FNV-1a, 32 bits); the weight is
// none of it.
func sumOf(d index.Document) uint32 {
	h := fnv.New32a()
	for _, t := range d.Terms {
		_, _ = h.Write(append([]byte(t), 0xff))
	}
	for _, f := range d.Facets {
		if f.Field == match.FieldWeight {
			continue
		}
		_, _ = h.Write(append([]byte{byte(f.Field)}, f.Value...))
		_, _ = h.Write([]byte{0xfe})
	}
	return h.Sum32()
}

// recorded tells whether there is a record of an identity.
func (c *catalog) recorded(identity string) bool {
	return lookup(bucket(c.btx, "records", store.KindIdentities), []byte(identity)) != nil
}

// forget takes a person out of whom nothing is left.
func (c *catalog) forget(person uint64) error {
	delete(c.waiting, person)
	st, known := c.standing(person)
	if !known {
		return nil
	}
	if err := c.people.Remove(st.slot, person, int64(person)); err != nil {
		return indexError(err)
	}
	return c.persons.Delete(appendNumber(nil, person))
}

// finish makes the indexes ready for the commit.
func (c *catalog) finish(s *shelf) error {
	if err := c.settle(s); err != nil {
		return err
	}
	return indexError(errors.Join(c.mentions.Maintain(), c.people.Maintain()))
}

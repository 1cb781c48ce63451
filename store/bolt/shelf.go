package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
	"earshot/store/pack"
)

// shelf is where the parts of the mentions stand, in one transaction. All of
// it works straight on the file and must run under guard.
type shelf struct {
	all                                *bbolt.Bucket
	docs, work, keys, people, versions *bbolt.Bucket
	index                              *catalog
	buf                                []byte // for keys that are looked for
}

// dense is how full a page is made where keys mostly rise: what is full is
// never opened again, and half a page left free would be wasted.
const dense = 0.95

// shelf gives the transaction's shelf; finding its buckets costs as much as
// reading a mention, so it is done once.
func (t *tx) shelf() *shelf {
	if t.open == nil {
		t.open = openShelf(t.btx, t.store.tail(t.btx))
	}
	return t.open
}

func openShelf(btx *bbolt.Tx, t *tails) *shelf {
	all := must(btx, "mentions")
	s := &shelf{all: all, index: openCatalog(btx, t)}
	for name, b := range map[string]**bbolt.Bucket{"bodies": &s.docs, "work": &s.work, "keys": &s.keys, "people": &s.people, "authors": &s.versions} {
		if *b = all.Bucket([]byte(name)); *b == nil {
			panic(fmt.Sprintf("the bucket %q of the mentions is missing", name))
		}
	}
	for _, b := range []*bbolt.Bucket{s.docs, s.keys, s.versions} {
		b.FillPercent = dense
	}
	return s
}

// appendNumber adds n as few bytes whose order is that of the numbers: how
// many bytes, then those, big-endian.
func appendNumber(dst []byte, n uint64) []byte {
	var b [9]byte
	binary.BigEndian.PutUint64(b[1:], n)
	i := 1
	for i < 9 && b[i] == 0 {
		i++
	}
	b[i-1] = byte(9 - i)
	return append(dst, b[i-1:]...)
}

// number reads what appendNumber wrote and gives what is behind it; ok is
// false for anything else.
func number(p []byte) (n uint64, rest []byte, ok bool) {
	if len(p) == 0 || p[0] > 8 || len(p) <= int(p[0]) || p[0] > 0 && p[1] == 0 {
		return 0, nil, false
	}
	for _, b := range p[1 : 1+p[0]] {
		n = n<<8 | uint64(b)
	}
	return n, p[1+p[0]:], true
}

// docKey is the key of a mention.
func docKey(doc store.Doc) []byte { return appendNumber(nil, uint64(doc)) }

// docAt reads the key of a mention; 0 if it is none.
func docAt(k []byte) store.Doc {
	n, rest, ok := number(k)
	if !ok || len(rest) > 0 {
		return 0
	}
	return store.Doc(n)
}

// find gives the number of the mention with a key, 0 if there is none.
func (s *shelf) find(key store.Key) store.Doc {
	s.buf = pack.AppendKey(s.buf[:0], key.Network, key.ID)
	return docAt(s.keys.Get(s.buf))
}

// body opens the body of a mention, for what needs not all of it: its head
// costs 0.1 us, the mention 2. False means that there is no such mention. The
// body belongs to the file: it ends with the transaction, or a write.
func (s *shelf) body(doc store.Doc) (pack.Body, bool, error) {
	s.buf = appendNumber(s.buf[:0], uint64(doc))
	raw := s.docs.Get(s.buf)
	if raw == nil {
		return pack.Body{}, false, nil
	}
	b, err := pack.OpenBody(doc, raw)
	if err != nil {
		err = fmt.Errorf("mention %d: %w", doc, err)
	}
	return b, true, err
}

// load reads a mention; nil if there is none.
func (s *shelf) load(doc store.Doc) (*store.Mention, error) {
	b, ok, err := s.body(doc)
	if !ok || err != nil {
		return nil, err
	}
	m := new(store.Mention)
	if err := s.read(doc, &b, m); err != nil {
		return nil, fmt.Errorf("mention %d: %w", doc, err)
	}
	return m, nil
}

func (s *shelf) read(doc store.Doc, b *pack.Body, m *store.Mention) error {
	if b.Person != 0 {
		if err := s.author(b.Person, b.Version, &m.Author); err != nil {
			return err
		}
	}
	if err := b.Mention(m); err != nil {
		return err
	}
	s.buf = appendNumber(s.buf[:0], uint64(doc))
	return pack.ReadWork(s.work.Get(s.buf), &m.Work)
}

// put writes the parts of m that are not on the shelf already; old is what is
// there under its number, nil if nothing. m has its number and stamps. It gives
// the head that was there.
func (s *shelf) put(old, m *store.Mention) (was pack.Head, err error) {
	key := docKey(m.Doc)
	if old != nil {
		b, _, err := s.body(m.Doc)
		if err != nil {
			return was, err
		}
		was = b.Head
	}
	head := was
	if head.Person, head.Version, err = s.describe(head, old, m); err != nil {
		return was, err
	}
	if head.Slot, err = s.index.lay(was, old, m, head.Person); err != nil {
		return was, err
	}
	body := pack.AppendBody(make([]byte, 0, 512), m, head)
	if !bytes.Equal(body, s.docs.Get(key)) {
		if err := s.docs.Put(key, bytes.Clone(body)); err != nil {
			return was, err
		}
	}
	if old == nil {
		if err := s.keys.Put(pack.AppendKey(nil, m.Key.Network, m.Key.ID), key); err != nil {
			return was, err
		}
	}
	var work []byte
	if old != nil {
		work = s.work.Get(key)
	}
	return was, s.putWork(key, work, pack.AppendWork(nil, &m.Work))
}

// setWork changes our side of a mention.
func (s *shelf) setWork(doc store.Doc, w store.Work) error {
	b, ok, err := s.body(doc)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("mention %d: %w", doc, store.ErrNotFound)
	}
	var before store.Work
	head := b.Head // the body ends with the first write
	key := docKey(doc)
	raw := s.work.Get(key)
	if err := pack.ReadWork(raw, &before); err != nil {
		return fmt.Errorf("mention %d: %w", doc, err)
	}
	work := pack.AppendWork(nil, &w)
	if bytes.Equal(work, raw) {
		return nil
	}
	if err := s.index.work(head, doc, &before, &w); err != nil {
		return err
	}
	return s.putWork(key, raw, work)
}

// putWork writes our side alone: a change of state moves a few bytes.
func (s *shelf) putWork(key, before, work []byte) error {
	switch {
	case bytes.Equal(work, before):
		return nil
	case len(work) == 0:
		return s.work.Delete(key)
	}
	return s.work.Put(key, work)
}

// remove takes a mention off the shelf and gives the head that was there.
func (s *shelf) remove(m *store.Mention) (was pack.Head, err error) {
	b, _, err := s.body(m.Doc)
	if err != nil {
		return was, err
	}
	was = b.Head
	if err := s.index.remove(was, m.Doc); err != nil {
		return was, err
	}
	for b, key := range map[*bbolt.Bucket][]byte{
		s.docs: docKey(m.Doc), s.work: docKey(m.Doc), s.keys: pack.AppendKey(nil, m.Key.Network, m.Key.ID),
	} {
		if err := b.Delete(key); err != nil {
			return was, err
		}
	}
	return was, nil
}

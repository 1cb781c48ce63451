package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
)

// packAll is the step to schema 2, from either older one. Until then a mention was one value in CBOR
// under its number in 8 bytes; everything else about mentions follows from
// these and is built anew.
func packAll(btx *bbolt.Tx) error {
	all := must(btx, "mentions")
	for _, name := range []string{"keys", "counts", "time", "thread", "author", "state", "assignee"} {
		if all.Bucket([]byte(name)) == nil {
			continue
		}
		if err := all.DeleteBucket([]byte(name)); err != nil {
			return err
		}
	}
	if err := errors.Join(plant(btx), shortenRecords(btx)); err != nil {
		return err
	}
	docs := all.Bucket([]byte("docs"))
	if docs == nil {
		return nil
	}
	if err := packDocs(docs, openShelf(btx, new(tails))); err != nil {
		return err
	}
	return all.DeleteBucket([]byte("docs"))
}

func packDocs(from *bbolt.Bucket, s *shelf) error {
	last := from.Sequence()
	c := from.Cursor()
	if k, _ := c.Last(); len(k) == 8 { // schema 0 did not keep it
		last = max(last, binary.BigEndian.Uint64(k))
	}
	if err := s.docs.SetSequence(last); err != nil {
		return err
	}
	for k, raw := c.First(); k != nil; k, raw = c.Next() {
		was := new(oldMention)
		if err := store.Decode(raw, was); err != nil || len(k) != 8 {
			return fmt.Errorf("%w: the mention %x cannot be read: %w", store.ErrDamaged, k, err)
		}
		m := was.now()
		if doc := store.Doc(binary.BigEndian.Uint64(k)); m.Doc != doc {
			return fmt.Errorf("%w: mention %d says that it is %d", store.ErrDamaged, doc, m.Doc)
		}
		if _, err := s.put(nil, m); err != nil {
			return err
		}
	}
	return s.index.finish(s)
}

// shortenRecords writes the records of which there are many in fewer bytes.
// None changes its key, so the walk keeps its place.
func shortenRecords(btx *bbolt.Tx) error {
	for _, kind := range []string{store.KindIdentities, store.KindJournal} {
		b := bucket(btx, "records", kind)
		if b == nil {
			continue
		}
		w := &walker{bucket: b}
		for k, v := w.start(nil); k != nil; k, v = w.start(k) {
			k = bytes.Clone(k)
			short, err := shortened(kind, v)
			if err != nil {
				return fmt.Errorf("the record %q of %s: %w", k, kind, err)
			}
			if err := b.Put(k, short); err != nil {
				return err
			}
		}
	}
	return nil
}

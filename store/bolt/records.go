package bolt

import (
	"bytes"
	"iter"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
	"earshot/store/match"
)

// records are the records of one kind, in one closure. Finding the bucket costs as
// much as reading a record, and a cursor takes memory anew, so both are kept.
type records struct {
	tx     *tx
	kind   string
	found  *bbolt.Bucket // once it was
	cursor *bbolt.Cursor // to look a key up with
}

// bucket is nil as long as nothing of the kind was written.
func (r *records) bucket() *bbolt.Bucket {
	if r.found == nil {
		r.found = bucket(r.tx.btx, "records", r.kind)
	}
	return r.found
}

func (r *records) make() (b *bbolt.Bucket, err error) {
	if r.found == nil {
		r.found, err = must(r.tx.btx, "records").CreateBucketIfNotExists([]byte(r.kind))
	}
	return r.found, err
}

// look gives the cursor for looking a key up; nil where there is nothing.
func (r *records) look() *bbolt.Cursor {
	if b := r.bucket(); r.cursor == nil && b != nil {
		r.cursor = b.Cursor()
	}
	return r.cursor
}

// Get reads one record.
func (r *records) Get(key string) (v []byte, err error) {
	err = r.tx.read(func() error {
		found := lookupWith(r.look(), []byte(key))
		if found == nil {
			return store.ErrNotFound
		}
		v = value(r.tx.btx, found)
		return nil
	})
	return v, err
}

// lookup is Bucket.Get that tells an empty value from none.
func lookup(b *bbolt.Bucket, key []byte) []byte {
	if b == nil {
		return nil
	}
	return lookupWith(b.Cursor(), key)
}

// lookupWith is lookup with a cursor that is there; nil is none.
func lookupWith(c *bbolt.Cursor, key []byte) []byte {
	if c == nil {
		return nil
	}
	k, v := c.Seek(key)
	switch {
	case k == nil || !bytes.Equal(k, key):
		return nil
	case v == nil:
		return []byte{}
	}
	return v
}

// Put writes one record.
func (r *records) Put(key string, v []byte) error {
	if err := r.tx.mayWrite(); err != nil {
		return err
	}
	if err := store.CheckRecordKey(key); err != nil {
		return err
	}
	return r.tx.write(func() error {
		b, err := r.make()
		if err != nil {
			return err
		}
		if err := b.Put([]byte(key), bytes.Clone(v)); err != nil { // bbolt keeps v until the commit
			return err
		}
		return r.touch(key, true)
	})
}

// Delete removes one record.
func (r *records) Delete(key string) error {
	return r.tx.write(func() error {
		b := r.bucket()
		if b == nil || key == "" {
			return nil
		}
		if err := b.Delete([]byte(key)); err != nil {
			return err
		}
		return r.touch(key, false)
	})
}

// touch tells the index of people about a changed identity, which gets a number
// if it is a new one.
func (r *records) touch(key string, there bool) (err error) {
	if r.kind != store.KindIdentities || !match.IsPerson(key) {
		return nil
	}
	s := r.tx.shelf()
	person := s.personOf(key)
	if person == 0 && there {
		person, err = s.numberOf(key)
	}
	s.index.touch(person, key)
	return err
}

// Next gives the next number of the kind.
func (r *records) Next() (n uint64, err error) {
	err = r.tx.write(func() error {
		b, err := r.make()
		if err != nil {
			return err
		}
		n, err = b.NextSequence()
		return err
	})
	return n, err
}

// Scan walks forwards.
func (r *records) Scan(from, to string) iter.Seq2[string, []byte] { return r.scan(from, to, false) }

// ScanBack walks backwards.
func (r *records) ScanBack(from, to string) iter.Seq2[string, []byte] { return r.scan(from, to, true) }

// Floor gives the last record whose key is not greater.
func (r *records) Floor(key string, room []byte) (at string, v []byte, err error) {
	err = r.tx.read(func() error {
		w := walker{bucket: r.bucket(), cursor: r.look(), back: true}
		if w.bucket == nil {
			return store.ErrNotFound
		}
		k, found := w.floor([]byte(key))
		if k == nil {
			return store.ErrNotFound
		}
		at, v = string(k), append(room[:0], sane(r.tx.btx, found)...)
		return nil
	})
	return at, v, err
}

// scan has no way to return an error: the transaction keeps it and fails.
func (r *records) scan(from, to string, back bool) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		w := &walker{span: span{optional(from), optional(to)}, back: back}
		var last, key, val []byte
		at, started := 0, false
		for {
			err := r.tx.read(func() error {
				var k, v []byte
				if started && at == r.tx.at() {
					k, v = w.step(last)
				} else { // the loop has changed something: look for the place again
					w.bucket = r.bucket()
					k, v = w.start(last)
				}
				at, started = r.tx.at(), true
				key, val = nil, nil
				if k != nil {
					key, val = bytes.Clone(k), value(r.tx.btx, v)
				}
				return nil
			})
			if err != nil {
				r.tx.fail(err)
				return
			}
			if key == nil || !yield(string(key), val) {
				return
			}
			last = key
		}
	}
}

func optional(key string) []byte {
	if key == "" {
		return nil
	}
	return []byte(key)
}

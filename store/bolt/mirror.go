package bolt

import (
	"bytes"
	"context"

	bbolt "go.etcd.io/bbolt"
)

// mirrored is how much one transaction of a mirror writes, in bytes of memory.
const mirrored = 8 << 20

// mirror makes a database equal to a snapshot of another: it walks the buckets
// of both side by side and changes only what differs. Into an empty one it
// writes everything in the order of the keys, which fills the pages; where
// both are equal, it proves just that. It knows nothing of what the buckets
// mean, so that it need not change with the schema.
type mirror struct {
	ctx         context.Context
	src         *bbolt.Tx
	last        *bbolt.Tx // what dst was equal to before; nil = nothing known
	dst         *bbolt.DB
	out         *bbolt.Tx // transaction of dst that is open
	size        int       // written in it
	changed     int
	progress    func(done, total int)
	done, total int
}

// run makes dst equal to src. It must run under guard.
func (m *mirror) run() (err error) {
	if m.out, err = m.dst.Begin(true); err != nil {
		return err
	}
	well := false
	defer func() {
		if !well { // a panic on a broken source included: a transaction left open would block the closing
			_ = guard(func() { _ = m.out.Rollback() })
		}
	}()
	if err := m.bucket(nil); err != nil {
		return err
	}
	err = m.out.Commit()
	well = err == nil
	return err
}

// edit is one entry that differs.
type edit struct {
	key, value []byte
	add, del   bool // del: take away what dst has; add: write what src has
	sub, was   bool // it is a bucket in src; in dst
}

// bucket makes one bucket equal, and all those in it.
func (m *mirror) bucket(path [][]byte) error {
	if m.same(path) {
		return nil
	}
	var subs [][]byte
	for next, more := []byte(nil), true; more; {
		var edits []edit
		var size int
		edits, size, next, more = m.compare(path, next, &subs)
		if err := m.apply(path, edits); err != nil {
			return err
		}
		if m.size += size; m.size > mirrored || more && len(edits) > 0 { // what was changed is not walked in the same transaction
			if err := m.flush(); err != nil {
				return err
			}
		}
		if err := m.ctx.Err(); err != nil {
			return err
		}
	}
	for _, name := range subs {
		if err := m.bucket(append(path[:len(path):len(path)], name)); err != nil {
			return err
		}
	}
	return nil
}

// same tells whether nothing below a bucket can have changed since the last
// snapshot: pages are never written in place, so an equal root is an equal
// tree as long as that snapshot is held.
func (m *mirror) same(path [][]byte) bool {
	if m.last == nil || len(path) == 0 {
		return false
	}
	now, before := bucketAt(m.src, path), bucketAt(m.last, path)
	return before != nil && now.Root() != 0 && now.Root() == before.Root() && now.Sequence() == before.Sequence()
}

// bucketAt walks down to a bucket; an empty path is the root.
func bucketAt(btx *bbolt.Tx, path [][]byte) *bbolt.Bucket {
	b := btx.Cursor().Bucket()
	for _, name := range path {
		if b == nil {
			return nil
		}
		b = b.Bucket(name)
	}
	return b
}

// compare walks both sides of a bucket from a key on and gives what differs,
// so much that it fits into one transaction; next is where to go on.
func (m *mirror) compare(path [][]byte, from []byte, subs *[][]byte) (edits []edit, size int, next []byte, more bool) {
	src, dst := bucketAt(m.src, path).Cursor(), bucketAt(m.out, path).Cursor()
	sk, sv := begin(src, from)
	dk, dv := begin(dst, from)
	for sk != nil || dk != nil {
		order := bytes.Compare(sk, dk)
		switch {
		case sk == nil:
			order = 1
		case dk == nil:
			order = -1
		}
		if size > mirrored {
			return edits, size, bytes.Clone(least(order, sk, dk)), true
		}
		e := edit{key: least(order, sk, dk), value: sv, add: order <= 0, del: order >= 0, sub: sv == nil, was: dv == nil}
		if e.add && e.sub {
			*subs = append(*subs, bytes.Clone(sk))
		}
		if order != 0 || e.sub != e.was || !bytes.Equal(sv, dv) {
			edits = append(edits, e)
			size += len(e.key) + len(e.value) + 100 // and what remembers them
		}
		if order <= 0 {
			m.tell(len(sk) + len(sv))
			sk, sv = src.Next()
		}
		if order >= 0 {
			dk, dv = dst.Next()
		}
	}
	return edits, size, nil, false
}

func begin(c *bbolt.Cursor, from []byte) (k, v []byte) {
	if from == nil {
		return c.First()
	}
	return c.Seek(from)
}

func least(order int, a, b []byte) []byte {
	if order <= 0 {
		return a
	}
	return b
}

// apply writes what differs.
func (m *mirror) apply(path [][]byte, edits []edit) error {
	src, dst := bucketAt(m.src, path), bucketAt(m.out, path)
	dst.FillPercent = 1
	if len(path) > 0 && src.Sequence() != dst.Sequence() {
		if err := dst.SetSequence(src.Sequence()); err != nil {
			return err
		}
		m.changed++
	}
	m.changed += len(edits)
	for _, e := range edits {
		if err := e.apply(dst); err != nil {
			return err
		}
	}
	return nil
}

func (e edit) apply(dst *bbolt.Bucket) (err error) {
	switch {
	case e.del && e.was && (!e.add || !e.sub):
		err = dst.DeleteBucket(e.key)
	case e.del && !e.was && (!e.add || e.sub):
		err = dst.Delete(e.key)
	}
	switch {
	case err != nil || !e.add:
		return err
	case e.sub:
		_, err = dst.CreateBucketIfNotExists(e.key)
		return err
	}
	return dst.Put(e.key, e.value)
}

// flush commits and goes on in a new transaction.
func (m *mirror) flush() error {
	if err := m.out.Commit(); err != nil {
		return err
	}
	m.size = 0
	var err error
	m.out, err = m.dst.Begin(true)
	return err
}

// tell counts what was looked at.
func (m *mirror) tell(n int) {
	const often = 1 << 20
	before := m.done / often
	if m.done += n; m.progress != nil && m.done/often != before {
		m.progress(min(m.done, m.total), m.total)
	}
}

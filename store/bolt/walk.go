package bolt

import (
	"bytes"

	bbolt "go.etcd.io/bbolt"
)

// span is the keys from <= key < to; nil ends are open.
type span struct{ from, to []byte }

// walker walks a span in either direction. It knows nothing of changes: who
// has changed the bucket, or may have, calls from again.
type walker struct {
	bucket *bbolt.Bucket
	span   span
	back   bool
	cursor *bbolt.Cursor
}

// start goes to the first key of the walk, or to the first one behind after.
func (w *walker) start(after []byte) (k, v []byte) {
	if w.bucket == nil {
		return nil, nil
	}
	w.cursor = w.bucket.Cursor()
	if w.back {
		return w.startBack(after)
	}
	switch {
	case after != nil:
		if k, v = w.cursor.Seek(after); bytes.Equal(k, after) {
			k, v = w.cursor.Next()
		}
	case w.span.from != nil:
		k, v = w.cursor.Seek(w.span.from)
	default:
		k, v = w.cursor.First()
	}
	return w.within(k, v)
}

// floor goes to the last key that is not greater than one.
func (w *walker) floor(key []byte) (k, v []byte) {
	switch k, v = w.cursor.Seek(key); {
	case k == nil:
		if k, v = w.last(); k == nil || bytes.Compare(k, key) <= 0 {
			return k, v
		}
	case bytes.Equal(k, key):
		return k, v
	}
	return w.before(key)
}

func (w *walker) startBack(after []byte) (k, v []byte) {
	limit := w.span.to
	if after != nil {
		limit = after
	}
	if limit == nil {
		return w.within(w.last())
	}
	if k, _ = w.cursor.Seek(limit); k == nil {
		k, v = w.last()
		if k == nil || bytes.Compare(k, limit) < 0 {
			return w.within(k, v)
		}
	}
	return w.within(w.before(limit))
}

// step goes on from at, the key where the walk stands.
func (w *walker) step(at []byte) (k, v []byte) {
	if w.back {
		return w.within(w.before(at))
	}
	return w.within(w.cursor.Next())
}

// last is the cursor's Last without its flaw: it never comes back from a bucket
// of several pages that the running transaction has emptied.
func (w *walker) last() (k, v []byte) {
	if k, _ := w.cursor.First(); k == nil {
		return nil, nil
	}
	return w.cursor.Last()
}

// before is the cursor's Prev without its flaw: on a page that deletions of
// the running transaction have emptied, Prev says that the walk is over.
func (w *walker) before(at []byte) (k, v []byte) {
	k, v = w.cursor.Prev()
	for range 1 << 20 {
		if k != nil || !w.bucket.Writable() {
			break
		}
		first, _ := w.bucket.Cursor().First()
		if first == nil || bytes.Compare(first, at) >= 0 {
			break
		}
		k, v = w.cursor.Prev()
	}
	return k, v
}

func (w *walker) within(k, v []byte) (key, value []byte) {
	if k == nil || w.span.from != nil && bytes.Compare(k, w.span.from) < 0 || w.span.to != nil && bytes.Compare(k, w.span.to) >= 0 {
		return nil, nil
	}
	return k, v
}

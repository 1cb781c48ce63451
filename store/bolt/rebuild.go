package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
)

// Rebuilt is what Rebuild did.
type Rebuilt struct {
	Mentions int // indexed anew
	Lost     int // records that could not be read and were moved to store.KindLost
}

// Rebuild makes anew what can be made anew: the keys, the people, the index and
// the counts from the mentions, the queue from the jobs, the answers of mentions from the
// posts. What cannot be read is not thrown away but moved to store.KindLost.
// All of it is one transaction: it happens or nothing does. Writers wait. A
// file whose own pages are broken is refused (store.ErrDamaged): a backup is
// the way then. progress may be nil.
func (s *Store) Rebuild(ctx context.Context, progress func(done, total int)) (Rebuilt, error) {
	if s.readOnly {
		return Rebuilt{}, store.ErrReadOnly
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	s.care.Lock()
	defer s.care.Unlock()
	r := &rebuilder{ctx: ctx, progress: progress}
	err := s.alone(func(btx *bbolt.Tx) error {
		if err := pagesOf(ctx, s.file, btx); err != nil {
			return err
		}
		r.btx = btx
		for _, part := range []func() error{r.names, r.descriptions, r.mentions, r.index, r.strays, r.records, r.queue, r.answers, r.past} {
			if err := errors.Join(part(), ctx.Err()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Rebuilt{}, err
	}
	s.bus.Publish(map[store.Topic][]string{store.TopicMentions: nil})
	return r.Rebuilt, nil
}

// alone runs fn in a transaction of its own while everybody else who writes
// waits.
func (s *Store) alone(fn func(*bbolt.Tx) error) error {
	w := &s.writer
	w.lock()
	defer w.unlock()
	if err := w.refuses(); err != nil {
		return err
	}
	s.finish()
	var err error
	var btx *bbolt.Tx
	broken := guard(func() {
		if btx, err = s.db.Begin(true); err == nil {
			if err = fn(btx); err == nil {
				s.tails.Store(nil)
				err = btx.Commit()
			}
		}
	})
	err = errors.Join(broken, plainError(err))
	if err != nil && btx != nil && btx.DB() != nil {
		if broken := guard(func() { _ = btx.Rollback() }); broken != nil {
			w.stuck = broken
		}
	}
	return err
}

// rebuilder is one rebuilding.
type rebuilder struct {
	Rebuilt
	ctx      context.Context
	btx      *bbolt.Tx
	progress func(done, total int)
	persons  map[uint64]bool // who has a mention
}

// lose moves a record that cannot be read to the lost ones.
func (r *rebuilder) lose(from *bbolt.Bucket, kind string, key []byte) error {
	lost, err := must(r.btx, "records").CreateBucketIfNotExists([]byte(store.KindLost))
	if err != nil {
		return err
	}
	r.Lost++
	name := fmt.Appendf(nil, "%s/%x", kind, key)
	return errors.Join(lost.Put(name, bytes.Clone(from.Get(key))), from.Delete(key))
}

// names gives kinds of records their names back: everything else leads there.
func (r *rebuilder) names() error {
	kinds := must(r.btx, "records")
	right := map[string]string{}
	err := kinds.ForEachBucket(func(name []byte) error {
		if kind := misspelt(string(name)); kind != "" {
			right[string(name)] = kind
		}
		return nil
	})
	for name, kind := range right {
		if err == nil {
			err = rename(kinds, name, kind)
		}
	}
	return err
}

// rename moves all of a kind to its right name. What came under that name
// meanwhile is newer, and stays.
func rename(kinds *bbolt.Bucket, name, kind string) error {
	to, err := kinds.CreateBucketIfNotExists([]byte(kind))
	if err != nil {
		return err
	}
	from := kinds.Bucket([]byte(name))
	cur := from.Cursor()
	for k, v := cur.First(); k != nil; k, v = cur.Next() {
		if lookup(to, k) != nil {
			continue
		}
		if err := to.Put(bytes.Clone(k), bytes.Clone(v)); err != nil {
			return err
		}
	}
	if err := to.SetSequence(max(to.Sequence(), from.Sequence())); err != nil {
		return err
	}
	return kinds.DeleteBucket([]byte(name))
}

// records moves those that cannot be read aside.
func (r *rebuilder) records() error {
	kinds := must(r.btx, "records")
	for kind, shape := range shapes() {
		b := kinds.Bucket([]byte(kind))
		if b == nil {
			continue
		}
		if err := r.part(b, kind, func(_, raw []byte) bool { return store.Decode(raw, shape()) == nil }); err != nil {
			return err
		}
	}
	return nil
}

// derive empties a kind of records that only points to another kind, and
// fills it from there: entry gives the key of what points to a record.
func derive[T any](r *rebuilder, from, to string, entry func(T) (key string, ok bool)) error {
	kinds := must(r.btx, "records")
	if kinds.Bucket([]byte(to)) != nil {
		if err := kinds.DeleteBucket([]byte(to)); err != nil {
			return err
		}
	}
	source := kinds.Bucket([]byte(from))
	if source == nil {
		return nil
	}
	target, err := kinds.CreateBucket([]byte(to))
	if err != nil {
		return err
	}
	c := source.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		var value T
		if err := store.Decode(v, &value); err != nil {
			return err
		}
		if key, ok := entry(value); ok {
			if err := target.Put([]byte(key), nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// queue puts the jobs into the order of their due times.
func (r *rebuilder) queue() error {
	return derive(r, store.KindJobs, store.KindJobsDue, func(j store.Job) (string, bool) {
		return store.TimeKey(j.Due) + "/" + j.ID, j.State == store.JobQueued
	})
}

// answers leads from the mentions to the posts that answer them.
func (r *rebuilder) answers() error {
	return derive(r, store.KindPosts, store.KindPostsAbout, func(p store.Post) (string, bool) {
		return store.NoteID(p.About, p.ID), p.About != 0
	})
}

// past takes away what leads to changes that could not be read: an export
// would end there.
func (r *rebuilder) past() error {
	kinds := must(r.btx, "records")
	for _, kind := range pastKinds() {
		var gone [][]byte
		astray(kinds, kind, func(k []byte) { gone = append(gone, bytes.Clone(k)) })
		for _, k := range gone {
			if err := kinds.Bucket([]byte(kind)).Delete(k); err != nil {
				return err
			}
		}
	}
	return nil
}

package bolt

import (
	"cmp"
	"context"
	"errors"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
)

// maxBatch is how many Updates share one commit at most.
const maxBatch = 64

// batch is an open write transaction and those who are waiting for its commit.
// A call whose closure is done leaves the commit to the next one that is
// waiting already; whoever finds nobody behind him commits for all. A single
// call on an idle store thus commits at once, and what piles up while a commit
// runs shares the next one.
type batch struct {
	tx    *tx
	calls int
	done  chan struct{} // closed when the outcome is known
	err   error         // of the commit
	again bool          // undone because of somebody else: run once more, alone
}

// View runs fn on a snapshot.
func (s *Store) View(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var btx *bbolt.Tx
	var err error
	s.swap.RLock()
	broken := guard(func() { btx, err = s.db.Begin(false) })
	s.swap.RUnlock()
	if broken != nil || err != nil {
		return errors.Join(broken, plainError(err))
	}
	t := &tx{store: s, btx: btx}
	defer func() {
		t.over = true
		if t.open != nil && t.broken == nil {
			s.keepTail(btx.ID(), t.open.index)
		}
		_ = guard(func() { _ = btx.Rollback() }) // a view has nothing to lose
	}()
	return t.outcome(fn(t))
}

// Update runs fn alone, in its own goroutine, and returns when its changes are
// on the disk. It may share the commit with other calls; if one of these
// fails, fn runs again.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	if s.readOnly {
		return store.ErrReadOnly
	}
	alone := false
	for {
		b, err := s.join(ctx, fn, alone)
		if err != nil {
			return err
		}
		if b == nil {
			alone = true
			continue
		}
		<-b.done
		if !b.again {
			return b.err
		}
		alone = true
	}
}

// join runs fn in the open batch, or a new one, and gives the batch to wait
// for. No batch and no error means: once more, alone.
func (s *Store) join(ctx context.Context, fn func(store.Tx) error, alone bool) (*batch, error) {
	w := &s.writer
	w.lock()
	defer w.unlock()
	if alone {
		s.finish()
	}
	b, err := s.begin(ctx)
	if err != nil {
		if w.last() {
			s.finish() // others may count on us to commit
		}
		return nil, err
	}
	if err := s.run(b, fn); err != nil {
		if b.calls > 0 { // fn may have failed because of what others did before it
			return nil, nil
		}
		return nil, err
	}
	b.calls++
	if alone || b.calls == maxBatch || w.last() {
		s.finish()
	}
	return b, nil
}

// begin gives the open batch or opens one.
func (s *Store) begin(ctx context.Context) (*batch, error) {
	w := &s.writer
	if err := cmp.Or(w.refuses(), ctx.Err()); err != nil {
		return nil, err
	}
	if w.batch != nil {
		return w.batch, nil
	}
	var btx *bbolt.Tx
	var err error
	if broken := guard(func() { btx, err = s.db.Begin(true) }); broken != nil || err != nil {
		return nil, errors.Join(broken, plainError(err))
	}
	t := &tx{store: s, btx: btx, writable: true}
	// The indexes of a batch hold back changes until its commit, so its
	// closures share them.
	if err := t.read(func() error { t.shelf(); return nil }); err != nil {
		s.rollback(&batch{tx: t})
		return nil, err
	}
	w.batch = &batch{tx: t, done: make(chan struct{})}
	return w.batch, nil
}

// run calls one closure in the batch's transaction. Whatever way it ends other
// than well, a panic and runtime.Goexit included, the batch is undone.
func (s *Store) run(b *batch, fn func(store.Tx) error) error {
	t, well := b.tx.part(), false
	defer func() {
		t.over = true
		if !well {
			t.forgetNumbers()
			s.undo(b)
		}
	}()
	if err := t.outcome(fn(t)); err != nil {
		return err
	}
	b.tx.absorb(t)
	well = true
	return nil
}

// undo rolls the batch back and sends everybody in it to run again.
func (s *Store) undo(b *batch) {
	s.writer.batch = nil
	b.tx.forgetNumbers()
	b.again = true
	s.rollback(b)
	close(b.done)
}

// rollback ends a transaction that shall not be committed. If even that fails
// on a broken file, bbolt's write lock is lost and the store can only be read.
func (s *Store) rollback(b *batch) {
	b.tx.over = true
	if b.tx.btx.DB() == nil {
		return // a failed commit has done it
	}
	if broken := guard(func() { _ = b.tx.btx.Rollback() }); broken != nil {
		s.writer.stuck = broken
	}
}

// finish commits the open batch, if there is one, and tells everybody in it.
func (s *Store) finish() {
	b := s.writer.batch
	if b == nil {
		return
	}
	s.writer.batch = nil
	b.err = b.tx.read(func() error {
		s := b.tx.shelf()
		if err := s.index.finish(s); err != nil {
			return err
		}
		commit := b.tx.btx.ID()
		if err := b.tx.btx.Commit(); err != nil {
			return err
		}
		b.tx.store.keepTail(commit, s.index)
		return nil
	})
	if b.err != nil {
		b.tx.forgetNumbers()
		s.rollback(b)
	}
	b.tx.over = true
	if b.err == nil {
		b.tx.touched.Publish(s.bus)
	}
	close(b.done)
}
